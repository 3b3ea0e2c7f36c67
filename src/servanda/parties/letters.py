"""How alike two words sound: a weighted edit distance whose costs were learnt from pairs of spellings.

``letters.csv`` holds one cost per pair of sounds and per sound left out (see ``benchmarks/learn_names.py``): ``ق`` is
written q, k or g at little cost; an unwritten short vowel costs little; a consonant that is not there costs much.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from .sounds import LATIN_SYMBOLS, SYMBOLS, UNKNOWN, codes, sounds

DEAREST = 4.0  # the cost of two sounds that never stand for each other
LEAST_GAP = 0.15
_LATIN = len(LATIN_SYMBOLS)
Word = tuple[int, ...]  # a word's sounds as codes


@cache
def costs() -> tuple[list[list[float]], list[float], list[float]]:
    """The cost of one sound for another, of a sound left out within a script, and between scripts."""
    n = len(SYMBOLS)
    at = {c: i for i, c in enumerate(SYMBOLS)}
    swap = [[0.0 if i == j else DEAREST for j in range(n)] for i in range(n)]
    same, cross = [DEAREST] * n, [DEAREST] * n
    with files(__package__).joinpath("letters.csv").open(encoding="utf-8") as f:
        for row in csv.DictReader(line for line in f if not line.startswith("#")):
            i, cost = at[row["sound"]], float(row["cost"])
            if row["for"] == "gap":
                same[i] = cost
            elif row["for"] == "gap-between-scripts":
                cross[i] = cost
            else:
                swap[i][at[row["for"]]] = swap[at[row["for"]]][i] = cost
    swap[UNKNOWN][UNKNOWN] = DEAREST / 2
    return swap, same, cross


@lru_cache(maxsize=300_000)
def word(text: str) -> Word:
    """A folded word as the codes of its sounds."""
    return tuple(codes(sounds(text)))


_MOST = 2_000_000  # pairs that are remembered
_known: dict[tuple[Word, Word], float] = {}


def likeness(a: Word, b: Word) -> float:
    """How alike two words sound, 0 to 1: one less the cheapest way from one to the other, by the weight of both.

    Symmetric; 1 for the same sounds.

    >>> round(likeness(word("qadhafi"), word("gaddafi")), 1) > 0.5 > likeness(word("jamal"), word("karim"))
    True
    """
    if a == b:
        return 1.0
    if not a or not b:
        return 0.0
    if (found := _known.get((a, b))) is not None:
        return found
    if len(_known) > _MOST:
        _known.clear()
    found = _known[a, b] = _likeness(a, b)
    return found


def forget() -> None:
    """Forget what was worked out, for those who change the costs."""
    costs.cache_clear()
    _known.clear()


def _likeness(a: Word, b: Word) -> float:
    swap, same, cross = costs()
    gap = cross if (a[0] < _LATIN) != (b[0] < _LATIN) else same
    row = [0.0]
    for y in b:
        row.append(row[-1] + gap[y])
    weight_b, weight_a = row[-1], 0.0
    for x in a:
        out, to = gap[x], swap[x]
        weight_a += out
        last, now = weight_a, [weight_a]
        for j, y in enumerate(b):
            best = row[j] + to[y]
            if (v := row[j + 1] + out) < best:
                best = v
            if (v := last + gap[y]) < best:
                best = v
            last = best
            now.append(best)
        row = now
    return max(0.0, 1.0 - 2.0 * row[-1] / (weight_a + weight_b))


def likeness_of_many(pairs: Iterable[tuple[Word, Word]]) -> None:
    """Work out and remember ``likeness`` of many pairs at once, by arrays: the same to six digits, but quicker."""
    new = [(a, b) for a, b in pairs if a and b and a != b and (a, b) not in _known]
    if len(new) < 64:
        return
    if len(_known) + len(new) > _MOST:
        _known.clear()
    _known.update(zip(new, _by_arrays(new), strict=True))


def _by_arrays(pairs: list[tuple[Word, Word]]) -> list[float]:
    import numpy as np

    swap_rows, same, cross = costs()
    size = len(SYMBOLS)
    pad = size  # one more symbol, which costs nothing and fills short words up
    swap = np.zeros((size + 1, size + 1), np.float32)
    swap[:size, :size] = swap_rows
    gap = np.zeros((2, size + 1), np.float32)
    gap[0, :size], gap[1, :size] = same, cross
    words = {w: i for i, w in enumerate(dict.fromkeys(w for pair in pairs for w in pair))}
    table = np.full((len(words), max(map(len, words))), pad, np.intp)
    for w, i in words.items():
        table[i, : len(w)] = w
    length = np.array([len(w) for w in words])
    ia, ib = (np.array([words[p[k]] for p in pairs]) for k in (0, 1))
    n, m = length[ia], length[ib]
    left, right = table[ia, : n.max()].T.copy(), table[ib, : m.max()].T.copy()
    between = ((left[0] < _LATIN) != (right[0] < _LATIN)).astype(np.intp)
    out, inn = gap[between, left], gap[between, right]
    at = np.arange(len(pairs))
    row = np.zeros((len(right) + 1, len(pairs)), np.float32)
    np.cumsum(inn, axis=0, out=row[1:])
    weight = row[-1] + out.sum(0)
    cost = np.zeros(len(pairs), np.float32)
    for i in range(len(left)):
        now = np.empty_like(row)
        now[0] = row[0] + out[i]
        np.minimum(row[:-1] + swap[left[i], right], row[1:] + out[i], out=now[1:])
        for j in range(len(right)):
            np.minimum(now[j + 1], now[j] + inn[j], out=now[j + 1])
        row = now
        ends = n == i + 1
        cost[ends] = row[m[ends], at[ends]]
    likes: list[float] = np.maximum(0.0, 1.0 - 2.0 * cost / weight).tolist()
    return likes
