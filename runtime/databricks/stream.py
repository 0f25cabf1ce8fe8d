"""The streaming job on Spark: one query for each record kind, which appends every record once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.streaming import StreamingQuery

# Databricks runs a script in its folder, but does not look for modules there.
sys.path.append(os.getcwd())

from spec import Spec, arguments, begin, read_spec, show


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--available-now", action="store_true", help="take what there is, and stop")
    options = parser.parse_args()
    spec = read_spec(options.spec, "stream")
    if options.dry_run:
        print(plan(spec))
        return
    spark = begin(spec)
    queries = [start(spark, query, available_now=options.available_now) for query in spec["queries"]]
    if not options.available_now:
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

    def take(events: DataFrame, batch: int) -> None:
        spark = events.sparkSession
        # A checkpoint that was made anew counts from 0 again: without its identity, Delta would take its batches for known ones.
        checkpoint = spark.read.json(f"{query['checkpoint']}/metadata").first()
        application = f"pinflow.stream.{query['kind']}.{checkpoint['id'] if checkpoint else ''}"
        events.createOrReplaceTempView("events")
        for step in query["views"]:
            show(spark.sql(step["query"]), step)
        for append in query["appends"]:
            writer = spark.sql(append["query"]).write.format("delta").mode("append").option("mergeSchema", "true")
            writer.option("txnAppId", application).option("txnVersion", batch).saveAsTable(append["table"])

    return take


if __name__ == "__main__":
    main()
