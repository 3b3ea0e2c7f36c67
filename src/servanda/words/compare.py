"""Two readings side by side: what a later text kept, changed or dropped of the commitments of an earlier one.

Commitments are paired by meaning (shared content words weighted by rarity, the same kind of bearer, the same topic)
and by date, one to one, the surest pairs first; every pair tells its reasons.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from .lexicon import table

LEAST = 0.30  # similarity below which two commitments are not the same


@dataclass(frozen=True)
class Pair:
    """A commitment of the earlier text and its counterpart in the later one, with what changed and why we pair them."""

    before: str
    after: str
    likeness: float  # 0 to 1
    changed: tuple[str, ...]  # empty: kept
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Every commitment of both texts accounted for."""

    pairs: tuple[Pair, ...]
    dropped: tuple[str, ...]  # ids in the earlier text without a counterpart
    added: tuple[str, ...]  # ids in the later text without a counterpart


@cache
def _common() -> frozenset[str]:
    return frozenset(str(table("disagreement")["common_words"]).split()) | {
        "agreed",
        "decides",
        "requests",
        "calls",
        "urges",
    }


@cache
def _same() -> dict[str, str]:
    """Word stem → the stem that stands for its group of near-synonyms."""
    return {_stem(w): _stem(group[0]) for group in table("synonyms")["groups"] for w in group}


def _stem(w: str) -> str:
    w = re.sub(r"'s$", "", w.lower())
    return re.sub(r"(?:ations?|ions?|ings?|ment|ers?|ed|es|s)$", "", w) if len(w) > 5 else w


def _content(c: Mapping[str, Any], said: dict[str, str]) -> frozenset[str]:
    """The stems of a commitment's content words; ``said`` learns a word for each stem."""
    words = re.findall(r"[A-Za-z][\w'’-]{2,}", f"{c.get('quote', '')} {c.get('act', '')}")
    out = set()
    for w in words:
        if w.lower() not in _common():
            stem = _stem(w.replace("’", "'"))
            stem = _same().get(stem, stem)
            said.setdefault(stem, w.lower())
            out.add(stem)
    return frozenset(out)


def _names(data: Mapping[str, Any], ids: list[str]) -> frozenset[str]:
    known = {p["id"]: p for p in data["parties"]}
    out: set[str] = set()
    for i in ids:
        p = known.get(i, {"name": i})
        for n in (p.get("name", ""), *p.get("aliases", ()), *p.get("other_names", ())):
            out.add(re.sub(r"^(?:the|all)\s+", "", str(n).lower()))
    return frozenset(out)


def compare(a: Mapping[str, Any], b: Mapping[str, Any]) -> Comparison:
    """Compare the commitments of an earlier reading ``a`` with those of a later one ``b`` (plain data of both)."""
    first, second = list(a["commitments"]), list(b["commitments"])
    said: dict[str, str] = {}
    left, right = [_content(c, said) for c in first], [_content(c, said) for c in second]
    counts = Counter(w for words in (*left, *right) for w in words)
    total = len(left) + len(right)
    weight = {w: math.log(1 + total / n) for w, n in counts.items()}
    scored = []
    for i, c in enumerate(first):
        for j, d in enumerate(second):
            likeness, reasons = _alike((a, c, left[i]), (b, d, right[j]), weight, said)
            if likeness >= LEAST:
                scored.append((likeness, i, j, reasons))
    pairs: list[Pair] = []
    used_i: set[int] = set()
    used_j: set[int] = set()
    for likeness, i, j, reasons in sorted(scored, key=lambda s: (-s[0], s[1], s[2])):
        if i in used_i or j in used_j:
            continue
        used_i.add(i)
        used_j.add(j)
        changed = _changes(a, first[i], b, second[j])
        pairs.append(Pair(first[i]["id"], second[j]["id"], round(likeness, 3), changed, reasons))
    for likeness, i, j, reasons in sorted(scored, key=lambda s: (-s[0], s[1], s[2])):
        held = sum(weight[w] for w in left[i] & right[j]) >= 0.5 * sum(weight[w] for w in left[i])
        if i not in used_i and j in used_j and held and len(left[i] & right[j]) >= 3:
            used_i.add(i)
            changed = _changes(a, first[i], b, second[j])
            merged = (*reasons, "taken into a provision that holds more")
            pairs.append(Pair(first[i]["id"], second[j]["id"], round(likeness, 3), changed, merged))
    order = {c["id"]: n for n, c in enumerate(first)}
    return Comparison(
        tuple(sorted(pairs, key=lambda p: order[p.before])),
        tuple(c["id"] for i, c in enumerate(first) if i not in used_i),
        tuple(d["id"] for j, d in enumerate(second) if j not in used_j),
    )


