"""Screening: which entries of a list may a name stand for. An inverted index finds candidates, `compare` decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from .listed import Listed, as_of
from .match import PERSON, Form, Match, align, compare_forms, decide, form_of, threshold
from .sounds import skeletons

POOL = 4  # names of the list that are compared in full, for each name asked
_KNOWN = 5.0  # how much more than its rarity it weighs that two whole names are known to be of one actor
LIKELY = 0.6  # names whose shared keys weigh less than this share of the best name's are left out


@dataclass(frozen=True)
class Hit:
    """An entry that a name may stand for: which of its names came nearest, how near, and why."""

    entry: Listed
    name: str
    score: float
    _asked: Form
    _found: Form

    @property
    def match(self) -> Match:
        """The comparison that gave the score, part by part; worked out when it is asked for."""
        return compare_forms(self._asked, self._found, self.entry.schema in PERSON)

    @property
    def why(self) -> str:
        """The score in one line."""
        return self.match.why


def keys_of(form: Form) -> frozenset[str]:
    """What a name is found by: the consonants of its parts, what they say, the whole, and who it is known to be."""
    keys: set[str] = set()
    for part in form.parts:
        if part.concept:
            keys.add(f"<{part.concept.id}>")
        keys.update(skeletons(part.text))
        if part.token.other:
            keys.update(skeletons(part.token.other))
    if form.actor:
        keys.add(f"@{form.actor}")
    keys.add("=" + " ".join(p.text for p in form.parts))
    return frozenset(keys)


class Index:
    """The names of a list, found by what they share with a name asked.

    Args:
        entries: the list; entries of several versions may stand together (see ``as_known_at``).

    Memory grows with the number of names; building takes about a second for 30,000.
    """

    def __init__(self, entries: Iterable[Listed]) -> None:
        from scipy.sparse import csr_matrix

        self.entries: list[Listed] = list(entries)
        self._all_known = all(e.known_to is None for e in self.entries)
        self._owner: list[int] = []
        self._forms: list[Form] = []
        rows: list[int] = []
        columns: list[int] = []
        self._key: dict[str, int] = {}
        for i, entry in enumerate(self.entries):
            schema = entry.schema if entry.schema in PERSON else "Organization"
            for name in entry.names:
                form = form_of(name.text, schema)
                for key in keys_of(form):
                    rows.append(self._key.setdefault(key, len(self._key)))
                    columns.append(len(self._forms))
                self._owner.append(i)
                self._forms.append(form)
        shape = (len(self._key), len(self._forms))
        counts = np.bincount(np.array(rows, np.int64), minlength=shape[0])
        self._rarity = np.log1p(len(self._forms) / np.maximum(counts, 1)).astype(np.float32)
        for key, k in self._key.items():
            if key[0] == "@":
                self._rarity[k] *= _KNOWN
        values = self._rarity[rows] if rows else np.zeros(0, np.float32)
        self._table: Any = csr_matrix((values, (rows, columns)), shape=shape, dtype=np.float32)
        self._weight = np.asarray(self._table.sum(axis=0), np.float32).ravel()
        self._owners = np.array(self._owner, np.int64)

    def __len__(self) -> int:
        return len(self.entries)

    def search(self, name: str, **options: Any) -> list[Hit]:
        """The entries that one name may stand for, best first: see ``search_many``."""
        return self.search_many([name], **options)[0]

    def search_many(
        self,
        names: Sequence[str],
        schema: str | None = None,
        *,
        least: float | None = None,
        limit: int = 5,
        as_known_at: datetime | None = None,
        listed_at: datetime | None = None,
        pool: int = 0,
        likely: float = LIKELY,
    ) -> list[list[Hit]]:
        """For each name the entries that it may stand for, best first.

        Args:
            schema: what is known of all the names; None asks people and bodies alike.
            least: the least score of a hit; None is the default threshold.
            limit: the most entries for a name.
            pool: the most names of the list that are compared in full; 0: four, or twice ``limit``.
            likely: names that share less than this part of what the best one shares are left out.
            as_known_at, listed_at: only entries known, listed, at that moment; None: the latest known, whenever listed.
        """
        least = threshold() if least is None else least
        pool = pool or max(POOL, 2 * limit)
        open_ = self._open(as_known_at, listed_at)
        out: list[list[Hit]] = []
        for start in range(0, len(names), 1000):
            part = names[start : start + 1000]
            kinds = [schema] if schema else ["Person", "Organization"]
            asked = [{kind: form_of(n, kind) for kind in kinds} for n in part]
            for forms, found in zip(asked, self._candidates(asked, open_, pool, likely), strict=True):
                out.append(self._best(forms, found, least, limit))
        return out

    def _open(self, as_known_at: datetime | None, listed_at: datetime | None) -> Any:
        """Which names of the list may be found; None: all."""
        if as_known_at is None and listed_at is None and self._all_known:
            return None
        kept = {id(e) for e in as_of(self.entries, as_known_at, listed_at)}
        return np.array([id(e) in kept for e in self.entries], bool)[self._owners]

    def _candidates(self, asked: list[dict[str, Form]], open_: Any, pool: int, likely: float) -> list[Any]:
        from scipy.sparse import csr_matrix

        rows: list[int] = []
        columns: list[int] = []
        weights = np.zeros(len(asked), np.float32)
        for i, forms in enumerate(asked):
            for key in frozenset().union(*(keys_of(f) for f in forms.values())):
                k = self._key.get(key)
                weights[i] += self._rarity[k] if k is not None else np.log1p(len(self._forms))
                if k is not None:
                    rows.append(i)
                    columns.append(k)
        ones = np.ones(len(rows), np.float32)
        shared: Any = csr_matrix((ones, (rows, columns)), shape=(len(asked), len(self._key))) @ self._table
        out = []
        for i in range(len(asked)):
            at = slice(shared.indptr[i], shared.indptr[i + 1])
            names, sums = shared.indices[at], shared.data[at]
            if open_ is not None:
                keep = open_[names]
                names, sums = names[keep], sums[keep]
            near = 2 * sums / (weights[i] + self._weight[names])
            if len(near) > pool:
                best = np.argpartition(-near, pool)[:pool]
                names, near = names[best], near[best]
            out.append(names[near >= likely * near.max()] if len(near) else names)
        return out

    def _best(self, asked: dict[str, Form], found: Any, least: float, limit: int) -> list[Hit]:
        best: dict[int, tuple[float, int, Form]] = {}
        for n in found.tolist():
            form, owner = self._forms[n], self._owner[n]
            person = self.entries[owner].schema in PERSON
            left = asked.get("Person" if person else "Organization") or next(iter(asked.values()))
            score = decide(left, form, align(left, form), person, least)[0]
            if score >= least and (owner not in best or score > best[owner][0]):
                best[owner] = (score, n, left)
        order = sorted(best.items(), key=lambda b: (-b[1][0], self.entries[b[0]].id))[:limit]
        return [Hit(self.entries[o], self._forms[n].name, s, left, self._forms[n]) for o, (s, n, left) in order]
