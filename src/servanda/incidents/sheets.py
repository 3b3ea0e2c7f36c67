"""A spreadsheet (XLSX) as batches of text columns, read row by row without holding the workbook in memory."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any

import numpy as np
import pyarrow as pa

from servanda.errors import Problem
from servanda.source import Cell

from .files import DAMAGED, Found, UnreadableFileError
from .header import LOOK, above, find_header
from .raw import Aside, Input, Raw

SIZE = 20_000  # rows per batch
_BROKEN = (  # what openpyxl, zipfile and the XML parser raise on damaged workbooks
    *DAMAGED, zipfile.BadZipFile, NotImplementedError, RuntimeError, LookupError, ValueError, TypeError, AttributeError,
    SyntaxError, OSError,
)  # fmt: skip


def open_xlsx(found: Found, wanted: Collection[str] = ()) -> Input:
    """The first sheet that holds anything; titles above its header are left out.

    Raises:
        UnreadableFileError: the workbook is damaged, or no sheet has a row.
    """
    import openpyxl

    with found.open() as f:
        data = io.BytesIO(f.read())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(data, read_only=True, data_only=True)
    except _BROKEN as e:
        raise _damaged(found.name, e) from None
    filled = []
    for sheet in book.worksheets:
        rows = _filled(found.name, sheet.iter_rows(values_only=True))
        if (first := next(rows, None)) is not None:
            filled.append((sheet.title, first, rows))
    if not filled:
        raise UnreadableFileError(found.name, "no sheet has a filled row.", "It needs a row with column names.")
    title, first, rows = filled[0]
    looked = [first, *islice(rows, LOOK)]
    texts = [_texts(row) for _, row in looked]
    header = find_header(texts, wanted)
    notices = above(found.name, texts, header)
    if len(filled) > 1:
        others = ", ".join(t for t, _, _ in filled[1:])
        message = f"Only the sheet {title!r} was read, not: {others}."
        notices.append(Problem("incidents.sheets", message, "Save it apart.", Cell(found.name, 1)))
    batches = _batches(found, header.columns, chain(looked[header.last + 1 :], rows))
    return Input(found.name, header.columns, batches, header.tags, notices)


def _texts(row: tuple[Any, ...]) -> list[str]:
    """The cells of a row as text, without the empty ones at its end."""
    cells = [_text(v) for v in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _filled(name: str, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows that hold anything, with their numbers in the sheet."""
    try:
        for number, row in enumerate(rows, 1):
            if any(v is not None and v != "" for v in row):
                yield number, row
    except _BROKEN as e:
        raise _damaged(name, e) from None


def _damaged(name: str, error: BaseException) -> UnreadableFileError:
    reason = f" ({error})" if str(error) else ""
    return UnreadableFileError(name, f"the workbook is damaged{reason}.", "Open it and save it again.")


def _batches(found: Found, columns: tuple[str, ...], rows: Iterator[tuple[int, tuple[Any, ...]]]) -> Iterator[Raw]:
    width = len(columns)
    good: list[list[str]] = []
    numbers: list[int] = []
    broken: list[Aside] = []

    def batch() -> Raw:
        by_column = zip(*good, strict=True) if good else ([] for _ in columns)
        table = pa.table({c: pa.array(list(v), pa.string()) for c, v in zip(columns, by_column, strict=True)})
        return Raw(table, np.array(numbers, np.int64), tuple(broken))

    for number, row in rows:
        cells = [_text(v) for v in row]
        beyond = [c for c in cells[width:] if c]
        cells = cells[:width] + [""] * (width - len(cells))
        if beyond:
            named = dict(zip(columns, cells, strict=True)) | {"(further cells)": "; ".join(beyond)}
            cell = Cell(found.name, number, "", beyond[0][:200])
            why = Problem("incidents.ragged", "The row has cells beyond the header.", "Name their columns.", cell)
            broken.append((why, named))
        else:
            good.append(cells)
            numbers.append(number)
        if len(good) >= SIZE:
            yield batch()
            good, numbers, broken = [], [], []
    if good or broken:
        yield batch()


def _text(value: Any) -> str:
    """A cell as text: dates as ISO dates, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        at = value.replace(microsecond=0)
        return at.date().isoformat() if at.time() == time() else at.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)
