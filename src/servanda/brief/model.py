"""The nouns of a brief: the case it tells of, and the figures that every page, sheet and layer prints from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from servanda.accord import Accord
from servanda.judge import Facts
from servanda.terms import BearerMode, VerdictKind

UNTOLD = "untold"  # a possible verdict because the report is silent about the act, weapon or kind of target

# How an incident stands, strongest first: it is counted once per reading, by the first of these that any norm gives it.
KINDS: tuple[str, ...] = (
    VerdictKind.VIOLATION,
    VerdictKind.POSSIBLE,
    VerdictKind.EXEMPT,
    VerdictKind.NOT_IN_FORCE,
    VerdictKind.OUTSIDE,
    VerdictKind.NOT_BOUND,
    UNTOLD,
    VerdictKind.NOT_COVERED,
)

# How an incident stands on the account of one party, surest first.
ACCOUNTS: tuple[str, ...] = (
    BearerMode.CERTAIN,
    BearerMode.JOINT,
    BearerMode.ONE_OF,
    BearerMode.ALLEGED,
    VerdictKind.POSSIBLE,
    UNTOLD,
)

Cell = str | int | float | None


@dataclass(frozen=True)
class Window:
    """The days that a brief tells of, both inclusive, in the accord's time zone."""

    first: date
    last: date
    whole: bool  # true: every incident of the verdicts, whenever it happened

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True)
class Case:
    """What a brief is made from: the accord, the two files that the judge wrote, and what it said about them."""

    accord: Accord
    facts: Facts  # the accord under the readings judged, as known at ``known_at``
    verdicts: Path  # columns of judge.VERDICTS
    incidents: Path  # columns of incidents.INCIDENTS
    window: Window
    as_of: date  # the day of the timetable
    known_at: datetime | None  # None: judged on all that was known
    inputs: tuple[Mapping[str, Any], ...] = ()  # file, sha256, rows, incidents, aside
    unknown_names: tuple[tuple[str, int], ...] = ()
    version: str = ""

    @property
    def readings(self) -> tuple[str, ...]:
        return tuple(r.id for r in self.facts.readings)


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, and its HXL tag."""

    name: str
    hxl: str


@dataclass(frozen=True)
class Table:
    """One table of figures. ``keys`` is how many leading columns tell rows apart."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: int = 1
    _index: dict[tuple[Cell, ...], dict[str, Any]] = field(default_factory=dict, repr=False, compare=False, hash=False)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    def dicts(self) -> list[dict[str, Any]]:
        """The rows, each as column → value."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]

    def at(self, *keys: Cell) -> dict[str, Any]:
        """The row with these keys; zeros where there is none."""
        if not self._index:
            self._index.update({row[: self.keys]: dict(zip(self.names, row, strict=True)) for row in self.rows})
        zeros = dict(zip(self.names, (*keys, *[0] * (len(self.columns) - len(keys))), strict=True))
        return self._index.get(keys, zeros)


@dataclass(frozen=True)
class Sighting:
    """One incident of the window, and how it stands under each reading (an index into KINDS)."""

    id: str
    day: str  # "2016-03-01", or "2016-03-01 to 2016-03-04"
    lon: float | None
    lat: float | None
    radius_m: float | None
    place: str
    division: str
    act: str
    weapon: str
    target_kind: str
    side_a: str
    side_b: str
    directed: bool | None
    claimant: str
    source: str
    source_ref: str
    grade: str
    killed_low: int | None
    killed_high: int | None
    kinds: tuple[int, ...]
    untold: tuple[bool, ...]  # per reading: some norm could not be tested for want of a report


@dataclass(frozen=True)
class Figures:
    """Every number of a brief, counted once."""

    readings: tuple[str, ...]
    norms: tuple[str, ...]
    incidents: int
    tables: Mapping[str, Table]
    sightings: tuple[Sighting, ...]  # by time, then id

    def __getitem__(self, table: str) -> Table:
        return self.tables[table]
