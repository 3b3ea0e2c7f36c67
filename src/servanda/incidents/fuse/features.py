"""What speaks for or against two reports telling of one incident, each piece by itself and in words.

Time and place are compared by the precision that each report states; act, actor, toll, place name and source fall into
**cells** (same, different, not told, …) whose weight the rules learn. Nothing here knows any data set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt

from servanda.incidents.fuse.actors import ActorNames
from servanda.incidents.fuse.acts import NOT_TOLD, act_key
from servanda.incidents.fuse.blocking import crowd
from servanda.incidents.report import PLACE_PRECISIONS, TIME_PRECISIONS, Floats, Ints, Reports

UNTOLD, SAME, DIFFERENT, SIMILAR = 0, 1, 2, 3

SLIP = 0.05  # the share of reports whose time or place is simply wrong
SLIP_KM = 30.0  # how far a wrong place lies: a neighbouring town
SLIP_H = 20.0  # how far a wrong time lies: about a day

MOST_COMPARED = 20_000  # pairs of spellings that are compared, the most frequent first; the rest count as different

_GAP_EDGES = np.array([0.01, 0.3, 0.7, 1.2])  # of |Δ log(1 + killed)|
_SIZE_EDGES = np.array([0.1, 1.2, 2.5])  # of log(1 + killed), the larger of the two
TOLL_CELLS = 1 + (len(_GAP_EDGES) + 1) * (len(_SIZE_EDGES) + 1)


@dataclass(frozen=True)
class Columns:
    """Reports as numbers, one row per report; texts are codes into ``Words``, −1 where nothing was told."""

    xyz: Floats  # (n, 3) km
    sd_km: Floats
    mid_h: Floats
    sd_h: Floats
    window_h: Floats
    crowd: Floats  # reports per km² · hour around it
    place: Ints
    act: Ints
    actor: Ints
    source: Ints
    low: Floats  # log(1 + killed), lower and upper figure; NaN where not told
    high: Floats
    time_word: Ints  # index into TIME_PRECISIONS, from exact to vague
    place_word: Ints

    def __len__(self) -> int:
        return len(self.mid_h)

    def rows(self, which: slice | Ints) -> Columns:
        """Some of the rows."""
        return Columns(**{f.name: getattr(self, f.name)[which] for f in fields(self)})


@dataclass(frozen=True)
class Words:
    """The distinct texts of a set of reports, in order; a code is an index into these."""

    place: tuple[str, ...]
    act: tuple[str, ...]
    actor: ActorNames
    source: tuple[str, ...]


def columns_of(reports: Reports, names: ActorNames | None = None) -> tuple[Columns, Words]:
    """The reports as numbers, and the texts behind the codes."""
    place, places = reports.codes("place")
    act, acts = reports.codes("act", act_key)
    actor, actors = reports.codes("actor", lambda a: None if a.casefold() in NOT_TOLD else a)
    source, sources = reports.codes("source")
    actor_names = (names or ActorNames.of(())).extended(actors)
    recode = np.array([actor_names.at[a] for a in actors] + [-1], dtype=np.int64)
    times, spots = list(TIME_PRECISIONS), list(PLACE_PRECISIONS)
    with np.errstate(invalid="ignore"):
        columns = Columns(
            xyz=reports.xyz_km,
            sd_km=reports.place_sd_km,
            mid_h=reports.mid_h,
            sd_h=reports.time_sd_h,
            window_h=reports.window_h,
            crowd=crowd(reports),
            place=place,
            act=act,
            actor=recode[actor],
            source=source,
            low=np.log1p(reports.numbers("killed_low")),
            high=np.log1p(reports.numbers("killed_high")),
            time_word=np.array([times.index(w) for w in reports.time_words], dtype=np.int64),
            place_word=np.array([spots.index(w) for w in reports.place_words], dtype=np.int64),
        )
    return columns, Words(tuple(places), tuple(acts), actor_names, tuple(sources))


@dataclass(frozen=True)
class Cells:
    """One attribute of many pairs: the relation (a small number), and which two words met (−1 where not told)."""

    relation: Ints
    met: Ints  # code of the unordered pair of words, or −1

    @cached_property
    def told(self) -> npt.NDArray[np.bool_]:
        return self.met >= 0

    @cached_property
    def distinct(self) -> tuple[Ints, Ints, Ints]:
        """The codes among the told pairs, in order; where each occurs first; the place of each told pair there."""
        codes, first, back = np.unique(self.met[self.told], return_index=True, return_inverse=True)
        return codes, first, back.ravel()


@dataclass(frozen=True)
class Evidence:
    """What speaks for each of m pairs. ``near`` is the log odds from time and place alone, before any mates count."""

    i: Ints  # the report whose time is told more exactly
    j: Ints
    hours: Floats  # Δ of the middles of the two times, j − i
    km: Floats
    time: Floats  # log density of the gap in time, if it is one incident, per hour
    place: Floats  # log density of the gap in place, if it is one incident, per km²
    crowd: Floats  # log of the density of reports around the pair, per km² · hour
    cells: Mapping[str, Cells]

    @property
    def near(self) -> Floats:
        return self.time + self.place - self.crowd

    def __len__(self) -> int:
        return len(self.i)


def evidence_of(columns: Columns, words: Words, pairs: Ints) -> Evidence:
    """Compare the pairs (shape (m, 2)) of reports."""
    a, b = pairs[:, 0], pairs[:, 1]
    later = columns.time_word[a] > columns.time_word[b]
    i, j = np.where(later, b, a), np.where(later, a, b)
    hours = columns.mid_h[j] - columns.mid_h[i]
    var_h = columns.sd_h[i] ** 2 + columns.sd_h[j] ** 2
    time = -(hours**2) / 2 / var_h - 0.5 * np.log(2 * np.pi * var_h)
    slip_h = -(hours**2) / 2 / SLIP_H**2 - 0.5 * np.log(2 * np.pi * SLIP_H**2)
    km2 = ((columns.xyz[i] - columns.xyz[j]) ** 2).sum(axis=1)
    var_km = columns.sd_km[i] ** 2 + columns.sd_km[j] ** 2
    place = -km2 / 2 / var_km - np.log(2 * np.pi * var_km)
    slip_km = -km2 / 2 / SLIP_KM**2 - np.log(2 * np.pi * SLIP_KM**2)
    return Evidence(
        i,
        j,
        hours,
        np.sqrt(km2),
        np.logaddexp(np.log(1 - SLIP) + time, np.log(SLIP) + slip_h),
        np.logaddexp(np.log(1 - SLIP) + place, np.log(SLIP) + slip_km),
        np.log(np.minimum(columns.crowd[i], columns.crowd[j])),
        {
            "name": Cells(_relation(columns.place[i], columns.place[j]), np.full(len(i), -1, dtype=np.int64)),
            "act": _met(columns.act, i, j),
            "actor": _actors(columns.actor, i, j, words.actor),
            "toll": Cells(_tolls(columns.low[i], columns.low[j]), np.full(len(i), -1, dtype=np.int64)),
            "source": Cells(_relation(columns.source[i], columns.source[j]), np.full(len(i), -1, dtype=np.int64)),
        },
    )


RELATIONS: dict[str, int] = {"name": 3, "act": 3, "actor": 4, "toll": TOLL_CELLS, "source": 3}


def in_words(attribute: str, relation: int) -> str:
    """A relation as people read it, for explanations."""
    if attribute == "toll":
        if relation == 0:
            return "not told by both"
        gap = ("equal", "close", "similar", "apart", "far apart")[(relation - 1) % (len(_GAP_EDGES) + 1)]
        size = ("nobody killed", "few killed", "several killed", "many killed")[(relation - 1) // (len(_GAP_EDGES) + 1)]
        return f"{gap}, {size}"
    return ("not told by both", "same", "different", "similar names")[relation]


def _relation(a: Ints, b: Ints) -> Ints:
    return np.where((a < 0) | (b < 0), UNTOLD, np.where(a == b, SAME, DIFFERENT)).astype(np.int64)


def _met(codes: Ints, i: Ints, j: Ints) -> Cells:
    a, b = codes[i], codes[j]
    met = (np.minimum(a, b) << 31) | np.maximum(a, b)  # the same for two words, however many come later
    return Cells(_relation(a, b), np.where((a < 0) | (b < 0), -1, met).astype(np.int64))


def _actors(codes: Ints, i: Ints, j: Ints, names: ActorNames) -> Cells:
    cells = _met(codes, i, j)
    apart = cells.relation == DIFFERENT
    relation = cells.relation.copy()
    met, back, count = np.unique(cells.met[apart], return_inverse=True, return_counts=True)
    often = np.argsort(-count, kind="stable")[:MOST_COMPARED]
    found = np.full(len(met), DIFFERENT, dtype=np.int64)
    for k in often.tolist():
        found[k] = names.relation(int(met[k]) >> 31, int(met[k]) & 0x7FFFFFFF)
    relation[apart] = found[back.ravel()]
    return Cells(relation, cells.met)


def _tolls(a: Floats, b: Floats) -> Ints:
    gap, size = np.abs(a - b), np.fmax(a, b)
    cell = 1 + np.searchsorted(_GAP_EDGES, gap) + (len(_GAP_EDGES) + 1) * np.searchsorted(_SIZE_EDGES, size)
    return np.where(np.isnan(gap), 0, cell).astype(np.int64)
