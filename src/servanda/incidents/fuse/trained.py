"""Where people have said which reports tell of one incident, correct the rules by what they teach.

The model is additive: the rules' log odds plus a learned term for each of some tables (how the gap in time reads for
each pair of stated precisions, what a shared source says at each precision, …). So every score stays a sum whose terms
can be read out, a year of labels is learned in about a second, and one pair is scored as fast as a thousand.

Source: Hastie & Tibshirani (1990), "Generalized Additive Models"; each table is fitted in turn by a Newton step with a
ridge (as in cyclic boosting).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from servanda.incidents.fuse.features import RELATIONS, Columns, Evidence
from servanda.incidents.report import PLACE_PRECISIONS, TIME_PRECISIONS, Floats, Ints

RIDGE = 8.0  # pairs: how strongly each cell is held at "as the rules say"
SWEEPS = 12
LEAST_PAIRS = 200  # fewer labelled pairs than this teach nothing that we would trust
_STEP_LIMIT = 1.0

_HOURS = np.array([0.01, 0.5, 1, 1.5, 2, 3, 4, 5, 6.5, 8, 12, 12.5, 16, 20, 24.1, 30, 36, 42, 48])
_SPREADS = np.array([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3])  # km / joint sd
_TIMES, _PLACES = len(TIME_PRECISIONS), len(PLACE_PRECISIONS)


@dataclass(frozen=True)
class Trained:
    """A learned term for each cell of each table: natural log odds, added to what the rules say."""

    tables: Mapping[str, Floats]

    def corrections(self, codes: Mapping[str, Ints]) -> dict[str, Floats]:
        """The learned terms for each pair, by table."""
        return {name: self.tables[name][codes[name]] for name in self.tables}


def train(codes: Mapping[str, Ints], sizes: Mapping[str, int], rules: Floats, same: Floats) -> Trained:
    """Fit the tables to labelled pairs: their log odds by the ``rules``; ``same`` is 1 where they are one incident."""
    tables = {name: np.zeros(sizes[name]) for name in codes}
    score = rules.copy()
    for _ in range(SWEEPS):
        for name, code in codes.items():
            share = 1 / (1 + np.exp(-score))
            slope = np.bincount(code, same - share, sizes[name]) - RIDGE * tables[name]
            curve = np.bincount(code, share * (1 - share), sizes[name]) + RIDGE
            step = np.clip(slope / curve, -_STEP_LIMIT, _STEP_LIMIT)
            tables[name] += step
            score += step[code]
    return Trained(tables)


def codes_of(columns: Columns, evidence: Evidence, rules: Floats, parts: Mapping[str, Floats]) -> dict[str, Ints]:
    """The cell of each table in which each pair falls."""
    i, j = evidence.i, evidence.j
    times = columns.time_word[i] * _TIMES + columns.time_word[j]
    one, other = columns.place_word[i], columns.place_word[j]
    places = np.minimum(one, other) * _PLACES + np.maximum(one, other)
    hours = np.searchsorted(_HOURS, np.abs(evidence.hours)) + (len(_HOURS) + 1) * (evidence.hours < 0)
    spread = np.searchsorted(_SPREADS, evidence.km / np.hypot(columns.sd_km[i], columns.sd_km[j]))
    name, act, actor = (evidence.cells[a].relation for a in ("name", "act", "actor"))
    busy = _step(np.log(np.maximum(columns.crowd[i], columns.crowd[j])), -14, -2, 12)
    score = _step(rules, -8, 8, 24)
    return {
        "hours by precision": times * _GAPS + hours,
        "distance by precision": places * _NEAR + spread,
        "place name by precision": places * 3 + name,
        "place name by distance": name * _NEAR + spread,
        "crowd": _step(parts["crowd"], 2, 14, 12) * 12 + busy,
        "act": act * 8 + _step(parts["act"], -3, 3, 8),
        "actor": actor * 12 + _step(parts["actor"], -3, 4, 12),
        "toll": evidence.cells["toll"].relation,
        "source by precision": evidence.cells["source"].relation * _TIMES * _TIMES + times,
        "score by crowd": score * 12 + busy,
        "score by actor": score * 4 + actor,
        "score by act": score * 3 + act,
        "score by place name": score * 3 + name,
        "time by place": _step(parts["time"], -8, 0, 12) * 12 + _step(parts["place"], -12, 0, 12),
    }


_GAPS, _NEAR = 2 * (len(_HOURS) + 1), len(_SPREADS) + 1
SIZES: dict[str, int] = {
    "hours by precision": _TIMES * _TIMES * _GAPS,
    "distance by precision": _PLACES * _PLACES * _NEAR,
    "place name by precision": _PLACES * _PLACES * 3,
    "place name by distance": 3 * _NEAR,
    "crowd": 144,
    "act": 3 * 8,
    "actor": 4 * 12,
    "toll": RELATIONS["toll"],
    "source by precision": 3 * _TIMES * _TIMES,
    "score by crowd": 24 * 12,
    "score by actor": 24 * 4,
    "score by act": 24 * 3,
    "score by place name": 24 * 3,
    "time by place": 144,
}


def _step(values: Floats, low: float, high: float, steps: int) -> Ints:
    """Values as one of so many equal steps from low to high; beyond the ends, the last step."""
    return np.clip((values - low) / (high - low) * steps, 0, steps - 1).astype(np.int64)
