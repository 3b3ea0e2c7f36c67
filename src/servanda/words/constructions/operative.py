"""Operative paragraphs of a resolution: one performative verb list, the addressee straight after each verb.

"Calls upon all parties to …, demands …, and urges …" gives one draft per verb. Sub-items inherit verb, bearer and
condition of their head. Content verbs ("stresses that …") give a draft only where a duty stands inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..document import Document
from ..lexicon import either, table
from ..phrases import agent, frame, parties_in
from ..text import MARKER, Stretch
from .draft import Draft
from .modal import CEASE, NOT, duty

_TOP = re.compile(r"\s*(?:\d{1,3}|[A-Z]|[IVX]{1,5})\s*[.)]\s")
_SUB = re.compile(rf"\s*(?:\d+\s*[.)]\s+)?(?P<marker>{MARKER})\s*")
_ENDS_OPEN = re.compile(r"[:–—]\s*$|\bfollowing\s*:?\s*$")
_TAIL = re.compile(r"(?:[\s,;:.–—-]|\b(?:and|or|to this end|in this regard))+$")


@dataclass(frozen=True)
class Head:
    """A performative verb in its place."""

    start: int
    verb_end: int
    entry: dict[str, Any]
    verb: str


@cache
def _verbs() -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = table("performatives")["verbs"]
    return data


@cache
def _pattern() -> re.Pattern[str]:
    adverbs = either(table("performatives")["adverbs"])
    inner = (
        r"(?:\s+(?:also|further|once\s+again|again|strongly|urgently|fully|in\s+particular|solemnly|especially"
        r"|therefore|likewise|in\s+this\s+(?:regard|connection|context)))*"
    )
    verbs = "|".join(_split_adverb(v, inner) for v in sorted(_verbs(), key=len, reverse=True) if v != "will")
    return re.compile(rf"(?P<adv>(?:{adverbs},?\s+)*)(?P<verb>{verbs})\b(?P<after>{inner})", re.IGNORECASE)


def _split_adverb(verb: str, inner: str) -> str:
    """ "calls upon" also as "calls strongly upon", "calls once again upon"."""
    words = [re.escape(w) for w in verb.split()]
    if len(words) == 1:
        return words[0]
    return (
        words[0]
        + inner
        + r",?\s+"
        + r"(?:\w+\s+)?".join([""])
        + r"\s+(?:(?:strong|firm|full|urgent|grave|previous)\s+)?".join(words[1:])
    )


@cache
def _joined() -> re.Pattern[str]:
    return re.compile(
        rf"(?:[,;]\s*(?:and\s+)?(?:(?:in\s+(?:this|that)\s+(?:regard|connection|context|respect)|to\s+(?:this"
        rf"|that)\s+end|furthermore),?\s+)?|\s+and\s+(?:(?:in\s+(?:this|that)\s+(?:regard|connection|context"
        rf"|respect)|to\s+(?:this|that)\s+end),?\s+)?)(?={_pattern().pattern})",
        re.IGNORECASE,
    )


_AFTER_VERB = re.compile(
    r"\s*(?:,|the\b|all\b|that\b|upon\b|on\b|for\b|its\b|each\b|both\b|those\b|these\b|any\b|every\b|to\b"
    r"|parties\b|states\b|member\b|[A-Z]|in\b|under\b|pursuant\b|until\b|such\b|full|other\b|further\b|a\b|an\b"
    r"|also\b|as\b|with\b|his\b|not\b|relevant\b|international\b|immediate\b)"
)


def _normal(verb: str) -> str:
    """The lexicon's key for a verb as printed."""
    low = re.sub(r"[\s,]+", " ", verb.lower())
    if low in _verbs():
        return low
    drop = {
        "also",
        "further",
        "once",
        "again",
        "strongly",
        "urgently",
        "fully",
        "in",
        "particular",
        "solemnly",
        "especially",
        "therefore",
        "likewise",
        "this",
        "regard",
        "connection",
        "context",
        "strong",
        "firm",
        "full",
        "urgent",
        "grave",
        "previous",
    }
    slim = " ".join(w for w in low.split() if w not in drop)
    best = [v for v in _verbs() if slim.startswith(v)]
    return max(best, key=len) if best else low.split()[0]


