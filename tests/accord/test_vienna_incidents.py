"""The incidents of 2016 that come with the Vienna accord: known names, honest places, every kind of case."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point

import servanda.accord
from servanda.accord.check import fold
from servanda.incidents.model import INCIDENTS
from servanda.times import parse_instant

FILE = Path(servanda.accord.__file__).parent / "vienna" / "incidents-2016.csv"
CESSATION = parse_instant("2016-02-27", "Asia/Damascus")
CAPITALS = {  # of the fourteen governorates: lon, lat; public gazetteers
    "Aleppo": (37.16, 36.20), "Damascus": (36.29, 33.51), "Daraa": (36.10, 32.62), "Deir ez-Zor": (40.14, 35.34),
    "Hama": (36.75, 35.13), "Hasakah": (40.75, 36.50), "Homs": (36.72, 34.73), "Idlib": (36.63, 35.93),
    "Latakia": (35.79, 35.53), "Douma": (36.40, 33.57), "Quneitra": (35.89, 33.18), "Raqqa": (39.01, 35.95),
    "Suwayda": (36.57, 32.71), "Tartus": (35.89, 34.89),
}  # fmt: skip
HOME = {"", "Golan Heights", "Syria"}  # what `within` says of incidents inside the accord's zones
ABROAD = {"Amman": (35.93, 31.95), "Beirut": (35.50, 33.89), "Kilis": (37.115, 36.718), "Mosul": (43.13, 36.34)}


@pytest.fixture(scope="module")
def vienna() -> servanda.accord.Accord:
    return servanda.accord.load("vienna")


@cache
def rows() -> tuple[dict[str, str], ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def names_of(accord: servanda.accord.Accord) -> dict[str, str]:
    """Every name by which a party is known, folded → its id."""
    return {fold(n): p.id for p in accord.parties.values() for n in (*p.name.values(), *p.aliases)}


def sides(row: dict[str, str]) -> list[str]:
    return [name for side in ("side_a", "side_b") for name in row[side].split("; ") if name]


def in_syria(accord: servanda.accord.Accord, lon: float, lat: float) -> bool:
    return any(zone.geometry.contains(Point(lon, lat)) for zone in accord.zones)


def test_the_file_has_the_columns_of_incidents() -> None:
    assert list(rows()[0]) == INCIDENTS.names
    assert len(rows()) >= 60
    assert len({row["incident_id"] for row in rows()}) == len(rows())


def test_every_incident_names_its_source_tells_itself_and_admits_a_radius() -> None:
    for row in rows():
        assert row["source_ref"], row["incident_id"]
        assert len(row["note"]) > 30, row["incident_id"]
        assert float(row["radius_m"]) >= 300, row["incident_id"]
        assert row["source_grade"] in "ABCDEF", row["incident_id"]
        assert row["info_grade"] in "123456", row["incident_id"]


def test_every_side_is_a_party_of_the_accord(vienna: servanda.accord.Accord) -> None:
    known = names_of(vienna)
    assert [(row["incident_id"], name) for row in rows() for name in sides(row) if fold(name) not in known] == []


def test_every_act_and_weapon_is_a_node_of_the_trees(vienna: servanda.accord.Accord) -> None:
    assert {row["act"] for row in rows()} <= set(vienna.acts)
    assert {row["weapon"] for row in rows()} - {""} <= set(vienna.weapons)


def test_times_run_forward_within_2016_and_become_known_later() -> None:
    for row in rows():
        start, end, known = (
            parse_instant(row[column], "Asia/Damascus") for column in ("happened_from", "happened_to", "known_at")
        )
        assert start <= end, row["incident_id"]
        assert start <= known, row["incident_id"]
        assert start.year == 2016, row["incident_id"]


def test_deaths_are_counted_from_low_to_high() -> None:
    for row in rows():
        known = [int(row[f"killed_{bound}"]) for bound in ("low", "best", "high") if row[f"killed_{bound}"]]
        assert known == sorted(known), row["incident_id"]


def test_incidents_lie_where_they_are_said_to_lie(vienna: servanda.accord.Accord) -> None:
    for row in rows():
        lon, lat = float(row["lon"]), float(row["lat"])
        if row["within"] in HOME:  # border towns may lie a radius off
            disc = Point(lon, lat).buffer(float(row["radius_m"]) / 111_000)
            assert any(zone.geometry.intersects(disc) for zone in vienna.zones), row["incident_id"]
        else:
            assert not in_syria(vienna, lon, lat), row["incident_id"]


def test_every_kind_of_case_is_there(vienna: servanda.accord.Accord) -> None:
    known = names_of(vienna)
    kinds: Counter[str] = Counter()
    for row in rows():
        parties = {known[fold(name)] for name in sides(row)}
        start = parse_instant(row["happened_from"], "Asia/Damascus")
        end = parse_instant(row["happened_to"], "Asia/Damascus")
        kinds["before"] += start < CESSATION
        kinds["over the edge"] += start < CESSATION < end
        kinds["listed"] += bool(parties & {"daesh", "nusrah"})
        kinds["umbrella"] += any(vienna.parties[p].kind == "umbrella" for p in parties)
        kinds["unknown actor"] += not row["side_a"]
        kinds["joint"] += ";" in row["side_a"]
        kinds["mixed"] += "nusrah" in parties and bool(parties & {"ahrar-al-sham", "rahman-corps", "syrian-insurgents"})
        kinds["abroad"] += row["within"] not in HOME
        kinds["line"] += "israel" in parties
        kinds["self-defence"] += row["self_defence"] == "true"
        kinds["one side's claim"] += bool(row["claimant"])
        kinds["access"] += row["act"].endswith("-access")
        for party in ("syr-government", "russia", "turkey", "us-led-coalition", "ypg", "syrian-insurgents"):
            kinds[party] += party in parties
    assert {kind: n for kind, n in kinds.items() if n < (1 if kind == "over the edge" else 2)} == {}
    assert len({row["division"] for row in rows()}) >= 10


def test_syria_holds_its_capitals_and_no_neighbour(vienna: servanda.accord.Accord) -> None:
    assert [name for name, at in CAPITALS.items() if not in_syria(vienna, *at)] == []
    assert [name for name, at in ABROAD.items() if in_syria(vienna, *at)] == []
    syria = next(zone for zone in vienna.zones if zone.id == "syria")
    assert 100 < len(syria.geometry.exterior.coords) < 400
    assert "Natural Earth" in syria.source


def test_every_actor_of_the_event_data_of_2016_is_a_party(vienna: servanda.accord.Accord, shared: Path) -> None:
    known = names_of(vienna)
    events = shared / "data/events/ucdp-ged-syria-2016.csv.gz"
    with gzip.open(events, "rt", encoding="utf-8", newline="") as file:
        named: Counter[Any] = Counter(
            n for e in csv.DictReader(file) for s in ("side_a", "side_b") for n in e[s].split(", ")
        )
    assert sum(named.values()) > 12_000
    assert {name: n for name, n in named.items() if fold(name) not in known} == {}
