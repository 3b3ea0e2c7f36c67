"""The nouns of a timetable: what is due when, where it stands as known at a moment, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from servanda.accord.model import Cite, Names

ROUNDING = "Months are counted by the calendar; a day that the month lacks becomes the last of the month"
ROUNDING_UP = "the first of the next month where the text rounds up"
SILENCE = "A milestone that the record, as known then, does not call reached counts as not reached"


class Standing(StrEnum):
    """Where one dated step stands, in words that both sides can accept."""

    REACHED = "reached"  # reached; no date was set for it
    MET = "met"  # reached in time
    MISSED = "missed"  # a target passed, or was reached late
    VIOLATED = "violated"  # a binding date passed, or was reached late
    IMPOSSIBLE = "impossible"  # not yet past, and can no longer be met
    UNDETERMINED = "undetermined"  # what is known allows both, or nothing is recorded about a deed
    OPEN = "open"  # its time runs
    WAITING = "waiting"  # what starts its time has not happened
    UNDATED = "undated"  # not reached, and no date was set: it never becomes late by itself


@dataclass(frozen=True)
class Window:
    """From ``earliest`` to ``latest`` day, both inclusive; ``None`` is open."""

    earliest: date | None = None
    latest: date | None = None

    @property
    def certain(self) -> bool:
        return self.earliest is not None and self.earliest == self.latest


@dataclass(frozen=True)
class Ground:
    """One thing that the timetable rests on: a date, an order or a fact, in words, with its passage or source.

    ``kind`` is ``limit`` (a date or a time allowed), ``order`` (what must come first), ``reached``, ``not-reached``,
    ``planned``, ``what-if`` or ``document``.
    """

    kind: str
    item: str  # the milestone, norm or document it is about
    text: str
    cites: tuple[Cite, ...] = ()
    source: str = ""
    binding: bool = False

    def __str__(self) -> str:
        rest = ", ".join([*map(str, self.cites), *([self.source] if self.source else [])])
        return f"{self.text} [{rest}]" if rest else self.text


@dataclass(frozen=True)
class Conflict:
    """A smallest set of grounds that cannot all hold: take any one away and the rest can."""

    grounds: tuple[Ground, ...]
    about: str  # ``order`` (facts against what must come first), ``item`` (one date), ``together`` (several dates)

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(g.item for g in self.grounds))


@dataclass(frozen=True)
class Item:
    """One row: a milestone, or a deed with a deadline. Days are calendar days in the accord's time zone, inclusive."""

    id: str
    kind: str  # milestone | deed
    name: Names = field(hash=False)
    point: str  # the milestone or norm whose being reached settles it
    standing: Standing
    limit: str = ""  # as the accord says it: "by 2016-01-01", "within 18 months after talks"; empty: no date
    binding: bool = False
    about: bool = False
    about_days: int = 0
    begins: Window = Window()  # when its time began to run, where another step or a text starts it
    due: Window = Window()  # the last day in time; two days where what starts the time is uncertain
    reached: Window | None = None
    planned: bool = False  # ``reached`` lies ahead: set in the record, or supposed by a what-if
    supposed: bool = False  # ``reached`` is a what-if
    earliest: date | None = None  # the first day still possible, for what is not reached
    latest: date | None = None  # the last day that keeps every date that can still be kept
    late_days: tuple[int, int | None] | None = None  # at least, at most; None at the end is open
    elapsed_days: tuple[int, int] | None = None  # since its time began, for what has no last day
    fixed_by: tuple[Ground, ...] = ()  # the chain that fixes ``latest``
    reason: str = ""
    cites: tuple[Cite, ...] = ()
    source: str = ""

    @property
    def slack_days(self) -> int | None:
        """Days between the first day still possible and the last that keeps every date; None: nothing bounds it."""
        return (self.latest - self.earliest).days if self.latest and self.earliest else None

    @property
    def overdue(self) -> bool:
        """Past its last day and, as known, not reached."""
        return self.standing in {Standing.MISSED, Standing.VIOLATED} and (self.reached is None or self.planned)


@dataclass(frozen=True)
class Timetable:
    """The timetable of one accord under one reading, as known at one moment."""

    accord: str
    accord_hash: str
    title: Names
    reading: str | None
    as_of: datetime  # UTC; facts known later do not count
    day: date  # its day in the accord's time zone; what is open may still happen on it
    time_zone: str
    items: tuple[Item, ...]
    conflicts: tuple[Conflict, ...] = ()
    critical: tuple[Ground, ...] = ()  # the chain that leaves the fewest days
    critical_item: str = ""
    what_if: Mapping[str, date] = field(default_factory=dict)
    rounds_up: bool = False

    def item(self, id: str) -> Item:
        """The row of a milestone or norm. Raises KeyError."""
        return next(i for i in self.items if i.id == id) if any(i.id == id for i in self.items) else _none(id)

    def notes(self) -> tuple[str, ...]:
        """What the figures rest on, one sentence each, for the foot of every output."""
        rounding = f"{ROUNDING}{f', or {ROUNDING_UP}' if self.rounds_up else ''}."
        out = [rounding, f"{SILENCE}; days are those of {self.time_zone}; the day of the view is not over."]
        if any(i.about for i in self.items):
            out.append("≈ the text says “around”: judged by the day as written, plus the days that a reading allows.")
        if self.what_if:
            out.append("Supposed: " + ", ".join(f"{m} on {d}" for m, d in self.what_if.items()) + ".")
        return tuple(out)


def _none(id: str) -> Item:
    raise KeyError(id)
