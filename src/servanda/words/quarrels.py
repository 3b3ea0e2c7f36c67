"""Where speakers differ: pairs of passages of different sides on the same topic, of which one contradicts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .clauses import clauses_of
from .document import Document
from .lexicon import table
from .model import Disagreement, Position, Turn
from .phrases import parties_in
from .text import Stretch


@dataclass(frozen=True)
class _Passage:
    stretch: Stretch
    turn: Turn
    holder: str
    words: frozenset[str]
    contrast: float
    reported: bool = False


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(str(table("disagreement")["common_words"]).split())


def _content(words: str) -> frozenset[str]:
    return frozenset(_stem(w) for w in re.findall(r"[a-z][a-z'-]{2,}", words.lower()) if w not in _stopwords())


def _stem(w: str) -> str:
    w = re.sub(r"'s$", "", w)
    return re.sub(r"(?:ations?|ings?|ers?|ists?|ism|ed|es|s)$", "", w) if len(w) > 5 else w


def _contrast(words: str) -> float:
    book = table("disagreement")
    return float(sum(weight for phrase, weight in book["contrast"].items() if re.search(rf"(?i){phrase}", words)))


def _passages(doc: Document) -> Iterator[_Passage]:
    assert doc.transcript is not None
    for turn in doc.transcript.turns:
        if turn.kind in {"statement", "answer"}:
            for block in doc.text.blocks:
                lo, hi = max(block.start, turn.speech_start), min(block.end, turn.end)
                for sentence in doc.text.sentences(Stretch(lo, hi)) if lo < hi else []:
                    pieces = clauses_of(doc.text, sentence) or [sentence]
                    for piece in pieces:
                        words = doc.text.folded[piece.start : piece.end]
                        if len(words) > 25 and turn.side:
                            yield _Passage(piece, turn, turn.side, _content(words), _contrast(words))
        elif turn.kind == "question":
            yield from _reported(doc, turn)


def _reported(doc: Document, turn: Turn) -> Iterator[_Passage]:
    """Positions of absent parties in a question: "President X blamed …", "the opposition have said they're not …"."""
    verbs = "|".join(table("disagreement")["reporting"])
    for sentence in doc.text.sentences(Stretch(turn.speech_start, turn.end)):
        words = doc.text.folded[sentence.start : sentence.end]
        m = re.search(rf"(?i)\b(?:{verbs})\b", words)
        if not m or re.match(
            r"(?i)(?:you|secretary \w+, you|minister \w+, you|do you|did you|can you|how|what|why)\b", words
        ):
            continue
        who = (
            parties_in(doc, sentence.start, sentence.start + m.start())
            or [x[2] for x in doc.mentions_in(sentence.start, sentence.start + m.start())][-1:]
        )
        if who:
            yield _Passage(sentence, turn, who[-1], _content(words), 0.6 + _contrast(words), True)


def disagreements_of(doc: Document) -> Iterator[Disagreement]:
    """Topics on which at least two holders differ, the clearest first, at most a dozen."""
    if not doc.transcript:
        return
    passages = list(_passages(doc))
    sides = {p.holder for p in passages}
    if len(sides) < 2:
        return
    counts = Counter(w for p in passages for w in p.words)
    n = max(1, len(passages))
    rare = {w: 1.0 if 2 <= c <= 0.06 * n + 4 else 0.35 if c > 1 else 0.0 for w, c in counts.items()}
    pairs: list[tuple[float, _Passage, _Passage, frozenset[str]]] = []
    for i, a in enumerate(passages):
        if a.contrast < 0.5:
            continue
        for j, b in enumerate(passages):
            if i == j or b.holder == a.holder:
                continue
            shared = a.words & b.words
            score = sum(rare[w] for w in shared)
            if score < 1.6 or len(shared) < 2:
                continue
            close = 0.3 if abs(a.turn.start - b.turn.start) < 9000 else 0.0
            pairs.append(
                (
                    score / (len(a.words | b.words) ** 0.35)
                    + 0.8 * min(a.contrast, 2.0)
                    + 0.4 * min(b.contrast, 2.0)
                    + close,
                    a,
                    b,
                    shared,
                )
            )
    used: list[Stretch] = []
    out: list[tuple[float, Disagreement]] = []
    for score, a, b, shared in sorted(pairs, key=lambda p: (-p[0], p[1].stretch, p[2].stretch)):
        if any(_overlap(a.stretch, u) or _overlap(b.stretch, u) for u in used):
            continue
        used += [a.stretch, b.stretch]
        topic = " ".join(sorted(shared, key=lambda w: (-rare[w], -counts[w], w))[:4])
        kind = (
            "questioner" if a.reported or b.reported else "explicit" if max(a.contrast, b.contrast) >= 1 else "implicit"
        )
        first, second = sorted((a, b), key=lambda p: p.stretch.start)
        out.append((score, Disagreement(topic, kind, (_position(doc, first), _position(doc, second)))))
        if len(out) >= 12:
            break
    yield from (d for _, d in sorted(out, key=lambda x: x[1].positions[0].start))


def _overlap(a: Stretch, b: Stretch) -> bool:
    return a.start < b.end and b.start < a.end


def _position(doc: Document, p: _Passage) -> Position:
    words = " ".join(doc.text.raw[p.stretch.start : p.stretch.end].split())
    return Position(p.holder, p.turn.speaker, p.turn.id, words[:120], p.stretch.start, p.stretch.end)
