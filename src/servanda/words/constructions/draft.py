"""What a construction sees (a clause) and what it gives (a draft of a commitment, before its details are filled in)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..document import Document
from ..model import Turn
from ..text import Stretch


@dataclass
class Draft:
    """A candidate: a span, a force, bearers by name, and why."""

    start: int
    end: int
    force: str
    bearers: list[str]
    rule: str
    cue: str
    status: str = "new"
    turn: Turn | None = None
    condition: Stretch | None = None  # inherited from the head of a list
    counterparty: list[str] = field(default_factory=list)
    subject: str = ""  # pronoun | name | actor | thing | addressee | self
    issuer: str = ""
    weight: float = 0.0  # what the rule itself thinks, in log-odds


@dataclass(frozen=True)
class Clause:
    """A run of words with one main statement, its sentence, and who says it."""

    start: int
    end: int
    sentence: Stretch
    turn: Turn | None
    doc: Document

    @property
    def words(self) -> str:
        """The folded text."""
        return self.doc.text.folded[self.start : self.end]

    @property
    def since(self) -> int:
        """Where the turn or the text begins: as far as pronouns look back."""
        return self.turn.speech_start if self.turn else 0
