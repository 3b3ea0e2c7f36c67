"""The nouns of a reconciliation: two lists, what of them meets, and why the rest does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from servanda.errors import ServandaError

Row = Mapping[str, Any]  # a row of INCIDENTS


class Standing(StrEnum):
    """How an item of one list stands to the other list."""

    AGREED = "agreed"
    CONTESTED = "contested"
    ONLY_A = "only-a"
    ONLY_B = "only-b"


class Why(StrEnum):
    """Why an item is not agreed, in the order in which the first that holds is told."""

    WINDOW = "outside-window"
    OTHER_ACTOR = "other-actor"
    ZONE = "outside-zone"
    EXEMPT = "exempt-target"
    NOT_COVERED = "not-covered"
    UNIT = "other-unit"
    NOT_VERIFIED = "not-verified"
    TAKEN = "counterpart-taken"
    NO_COUNTERPART = "no-counterpart"


@dataclass(frozen=True)
class Limits:
    """How far apart two items may lie and still be one: between their discs, and between their intervals."""

    distance_km: float = 10.0
    hours: float = 24.0


@dataclass(frozen=True)
class Closeness:
    """How near two items are: the distances as measured, and the parts of the cost that they make up."""

    distance_km: float | None  # between the points; None: at least one has no position
    hours: float | None  # between the middles of the intervals; None: at least one has no date
    parts: Mapping[str, float]  # place, time, act, sides, killed → its share of the cost

    @cached_property
    def cost(self) -> float:
        return sum(self.parts.values())


@dataclass(frozen=True)
class Reason:
    """Why an item is not agreed, in words, and the question whose answer would settle it."""

    why: Why
    says: str
    question: str


@dataclass(frozen=True)
class Item:
    """An item of one list, or of both: its standing, its reasons, and what each list says of it."""

    standing: Standing
    a: Row | None
    b: Row | None
    reasons: tuple[Reason, ...]  # the first is the one that is told; empty only where agreed
    closeness: Closeness | None
    verdict_a: Mapping[str, str]  # reading → the strongest verdict on the item as A tells it
    verdict_b: Mapping[str, str]
    day: date | None


@dataclass(frozen=True)
class Day:
    """The totals of a day, as two guarantors publish them."""

    day: date | None
    a_count: int
    b_count: int
    b_confirmed_by_a: int
    b_exempt: int
    a_confirmed_by_b: int
    a_exempt: int


@dataclass(frozen=True)
class Reconciliation:
    """Two claimants' lists of the same days, laid beside each other. Every item of both is in ``items`` exactly once."""

    a: str
    b: str
    window: tuple[datetime, datetime] | None
    limits: Limits
    accord: str
    accord_hash: str
    time_zone: str
    items: Sequence[Item]
    days: Sequence[Day]

    def counts(self) -> dict[Standing, int]:
        """How many items stand how."""
        return {s: sum(i.standing is s for i in self.items) for s in Standing}


def span_of(window: tuple[datetime, datetime], time_zone: str) -> str:
    """A window in words, in local time."""
    local = (t.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None) for t in window)
    return "from {} to {}".format(*(t.isoformat(" ", "minutes") for t in local))


class SameClaimantError(ServandaError):
    """Both lists bear one name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Both lists are by {name!r}: name the two claimants apart with --claimants NAME NAME.")


class EmptyWindowError(ServandaError):
    """A window in which nothing can lie."""

    def __init__(self, start: datetime, end: datetime) -> None:
        super().__init__(
            f"The window from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC holds no time: its end must be later."
        )
