"""Spark with Delta."""

import glob
import os
import tempfile

from pyspark.sql import SparkSession


def session(jars, java):
    """A session in UTC on two cores; `java` are options of its virtual machine, `jars` is the folder of the Delta jars."""
    settings = {
        "spark.jars": ",".join(glob.glob(os.path.join(jars, "*.jar"))),
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": tempfile.mkdtemp(),
        "spark.driver.extraJavaOptions": java,
        "spark.driver.memory": "2g",
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        # The defaults, 200, 50 and 10,000, are for clusters; the last one is what VACUUM lists a folder by.
        "spark.sql.shuffle.partitions": "2",
        "spark.databricks.delta.snapshotPartitions": "2",
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",
    }
    builder = SparkSession.builder.master("local[2]").appName("pinflow")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
