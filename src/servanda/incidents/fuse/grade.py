"""How well an incident is confirmed, 1 to 6, by who tells it independently and how reliable they are.

A source that repeats itself, and a report that only repeats another, add nothing. The letter alone never makes a grade:
one source, however good, leaves an incident at "possibly true".

    sum of the independent sources' weights, two or more of them      ≥ 1.5 → 1 confirmed     ≥ 0.9 → 2 probably true
                                                                      ≥ 0.5 → 3 possibly true   else 4 doubtful
    one source        A, B, C → 3 possibly true     D → 4 doubtful     E → 5 improbable     F → 6 cannot be judged
    independent sources that contradict each other on what happened: one grade worse, at most 4

Source: the Admiralty grading (AJP-2.1), whose digit is about corroboration; the weights are ours and stand here.
"""

from __future__ import annotations

from collections.abc import Collection

RELIABILITY: dict[str, float] = {"A": 1.0, "B": 0.8, "C": 0.6, "D": 0.3, "E": 0.1, "F": 0.45}
_ALONE = {"A": 3, "B": 3, "C": 3, "D": 4, "E": 5, "F": 6}
_STEPS = ((1.5, 1), (0.9, 2), (0.5, 3))


def info_grade(letters: Collection[str], contradicted: bool = False) -> int:
    """The information grade given the reliability letter of each **independent** source.

    >>> info_grade(["A"]), info_grade(["F"]), info_grade(["A", "C"]), info_grade(["C", "D"]), info_grade("FFFF")
    (3, 6, 1, 2, 1)
    """
    if not letters:
        return 6
    if len(letters) == 1:
        return _ALONE[next(iter(letters))]
    weight = round(sum(RELIABILITY[letter] for letter in letters), 6)
    grade = next((grade for least, grade in _STEPS if weight >= least), 4)
    return min(grade + 1, 4) if contradicted else grade


def source_grade(letters: Collection[str]) -> str | None:
    """The letter of the most reliable source; F only where no one can be judged. None without sources."""
    known = [letter for letter in letters if letter != "F"]
    return min(known) if known else ("F" if letters else None)


def sound_letter(told: str | None) -> str:
    """A reliability as told, as one of A to F; anything else cannot be judged.

    >>> sound_letter("b "), sound_letter(None), sound_letter("very good")
    ('B', 'F', 'F')
    """
    letter = (told or "").strip().upper()
    return letter if letter in RELIABILITY else "F"
