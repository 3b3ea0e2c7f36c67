"""What holds under each reading, epoch by epoch, as known at a moment.

An **epoch** is a stretch of time in which none of the accord's dated facts changes; epochs are numbered from 0 and cut at
``Facts.cuts``. A **mask** is an integer with one bit per reading. A condition is two masks: the readings in which it
*must* hold and those in which it *may* (Kleene's true, and true or unknown), so that all readings are judged at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from servanda.accord import Accord, Dated, Milestone, Norm, Reading, UnknownReadingError, under
from servanda.errors import ServandaError
from servanda.terms import Force, PartyKind
from servanda.times import EARLIEST, LATEST, parse_instant

Masks = NDArray[np.int64]
MOST_READINGS = 62  # one bit each in a signed 64-bit integer, with the sign left alone


class TooManyReadingsError(ServandaError):
    """More readings were asked for at once than a mask holds."""

    def __init__(self, asked: int) -> None:
        super().__init__(
            f"{asked} readings were asked for at once; one pass holds {MOST_READINGS}. Judge them in parts."
        )


@dataclass(frozen=True)
class Edge:
    """That ``child`` belongs to ``parent`` (a larger party, a group or a list) from ``start`` to ``end``."""

    child: str
    parent: str
    start: datetime
    end: datetime
    mask: int


def is_known(when: Dated, at: datetime | None) -> bool:
    """Whether a dated fact was known at a moment: from ``known``, else from its beginning, else always."""
    since = when.known or when.since
    return at is None or since is None or since <= at


def reached(milestone: Milestone, reading: str, at: datetime | None) -> tuple[datetime, datetime] | None:
    """The instants between which the milestone was reached under a reading, as known at a moment; None if it was not.

    Where several dates are known, the one that became known last counts.
    """
    known = [
        r
        for r in milestone.reached
        if (not r.readings or reading in r.readings) and (at is None or (r.known or r.latest) <= at)
    ]
    if not known:
        return None
    last = max(known, key=lambda r: r.known or r.latest)
    return last.earliest, last.latest


@dataclass(frozen=True)
class Facts:
    """The accord as the judge needs it: norms per reading, the graph of belonging, and the cuts of time."""

    accord: Accord
    readings: tuple[Reading, ...]
    known_at: datetime | None
    settled: tuple[Accord, ...] = field(repr=False)  # the accord under each reading, in the order of ``readings``
    also_cut: frozenset[datetime] = frozenset()  # instants to cut time at as well, so that several facts share epochs

    @property
    def all(self) -> int:
        """The mask of every reading."""
        return (1 << len(self.readings)) - 1

    def mask_of(self, names: Sequence[str]) -> int:
        """The mask of the readings named; all of them if none is named."""
        return sum(1 << i for i, r in enumerate(self.readings) if r.id in names) if names else self.all

    def umbrella(self, party: str, rule: str) -> int:
        """The mask of the readings that go by a rule for an umbrella."""
        return sum(1 << i for i, r in enumerate(self.readings) if r.rule_for(party) == rule)

    @cached_property
    def norms(self) -> tuple[str, ...]:
        """The ids of the norms that are judged on incidents: prohibitions that name acts, in the accord's order."""
        return tuple(
            n.id
            for n in self.accord.norms.values()
            if n.force is Force.PROHIBITION and any(norm.act for norm, _, _ in self.cases(n.id))
        )

    @property
    def stride(self) -> int:
        """How many norms there are, and one for none: the factor of composite keys."""
        return len(self.norms) + 1

    @property
    def bits(self) -> range:
        return range(len(self.readings))

    def norm(self, norm_id: str, bit: int) -> Norm:
        """The norm as the reading has it."""
        return self.settled[bit].norms[norm_id]

    def cases(self, norm_id: str, *fields: str) -> list[tuple[Norm, Reading, int]]:
        """The norm in each form that readings give it, with one such reading and the mask of all that agree.

        Readings agree if the norm is the same for them and so are the ``fields`` of the reading named: what is the same
        for many readings is worked out once.
        """
        key = norm_id, *fields
        if key not in self._cases:
            found: list[tuple[Norm, Reading, int]] = []
            for bit, reading in enumerate(self.readings):
                norm = self.norm(norm_id, bit)
                for i, (other, first, mask) in enumerate(found):
                    if norm == other and all(getattr(reading, f) == getattr(first, f) for f in fields):
                        found[i] = other, first, mask | 1 << bit
                        break
                else:
                    found.append((norm, reading, 1 << bit))
            self._cases[key] = found
        return self._cases[key]

    @cached_property
    def _cases(self) -> dict[tuple[str, ...], list[tuple[Norm, Reading, int]]]:
        return {}

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Who belongs to whom: parts of parties, members of groups, entries of lists, as known."""
        a, found = self.accord, []

        def add(child: str, parent: str, when: Dated, readings: Sequence[str]) -> None:
            if is_known(when, self.known_at) and (mask := self.mask_of(readings)):
                found.append(Edge(child, parent, when.since or EARLIEST, when.until or LATEST, mask))

        for party in a.parties.values():
            for m in party.part_of:
                add(party.id, m.member, m.when, m.readings)
        for group in a.groups.values():
            for m in group.members:
                add(m.member, group.id, m.when, m.readings)
        for lst in a.lists.values():
            for e in lst.entries:
                add(e.party, lst.id, e.when, e.readings)
        return tuple(found)

    @cached_property
    def backing(self) -> tuple[Edge, ...]:
        """Who has influence (``child``) over whom (``parent``), as known."""
        return tuple(
            Edge(i.who, i.over, i.when.since or EARLIEST, i.when.until or LATEST, mask)
            for i in self.accord.influence
            if is_known(i.when, self.known_at) and (mask := self.mask_of(i.readings))
        )

    def window(self, norm_id: str, bit: int) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]] | None:
        """When the norm is in force under a reading: its start and its end, each between two instants; None for never."""
        norm = self.norm(norm_id, bit)
        start = self._anchor(norm.since, bit) if norm.since else (EARLIEST, EARLIEST)
        if start is None:
            return None
        ends = [self._anchor(norm.until, bit) if norm.until else None]
        ends += [
            self._anchor(later.replaces_from or later.since, bit) for later in self._replacing[bit].get(norm_id, ())
        ]
        lows = [e[0] for e in ends if e] or [LATEST]
        highs = [e[1] for e in ends if e] or [LATEST]
        return start, (min(lows), min(highs))

    @cached_property
    def _replacing(self) -> list[dict[str, list[Norm]]]:
        """Per reading: a norm of this accord → the norms that replace it."""
        out: list[dict[str, list[Norm]]] = []
        for settled in self.settled:
            by_old: dict[str, list[Norm]] = {}
            for norm in settled.norms.values():
                for old in dict.fromkeys(r.removeprefix(f"{self.accord.id}#") for r in norm.replaces):
                    by_old.setdefault(old, []).append(norm)
            out.append(by_old)
        return out

    def _anchor(self, text: str, bit: int) -> tuple[datetime, datetime] | None:
        milestone = self.settled[bit].milestones.get(text)
        if milestone is not None:
            return reached(milestone, self.readings[bit].id, self.known_at)
        at = parse_instant(text, self.accord.time_zone) if text else EARLIEST
        return at, at

    @cached_property
    def cuts(self) -> tuple[datetime, ...]:
        """The instants at which some fact changes, ascending: epoch *i* lies before cut *i* and from cut *i* - 1 on."""
        found: set[datetime] = set()
        for e in (*self.edges, *self.backing):
            found |= {e.start, e.end}
        for norm_id in self.norms:
            for bit in self.bits:
                if window := self.window(norm_id, bit):
                    found |= {*window[0], *window[1]}
        for z in self.accord.zones:
            found |= {z.when.since or EARLIEST, z.when.until or LATEST}
        return tuple(sorted((found | self.also_cut) - {EARLIEST, LATEST}))

    @property
    def epochs(self) -> int:
        return len(self.cuts) + 1

    def epoch_start(self, epoch: int) -> datetime:
        """The first instant of an epoch."""
        return self.cuts[epoch - 1] if epoch else EARLIEST

    def span(self, start: datetime | None, end: datetime | None) -> tuple[int, int]:
        """The first and last epoch that an incident's interval touches; an open end reaches to the first or last one."""
        first = bisect_right(self.cuts, start) if start else 0
        last = bisect_left(self.cuts, end) if end else len(self.cuts)
        return first, max(first, last)

    @cached_property
    def _ancestors(self) -> list[Mapping[str, Mapping[str, int]]]:
        """Per epoch: child → ancestor → the readings in which it belongs there."""
        out: list[Mapping[str, Mapping[str, int]]] = []
        seen: dict[tuple[Edge, ...], Mapping[str, Mapping[str, int]]] = {}
        for epoch in range(self.epochs):
            at = self.epoch_start(epoch)
            active = tuple(e for e in self.edges if e.start <= at < e.end)
            if active not in seen:
                seen[active] = _closure(active, self.all)
            out.append(seen[active])
        return out

    def belongs(self, member: str, group: str) -> Masks:
        """Per epoch, the readings in which a party or group belongs to another by the accord's own words."""
        if member == group:
            return np.full(self.epochs, self.all, np.int64)
        return np.array([a.get(member, {}).get(group, 0) for a in self._ancestors], np.int64)

    def within(self, party: str | None, group: str) -> tuple[Masks, Masks]:
        """Per epoch, whether a party (None: one not known) must and may be in a party, group or list.

        An umbrella counts by the reading's rule: undetermined; as the side that it stands for; or as listed.
        """
        none, every = np.zeros(self.epochs, np.int64), np.full(self.epochs, self.all, np.int64)
        if party is None:
            return none, every
        plain = self.belongs(party, group)
        umbrella = self.accord.parties[party]
        if umbrella.kind is not PartyKind.UMBRELLA:
            return plain, plain
        open_, side, listed = (self.umbrella(party, v) for v in ("undetermined", "side", "listed"))
        if group in self.accord.lists:
            return plain | listed, plain | listed | open_
        if not umbrella.stands_for:
            return plain, plain | side | open_
        stands = self.belongs(umbrella.stands_for, group)
        return plain | (stands & side), plain | (stands & (side | open_))

    def entries(self, party: str, list_id: str) -> list[tuple[str, Masks]]:
        """Per entry of a list that the party is or belongs to: ``list#party`` and, per epoch, the readings that hold it."""
        found = ((e, self.belongs(party, e) & on) for e, on in self._on_list(list_id).items())
        return [(f"{list_id}#{entry_party}", here) for entry_party, here in found if here.any()]

    def _on_list(self, list_id: str) -> dict[str, Masks]:
        """Per party that a list names: per epoch, the readings in which it stands there."""
        if list_id not in self._lists:
            on: dict[str, Masks] = {}
            for e in self.edges:
                if e.parent == list_id:
                    on[e.child] = on.get(e.child, 0) | self._during(e)
            self._lists[list_id] = on
        return self._lists[list_id]

    @cached_property
    def _lists(self) -> dict[str, dict[str, Masks]]:
        return {}

    def _during(self, e: Edge) -> Masks:
        """Per epoch, the readings in which an edge holds."""
        first, last = bisect_right(self.cuts, e.start), bisect_left(self.cuts, e.end)
        if e.start == EARLIEST:
            first = 0
        return np.array([e.mask if first <= i <= last and e.end > e.start else 0 for i in range(self.epochs)], np.int64)

    def guarantors(self, party: str) -> list[tuple[str, Masks]]:
        """Per party with influence over this one, or over what it belongs to: per epoch, the readings that hold it."""
        out: dict[str, Masks] = {}
        for b in self.backing:
            on = np.array(
                [b.mask if b.start <= self.epoch_start(e) < b.end else 0 for e in range(self.epochs)], np.int64
            )
            here = self.belongs(party, b.parent) & on
            if here.any():
                out[b.child] = out.get(b.child, np.zeros(self.epochs, np.int64)) | here
        return sorted(out.items())


