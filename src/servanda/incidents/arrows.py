"""Parquet, Arrow files and tables in memory (pyarrow, pandas, Polars, anything with an Arrow stream) as batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from .files import Found, UnreadableFileError
from .raw import Input, Raw, unique

SIZE = 65_536  # rows per batch
_BROKEN = (pa.ArrowException, OSError, ValueError, IndexError, MemoryError)  # what Arrow raises on damaged files


def open_arrow(found: Found) -> Input:
    """A Parquet or Arrow file, batch by batch.

    Raises:
        UnreadableFileError: the file is damaged.
    """
    try:
        f = pa.PythonFile(found.open(), "r") if found.gzipped else pa.memory_map(found.name)
        if found.kind == "parquet":
            import pyarrow.parquet as pq

            whole = pq.ParquetFile(f)
            return _input(found.name, whole.schema_arrow.names, whole.iter_batches(SIZE))
        if found.kind == "arrow-file":
            file = pa.ipc.open_file(f)
            return _input(found.name, file.schema.names, (file.get_batch(i) for i in range(file.num_record_batches)))
        stream = pa.ipc.open_stream(f)
        return _input(found.name, stream.schema.names, stream)
    except _BROKEN as e:
        raise _damaged(found.name, e) from None


def open_table(table: Any, name: str = "table") -> Input:
    """A table in memory as an Input.

    Raises:
        UnreadableFileError: it is nothing that Arrow can take.
    """
    try:
        if isinstance(table, pa.RecordBatchReader):
            return _input(name, table.schema.names, table)
        if isinstance(table, pa.RecordBatch):
            table = pa.Table.from_batches([table])
        elif not isinstance(table, pa.Table):
            table = pa.table(table)
    except (TypeError, ValueError, pa.ArrowInvalid, pa.ArrowTypeError) as e:
        why = f"{type(table).__name__} is no table ({str(e).splitlines()[0]})."
        raise UnreadableFileError(name, why, "Give a path, or a pyarrow, pandas or Polars table.") from None
    return _input(name, table.column_names, table.to_batches(SIZE))


def _damaged(name: str, error: BaseException) -> UnreadableFileError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return UnreadableFileError(name, f"the table is damaged ({reason}).", "Write it again.")


def _input(name: str, columns: list[str], batches: Iterable[pa.RecordBatch]) -> Input:
    names = unique(list(columns))

    def read() -> Iterator[Raw]:
        row = 1
        try:
            for batch in batches:
                batch.validate(full=True)
                rows = np.arange(row + 1, row + 1 + batch.num_rows, dtype=np.int64)
                row += batch.num_rows
                yield Raw(pa.Table.from_batches([batch]).rename_columns(list(names)), rows)
        except _BROKEN as e:
            raise _damaged(name, e) from None

    return Input(name, names, read())