def heads_in(doc: Document, block: Stretch) -> list[Head]:
    """The performative verbs of a paragraph, in order; empty where it opens with none."""
    folded = doc.text.folded
    at = block.start
    m = _SUB.match(folded, at, block.end) or _TOP.match(folded, at, block.end)
    if m:
        at = m.end()
    organ = re.compile(r"(?:The\s+)?(?:Security\s+Council|General\s+Assembly|Council)[,:]?\s+", re.IGNORECASE).match(
        folded, at, block.end
    )
    if organ:
        at = organ.end()
    intro = re.compile(
        r"(?:Acting\s+under\s+Chapter\s+VII[^,]{0,80},|(?:To\s+(?:this|that)\s+end|In\s+(?:this|that)\s+(?:regard"
        r"|connection|context)|Therefore|Accordingly|Hereby),?)\s*(?:and\s+)?",
        re.IGNORECASE,
    ).match(folded, at, block.end)
    if intro:
        at = intro.end()
    first = _pattern().match(folded, at, block.end)
    if not first:
        return []
    found = [first]
    for j in _joined().finditer(folded, first.end(), block.end):
        m2 = _pattern().match(folded, j.end(), block.end)
        if m2 and folded[m2.start()].islower() and _AFTER_VERB.match(folded, m2.end()):
            found.append(m2)
    out: list[Head] = []
    begin: int | None = None
    for n, f in enumerate(found):
        entry = _verbs().get(_normal(f["verb"]), {"force": "none", "shape": "none"})
        start = f.start() if begin is None else begin
        begin = None
        stop = found[n + 1].start() if n + 1 < len(found) else None
        if stop is not None and re.fullmatch(
            r"(?:[\s,;]|\b(?:and|to|upon|on|also|further)\b)*", folded[f.end() : stop]
        ):
            begin = start  # "Appeals to and encourages all parties": two verbs, one item
            continue
        out.append(Head(start, f.end(), entry, _normal(f["verb"])))
    return out


def is_preamble(doc: Document, block: Stretch) -> bool:
    """Whether a paragraph opens with a preamble word."""
    low = doc.text.folded[block.start : block.start + 60].lower()
    return any(re.match(rf"{re.escape(w)}\b", low) for w in table("performatives")["preamble"])


_INLINE = re.compile(r"[,;.:]\s+(?=(?:\d{1,3}\s*[.)]\s+)?[A-Z])")


def _paragraphs(doc: Document) -> list[Stretch]:
    """The blocks, cut again where a text without line breaks goes on with "; 2. Requests …" or ", Decides …"."""
    out = []
    for block in doc.text.blocks:
        at = block.start
        for m in _INLINE.finditer(doc.text.folded, block.start, block.end):
            number = re.compile(r"\d{1,3}\s*[.)]\s+").match(doc.text.folded, m.end(), block.end)
            verb = _pattern().match(doc.text.folded, number.end() if number else m.end(), block.end)
            if not verb or not (number or _AFTER_VERB.match(doc.text.folded, verb.end())):
                continue
            piece = doc.text.trim(Stretch(at, m.end()))
            if piece:
                out.append(piece)
            at = m.end()
        piece = doc.text.trim(Stretch(at, block.end))
        if piece:
            out.append(piece)
    return out


