"""The actors' names as reports spell them: which two spellings surely or likely mean the same actor.

An accord's parties and aliases settle it where they are given; else the shipped lexicon of names, and spellings that
fold to one. Names that the matcher takes for one are similar: they speak for one incident, and are never merged. What
else is one actor shows in the reports themselves (``rules``, ``explain.likely_aliases``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from servanda.accord.model import Accord
from servanda.incidents.names import resolve
from servanda.parties import actor_of, compare, threshold

SAME, DIFFERENT, SIMILAR = 1, 2, 3


@dataclass(frozen=True)
class ActorNames:
    """The distinct spellings, each with the party or folded name that it stands for."""

    names: tuple[str, ...]
    stands_for: tuple[str, ...]  # party id, or the lexicon's id, or the folded spelling
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
        stands_for = tuple(known.get(n) or self._by_lexicon.get(actor_of(n)) or actor_of(n) or n for n in fresh)
        at = {**self.at, **{n: len(self.names) + k for k, n in enumerate(fresh)}}
        return ActorNames((*self.names, *fresh), (*self.stands_for, *stands_for), self.accord, at, self._seen)

    @cached_property
    def _by_lexicon(self) -> dict[str, str]:
        """The lexicon's id of each of the accord's names → the one party that has it."""
        met: dict[str, set[str]] = {}
        for party in self.accord.parties.values() if self.accord else ():
            for name in (*party.name.values(), *party.aliases):
                met.setdefault(actor_of(name), set()).add(party.id)
        return {actor: next(iter(parties)) for actor, parties in met.items() if actor and len(parties) == 1}

    @cached_property
    def _resolved(self) -> dict[str, str]:
        """The spellings that the accord itself knows, each with its party."""
        return resolve(self.names, self.accord) if self.accord else {}

    def shown(self, actor: str, spellings: Iterable[str]) -> str:
        """The spelling to show: the most frequent, of those that the accord knows if there are any, else its own."""
        counts = Counter(spellings)
        party = self.accord.parties.get(actor) if self.accord else None
        if party is not None:
            counts = Counter({s: n for s, n in counts.items() if s in self._resolved}) or Counter([party.name["en"]])
        return min(counts, key=lambda s: (-counts[s], s))

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
        return SIMILAR if alike(self.names[a], self.names[b]) else DIFFERENT


def alike(a: str, b: str) -> bool:
    """Whether two spellings are likely one name, across scripts, by the matcher of the parties' names."""
    return compare(a, b).score >= threshold()
