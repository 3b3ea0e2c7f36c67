"""Third-person duties in agreed texts: "X shall …", "X must not …", "X may …", "X undertakes to …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..phrases import agent, frame, parties_in, subject
from .draft import Clause, Draft

NOT = re.compile(
    r"(?i)\b(?:(?:shall|must|should|will|may|to|do|does)\s+(?:not|in\s+no\s+(?:case|way))\b|\bnot\s+to\s+\w"
    r"|\brefrain(?:s|ing)?\s+from|\bdesist\b|\bno\s+(?:[\w-]+\s+){1,3}(?:shall|may|will|should)"
    r"|\bprohibit(?:ed|s)?\b|\bneither\s+(?:party|side)\b|parties\s+not\s+\w+|actors\s+not\s+\w+)"
)
CEASE = re.compile(r"(?i)(?:immediately\s+)?(?:cease|halt|stop|end|refrain|desist|terminate|abstain|prevent\s+any)\b")
_MAY = re.compile(
    r"(?i)\b(?:may|(?:is|are|be|shall\s+be)\s+(?:free|eligible|entitled|allowed|permitted"
    r"|authori[sz]ed)\s+to)\b(?!\s+(?:be\s+)?(?:necessary|required|need|have|further))"
)
_POWER = re.compile(
    r"(?i)\b(?:(?:shall|will|should|to)\s+be\s+(?:decided|determined|chosen)\s+by|(?:shall|will|may)\s+(?:decide"
    r"|determine)\b|ha(?:s|ve)\s+the\s+right\s+to\s+(?:decide|determine))"
)
_CUE = re.compile(
    r"(?i)\b(?P<cue>shall|must|undertakes?\s+to|agrees?\s+to|agrees?\s+that|(?:have|has)\s+agreed\s+(?:to|that"
    r"|on)|agreed\s+(?:to|that|on)|commits?\s+(?:itself\s+|themselves\s+)?to|(?:have|has)\s+committed\s+to"
    r"|pledges?\s+to"
    r"|will|should|may|would|(?:is|are)\s+(?:to|obliged\s+to|required\s+to|entitled\s+to|allowed\s+to|free\s+to"
    r"|prohibited\s+from)|ha(?:s|ve)\s+(?:the\s+right\s+)?to|(?:is|are)\s+(?:hereby\s+)?(?:declared|established"
    r"|suspended|lifted|abolished)|reserves?\s+the\s+right\s+to|accepts?\s+to"
    r"|guarantees?|consents?\s+to|be\s+\w+(?:ed|en)(?=\s))\b"
)
_THAT_BE = re.compile(r"(?i)^\s*that\b|\bthat\s+(?:\w+\s+){1,12}$")
_STATIVE = re.compile(
    r"(?i)\s*(?:also\s+|not\s+|only\s+)?(?:be\s+(?:the|a|an|one|among|no|in|of|able|aware|clear|known|important"
    r"|necessary)\b|mean\b|constitute|include\b|contain|consist|depend|require\b|apply\s+to\s+the\s+present"
    r"|come\s+as|have\s+been|seem|remain\s+seized)"
)


def duty(words: str) -> str:
    """The force that the words of a duty state: prohibition, power, permission, obligation, or "" where none is.

    >>> duty("that all States shall refrain from any supply"), duty("the Council may designate others")
    ('prohibition', 'permission')
    """
    modal = re.search(r"(?i)\b(?:shall|must|should|will|may|ha(?:s|ve)\s+to|(?:is|are)\s+to|to\s+\w+|need)\b", words)
    if _POWER.search(words[:160]):
        return "power"
    if NOT.search(words[:120]):
        return "prohibition"
    if _MAY.search(words[: (modal.end() if modal else 60) + 4]):
        return "permission"
    return "obligation" if modal else ""


def find(clause: Clause) -> Iterator[Draft]:
    """Duties with a subject in the third person; in speech this construction is not used."""
    doc, words = clause.doc, clause.words
    if doc.genre == "transcript":
        return
    for m in _CUE.finditer(words):
        cue = m["cue"].lower()
        if cue == "would" and (doc.genre != "agreement" or re.match(r"(?i)\s+(?:have|like|not)\b", words[m.end() :])):
            continue
        if cue == "should" and m.start() == 0:
            continue  # "Should any party decide …" is a condition
        if m["cue"] == "May" or re.search(r"(?i)\bthe\s+following\b[^.;]{0,30}$", words[m.end() :][:60]):
            continue
        at = clause.start + m.start()
        if cue.startswith("be ") and not _THAT_BE.search(words[: m.start()]):
            continue
        if (
            doc.genre == "statement"
            and cue in {"should", "may", "will"}
            and re.search(r"(?i)\b(?:i|we)\b", words[: m.start()][-25:])
        ):
            continue
        if _STATIVE.match(words[m.end() :]) or (cue in {"may"} and re.match(r"(?i)\s+(?:be|have)\b", words[m.end() :])):
            continue
        who, _, kind = subject(doc, clause.start, at, clause.turn, clause.since, collective=True)
        rest = words[m.end() :]
        passive = re.match(
            r"(?i)\s*(?:not\s+|also\s+|\w+ly\s+|then\s+)?be\s+\w+(?:ed|en|wn|ld|pt|de|id|un|nt)\b", rest
        ) or re.match(r"be |(?:is|are) (?:hereby )?(?:decl|estab|susp|lift|abol)", cue)
        given = re.search(
            r"(?i)\bbe\s+(?:returned|handed\s+over|transferred|restored|given|ceded|submitted"
            r"|released)\s+to\s+",
            rest[:60],
        )
        owner = re.search(r"(?i)\b(?:forces|troops|contingent|units|army|personnel)\s+of\s+", words[: m.start()])
        if passive and given:
            to = parties_in(doc, clause.start + m.end() + given.end(), clause.end)
            who = [n for n in doc.signatories if n not in to] or list(doc.signatories)
        elif passive and owner and kind == "name":
            who = who or list(doc.signatories)
        elif passive:
            doers = agent(doc, clause.start + m.end(), clause.end)
            body = words[: m.start()]
            who = (
                doers
                or (
                    who
                    if kind in {"name", "pronoun"} and re.search(r"(?i)\bforces|parties|party\b", body) and False
                    else []
                )
                or frame(doc, body)
                or list(doc.signatories)
            )
        elif not who:
            who = frame(doc, words[: m.start()]) or list(doc.signatories)
        force = duty(words[m.start() :]) or "obligation"
        if "right" in cue:
            force = "permission"
        if force in {"obligation"} and cue.startswith(
            ("may", "is entitled", "are entitled", "is allowed", "are allowed", "is free", "are free", "reserve")
        ):
            force = "permission"
        if re.search(r"(?i)\bneither\b|\bno\s+[\w-]+", words[: m.start()]) or "prohibited" in cue:
            force = "prohibition"
        mine = who == [doc.issuer_party] or re.match(r"(?i)\s*our\b", words)
        if cue == "will" and doc.genre == "statement" and mine:
            force = "intention"
            who = [doc.issuer_party] if doc.issuer_party and re.match(r"(?i)\s*our\b", words) else who
        if cue == "should" and doc.genre == "statement":
            force = "call_upon"
        yield Draft(
            clause.start,
            clause.end,
            force,
            who,
            "modal",
            cue,
            turn=clause.turn,
            subject=kind,
            weight=0.4 if kind != "thing" else -0.2,
        )
        return
