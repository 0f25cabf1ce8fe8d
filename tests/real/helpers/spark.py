"""Runs SQL statements on Spark with Delta. Its argument is the folder of the Delta jars."""

import sys
from datetime import timezone

from pyspark.sql import Row
from serve import serve
from spark_session import session


def plain(value):
    """PySpark gives timestamps without a zone, in the process's, which is UTC."""
    if isinstance(value, Row):
        return {name: plain(item) for name, item in value.asDict().items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if hasattr(value, "tzinfo") and value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    return value


# A session of seconds spends most of them compiling: the second compiler never pays for itself.
spark = session(sys.argv[1], "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
serve(lambda statement: [plain(row) for row in spark.sql(statement).collect()])