def _closure(edges: tuple[Edge, ...], every: int) -> Mapping[str, Mapping[str, int]]:
    """Child → ancestor → mask, over the active edges; paths multiply by AND, meet by OR."""
    up: dict[str, list[tuple[str, int]]] = {}
    for e in edges:
        up.setdefault(e.child, []).append((e.parent, e.mask))
    closed: dict[str, dict[str, int]] = {}
    for start in up:
        reach: dict[str, int] = {}
        todo = [(start, every)]
        while todo:
            node, mask = todo.pop()
            for parent, m in up.get(node, ()):
                new = mask & m & ~reach.get(parent, 0)
                if new:
                    reach[parent] = reach.get(parent, 0) | new
                    todo.append((parent, new))
        closed[start] = reach
    return closed


def facts(
    accord: Accord,
    readings: Sequence[str] | None = None,
    known_at: datetime | None = None,
    also_cut: Iterable[datetime] = (),
) -> Facts:
    """Gather what holds under the readings named (all of the accord's if None), as known at a moment (None: now).

    ``also_cut`` are instants at which to cut time as well; no verdict depends on them.

    Raises:
        UnknownReadingError: a reading is not in the accord.
        TooManyReadingsError: more than fit one pass.
    """
    names = list(accord.readings) if readings is None else list(dict.fromkeys(readings))
    for name in names:
        if name not in accord.readings:
            raise UnknownReadingError(accord, name)
    chosen = tuple(accord.readings[n] for n in names) or (Reading("plain", {"en": "The text as it stands"}),)
    if len(chosen) > MOST_READINGS:
        raise TooManyReadingsError(len(chosen))
    settled = tuple(under(accord, r.id) if r.id in accord.readings else accord for r in chosen)
    return Facts(accord, chosen, known_at, settled, frozenset(also_cut))
