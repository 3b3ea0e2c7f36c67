"""What the other reports say about a pair: do both have the same companions, and do these put them in one place and hour?

A pair by itself knows two reports. Once every pair has a first share, each report is known by its company: its time and
place can be told more exactly by those that likely tell of the same thing (the pair's other report left out), and two
reports of one incident have companions in common. Only labels can teach what that is worth (``trained``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from servanda.incidents.fuse.features import SLIP, Columns, Evidence
from servanda.incidents.report import Floats, Ints

LIKELY = 0.05  # companions less likely than this do not count
BLUR_H, BLUR_KM = 0.5, 0.5  # an incident itself is not a point: no telling is more exact than this

_SUPPORT = np.array([0.02, 0.06, 0.12, 0.25, 0.4, 0.6, 0.9, 1.3, 1.8, 2.5, 4.0])  # summed shares
_PART = np.linspace(0.1, 0.9, 9)
_GAP = np.array([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4])  # in joint standard deviations
_SPREAD = np.array([1.0, 2, 4, 8, 16, 40, 90, 200, 400])  # joint variance, hours² or km²
_STEPS = 12
_SCORES = 24


@dataclass(frozen=True)
class Company:
    """For each pair: shared companions, those of either, and the gaps once each report is seen with its company."""

    common: Floats  # summed products of the shares with each third report
    fewer: Floats  # summed shares of the companions, of the report that has fewer
    more: Floats
    hours: Floats  # gap in time in joint standard deviations
    km: Floats
    var_h: Floats
    var_km: Floats
    gain: Floats  # log density of both gaps, less what the two reports alone gave


def company_of(columns: Columns, evidence: Evidence, shares: Floats) -> Company:
    """See each pair of the evidence in its company, given the first shares."""
    from scipy.sparse import csr_matrix

    n, i, j = len(columns), evidence.i, evidence.j
    likely = shares > LIKELY
    a, b, share = i[likely], j[likely], shares[likely]
    near = csr_matrix((np.r_[share, share], (np.r_[a, b], np.r_[b, a])), shape=(n, n))
    total = np.asarray(near.sum(axis=1)).ravel()
    mine = np.where(likely, shares, 0.0)
    common = np.asarray((near @ near)[i, j]).ravel() if len(i) else np.zeros(0)
    with_i, with_j = np.maximum(total[i] - mine, 0.0), np.maximum(total[j] - mine, 0.0)
    in_time = 1 / (columns.sd_h**2 + BLUR_H**2)
    in_place = 1 / (columns.sd_km**2 + BLUR_KM**2)
    mid, xyz = np.nan_to_num(columns.mid_h), np.nan_to_num(columns.xyz)
    sums = near @ in_time, near @ (in_time * mid), near @ in_place, near @ (in_place[:, None] * xyz)

    def seen(own: Ints, other: Ints) -> tuple[Floats, Floats, Floats, Floats]:
        """Middle and variance in time, then in place, of a report with its company, the pair's other left out."""
        weight_h = in_time[own] + sums[0][own] - mine * in_time[other]
        hour = (in_time[own] * mid[own] + sums[1][own] - mine * in_time[other] * mid[other]) / weight_h
        weight_km = in_place[own] + sums[2][own] - mine * in_place[other]
        left_out = (mine * in_place[other])[:, None] * xyz[other]
        point = (in_place[own][:, None] * xyz[own] + sums[3][own] - left_out) / weight_km[:, None]
        return hour, 1 / weight_h, point, 1 / weight_km

    hour_i, var_h_i, point_i, var_km_i = seen(i, j)
    hour_j, var_h_j, point_j, var_km_j = seen(j, i)
    var_h, var_km = var_h_i + var_h_j + BLUR_H, var_km_i + var_km_j + BLUR_KM
    hours = np.abs(hour_i - hour_j) / np.sqrt(var_h)
    km = np.sqrt(((point_i - point_j) ** 2).sum(axis=1) / var_km)
    in_hours = _slipping(-(hours**2) / 2 - 0.5 * np.log(2 * np.pi * var_h), 50.0)
    in_km = _slipping(-(km**2) / 2 - np.log(2 * np.pi * var_km), 5_000.0)
    gain = in_hours + in_km - evidence.time - evidence.place
    return Company(common, np.minimum(with_i, with_j), np.maximum(with_i, with_j), hours, km, var_h, var_km, gain)


SIZES: dict[str, int] = {
    "common company by score": _SCORES * _STEPS,
    "company of both": _STEPS * _STEPS,
    "common company by that of one": _STEPS * _STEPS,
    "common company by that of the other": _STEPS * _STEPS,
    "company by score": _SCORES * _STEPS,
    "part of company in common by score": _SCORES * 10,
    "part of company in common": 10 * _STEPS,
    "gaps in company": _STEPS * _STEPS,
    "hours in company by spread": _STEPS * 10,
    "distance in company by spread": _STEPS * 10,
    "nearer in company": _SCORES,
    "gap in company by score": _SCORES * _STEPS,
    "gap in company by its size": _STEPS * _STEPS,
}


def company_codes(company: Company, score: Floats) -> dict[str, Ints]:
    """The cell of each table in which each pair falls, given its first score (log odds)."""
    c = company
    common, fewer, more = (np.searchsorted(_SUPPORT, v) for v in (c.common, c.fewer, c.more))
    part = np.searchsorted(_PART, c.common / np.maximum(c.fewer, 1e-6))
    hours, km, both = (np.searchsorted(_GAP, v) for v in (c.hours, c.km, np.hypot(c.hours, c.km)))
    steps = np.clip((score + 8) / 16 * _SCORES, 0, _SCORES - 1).astype(np.int64)
    return {
        "common company by score": steps * _STEPS + common,
        "company of both": fewer * _STEPS + more,
        "common company by that of one": common * _STEPS + fewer,
        "common company by that of the other": common * _STEPS + more,
        "company by score": steps * _STEPS + more,
        "part of company in common by score": steps * 10 + part,
        "part of company in common": part * _STEPS + fewer,
        "gaps in company": hours * _STEPS + km,
        "hours in company by spread": hours * 10 + np.searchsorted(_SPREAD, c.var_h),
        "distance in company by spread": km * 10 + np.searchsorted(_SPREAD, c.var_km),
        "nearer in company": np.clip((c.gain + 8) / 16 * _SCORES, 0, _SCORES - 1).astype(np.int64),
        "gap in company by score": steps * _STEPS + both,
        "gap in company by its size": np.searchsorted(_SUPPORT, c.fewer + c.more) * _STEPS + both,
    }


def _slipping(log_density: Floats, wide: float) -> Floats:
    """A log density with the share of tellings that are simply wrong, spread over ``wide``."""
    return np.asarray(np.logaddexp(np.log(1 - SLIP) + log_density, np.log(SLIP / wide)), dtype=np.float64)
