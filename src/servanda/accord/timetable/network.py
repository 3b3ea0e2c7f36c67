"""A simple temporal network in days, exact by the calendar: windows, consistency, the fewest statements that clash.

A statement says ``at_least ≤ after − before ≤ at_most`` about two time points. A bound is a number of days, or a
calendar duration ("18 months"), whose length in days depends on the day from which it runs. Such a bound is never
replaced by its shortest or longest case: adding a duration by the calendar never reverses two days, and for statements
built from such monotone steps the earliest days of all points are together one solution, and so are the latest.
Propagating bounds to a fixed point therefore gives exact windows, with every shared, uncertain anchor kept correlated.

Source: Dechter, Meiri, Pearl, *Temporal constraint networks* (1991), widened from constant to monotone steps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from servanda.times import Duration, add

ORIGIN = ""  # the point that lies on day 0; statements about it give a point its own earliest and latest day
_LAST = date.max.toordinal()

Point = str


@dataclass(frozen=True)
class Lag:
    """A step forward in time: a calendar duration, then a number of days (which may be negative)."""

    days: int = 0
    span: Duration | None = None

    def later(self, day: int) -> int:
        """The day that lies this step after ``day``; never later for an earlier ``day``."""
        return (day if self.span is None else _add(day, self.span)) + self.days

    def latest_start(self, day: int) -> int:
        """The last day from which the step still ends on or before ``day``."""
        return day - self.days if self.span is None else _last_from(day - self.days, self.span)

    def earliest_start(self, day: int) -> int:
        """The first day from which the step ends on or after ``day``."""
        return day - self.days if self.span is None else _last_from(day - self.days - 1, self.span) + 1


@dataclass(frozen=True)
class Statement:
    """``at_least ≤ after − before ≤ at_most``; ``label`` is whatever the caller wants to be told in a conflict."""

    before: Point
    after: Point
    at_least: Lag | None = None
    at_most: Lag | None = None
    label: object = None


@dataclass(frozen=True)
class Windows:
    """The earliest and latest day of each point (a point that is absent is unbounded), and what fixes each bound."""

    earliest: Mapping[Point, int] = field(default_factory=dict)
    latest: Mapping[Point, int] = field(default_factory=dict)
    earliest_by: Mapping[Point, tuple[Statement, Point]] = field(default_factory=dict)
    latest_by: Mapping[Point, tuple[Statement, Point]] = field(default_factory=dict)

    def why_latest(self, point: Point) -> tuple[Statement, ...]:
        """The chain of statements that fixes the latest day of a point, the one about the point itself first."""
        return _chain(self.latest_by, point)

    def why_earliest(self, point: Point) -> tuple[Statement, ...]:
        """The chain of statements that fixes the earliest day of a point, the one about the point itself first."""
        return _chain(self.earliest_by, point)


@dataclass(frozen=True)
class _Step:
    """One direction of a statement: a bound on ``source`` gives, through ``move``, a bound on ``target``."""

    source: Point
    target: Point
    move: Callable[[int], int]
    loosest: int  # days: the same step with its calendar duration at its most lenient
    statement: Statement


class Network:
    """Statements about time points, ready to be asked."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.statements = tuple(statements)
        self._down: dict[Point, list[_Step]] = {}  # steps that lower latest days
        self._up: dict[Point, list[_Step]] = {}  # steps that raise earliest days
        for s in self.statements:
            for step in _lowering(s):
                self._down.setdefault(step.source, []).append(step)
            for step in _raising(s):
                self._up.setdefault(step.source, []).append(step)

    def without(self, dropped: Iterable[Statement]) -> Network:
        """The same network less some statements; what they do not touch is not built again."""
        gone = {id(s) for s in dropped}
        ends = {p for s in self.statements if id(s) in gone for p in (s.before, s.after)}
        rest = Network(())
        rest.statements = tuple(s for s in self.statements if id(s) not in gone)
        for mine, theirs in ((self._down, rest._down), (self._up, rest._up)):
            theirs.update(mine)
            for point in ends & mine.keys():
                theirs[point] = [x for x in mine[point] if id(x.statement) not in gone]
        return rest

    def windows(self) -> Windows | None:
        """Exact earliest and latest day of every point, or None when the statements cannot all hold."""
        if self._loose_cycle():
            return None
        return self._settle(Windows({ORIGIN: 0}, {ORIGIN: 0}), (), {ORIGIN}, {ORIGIN})

    def tighten(self, windows: Windows, more: Sequence[Statement]) -> Windows | None:
        """The windows once ``more`` holds as well, starting from this network's own; None when that cannot be."""
        ends = {p for s in more for p in (s.before, s.after)}
        return self._settle(windows, more, ends, ends)

    def conflict(self) -> tuple[Statement, ...]:
        """A smallest set of statements that cannot all hold, in the order of their cycle; empty when all can hold."""
        found = self._shortest_cycle(ORIGIN, len(self.statements) * 4 + 64, exact=True)
        limit = len(found) - 1 if found else len(self.statements)
        if self._loose_cycle():
            for point in sorted({p for s in self.statements for p in (s.before, s.after)} - {ORIGIN}):
                shorter = self._shortest_cycle(point, limit, exact=False)
                if shorter:
                    found, limit = shorter, len(shorter) - 1
        kept = list(dict.fromkeys(found))
        for s in tuple(kept):  # a cycle may run through one statement twice; what is left is irreducible
            rest = [k for k in kept if k is not s]
            if Network(rest).windows() is None:
                kept = rest
        return tuple(kept)

    def _settle(self, start: Windows, more: Sequence[Statement], low: set[Point], high: set[Point]) -> Windows | None:
        earliest, latest = dict(start.earliest), dict(start.latest)
        earliest_by, latest_by = dict(start.earliest_by), dict(start.latest_by)
        down, up = self._down, self._up
        if more:
            down = _with(down, [x for s in more for x in _lowering(s)])
            up = _with(up, [x for s in more for x in _raising(s)])
        fine = _propagate(down, latest, latest_by, low, lambda new, old: new < old, earliest) and _propagate(
            up, earliest, earliest_by, high, lambda new, old: new > old, latest
        )
        return Windows(earliest, latest, earliest_by, latest_by) if fine else None

    def _loose_cycle(self) -> bool:
        """Whether statements clash among themselves, away from any date: a negative cycle with all durations lenient.

        Where each step leads forward (or is a date), there is no such cycle and nothing is asked of the graph library.
        """
        steps = [x for at, xs in self._down.items() if at != ORIGIN for x in xs if x.target != ORIGIN]
        if all(x.loosest >= 0 for x in steps):
            return False
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        for x in steps:
            if x.source == x.target and x.loosest < 0:
                return True
            known = graph.get_edge_data(x.source, x.target, {"weight": x.loosest})["weight"]
            graph.add_edge(x.source, x.target, weight=min(known, x.loosest))
        return bool(nx.negative_edge_cycle(graph))

    def _shortest_cycle(self, home: Point, limit: int, *, exact: bool) -> list[Statement]:
        """The fewest statements that lead from a point back to it at an earlier day than it has: layer by layer."""
        best: dict[Point, int] = {home: 0}
        layers: list[dict[Point, tuple[_Step | None, int]]] = [{home: (None, 0)}]
        for _ in range(limit):
            new: dict[Point, tuple[_Step | None, int]] = {}
            for point, (_, day) in layers[-1].items():
                for step in self._down.get(point, ()):
                    there = step.move(day) if exact else day + step.loosest
                    if there < new.get(step.target, (None, best.get(step.target, there + 1)))[1]:
                        new[step.target] = (step, there)
            if not new:
                return []
            if new.get(home, (None, 0))[1] < 0:
                return _walk_back([*layers, new], home)
            best.update({p: day for p, (_, day) in new.items()})
            layers.append(new)
        return []


