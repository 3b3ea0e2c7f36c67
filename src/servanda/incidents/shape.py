"""What every reader shares: the columns that it made become rows of INCIDENTS, ids are given, doubles set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import Problem
from servanda.source import Cell

from .cells import Columns
from .model import AND, INCIDENTS
from .raw import Rows

Shaper = Callable[
    [Columns], Mapping[str, pa.Array]
]  # a form: raw columns in, our columns out; bad rows noted on the way


_ROW_BITS = 44  # of the number that says where an id was met: the row; above them, the file


_LONGEST_RUN = 4_000_000  # ids: beyond it runs stay apart, so that putting them together takes little memory


@dataclass
class Seen:
    """The incident ids met so far, as 64-bit hashes in sorted runs: 16 bytes an id, so that long inputs fit in memory.

    Two different ids of ten million meet in one hash with a chance of about one in 400,000.
    """

    runs: list[tuple[Rows, Rows]] = field(default_factory=list)  # hashes, sorted; where they were met, in parallel
    files: list[str] = field(default_factory=list)  # the inputs so far; the last is being read

    def first_rows(self, ids: list[str], rows: Rows) -> Rows:
        """For each id where it was met before (see ``place``), or 0; remembers the new ones."""
        if not ids:
            return np.zeros(0, np.int64)
        rows = rows + (max(0, len(self.files) - 1) << _ROW_BITS)
        hashes = np.fromiter(map(hash, ids), np.int64, len(ids))
        before = np.zeros(len(ids), np.int64)
        for known, known_rows in self.runs:
            at = np.searchsorted(known, hashes)
            at[at == len(known)] = 0
            hit = known[at] == hashes
            before[hit] = known_rows[at[hit]]
        order = np.argsort(hashes, kind="stable")
        ordered = hashes[order]
        starts = np.r_[True, ordered[1:] != ordered[:-1]]
        firsts = order[starts][np.cumsum(starts) - 1]  # for each, the first of its equals in this batch
        doubled = (firsts != order) & (before[order] == 0)
        before[order[doubled]] = rows[firsts[doubled]]
        fresh = before == 0
        if fresh.any():
            add = np.argsort(hashes[fresh])
            self.runs.append((hashes[fresh][add], rows[fresh][add]))
        self._tidy()
        return before

    def _tidy(self) -> None:
        """Put the last runs together while they are alike in size: few runs to search, and no run is copied often."""
        while len(self.runs) > 1:
            (one, one_rows), (two, two_rows) = self.runs[-2:]
            if len(one) > 2 * len(two) or len(one) + len(two) > _LONGEST_RUN:
                return
            hashes = np.concatenate([one, two])
            order = np.argsort(hashes, kind="stable")
            self.runs[-2:] = [(hashes[order], np.concatenate([one_rows, two_rows])[order])]

    def place(self, met: int) -> str:
        """A row met before, as people are told of it."""
        file, row = met >> _ROW_BITS, met & ((1 << _ROW_BITS) - 1)
        return f"row {row}" + (f" of {self.files[file]}" if file < len(self.files) - 1 else "")


def shape(columns: Columns, shaper: Shaper, seen: Seen) -> pa.Table:
    """One batch of raw rows as incidents; what fails is noted in ``columns.bad``."""
    made = dict(shaper(columns))
    made["incident_id"] = _with_ids(columns, made.get("incident_id"))
    n = columns.count
    arrays = [made[f.name].cast(f.type) if f.name in made else pa.nulls(n, f.type) for f in INCIDENTS]
    good = np.ones(n, np.bool_)
    good[list(columns.bad)] = False
    kept = np.flatnonzero(good)
    ids = made["incident_id"].take(pa.array(kept)).to_pylist()
    before = seen.first_rows(ids, columns.raw.rows[kept])
    for i in np.flatnonzero(before):
        at = int(kept[i])
        cell = Cell(columns.path, int(columns.raw.rows[at]), columns.called("incident_id"), ids[i])
        message = f"The incident {ids[i]!r} was already given in {seen.place(int(before[i]))}: the first is kept."
        columns.bad[at] = Problem(
            "incidents.duplicate", message, "Give each incident its own id, or leave one out.", cell
        )
    table = pa.table(arrays, schema=INCIDENTS)
    kept = kept[before == 0]
    return table if len(kept) == n else table.take(pa.array(kept))


def _with_ids(columns: Columns, ids: pa.Array | None) -> pa.Array:
    """The ids, and where there is none, one made from the row's own cells: the same row always gets the same id."""
    ids = ids if ids is not None else pa.nulls(columns.count, pa.string())
    if not ids.null_count:
        return ids
    missing = np.flatnonzero(np.asarray(pc.is_null(ids).to_numpy(zero_copy_only=False)))
    cells = [_text_of(columns, name).take(pa.array(missing)) for name in columns.raw.table.column_names]
    rows = pc.binary_join_element_wise(*cells, "\x1f", null_handling="replace", null_replacement="")
    made = ["i" + hashlib.blake2b(row.encode(), digest_size=8).hexdigest() for row in rows.to_pylist()]
    kept = len(made) - len(columns.bad.keys() & set(missing.tolist()))
    columns.notices.add("incidents.made-id", kept, "{n|row has|rows have} no incident id: made from the contents.")
    whole = ids.to_pylist()
    for i, new in zip(missing.tolist(), made, strict=True):
        whole[i] = new
    return pa.array(whole, pa.string())


def _text_of(columns: Columns, name: str) -> pa.Array:
    return Columns(columns.raw, columns.path, columns.notices, columns.order, columns.time_zone).text(name)


def joined(*parts: pa.Array) -> pa.Array:
    """Names joined as in side_a or within, leaving out the empty ones; null if all are."""
    out = parts[0]
    for part in parts[1:]:  # pyarrow's own null_handling="skip" drops a row in which all are null
        out = pc.coalesce(pc.binary_join_element_wise(out, part, AND, null_handling="emit_null"), out, part)
    return out


def repeat(value: object, count: int, kind: pa.DataType) -> pa.Array:
    """A column that says the same in every row."""
    return pa.repeat(pa.scalar(value, kind), count)


def looked_up(keys: pa.Array, table: Mapping[str, object], kind: pa.DataType) -> pa.Array:
    """The values that a small table gives for a column of keys; null where it has none."""
    at = pc.index_in(keys, pa.array(list(table), pa.string()))
    return pa.array(list(table.values()), kind).take(at)
