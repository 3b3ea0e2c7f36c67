"""Columns of raw cells read as texts, numbers, instants and positions, whole columns at a time.

A cell that cannot be read sets its row aside: the first reason found for a row is the one that is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import Problem
from servanda.source import Cell

from .dates import DateOrder, read_date
from .raw import Aside, Raw

NOTHING = ("", "NA", "N/A", "n/a", "NULL", "null", "None", "nan", "NaN", "-", "–")  # in cells of numbers and dates
INSTANT = pa.timestamp("us", tz="UTC")

Mask = npt.NDArray[np.bool_]


@dataclass
class Notices:
    """What was noticed and kept, counted over the whole input and told once each."""

    path: str
    counts: dict[tuple[str, str], int] = field(default_factory=dict)  # by code and column
    told: dict[tuple[str, str], tuple[str, str, Cell]] = field(default_factory=dict)  # message, hint, first cell

    def add(self, code: str, n: int, message: str, hint: str = "", cell: Cell | None = None) -> None:
        """Notice something in ``n`` rows; ``{n|row has|rows have}`` in the message becomes "1 row has" or the like."""
        if n:
            cell = cell or Cell(self.path, 1)
            key = (code, cell.column)
            self.counts[key] = self.counts.get(key, 0) + n
            self.told.setdefault(key, (message, hint, cell))

    def problems(self) -> list[Problem]:
        """The notices as problems, in the order in which they came up."""
        return [Problem(key[0], _counted(m, self.counts[key]), h, c) for key, (m, h, c) in self.told.items()]


@dataclass
class Columns:
    """One batch of raw rows being read. ``names`` says which column of the input holds which of ours."""

    raw: Raw
    path: str
    notices: Notices
    order: DateOrder
    time_zone: str
    names: Mapping[str, str] = field(default_factory=dict)  # our column → the input's column, or "=constant"
    bad: dict[int, Problem] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many rows the batch has."""
        return int(self.raw.table.num_rows)

    def has(self, column: str) -> bool:
        """Whether the input has this column of ours."""
        name = self.names.get(column, column)
        return name.startswith("=") or name in self.raw.table.column_names

    def called(self, column: str) -> str:
        """What the input calls this column of ours."""
        return self.names.get(column, column)

    def array(self, column: str) -> pa.Array:
        """The raw cells of a column of ours, in the input's own type; nulls where the input has no such column."""
        name = self.called(column)
        if name.startswith("="):
            return pa.repeat(pa.scalar(name[1:], pa.string()), self.count)
        if name not in self.raw.table.column_names:
            return pa.nulls(self.count, pa.string())
        cells = self.raw.table.column(name).combine_chunks()
        cells = cells.chunk(0) if isinstance(cells, pa.ChunkedArray) and cells.num_chunks == 1 else cells
        if isinstance(cells, pa.ChunkedArray):
            cells = pa.concat_arrays(cells.chunks) if cells.num_chunks else pa.array([], cells.type)
        if pa.types.is_dictionary(cells.type):
            cells = cells.dictionary_decode()
        return cells

    def text(self, column: str) -> pa.Array:
        """The column as trimmed text; an empty cell is null."""
        cells = self.array(column)
        if not pa.types.is_string(cells.type):
            cells = _as_text(cells)
        trimmed = pc.utf8_trim_whitespace(cells)
        return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)

    def fail(self, where: pa.Array | Mask, column: str, code: str, message: str, hint: str = "") -> None:
        """Set rows aside; ``{value}`` in the message is the cell. A row already set aside keeps its first reason."""
        mask = where if isinstance(where, np.ndarray) else _mask(where)
        hits = np.flatnonzero(mask)
        if not len(hits):
            return
        values = _as_text(self.array(column).take(pa.array(hits))).to_pylist()
        for i, value in zip(hits.tolist(), values, strict=True):
            if i not in self.bad:
                cell = Cell(self.path, int(self.raw.rows[i]), self.called(column), value or "")
                self.bad[i] = Problem(code, message.replace("{value}", repr(value or "")), hint, cell)

    def notice(self, where: pa.Array | Mask, column: str, code: str, message: str, hint: str = "") -> None:
        """Notice something in rows that are kept."""
        mask = np.array(where if isinstance(where, np.ndarray) else _mask(where))
        mask[list(self.bad)] = False
        hits = np.flatnonzero(mask)
        if len(hits):
            value = _as_text(self.array(column).slice(int(hits[0]), 1)).to_pylist()[0] or ""
            cell = Cell(self.path, int(self.raw.rows[hits[0]]), self.called(column), value)
            self.notices.add(code, len(hits), message, hint, cell)

    def number(self, column: str, comma: str = "decimal") -> pa.Array:
        """The column as float64. What is no finite number sets its row aside; not-a-number in a float column is empty.

        A comma is read as a decimal point; with ``comma="thousands"``, where it stands before groups of three digits,
        it is left out: 1,200 people, 1,200 m, but 36,712 degrees.
        """
        cells = self.array(column)
        if pa.types.is_integer(cells.type) or pa.types.is_floating(cells.type) or pa.types.is_decimal(cells.type):
            numbers = pc.cast(cells, pa.float64(), safe=False)
            nothing = pc.is_nan(numbers)
            self.fail(pc.fill_null(pc.is_inf(numbers), False), column, "incidents.number", "{value} is not a number.")
            return pc.if_else(nothing, pa.scalar(None, pa.float64()), numbers)
        cells = self._filled(column)
        if comma == "thousands":
            groups = r"^[+-]?\d{1,3}(,\d{3})+$"
            cells = self._without(
                cells, column, groups, "", "incidents.thousands", "commas between thousands: left out."
            )
        point = "a decimal comma: read as a point."
        cells = self._without(cells, column, r"^[+-]?\d+,\d+$", ".", "incidents.decimal-comma", point)
        fine = pc.match_substring_regex(cells, r"^[+-]?(\d{1,18}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?$")
        self.fail(pc.invert(pc.fill_null(fine, True)), column, "incidents.number", "{value} is not a number.")
        return pc.utf8_ltrim(pc.if_else(fine, cells, pa.scalar(None, pa.string())), "+").cast(pa.float64())

    def _without(self, cells: pa.Array, column: str, pattern: str, instead: str, code: str, what: str) -> pa.Array:
        """The cells with the commas of those that match replaced, and that noticed."""
        hits = pc.fill_null(pc.match_substring_regex(cells, pattern), False)
        if not pc.any(hits).as_py():
            return cells
        self.notice(hits, column, code, f"{{n|number has|numbers have}} {what}")
        return pc.if_else(hits, pc.replace_substring(cells, ",", instead), cells)

    def whole(self, column: str, most: int = 2**31 - 1) -> pa.Array:
        """The column as int32 from 0 to ``most``; anything else sets its row aside, 1.200 too: it may be 1 or 1200."""
        numbers = self.number(column, comma="thousands")
        if pa.types.is_string(self.array(column).type):
            twofold = pc.match_substring_regex(self.text(column), r"^\d{1,3}(\.\d{3})+$")
            hint = "Write it without points."
            self.fail(
                pc.fill_null(twofold, False), column, "incidents.whole-number", "{value} can be read in two ways.", hint
            )
        wrong = pc.or_(pc.or_(pc.less(numbers, 0), pc.greater(numbers, most)), pc.not_equal(pc.floor(numbers), numbers))
        wrong = pc.fill_null(wrong, False)
        self.fail(wrong, column, "incidents.whole-number", "{value} is not a whole number of 0 or more.")
        return pc.if_else(wrong, pa.scalar(None, pa.float64()), numbers).cast(pa.int32())

    def span(self, column: str) -> tuple[pa.Array, pa.Array]:
        """The column of dates or times as [start, end) instants in UTC.

        A date without a time is its whole day in the time zone, a month the whole month; a time is as long as its last
        digit says. A date that does not exist, or that can be read two ways, sets its row aside.
        """
        cells = self.array(column)
        if pa.types.is_timestamp(cells.type) and cells.type.tz:  # without a zone it is read as its text would be
            at = pc.cast(cells, INSTANT, safe=False)
            return at, at
        cells = self._filled(column)
        coded = cells.dictionary_encode()
        values: list[str] = coded.dictionary.to_pylist()
        self.order.learn(values)
        starts: list[int | None] = []
        ends: list[int | None] = []
        reasons: dict[int, tuple[str, str]] = {}
        for i, value in enumerate(values):
            read = read_date(value, self.time_zone, self.order)
            if isinstance(read, tuple):
                starts.append(read[0])
                ends.append(read[1])
            else:
                starts.append(None)
                ends.append(None)
                reasons[i] = (value, read)
        for i, (_, reason) in reasons.items():
            message, _, hint = reason.partition(" → ")
            self.fail(pc.fill_null(pc.equal(coded.indices, i), False), column, "incidents.date", message, hint)
        start = pa.array(starts, pa.int64()).take(coded.indices)
        end = pa.array(ends, pa.int64()).take(coded.indices)
        return start.cast(INSTANT), end.cast(INSTANT)

    def position(self, lon: str, lat: str) -> tuple[pa.Array, pa.Array]:
        """Longitude and latitude in degrees.

        Both or none: a lone one leaves the place unknown. So does 0, 0, which programs write for "no position" and
        where nobody lives. Swapped ones (out of range as they stand, in range the other way round) set the row aside:
        most swapped pairs cannot be seen, so a file in which some can be must be mended as a whole.
        """
        x, y = self.number(lon), self.number(lat)
        broken = np.zeros(self.count, np.bool_)
        broken[list(self.bad)] = True
        has_x, has_y = pc.is_valid(x), pc.is_valid(y)
        lone = _mask(pc.xor(has_x, has_y)) & ~broken
        self.notice(
            lone & _mask(has_x),
            lon,
            "incidents.half-position",
            "{n|row has|rows have} a longitude but no latitude: place unknown.",
        )
        self.notice(
            lone & _mask(has_y),
            lat,
            "incidents.half-position",
            "{n|row has|rows have} a latitude but no longitude: place unknown.",
        )
        ax, ay = pc.abs(x), pc.abs(y)
        fits = pc.and_(pc.less_equal(ax, 180), pc.less_equal(ay, 90))
        swapped = pc.fill_null(pc.and_(pc.invert(fits), pc.and_(pc.less_equal(ay, 180), pc.less_equal(ax, 90))), False)
        hint = "Swap the two columns in the whole file: most swapped pairs do not show."
        self.fail(
            swapped, lat, "incidents.swapped", "Latitude {value} is out of range: the two seem to be swapped.", hint
        )
        wide = pc.fill_null(pc.greater(ax, 180), False)
        self.fail(wide, lon, "incidents.out-of-range", "Longitude {value} is not between -180 and 180 degrees.")
        high = pc.fill_null(pc.greater(ay, 90), False)
        self.fail(high, lat, "incidents.out-of-range", "Latitude {value} is not between -90 and 90 degrees.")
        zero = pc.fill_null(pc.and_(pc.equal(x, 0), pc.equal(y, 0)), False)
        self.notice(
            zero,
            lat,
            "incidents.zero-position",
            "{n|row lies|rows lie} at 0, 0, which stands for no position: place unknown.",
        )
        keep = pc.and_(pc.fill_null(fits, False), pc.invert(zero))
        none = pa.scalar(None, pa.float64())
        return pc.if_else(keep, x, none), pc.if_else(keep, y, none)

    def _filled(self, column: str) -> pa.Array:
        cells = self.text(column)
        return pc.if_else(pc.is_in(cells, pa.array(NOTHING)), pa.scalar(None, pa.string()), cells)

    def originals(self, row: int) -> Mapping[str, str]:
        """The cells of a row as they stood."""
        return {name: _one(self.raw.table.column(name)[row]) for name in self.raw.table.column_names}

    def set_aside(self) -> list[Aside]:
        """The rows that failed, with their cells, in the order of the file."""
        return [(self.bad[i], self.originals(i)) for i in sorted(self.bad)]


