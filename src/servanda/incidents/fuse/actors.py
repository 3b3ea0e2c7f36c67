"""The actors' names as reports spell them: which two spellings surely or likely mean the same actor.

An accord's parties and aliases settle it where they are given; else folded spellings that are equal are the same, and
names that look alike are similar. What else is one actor shows in the reports themselves (``rules``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from servanda.accord.model import Accord
from servanda.incidents.names import fold, resolve

SAME, DIFFERENT, SIMILAR = 1, 2, 3
ALIKE = 0.88  # from this score on, two spellings are called similar


@dataclass(frozen=True)
class ActorNames:
    """The distinct spellings, each with the party or folded name that it stands for."""

    names: tuple[str, ...]
    stands_for: tuple[str, ...]  # party id, or the folded spelling
    accord: Accord | None
    at: Mapping[str, int]  # spelling → its code
    _seen: dict[tuple[int, int], int] = field(default_factory=dict, compare=False)  # compared once, kept

    @classmethod
    def of(cls, names: Iterable[str], accord: Accord | None = None) -> ActorNames:
        """The spellings in ``names``; with an accord, its parties' names and aliases settle who is who."""
        return cls((), (), accord, {}).extended(names)

    def extended(self, names: Iterable[str]) -> ActorNames:
        """The same with further spellings at the end; the codes of the earlier ones stay."""
        fresh = [n for n in dict.fromkeys(names) if n not in self.at]
        if not fresh:
            return self
        known = resolve(fresh, self.accord) if self.accord else {}
        stands_for = tuple(known.get(n, fold(n)) for n in fresh)
        at = {**self.at, **{n: len(self.names) + k for k, n in enumerate(fresh)}}
        return ActorNames((*self.names, *fresh), (*self.stands_for, *stands_for), self.accord, at, self._seen)

    def relation(self, a: int, b: int) -> int:
        """How two spellings stand to each other: same, similar or different."""
        key = (min(a, b), max(a, b))
        if key not in self._seen:
            self._seen[key] = self._relate(*key)
        return self._seen[key]

    def _relate(self, a: int, b: int) -> int:
        one, other = self.stands_for[a], self.stands_for[b]
        if one == other:
            return SAME
        if self.accord and one in self.accord.parties and other in self.accord.parties:
            return DIFFERENT
        return SIMILAR if alike(self.names[a], self.names[b]) >= ALIKE else DIFFERENT


def alike(a: str, b: str) -> float:
    """How much two spellings look alike, 0 to 1, whatever the order of their words."""
    from rapidfuzz.fuzz import token_sort_ratio

    return float(token_sort_ratio(fold(a), fold(b))) / 100