_Side = tuple[Mapping[str, Any], Mapping[str, Any], frozenset[str]]  # reading, commitment, its content


def _alike(
    before: _Side, after: _Side, weight: Mapping[str, float], said: Mapping[str, str]
) -> tuple[float, tuple[str, ...]]:
    (a, c, cw), (b, d, dw) = before, after
    shared = cw & dw
    if not shared:
        return 0.0, ()
    common = sum(weight[w] for w in shared)
    share = common / min(sum(weight[w] for w in cw), sum(weight[w] for w in dw))
    likeness = 0.45 * share + 0.45 * common / (common + 10)
    reasons = ["share " + ", ".join(said[w] for w in sorted(shared, key=lambda w: (-weight[w], w))[:5])]
    bearers = _names(a, c["bearers"]) & _names(b, d["bearers"])
    if bearers:
        likeness += 0.12
        reasons.append("same bearer: " + min(bearers, key=lambda n: (-len(n), n)))
    span_c, span_d = _length(a, c), _length(b, d)
    if span_c is not None and span_d is not None:
        if abs(span_c - span_d) <= 10 or _to(c) == _to(d):
            likeness += 0.25
            reasons.append("same deadline or same time allowed")
        elif abs(span_c - span_d) <= 40:
            likeness += 0.1
            reasons.append("deadlines close to each other")
        else:
            likeness -= 0.1
    if c["force"] == d["force"]:
        likeness += 0.03
    if len(shared) < 3 and share < 0.6:
        likeness *= 0.5  # two words in common are a topic, not a commitment
    return min(1.0, likeness), tuple(reasons)


def _to(c: Mapping[str, Any]) -> date | None:
    to = (c.get("deadline") or {}).get("to")
    return date.fromisoformat(to) if to else None


def _length(data: Mapping[str, Any], c: Mapping[str, Any]) -> int | None:
    """The days allowed, counted from the document's date."""
    to = _to(c)
    return (to - date.fromisoformat(data["document"]["date"])) // timedelta(days=1) if to else None


def _changes(a: Mapping[str, Any], c: Mapping[str, Any], b: Mapping[str, Any], d: Mapping[str, Any]) -> tuple[str, ...]:
    out = []
    if c["force"] != d["force"]:
        out.append(f"force: {c['force']} → {d['force']}")
    if not _names(a, c["bearers"]) & _names(b, d["bearers"]):
        named_a = {p["id"]: p["name"] for p in a["parties"]}
        named_b = {p["id"]: p["name"] for p in b["parties"]}
        before = ", ".join(named_a.get(x, x) for x in c["bearers"])
        out.append(f"bearer: {before} → {', '.join(named_b.get(x, x) for x in d['bearers'])}")
    if _to(c) != _to(d):
        out.append(f"due: {_to(c) or 'no date'} → {_to(d) or 'no date'}")
    if bool(c.get("condition")) != bool(d.get("condition")):
        out.append("condition: " + ("dropped" if c.get("condition") else "added"))
    if bool(c.get("exception")) != bool(d.get("exception")):
        out.append("exception: " + ("dropped" if c.get("exception") else "added"))
    return tuple(out)
