"""The one door into the timetable: an accord's milestones, deadlines and reached dates as statements in days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from servanda.accord.model import Accord, Cite, Milestone, Names, Norm, Reached
from servanda.accord.readings import UnknownReadingError, settled, variant_of
from servanda.errors import ServandaError
from servanda.times import Duration, day_of, parse_instant

from .model import Ground, Window
from .network import ORIGIN, Lag, Statement

_Block = TypeVar("_Block", Milestone, Norm)


class UnknownMilestoneError(ServandaError):
    """A what-if names something that is not a milestone."""

    def __init__(self, milestone: str, known: Iterable[str]) -> None:
        super().__init__(
            f"The accord has no milestone called '{milestone}', so nothing can be supposed about it. "
            f"It has: {', '.join(known) or 'none'}."
        )


@dataclass(frozen=True)
class Step:
    """A milestone, or a deed with a deadline, before it is reckoned."""

    id: str
    kind: str  # milestone | deed
    name: Names
    point: str  # the time point that settles it
    limits: tuple[Statement, ...] = ()  # each ``point ≤ anchor + time allowed``; the label is a Ground
    limit: str = ""
    binding: bool = False
    about: bool = False
    about_days: int = 0
    clock: str = ""  # for what has no last day: the point from which elapsed days are counted
    at_once: bool = False  # due at once: judged, but it does not narrow what is possible for others
    silent: bool = False  # a deed of which nothing in the accord says when it counts as done
    cites: tuple[Cite, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything that the timetable needs of an accord under one reading, as known at one moment."""

    as_of: datetime
    day: date
    steps: tuple[Step, ...]
    facts: tuple[Statement, ...]  # dates of documents, reached dates, and "not reached before the day of the view"
    orders: tuple[Statement, ...]  # what must come first
    reached: Mapping[str, Window] = field(default_factory=dict)
    planned: frozenset[str] = frozenset()
    supposed: frozenset[str] = frozenset()
    happened: frozenset[str] = frozenset()  # the points that have a day, known, planned or supposed
    facts_of: Mapping[str, Statement] = field(default_factory=dict)
    rounds_up: bool = False


def plan(
    accord: Accord, reading: str | None, as_of: date | datetime, what_if: Mapping[str, date] | None = None
) -> Plan:
    """Read an accord's milestones and deadlines as statements in days.

    ``as_of`` as a date counts what was known by the end of that day in the accord's time zone; as an instant, what was
    known at it. Raises UnknownReadingError and UnknownMilestoneError.
    """
    if reading is not None and reading not in accord.readings:
        raise UnknownReadingError(accord, reading)
    at = _moment(as_of, accord.time_zone)
    maker = _Maker(accord, reading, at, dict(what_if or {}))
    for milestone in maker.milestones.values():
        maker.milestone(milestone)
    for norm in maker.norms.values():
        maker.deed(norm)
    return maker.plan()


