"""Where speakers differ: pairs of passages of different sides on the same topic, of which one contradicts."""

from __future__ import annotations

import math
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

LEAST = 1.6  # below this score two passages are not told as a disagreement
MOST = 12


@dataclass(frozen=True)
class _Passage:
    stretch: Stretch
    turn: Turn
    holder: str
    words: frozenset[str]
    themes: frozenset[str]
    contrast: float
    reply: float
    reported: bool = False


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(str(table("disagreement")["common_words"]).split())


def _content(doc: Document, s: Stretch) -> frozenset[str]:
    """The content words of a stretch, stemmed, with every party under one name."""
    words = doc.text.folded[s.start : s.end]
    out = set()
    for a, b, name in reversed(doc.mentions_in(s.start, s.end)):
        out.add(f"={name}")
        words = words[: a - s.start] + " " + words[b - s.start :]
    return frozenset(out | {_stem(w) for w in re.findall(r"[a-z][a-z'-]{2,}", words.lower()) if w not in _stopwords()})


@cache
def _patterns(key: str) -> tuple[tuple[str, re.Pattern[str], float], ...]:
    book = table("disagreement")[key]
    if key == "themes":
        return tuple((name, re.compile(f"(?i){p}"), 1.0) for name, p in book.items())
    return tuple((p, re.compile(f"(?i){p}"), float(weight)) for p, weight in book.items())


def _weigh(key: str, words: str) -> float:
    return float(sum(weight for _, p, weight in _patterns(key) if p.search(words)))


def _themes(words: str) -> frozenset[str]:
    return frozenset(name for name, p, _ in _patterns("themes") if p.search(words))


def _stem(w: str) -> str:
    w = re.sub(r"'s$", "", w)
    return re.sub(r"(?:ations?|ings?|ers?|ists?|ism|ed|es|s)$", "", w) if len(w) > 5 else w


def _passage(doc: Document, s: Stretch, turn: Turn, holder: str, reported: bool = False) -> _Passage:
    words = doc.text.folded[s.start : s.end]
    return _Passage(
        s, turn, holder, _content(doc, s), _themes(words), _weigh("contrast", words), _weigh("reply", words), reported
    )


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
                            yield _passage(doc, piece, turn, turn.side)
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
            yield _passage(
                doc, doc.text.trim(Stretch(sentence.start, sentence.end - 1)) or sentence, turn, who[-1], reported=True
            )


def disagreements_of(doc: Document) -> Iterator[Disagreement]:
    """Topics on which at least two holders differ, the clearest ones, at most a dozen, by place."""
    if not doc.transcript:
        return
    passages = list(_passages(doc))
    if len({p.holder for p in passages}) < 2:
        return
    exchange = {t: e.id for e in doc.transcript.exchanges for t in (*e.questions, *e.answers)}
    counts = Counter(w for p in passages for w in p.words)
    size = max(1, len(passages))
    rare = {w: math.log(size / c) / math.log(size) if c > 1 else 0.0 for w, c in counts.items()} if size > 1 else {}
    pairs: list[tuple[float, _Passage, _Passage]] = []
    for i, a in enumerate(passages):
        for b in passages[i + 1 :]:
            if a.holder == b.holder or (a.reported and b.reported):
                continue
            if (a.reported or b.reported) and exchange.get(a.turn.id) != exchange.get(b.turn.id, ""):
                continue
            score = _differ(a, b, rare)
            if score >= LEAST:
                pairs.append((score, a, b))
    used: list[Stretch] = []
    out: list[tuple[float, Disagreement]] = []
    for score, a, b in sorted(pairs, key=lambda p: (-p[0], p[1].stretch, p[2].stretch)):
        if any(_overlap(a.stretch, u) or _overlap(b.stretch, u) for u in used):
            continue
        used += [a.stretch, b.stretch]
        shared = sorted(a.words & b.words, key=lambda w: (-rare.get(w, 0), w))
        topic = ", ".join(sorted(a.themes & b.themes)) or " ".join(w.lstrip("=") for w in shared[:4])
        kind = "questioner" if a.reported or b.reported else "explicit" if max(a.reply, b.reply) >= 1 else "implicit"
        first, second = sorted((a, b), key=lambda p: p.stretch.start)
        out.append((score, Disagreement(topic, kind, (_position(doc, first), _position(doc, second)))))
        if len(out) >= MOST:
            break
    yield from (d for _, d in sorted(out, key=lambda x: x[1].positions[0].start))


def _differ(a: _Passage, b: _Passage, rare: dict[str, float]) -> float:
    """How surely two passages stand against each other: what they share, and the cues that one answers the other."""
    shared = sum(rare.get(w, 0.0) for w in a.words & b.words)
    themes = len(a.themes & b.themes)
    reply = max(a.reply if a.turn.start > b.turn.start else 0.0, b.reply if b.turn.start > a.turn.start else 0.0)
    contrast = min(2.0, a.contrast) + min(2.0, b.contrast)
    if not (themes or reply >= 1 or (contrast >= 1.5 and shared >= 1.2)):
        return 0.0
    if shared + themes < 0.9:
        return 0.0
    length = (len(a.words) + len(b.words)) ** 0.3
    told = 0.2 if a.reported or b.reported else 0.0
    return float(2.4 * shared / length + 0.9 * themes + 0.9 * reply + 0.35 * contrast + told)


def _overlap(a: Stretch, b: Stretch) -> bool:
    return a.start < b.end and b.start < a.end


def _position(doc: Document, p: _Passage) -> Position:
    words = " ".join(doc.text.raw[p.stretch.start : p.stretch.end].split())
    return Position(p.holder, p.turn.speaker, p.turn.id, words[:120], p.stretch.start, p.stretch.end)
