"""Counting verdicts that change, bit by bit, from patterns of masks: never once per question through the incidents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from servanda.incidents.model import AND
from servanda.judge.forces import Forces
from servanda.judge.tables import KINDS, PATTERN
from servanda.terms import VerdictKind

_CODE = {k: i for i, k in enumerate(KINDS)}
_POSSIBLE = _CODE[VerdictKind.POSSIBLE]
_WEIGHTS = {  # what each mask adds to the code of a verdict
    "unbound": _CODE[VerdictKind.NOT_BOUND],
    "late": _CODE[VerdictKind.NOT_IN_FORCE],
    "away": _CODE[VerdictKind.OUTSIDE],
    "exempt": _CODE[VerdictKind.EXEMPT],
    "live": _POSSIBLE,
    "violation": _CODE[VerdictKind.VIOLATION] - _POSSIBLE,
}
Key = tuple[int, str, int, int]  # bit, norm or bearer, kind before, kind after


@dataclass
class Tally:
    """How many verdicts change under each bit after the first: by norm, and by bearer."""

    by_norm: dict[Key, int] = field(default_factory=dict)
    by_bearer: dict[Key, int] = field(default_factory=dict)
    accounts: dict[int, int] = field(default_factory=dict)  # bit → verdicts of the same kind, with others to answer


def tally(patterns: Iterable[pa.Table], forces: Forces, bits: int) -> Tally:
    """Count patterns of masks.

    Args:
        patterns: tables with the columns of ``tables.PATTERN`` and ``pairs``.
        forces: what the columns of stances refer to.
        bits: how many readings there are; bit 0 is the one that all others are compared with.
    """
    out = Tally()
    table = pa.concat_tables(patterns)
    if not table.num_rows:
        return out
    c = {name: table[name].to_numpy() for name in (*PATTERN, "pairs")}
    norms, many = forces.facts.norms, len(KINDS)
    parties: dict[str, int] = {}
    charged = {w: _Charged.of(c[f"stance_{w}"], c["norm"], forces, parties) for w in "ab"}
    names = list(parties)
    before = _kinds(c, 0)
    for bit in range(1, bits):
        after = _kinds(c, bit)
        rows = np.flatnonzero(before != after)
        change = before[rows] * many + after[rows]
        sums = np.bincount(c["norm"][rows] * many**2 + change, weights=c["pairs"][rows])
        for at in np.flatnonzero(sums):
            norm, was, now = at // many**2, at // many % many, at % many
            out.by_norm[bit, norms[norm] if norm < len(norms) else "", int(was), int(now)] = int(sums[at])
        # a verdict stands on the account of those charged before; of those charged after, if nobody was
        at_bit = np.where(before[rows] >= _POSSIBLE, 0, bit)
        found = [charged[w].at(rows, at_bit, (c[f"live_{w}"][rows] >> at_bit & 1) == 1) for w in "ab"]
        index, party = (np.concatenate([f[i] for f in found]) for i in range(2))
        each = np.unique(index * len(parties) + party) if len(index) else index  # one charged on both sides counts once
        index, party = each // max(len(parties), 1), each % max(len(parties), 1)
        sums = np.bincount(party * many**2 + change[index], weights=c["pairs"][rows][index])
        for at in np.flatnonzero(sums):
            out.by_bearer[bit, names[at // many**2], int(at // many % many), int(at % many)] = int(sums[at])
        differ = (c["account_a"] | c["account_b"]) >> bit & 1
        for w in "ab":
            differ |= (c[f"live_{w}"] >> bit ^ c[f"live_{w}"]) & 1
        out.accounts[bit] = int(c["pairs"][(before == after) & (differ == 1) & (after >= _POSSIBLE)].sum())
    return out


def add_told(out: Tally, verdicts: Iterable[pa.Table], readings: Sequence[str]) -> None:
    """Count as well the verdicts on incidents that several tell, which no mask holds: they come with their words.

    Args:
        out: what to add to.
        verdicts: columns of VERDICTS, under every reading.
        readings: in the order of the bits.
    """
    bit_of = {r: bit for bit, r in enumerate(readings)}
    columns = ("incident_id", "norm_id", "reading", "verdict", "bearers", "guarantors")
    for table in verdicts:
        rows = list(zip(*(table[c].cast(pa.string()).to_pylist() for c in columns), strict=True))
        before = {(i, n): (KINDS.index(VerdictKind(v)), b, g) for i, n, r, v, b, g in rows if bit_of[r] == 0}
        for incident, norm, reading, verdict, bearers, guarantors in rows:
            was, now, bit = before[incident, norm], KINDS.index(VerdictKind(verdict)), bit_of[reading]
            if was[0] != now:
                key = bit, norm or "", was[0], now
                out.by_norm[key] = out.by_norm.get(key, 0) + 1
                for bearer in filter(None, (was[1] if was[0] >= _POSSIBLE else bearers).split(AND)):
                    key = bit, bearer, was[0], now
                    out.by_bearer[key] = out.by_bearer.get(key, 0) + 1
            elif now >= _POSSIBLE and was[1:] != (bearers, guarantors):
                out.accounts[bit] = out.accounts.get(bit, 0) + 1


def _kinds(c: dict[str, Any], bit: int) -> Any:
    """The code of each row's verdict under a bit; no two of the masks hold at once but ``violation`` within ``live``."""
    return sum(weight * (c[name] >> bit & 1) for name, weight in _WEIGHTS.items())


@dataclass(frozen=True)
class _Charged:
    """Per row, where the list of those whom one side would charge lies; and the lists, end to end."""

    list: Any  # row → list
    start: Any  # list → its first place
    length: Any
    party: Any
    mask: Any

    @staticmethod
    def of(stances: Any, norms: Any, forces: Forces, parties: dict[str, int]) -> _Charged:
        stride = forces.facts.stride
        pairs, of = np.unique(stances * stride + norms, return_inverse=True)
        lists = []
        for pair in pairs.tolist():
            stance, norm = divmod(pair, stride)
            lists.append(list(forces.accounts(stance, norm)[0].items()) if norm < stride - 1 else [])
        length = np.array([len(x) for x in lists], np.int64)
        flat = [(parties.setdefault(p, len(parties)), m) for x in lists for p, m in x]
        party, mask = (np.array([f[i] for f in flat], np.int64) for i in range(2))
        return _Charged(of, np.cumsum(length) - length, length, party, mask)

    def at(self, rows: Any, bits: Any, live: Any) -> tuple[Any, Any]:
        """For rows, each under a bit: pairs of a place among the rows and a party charged there."""
        lists = self.list[rows]
        length = np.where(live, self.length[lists], 0)
        index = np.repeat(np.arange(len(rows)), length)
        first = np.cumsum(length) - length
        places = np.arange(len(index)) - first[index] + self.start[lists][index]
        held = (self.mask[places] >> bits[index] & 1) == 1
        return index[held], self.party[places][held]
