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


def zone_names(zone: Zone) -> frozenset[str]:
    """The names, case-folded, by which a report may state that something lies in the zone."""
    return frozenset(n.casefold() for n in (zone.id, *zone.name.values(), *zone.aliases))


def in_zone(zone: Zone, lon: Floats, lat: Floats, radius_m: Floats, stated: Flags) -> tuple[Flags, Flags]:
    """Whether each place must lie in the zone, and whether it may.

    Args:
        zone: one version of a zone; its geometry in degrees, WGS 84.
        lon, lat: degrees; NaN where unknown.
        radius_m: metres, ≥ 0; NaN where unknown: then the place is known only as far as the source states it.
        stated: whether the source states that the place lies in the zone.

    Returns:
        ``must``, ``may``: two arrays as long as the input, must ⊆ may.
    """
    placed = np.isfinite(lon) & np.isfinite(lat) & np.isfinite(radius_m)
    inside = np.zeros(len(lon), bool)
    crosses = np.zeros(len(lon), bool)
    shapely.prepare(zone.geometry)
    west, south, east, north = zone.geometry.bounds
    with np.errstate(invalid="ignore"):
        reach_lat = radius_m / METRES_PER_DEGREE
        reach_lon = reach_lat / np.maximum(np.cos(np.radians(_band(lat))), 0.01)
        near = (
            placed
            & (lon >= west - reach_lon)
            & (lon <= east + reach_lon)
            & (lat >= south - reach_lat)
            & (lat <= north + reach_lat)
        )
    at = np.flatnonzero(near)
    if len(at):
        inside[at] = shapely.intersects_xy(zone.geometry, lon[at], lat[at])
        discs = at[radius_m[at] > 0]
        if len(discs):
            crosses[discs] = _touches_edge(zone.geometry, lon[discs], lat[discs], radius_m[discs])
    must = np.where(placed, np.where(crosses, stated, inside), stated)
    may = ~placed | crosses | inside | stated
    return must, may


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


def place_masks(
    zones: Sequence[Zone], lon: Floats, lat: Floats, radius_m: Floats, stated: Sequence[frozenset[str]]
) -> tuple[list[Flags], list[Flags]]:
    """For each zone version, where the distinct places must and may lie in it.

    ``stated[i]`` are the case-folded names of areas in which the source states that place *i* lies.
    """
    musts, mays = [], []
    empty = np.zeros(len(lon), bool)
    any_stated = any(stated)
    for zone in zones:
        names = zone_names(zone)
        says = np.array([not names.isdisjoint(s) for s in stated], bool) if any_stated else empty
        must, may = in_zone(zone, lon, lat, radius_m, says)
        musts.append(must)
        mays.append(may)
    return musts, mays
