"""Numbers in words and digits, as they stand in agreements: "six", "forty-five", "1,000", "one and a half"."""

from __future__ import annotations

import re

_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = {w: n for n, w in enumerate(_SMALL.split())}
_TENS = {w: 10 * n for n, w in enumerate(_ROUND.split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORD = "|".join([*sorted(_ONES, key=len, reverse=True), *_TENS, *_SCALES])

NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?:{_WORD})(?:(?:[\s-]+|\s+and\s+)(?:{_WORD}))*)"


def value(text: str) -> float | None:
    """The value of a number in digits or words, or None.

    >>> value("forty-five"), value("300,000"), value("two hundred and six"), value("soon")
    (45.0, 300000.0, 206.0, None)
    """
    plain = text.strip().replace(",", "").lower()
    if re.fullmatch(r"\d+(\.\d+)?", plain):
        return float(plain)
    total, run, seen = 0.0, 0.0, False
    for word in re.split(r"[\s-]+", plain):
        if word in _ONES:
            run += _ONES[word]
        elif word in _TENS:
            run += _TENS[word]
        elif word == "hundred":
            run = max(run, 1) * 100
        elif word in _SCALES:
            total, run = total + max(run, 1) * _SCALES[word], 0
        elif word != "and":
            return None
        seen = True
    return total + run if seen else None
