"""The streaming job on Spark: one query for each record kind, which appends every record once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable

from pyspark.cloudpickle import register_pickle_by_value
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.streaming import StreamingQuery

# Databricks runs a script without its folder on the path; the spec lies beside it.
sys.path += [os.getcwd(), *map(os.path.dirname, sys.argv[1:2])]

import spec as shared
from spec import Spec, arguments, begin, read_spec, show

# On serverless compute batches are taken in another process, which has no such module.
register_pickle_by_value(shared)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--available-now", action="store_true", help="take what there is, and stop")
    options = parser.parse_args()
    spec = read_spec(options.spec, "stream")
    if options.dry_run:
        print(plan(spec))
        return
    spark = begin(spec)
    if options.available_now:
        # One after the other: on serverless compute they share the views of a session.
        for query in spec["queries"]:
            start(spark, query, available_now=True).awaitTermination()
        return
    queries = [start(spark, query, available_now=False) for query in spec["queries"]]
    spark.streams.awaitAnyTermination()
    for query in queries:
        query.awaitTermination()


def plan(spec: Spec) -> str:
    """What the job would do, a line each."""
    lines = [f"make {table['name']} where it is missing" for table in spec["tables"]]
    for query in spec["queries"]:
        source = query["source"]
        lines.append(f"read {source['format']} {json.dumps(source['options'], sort_keys=True)} from {query['checkpoint']} on")
        lines += [f"append to {append['table']}" for append in query["appends"]]
    return "\n".join(lines)


def start(spark: SparkSession, query: Spec, *, available_now: bool) -> StreamingQuery:
    """Starts the query of a kind."""
    source = query["source"]
    reader = spark.readStream.format(source["format"]).options(**source["options"])
    if "schema" in source:
        reader = reader.schema(source["schema"])
    writer = reader.load().writeStream.queryName(query["kind"]).foreachBatch(taker(query))
    writer = writer.option("checkpointLocation", query["checkpoint"])
    return (writer.trigger(availableNow=True) if available_now else writer).start()


def taker(query: Spec) -> Callable[[DataFrame, int], None]:
    """What takes a batch: its appends are made once, however often it is taken."""
    applications: list[str] = []

    def take(events: DataFrame, batch: int) -> None:
        spark = events.sparkSession
        if not applications:
            applications.append(application(spark, query))
        events.createOrReplaceTempView("events")
        for step in query["views"]:
            show(spark.sql(step["query"]), step)
        for append in query["appends"]:
            writer = spark.sql(append["query"]).write.format("delta").mode("append").option("mergeSchema", "true")
            writer.option("txnAppId", applications[0]).option("txnVersion", batch).saveAsTable(append["table"])

    return take


def application(spark: SparkSession, query: Spec) -> str:
    """As whom Delta knows the batches of a query: a checkpoint that was made anew counts from 0 again, and has another identity."""
    checkpoint = spark.read.json(f"{query['checkpoint']}/metadata").first()
    if checkpoint is None:
        raise RuntimeError(f"{query['checkpoint']}/metadata is empty: delete the checkpoint's folder, and see docs/databricks.md")
    return f"pinflow.stream.{query['kind']}.{checkpoint['id']}"


if __name__ == "__main__":
    main()
