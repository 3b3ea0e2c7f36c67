"""Duties of others in speech: "all countries must …", "the delegations should decide …", "this process has to be …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..lexicon import either, table
from ..phrases import agent, frame, subject
from .draft import Clause, Draft
from .modal import duty

_OPINION = re.compile(r"(?i)\b(?:i think|we think|important|imperative|would|could|perhaps|maybe|always|if)\b")


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?P<cue>{either(table('speech')['deontic'])})\b(?P<not>\s+not\b)?")


def find(clause: Clause) -> Iterator[Draft]:
    """Duties laid on a third party by the speaker or by a text that he cites."""
    doc, words = clause.doc, clause.words
    if not clause.turn:
        return
    for m in _cue().finditer(words):
        cue = m["cue"].lower()
        before = words[: m.start()]
        if re.search(r"(?i)\b(?:we|i|you|it|there|that|this|what|which|who|one|he|she)\W*$", before):
            continue
        at = clause.start + m.start()
        rest = words[m.end() :]
        if re.match(
            r"(?i)\s*(?:be\s+(?:a|an|the|no|clear|careful|very)\b|have\s+been|say\b|know\b|understand\b"
            r"|come\s+up)",
            rest,
        ):
            continue
        if cue in {"should", "ought to"} and re.match(r"(?i)\s*be\s+\w+ing\b", rest):
            continue  # a guess: "they should be arriving"
        if cue in {"is to", "are to"} and not re.match(r"(?i)\s*be\s", rest):
            continue
        if re.search(r"(?i)(?:\b(?:would|could|might|may|had|did|can)|n't)\s*$", before):
            continue
        if re.search(r"(?i)\b(?:was|stated|whether)\b", before[-60:]):
            continue
        who, _, kind = subject(doc, clause.start, at, clause.turn, clause.since)
        passive = re.match(r"(?i)\s*be\s+\w+(?:ed|en|ld|wn|de|nt)\b", rest)
        if passive:
            who = agent(doc, clause.start + m.end(), clause.end) or frame(doc, before) or frame(doc, words)
            kind = "thing" if who else kind
        elif kind == "thing":
            who = frame(doc, before)
        if not who or who == [doc.side(clause.turn)]:
            continue
        weight = -0.2 if cue in {"must", "shall", "has to", "have to"} else -0.7
        if _OPINION.search(words):
            weight -= 0.5
        yield Draft(
            clause.start,
            clause.end,
            duty(words[m.start() :]) or "obligation",
            who,
            "duty",
            cue,
            turn=clause.turn,
            subject=kind,
            weight=weight,
        )
        return
