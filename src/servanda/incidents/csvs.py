"""Delimited text as batches of string columns, streamed: any encoding is turned into UTF-8 on the way."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Collection, Iterator
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from servanda.errors import Problem
from servanda.source import Cell

from .files import SAMPLE, Found, UnreadableFileError
from .header import LOOK, above, find_header
from .raw import Aside, Input, Raw, Rows, unique

BLOCK = 2 << 20  # bytes per batch: what bounds the memory (the quick reader holds some thirty times as much)
_NEEDS = "It must begin with a row of column names."
LONGEST = 16 << 20  # characters in one cell for the slow reader


class _Utf8(io.RawIOBase):
    """A byte stream in UTF-8 made of a byte stream in another encoding; counts what it had to replace."""

    def __init__(self, source: IO[bytes], encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._plain = codecs.lookup(encoding).name == "utf-8"
        self._rest = b""
        self._over = self._begun = False
        self.replaced = 0
        self.quotes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        while not self._rest and not self._over:
            chunk = self._source.read(1 << 20)
            self._over = not chunk
            text = self._decoder.decode(chunk, final=self._over)
            if not self._begun:
                text = text.lstrip("\ufeff")
                self._begun = bool(text)
            self._rest = text.encode()
            self.quotes += self._rest.count(b'"')
            lost = text.count("\ufffd")
            if lost:
                self.replaced += lost - (chunk.count("\ufffd".encode()) if self._plain else 0)
        n = min(len(buffer), len(self._rest))
        buffer[:n], self._rest = self._rest[:n], self._rest[n:]
        return n


def open_csv(found: Found, progress: Callable[[int, int], None] | None = None, wanted: Collection[str] = ()) -> Input:
    """A delimited text as an Input; titles above its header are left out, HXL tags may stand below it or instead of it.

    ``wanted`` are names of columns that a mapping asks for.

    Raises:
        UnreadableFileError: the file has no header that could be read.
    """
    with found.open() as f:
        text = f.read(SAMPLE).decode(found.encoding, errors="replace").lstrip("\ufeff")
    csv.field_size_limit(LONGEST)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=found.delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []  # how many lines of the file each row and all before it take
    try:
        for row in reader:
            if row and not (not rows and not ends and row[0].startswith("sep=") and len(row) <= 2):
                rows.append(row)
                ends.append(reader.line_num)
            if len(rows) > LOOK:
                break
    except csv.Error as e:
        if not rows:
            raise UnreadableFileError(found.name, f"its first row cannot be read ({e}).", _NEEDS) from None
    if not rows:
        raise UnreadableFileError(found.name, "it has no filled row.", _NEEDS)
    header = find_header(rows, wanted)
    columns, data = header.columns, rows[header.last + 1 :]
    if data and all(len(row) == len(columns) + 1 and not row[-1] for row in data):  # each row ends with a delimiter
        columns = unique([*columns, ""])
    notices = above(found.name, rows, header)
    if found.guessed:
        hint = "Check the names in it; name the encoding if this is wrong, or save the file as UTF-8."
        notices.append(Problem("incidents.encoding", f"Read as {found.guessed}.", hint, Cell(found.name, 1)))
    batches = _batches(found, columns, ends[header.last], notices, progress)
    return Input(found.name, columns, batches, header.tags, notices)


def _batches(
    found: Found,
    columns: tuple[str, ...],
    skip: int,  # lines of the file up to the first row of data
    notices: list[Problem],
    progress: Callable[[int, int], None] | None,
) -> Iterator[Raw]:
    """The rows by pyarrow's reader; where it gives up, the rest by Python's, which takes anything."""
    done = skip  # rows of the file that are dealt with, the lines above the data included
    broken: list[tuple[int, str, int]] = []
    taken = 0  # how many of ``broken`` have been handed on

    def keep(row: pacsv.InvalidRow) -> str:
        broken.append((row.number, row.text, row.actual_columns))
        return "skip"

    stream = _Utf8(found.open(progress), found.encoding)
    held: Raw | None = None
    try:
        reader = pacsv.open_csv(
            io.BufferedReader(stream, 1 << 20),  # gives whole blocks, where the raw stream gives what it has
            pacsv.ReadOptions(column_names=list(columns), skip_rows=skip, block_size=BLOCK, use_threads=False),
            pacsv.ParseOptions(delimiter=found.delimiter, newlines_in_values=True, invalid_row_handler=keep),
            pacsv.ConvertOptions(column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False),
        )
        for batch in reader:
            if held is not None:
                yield held
            rows, end = _numbers(done, batch.num_rows, [n for n, _, _ in broken])
            ready = [b for b in broken[taken:] if b[0] <= end]
            held = Raw(pa.Table.from_batches([batch]), rows, tuple(_ragged(found, columns, b) for b in ready))
            taken += len(ready)
            done = end
        rest = tuple(_ragged(found, columns, b) for b in broken[taken:])
        if held is not None:
            yield _unclosed(found, held, stream.quotes)
        if rest:
            yield Raw(_empty(columns), np.empty(0, np.int64), rest)
    except pa.ArrowInvalid:
        if held is not None:
            yield held
        seen = {n for n, _, _ in broken[:taken]}
        yield from _slowly(found, columns, skip, done, seen)
    if stream.replaced:
        message = f"{stream.replaced} characters are not valid {found.encoding}: shown as \ufffd, the rows are kept."
        notices.append(Problem("incidents.encoding", message, "Name the right encoding.", Cell(found.name, 1)))


def _numbers(done: int, count: int, skipped: list[int]) -> tuple[Rows, int]:
    """The numbers of the next ``count`` rows after row ``done``, leaving out those skipped, and the last one."""
    gaps = [n for n in skipped if n > done]
    rows = np.arange(done + 1, done + 1 + count + len(gaps), dtype=np.int64)
    if gaps:
        rows = rows[~np.isin(rows, np.array(gaps))]
    rows = rows[:count]
    return rows, int(rows[-1]) if count else done


def _ragged(found: Found, columns: tuple[str, ...], row: tuple[int, str, int]) -> Aside:
    number, text, width = row
    try:
        cells = next(csv.reader(io.StringIO(text), delimiter=found.delimiter))
    except (csv.Error, StopIteration):
        cells = [text]
    return _wrong_width(found, columns, number, cells, width)


def _wrong_width(found: Found, columns: tuple[str, ...], number: int, cells: list[str], width: int) -> Aside:
    named = dict(zip(columns, cells, strict=False))
    if len(cells) > len(columns):
        named["(further cells)"] = found.delimiter.join(cells[len(columns) :])
    problem = Problem(
        "incidents.ragged",
        f"The row has {width} cells, the header has {len(columns)}.",
        f"Put cells that contain {found.delimiter!r} in quotation marks, and fill in what is missing.",
        Cell(found.name, number, "", found.delimiter.join(cells)[:200]),
    )
    return problem, named


def _unclosed(found: Found, raw: Raw, quotes: int) -> Raw:
    """Set the last row aside if a quotation mark in it is never closed: the rest of the file is then in one cell."""
    if quotes % 2 == 0 or not raw.table.num_rows:
        return raw
    last = {k: v or "" for k, v in raw.table.slice(raw.table.num_rows - 1).to_pylist()[0].items()}
    inside = next((k for k, v in last.items() if "\n" in v), "")
    if not inside:
        return raw
    number = int(raw.rows[-1])
    problem = Problem(
        "incidents.quote",
        "A quotation mark is opened and never closed: the rest of the file lies in this cell.",
        'Close it, or write "" for a quotation mark inside a cell.',
        Cell(found.name, number, inside, last[inside][:200]),
    )
    return Raw(raw.table.slice(0, raw.table.num_rows - 1), raw.rows[:-1], (*raw.broken, (problem, last)))


def _empty(columns: tuple[str, ...]) -> pa.Table:
    return pa.table({c: pa.array([], pa.string()) for c in columns})


def _slowly(
    found: Found, columns: tuple[str, ...], skip: int, done: int, seen: set[int], size: int = 20_000
) -> Iterator[Raw]:
    """The rows after row ``done`` by Python's csv module, which forgives what the quick reader does not."""
    text = io.TextIOWrapper(found.open(), found.encoding, errors="replace", newline="")
    lines = csv.reader((line.replace("\0", "\ufffd") for line in text), delimiter=found.delimiter)
    good: list[list[str]] = []
    rows: list[int] = []
    broken: list[Aside] = []
    number = skip

    def batch() -> Raw:
        columns_of = zip(*good, strict=True) if good else ([] for _ in columns)
        table = pa.table({c: pa.array(list(v), pa.string()) for c, v in zip(columns, columns_of, strict=True)})
        return Raw(table, np.array(rows, np.int64), tuple(broken))

    try:
        for cells in lines:
            if not cells or lines.line_num <= skip:
                continue
            number += 1
            if number <= done or number in seen:
                continue
            if len(cells) == len(columns):
                good.append(cells)
                rows.append(number)
            else:
                broken.append(_wrong_width(found, columns, number, cells, len(cells)))
            if len(good) >= size:
                yield batch()
                good, rows, broken = [], [], []
    except csv.Error as e:
        problem = Problem(
            "incidents.unparsed",
            f"From here on the text cannot be cut into cells ({e}).",
            "Mend it and read the file again.",
            Cell(found.name, number + 1),
        )
        broken.append((problem, {}))
    if good or broken:
        yield batch()
