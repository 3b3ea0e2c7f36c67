"""Calls on others: "we have asked Jordan to …", "I urge all parties to …", "we call on X to …"; and tasking orders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..lexicon import either, table
from ..phrases import frame, parties_in, subject
from .draft import Clause, Draft


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?P<cue>{either(table('speech')['calling'])})\s+(?=(?:on\s+|upon\s+|for\s+)?\S)")


@cache
def _task() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?P<cue>{either(table('speech')['tasking'])})\b")


_ASKED = re.compile(
    r"(?i)\b(?P<cue>(?:was|were|has\s+been|have\s+been|is|are)\s+(?:also\s+)?(?:asked|requested|invited|urged|called\s+upon))\s+"
    r"(?:by\s+[^,;.]{2,50}?\s+)?to\s+(?!the\b|a\b|this\b)\w+"
)
_CALLING = re.compile(
    r"(?i)\b(?:we|i)(?:'re|'m|\s+are|\s+am)\s+(?:also\s+|again\s+|all\s+)?(?P<cue>calling|asking|pressing|pushing|urging)"
    r"(?:,?\s+\w+,?)?\s+for\s+(?P<what>[\w' ,-]{6,160})"
)


def _asked(clause: Clause) -> Iterator[Draft]:
    """The passive: "we were asked by the chairs to …" asks the subject."""
    doc, words = clause.doc, clause.words
    m = _ASKED.search(words)
    if not m or not clause.turn or re.match(r"(?i)(?:when|if|whether|once)\b", words):
        return
    before = words[: m.start()]
    who, _, kind = subject(doc, clause.start, clause.start + m.start(), clause.turn, clause.since)
    if re.search(r"(?i)\bwe,\s[^.;]{2,60},\s*$", before):
        who, kind = [doc.side(clause.turn)], "pronoun"  # with an apposition: "we, the mediators, were asked"
    if who and kind != "thing" and not re.search(r"(?i)\b(?:i|you)\W*$", before):
        yield Draft(
            clause.start, clause.end, "call_upon", who, "asked", m["cue"], turn=clause.turn, subject=kind, weight=0.2
        )


_THING = re.compile(
    r"(?i)^(?:(?:so|but|and)\s+)?(?:we|i)\s+(?:also\s+|would\s+|strongly\s+|again\s+|'d\s+)*(?P<cue>encourage|urge|call\s+for|demand)\s+"
    r"(?P<what>(?!(?:that|you|people)\b)[\w' -]{6,120})"
)


def find(clause: Clause) -> Iterator[Draft]:
    """Requests to an addressee, and orders to a subordinate."""
    doc, words = clause.doc, clause.words
    yield from _asked(clause)
    for m in _task().finditer(words):
        cue = m["cue"].lower()
        if "task to" in cue:
            who, _, kind = subject(doc, clause.start, clause.start + m.start(), clause.turn, clause.since)
        else:
            to = re.search(r"(?i)\s+(?:to|with|that)\b", words[m.end() :])
            if not to:
                continue
            who = parties_in(doc, clause.start + m.end(), clause.start + m.end() + to.start())
            kind = "addressee"
        if who:
            own = re.search(r"(?i)\b(?:we|we're|i)\b", words[: m.start()][-20:])
            status = "new" if own or "task to" in cue else "reported"
            yield Draft(
                clause.start,
                clause.end,
                "obligation",
                who,
                "tasking",
                m["cue"],
                status,
                clause.turn,
                subject=kind,
                weight=0.6,
            )
            return
    for m in _cue().finditer(words):
        before = words[: m.start()]
        lead = re.search(
            r"(?i)\b(we|i|they|he|she|and|have|has|also|to|strongly|would|us|[A-Z]\w+)\W*(?:'ve|'d|'re|'m|are|am"
            r"|would|have|has"
            r"|also|again|\s)*$",
            before,
        )
        if not lead and before.strip():
            continue
        if re.search(
            r"(?i)\b(?:you|question|be|been|was|were|often|get|asked\s+to|want\s+to|was\s+just"
            r"|just)\s*$",
            before.strip(),
        ):
            continue
        if re.search(r"(?i)\b(?!want|like|continue|going|ready)\w+ed\s+to\s*$", before):
            continue  # "we've worked to encourage" tells what was done
        to = re.search(
            r"(?i)(?:^|\s+)(?:[—–]\s[^—–]{3,40}\s[—–]\s+)?(?:not\s+)?(?:to\s+(?!the\b|a\b|this\b)\w+|that\b)",
            words[m.end() :],
        )
        if not to:
            continue
        s = clause.start + m.end()
        who = parties_in(doc, s, s + to.start()) if to.start() > 1 else []
        mine = bool(re.search(r"(?i)\b(?:we|i|we've|i've)\b", before[-20:])) or not before.strip()
        if not who:
            after = re.search(
                r"(?i)\b(?:asked|urged|called\s+on)\s+(?:our\s+)?(?P<w>[^.]{3,80})",
                doc.text.folded[clause.end : clause.end + 160],
            )
            who = parties_in(doc, clause.end + after.start("w"), clause.end + after.end("w")) if after else []
        if not who:
            continue
        yield Draft(
            clause.start,
            clause.end,
            "call_upon",
            who,
            "asking" if mine else "asking (other)",
            m["cue"],
            "new" if mine else "reported",
            clause.turn,
            subject="addressee",
            weight=0.4 if mine else -0.6,
        )
        return
    t = _THING.search(words) or (_CALLING.search(words) if clause.turn else None)
    if t and not re.search(r"(?i)\bto\s+\w+", t["what"][:40]):
        who = frame(doc, t["what"]) or list(doc.sides)
        yield Draft(
            clause.start,
            clause.end,
            "call_upon",
            who,
            "asking for",
            t["cue"],
            turn=clause.turn,
            subject="thing",
            weight=-0.1,
        )
