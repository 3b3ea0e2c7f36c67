"""What a change of the accord touches: the keys of incidents whose compiled tables differ before and after.

Both accords are compiled over the same keys with the same cuts of time. A side at a moment, a deed, a place is touched if
some mask or word that a verdict takes from it differs; an incident is, if one of its keys is. What is touched may in the
end be judged as before; what is not touched cannot be judged otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from servanda.judge.deeds import Deed, Deeds
from servanda.judge.facts import Facts
from servanda.judge.forces import Forces
from servanda.judge.moments import Moments
from servanda.judge.zones import place_bits

Parties = Mapping[str, str]


@dataclass(frozen=True)
class Both:
    """The accord's facts before and after, with time cut alike, and which party each name means to either."""

    old: Facts
    new: Facts
    old_parties: Parties
    new_parties: Parties

    @property
    def comparable(self) -> bool:
        """Whether the same readings are judged, in the same order."""
        return [r.id for r in self.old.readings] == [r.id for r in self.new.readings]

    @property
    def common(self) -> list[str]:
        """The norms that both judge on incidents and that say the same under every reading."""
        return [
            n
            for n in self.new.norms
            if n in self.old.norms and all(self.old.norm(n, bit) == self.new.norm(n, bit) for bit in self.new.bits)
        ]

    def deeds(self, deeds: Sequence[Deed]) -> tuple[list[int], dict[str, list[int]]]:
        """The deeds that are touched; and per norm that says the same, the deeds that may fall under it."""
        common = set(self.common)
        each = []
        for facts in (self.old, self.new):
            rows: list[dict[str, tuple[int, ...]]] = [{} for _ in deeds]
            table = Deeds(facts).rows(deeds)
            names = [*facts.norms, ""]
            columns = [table[c].to_pylist() for c in table.column_names if c not in {"deed", "norm", "stride"}]
            for deed, norm, *masks in zip(table["deed"].to_pylist(), table["norm"].to_pylist(), *columns, strict=True):
                rows[deed][names[norm]] = tuple(masks)
            each.append(rows)
        changed = [
            d
            for d, (a, b) in enumerate(zip(*each, strict=True))
            if a != b or any(n and n not in common for n in (*a, *b))
        ]
        under: dict[str, list[int]] = {}
        for d, rows_of in enumerate(each[1]):
            for norm in rows_of:
                under.setdefault(norm, []).append(d)
        return changed, under

    def moments(self, met: Sequence[int]) -> list[tuple[int, str]]:
        """The moments at which a norm that says the same is in force otherwise than before, with the norm."""
        if not met:
            return []
        found = []
        for facts in (self.old, self.new):
            moments = Moments(facts)
            table = moments.rows([moments.span(m) for m in met])
            masks = np.stack([table["t_must"].to_numpy(), table["t_may"].to_numpy()], axis=1)
            found.append((masks.reshape(len(met), facts.stride, 2), {n: i for i, n in enumerate(facts.norms)}))
        (old, old_at), (new, new_at) = found
        return [
            (met[int(m)], norm)
            for norm in self.common
            for m in np.flatnonzero((old[:, old_at[norm]] != new[:, new_at[norm]]).any(axis=1))
        ]

    def stances(self, pairs: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
        """The sides, each at a moment, that some norm that says the same sees otherwise than before."""
        common = self.common
        moments = Moments(self.new)
        seen = [
            _Seen(Forces(facts, parties), [facts.norms.index(n) for n in common])
            for facts, parties in ((self.old, self.old_parties), (self.new, self.new_parties))
        ]
        same: dict[tuple[int, int], bool] = {}
        out = []
        for side, moment in pairs:
            old, new = (s.forces.stance(side, moments.span(moment)) for s in seen)
            if (old, new) not in same:
                same[old, new] = seen[0].signature(old) == seen[1].signature(new)
            if not same[old, new]:
                out.append((side, moment))
        return out

    def places(self, lon: Any, lat: Any, radius_m: Any, stated: Sequence[frozenset[str]]) -> Any:
        """The numbers of the places that may lie in a zone version that only one of the accords has."""
        a, b = self.old.accord.zones, self.new.accord.zones
        differ = [z for z in a if z not in b] + [z for z in b if z not in a]
        if not differ or not len(lon):
            return np.zeros(0, np.int64)
        must, may = place_bits(differ, lon, lat, radius_m, stated)
        return np.flatnonzero((must | may).any(axis=1))

    @property
    def trust(self) -> bool:
        """Whether other claimants may be believed than before."""
        said = [[r.claimants for r in f.readings] for f in (self.old, self.new)]
        return any(c for each in said for c in each) and (said[0] != said[1] or self.old.edges != self.new.edges)


@dataclass
class _Seen:
    """Stances as one accord sees them, told in a form that can be compared with another's."""

    forces: Forces
    norms: list[int]

    def signature(self, stance: int) -> Any:
        return self.forces.signature(stance, self.norms)
