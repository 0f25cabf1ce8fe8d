"""Runs the drivers that are shipped to Databricks on a Spark of this machine. Its argument is the folder of the Delta jars."""

import contextlib
import io
import os
import runpy
import sys

from serve import serve
from spark_session import session

drivers = os.path.join(os.path.dirname(__file__), "..", "..", "..", "runtime", "databricks")
spark = session(sys.argv[1], "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
sys.path.insert(0, drivers)


def run(request):
    """What a driver prints, a line each."""
    for name, value in request.get("settings", {}).items():
        spark.conf.set(name, value)
    sys.argv = [request["driver"], *request["args"]]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(os.path.join(drivers, f"{request['driver']}.py"), run_name="__main__")
    return [{"line": line} for line in printed.getvalue().splitlines()]


serve(run)
