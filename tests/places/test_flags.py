"""Coordinates that cannot be right are told at intake."""

from __future__ import annotations

import pyarrow as pa
import pytest
from shapely.geometry import box

from servanda.incidents.report_places import place_by_name
from servanda.incidents.report_reader import intake
from servanda.places import Entry, Gazetteer, flag_rows, flags

LAND = Gazetteer(
    [
        Entry("N", ("North", "الشمال"), 36.5, 34.5, "governorate", shape=box(36, 34, 37, 35)),
        Entry("S", ("South",), 36.5, 33.5, "governorate", shape=box(36, 33, 37, 34)),
        Entry("t", ("Millbrook",), 36.5, 34.7),
        Entry("u", ("Twinford",), 36.2, 34.7),
        Entry("v", ("Twinford",), 36.2, 33.2),
    ]
)


def codes(*args, **more) -> list[str]:
    return [flag.code for flag in flags(*args, **more, divisions=LAND)]


@pytest.mark.parametrize(
    ("lon", "lat", "division", "expected"),
    [
        (36.5, 34.5, "North", []),
        (36.5, 34.5, "الشمال", []),
        (36.5, 33.5, "North", ["places.outside-division"]),
        (34.5, 36.5, "North", ["places.swapped"]),
        (-36.5, 34.5, "North", ["places.wrong-sign"]),
        (36.5, 34.0009, "North", ["places.on-border"]),
        (36.5, 33.9991, "North", ["places.on-border"]),
        (0.0, 0.0, "North", ["places.null-island"]),
        (200.0, 10.0, "North", ["places.off-globe"]),
        (34.5, 136.5, None, ["places.off-globe"]),
        (36.5, 34.5, "Atlantis", ["places.unknown-division"]),
        (36.5, 34.5, None, []),
        (34.5, 36.5, None, ["places.swapped"]),
        (10.0, 10.0, None, []),
        (float("nan"), 1.0, None, ["places.not-a-number"]),
    ],
)
def test_each_slip_has_its_flag(lon, lat, division, expected):
    assert codes(lon, lat, 0.0, division) == expected


def test_a_point_nearer_to_a_border_than_its_radius_may_lie_on_either_side():
    assert codes(36.5, 34.04, 0.0, "North") == []
    assert codes(36.5, 34.04, 5_000.0, "North") == ["places.on-border"]
    assert codes(36.5, 34.04, 60_000.0, "North") == []  # so vague a point says so itself


def test_a_division_unknown_to_the_gazetteer_is_told_once():
    rows = {"lon": [36.5, 36.6], "lat": [34.5, 34.6], "division": ["Atlantis", "Atlantis"]}
    found = flag_rows(rows, "x.csv", LAND, ids=["a", "b"])
    assert [p.code for p in found] == ["places.unknown-division"]
    assert "2 rows" in found[0].message


def test_a_swapped_coordinate_is_shown_the_right_way_round():
    assert flags(34.5, 36.5, 0.0, "North", LAND)[0].instead == (36.5, 34.5)


def test_a_table_is_flagged_row_by_row_as_each_coordinate_is():
    rows = {
        "lon": [36.5, 36.5, 34.5, None, 36.5, 0.0],
        "lat": [34.5, 33.5, 36.5, 34.0, 34.0009, 0.0],
        "division": ["North", "North", None, "North", "North", None],
    }
    found = [(p.source.row, p.code) for p in flag_rows(rows, "x.csv", LAND)]
    one_by_one = [
        (k + 2, code)
        for k in range(6)
        if rows["lon"][k] is not None
        for code in codes(rows["lon"][k], rows["lat"][k], 0.0, rows["division"][k])
    ]
    assert found == one_by_one
    assert found == [
        (3, "places.outside-division"),
        (4, "places.swapped"),
        (6, "places.on-border"),
        (7, "places.null-island"),
    ]


def test_reports_are_placed_by_name_where_there_is_no_doubt():
    taken = intake(
        pa.table(
            {
                "report_id": ["a", "b", "c", "d", "e"],
                "happened_at": ["2020-01-01"] * 5,
                "place": ["Millbrook", "Twinford", "Twinford", "Nowhere", "Millbrook"],
                "division": [None, None, "South", None, None],
                "lon": [None, None, None, None, "36.6"],
                "lat": [None, None, None, None, "34.6"],
            }
        )
    )
    placed = place_by_name(taken, LAND)
    lon = placed.reports.table.column("lon").to_pylist()
    assert lon == [36.5, None, 36.2, None, 36.6]
    assert placed.reports.place_words[0] == "village"
    assert sorted(p.code for p in placed.notices) == ["fuse.unplaced", "places.ambiguous", "places.unknown-name"]
