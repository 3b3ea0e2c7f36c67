"""The meeting binds itself or others: "we agreed …", "the group decided …", "the five pledged …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..lexicon import either, table
from ..phrases import agent, frame, parties_in, subject
from ..text import Stretch
from .draft import Clause, Draft
from .modal import duty


@cache
def _cue() -> re.Pattern[str]:
    verbs = either(table("speech")["collective"]["verbs"])
    return re.compile(
        rf"(?i)(?P<cue>(?:'ve\s+|have\s+|has\s+|had\s+)?(?:also\s+|all\s+|now\s+|further\s+|already\s+|jointly\s+"
        rf"|today\s+)*(?:{verbs})(?:,\s+(?:along|together)\s+with\s+[^;.]{{3,80}},(?=\s+to\b))?)"
        r"(?P<link>\s+(?:upon\s+|on\s+the\s+need\s+to|on\s+the\s+\w+|that|to|on|some|the\s+principle"
        r"|our\s+commitment\s+to|ourselves\s+to|with\b|between\b)?)?"
    )


_THAT = re.compile(
    r"(?i)\bthat\s+(?P<s>.{2,160}?)\s+(?P<m>would|should|will|shall|must|may|has\s+to|have\s+to|is\s+to|are\s+to"
    r"|needs?\s+to|can)\b(?P<rest>.*)",
    re.DOTALL,
)
_PASSIVE = re.compile(r"(?i)\s*(?:then\s+|also\s+|\w+ly\s+)?be\s+\w+(?:ed|en|ld|wn|de|nt|pt|un)\b")


def find(clause: Clause) -> Iterator[Draft]:
    """Joint acts in the past tense, with their complement."""
    doc, words = clause.doc, clause.words
    book = table("speech")["collective"]
    for m in _cue().finditer(words):
        link = (m["link"] or "").strip().lower()
        verb = re.split(r"\s+", m["cue"].partition(",")[0].strip().lower())[-1]
        if link in {"with", "between"} or re.search(
            r"(?i)\b(?:not|didn't|never|cannot|can't|would|could)\s*$", words[: m.start()]
        ):
            continue
        before = words[: m.start()]
        if re.match(r"(?i)\s*(?:by|upon\s+by)\b", words[m.end() :]) or re.search(
            r"(?i)\b(?:be|been|was|were|is|are|as)\s*$", before
        ):
            continue
        firm = verb == "decided" and re.match(r"(?i)(?:has|have|'ve)\b", m["cue"].strip()) and link == "to"
        if verb in {"decided", "accepted", "determined", "concluded"} and clause.turn and not doc.group and not firm:
            continue  # a side telling what it did
        who, _, kind = subject(doc, clause.start, clause.start + m.start(), clause.turn, clause.since, collective=True)
        if not who:
            continue
        if clause.turn and kind == "pronoun" and re.search(r"(?i)\b(?:i|he|she|it)\s*$", before):
            continue
        if not _has_act(words[m.end("cue") :]) or (verb != "agreed" and _THING.match(words, m.end("cue"))):
            continue
        weight = -0.8 if re.search(r"(?i)\b(?:last\s+time|years?\s+ago|at\s+that\s+time)\b", words) else 0.8
        status = "reaffirmed" if verb in book["reaffirming"] else "new"
        if re.search(r"(?i)\b(?:last\s+time|previously|years?\s+ago|at\s+that\s+time)\b", words):
            status = "reaffirmed"
        force, bearers = _complement(clause, m.end("cue"), who)
        yield Draft(
            clause.start,
            clause.end,
            force,
            bearers,
            "collective",
            m["cue"].partition(",")[0].strip(),
            status,
            clause.turn,
            subject=kind,
            weight=weight,
        )
        return


_ACT = re.compile(
    r"(?i)^\s*(?:on\s+the\s+need\s+to|(?:today\s+|also\s+|\w+\s+)?to\s+(?!the\b|a\b|this\b"
    r"|do\s+our\s+homework)\w+|(?:to\s+)?our\s+commitment\s+to|(?:that|upon|on)\b.*\bis\s+\w+ing\s+to"
    r"|upon\s+on\s+.*\bto\b|.{0,60}\btasking\b)"
)
_DUTY = re.compile(
    r"(?i)\b(?:would|should|will|shall|must|may|has\s+to|have\s+to|is\s+to|are\s+to|needs?\s+to"
    r"|is\s+(?:ready|looking)|are\s+(?:ready|looking))\b"
)


_THING = re.compile(
    r"(?i)\s*(?:up)?(?:on\s+)?(?:an?|the)\s+(?:[\w-]+\s+){0,3}?(?:cease-?fire|truce|pause|cessation|withdrawal|exchange|release"
    r"|timetable|schedule)\b|\s*(?:that\s+)?it\s+(?:is|was)\s+time\s+to\s+\w+"
)


def _has_act(rest: str) -> bool:
    """Whether what follows the verb is a deed or a duty, not a thing or a fact."""
    if _ACT.search(rest) or _THING.match(rest):
        return True
    that = re.search(r"(?i)\bthat\b", rest[:60])
    if that:
        return bool(_DUTY.search(rest[that.end() :]))
    return bool(re.match(r"(?i)\s*(?:would|should|will|shall|must)\b", rest))


def _complement(clause: Clause, at: int, who: list[str]) -> tuple[str, list[str]]:
    """Force and bearers of what was agreed: the group itself, or those named in "that X should …"."""
    doc = clause.doc
    rest = clause.words[at:]
    t = _THAT.search(rest)
    to = re.match(r"(?i)\s*(?:today\s+|also\s+)?(?:to|on)\s+(?!the\s+need)", rest)
    if t and not (to and to.end() < t.start()):
        s = clause.start + at + t.start("s")
        e = clause.start + at + t.end("s")
        force = duty(f"{t['m']} {t['rest']}") or "obligation"
        if re.search(r"(?i)\bbe\s+(?:decided|determined|chosen)\s+by\b|\bdecide\b", t["rest"][:60]):
            force = "power"
        if re.search(r"(?i)\bnot\s+apply\b", t["rest"][:20]):
            force = "permission"
        if _PASSIVE.match(t["rest"]):
            return force, agent(doc, e, clause.end) or frame(doc, t["s"]) or who
        own = parties_in(doc, s, e)
        event = frame(doc, t["s"])
        if event and not (own and re.match(r"(?i)(?:the\s+)?[A-Z]", t["s"])):
            return force, agent(doc, e, clause.end) or event
        return force, own or event or who
    ready = re.search(
        r"(?i)\bthat\s+(?P<s>[^,]{3,80}?)\s+(?:is|are)\s+(?:ready|prepared|looking\s+forward"
        r"|willing|committed)\b",
        rest,
    )
    if ready:
        own = parties_in(doc, clause.start + at + ready.start("s"), clause.start + at + ready.end("s"))
        if own:
            return "intention", own
    need = re.match(r"(?i)\s*on\s+the\s+need\s+to\s+\w+(?P<what>.{0,160})", rest, re.DOTALL)
    if need:
        between = re.search(r"(?i)\bbetween\s+", rest)
        if between:
            named = parties_in(doc, clause.start + at + between.end(), clause.end)
            if named:
                return "obligation", named
        return "obligation", frame(doc, need["what"]) or who
    tasking = re.search(r"(?i)\btasking\s+|\basked\s+", rest)
    if tasking:
        named = parties_in(doc, clause.start + at + tasking.end(), clause.end)
        if named:
            return "obligation", named
    if re.match(r"(?i)\s*(?:also\s+)?not\s+to\b|\s+to\s+(?:refrain|cease|stop|halt)\b", rest):
        return "prohibition", who
    return "obligation", who


def span_of(clause: Clause) -> Stretch:
    """The clause as a stretch."""
    return Stretch(clause.start, clause.end)
