"""Which zones a place lies in, may lie in, or lies outside: resolved once per distinct place, outside the plan.

A place is a point with a radius. It lies in a zone if its whole disc does; outside if no point of the disc does; else it
may. Metres are measured on the plane at the place's latitude, rounded to a quarter of a degree (error below 0.5 % up to
70° of latitude for the radii in use). The zone's edge belongs to the zone.

What the source states counts too: a place said to lie in a zone lies there if its disc crosses the border or has no
coordinates; if the disc lies wholly outside, the contradiction leaves it open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from servanda.accord import Zone

METRES_PER_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371 km
BAND = 0.25  # degrees of latitude within which one scale serves

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Words = NDArray[np.uint64]


def zone_names(zone: Zone) -> frozenset[str]:
    """The names, case-folded, by which a report may state that something lies in the zone."""
    return frozenset(n.casefold() for n in (zone.id, *zone.name.values(), *zone.aliases))


def place_bits(
    zones: Sequence[Zone], lon: Floats, lat: Floats, radius_m: Floats, stated: Sequence[frozenset[str]]
) -> tuple[Words, Words]:
    """For each place, the zone versions that it must and may lie in, as bits.

    Args:
        zones: versions of zones; their geometry in degrees, WGS 84.
        lon, lat: degrees; NaN where unknown.
        radius_m: metres, ≥ 0; NaN where unknown: then the place is known only as far as the source states it.
        stated: per place, the case-folded names of areas in which the source states that it lies; empty if none does.

    Returns:
        ``must``, ``may``: one row per place, 64 zones to a word (bit *z* % 64 of word *z* // 64); must ⊆ may.
    """
    order = np.argsort(lat, kind="stable")  # from south to north, so that a zone's places lie together
    lon, lat, radius_m = lon[order], lat[order], radius_m[order]
    said = [stated[i] for i in order] if stated else []
    placed = np.isfinite(lon) & np.isfinite(lat) & np.isfinite(radius_m)
    reach_lat = radius_m / METRES_PER_DEGREE
    reach_lon = reach_lat / np.maximum(np.cos(np.radians(_band(lat))), 0.01)
    must, may = (np.zeros((len(lon), len(zones) // 64 + 1), np.uint64) for _ in range(2))
    may[~placed] = ~np.uint64(0) if len(zones) else 0
    widest = float(np.max(reach_lat[placed], initial=0.0))
    for z, zone in enumerate(zones):
        word, bit = z // 64, np.uint64(1) << np.uint64(z % 64)
        west, south, east, north = zone.geometry.bounds
        low, high = np.searchsorted(lat, [south - widest, np.nextafter(north + widest, np.inf)])
        x, y, dx, dy = (values[low:high] for values in (lon, lat, reach_lon, reach_lat))
        at = low + np.flatnonzero((x >= west - dx) & (x <= east + dx) & (y >= south - dy) & (y <= north + dy))
        shapely.prepare(zone.geometry)
        inside = shapely.intersects_xy(zone.geometry, lon[at], lat[at])
        crosses = np.zeros(len(at), bool)
        discs = np.flatnonzero(radius_m[at] > 0)
        crosses[discs] = _touches_edge(zone.geometry, lon[at][discs], lat[at][discs], radius_m[at][discs])
        must[at[inside & ~crosses], word] |= bit
        may[at[inside | crosses], word] |= bit
        if said:
            names = zone_names(zone)
            says = np.array([not names.isdisjoint(s) for s in said], bool)
            must[at[crosses & says[at]], word] |= bit
            must[~placed & says, word] |= bit
            may[says, word] |= bit
    back = np.argsort(order)
    return must[back], may[back]


def set_bits(words: Words) -> frozenset[int]:
    """The numbers of the bits that are set in one row of words."""
    return frozenset(64 * w + b for w, word in enumerate(words.tolist()) for b in range(64) if word >> b & 1)


def distinct_rows(words: Words) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For rows of words: where each distinct row first stands, and per row the number of its distinct row."""
    patterns = np.ascontiguousarray(words).view(f"V{8 * words.shape[1]}").ravel()
    if words.shape[1] == 2 and not (words >> np.uint64(32)).any():  # few zones: one plain integer sorts much faster
        patterns = words[:, 0] << np.uint64(32) | words[:, 1]
    _, first, inverse = np.unique(patterns, return_index=True, return_inverse=True)
    return first, inverse


def _band(lat: Floats) -> Floats:
    """The latitude at which metres are measured."""
    return np.round(lat / BAND) * BAND


def _touches_edge(geometry: Any, lon: Floats, lat: Floats, radius_m: Floats) -> Flags:
    """Whether the zone's edge comes within the radius of each place."""
    edge = shapely.boundary(geometry) if shapely.get_dimensions(geometry) == 2 else geometry
    touches = np.zeros(len(lon), bool)
    bands = _band(lat)
    for band in np.unique(bands):
        of_band = np.flatnonzero(bands == band)
        scale = np.array([np.cos(np.radians(band)), 1.0]) * METRES_PER_DEGREE
        flat: Any = shapely.transform(edge, scale.__mul__)
        shapely.prepare(flat)
        points: Any = shapely.points(lon[of_band] * scale[0], lat[of_band] * scale[1])
        radii: Any = radius_m[of_band]
        touches[of_band] = shapely.dwithin(flat, points, radii)
    return touches
