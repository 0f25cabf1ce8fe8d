"""Reads Delta tables with delta-rs."""

from deltalake import DeltaTable
from serve import serve


def rows_of(request):
    return DeltaTable(request["table"], version=request.get("version")).to_pyarrow_table().to_pylist()


serve(rows_of)
