"""Read reports from CSV (plain or gzipped) or Parquet into ``Reports``; nothing is dropped quietly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from csv import reader as csv_reader
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import Problem, ServandaError
from servanda.incidents.files import recognise
from servanda.incidents.report import (
    DEFAULT_PLACE,
    DEFAULT_TIME,
    PLACE_PRECISIONS,
    REPORTS,
    REQUIRED,
    TIME_PRECISIONS,
    ReportIntake,
    Reports,
)
from servanda.source import Cell
from servanda.times import parse_instant

_MANY = 5  # so many rows are named in one notice; the rest is counted


class UnreadableReportsError(ServandaError):
    """The file cannot be read as a table of reports at all."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"{path} cannot be read as a table of reports: {why}. "
            "Give CSV, gzipped CSV or Parquet with a header and at least the column report_id."
        )


def read_reports(path: Path, columns: Mapping[str, str] | None = None) -> ReportIntake:
    """Read reports in the columns of REPORTS; ``columns`` maps our names to those of the file.

    Rows without an id get one (``row-7``); a second row with the same id is set aside; times, places and tolls that
    cannot be read become unknown. Each is told as a Problem. Unknown precision words are read as the coarse default.

    Raises:
        UnreadableReportsError: not a table, or no column report_id.
    """
    raw, broken = _table(path)
    return intake(_rename(raw, columns or {}, str(path)), str(path), broken)


def intake(raw: pa.Table, name: str = "reports", broken: tuple[Problem, ...] = ()) -> ReportIntake:
    """Turn a table of texts or typed columns into ``Reports``, with what was set aside and what was noticed.

    ``broken`` are the rows that were already set aside on reading the file.
    """
    if missing := [c for c in REQUIRED if c not in raw.column_names]:
        raise UnreadableReportsError(name, f"it has no column {', '.join(missing)}")
    n = raw.num_rows
    lost = {p.source.row for p in broken if isinstance(p.source, Cell)}
    rows = np.array([r for r in range(2, n + len(lost) + 2) if r not in lost], dtype=np.int64)  # the header is row 1
    notices: list[Problem] = []
    if extra := [c for c in raw.column_names if c not in REPORTS.names]:
        notices.append(
            Problem("fuse.unread-columns", f"Not used for fusing: {', '.join(extra)}.", "Map them with --column.")
        )
    typed: dict[str, pa.ChunkedArray | pa.Array] = {}
    for field in REPORTS:
        if field.name in raw.column_names:
            typed[field.name] = _typed(raw.column(field.name), field, rows, name, notices)
        else:
            typed[field.name] = pa.nulls(n, field.type)
    ids, aside, keep = _ids(typed["report_id"].to_pylist(), rows.tolist(), name)
    typed["report_id"] = pa.array(ids, pa.string())
    table = pa.table(typed, schema=pa.schema([f.with_nullable(True) for f in REPORTS]))
    order = np.array(sorted(keep, key=ids.__getitem__), dtype=np.int64)
    table, rows = table.take(pa.array(order)), rows[order]
    table = _sound_places(table, rows, name, notices)
    time_words = _words(table, "time_precision", TIME_PRECISIONS, DEFAULT_TIME, notices, rows, name)
    place_words = _words(table, "place_precision", PLACE_PRECISIONS, DEFAULT_PLACE, notices, rows, name)
    reports = Reports(table, time_words, place_words)
    _tell(notices, rows[~reports.placed], name, "fuse.unplaced", "has no time or no place: kept, fused with nothing")
    return ReportIntake(reports, (*broken, *aside), tuple(notices), n + len(broken))


def _table(path: Path) -> tuple[pa.Table, tuple[Problem, ...]]:
    """The file as a table of texts (typed, if Parquet), and its rows with too few or too many cells as Problems."""
    from pyarrow import csv, parquet

    broken: list[Problem] = []

    def set_aside(row: csv.InvalidRow) -> str:
        message = f"The row has {row.actual_columns} cells, the header has {row.expected_columns}: it is set aside."
        broken.append(
            Problem(
                "fuse.broken-row", message, "Quote cells with commas.", Cell(str(path), row.number, "", row.text[:80])
            )
        )
        return "skip"

    found = recognise(path)
    try:
        if found.kind == "parquet":
            return parquet.read_table(path), ()
        if found.kind != "csv":
            raise UnreadableReportsError(str(path), f"it is {found.kind}")
        with found.open() as file:
            data = file.read()
        text = data[:1_000_000].decode(found.encoding, "replace").lstrip("\ufeff")
        header = next(csv_reader(StringIO(text), delimiter=found.delimiter), [])
        if len(set(header)) < len(header):
            twice = sorted({h for h in header if header.count(h) > 1})
            raise UnreadableReportsError(str(path), f"it has the column {', '.join(twice)} twice")
        table = csv.read_csv(
            pa.BufferReader(data),
            read_options=csv.ReadOptions(use_threads=False, encoding=found.encoding),  # a broken row knows its number
            parse_options=csv.ParseOptions(
                delimiter=found.delimiter, newlines_in_values=True, invalid_row_handler=set_aside
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=True, null_values=[""]
            ),
        )
        return table, tuple(broken)
    except (pa.ArrowInvalid, OSError, EOFError, UnicodeError) as e:
        raise UnreadableReportsError(str(path), str(e).split("\n")[0].rstrip(".")) from e