def find(doc: Document) -> Iterator[Draft]:
    """The drafts of a whole resolution."""
    head: Head | None = None
    head_bearers: list[str] = []
    head_condition: Stretch | None = None
    blocks = _paragraphs(doc)
    for i, block in enumerate(blocks):
        if _END.match(doc.text.folded, block.start, block.end):
            head = None
            continue
        here = heads_in(doc, block)
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        is_sub = bool(_SUB.match(doc.text.folded, block.start, block.end)) and not re.match(
            r"\s*\d", doc.text.folded[block.start : block.end]
        )
        if here:
            opens = bool(_ENDS_OPEN.search(doc.text.folded[block.start : block.end])) or (
                following is not None
                and bool(_SUB.match(doc.text.folded, following.start, following.end))
                and not _TOP.match(doc.text.folded, following.start, following.end)
                and not heads_in(doc, following)
            )
            for n, h in enumerate(here):
                stop = here[n + 1].start if n + 1 < len(here) else block.end
                last = n + 1 == len(here)
                rest = _SENTENCE.search(doc.text.folded, h.verb_end, stop)
                yield from _of_head(doc, h, rest.start() if rest else stop, opens and last)
                if rest:
                    yield from _sub_item(doc, h, Stretch(rest.end(), stop), [doc.issuer_party], None)
            head = here[-1] if opens else (None if not is_sub else head)
            if opens:
                head_bearers = _of_list(doc, here[-1], block)
                head_condition = None
            continue
        if head is None or (is_preamble(doc, block) and not is_sub):
            if not is_sub and head is None:
                continue
            head = None
            continue
        yield from _sub_item(doc, head, block, head_bearers, head_condition)


# a sentence of its own inside a paragraph: "; the Force shall be established …"
_SENTENCE = re.compile(r"[;.]\s+(?=(?:[Tt]he|[Tt]hese|[Tt]his|[Ss]uch)\s+(?:[\w-]+\s+){1,6}(?:shall|must)\b)")
_END = re.compile(
    r"(?i)\s*(?:adopted\s+(?:unanimously|at|by)|\d+\s+(?:ibid|see)\b|ibid\b|in\s+favour\s*:|footnotes?\b|\*\s)"
)
_ESTABLISHED = re.compile(
    r"(?i)\bestablish(?:es|ed)?\s+(?:immediately\s+)?(?:under\s+its\s+authority\s+)?(?=(?:an?|the)\s)"
)


def _of_list(doc: Document, h: Head, block: Stretch) -> list[str]:
    """Who bears the items of an open list: the body that is established or named in the head, else the addressee."""
    made = _ESTABLISHED.search(doc.text.folded, h.start, block.end)
    if made:
        body = parties_in(doc, made.end(), block.end)
        if body:
            return body
    if h.entry["shape"] == "decide":
        return _decision(doc, h, Stretch(h.start, block.end), "new").bearers
    return _bearers(doc, h, block.end)[0]


def _trim(doc: Document, start: int, end: int) -> Stretch:
    piece = doc.text.folded[start:end]
    piece = _TAIL.sub("", piece)
    return Stretch(start, start + max(1, len(piece)))


def _of_head(doc: Document, h: Head, stop: int, opens: bool) -> Iterator[Draft]:
    """The draft or drafts of one performative verb and its content, up to the next verb."""
    span = _trim(doc, h.start, stop)
    folded = doc.text.folded
    content = folded[h.verb_end : span.end]
    shape, force = h.entry["shape"], h.entry["force"]
    status = h.entry.get("status", "new")
    if (
        opens
        and len(content.split()) < 14
        and re.search(r"(?i)\bfollowing\b|:\s*$|\bto\s*$|\bby\s*$|\bthat\s*$", folded[h.verb_end : stop].strip())
    ):
        return  # a bare head; its sub-items carry the content
    if shape == "none":
        yield from _inside(doc, h, span, strict=True)
        return
    if shape == "content":
        yield from _inside(doc, h, span, strict=False)
        return
    if shape == "support":
        if re.search(
            r"(?i)\b(?:shall|must|to\s+be\s+\w+(?:ed|d|t)\b|within\s+\w+\s+(?:months|days|weeks)"
            r"|within\s+a\s+target|come\s+into\s+effect|no\s+later\s+than)\b",
            content,
        ):
            bearers = agent(doc, h.verb_end, span.end) or frame(doc, content) or list(doc.sides)
            yield Draft(
                span.start, span.end, "obligation", bearers, "support", h.verb, status, subject="thing", weight=-0.3
            )
        return
    bearers, kind = _bearers(doc, h, span.end)
    if force == "request":
        force = "obligation" if _subordinate(content) else "call_upon"
    if h.verb == "decides" or shape == "decide":
        yield _decision(doc, h, span, status)
        return
    if shape == "addressee":
        d = duty(content)
        if (
            force == "obligation"
            and h.verb != "requests"
            and (NOT.search(content) or CEASE.match(_after_addressee(content)))
        ):
            force = "prohibition"
        if force == "permission" and d == "prohibition":
            force = "prohibition"
    yield Draft(span.start, span.end, force, bearers, "performative", h.verb, status, subject=kind)


