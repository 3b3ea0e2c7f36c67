"""The bounds of incidents, for all groups of reports at once: when, where and how many, as wide as the tellings differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from servanda.incidents.report import PLACE_PRECISIONS, TIME_PRECISIONS, Floats, Ints, Reports

_MOST = 2**31 - 1
_US = 3.6e9  # microseconds in an hour


@dataclass(frozen=True)
class Bounds:
    """One row per group of reports, in the order of the groups."""

    columns: dict[str, pa.Array]  # happened_from, happened_to, lon, lat, radius_m, killed_low, killed_high
    apart: npt.NDArray[np.bool_]  # the times told do not overlap
    far: npt.NDArray[np.bool_]  # the places told lie farther apart than their discs reach


def bounds(reports: Reports, order: Ints, starts: Ints) -> Bounds:
    """The bounds of each group: ``order`` are the rows, group after group; ``starts`` where each group begins in it.

    Time: the span that all tellings allow; where there is none, all that they span. Place: the most exact disc, widened
    to the farthest telling whose disc does not meet it. Toll: the least and the most that anyone told.
    """
    if not len(starts):
        none = np.zeros(0, dtype=bool)
        return Bounds({}, none, none)
    start, end, apart = _times(reports, order, starts)
    lon, lat, radius, far = _places(reports, order, starts)
    low, high = reports.numbers("killed_low")[order], reports.numbers("killed_high")[order]
    least = np.fmin.reduceat(np.fmin(low, high), starts)
    most = np.fmax.reduceat(np.fmax(low, high), starts)
    columns = {
        "happened_from": _instants(start),
        "happened_to": _instants(end),
        "lon": pa.array(lon, from_pandas=True),
        "lat": pa.array(lat, from_pandas=True),
        "radius_m": pa.array(radius, from_pandas=True),
        "killed_low": _counts(np.floor(least)),
        "killed_high": _counts(np.ceil(most)),
    }
    return Bounds(columns, apart, far)


def _times(reports: Reports, order: Ints, starts: Ints) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    told = reports.told_h[order]
    begin = told + _of(reports.time_words, {w: p.from_h for w, p in TIME_PRECISIONS.items()})[order]
    until = told + _of(reports.time_words, {w: p.to_h for w, p in TIME_PRECISIONS.items()})[order]
    inner = np.fmax.reduceat(begin, starts), np.fmin.reduceat(until, starts)
    outer = np.fmin.reduceat(begin, starts), np.fmax.reduceat(until, starts)
    apart = inner[0] >= inner[1]
    return np.where(apart, outer[0], inner[0]), np.where(apart, outer[1], inner[1]), apart


def _places(reports: Reports, order: Ints, starts: Ints) -> tuple[Floats, Floats, Floats, npt.NDArray[np.bool_]]:
    sizes = np.diff([*starts, len(order)])
    group = np.repeat(np.arange(len(starts)), sizes)
    xyz = reports.xyz_km[order]
    reach = _of(reports.place_words, {w: p.radius_m for w, p in PLACE_PRECISIONS.items()})[order]
    reach = np.where(np.isnan(xyz[:, 0]), np.inf, reach)  # without a place, never the most exact
    best = np.lexsort((np.arange(len(order)), reach, group))[starts]  # in each group the first of the smallest discs
    metres = 1000 * np.sqrt(((xyz - xyz[best][group]) ** 2).sum(axis=1))
    away = np.isfinite(metres) & (metres > reach + reach[best][group])
    radius = np.maximum(reach[best], np.maximum.reduceat(np.where(away, metres, 0.0), starts))
    nowhere = np.isinf(reach[best])
    lon, lat = reports.numbers("lon")[order][best], reports.numbers("lat")[order][best]
    return (
        np.where(nowhere, np.nan, lon),
        np.where(nowhere, np.nan, lat),
        np.where(nowhere, np.nan, radius),
        np.logical_or.reduceat(away, starts),
    )


def _of(words: object, values: dict[str, float]) -> Floats:
    return np.array([values[w] for w in words], dtype=np.float64)  # type: ignore[attr-defined]


def _instants(hours: Floats) -> pa.Array:
    unknown = np.isnan(hours)
    us = np.round(np.where(unknown, 0.0, hours) * _US).astype(np.int64)
    return pa.array(us, mask=unknown).cast(pa.timestamp("us", tz="UTC"))


def _counts(values: Floats) -> pa.Array:
    unknown = np.isnan(values)
    return pa.array(np.where(unknown, 0.0, np.minimum(values, _MOST)).astype(np.int32), mask=unknown)
