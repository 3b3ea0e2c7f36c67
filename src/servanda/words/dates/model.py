"""What a time expression means: which dates it gives, counted from which anchor, how firmly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """How a deadline binds."""

    BY = "by"
    WITHIN = "within"
    AT = "at"
    FROM = "from"
    WINDOW = "window"
    EVENT = "event"
    IMMEDIATE = "immediate"
    ASAP = "asap"
    CONTINUOUS = "continuous"
    RECURRING = "recurring"


@dataclass(frozen=True)
class When:
    """One time expression in a text. Both dates are inclusive calendar dates; ``None`` is open."""

    start: int  # characters, inclusive
    end: int  # exclusive
    kind: Kind
    since: date | None = None  # the first day, where one is stated
    to: date | None = None  # the last day, where one is stated
    approximate: bool = False  # "around"
    target: bool = False  # "with a target of"
    anchor: str = "document"  # document | event
    past: bool = False  # lies wholly before the document: a story, not a deadline
    rounding: str = ""  # what was rounded, in words: "early = first ten days"

    @property
    def dated(self) -> bool:
        """Whether it gives any date."""
        return self.since is not None or self.to is not None

    def at(self, offset: int) -> When:
        """The same, moved by ``offset`` characters."""
        return replace(self, start=self.start + offset, end=self.end + offset)
