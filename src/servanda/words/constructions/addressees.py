"""Who is addressed by a performative verb: the party straight after it, the doer of a thing asked for, or the organ."""

from __future__ import annotations

import re

from ..document import Document
from ..lexicon import table
from ..phrases import agent, frame, parties_in
from ..text import Stretch
from .draft import Draft
from .heads import Head
from .modal import duty

_ESTABLISHED = re.compile(
    r"(?i)\bestablish(?:es|ed)?\s+(?:immediately\s+)?(?:under\s+its\s+authority\s+)?(?=(?:an?|the)\s)"
)


def is_subordinate(content: str) -> bool:
    low = content[:90].lower()
    return any(s in low.split(" to ")[0] for s in table("performatives")["subordinates"])


def after_addressee(content: str) -> str:
    m = re.search(r"\b(?:to|that|shall|must)\b|\bimmediately\b", content)
    tail = content[m.end() :] if m else content
    return re.sub(
        r"(?i)^(?:(?:all|the|both|parties|states|immediately|and|others|other|forthwith|concerned)\s+|,\s*)+",
        "",
        tail.strip(),
    )


def addressees(doc: Document, h: Head, end: int) -> tuple[list[str], str]:
    """Who is addressed by a verb, or the organ itself."""
    folded = doc.text.folded
    if h.entry["shape"] == "self":
        return [doc.issuer_party], "self"
    at = h.verb_end
    lead = re.compile(
        r"\s*,?\s*(?:(?:in\s+this\s+(?:regard|connection|context)|once\s+again|also|further|strongly|again"
        r"|as\s+a\s+matter\s+of\s+\w+|to\s+(?:this|that)\s+end|under\s+Chapter\s+VII[^,]*|in\s+accordance[^,]*"
        r"|therefore|immediately"
        r"|accordingly),?\s+)*(?:in\s+(?:its\s+)?resolutions?\s+\d+\s*(?:\(\d{4}\))?\s+)?(?:upon\s+|on\s+"
        r"|for\s+(?=all\b|the\b|[A-Z])|to\s+|that\s+)?",
        re.IGNORECASE,
    ).match(folded, at, end)
    if lead:
        at = lead.end()
    asked = re.compile(r"(?i)(?:all\s+|the\s+)*[^,;]{2,90}?\s+to\s+(?!the\b)\w+").match(folded, at, end)
    named = doc.mentions_in(at, asked.end()) if asked else []
    thing = h.entry["shape"] == "thing" and not (named and named[0][0] - at <= 6)
    if thing or re.match(
        r"(?i)(?:an?|the)\s+(?:immediate|full|complete|unimpeded|early|prompt|end\b|cessation|withdrawal"
        r"|convening|release|implementation|full\s+implementation|deployment|continuation|establishment"
        r"|return)|(?:immediate|full|unimpeded|rapid)\b",
        folded[at : at + 40],
    ):
        by = agent(doc, at, end) or parties_of(doc, at, end)
        return (by or frame(doc, folded[at:end]) or list(doc.sides)), "thing"
    to = re.search(
        r"(?i)\s+(?:to\s+(?!the\b|this\b|the\s+present\b|any\b)|shall\b|should\b|must\b|will\b|may\b|not\b"
        r"|immediately\b|cease\b|be\s+\w+ed\b|respect\b|comply\b|take\b|allow\b|report\b|refrain\b|stop\b"
        r"|cooperate\b|ensure\b|withdraw\b)",
        folded[at:end],
    )
    stop = at + to.start() if to else end
    got = parties_in(doc, at, stop)
    if got:
        return got, "addressee"
    words = folded[at:stop]
    return (agent(doc, at, end) or frame(doc, words) or frame(doc, folded[at:end]) or list(doc.sides)), "thing"


def parties_of(doc: Document, start: int, end: int) -> list[str]:
    """The doers named after "by all" or "of all … forces"."""
    m = re.search(
        r"(?i)\bof\s+(?=(?:all\s+)?(?:[A-Z][\w'-]+\s+){0,4}(?:forces|troops|parties|personnel)\b)",
        doc.text.folded[start:end],
    )
    found = parties_in(doc, start + m.end(), end) if m else []
    return [n for n in found if n.lower() not in {"forces", "troops", "personnel"}]


def bearers_of_list(doc: Document, h: Head, block: Stretch) -> list[str]:
    """Who bears the items of an open list: the body that is established or named in the head, else the addressee."""
    made = _ESTABLISHED.search(doc.text.folded, h.start, block.end)
    if made:
        body = parties_in(doc, made.end(), block.end)
        if body:
            return body
    if h.entry["shape"] == "decide":
        return decision(doc, h, Stretch(h.start, block.end), "new").bearers
    return addressees(doc, h, block.end)[0]


def decision(doc: Document, h: Head, span: Stretch, status: str) -> Draft:
    """ "Decides that X shall …" binds X; "Decides to …" binds the organ itself."""
    folded = doc.text.folded
    content = folded[h.verb_end : span.end]
    m = re.match(r"(?i)\s*,?\s*(?:[^,]{0,90},\s+)?(?:also\s+|further\s+)?to\s+(?P<act>\w+)", content)
    if m and not re.match(r"(?i)\s*,?\s*that\b", content):
        force = "permission" if m["act"].lower() in {"authorize", "authorise", "permit", "allow"} else "obligation"
        if force == "permission":
            who = parties_in(doc, h.verb_end + m.end(), span.end)
            return Draft(
                span.start,
                span.end,
                force,
                who or [doc.issuer_party],
                "decides to authorize",
                h.verb,
                status,
                subject="addressee",
            )
        return Draft(span.start, span.end, force, [doc.issuer_party], "decides to", h.verb, status, subject="self")
    force = duty(content) or "obligation"
    spared = re.search(r"(?i)\b(?:shall|will|do|does)\s+not\s+apply\b", content)
    if spared:
        who = agent(doc, h.verb_end, span.end) or ["Member States"]
        return Draft(span.start, span.end, "permission", who, "decides that", h.verb, status, subject="thing")
    that = re.search(
        r"(?i)\bthat\b[\s,]*(?:(?:for|with|in|upon|from|until|during|pursuant|notwithstanding|if|as|immediately"
        r"|drawing|acting|having|bearing|under|within|at)\b[^,]{0,160},\s+)*",
        content,
    )
    modal = re.search(r"(?i)\b(?:shall|should|must|may|will|is|are|be)\b", content[that.end() :] if that else content)
    if that and modal:
        s = h.verb_end + that.end()
        e = s + modal.start()
        rest = folded[e : span.end]
        passive = re.match(r"(?i)(?:shall|should|must|may|will|is|are)\s+(?:not\s+|also\s+|\w+ly\s+)?be\s+\w+", rest)
        who = parties_in(doc, s, e)
        if passive:
            who = agent(doc, e, span.end) or (who if who and not _thing(folded[s:e]) else []) or [doc.issuer_party]
        if not who:
            who = agent(doc, e, span.end) or frame(doc, folded[s:e]) or [doc.issuer_party]
        return Draft(
            span.start, span.end, force, who, "decides that", h.verb, status, subject="addressee" if who else "thing"
        )
    return Draft(span.start, span.end, force, [doc.issuer_party], "decides", h.verb, status, subject="self")


def _thing(words: str) -> bool:
    return bool(
        re.search(
            r"(?i)\b(?:measures?|provisions?|mandate|resolution|prohibitions?|sanctions|embargo|list|report"
            r"|elections?|ceasefire|cease-fire|assets|funds|paragraph|membership|number|strength|costs|period)\b",
            words,
        )
    )
