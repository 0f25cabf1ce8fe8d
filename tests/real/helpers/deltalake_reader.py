"""Reads Delta tables with delta-rs, and writes, compacts and cleans those that a test needs from it."""

from datetime import datetime

import pyarrow
from deltalake import DeltaTable, write_deltalake
from serve import serve

types = {
    "integer": pyarrow.int32(),
    "string": pyarrow.string(),
    "timestamp": pyarrow.timestamp("us", tz="UTC"),
    "array": pyarrow.list_(pyarrow.float64()),
}


def rows_of(request):
    if "write" in request:
        write(request)
        return []
    table = DeltaTable(request["table"], version=request.get("version"))
    if request.get("optimize"):
        table.optimize.compact()
        return []
    if "vacuum" in request:
        table.vacuum(retention_hours=request["vacuum"], enforce_retention_duration=False, dry_run=False)
        return []
    return table.to_pyarrow_table(columns=request.get("columns"), filters=request.get("filters")).to_pylist()


def write(request):
    columns = request["columns"]
    schema = pyarrow.schema([(name, types[kind]) for name, kind in columns.items()])
    rows = [
        {name: datetime.fromisoformat(row[name]) if kind == "timestamp" and row[name] else row[name] for name, kind in columns.items()}
        for row in request["write"]
    ]
    data = pyarrow.Table.from_pylist(rows, schema=schema)
    write_deltalake(request["table"], data, mode=request["mode"], configuration=request.get("configuration"))
    if request.get("checkpoint"):
        DeltaTable(request["table"]).create_checkpoint()


serve(rows_of)
