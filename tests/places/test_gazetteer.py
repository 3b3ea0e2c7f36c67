"""Names of places in two scripts, phrases around them, and doubt that stays doubt."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box, mapping

from servanda.places import Entry, Gazetteer, UnreadableGazetteerError, distance_m, read_gazetteer
from servanda.places.gazetteer import moved
from servanda.places.phrases import read_phrase
from servanda.places.spellings import sound

WEST = Entry("G1", ("Westland", "غربستان"), 20.5, 45.0, "governorate", shape=box(20, 44, 21, 46))
EAST = Entry("G2", ("Eastland",), 21.5, 45.0, "governorate", shape=box(21, 44, 22, 46))
TOWNS = [
    Entry("1", ("Khān Shaykhūn", "خان شيخون"), 20.2, 45.1),
    Entry("2", ("Al Qasr", "القصر"), 20.4, 45.5),
    Entry("3", ("Al Qasr",), 21.6, 44.3),
    Entry("4", ("Ar Rayyah",), 20.9, 45.9, radius_m=6_000),
]


@pytest.fixture
def gazetteer() -> Gazetteer:
    return Gazetteer([WEST, EAST, *TOWNS])


@pytest.mark.parametrize(
    "told", ["Khan Shaykhun", "khan sheikhoun", "Khan Shaikhun town", "خان شيخون", "بلدة خان شيخون"]
)
def test_one_place_by_many_spellings(gazetteer, told):
    assert gazetteer.locate(told).place.id == "1"


def test_an_ambiguous_name_stays_ambiguous_with_its_candidates(gazetteer):
    found = gazetteer.locate("Qasr")
    assert found.place is None
    assert [c.id for c in found.candidates] == ["2", "3"]


@pytest.mark.parametrize(
    ("told", "division", "expected"),
    [("Al Qasr", "Westland", "2"), ("Al Qasr, Eastland", None, "3"), ("القصر", "غربستان", "2")],
)
def test_a_stated_division_settles_it(gazetteer, told, division, expected):
    assert gazetteer.locate(told, division).place.id == expected


def test_a_name_that_is_only_elsewhere_is_not_put_there(gazetteer):
    found = gazetteer.locate("Khan Shaykhun", "Eastland")
    assert found.candidates == ()
    assert "elsewhere" in found.how


def test_a_division_that_the_gazetteer_does_not_know_narrows_nothing(gazetteer):
    assert gazetteer.locate("Khan Shaykhun", "Atlantis").place.id == "1"


def test_only_a_governorate_is_a_wide_disc_around_it(gazetteer):
    found = gazetteer.locate("Westland governorate").place
    assert (found.id, found.kind) == ("G1", "governorate")
    assert found.radius_m == 80_000


def test_kilometres_in_a_direction_move_the_point(gazetteer):
    town, found = gazetteer.locate("Ar Rayyah").place, gazetteer.locate("3 km north of Ar Rayyah").place
    assert distance_m(town.lon, town.lat, found.lon, found.lat) == pytest.approx(3_000, rel=0.01)
    assert found.lat > town.lat
    arabic = gazetteer.locate("10 كم جنوب غرب خان شيخون").place
    assert (arabic.lon < 20.2, arabic.lat < 45.1) == (True, True)


def test_countryside_is_wide_and_holds_the_town(gazetteer):
    for told in (
        "Ar Rayyah countryside",
        "countryside of Ar Rayyah",
        "rural Ar Rayyah",
        "Ar Rayyah's northern countryside",
    ):
        found = gazetteer.locate(told).place
        assert found.radius_m >= 25_000, told
        assert distance_m(20.9, 45.9, found.lon, found.lat) < found.radius_m


def test_between_two_places_reaches_both(gazetteer):
    found = gazetteer.locate("the road between Khan Shaykhun and Ar Rayyah").place
    for lon, lat in ((20.2, 45.1), (20.9, 45.9)):
        assert distance_m(lon, lat, found.lon, found.lat) <= found.radius_m


def test_near_a_place_is_a_wider_disc_around_it(gazetteer):
    assert gazetteer.locate("near Ar Rayyah").place.radius_m == 11_000


def test_two_entries_side_by_side_are_one_place():
    twice = Gazetteer([Entry("a", ("Tell",), 20.0, 45.0, radius_m=9_000), Entry("b", ("Tell",), 20.01, 45.0)])
    assert twice.locate("Tell").place.id == "b"


@pytest.mark.parametrize(
    "told",
    ["", "   ", ",", "/", "Nowhere", "3 km north of Nowhere", "km", "between and", "x" * 3000, "\u202eQasr\u0000"],
)
def test_nonsense_finds_nothing_or_doubt_and_never_fails(gazetteer, told):
    assert gazetteer.locate(told).place is None


@given(st.text(max_size=60), st.one_of(st.none(), st.text(max_size=20)))
def test_any_text_is_answered(told, division):
    assert Gazetteer([WEST, EAST, *TOWNS]).locate(told, division).told == told


@given(st.text(max_size=40))
def test_any_text_is_a_phrase(told):
    assert read_phrase(told).how


@given(st.floats(-179, 179), st.floats(-80, 80), st.floats(1, 200_000), st.integers(0, 359))
def test_a_moved_point_lies_so_far_away(lon, lat, metres, bearing):
    assert distance_m(lon, lat, *moved(lon, lat, metres, bearing)) == pytest.approx(metres, rel=1e-4)


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [("Dumayr", "ضمير"), ("Saraqib", "سراقب"), ("Shaykh Miskin", "شيخ مسكين"), ("Ghabaghib", "غباغب")],
)
def test_both_scripts_have_one_sound(latin, arabic):
    assert sound(latin) == sound(arabic)


def test_any_csv_with_names_is_a_gazetteer(tmp_path: Path):
    path = tmp_path / "places.csv"
    path.write_text(
        "pcode;name_en;name_ar;lat;lon\nC1;Old Mill;الطاحونة;45.0;20.0\nC2;;;45;20\nC3;Lost;;;\nC4;Off;;95;20\n",
        "utf-8",
    )
    found, problems = read_gazetteer(path)
    assert found.locate("الطاحونة").place.id == "C1"
    assert [p.code for p in problems] == ["places.no-name", "places.no-position", "places.off-globe"]


def test_a_geonames_dump_is_read(tmp_path: Path):
    row = [
        "7",
        "Halab al Jadida",
        "Halab al Jadida",
        "حلب الجديدة,Nova",
        "36.2",
        "37.1",
        "P",
        "PPL",
        "SY",
        "",
        "09",
        *[""] * 3,
        "90000",
        *[""] * 4,
    ]
    (tmp_path / "XX.txt").write_text("\t".join(row) + "\n", "utf-8")
    found, _ = read_gazetteer(tmp_path / "XX.txt")
    place = found.locate("حلب الجديدة").place
    assert (place.id, round(place.radius_m)) == ("7", 5700)


def test_boundaries_with_p_codes_are_read(tmp_path: Path):
    told = {
        "adm1_name": "Westland",
        "adm1_name1": "غربستان",
        "adm1_pcode": "XX01",
        "adm0_name": "X",
        "adm0_pcode": "XX",
    }
    features = [{"type": "Feature", "properties": told, "geometry": mapping(box(20, 44, 21, 46))}]
    path = tmp_path / "admin1.geojson.gz"
    path.write_bytes(gzip.compress(json.dumps({"type": "FeatureCollection", "features": features}).encode()))
    found, _ = read_gazetteer(path)
    entry = found.division("محافظة غربستان")
    assert (entry.id, entry.kind) == ("XX01", "governorate")


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"{}", b'{"features": 3}', b"\xff\xfe\x00", b"\x1f\x8bnot gzip"]
)
def test_files_without_places_are_refused(tmp_path, content):
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(UnreadableGazetteerError):
        read_gazetteer(tmp_path / "x.csv")


def test_the_given_gazetteers_place_known_towns(shared: Path):
    geo = shared / "data" / "geo"
    found, problems = read_gazetteer(geo / "geonames-syria-places.csv", geo / "syria-ocha-admin1.geojson.gz")
    assert problems == []
    for told in (
        "Douma",
        "دوما",
        "Duma, Rural Damascus",
        "Kafr Batna suburb",
        "الرقة",
        "Ar-Raqqa city",
        "Tadmur/Palmyra town",
    ):
        assert found.locate(told).place is not None, told
    assert found.locate("Idlib governorate").place.kind == "governorate"
