"""Score pairs without labels: log odds that add up, each term with its reason, weighed by the reports themselves.

    log odds = time + place − crowd + log(mates) + Σ weight(cell of each attribute)

Time and place follow from the stated precisions. How much "same act" or "toll far apart" says is estimated from the
pairs by expectation–maximisation, starting from and held near the careful weights below (``held by`` so many pairs):
a handful of reports is judged by these alone, a year of reports by its own habits. That two spellings are the same
actor, or two acts the same deed under two words, shows as pairs of words that meet in one incident beyond chance.

Source: Fellegi & Sunter (1969), "A theory for record linkage", JASA 64; Winkler (1988) for the EM estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from servanda.incidents.fuse.features import (
    DIFFERENT,
    RELATIONS,
    SAME,
    SIMILAR,
    Cells,
    Evidence,
)
from servanda.incidents.report import Floats, Ints

CAREFUL: dict[str, dict[int, float]] = {  # natural log odds where nothing has been learned; 0 where not listed
    "name": {SAME: 1.0, DIFFERENT: -2.5},
    "act": {SAME: 1.0, DIFFERENT: -1.5},
    "actor": {SAME: 2.0, SIMILAR: 1.5, DIFFERENT: -0.3},
    "source": {SAME: -1.5},
    "toll": {c: (0.6, 0.5, 0.2, -0.4, -1.5)[(c - 1) % 5] for c in range(1, RELATIONS["toll"])},
}
HELD_BY = 50.0  # pairs: how strongly a relation's weight is held near the careful one
MET_HELD_BY = 10.0  # pairs: how strongly the weight of two words is held near that of their relation
MATES_AT_FIRST = 1.5  # how many other reports of its incident a report has nearby, before anything was learned
COMPANION_AT = 0.25  # a pair less likely than this is no companion: a crowd of faint likenesses is not company
MATES_WITHIN = (0.05, 8.0)
ROUNDS = 4
_ODDS_LIMIT = 30.0


@dataclass(frozen=True)
class Weights:
    """What each relation, and each meeting of two words, says: natural log odds."""

    mates: float = MATES_AT_FIRST
    relations: Mapping[str, Floats] = field(
        default_factory=lambda: {a: _careful(a) for a in RELATIONS}
    )  # attribute → weight of each relation
    met: Mapping[str, tuple[Ints, Floats]] = field(default_factory=dict)  # attribute → codes (sorted), their weights

    def parts(self, evidence: Evidence) -> dict[str, Floats]:
        """The terms of the log odds for each pair, by name; they add up to the score."""
        out: dict[str, Floats] = {
            "time": evidence.time,
            "place": evidence.place,
            "crowd": -evidence.crowd + np.log(self.mates),
        }
        for attribute, cells in evidence.cells.items():
            out[attribute] = self._weights(attribute, cells)
        return out

    def log_odds(self, evidence: Evidence) -> Floats:
        """The score of each pair."""
        total: Floats = np.sum(list(self.parts(evidence).values()), axis=0)
        return np.clip(total, -_ODDS_LIMIT, _ODDS_LIMIT)

    def _weights(self, attribute: str, cells: Cells) -> Floats:
        weights = self.relations[attribute][cells.relation]
        codes, values = self.met.get(attribute, (np.empty(0, dtype=np.int64), np.empty(0)))
        if not len(codes):
            return weights
        at = np.minimum(np.searchsorted(codes, cells.met), len(codes) - 1)
        return np.where((codes[at] == cells.met) & (cells.met >= 0), values[at], weights)


def learn(evidence: Evidence, reports: float, rounds: int = ROUNDS) -> Weights:
    """Weigh the attributes by the pairs themselves. ``reports`` is how many reports the pairs were drawn from
    (fewer, in proportion, where the pairs are a sample)."""
    weights = Weights()
    for _ in range(rounds if len(evidence) else 0):
        share = 1 / (1 + np.exp(-weights.log_odds(evidence)))
        weights = _weigh(evidence, share, reports)
    return weights


def _weigh(evidence: Evidence, share: Floats, reports: float) -> Weights:
    """One round: the weights that follow when pair k is one incident with probability ``share[k]``."""
    matched, unmatched = float(share.sum()), float((1 - share).sum())
    odds = np.log((matched + 1.0) / (unmatched + 1.0))
    relations: dict[str, Floats] = {}
    met: dict[str, tuple[Ints, Floats]] = {}
    for attribute, cells in evidence.cells.items():
        count = RELATIONS[attribute]
        m: Floats = np.bincount(cells.relation, share, count).astype(np.float64)
        u: Floats = np.bincount(cells.relation, 1 - share, count).astype(np.float64)
        relations[attribute] = _held(m, u, _careful(attribute), odds, HELD_BY)
        codes, first, back = cells.distinct
        if len(codes):
            m = np.bincount(back, share[cells.told]).astype(np.float64)
            u = np.bincount(back, 1 - share[cells.told]).astype(np.float64)
            start = relations[attribute][cells.relation[cells.told][first]]
            met[attribute] = codes, _held(m, u, start, odds, MET_HELD_BY)
    companions = 2 * float(share[share >= COMPANION_AT].sum())
    mates = (companions + MATES_AT_FIRST * HELD_BY) / (reports + HELD_BY)
    return Weights(float(np.clip(mates, *MATES_WITHIN)), relations, met)


def _held(m: Floats, u: Floats, start: Floats, odds: float, by: float) -> Floats:
    """Log odds of cells with m matched and u unmatched pairs, held near ``start`` by as many pairs of its own."""
    prior = 1 / (1 + np.exp(-(start + odds)))
    out: Floats = np.log((m + by * prior) / (u + by * (1 - prior))) - odds
    return out


def _careful(attribute: str) -> Floats:
    told = CAREFUL[attribute]
    return np.array([told.get(r, 0.0) for r in range(RELATIONS[attribute])], dtype=np.float64)
