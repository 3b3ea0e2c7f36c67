"""DuckDB: the default engine, in the process, with no service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from servanda.incidents.model import INCIDENTS


class DuckDB:
    """A private in-memory connection that takes instants as UTC and reaches for nothing outside."""

    def __init__(self) -> None:
        self.con = ibis.duckdb.connect()
        self.con.raw_sql("SET TimeZone = 'UTC'")
        self.con.raw_sql("SET autoinstall_known_extensions = false")
        self.con.raw_sql("SET autoload_known_extensions = false")

    def incidents(self, incidents: Any) -> Any:
        """The incidents as a table: an Arrow table, scanned where it lies, or the path or paths of Parquet files."""
        if isinstance(incidents, pa.Table):
            self.con.con.register("servanda_incidents", whole(incidents))
            return self.con.table("servanda_incidents")
        paths = [incidents] if isinstance(incidents, str | Path) else list(incidents)
        return self.con.read_parquet([str(p) for p in paths], table_name="servanda_incidents")

    def table(self, name: str, data: pa.Table) -> Any:
        """A small table of the compiled accord, copied into the engine so that it keeps statistics for its joins."""
        self.con.con.register("servanda_arriving", data)
        self.con.raw_sql(f"CREATE OR REPLACE TEMP TABLE servanda_{name} AS SELECT * FROM servanda_arriving")
        self.con.con.unregister("servanda_arriving")
        return self.con.table(f"servanda_{name}", database=("temp", "main"))

    def arrow(self, expr: Any) -> pa.Table:
        """The rows of an expression."""
        return expr.to_pyarrow()

    def write(self, expr: Any, path: Path) -> None:
        """Stream the rows of an expression to a Parquet file."""
        expr.to_parquet(path, compression="zstd")


def whole(incidents: pa.Table) -> pa.Table:
    """The table with exactly the columns of INCIDENTS: absent ones null, types as declared."""
    columns = [
        incidents[f.name].cast(f.type) if f.name in incidents.column_names else pa.nulls(len(incidents), f.type)
        for f in INCIDENTS
    ]
    return pa.table(columns, schema=INCIDENTS)
