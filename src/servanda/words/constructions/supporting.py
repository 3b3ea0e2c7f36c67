"""Support with a date or a result: "we support a … process within … that will …", "support elections to be held …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..phrases import agent, frame
from .draft import Clause, Draft

_CUE = re.compile(
    r"(?i)\b(?P<cue>(?:we|they|the\s+\w+)\s+(?:also\s+|fully\s+|all\s+|strongly\s+)*(?:support"
    r"|endorse|back|foresee|envisage|envision)s?)\b"
)
_DATED = re.compile(
    r"(?i)\b(?:within\s+(?:a\s+target\s+of\s+)?\w+\s+(?:days|weeks|months|years)|to\s+be\s+\w+ed\s+(?:by|within"
    r"|no\s+later)|no\s+later\s+than|by\s+the\s+end\s+of)\b"
)


def find(clause: Clause) -> Iterator[Draft]:
    """A process that a meeting supports with a date binds those who must bring it about."""
    m = _CUE.search(clause.words)
    if not m or not _DATED.search(clause.words, m.end()):
        return
    at = clause.start + m.end()
    who = agent(clause.doc, at, clause.end) or frame(clause.doc, clause.words[m.end() :]) or list(clause.doc.sides)
    yield Draft(
        clause.start, clause.end, "obligation", who, "support", m["cue"], turn=clause.turn, subject="thing", weight=0.5
    )
