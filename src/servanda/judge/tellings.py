"""Tellings: who says who did it. An incident that several claimants tell is judged once per telling, then as one.

Each telling is a row of the same plan, with its own sides and with the deed, place and time of its incident. Which
tellings count depends on the reading (``counting``); those that count are combined: a violation if all of them tell of
one, possible if some do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from servanda.incidents.model import AND, CLAIMS, INCIDENTS
from servanda.judge.facts import Facts
from servanda.judge.judgement import Batch, whole
from servanda.judge.render import ENCODED, Texts, Words
from servanda.judge.tables import KINDS
from servanda.terms import BearerMode, Unknown, VerdictKind
from servanda.times import EARLIEST

if TYPE_CHECKING:
    from servanda.judge.judgement import Engine

Teller = tuple[str, bool]  # who tells ("": the source itself), and whether the telling names anybody


@dataclass(frozen=True)
class Tellings:
    """The tellings of the incidents that have several: rows of INCIDENTS, those of one incident one after the other."""

    rows: pa.Table
    incident: NDArray[np.int64]  # per row, the number of its incident among those that have several
    counts: NDArray[np.int64]  # per row, the mask of the readings in which it counts
    ids: frozenset[str]  # the incidents that have claims
    claimed: bool  # whether every incident with a claimant of its own is here too

    def several(self, ids: pa.Array, claimed: pa.Array) -> NDArray[np.bool_]:
        """Which incidents, given their ids and whether they have a claimant of their own, have several tellings."""
        here = pc.is_in(ids, pa.array(sorted(self.ids), pa.string()))
        found: NDArray[np.bool_] = np.asarray(pc.or_(here, claimed) if self.claimed else here, bool)
        return found


@dataclass
class Counting:
    """Which of an incident's tellings count in which readings.

    Where a reading names no claimants, all do. Where it names some, theirs do; if none of them tells of the incident,
    what the source says in its own name does. A telling that names nobody counts only beside none that names somebody.
    """

    facts: Facts
    parties: Mapping[str, str]
    _known: dict[tuple[Teller, ...], tuple[list[int], int]] = field(default_factory=dict)
    _trusted: dict[str, int] = field(default_factory=dict)

    def counting(self, tellers: tuple[Teller, ...]) -> tuple[list[int], int]:
        """Per telling the mask of the readings in which it counts, and the mask of those in which none does."""
        if tellers not in self._known:
            masks = [0] * len(tellers)
            for bit, reading in enumerate(self.facts.readings):
                chosen = list(range(len(tellers)))
                if reading.claimants:
                    chosen = [i for i in chosen if self.trusted(tellers[i][0]) >> bit & 1]
                    chosen = chosen or [i for i, (who, _) in enumerate(tellers) if not who]
                named = [i for i in chosen if tellers[i][1]]
                for i in named or chosen:
                    masks[i] |= 1 << bit
            none = self.facts.all & ~int(np.bitwise_or.reduce([0, *masks]))
            self._known[tellers] = masks, none
        return self._known[tellers]

    def trusted(self, claimant: str) -> int:
        """The readings that name this claimant, or a group or list that it is or was of."""
        if claimant not in self._trusted:
            party, mask = self.parties.get(claimant), 0
            for bit, reading in enumerate(self.facts.readings):
                held = (self.facts.belongs(party, c) >> bit & 1 for c in reading.claimants) if party else ()
                mask |= any(h.any() for h in held) << bit
            self._trusted[claimant] = mask
        return self._trusted[claimant]


def tellings(
    incidents: Any,
    claims: pa.Table | None,
    facts: Facts,
    resolve: Any,
) -> Tellings | None:
    """The tellings that must be judged apart; None if each incident is told once and that counts in every reading.

    Args:
        incidents: as ``judge`` takes them.
        claims: the columns of CLAIMS, or None.
        facts: the accord's facts, as known at a moment: later claims are left out.
        resolve: names as reported → party ids.
    """
    by_incident = _by_incident(claims, facts.known_at) if claims is not None else {}
    listing = any(r.claimants for r in facts.readings)
    if not by_incident and not listing:
        return None
    own = pa.concat_tables([INCIDENTS.empty_table(), *_told_of(incidents, by_incident, listing, facts.known_at)])
    if not own.num_rows:
        return None
    names = {c["claimant"] for cs in by_incident.values() for c in cs} | set(own["claimant"].unique().to_pylist())
    parties = resolve(sorted(n for n in names if n))
    counting = Counting(facts, parties)
    take: list[int] = []
    masks: list[int] = []
    tale: list[tuple[str | None, str | None, bool | None, str | None]] = []
    columns = ("incident_id", "side_a", "side_b", "directed", "claimant", "known_at")
    for row, said in enumerate(zip(*(own[c].to_pylist() for c in columns), strict=True)):
        told = _last_said(said, by_incident.get(said[0], ()), parties)
        each, none = counting.counting(tuple((t[3] or "", bool(t[0] or t[1])) for t in told))
        if none:
            told, each = [*told, (None, None, said[3], None)], [*each, none]
        for telling, mask in zip(told, each, strict=True):
            if mask:
                take.append(row)
                masks.append(mask)
                tale.append(telling)
    rows = own.take(pa.array(take, pa.int64()))
    for name, values in zip(("side_a", "side_b", "directed", "claimant"), zip(*tale, strict=True), strict=True):
        i = rows.schema.get_field_index(name)
        rows = rows.set_column(i, INCIDENTS.field(name), pa.array(values, INCIDENTS.field(name).type))
    return Tellings(rows, np.array(take, np.int64), np.array(masks, np.int64), frozenset(by_incident), claimed=listing)


def _by_incident(claims: pa.Table, known_at: datetime | None) -> dict[str, list[dict[str, Any]]]:
    """The claims known at a moment, by incident, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for claim in claims.select(CLAIMS.names).to_pylist():
        if known_at is None or claim["known_at"] is None or claim["known_at"] <= known_at:
            found.setdefault(claim["incident_id"], []).append(claim)
    return found