def _lowering(s: Statement) -> list[_Step]:
    steps = []
    if s.at_most is not None:
        steps.append(_Step(s.before, s.after, s.at_most.later, _longest(s.at_most), s))
    if s.at_least is not None:
        steps.append(_Step(s.after, s.before, s.at_least.latest_start, -_shortest(s.at_least), s))
    return steps


def _raising(s: Statement) -> list[_Step]:
    steps = []
    if s.at_least is not None:
        steps.append(_Step(s.before, s.after, s.at_least.later, _shortest(s.at_least), s))
    if s.at_most is not None:
        steps.append(_Step(s.after, s.before, s.at_most.earliest_start, -_longest(s.at_most), s))
    return steps


def _with(steps: Mapping[Point, list[_Step]], more: list[_Step]) -> dict[Point, list[_Step]]:
    out = dict(steps)
    for step in more:
        out[step.source] = [*out.get(step.source, ()), step]
    return out


def _propagate(
    steps: Mapping[Point, list[_Step]],
    bound: dict[Point, int],
    by: dict[Point, tuple[Statement, Point]],
    seeds: set[Point],
    tighter: Callable[[int, int], bool],
    other: Mapping[Point, int],
) -> bool:
    """Carry bounds along the steps until nothing changes; False when a bound passes the other one or never settles."""
    queue = deque(sorted(p for p in seeds if p in bound))
    waiting, turns = set(queue), dict.fromkeys(queue, 0)
    most = 4 * len(steps) + 64  # far above the number of points that a settling chain can pass
    while queue:
        point = queue.popleft()
        waiting.discard(point)
        turns[point] = turns.get(point, 0) + 1
        if turns[point] > most:
            return False
        for step in steps.get(point, ()):
            there = step.move(bound[point])
            if step.target in bound and not tighter(there, bound[step.target]):
                continue
            if step.target in other and tighter(there, other[step.target]):
                return False
            bound[step.target] = there
            by[step.target] = (step.statement, point)
            if step.target not in waiting:
                waiting.add(step.target)
                queue.append(step.target)
    return True


