"""The batch job on Spark: takes the steps of its spec in order, and prints the counts of each record kind as one line of JSON."""

from __future__ import annotations

import json
import os
import sys

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

# Databricks runs a script without its folder on the path; the spec lies beside it.
sys.path += [os.getcwd(), *map(os.path.dirname, sys.argv[1:2])]

from spec import Spec, arguments, begin, read_spec, show


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--logical-date", default="", help="the day of the run, told with the counts and in the tables' histories")
    options = parser.parse_args()
    spec = read_spec(options.spec, "batch")
    if options.dry_run:
        print(plan(spec))
        return
    day = options.logical_date
    print(json.dumps({"counts": run(begin(spec), spec, day), "logical_date": day}))


def plan(spec: Spec) -> str:
    """What the job would do, a line each."""
    lines = [f"make {table['name']} where it is missing" for table in spec["tables"]]
    for step in spec["steps"]:
        if "read" in step:
            lines.append(f"read {step['read']} as {step['view']}")
        elif "view" in step:
            lines.append(f"query {step['view']}")
        elif "overwrite" in step:
            lines.append(f"overwrite {step['overwrite']}")
        elif "run" in step:
            lines.append(step["run"].splitlines()[0])
        else:
            lines.append(f"count {step['report']}")
    return "\n".join(lines)


def run(spark: SparkSession, spec: Spec, day: str) -> dict[str, dict[str, int]]:
    """Takes the steps and gives the counts of each kind; the day stands in the history of each table."""
    counts: dict[str, dict[str, int]] = {}
    for step in spec["steps"]:
        if "read" in step:
            show(read_objects(spark, step["read"]), step)
            continue
        if "run" in step:
            spark.sql(step["run"])
            continue
        frame = spark.sql(step["query"])
        if "view" in step:
            show(frame, step)
        elif "overwrite" in step:
            # A column more is taken, any other change of the schema is refused.
            writer = frame.writeTo(step["overwrite"]).option("mergeSchema", "true").option("userMetadata", day)
            writer.overwrite(f.lit(True))
        else:
            row = frame.first()
            counts[step["report"]] = row.asDict() if row else {}
    return counts


def read_objects(spark: SparkSession, folder: str) -> DataFrame:
    """Whole objects below a folder: a reader of lines would lose their order. Nothing was written yet where there is no folder."""
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", "true")
    try:
        objects = reader.load(folder)
        # Spark Connect looks for the folder only when something is asked.
        _ = objects.schema
        return objects
    except AnalysisException as error:
        # By its text: Spark 3.5 has no `getCondition`, and 4.0 deprecates what 3.5 has.
        if not str(error).startswith("[PATH_NOT_FOUND]"):
            raise
        return spark.createDataFrame([], "path string, content binary")


if __name__ == "__main__":
    main()