def _told_of(incidents: Any, claims: Iterable[str], listing: bool, known_at: datetime | None) -> Iterator[pa.Table]:
    """The incidents, as known, that have claims; with ``listing`` also those with a claimant of their own."""
    ids = pa.array(sorted(claims), pa.string())
    for part in parts(incidents):
        chosen = pc.is_in(part["incident_id"], ids)
        if listing:
            chosen = pc.or_(chosen, pc.is_valid(part["claimant"]))
        if known_at is not None:
            known = pc.less_equal(part["known_at"], pa.scalar(known_at, INCIDENTS.field("known_at").type))
            chosen = pc.and_(chosen, pc.fill_null(known, True))
        yield part.filter(chosen)


def parts(incidents: Any) -> Iterator[pa.Table]:
    import pyarrow.parquet as pq

    if isinstance(incidents, pa.Table):
        yield whole(incidents)
        return
    for path in [incidents] if isinstance(incidents, str | Path) else incidents:
        for batch in pq.ParquetFile(path).iter_batches(100_000):
            yield whole(pa.Table.from_batches([batch]))


def _last_said(
    own: tuple[Any, ...], claims: Sequence[Mapping[str, Any]], parties: Mapping[str, str]
) -> list[tuple[str | None, str | None, bool | None, str | None]]:
    """The tellings of one incident, the last of each claimant: sides, direction, claimant; the incident's own first."""
    _, a, b, directed, claimant, known = own
    said = [(known or EARLIEST, (a, b, directed, claimant))]
    said += [(c["known_at"] or EARLIEST, (c["side_a"], c["side_b"], c["directed"], c["claimant"])) for c in claims]
    last: dict[str, tuple[datetime, Any]] = {}
    for when, telling in said:
        who = parties.get(telling[3] or "") or telling[3] or ""
        if who not in last or when >= last[who][0]:
            last[who] = when, telling
    return [telling for _, telling in last.values()]


def combined(engine: Engine, words: Words, told: Tellings) -> Iterator[pa.Table]:
    """The verdicts on incidents that have several tellings, in the order of the incidents: columns as ``ENCODED``.

    ``engine`` is laid out over ``told.rows``.
    """
    start, held = 0, None
    for batch in engine.codes():
        part = _Part.of(batch, words, told, start)
        start += len(batch.ids)
        held = part if held is None else held.and_(part)
        done, held = held.split(int(told.incident[start - 1]) if start < len(told.incident) else -1)
        yield done.combined()
    if held is not None:
        yield held.combined()


