"""Then and now: which verdicts differ between what was known at two moments, and what had become known in between.

Each verdict that differs is put down to the entries, reached dates, zones, claims or reports that made it differ. That is
tested, not guessed: an entry is named if, without it, what is known now would give another verdict than it does. Where no
single one is needed, those are named that by themselves change what was said then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from servanda.accord import Accord, Reached, Reading
from servanda.accord.readings import variant_of
from servanda.errors import ServandaError
from servanda.judge.facts import MOST_READINGS, facts
from servanda.judge.hinge.dates import at
from servanda.judge.hinge.questions import PLAIN, blocks_of, item_says, items_of
from servanda.judge.hinge.suppose import with_items
from servanda.judge.run import Incidents, judge
from servanda.judge.tellings import parts

TOLD = ("verdict", "unknowns", "bearers", "bearer_mode", "list_entry", "guarantors")  # what makes a verdict differ
Key = tuple[str, str | None, str]  # incident, norm, reading
Told = tuple[str, ...]  # the values of TOLD


class MomentsError(ServandaError):
    """The two moments do not follow each other."""

    def __init__(self, then: datetime, now: datetime) -> None:
        super().__init__(
            f"Nothing lies between {then:%Y-%m-%d %H:%M} and {now:%Y-%m-%d %H:%M}: give the earlier first."
        )


@dataclass(frozen=True)
class Cause:
    """Something that became known: an item of the accord, a claim, a report."""

    id: str  # "terrorists#ahrar-al-sham", "talks#reached", "claim of north", "report"
    says: str
    known: datetime | None


@dataclass(frozen=True)
class Change:
    """One verdict that differs. ``was`` is None where the incident was not known yet; ``now`` where it fell away."""

    incident_id: str
    norm_id: str | None
    reading: str
    was: Mapping[str, str] | None  # the columns of TOLD
    now: Mapping[str, str] | None
    because: tuple[Cause, ...]  # empty: several together, none of which does it alone or is needed
    needed: bool  # without any one of these it would not differ so; else each suffices by itself


def known_from(item: Any) -> datetime | None:
    """When an item of an accord became known; None: always."""
    if isinstance(item, Reached):
        return item.known or item.latest
    known: datetime | None = item.when.known or item.when.since
    return known


def changes(
    accord: Accord,
    incidents: Incidents,
    then: datetime,
    now: datetime,
    readings: Sequence[str] | None = None,
    *,
    parties: Mapping[str, str] | None = None,
    claims: pa.Table | None = None,
) -> list[Change]:
    """The verdicts that differ between what was known at two UTC instants, in the order of the incidents.

    The other arguments are as for ``judge``. Raises MomentsError, UnknownReadingError.
    """
    if now < then:
        raise MomentsError(then, now)
    asked = facts(accord, readings, now).readings
    was, is_ = (_told(judge(accord, incidents, readings, t, parties=parties, claims=claims)) for t in (then, now))
    keys = [k for k in dict.fromkeys([*is_, *was]) if was.get(k) != is_.get(k)]
    ids = dict.fromkeys(k[0] for k in keys)
    rows = pa.concat_tables(
        p.filter(pc.is_in(p["incident_id"], pa.array(list(ids), pa.string()))) for p in parts(incidents)
    )
    known = dict(zip(rows["incident_id"].to_pylist(), rows["known_at"].to_pylist(), strict=True))
    new = {i for i, k in known.items() if k is not None and k > then}
    old = rows.filter(pc.invert(pc.is_in(rows["incident_id"], pa.array(sorted(new), pa.string()))))
    asker = _Asker(accord, asked, then, now, parties, claims)
    needed, enough = asker.items(old, was, is_)
    asker.claimed(old, is_, needed)
    out = []
    for key in keys:
        if key[0] in new:
            causes, sure = [Cause("report", f"the report {key[0]}", known[key[0]])], True
        else:
            causes, sure = (needed[key], True) if key in needed else (enough.get(key, []), False)
        before, after = (dict(zip(TOLD, t[key], strict=True)) if key in t else None for t in (was, is_))
        out.append(Change(*key, before, after, tuple(causes), sure))
    return out


def _told(verdicts: pa.Table) -> dict[Key, Told]:
    keys = zip(*(verdicts[c].to_pylist() for c in ("incident_id", "norm_id", "reading")), strict=True)
    return dict(zip(keys, zip(*(verdicts[c].to_pylist() for c in TOLD), strict=True), strict=True))


@dataclass(frozen=True)
class _Asker:
    """Judges with some of the things that became known left out, all at once: each omission is one more reading."""

    accord: Accord
    asked: tuple[Reading, ...]
    then: datetime
    now: datetime
    parties: Mapping[str, str] | None
    claims: pa.Table | None

    def items(
        self, incidents: pa.Table, was: Mapping[Key, Told], is_: Mapping[Key, Told]
    ) -> tuple[dict[Key, list[Cause]], dict[Key, list[Cause]]]:
        """Per verdict that differs: the items that are needed for what is said now, and those that suffice to change it."""
        newly = [
            (Cause(key, item_says(self.accord, kind, key, [item], item.readings), known_from(item)), item)
            for key, kind, item in items_of(self.accord)
            if (k := known_from(item)) is not None and self.then < k <= self.now
        ]
        needed: dict[Key, list[Cause]] = {}
        enough: dict[Key, list[Cause]] = {}
        if not incidents.num_rows:
            return needed, enough
        all_new = frozenset(id(item) for _, item in newly)
        wanted = [
            (r, cause, item) for r in self.asked for cause, item in newly if not item.readings or r.id in item.readings
        ]
        earlier = None if self.claims is None else self.claims.filter(_by(self.claims["known_at"], self.then))
        for first in range(0, len(wanted), MOST_READINGS):
            some = wanted[first : first + MOST_READINGS]
            for base, out, claims, single in ((is_, needed, self.claims, True), (was, enough, earlier, False)):
                left = [frozenset({id(i)}) if single else all_new - {id(i)} for _, _, i in some]
                readings_less = [(r, gone) for (r, _, _), gone in zip(some, left, strict=True)]
                supposed, ids = _without(self.accord, all_new, readings_less)
                found = judge(supposed, incidents, ids, self.now, parties=self.parties, claims=claims)
                of = {v: (r.id, cause) for v, (r, cause, _) in zip(ids, some, strict=True)}
                for (incident, norm, id_), told in _told(found).items():
                    reading, cause = of[id_]
                    key = incident, norm, reading
                    if was.get(key) != is_.get(key) and base.get(key) != told:
                        out.setdefault(key, []).append(cause)
        return needed, enough

    def claimed(self, incidents: pa.Table, is_: Mapping[Key, Told], needed: dict[Key, list[Cause]]) -> None:
        """Add the claims without any one of which another verdict would be given now."""
        if self.claims is None:
            return
        ids = set(incidents["incident_id"].to_pylist())
        rows = self.claims.to_pylist()
        newly: dict[str, list[int]] = {}
        for n, c in enumerate(rows):
            if c["incident_id"] in ids and c["known_at"] is not None and self.then < c["known_at"] <= self.now:
                newly.setdefault(c["incident_id"], []).append(n)
        for nth in range(max(map(len, newly.values()), default=0)):
            gone = {i: places[nth] for i, places in newly.items() if nth < len(places)}
            left = self.claims.take(pa.array([n for n in range(len(rows)) if n not in gone.values()], pa.int64()))
            readings = [r.id for r in self.asked] if self.accord.readings else None
            found = judge(self.accord, incidents, readings, self.now, parties=self.parties, claims=left)
            for key, told in _told(found).items():
                if key[0] in gone and key in is_ and is_[key] != told:
                    c = rows[gone[key[0]]]
                    said = f"the claim of {c['claimant']} that {c['side_a'] or 'nobody named'} did it"
                    needed.setdefault(key, []).append(Cause(f"claim of {c['claimant']}", said, c["known_at"]))


def _by(column: Any, moment: datetime) -> Any:
    known = pc.less_equal(column, pa.scalar(moment, column.type))
    return pc.fill_null(known, True)


def _without(
    accord: Accord, newly: frozenset[int], omissions: Sequence[tuple[Reading, frozenset[int]]]
) -> tuple[Accord, list[str]]:
    """The accord with one more reading per omission: a reading of its own, without the items left out."""
    ids = [f"?{i}" for i in range(len(omissions))]
    blocks = blocks_of(accord)
    readings = dict(accord.readings)
    for id_, (reading, _) in zip(ids, omissions, strict=True):
        sets = {b.id: v for b in blocks if (v := variant_of(reading, b)) is not None}
        readings[id_] = replace(reading, id=id_, sets=sets)
    extended: dict[int, Any] = {}
    for _, _, item in items_of(accord):
        if item.readings or id(item) in newly:
            holds = tuple(
                id_
                for id_, (reading, left) in zip(ids, omissions, strict=True)
                if id(item) not in left and (not item.readings or reading.id in item.readings)
            )
            own = item.readings or tuple(accord.readings) or (PLAIN.id,)
            extended[id(item)] = replace(item, readings=(*own, *holds))
    return replace(with_items(accord, extended), readings=readings), ids


def sentence(change: Change, zone: str) -> str:
    """One verdict that differs, in a line: what it was, what it is, and why."""

    def said(told: Mapping[str, str] | None) -> str:
        if told is None:
            return "not known"
        by = f" by {told['bearers'].replace('; ', ', ')}" if told["bearers"] else ""
        open_ = f" ({told['unknowns']})" if told["unknowns"] else ""
        return f"{told['verdict']}{open_}{by}"

    causes = "; ".join(f"{c.says} (known {at(c.known, zone)})" if c.known else c.says for c in change.because)
    why = causes or "several things together"
    more = "" if change.needed or not causes else "each by itself: "
    norm = change.norm_id or "no norm"
    return f"{change.incident_id}, {norm}, {change.reading}: {said(change.was)} → {said(change.now)}, because of {more}{why}"
