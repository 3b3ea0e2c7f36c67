"""Points, distances and degrees."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.places import Place, box_around, degrees_of, distance_m, is_position

lons = st.floats(-180, 180)
lats = st.floats(-90, 90)


@given(lons, lats, lons, lats)
def test_distance_is_the_arc_between_unit_vectors(x1, y1, x2, y2):
    def vector(x, y):
        x, y = math.radians(x), math.radians(y)
        return math.cos(y) * math.cos(x), math.cos(y) * math.sin(x), math.sin(y)

    a, b = vector(x1, y1), vector(x2, y2)
    arc = 2 * math.atan2(math.dist(a, b), math.dist(a, [-c for c in b]))
    assert distance_m(x1, y1, x2, y2) == pytest.approx(arc * 6_371_008.8, abs=0.5)
    assert distance_m(x1, y1, x2, y2) == pytest.approx(distance_m(x2, y2, x1, y1))


@given(lons, st.floats(-80, 80), st.floats(1, 200_000), st.floats(0, 2 * math.pi))
def test_the_box_holds_the_disc(x, y, radius, bearing):
    """Walk from the centre along a great circle for the radius: the end lies in the box."""
    west, south, east, north = box_around(Place(x, y, radius))
    d, phi = radius * (1 - 1e-9) / 6_371_008.8, math.radians(y)
    lat = math.asin(math.sin(phi) * math.cos(d) + math.cos(phi) * math.sin(d) * math.cos(bearing))
    lon = math.radians(x) + math.atan2(
        math.sin(bearing) * math.sin(d) * math.cos(phi), math.cos(d) - math.sin(phi) * math.sin(lat)
    )
    lon = (math.degrees(lon) + 180) % 360 - 180
    assert south - 1e-9 <= math.degrees(lat) <= north + 1e-9
    if west <= east:
        assert west - 1e-6 <= lon <= east + 1e-6
    else:
        assert lon >= west - 1e-6 or lon <= east + 1e-6


def test_degrees_shrink_with_latitude():
    assert degrees_of(111_195)[0] == pytest.approx(1, abs=1e-4)
    assert degrees_of(111_195, 60)[0] == pytest.approx(2, abs=1e-3)
    assert degrees_of(1, 90)[0] == 180


def test_positions_and_radii_are_checked():
    assert is_position(180, -90)
    assert not is_position(36, 91)
    assert not is_position(math.nan, 0)
    with pytest.raises(ValueError, match="longitude"):
        Place(36, 120)
    with pytest.raises(ValueError, match="radius"):
        Place(36, 34, -1)
