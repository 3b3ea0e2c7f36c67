"""Where things lie: points in degrees (WGS 84) with their stated precision in metres, and the ways between the two."""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_RADIUS_M = 6_371_008.8  # mean radius of the WGS 84 ellipsoid (IUGG R1)
METRES_PER_DEGREE = math.pi * EARTH_RADIUS_M / 180  # along a meridian, and along the equator


@dataclass(frozen=True)
class Place:
    """A point as reported, with the reporter's stated precision: it lies somewhere in this disc."""

    lon: float  # degrees, -180 to 180
    lat: float  # degrees, -90 to 90
    radius_m: float = 0.0  # metres, ≥ 0; 0 only for surveyed points
    name: str = ""

    def __post_init__(self) -> None:
        if not is_position(self.lon, self.lat):
            raise ValueError(f"({self.lon}, {self.lat}) is no longitude and latitude in degrees.")
        if not self.radius_m >= 0:
            raise ValueError(f"A radius cannot be {self.radius_m} m.")


def is_position(lon: float, lat: float) -> bool:
    """Whether these are degrees of longitude and latitude, in this order (not a number: no)."""
    return -180 <= lon <= 180 and -90 <= lat <= 90


def distance_m(lon_1: float, lat_1: float, lon_2: float, lat_2: float) -> float:
    """The distance over the earth's surface, in metres, on a sphere: good to 0.6 %.

    >>> round(distance_m(36.2765, 33.5138, 37.1612, 36.2012) / 1000)  # Damascus to Aleppo, in km
    310
    """
    phi_1, phi_2 = math.radians(lat_1), math.radians(lat_2)
    rise, run = math.sin((phi_2 - phi_1) / 2), math.sin(math.radians(lon_2 - lon_1) / 2)
    h = rise * rise + math.cos(phi_1) * math.cos(phi_2) * run * run
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, h)))


def degrees_of(metres: float, lat: float = 0.0) -> tuple[float, float]:
    """How many degrees of longitude and of latitude these metres span at this latitude (180 at the poles, at most).

    >>> [round(d, 4) for d in degrees_of(1000, 60)]
    [0.018, 0.009]
    """
    up = metres / METRES_PER_DEGREE
    shrink = math.cos(math.radians(lat))
    return (min(180.0, up / shrink) if shrink > 1e-9 else 180.0), up


def box_around(place: Place) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees of a box that holds the place's disc; west > east across the antimeridian."""
    angle = min(math.pi, place.radius_m / EARTH_RADIUS_M)
    phi = math.radians(place.lat)
    south, north = place.lat - math.degrees(angle), place.lat + math.degrees(angle)
    if south <= -90 or north >= 90:
        return -180.0, max(-90.0, south), 180.0, min(90.0, north)
    across = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(phi))))
    if across >= 180:
        return -180.0, south, 180.0, north
    west, east = place.lon - across, place.lon + across
    return west + 360 * (west < -180), south, east - 360 * (east > 180), north