def _chain(by: Mapping[Point, tuple[Statement, Point]], point: Point) -> tuple[Statement, ...]:
    out: list[Statement] = []
    while point in by and point != ORIGIN and len(out) <= len(by):
        statement, point = by[point]
        out.append(statement)
    return tuple(out)


def _walk_back(layers: list[dict[Point, tuple[_Step | None, int]]], home: Point) -> list[Statement]:
    out: list[Statement] = []
    point, at = home, len(layers) - 1
    while at > 0:
        while point not in layers[at]:
            at -= 1
        step = layers[at][point][0]
        if step is None:
            break
        out.append(step.statement)
        point, at = step.source, at - 1
    return out[::-1]


def _add(day: int, span: Duration) -> int:
    try:
        return add(date.fromordinal(day), span).toordinal()
    except (ValueError, OverflowError):  # before year 1 or past year 9999: as good as never
        return day + _rough_days(span) if day < 1 else max(day, _LAST)


@lru_cache(maxsize=65536)
def _last_from(day: int, span: Duration) -> int:
    """The last day x with x + span ≤ day."""
    rough = _rough_days(span)
    low, high = day - rough - rough // 20 - 40, day - rough + rough // 20 + 40
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _add(middle, span) <= day else (low, middle - 1)
    return low


def _rough_days(span: Duration) -> int:
    if span.unit in {"month", "year"}:
        return span.count * 30 if span.unit == "month" else span.count * 365
    return (add(date(2000, 1, 1), span) - date(2000, 1, 1)).days


def _longest(lag: Lag) -> int:
    return lag.days + (_extremes(lag.span)[1] if lag.span else 0)


def _shortest(lag: Lag) -> int:
    return lag.days + (_extremes(lag.span)[0] if lag.span else 0)


@lru_cache(maxsize=1024)
def _extremes(span: Duration) -> tuple[int, int]:
    """The fewest and most days that a duration can take, over eight years of starts (and a century without 29 Feb)."""
    if span.unit not in {"month", "year"}:
        return _rough_days(span), _rough_days(span)
    months = span.count * (12 if span.unit == "year" else 1)
    if months > 12 * 7000:
        return 0, _LAST
    starts = (date(2000, 1, 1) + timedelta(days=n) for n in range(8 * 366))
    lengths = [_add(d.toordinal(), span) - d.toordinal() for d in starts]
    return min(lengths) - 1 - months // 1200, max(lengths)
