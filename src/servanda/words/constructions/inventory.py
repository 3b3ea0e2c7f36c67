"""Which constructions are tried on which texts, in order; where two fire on one clause the surer one stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..clauses import clauses_of
from ..document import Document
from ..text import MARKER, Stretch
from . import (
    asking,
    collective,
    commissive,
    deciding,
    duty,
    happening,
    modal,
    nominal,
    operative,
    reported,
    supporting,
)
from .draft import Clause, Draft

SPEECH: tuple[Callable[[Clause], Iterator[Draft]], ...] = (
    collective.find,
    asking.find,
    reported.find,
    happening.find,
    deciding.find,
    duty.find,
    commissive.find,
    modal.find,
    supporting.find,
    nominal.find,
)


def drafts_of(doc: Document) -> list[Draft]:
    """Every draft of a document, by place."""
    if doc.genre == "resolution":
        found = list(operative.find(doc))
        return sorted(found, key=lambda d: (d.start, d.end))
    out: list[Draft] = []
    for turn, stretch in doc.speeches():
        head: list[str] | None = None  # the bearers of an open head; a list of definitions has none
        for block in doc.text.blocks:
            lo, hi = max(block.start, stretch.start), min(block.end, stretch.end)
            if lo >= hi:
                continue
            m = re.compile(rf"\s*(?:{MARKER}\s*)+").match(doc.text.folded, lo, hi)
            lo = m.end() if m else lo
            here = [d for sentence in doc.text.sentences(Stretch(lo, hi)) for d in _of_sentence(doc, turn, sentence)]
            if not m or re.match(r"\s*(?:\d|Art)", doc.text.folded[block.start : block.start + 4]):
                head = None
            if doc.genre == "statement" and head is None:
                here = [d for d in here if d.rule != "nominal"]  # a heading with a number
            if m and head is not None:
                here = [d for d in here if head or d.rule != "nominal"]
                for d in here:
                    if d.rule == "nominal":
                        d.bearers, d.subject = head, "inherited"
            if doc.text.folded[hi - 1] == ":" and doc.genre != "transcript":
                head = [] if _DEFINES.search(doc.text.folded, lo, hi) else here[-1].bearers if here else None
            out += here
    return _joined(doc, sorted(out, key=lambda d: (d.start, d.end)))


_DEFINES = re.compile(r"(?i)\b(?:means?|defined|definitions?|understood\s+as)\b[^.]{0,30}:$")
_ANAPHOR = re.compile(
    r"(?i)(?:(?:we|they|i)\s+(?:'re|are|will|'ll)?.{0,30}\b(?:at|on|to|do|for|towards?)\s+(?:that|this|it|so)"
    r"|(?:and\s+)?that(?:'s|\s+is)\s+what\s+we\b.*"
    r"|(?:we|i)\s+have\s+asked\s+(?:our|the)\s+.*)$"
)


def _joined(doc: Document, drafts: list[Draft]) -> list[Draft]:
    """Drafts whose act stands in the clause before ("we will be aiming at that") reach back to it; one power told in
    several short sentences ("they'll pick …") is one item."""
    out: list[Draft] = []
    for d in drafts:
        words = doc.text.folded[d.start : d.end]
        before = out[-1] if out else None
        if before and d.rule == before.rule == "deciding" and d.bearers == before.bearers and d.start - before.end < 6:
            before.end = d.end
            continue
        if before and d.bearers == before.bearers and d.force == before.force and d.start - before.end < 6:
            told = doc.text.folded[before.start : before.end].lower()
            if told.endswith(words.lower()) or words.lower().startswith(
                told[-40:].split(", ")[-1].removeprefix("and ")
            ):
                before.end = d.end  # the same said twice
                continue
        if _ANAPHOR.fullmatch(words) and len(words) < 110:
            block = doc.text.blocks[doc.text.block_of(d.start)]
            back = _clause_before(doc, block, d.start)
            if back is not None and before and before.start >= back:
                before.end = d.end
                continue
            if back is not None:
                d.start = back
        out.append(d)
    return out


def _clause_before(doc: Document, block: Stretch, at: int) -> int | None:
    """Where the clause before ``at`` begins, in the same paragraph."""
    starts = [
        piece.start
        for sentence in doc.text.sentences(Stretch(block.start, at))
        for piece in clauses_of(doc.text, sentence)
        if piece.start < at
    ]
    return starts[-1] if starts and at - starts[-1] < 260 else None


def _of_sentence(doc: Document, turn: object, sentence: Stretch) -> Iterator[Draft]:
    from ..model import Turn

    words = doc.text.folded[sentence.start : sentence.end]
    if words.endswith("?") and len(words) < 400:
        return
    for piece in clauses_of(doc.text, sentence):
        clause = Clause(piece.start, piece.end, sentence, turn if isinstance(turn, Turn) else None, doc)
        if commissive.vetoed(clause.words):
            continue
        opening = re.match(r"(?i)(?:if|when|whether|why|how|what|although|unless)\b", clause.words)
        if opening and not re.search(r",\s+(?:then\s+)?(?:we|I|the|they)\b", clause.words):
            continue
        best: Draft | None = None
        for construction in SPEECH:
            for d in construction(clause):
                if best is None or d.weight > best.weight:
                    best = d
        if best and not _hoped(clause, best):
            yield best


_HOPE = re.compile(
    r"(?i)\b(?:hope|hopes|hoped|hoping|hopeful|hopefully|wish|wishes|pray)\b(?!\s+and\s+(?:plan|intend))"
)


def _hoped(clause: Clause, d: Draft) -> bool:
    """What is only hoped for: the word stands before the cue, in the same clause."""
    at = clause.words.lower().find(d.cue.lower())
    return bool(_HOPE.search(clause.words, 0, max(at, 0)))
