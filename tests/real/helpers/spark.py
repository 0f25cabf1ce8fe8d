"""Runs SQL statements on Spark with Delta. Its argument is the folder of the Delta jars."""

import glob
import os
import sys
import tempfile
from datetime import timezone

from pyspark.sql import Row, SparkSession
from serve import serve


def session(jars):
    settings = {
        "spark.jars": ",".join(glob.glob(os.path.join(jars, "*.jar"))),
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": tempfile.mkdtemp(),
        # A session of seconds spends most of them compiling: the second compiler never pays for itself.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        # The defaults, 200 and 50, are for clusters.
        "spark.sql.shuffle.partitions": "2",
        "spark.databricks.delta.snapshotPartitions": "2",
    }
    builder = SparkSession.builder.master("local[2]").appName("pinflow")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def plain(value):
    """PySpark gives timestamps without a zone, in the process's, which is UTC."""
    if isinstance(value, Row):
        return {name: plain(item) for name, item in value.asDict().items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if hasattr(value, "tzinfo") and value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    return value


spark = session(sys.argv[1])
serve(lambda statement: [plain(row) for row in spark.sql(statement).collect()])
