"""Statements of fact that carry a number: losses, shares, durations; not deadlines and not commitments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .clauses import clauses_of
from .dates.numbers import NUMBER, value
from .document import Document
from .model import Claim, Commitment, Number
from .text import Stretch

_SHARE = re.compile(rf"(?i)\b(?P<a>{NUMBER})\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<b>{NUMBER})\b")
_HALF = re.compile(r"(?i)\b(?P<w>half|a\s+quarter|a\s+third|two[- ]thirds|three[- ]quarters)\s+(?:of|a)\b")
_MIXED = re.compile(rf"(?i)\b(?P<n>{NUMBER})\s+and\s+(?:a\s+)?half\b(?:[\s-]+(?P<unit>[a-z]+))?")
_COUNT = re.compile(
    rf"(?i)(?:\b(?:over|more\s+than|nearly|almost|about|some|around|up\s+to|at\s+least|less\s+than|roughly"
    rf"|approximately)\s+)?(?<![\w.:/-])(?P<n>{NUMBER})(?P<pct>\s*(?:%|percent|per\s+cent))?[\s-]+"
    r"(?P<unit>people|persons|civilians|refugees|years?|months?|weeks?|days?|hours?|children|women|soldiers"
    r"|troops|killed|wounded|dead|members|countries|tons|tonnes|trucks|barrels|dollars|kilomet\w+|miles"
    r"|hostages|prisoners|pages?|strikes|attacks|missiles|rockets|drones|foreign\s+nationals|americans"
    r"|citizens|fighters|personnel)\b"
)
_ORDINAL = re.compile(
    r"(?i)\bin\s+its\s+(?P<o>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+(?P<unit>year"
    r"|month|week)"
)
_ORD = ["zero", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_FACT = re.compile(
    r"(?i)\b(?:is|are|was|were|has|have|had|been|left|killed|displaced|compelled|fled|lost|held|remain|died|took"
    r"|got|came|went|need|require|did|lasted|made|saw|reached)\b|'s\b|'ve\b"
)


def _numbers(folded: str, s: Stretch, raw: str) -> list[Number]:
    out = []
    used: list[tuple[int, int]] = []
    for m in _SHARE.finditer(folded, s.start, s.end):
        a, b = value(m["a"]), value(m["b"])
        if a and b and a < b:
            out.append(Number(raw[m.start() : m.end()], round(a / b, 4), "share"))
            used.append(m.span())
    for m in _HALF.finditer(folded, s.start, s.end):
        part = {"half": 0.5, "a quarter": 0.25, "a third": 1 / 3}.get(
            m["w"].lower(), 0.6667 if "third" in m["w"] else 0.75
        )
        out.append(Number(raw[m.start("w") : m.end("w")], round(part, 4), "share"))
    for m in _MIXED.finditer(folded, s.start, s.end):
        n = value(m["n"])
        if n is not None:
            out.append(Number(raw[m.start() : m.end()], n + 0.5, m["unit"] or ""))
            used.append(m.span())
    out += [
        Number(raw[m.start("o") : m.end()], float(_ORD.index(m["o"].lower())), m["unit"])
        for m in _ORDINAL.finditer(folded, s.start, s.end)
    ]
    for m in _COUNT.finditer(folded, s.start, s.end):
        if any(a < m.end() and m.start() < b for a, b in used):
            continue
        n = value(m["n"])
        if n is not None:
            out.append(Number(raw[m.start() : m.end()], n / 100 if m["pct"] else n, m["unit"].lower()))
    return out


def claims_of(doc: Document, commitments: list[Commitment]) -> Iterator[Claim]:
    """The claims of statements and answers in a transcript."""
    if not doc.transcript:
        return
    busy = [(c.start, c.end) for c in commitments]
    for turn, stretch in doc.speeches():
        for block in doc.text.blocks:
            lo, hi = max(block.start, stretch.start), min(block.end, stretch.end)
            if lo >= hi:
                continue
            for sentence in doc.text.sentences(Stretch(lo, hi)):
                for piece in clauses_of(doc.text, sentence):
                    numbers = _numbers(doc.text.folded, piece, doc.text.raw)
                    if not numbers or not _FACT.search(doc.text.folded, piece.start, piece.end):
                        continue
                    if any(s < piece.end and piece.start < e for s, e in busy) or re.search(
                        r"(?i)\b(?:will|would|should|within|if)\b", doc.text.folded[piece.start : piece.end]
                    ):
                        continue
                    yield Claim(
                        piece.start, piece.end, turn.id if turn else "", turn.speaker if turn else "", tuple(numbers)
                    )