class _Maker:
    """Collects the statements of one plan; each method adds those of one block."""

    def __init__(self, accord: Accord, reading: str | None, at: datetime, what_if: dict[str, date]) -> None:
        self.accord, self.reading, self.at, self.what_if = accord, reading, at, what_if
        self.day = day_of(at, accord.time_zone)
        self.milestones = {m.id: _settled(m, accord, reading) for m in accord.milestones.values()}
        self.norms = {n.id: _settled(n, accord, reading) for n in accord.norms.values()}
        for name in what_if:
            if name not in self.milestones:
                raise UnknownMilestoneError(name, self.milestones)
        self.steps: list[Step] = []
        self.facts: dict[str, Statement] = {}
        self.orders: list[Statement] = []
        self.reached: dict[str, Window] = {}
        self.planned: set[str] = set()
        self.rounds_up = False

    def plan(self) -> Plan:
        return Plan(
            self.at,
            self.day,
            tuple(self.steps),
            tuple(self.facts.values()),
            tuple(self.orders),
            self.reached,
            frozenset(self.planned),
            frozenset(self.what_if),
            frozenset({ORIGIN, *self.reached, *(self.facts.keys() - self.milestones.keys())}),
            self.facts,
            self.rounds_up,
        )

    def milestone(self, m: Milestone) -> None:
        self._fact(m)
        limits = []
        if m.by:
            limits.append(self._limit(m.id, m, m.by, None, "", m.about_days))
        if m.within:
            limits.append(self._limit(m.id, m, None, m.within, m.after, m.about_days))
        for first in dict.fromkeys(filter(None, (m.after, m.not_before))):
            self._anchor(first)
            ground = Ground("order", m.id, f"{m.id} not before {first}", m.cites, m.source)
            self.orders.append(Statement(first, m.id, at_least=Lag(), label=ground))
        self._step(m, "milestone", m.id, limits, m.about, m.about_days, clock="" if m.within else m.after)

    def deed(self, n: Norm) -> None:
        if n.deadline is None:
            return
        d = n.deadline
        point = n.fulfilled_by or next((m.id for m in self.milestones.values() if m.reached_when == n.id), n.id)
        limits, clock = [], ""
        if d.by:
            limits.append(self._limit(point, n, d.by, None, "", 0))
        if d.within:
            limits.append(self._limit(point, n, None, d.within, d.after, 0))
        if d.at and d.at == point and point in self.milestones:
            limits += self._own(self.milestones[point], n)
        elif d.at:
            limits.append(self._limit(point, n, None, None, d.at, 0))
        if d.immediate or d.as_soon_as_possible:
            clock = d.after or self._start(n)
            if d.immediate and clock:
                limits.append(self._limit(point, n, None, None, clock, 0))
        about = d.about or (d.immediate and bool(clock))
        self._step(n, "deed", point, limits, about, 0, clock=clock, soon=d.as_soon_as_possible, binding=d.binding)

    def _own(self, m: Milestone, n: Norm) -> list[Statement]:
        """The dates of the milestone that settles a deed, for a deed that is due when it is reached."""
        out = []
        if m.by:
            out.append(self._limit(m.id, n, m.by, None, "", m.about_days))
        if m.within:
            out.append(self._limit(m.id, n, None, m.within, m.after, m.about_days))
        return out

    def _start(self, n: Norm) -> str:
        """What starts the time of a deed due at once: its condition, its beginning, or the text that states it."""
        if n.condition_milestone:
            return self._anchor(n.condition_milestone)
        if n.since in self.milestones:
            return n.since
        if n.since:
            day = day_of(parse_instant(n.since, self.accord.time_zone), self.accord.time_zone)
            self.facts.setdefault(n.since, _at(n.since, Window(day, day), Ground("document", n.id, f"from {n.since}")))
            return n.since
        return self._anchor(next((c.document for c in n.cites), ""))

    def _limit(
        self, point: str, block: Milestone | Norm, by: date | None, within: Duration | None, after: str, slack: int
    ) -> Statement:
        wide = f" or {slack} days more" if slack else ""
        deed = block.id if block.id == point else f"{block.id} (settled by {point})"
        binding = block.binding if isinstance(block, Milestone) else bool(block.deadline and block.deadline.binding)
        if by:
            text, before, lag = f"by {by}", ORIGIN, Lag(by.toordinal() + slack)
        elif within:
            text, before, lag = f"within {within} after {after}", self._anchor(after), Lag(slack, within)
            self.rounds_up |= within.rounding == "up"
        else:
            text, before, lag = f"when {after} is reached", self._anchor(after), Lag(slack)
        ground = Ground("limit", block.id, f"{deed} {text}{wide}", block.cites, block.source, binding)
        return Statement(before, point, at_most=lag, label=ground)

    def _anchor(self, name: str) -> str:
        document = self.accord.documents.get(name)
        if document is not None:
            ground = Ground("document", name, f"{name} is dated {document.date}", (), document.source)
            self.facts.setdefault(name, _at(name, Window(document.date, document.date), ground))
        return name

    def _fact(self, m: Milestone) -> None:
        name = m.id
        if name in self.what_if:
            day = self.what_if[name]
            ground = Ground("what-if", name, f"supposed: {name} on {day}")
            window: Window | None = Window(day, day)
        else:
            window, source = self._known(m)
            ground = Ground("reached", name, f"{name} reached {says(window)}", (), source)
        if window is None:
            ground = Ground("not-reached", name, f"{name} not recorded as reached before {self.day}")
            self.facts[name] = _at(name, Window(self.day, None), ground)
            return
        self.reached[name] = window
        if window.earliest and window.earliest > self.day:
            self.planned.add(name)
            if ground.kind == "reached":
                ground = replace(ground, kind="planned", text=f"{name} set for {says(window)}")
        self.facts[name] = _at(name, window, ground)

    def _known(self, m: Milestone) -> tuple[Window | None, str]:
        """When a milestone was reached, as known then under the reading: the fact that became known last.

        A fact that names the reading prevails over one that does not. Without a reading, facts that some readings
        dispute leave the day open between all of them, and open-ended unless every reading accepts one.
        """
        known = [r for r in m.reached if (r.known or r.latest) <= self.at]
        if self.reading is not None:
            own = [r for r in known if self.reading in r.readings] or [r for r in known if not r.readings]
            return self._last(own)
        agreed = [r for r in known if not r.readings]
        if agreed or not known:
            return self._last(agreed)
        window, source = self._hull(known)
        everyone = set(self.accord.readings) <= {name for r in known for name in r.readings}
        return (window if everyone else Window(window.earliest, None)), source

    def _last(self, facts: list[Reached]) -> tuple[Window | None, str]:
        if not facts:
            return None, ""
        newest = max(r.known or r.latest for r in facts)
        return self._hull([r for r in facts if (r.known or r.latest) == newest])

    def _hull(self, facts: list[Reached]) -> tuple[Window, str]:
        zone = self.accord.time_zone
        first, last = min(r.earliest for r in facts), max(r.latest for r in facts)
        sources = "; ".join(dict.fromkeys(r.source for r in facts if r.source))
        return Window(day_of(first, zone), day_of(last, zone)), sources

    def _step(
        self,
        block: Milestone | Norm,
        kind: str,
        point: str,
        limits: list[Statement],
        about: bool,
        about_days: int,
        *,
        clock: str = "",
        soon: bool = False,
        binding: bool | None = None,
    ) -> None:
        texts = [g.text.split(" ", 1)[1] for s in limits if isinstance(g := s.label, Ground)]
        words = [t.removeprefix(f"(settled by {point}) ") for t in texts]
        if isinstance(block, Norm) and block.deadline and block.deadline.immediate:
            words = [f"at once{f', from {clock}' if clock else ''}"]
        if soon:
            words.append("as soon as possible" + (f", from {clock}" if clock else ""))
        if isinstance(block, Milestone) and not words and clock:
            words = [f"after {clock}"]
        if isinstance(block, Norm) and block.deadline and block.deadline.at and not words:
            words = [f"when {block.deadline.at} is reached"]
        self.steps.append(
            Step(
                block.id,
                kind,
                block.name,
                point,
                tuple(limits),
                " and ".join(words),
                binding if binding is not None else isinstance(block, Milestone) and block.binding,
                about,
                about_days,
                clock,
                isinstance(block, Norm) and block.deadline is not None and block.deadline.immediate,
                kind == "deed" and point not in self.milestones,
                block.cites,
                block.source,
            )
        )


def says(window: Window | None) -> str:
    """A window in words: ``on 2016-02-27``, ``between 2016-01-29 and 2016-02-03``, ``on or after 2016-01-29``."""
    if window is None or (window.earliest is None and window.latest is None):
        return "on an unknown day"
    if window.latest is None:
        return f"on or after {window.earliest}"
    if window.earliest is None:
        return f"on or before {window.latest}"
    return f"on {window.earliest}" if window.certain else f"between {window.earliest} and {window.latest}"


def _at(point: str, window: Window, ground: Ground) -> Statement:
    low = None if window.earliest is None else Lag(window.earliest.toordinal())
    high = None if window.latest is None else Lag(window.latest.toordinal())
    return Statement(ORIGIN, point, low, high, ground)


def _settled(block: _Block, accord: Accord, reading: str | None) -> _Block:
    return block if reading is None else settled(block, variant_of(accord.readings[reading], block))


def _moment(as_of: date | datetime, zone: str) -> datetime:
    if isinstance(as_of, datetime):
        return (as_of if as_of.tzinfo else as_of.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    end = datetime.combine(as_of + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
    return end - timedelta(microseconds=1)
