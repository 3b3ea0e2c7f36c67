"""The nouns of a reason chain: each condition of a verdict with its value and what it rested on."""

from __future__ import annotations

from dataclasses import dataclass

from servanda.accord import Cite

Truth = bool | None  # Kleene's three values: None is unknown


@dataclass(frozen=True)
class Ground:
    """One fact that a condition rested on: what it says, and where the accord or the report has it."""

    says: str
    block: str = ""  # the id of a block of the accord
    cites: tuple[Cite, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Step:
    """One condition: its name, its value, and the grounds."""

    name: str  # act, actor, target, time, place, exception, grade
    value: Truth
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True)
class Course:
    """One way in which it may have happened: who is taken for the doer and who for the target, and what follows."""

    doer: tuple[str, ...]  # names as reported
    target: tuple[str, ...]
    verdict: str
    steps: tuple[Step, ...]
    bearers: tuple[str, ...]
    guarantors: tuple[str, ...]
    entries: tuple[str, ...]
    claimant: str = ""  # who tells it so; "": the source itself


@dataclass(frozen=True)
class Trace:
    """The whole chain for one incident, norm and reading. With no direction reported there are two courses
    per telling; several tellings, of several claimants, follow each other."""

    incident_id: str
    norm_id: str | None
    reading: str
    verdict: str
    unknowns: tuple[str, ...]
    bearers: tuple[str, ...]
    bearer_mode: str
    entries: tuple[str, ...]
    zone: tuple[str, ...]
    from_milestone: str
    guarantors: tuple[str, ...]
    courses: tuple[Course, ...]