def _counted(message: str, n: int) -> str:
    return re.sub(r"\{n\|([^|}]*)\|([^}]*)\}", lambda m: f"{n:,} {m[1] if n == 1 else m[2]}", message)


def _mask(values: pa.Array) -> Mask:
    out: Mask = np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.bool_)
    return out


def _one(value: Any) -> str:
    plain = value.as_py()
    return "" if plain is None else str(plain)


def _as_text(cells: pa.Array) -> pa.Array:
    if pa.types.is_string(cells.type):
        return cells
    if pa.types.is_null(cells.type):
        return cells.cast(pa.string())
    if pa.types.is_timestamp(cells.type) and not cells.type.tz:
        return pc.cast(cells, pa.timestamp("us"), safe=False).cast(pa.string())
    if pa.types.is_floating(cells.type):  # 12.0 is 12: spreadsheets and pandas turn whole numbers with gaps into floats
        whole = pc.and_(pc.equal(pc.floor(cells), cells), pc.less(pc.abs(cells), 2.0**53))
        return pc.if_else(
            whole, pc.if_else(whole, cells, None).cast(pa.int64()).cast(pa.string()), cells.cast(pa.string())
        )
    try:
        return cells.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([None if v is None else str(v) for v in cells.to_pylist()], pa.string())
