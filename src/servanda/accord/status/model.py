"""The nouns of norm statuses: what was recorded about a deed, where its norm stands, and how far it was carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from servanda.accord.model import Cite, Names
from servanda.accord.timetable import Window
from servanda.terms import Force, Status


class AssessmentKind(StrEnum):
    """What an assessor found about a deed."""

    FULFILLED = "fulfilled"  # it was done
    PARTLY = "partly"  # a good part of it was done
    BEGUN = "begun"  # a first step was taken
    VIOLATED = "violated"  # it was not done, or its opposite was done
    EXCUSED = "excused"  # the bearer is relieved of it
    SUSPENDED = "suspended"  # it does not bind for now
    RESUMED = "resumed"  # it binds again
    CONDITION_MET = "condition-met"  # what it depends on has happened


@dataclass(frozen=True)
class Assessment:
    """What someone found about a norm. ``on`` is the day it is about; it counts from when it became known."""

    norm: str
    kind: AssessmentKind
    on: date
    known: datetime | None = None  # UTC; None: the first instant of ``on`` in the accord's time zone
    by: str = ""  # a party, a role or a body; a reading may count only some
    note: str = ""


@dataclass(frozen=True)
class Score:
    """How far a deed was carried out: 0 nothing, 1 minimal, 2 intermediate, 3 full; two bounds where it is not known.

    Source: the four-step scale that researchers use for provisions of peace accords, e.g. the Peace Accords Matrix.
    """

    least: int
    most: int
    reasons: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"


@dataclass(frozen=True)
class NormStatus:
    """Where one norm about a deed stands under a reading, as known at a moment, and why."""

    id: str
    name: Names = field(hash=False)
    force: Force
    bearer: str
    status: Status
    reasons: tuple[str, ...]
    due: Window
    overdue: bool = False  # past its last day and not recorded as done
    late_days: tuple[int, int | None] | None = None
    repaired_by: tuple[str, ...] = ()  # the chain of norms that a breach brought about, as far as it was needed
    score: Score = Score(0, 3)
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True)
class Statuses:
    """All norms about deeds of one accord, under one reading, as known at one moment."""

    accord: str
    accord_hash: str
    title: Names
    reading: str | None
    as_of: datetime
    day: date
    norms: tuple[NormStatus, ...]

    def norm(self, id: str) -> NormStatus:
        """The row of a norm. Raises KeyError."""
        for n in self.norms:
            if n.id == id:
                return n
        raise KeyError(id)

    def counts(self) -> Mapping[Status, int]:
        """How many norms stand where, in the order of `terms.Status`."""
        found = [n.status for n in self.norms]
        return {s: found.count(s) for s in Status if s in found}
