"""Incidents written to Parquet, batch by batch; the file appears whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from .model import INCIDENTS

GROUP = 131_072  # rows per row group: small batches are gathered up to this


class ParquetOut:
    """A Parquet file in the making, with the columns of INCIDENTS; it takes its name when all is written."""

    def __init__(self, path: Path) -> None:
        self._path, self._beside = path, path.with_name(f".{path.name}.part")
        self._held: list[pa.Table] = []
        self._writer: Any = None

    def __enter__(self) -> ParquetOut:
        import pyarrow.parquet as pq

        self._writer = pq.ParquetWriter(self._beside, INCIDENTS, compression="zstd")
        return self

    def write(self, incidents: pa.Table) -> None:
        """Add some incidents."""
        self._held.append(incidents)
        if sum(t.num_rows for t in self._held) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(pa.concat_tables(self._held), row_group_size=GROUP)
            self._held = []

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._flush()
        self._writer.close()
        if kind is None:
            self._beside.replace(self._path)
        else:
            self._beside.unlink(missing_ok=True)
