"""Powers and permissions: "X will be decided by …", "they'll pick …", "eligible to …", "does not apply to …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..lexicon import either, table
from ..phrases import agent, parties_in, subject
from .draft import Clause, Draft


@cache
def _power() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?P<cue>{either(table('speech')['deciding'])})")


@cache
def _permit() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?P<cue>{either(p for p in table('speech')['permitting'] if p != 'may')})")


@cache
def _propose() -> re.Pattern[str]:
    return re.compile(
        rf"(?i)(?P<cue>(?:our|their|its|the|a)\s+(?:linked\s+|joint\s+"
        rf"|new\s+)?{either(table('speech')['proposing'])})"
    )


_AUTHORITY = re.compile(
    r"(?i)\b(?P<cue>(?:gives?|provides?|grants?"
    r"|vests?)\s+(?P<who>(?:the\s+)?[A-Z][^;.]{2,120}?),?\s+(?:with\s+)?the\s+(?:necessary\s+"
    r"|full\s+)?(?:authority|power|right)\s+to"
    r"|(?:authori[sz]es|allows|permits)\s+(?P<whom>[^;.,]{2,60}?)\s+to)\b"
)
_LICENCE = re.compile(
    r"(?i)\b(?:licen[sc]es?|order|waiver|exemptions?|decree|resolution)\b[^.;]{0,60}\bwill\s+(?P<cue>authori[sz]e"
    r"|allow|permit)\b"
)


def find(clause: Clause) -> Iterator[Draft]:
    """Powers to decide, permissions, exclusions from scope, proposals to admit someone."""
    doc, words = clause.doc, clause.words
    for m in _propose().finditer(words):
        at = clause.start + m.end()
        who = parties_in(doc, at, clause.end)
        if who:
            start = clause.start + m.start()
            yield Draft(
                start,
                clause.end,
                "permission",
                who,
                "proposal",
                m["cue"],
                turn=clause.turn,
                subject="addressee",
                weight=0.1,
            )
            return
    for m in _power().finditer(words):
        at = clause.start + m.start()
        if "by" in m["cue"].lower().split():
            who, kind = agent(doc, at, clause.end), "agent"
        else:
            who, _, kind = subject(doc, clause.start, at, clause.turn, clause.since)
        side = doc.side(clause.turn)
        if not who or who == [side] or re.search(r"(?i)\b(?:we|i|you)\W*$", words[: m.start()]):
            continue
        yield Draft(
            clause.start, clause.end, "power", who, "deciding", m["cue"], turn=clause.turn, subject=kind, weight=0.3
        )
        return
    a = _AUTHORITY.search(words)
    if a and clause.turn and not re.search(r"(?i)\b(?:not|n't|would|to)\s*$", words[: a.start()]):
        group = "who" if a["who"] else "whom"
        at = clause.start + a.start(group)
        who = ["__side__"] if a[group].lower() == "us" else parties_in(doc, at, clause.start + a.end(group))
        who = [doc.side(clause.turn)] if who == ["__side__"] else who
        if who:
            force = "power" if a["who"] else "permission"
            yield Draft(
                clause.start,
                clause.end,
                force,
                who,
                "authority",
                a["cue"][:30],
                turn=clause.turn,
                subject="addressee",
                weight=-0.2,
            )
            return
    b = _LICENCE.search(words)
    if b and clause.turn:
        who = agent(doc, clause.start, clause.start + b.start("cue")) or [doc.side(clause.turn)]
        yield Draft(
            clause.start,
            clause.end,
            "permission",
            who,
            "licence",
            b["cue"],
            turn=clause.turn,
            subject="agent",
            weight=0.1,
        )
        return
    for m in _permit().finditer(words):
        at = clause.start + m.start()
        if "appl" in m["cue"].lower() or "cover" in m["cue"].lower():
            yield Draft(
                clause.start,
                clause.end,
                "permission",
                list(doc.sides) if not doc.group else ["Parties to the conflict"],
                "scope",
                m["cue"],
                turn=clause.turn,
                subject="thing",
                weight=0.4,
            )
            return
        who, _, kind = subject(doc, clause.start, at, clause.turn, clause.since)
        if not who or re.search(r"(?i)\b(?:not|n't)\s*$", words[: m.start()]):
            continue
        start = clause.start
        inner = re.search(r"(?i),?\s+with\s+(?=(?:all|the)\s)", words[: m.start()])
        if inner:
            start = clause.start + inner.start() + len(inner[0]) - len(inner[0].lstrip(" ,"))
        yield Draft(
            start,
            clause.end,
            "permission",
            who,
            "permitting",
            m["cue"],
            turn=clause.turn,
            subject=kind,
            weight=0.0 if inner else -0.5,
        )
        return