def _subordinate(content: str) -> bool:
    low = content[:90].lower()
    return any(s in low.split(" to ")[0] for s in table("performatives")["subordinates"])


def _after_addressee(content: str) -> str:
    m = re.search(r"\b(?:to|that|shall|must)\b|\bimmediately\b", content)
    tail = content[m.end() :] if m else content
    return re.sub(
        r"(?i)^(?:(?:all|the|both|parties|states|immediately|and|others|other|forthwith|concerned)\s+|,\s*)+",
        "",
        tail.strip(),
    )


def _bearers(doc: Document, h: Head, end: int) -> tuple[list[str], str]:
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
        by = agent(doc, at, end) or parties_in_of(doc, at, end)
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


def parties_in_of(doc: Document, start: int, end: int) -> list[str]:
    """The doers named after "by all" or "of all … forces"."""
    m = re.search(
        r"(?i)\bof\s+(?=(?:all\s+)?(?:[A-Z][\w'-]+\s+){0,4}(?:forces|troops|parties|personnel)\b)",
        doc.text.folded[start:end],
    )
    found = parties_in(doc, start + m.end(), end) if m else []
    return [n for n in found if n.lower() not in {"forces", "troops", "personnel"}]


def _decision(doc: Document, h: Head, span: Stretch, status: str) -> Draft:
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


def _inside(doc: Document, h: Head, span: Stretch, strict: bool) -> Iterator[Draft]:
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


def _sub_item(
    doc: Document, head: Head, block: Stretch, bearers: list[str], condition: Stretch | None
) -> Iterator[Draft]:
    """A numbered, lettered or dashed item under an open head."""
    folded = doc.text.folded
    m = _SUB.match(folded, block.start, block.end)
    start = m.end() if m else block.start
    m2 = _SUB.match(folded, start, block.end)
    if m2:
        start = m2.end()
    span = _trim(doc, start, block.end)
    words = folded[span.start : span.end]
    if len(words) < 15 or (_ENDS_OPEN.search(folded[block.start : block.end]) and len(words.split()) < 14):
        return
    if head.entry["force"] == "none" or head.entry["shape"] == "none":
        return
    force = head.entry["force"]
    if force == "request":
        force = "obligation" if _subordinate(folded[head.verb_end : head.verb_end + 90]) else "call_upon"
    modal = re.search(
        r"(?i)^(?:that\s+)?(?P<s>[^,;]{3,140}?)\s+(?P<m>shall|should|must|may|will|have\s+to|is\s+to|are\s+to)\b", words
    )
    who = bearers
    kind = "inherited"
    if modal:
        own = parties_in(doc, span.start + modal.start("s"), span.start + modal.end("s"))
        passive = re.match(r"(?i)\s+(?:not\s+)?be\s+\w+", words[modal.end() :])
        if own and not passive:
            who, kind = own, "name"
        elif passive:
            who = agent(doc, span.start, span.end) or bearers
        found = duty(words)
        force = found if found in {"prohibition", "permission"} and force != "call_upon" else force
    elif NOT.search(words) and force == "obligation":
        force = "prohibition"
    yield Draft(
        span.start,
        span.end,
        force,
        who or [doc.issuer_party],
        "list item",
        head.verb,
        head.entry.get("status", "new"),
        condition=condition,
        subject=kind,
        weight=-0.2,
    )