@dataclass(frozen=True)
class _Part:
    """Verdicts per telling that counts, with the incident, norm and reading of each."""

    verdicts: pa.Table  # as ENCODED
    keys: NDArray[np.int64]  # incident, norm, reading: one column a row

    @staticmethod
    def of(batch: Batch, words: Words, told: Tellings, start: int) -> _Part:
        row, norm, bit = (batch.codes[c].to_numpy().astype(np.int64) for c in ("pos", "norm", "bit"))
        row += start
        counts = (told.counts[row] >> bit & 1) == 1
        codes = batch.codes.filter(pa.array(counts))
        keys = np.stack([told.incident[row], norm, bit])[:, counts]
        return _Part(words.render(codes, batch.ids, batch.claimed), keys)

    def and_(self, more: _Part) -> _Part:
        verdicts = pa.concat_tables([self.verdicts, more.verdicts]).unify_dictionaries()
        return _Part(verdicts, np.concatenate([self.keys, more.keys], axis=1))

    def split(self, last: int) -> tuple[_Part, _Part | None]:
        """What is whole, and what belongs to the incident whose tellings may go on in the next batch."""
        rest = self.keys[0] == last
        if not rest.any():
            return self, None
        first, second = (_Part(self.verdicts.filter(pa.array(mask)), self.keys[:, mask]) for mask in (~rest, rest))
        return first, second

    def combined(self) -> pa.Table:
        """One row per incident, norm and reading."""
        order = np.lexsort(self.keys[::-1])
        keys = self.keys[:, order]
        table = self.verdicts.take(pa.array(order)).combine_chunks()
        if not len(order):
            return table
        first = np.r_[True, (keys[:, 1:] != keys[:, :-1]).any(axis=0)]
        starts = np.flatnonzero(first)
        group = np.cumsum(first) - 1
        sizes = np.diff(np.r_[starts, len(order)])
        columns = {name: table[name].take(pa.array(starts)) for name in ENCODED.names}

        kind = {k.value: i for i, k in enumerate(KINDS)}
        verdict = _numbers(table["verdict"], kind)
        low, high = np.minimum.reduceat(verdict, starts), np.maximum.reduceat(verdict, starts)
        violation, possible = kind[VerdictKind.VIOLATION], kind[VerdictKind.POSSIBLE]
        live = high >= possible
        high = np.where(live & (low < violation), possible, high)
        columns["verdict"] = _dictionary(high, list(kind))

        bits = {u.value: 1 << i for i, u in enumerate(Unknown)}
        found = np.bitwise_or.reduceat(_numbers(table["unknowns"], bits), starts)
        found |= np.where(live & (low < np.maximum.reduceat(verdict, starts)), bits[Unknown.CLAIM], 0)
        names = [AND.join(u for u, bit in bits.items() if code & bit) for code in range(1 << len(bits))]
        columns["unknowns"] = _dictionary(np.where(high == violation, 0, found), names)

        nth = np.arange(len(order)) - starts[group]
        for name in ("bearers", "list_entry", "guarantors"):
            columns[name] = _union(table[name], group, nth, sizes)
        several = np.asarray(pc.not_equal(columns["bearers"].cast(pa.string()), "")) & (sizes > 1)
        modes = ["", *(m.value for m in BearerMode)]
        mode = _numbers(table["bearer_mode"], {m: i for i, m in enumerate(modes)})[starts]
        columns["bearer_mode"] = _dictionary(
            np.where(sizes == 1, mode, np.where(several, modes.index(BearerMode.ALLEGED), 0)), modes
        )
        return pa.table([columns[n] for n in ENCODED.names], schema=ENCODED)


def _numbers(column: pa.ChunkedArray, numbers: Mapping[str, int]) -> NDArray[np.int64]:
    """A dictionary column's words as numbers; of words joined in one cell, the numbers taken together by OR."""
    [cells] = column.unify_dictionaries().chunks
    each = [
        numbers[word]
        if word in numbers
        else int(np.bitwise_or.reduce([numbers[w] for w in word.split(AND) if w] or [0]))
        for word in cells.dictionary.to_pylist()
    ]
    out: NDArray[np.int64] = np.array(each, np.int64)[cells.indices.to_numpy()]
    return out


def _union(
    column: pa.ChunkedArray, group: NDArray[np.int64], nth: NDArray[np.int64], sizes: NDArray[np.int64]
) -> pa.Array:
    """Per group, all that its cells name, sorted, each once."""
    [cells] = column.unify_dictionaries().chunks
    texts = Texts()
    numbers = np.array([texts.number(t) for t in cells.dictionary.to_pylist()], np.int64)[cells.indices.to_numpy()]
    out = np.zeros(len(sizes), np.int64)
    for k in range(int(sizes.max())):
        here = nth == k
        out[group[here]] = texts.both(out[group[here]], numbers[here])
    return texts.column(out)


def _dictionary(numbers: Any, words: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), pa.array(words, pa.string()))


def overlaid(
    batches: Iterable[Batch], words: Words, told: Tellings, verdicts: Iterator[pa.Table], *, ordered: bool = True
) -> Iterator[tuple[pa.Table, int]]:
    """All verdicts, in order: those on incidents with one telling as they are, the others from ``verdicts``.

    Each table comes with the number of incidents in its batch. Where batches do not come in the order of the incidents
    (``ordered`` False), those with several tellings come last.
    """
    held: pa.Table = ENCODED.empty_table()
    for batch in batches:
        table = words.render(batch.codes, batch.ids, batch.claimed)
        mask = told.several(batch.ids, batch.claimed)[batch.codes["pos"].to_numpy()]
        wanted = int(mask.sum())
        if not wanted:
            yield table, len(batch.ids)
            continue
        if not ordered:
            yield table.filter(pa.array(~mask)), len(batch.ids)
            continue
        while held.num_rows < wanted:
            held = pa.concat_tables([held, next(verdicts)])
        place = np.arange(len(mask))
        place[mask] = len(mask) + np.arange(wanted)
        both = pa.concat_tables([table, held.slice(0, wanted)]).unify_dictionaries()
        held = held.slice(wanted)
        yield both.take(pa.array(place)).combine_chunks(), len(batch.ids)
    if not ordered:
        yield from ((table, 0) for table in verdicts)
