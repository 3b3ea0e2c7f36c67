"""Coordinates that cannot be right as they stand, told at intake: off the globe, at 0,0, swapped, outside, on a border.

Nothing is mended here: a flag says what is odd and what the coordinate would be if the likely slip were undone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from servanda.errors import Problem
from servanda.places.gazetteer import Gazetteer
from servanda.places.model import METRES_PER_DEGREE, distance_m, is_position
from servanda.source import Cell

BORDER_M = 500.0  # nearer to a border than this, or than its own radius, a point may lie on either side
VAGUE_M = 5_000.0  # a point with a wider radius than this says itself that it may lie on either side
NULL_DEGREES = 0.01


@dataclass(frozen=True)
class Flag:
    """What is odd about a coordinate. ``code`` is dotted and stable; ``instead`` is the likely coordinate, if any."""

    code: str
    message: str
    instead: tuple[float, float] | None = None  # lon, lat

    def problem(self, cell: Cell) -> Problem:
        """The flag as a Problem, for the cell that it came from."""
        hint = f"Is {self.instead[0]:g}, {self.instead[1]:g} (longitude, latitude) meant?" if self.instead else ""
        return Problem(self.code, self.message, hint, cell)


def flags(
    lon: float,
    lat: float,
    radius_m: float = 0.0,
    division: str | None = None,
    divisions: Gazetteer | None = None,
) -> list[Flag]:
    """What is odd about a coordinate, given the division that the report states (if it states one).

    Args:
        lon, lat: degrees, as told, in this order.
        radius_m: metres, the stated precision.
        division: governorate, district or sub-district as told.
        divisions: a gazetteer with outlines of divisions; without it, and without ``division``, only the plain slips
            are seen.
    """
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return [Flag("places.not-a-number", f"({lon}, {lat}) is no coordinate.")]
    if not is_position(lon, lat):
        swapped = (lat, lon) if is_position(lat, lon) else None
        return [Flag("places.off-globe", f"({lon:g}, {lat:g}) lies off the globe.", swapped)]
    if abs(lon) < NULL_DEGREES and abs(lat) < NULL_DEGREES:
        return [Flag("places.null-island", "0,0 is where missing coordinates end up: it is no place of an incident.")]
    stated = divisions.division(division) if divisions and division else None
    if divisions and division and stated is None:
        return [Flag("places.unknown-division", f"The gazetteer knows no division {division!r}.")]
    if stated is not None and stated.shape is not None:
        return _against(stated.shape, stated.names[0], lon, lat, radius_m)
    return _anywhere(divisions, lon, lat) if divisions else []


def _against(shape: Any, name: str, lon: float, lat: float, radius_m: float) -> list[Flag]:
    """The coordinate against the outline of the stated division."""
    from shapely import contains_xy

    near = border_m(shape, lon, lat)
    if contains_xy(shape, lon, lat):
        if near <= _doubt_m(radius_m):
            return [Flag("places.on-border", f"It lies {near:,.0f} m from the border of {name}: it may lie outside.")]
        return []
    if is_position(lat, lon) and contains_xy(shape, lat, lon):
        return [
            Flag("places.swapped", f"Longitude and latitude look swapped: as told it lies outside {name}.", (lat, lon))
        ]
    for x, y in ((-lon, lat), (lon, -lat), (-lon, -lat)):
        if contains_xy(shape, x, y):
            return [Flag("places.wrong-sign", f"A sign looks wrong: as told it lies outside {name}.", (x, y))]
    if near <= max(BORDER_M, radius_m):
        return [Flag("places.on-border", f"It lies {near:,.0f} m outside the border of {name}: it may lie inside.")]
    return [Flag("places.outside-division", f"It lies {near / 1000:,.1f} km outside {name}, where it is said to be.")]


def _anywhere(divisions: Gazetteer, lon: float, lat: float) -> list[Flag]:
    """No division stated: only a coordinate that makes sense when swapped, and not as told, is odd."""
    from shapely import contains_xy

    shapes = [e.shape for e in divisions.entries if e.shape is not None]
    if any(contains_xy(s, lon, lat) for s in shapes):
        return []
    if is_position(lat, lon) and any(contains_xy(s, lat, lon) for s in shapes):
        return [
            Flag(
                "places.swapped",
                "Longitude and latitude look swapped: only so does it lie in a known division.",
                (lat, lon),
            )
        ]
    return []


def _doubt_m(radius_m: float) -> float:
    """So near to a border, a point inside is told to be near it."""
    return max(BORDER_M, radius_m if radius_m <= VAGUE_M else 0.0)


def border_m(shape: Any, lon: float, lat: float) -> float:
    """Metres from a point to the border of an outline, measured on the plane around the point (good to a few km)."""
    from shapely import transform
    from shapely.geometry import Point

    shrink = math.cos(math.radians(lat))
    flat = transform(shape.boundary, lambda xy: xy * [shrink, 1.0])
    nearest = flat.interpolate(flat.project(Point(lon * shrink, lat)))
    return distance_m(lon, lat, nearest.x / max(shrink, 1e-9), nearest.y)


def flag_rows(
    rows: Mapping[str, Sequence[Any]], path: str, divisions: Gazetteer | None = None, ids: Sequence[str] | None = None
) -> list[Problem]:
    """Flag a table: columns lon, lat and, where there are any, radius_m and division; the header is row 1.

    ``ids``, where given, name the rows instead. A division that the gazetteer does not know is told once. Rows that
    lie well inside their division are passed over at once, so that a year of reports takes seconds.
    """
    count = len(rows["lon"])
    radius, division = rows.get("radius_m", [None] * count), rows.get("division", [None] * count)
    out: list[Problem] = []
    unknown: dict[str, int] = {}
    for k in _suspects(rows["lon"], rows["lat"], radius, division, divisions):
        lon, lat = float(rows["lon"][k]), float(rows["lat"][k])
        found = flags(lon, lat, float(radius[k] or 0.0), division[k], divisions)
        for flag in found:
            if flag.code == "places.unknown-division":
                unknown[str(division[k])] = unknown.get(str(division[k]), 0) + 1
            else:
                problem = flag.problem(Cell(path, k + 2, "lon", f"{lon}, {lat}"))
                out.append(
                    problem if ids is None else replace(problem, message=f"{ids[k]}: {flag.message}", source=None)
                )
    for name, n in sorted(unknown.items(), key=lambda item: (-item[1], item[0])):
        message = f"The gazetteer knows no division {name!r} ({n:,} rows): they are not checked against it."
        out.append(Problem("places.unknown-division", message, "Add its name to the gazetteer.", Cell(path, 1)))
    return out


def _suspects(
    lons: Sequence[Any],
    lats: Sequence[Any],
    radius: Sequence[Any],
    division: Sequence[Any],
    divisions: Gazetteer | None,
) -> list[int]:
    """The rows with coordinates that are not well inside the division that they state, or any division."""
    import numpy as np
    from shapely import contains_xy, distance, points, prepare

    told = [k for k in range(len(lons)) if lons[k] is not None and lats[k] is not None]
    if divisions is None:
        return told
    at: dict[Any, list[int]] = {}
    for k in told:
        at.setdefault(division[k], []).append(k)
    outlines = [e.shape for e in divisions.entries if e.shape is not None]
    widest = max(outlines, key=lambda s: s.area, default=None)
    out: list[int] = []
    for name, members in at.items():
        stated = divisions.division(name) if name else None
        shape = stated.shape if stated is not None else (None if name else widest)
        if shape is None:
            out += members
            continue
        prepare(shape)
        x, y = (np.array([float(values[k]) for k in members]) for values in (lons, lats))
        well = contains_xy(shape, x, y)
        if name:
            reach = np.array([_doubt_m(float(radius[k] or 0.0)) for k in members])
            degrees = 1.2 * reach / METRES_PER_DEGREE / np.maximum(np.cos(np.radians(y)), 0.01)
            well &= distance(shape.boundary, points(x, y)) > degrees
        out += [k for k, inside in zip(members, well.tolist(), strict=True) if not inside]
    return sorted(out)
