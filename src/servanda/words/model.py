"""The nouns of a reading: parties, turns, commitments, positions, claims, each with its exact span."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from .dates import When
from .text import Stretch


@dataclass(frozen=True)
class Party:
    """An actor named in the text, with every form of the name that is printed there."""

    id: str
    name: str
    type: str  # state | igo | igo_organ | office | person | people | group | media | terrorist_group
    aliases: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    mentions: tuple[Stretch, ...] = ()


@dataclass(frozen=True)
class Turn:
    """What one speaker says until the next one speaks. ``start`` is at the label, ``speech_start`` after it."""

    id: str
    speaker: str
    label: str
    role: str
    kind: str  # statement | question | answer | moderation | interjection
    interpreted: bool
    start: int
    speech_start: int
    end: int
    questioner: str = ""
    outlet: str = ""
    side: str = ""  # the party for which the speaker says "we"


@dataclass(frozen=True)
class Aside:
    """A stage direction in parentheses."""

    id: str
    turn: str
    type: str
    start: int
    end: int


@dataclass(frozen=True)
class Exchange:
    """One questioner's questions and the answers to them."""

    id: str
    moderator: str | None
    questioner: str
    outlet: str
    questions: tuple[str, ...]
    addressed_to: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Number:
    """A number in the text with its value and unit."""

    text: str
    value: float
    unit: str


@dataclass(frozen=True)
class Commitment:
    """Who must, must not, may or is asked to do what, by when, under which condition; and why we think so."""

    start: int
    end: int
    force: str
    bearers: tuple[str, ...]
    rule: str  # the construction that fired
    cue: str  # the words that made it fire
    act: str = ""
    counterparty: tuple[str, ...] = ()
    deadline: When | None = None
    condition: Stretch | None = None
    exception: Stretch | None = None
    territory: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    status: str = "new"
    speaker: str = ""
    turn: str = ""
    issuer: tuple[str, ...] = ()
    confidence: float = 0.5
    features: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Position:
    """What one holder thinks of a topic, and who says so."""

    holder: str
    speaker: str
    turn: str
    stance: str
    start: int
    end: int


@dataclass(frozen=True)
class Disagreement:
    """A topic on which positions differ."""

    topic: str
    kind: str  # explicit | implicit | questioner | historical
    positions: tuple[Position, ...]


@dataclass(frozen=True)
class Claim:
    """A statement of fact about the past or present that carries a number."""

    start: int
    end: int
    turn: str
    speaker: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Reading:
    """Everything that was read out of one document."""

    text: str
    date: date
    genre: str  # transcript | resolution | agreement | statement
    title: str
    issuer: str
    parties: tuple[Party, ...] = ()
    turns: tuple[Turn, ...] = ()
    asides: tuple[Aside, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = field(default=())
