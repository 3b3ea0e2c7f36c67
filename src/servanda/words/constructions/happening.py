"""Events with a date that the parties must bring about: "the truce will take effect at midnight", "talks are set to …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..dates import find_whens
from ..phrases import agent, frame
from .draft import Clause, Draft

_EVENT = re.compile(
    r"(?i)\b(?P<what>cease-?fire|truce|armistice|cessation\s+of\s+hostilities|humanitarian\s+pause|pause|withdrawal"
    r"|disengagement|negotiations|talks|elections?|exchange|release|deployment|evacuations?)\b(?P<of>[^.;]{0,60}?)\s+"
    r"(?P<cue>(?:will|shall|would|is\s+to|are\s+to|(?:is|are)\s+(?:set|due|scheduled|expected)\s+to)\s+(?:also\s+|now\s+)?"
    r"(?:take\s+effect|go\s+into\s+(?:effect|force)|come\s+into\s+(?:effect|force)|enter\s+into\s+(?:effect|force)|start"
    r"|begin|commence|resume|be\s+(?:held|completed|extended)|take\s+place|last))\b"
)
_DOUBT = re.compile(r"(?i)\b(?:if|whether|when|expected|think|believe|could|may|might)\b")
_ALONE = re.compile(r"(?i)(?:cease|truce|armistice|cessation)")


def find(clause: Clause) -> Iterator[Draft]:
    """In speech: a dated event of peace without an actor binds those who must bring it about."""
    doc, words = clause.doc, clause.words
    if not clause.turn:
        return
    m = _EVENT.search(words)
    if (
        not m
        or re.search(r"(?i)\bdecides?\b", words)
        or _DOUBT.search(words[: m.end()])
        or re.search(r"\b(?:that|which|who)\b", m["of"])
    ):
        return
    dated = any(w.dated for w in find_whens(doc.text.folded, doc.on, clause.start, clause.end))
    if not dated and not _ALONE.match(m["what"]):
        return
    who = agent(doc, clause.start + m.end(), clause.end) or frame(doc, m["what"]) or list(doc.sides)
    yield Draft(
        clause.start,
        clause.end,
        "obligation",
        who,
        "happening",
        m["cue"],
        turn=clause.turn,
        subject="thing",
        weight=-0.2,
    )
