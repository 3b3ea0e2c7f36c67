"""How alike two words sound: a weighted edit distance whose costs were learnt from pairs of spellings.

``letters.csv`` holds one cost per pair of sounds and per sound left out (see ``benchmarks/learn_names.py``): ``ق`` is
written q, k or g at little cost; an unwritten short vowel costs little; a consonant that is not there costs much.
"""

from __future__ import annotations

import csv
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
