"""Runs SQL statements, and the drivers that are shipped to Databricks, on Spark with Delta.

Its arguments are the folder of the Delta jars and the options of Java.
"""

import contextlib
import io
import os
import sys
from datetime import timezone

from pyspark.sql import Row
from serve import serve
from spark_session import session


def answer(request):
    """The rows of a statement, or what a driver prints, a line each."""
    return [plain(row) for row in spark.sql(request).collect()] if isinstance(request, str) else run(**request)


def plain(value):
    """PySpark gives timestamps without a zone, in the process's, which is UTC."""
    if isinstance(value, Row):
        return {name: plain(item) for name, item in value.asDict().items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if hasattr(value, "tzinfo") and value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    return value


def run(driver, args, settings):
    """As Databricks runs a script: in its folder, which is not looked into for modules, and without telling it its own name."""
    for name, value in settings.items():
        spark.conf.set(name, value)
    sys.argv = [driver, *args]
    printed = io.StringIO()
    with open(f"{driver}.py", encoding="utf-8") as source, contextlib.redirect_stdout(printed):
        exec(compile(source.read(), driver, "exec"), {"__name__": "__main__"})
    return [{"line": line} for line in printed.getvalue().splitlines()]


jars, java = sys.argv[1:]
spark = session(jars, java)
os.chdir(os.path.join(os.path.dirname(__file__), "..", "..", "..", "runtime", "databricks"))
serve(answer)
