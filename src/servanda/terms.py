"""The vocabulary: the closed sets of words that the stations share. No logic."""

from __future__ import annotations

from enum import StrEnum


class Force(StrEnum):
    """What a norm does to its bearer."""

    OBLIGATION = "obligation"
    PROHIBITION = "prohibition"
    PERMISSION = "permission"
    POWER = "power"
    INTENTION = "intention"
    CALL_UPON = "call-upon"


class PartyKind(StrEnum):
    """What sort of actor a party is. An umbrella is a name that may stand for several others."""

    STATE = "state"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"
    ARMED_GROUP = "armed-group"
    DELEGATION = "delegation"
    PERSON = "person"
    POPULATION = "population"
    UMBRELLA = "umbrella"


class VerdictKind(StrEnum):
    """How one incident stands to one norm under one reading, in the order in which a definite no is tested."""

    NOT_COVERED = "not-covered"
    NOT_BOUND = "not-bound"
    NOT_IN_FORCE = "not-in-force"
    OUTSIDE = "outside"
    EXEMPT = "exempt"
    POSSIBLE = "possible"
    VIOLATION = "violation"


class BearerMode(StrEnum):
    """How sure the bearers of a verdict are."""

    CERTAIN = "certain"
    JOINT = "joint"
    ONE_OF = "one-of"
    ALLEGED = "alleged"


class Status(StrEnum):
    """Where a norm about deeds stands. Silence is undetermined, never fulfilled."""

    CONDITIONAL = "conditional"
    PENDING = "pending"
    IN_FORCE = "in-force"
    FULFILLED = "fulfilled"
    VIOLATED = "violated"
    MISSED = "missed"
    COMPENSATED = "compensated"
    EXCUSED = "excused"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    UNDETERMINED = "undetermined"


class Unknown(StrEnum):
    """Which condition of a verdict is unknown."""

    ACT = "act"
    ACTOR = "actor"
    TARGET = "target"
    TIME = "time"
    PLACE = "place"
    EXCEPTION = "exception"
    DIRECTION = "direction"
    GRADE = "grade"
    CLAIM = "claim"