def _rename(table: pa.Table, columns: Mapping[str, str], path: str) -> pa.Table:
    """The table in our columns; a value ``=text`` in the mapping fills the whole column with that text."""
    table = table.rename_columns([c.strip() for c in table.column_names])
    if odd := [ours for ours in columns if ours not in REPORTS.names]:
        raise UnreadableReportsError(path, f"the mapping names {', '.join(odd)}, which no report has")
    taken = {ours: theirs for ours, theirs in columns.items() if not theirs.startswith("=")}
    if missing := [theirs for theirs in taken.values() if theirs not in table.column_names]:
        raise UnreadableReportsError(path, f"it has no column {', '.join(missing)}, which the mapping names")
    out = {c: table.column(c) for c in table.column_names if c not in columns and c not in taken.values()}
    out |= {ours: table.column(theirs) for ours, theirs in taken.items()}
    for ours, theirs in columns.items():
        if theirs.startswith("="):
            out[ours] = pa.array([theirs[1:]] * table.num_rows, pa.string())
    return pa.table(out)


def _typed(column: Any, field: pa.Field, rows: Any, name: str, notices: list[Problem]) -> pa.Array:
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        text = pc.utf8_trim_whitespace(column)
        column = pc.if_else(pc.equal(text, ""), pa.scalar(None, text.type), text)
    try:
        return _valid(column.cast(field.type), field)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        read: Callable[[str], object] = {pa.string(): str, pa.float64(): float}.get(field.type, parse_instant)
        values: list[object] = []
        wrong: list[tuple[int, str]] = []
        for row, value in enumerate(column.to_pylist()):
            try:
                values.append(None if value is None else read(str(value)))
            except (ValueError, OverflowError):
                values.append(None)
                wrong.append((int(rows[row]), str(value)))
        if wrong:
            head = "; ".join(f"row {row}: {value[:40]!r}" for row, value in wrong[:_MANY])
            notices.append(
                Problem(
                    f"fuse.unread-{field.name.replace('_', '-')}",
                    f"{len(wrong)} values of {field.name} cannot be read and are taken as not told: {head}"
                    + (" …" if len(wrong) > _MANY else "."),
                    "Times are YYYY-MM-DD or YYYY-MM-DDTHH:MM with an optional offset; numbers have a decimal point.",
                    Cell(name, wrong[0][0], field.name, wrong[0][1][:80]),
                )
            )
        return _valid(pa.array(values, field.type), field)


def _valid(column: pa.Array, field: pa.Field) -> pa.Array:
    """Numbers that are not finite, and tolls below zero, are not told."""
    if field.type != pa.float64():
        return column
    good = pc.is_finite(column)
    if field.name.startswith("killed"):
        good = pc.and_(good, pc.greater_equal(column, 0))
    return pc.if_else(good, column, pa.scalar(None, pa.float64()))


def _ids(told: list[str | None], rows: list[int], name: str) -> tuple[list[str], list[Problem], list[int]]:
    ids = [i if i is not None else f"row-{row}" for row, i in zip(rows, told, strict=True)]
    seen: dict[str, int] = {}
    aside: list[Problem] = []
    keep: list[int] = []
    for k, i in enumerate(ids):
        if i in seen:
            aside.append(
                Problem(
                    "fuse.same-id",
                    f"Report {i} is in the file twice (first in row {rows[seen[i]]}): this row is set aside.",
                    "Give every telling its own report_id.",
                    Cell(name, rows[k], "report_id", i),
                )
            )
        else:
            seen[i] = k
            keep.append(k)
    return ids, aside, keep


def _sound_places(table: pa.Table, rows: Any, name: str, notices: list[Problem]) -> pa.Table:
    """Coordinates off the globe and at 0,0 are told and taken as no place."""
    lon = table.column("lon").to_numpy(zero_copy_only=False)
    lat = table.column("lat").to_numpy(zero_copy_only=False)
    off = (np.abs(lon) > 180) | (np.abs(lat) > 90)
    null = (lon == 0) & (lat == 0)
    _tell(notices, rows[off], name, "fuse.off-globe", "has a coordinate off the globe: taken as no place")
    _tell(notices, rows[null], name, "fuse.null-island", "lies at 0,0: taken as no place")
    if not (off | null).any():
        return table
    good = pa.array(~(off | null))
    for column in ("lon", "lat"):
        sound = pc.if_else(good, table.column(column).combine_chunks(), pa.scalar(None, pa.float64()))
        table = table.set_column(table.column_names.index(column), column, sound)
    return table


def _words(
    table: pa.Table,
    column: str,
    known: Mapping[str, object],
    default: str,
    notices: list[Problem],
    rows: Any,
    name: str,
) -> list[str]:
    told: list[str | None] = table.column(column).to_pylist()
    words = [default if t is None else t.lower().replace(" ", "-").replace("_", "-") for t in told]
    odd = np.array([w not in known for w in words], dtype=bool)
    _tell(
        notices,
        rows[odd],
        name,
        f"fuse.unknown-{column.replace('_', '-')}",
        f"has a {column} we do not know: {default}",
    )
    return [w if w in known else default for w in words]


def _tell(notices: list[Problem], rows: Any, name: str, code: str, what: str) -> None:
    if len(rows):
        named = ", ".join(str(r) for r in sorted(rows)[:_MANY]) + (" …" if len(rows) > _MANY else "")
        message = f"{len(rows)} report{'' if len(rows) == 1 else 's'} (row {named}) {what}."
        notices.append(
            Problem(
                code, message.replace("has", "have", 1) if len(rows) > 1 else message, "", Cell(name, int(min(rows)))
            )
        )
