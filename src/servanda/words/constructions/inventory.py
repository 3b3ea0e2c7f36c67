"""Which constructions are tried on which texts, in order; where two fire on one clause the surer one stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..clauses import clauses_of
from ..document import Document
from ..text import MARKER, Stretch
from . import asking, collective, commissive, deciding, duty, modal, nominal, operative
from .draft import Clause, Draft

SPEECH: tuple[Callable[[Clause], Iterator[Draft]], ...] = (
    collective.find,
    asking.find,
    deciding.find,
    commissive.find,
    duty.find,
    modal.find,
    nominal.find,
)


def drafts_of(doc: Document) -> list[Draft]:
    """Every draft of a document, by place."""
    if doc.genre == "resolution":
        found = list(operative.find(doc))
        return sorted(found, key=lambda d: (d.start, d.end))
    out: list[Draft] = []
    for turn, stretch in doc.speeches():
        for block in doc.text.blocks:
            lo, hi = max(block.start, stretch.start), min(block.end, stretch.end)
            if lo >= hi:
                continue
            m = re.compile(rf"\s*(?:{MARKER}\s*)+").match(doc.text.folded, lo, hi)
            lo = m.end() if m else lo
            for sentence in doc.text.sentences(Stretch(lo, hi)):
                out += _of_sentence(doc, turn, sentence)
    return sorted(out, key=lambda d: (d.start, d.end))


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
        if best:
            yield best
