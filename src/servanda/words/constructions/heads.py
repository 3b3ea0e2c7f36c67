"""The performative verbs of a resolution in their places: which words open or carry on an operative paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..document import Document
from ..lexicon import either, table
from ..text import MARKER, Stretch

TOP = re.compile(r"\s*(?:\d{1,3}|[A-Z]|[IVX]{1,5})\s*[.)]\s")
SUB = re.compile(rf"\s*(?:\d+\s*[.)]\s+)?(?P<marker>{MARKER})\s*")
_AFTER_VERB = re.compile(
    r"\s*(?:,|the\b|all\b|that\b|upon\b|on\b|for\b|its\b|each\b|both\b|those\b|these\b|any\b|every\b|to\b"
    r"|parties\b|states\b|member\b|[A-Z]|in\b|under\b|pursuant\b|until\b|such\b|full|other\b|further\b|a\b|an\b"
    r"|also\b|as\b|with\b|his\b|not\b|relevant\b|international\b|immediate\b)"
)
_ORGAN = re.compile(
    r"(?:The\s+)?(?:Security\s+Council|General\s+Assembly|Peace\s+and\s+Security\s+Council|Council|Assembly)[,:]?\s+",
    re.IGNORECASE,
)
_INLINE = re.compile(r"[,;.:]\s+(?=(?:\d{1,3}\s*[.)]\s+)?[A-Z])")


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
    m = SUB.match(folded, at, block.end) or TOP.match(folded, at, block.end)
    if m:
        at = m.end()
    organ = _ORGAN.match(folded, at, block.end)
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
        if (
            m2
            and (folded[m2.start()].islower() or folded[m2.start() : m2.start() + 4].isupper())
            and _AFTER_VERB.match(folded, m2.end())
        ):
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


def paragraphs(doc: Document) -> list[Stretch]:
    """The blocks, cut again where a text without line breaks goes on with "; 2. Requests …" or ", Decides …"."""
    out = []
    for block in doc.text.blocks:
        at = block.start
        for m in _INLINE.finditer(doc.text.folded, block.start, block.end):
            number = re.compile(r"\d{1,3}\s*[.)]\s+").match(doc.text.folded, m.end(), block.end)
            at_verb = number.end() if number else m.end()
            organ = _ORGAN.match(doc.text.folded, at_verb, block.end)
            verb = _pattern().match(doc.text.folded, organ.end() if organ else at_verb, block.end)
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
