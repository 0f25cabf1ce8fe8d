"""What the drivers share: reading a spec, and the tables and views that it names. A spec is made by pinflow's blueprint."""

from __future__ import annotations

import argparse
import json
from typing import Any

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession

Spec = dict[str, Any]


def arguments(description: str) -> argparse.ArgumentParser:
    """What every driver is called with."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("spec", help="path of the job's spec, as `pinflow build` writes it")
    parser.add_argument("--dry-run", action="store_true", help="print what would be done, and touch nothing")
    return parser


def read_spec(path: str, job: str) -> Spec:
    """The spec in a file, which must be of this job."""
    with open(path, encoding="utf-8") as file:
        spec: Spec = json.load(file, object_hook=joined)
    if spec.get("job") != job:
        raise SystemExit(f"{path}: it is the spec of {spec.get('job')!r}, not of {job!r}")
    return spec


def joined(part: Spec) -> Spec:
    """A part of a spec with its texts whole: one of several lines stands as a list of them."""
    lines = {name: value for name, value in part.items() if isinstance(value, list) and value and isinstance(value[0], str)}
    return {**part, **{name: "\n".join(value) for name, value in lines.items()}}


def begin(spec: Spec) -> SparkSession:
    """The session, as the spec wants it, with the tables that the job fills."""
    spark = SparkSession.builder.getOrCreate()
    for name, value in spec["settings"].items():
        spark.conf.set(name, value)
    for table in spec["tables"]:
        make(spark, table)
        if not table["properties"].items() <= properties_of(spark, table["name"]).items():
            spark.sql(table["setProperties"])
    return spark


def make(spark: SparkSession, table: Spec) -> None:
    """Makes a table where it is missing; files that are at its place already keep their schema, which the job then widens."""
    try:
        spark.sql(table["create"])
    except AnalysisException as error:
        # Delta names no files that differ from what the statement says.
        if not str(error).startswith("[DELTA_CREATE_TABLE_"):
            raise
        spark.sql(table["attach"])


def properties_of(spark: SparkSession, table: str) -> dict[str, str]:
    """The properties that a table has."""
    return {row["key"]: row["value"] for row in spark.sql(f"show tblproperties {table}").collect()}


def show(frame: DataFrame, step: Spec) -> None:
    """Makes a frame a view.

    One that is kept is computed here and once: `persist` is not found again behind a common table expression, and a condition above a
    check, pushed down into it, repeats the whole check.
    """
    (frame.localCheckpoint() if step.get("keep") else frame).createOrReplaceTempView(step["view"])
