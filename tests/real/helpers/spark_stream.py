"""Takes files of lines through Spark Structured Streaming into Delta tables. Its argument is the folder of the Delta jars."""

import os
import sys

from pyspark.sql import Observation
from pyspark.sql import functions as f
from serve import serve
from spark_session import session

spark = session(sys.argv[1], "-XX:+UseParallelGC")


def run(request):
    """The rows and milliseconds of each micro-batch of so many files, which is checked by the query as the view `lines`."""
    clean, rejected, checkpoint = (os.path.join(request["tables"], name) for name in ("clean", "rejected", "checkpoint"))

    def write(batch, _):
        batch.createOrReplaceTempView("lines")
        checked = batch.sparkSession.sql(request["query"])
        # Rejected rows are counted while the clean ones are written. The count also keeps the condition above the query: pushed down
        # into it, as it is in a stream that has the table as its sink, it repeats the whole query and takes many times as long.
        rejects = Observation()
        counted = checked.observe(rejects, f.count_if(f.size("reasons") > 0).alias("rows"))
        append(counted.where(f.size("reasons") == 0).select(*request["columns"]), clean)
        if rejects.get["rows"] > 0:
            checked.createOrReplaceTempView("checked")
            append(batch.sparkSession.sql(request["rejected"]), rejected)

    source = spark.readStream.schema(request["schema"]).option("maxFilesPerTrigger", request["files"])
    stream = source.parquet(request["lines"]).writeStream.foreachBatch(write)
    query = stream.option("checkpointLocation", checkpoint).trigger(availableNow=True).start()
    query.awaitTermination()
    batches = (progress for progress in query.recentProgress if progress.numInputRows > 0)
    return [{"rows": batch.numInputRows, "ms": batch.batchDuration} for batch in batches]


def append(rows, table):
    rows.write.format("delta").mode("append").save(table)


serve(run)
