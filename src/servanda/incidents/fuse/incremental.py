"""One new report at a time: it joins the incident that it speaks for most, or opens one; all others stay as they are.

What the whole set has taught (the weights, what labels added) is kept; a new report is compared only with those near it
in time and place. A whole run later may group differently; here nothing moves that people have seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from servanda.accord.model import Accord
from servanda.incidents.fuse.actors import ActorNames
from servanda.incidents.fuse.assemble import Assembled, assemble
from servanda.incidents.fuse.blocking import DENSITY_H, DENSITY_KM, crowd_volume, reach_km
from servanda.incidents.fuse.cluster import JOIN_AT
from servanda.incidents.fuse.engine import Fused, fuse
from servanda.incidents.fuse.features import Columns, Words, columns_of, evidence_of
from servanda.incidents.report import Floats, Ints, Reports


@dataclass(frozen=True)
class Placed:
    """Where a new report went."""

    report_id: str
    incident_id: str
    opened: bool  # it opened the incident; else it joined it
    share: float  # how likely, on average, it tells of one incident with those already there; 0 if it opened one
    like: str | None  # the report there that it resembles most


class Running:
    """The fused reports, ready to take in new ones."""

    def __init__(self, fused: Fused, join_at: float = JOIN_AT) -> None:
        self._model, self._join_at, self._words = fused.model, join_at, fused.words
        self._place = {w: k for k, w in enumerate(fused.words.place)}
        self._act = {w: k for k, w in enumerate(fused.words.act)}
        self._source = {w: k for k, w in enumerate(fused.words.source)}
        self._count = len(fused.reports)
        self._columns = fused.columns
        self.ids: list[str] = list(fused.reports.ids)
        self.incident: list[str] = fused.members.column("incident_id").to_pylist()  # of each report, as in ``ids``
        self._size: dict[str, int] = {}
        for incident in self.incident:
            self._size[incident] = self._size.get(incident, 0) + 1
        self._known = set(self.ids)

    def add(self, reports: Reports) -> list[Placed]:
        """Take in new reports, one after the other in the order of their ids; ids already here are left as they are."""
        columns, words = columns_of(reports, self._words.actor)
        self._words = Words(self._words.place, self._words.act, words.actor, self._words.source)
        again = {
            "place": _recode(columns.place, words.place, self._place),
            "act": _recode(columns.act, words.act, self._act),
            "source": _recode(columns.source, words.source, self._source),
        }
        columns = Columns(**{f.name: again.get(f.name, getattr(columns, f.name)) for f in fields(columns)})
        return [
            self._add(report, columns, k, bool(reports.placed[k]))
            for k, report in enumerate(reports.ids)
            if report not in self._known
        ]

    def _add(self, report: str, columns: Columns, k: int, placed: bool) -> Placed:
        row = self._count
        self._columns = _with_room(self._columns, row + 1)
        for f in fields(columns):
            getattr(self._columns, f.name)[row] = getattr(columns, f.name)[k]
        near: Ints = np.empty(0, dtype=np.int64)
        if placed:
            self._columns.crowd[row] = (1 + self._crowd(row)) / crowd_volume()
            near = self._near(row)
        incident, share, like = report, 0.0, None
        if len(near):
            pairs = np.stack([near, np.full(len(near), row)], axis=1)
            shares = self._model.shares(self._columns, evidence_of(self._columns, self._words, pairs), alone=True)
            incident, share, like = self._choose(near, shares, report)
        self._count += 1
        self.ids.append(report)
        self._known.add(report)
        self.incident.append(incident)
        self._size[incident] = self._size.get(incident, 0) + 1
        return Placed(report, incident, like is None, share, like)

    def _choose(self, near: Ints, shares: Floats, own: str) -> tuple[str, float, str | None]:
        told = list(zip(near.tolist(), shares.tolist(), strict=True))
        sums: dict[str, float] = {}
        for row, share in told:
            sums[self.incident[row]] = sums.get(self.incident[row], 0.0) + share
        means = {incident: total / self._size[incident] for incident, total in sums.items()}
        best = min(means, key=lambda incident: (-means[incident], incident))
        if means[best] <= self._join_at:
            return own, 0.0, None
        _, row = max((share, -row) for row, share in told if self.incident[row] == best)
        return best, means[best], self.ids[-row]

    def _near(self, row: int) -> Ints:
        """The earlier reports that could tell of the same incident."""
        c, n = self._columns, self._count
        rows = np.flatnonzero(np.abs(c.mid_h[:n] - c.mid_h[row]) <= c.window_h[:n] + c.window_h[row])
        km2 = ((c.xyz[rows] - c.xyz[row]) ** 2).sum(axis=1)
        return np.asarray(rows[km2 <= reach_km(c.sd_km[rows], c.sd_km[row]) ** 2], dtype=np.int64)

    def _crowd(self, row: int) -> int:
        c, n = self._columns, self._count
        hours = (c.mid_h[:n] - c.mid_h[row]) / DENSITY_H
        rows = np.flatnonzero(np.abs(hours) <= 1)
        km2 = ((c.xyz[rows] - c.xyz[row]) ** 2).sum(axis=1) / DENSITY_KM**2
        return int((km2 + hours[rows] ** 2 <= 1).sum())


def _with_room(columns: Columns, needed: int) -> Columns:
    """The columns with room for at least ``needed`` rows; grown by half so that adding stays cheap."""
    room = len(columns)
    if needed <= room:
        return columns
    more = max(needed, room + room // 2) - room

    def grown(values: Any) -> Any:
        return np.concatenate([values, np.zeros((more, *values.shape[1:]), dtype=values.dtype)])

    return Columns(**{f.name: grown(getattr(columns, f.name)) for f in fields(columns)})


def _recode(codes: Ints, words: tuple[str, ...], known: dict[str, int]) -> Ints:
    """Codes into ``words`` as codes into ``known``, which learns the new words."""
    to = np.array([known.setdefault(word, len(known)) for word in words] + [-1], dtype=np.int64)
    return to[codes]


def extend(
    reports: Reports,
    before: Mapping[str, str],
    *,
    accord: Accord | None = None,
    labelled: Reports | None = None,
    labels: Mapping[str, str] | None = None,
    join_at: float = JOIN_AT,
) -> tuple[Fused, Assembled, list[Placed]]:
    """Keep the incidents of ``before`` (report id → incident id) as they are, and place the reports that are new.

    Returns the fusion of the earlier reports with the incidents they had, all incidents with the new reports in them,
    and where each new report went. Reports of ``before`` that are not among ``reports`` are left out.
    """
    old = np.array([k for k, i in enumerate(reports.ids) if i in before], dtype=np.int64)
    new = np.array([k for k, i in enumerate(reports.ids) if i not in before], dtype=np.int64)
    kept = reports.rows(old)
    names = sorted({before[i] for i in kept.ids})
    number = {name: k for k, name in enumerate(names)}
    fused = fuse(kept, accord=accord, labelled=labelled, labels=labels, join_at=join_at)
    groups = np.array([number[before[i]] for i in kept.ids], dtype=np.int64)
    fused = replace(fused, groups=groups, names=tuple(names))
    running = Running(fused, join_at)
    placed = running.add(reports.rows(new))
    where = dict(zip(running.ids, running.incident, strict=True))
    names = sorted(set(where.values()))
    number = {name: k for k, name in enumerate(names)}
    all_groups = np.array([number[where[i]] for i in reports.ids], dtype=np.int64)
    spelled = ActorNames.of((a for a in reports.texts("actor") if a), accord)
    return fused, assemble(reports, all_groups, fused.tree, spelled, names), placed
