"""Duties stated inside a verb of saying: "stresses that X must …", "emphasizes the need for X to …", orders restated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document
from ..phrases import agent, frame, parties_in
from ..text import Stretch
from .draft import Draft
from .heads import Head
from .modal import duty


def find(doc: Document, h: Head, span: Stretch, strict: bool) -> Iterator[Draft]:
    """A duty stated inside a verb of saying: "stresses that X must …", "emphasizes the need for X to …"."""
    folded = doc.text.folded
    content = folded[h.verb_end : span.end]
    status = h.entry.get("status", "new")
    commitment = re.search(
        r"(?i)\b(?:commitments?|pledges?|undertakings?|agreement|decision)\s+(?:of|by|made\s+by)\s+", content
    )
    if strict and h.verb == "welcomes" and commitment and re.search(r"(?i)\bto\s+\w+", content[commitment.end() :]):
        who = parties_in(doc, h.verb_end + commitment.end(), span.end)
        if who:
            yield Draft(
                span.start,
                span.end,
                "obligation",
                who,
                "welcomes commitment",
                h.verb,
                "reaffirmed",
                subject="addressee",
                weight=-0.6,
            )
        return
    if strict:
        return
    need = re.match(
        r"(?i)\s*(?:,[^,]*,\s*)?(?:again\s+)?(?:the\s+)?(?:urgent\s+|critical\s+)?(?:need|obligations?"
        r"|responsibility|duty)\s+(?:of|for)\s+",
        content,
    )
    if need:
        to = re.search(r"(?i)\s+to\s+(?!the\b)\w+", content[need.end() :])
        if to:
            who = parties_in(doc, h.verb_end + need.end(), h.verb_end + need.end() + to.start())
            if who:
                yield Draft(
                    span.start,
                    span.end,
                    "obligation" if "need" not in need[0].lower() else "call_upon",
                    who,
                    "need for",
                    h.verb,
                    status,
                    subject="addressee",
                    weight=-0.5,
                )
        return
    earlier = re.match(
        r"(?i)\s*(?:,[^,]*,\s*|in\s+the\s+context[^,;]{0,60}?\s+)?(?:the|its)\s+(?:previous\s+|earlier\s+)?"
        r"(?P<what>order|call|demand|request|appeal|injunction)s?\b",
        content,
    )
    if earlier:
        to = re.compile(r"(?i)\b(?:to|on|upon|for)\s+(?=(?:all\s+|the\s+)?(?:[A-Z]|part|gov|state|both))").search(
            folded, h.verb_end + earlier.end(), span.end
        )
        who = parties_in(doc, to.end(), span.end) if to else []
        if not who and re.match(r"(?i)\s+for\b", content[earlier.end() :]):
            who = list(doc.sides)
        if who:
            force = "obligation" if earlier["what"].lower() in {"order", "demand", "injunction"} else "call_upon"
            yield Draft(
                span.start, span.end, force, who, "earlier call", h.verb, "reaffirmed", subject="addressee", weight=-0.2
            )
        return
    that = re.search(r"(?i)\bthat\b", content[:200])
    modal = (
        re.search(
            r"(?i)\b(?:shall|must|should|will|may|have\s+to|has\s+to|are\s+(?:to|bound\s+to|obliged\s+to"
            r"|required\s+to|under\s+(?:an\s+)?obligation)|is\s+(?:to|required\s+to))\b",
            content[that.end() :],
        )
        if that
        else None
    )
    if not that or not modal:
        return
    s = h.verb_end + that.end()
    e = s + modal.start()
    word = modal[0].lower()
    tail = folded[e : span.end]
    if word == "will" and not re.search(r"(?i)will\s+(?:decide|determine|not\s+apply|be\s+decided)", tail[:40]):
        return
    if word == "may" and re.match(r"(?i)may\s+(?:constitute|amount|have|be|also\s+be)\b", tail):
        return
    force = duty(content[that.end() :]) or "obligation"
    if re.search(r"(?i)will\s+(?:decide|determine|be\s+decided)|(?:right|sole|alone)\s+.*\bdecide", tail[:80]):
        force = "power"
    if re.search(r"(?i)\b(?:not\s+apply|not\s+be\s+(?:bound|subject))\b", tail[:60]):
        force = "permission"
    who = parties_in(doc, s, e)
    if re.match(r"(?i)(?:shall|must|should|will)\s+(?:not\s+)?be\s+\w+(?:ed|en|ld)\b", tail):
        who = agent(doc, e, span.end) or (["Member States"] if "accountable" in tail[:60] else []) or who
    yield Draft(
        span.start,
        span.end,
        force,
        who or frame(doc, folded[s:e]) or list(doc.sides),
        "states a duty",
        h.verb,
        status,
        subject="name" if who else "thing",
        weight=-0.4,
    )
