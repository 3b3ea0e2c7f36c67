"""ACLED exports: acts, direction, precision. The rows are made up: ACLED's own may not be passed on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import servanda.incidents as incidents
from servanda.accord.trees import acts, mappings, weapons
from servanda.incidents.from_acled import BATTLE, DIRECTED, DIRECTED_SUB, WEAPONS

GOOD = Path(__file__).parent.parent / "cases" / "incidents" / "good"


def rows():
    taken = incidents.read(GOOD / "acled.csv")
    assert (taken.rows, taken.aside, taken.notices) == (6, (), ())
    return {r["incident_id"]: r for r in taken.incidents.to_pylist()}


def test_a_battle_has_two_joint_sides_and_no_direction():
    row = rows()["XXX1"]
    assert row["side_a"] == "Military Forces of X (2000-2024); Y Militia; Z Militia"
    assert (row["side_b"], row["directed"], row["act"]) == ("Rebels (X)", False, "armed-clash")
    assert (row["within"], row["radius_m"], row["killed_best"]) == ("X; North; Mill", 5000.0, 2)
    assert row["happened_to"] == datetime(2016, 2, 28, tzinfo=UTC)
    assert rows()["XXX6"]["act"] == "armed-clash"


def test_remote_violence_has_a_doer_and_a_target():
    row = rows()["XXX2"]
    assert (row["act"], row["weapon"], row["directed"], row["target_kind"]) == (
        "air-strike",
        "aircraft",
        True,
        "civilians",
    )
    assert row["side_b"] == "Civilians (X); Women (X)"
    assert (row["happened_from"], row["happened_to"]) == (
        datetime(2016, 2, 21, tzinfo=UTC),
        datetime(2016, 3, 5, tzinfo=UTC),
    )
    assert row["within"] == "X; North"


def test_civilians_named_first_are_still_the_target():
    row = rows()["XXX3"]
    assert (row["side_a"], row["side_b"], row["directed"]) == ("Rebels (X)", "Civilians (X)", True)
    assert row["act"] == "one-sided-violence"
    assert (row["happened_from"], row["happened_to"]) == (
        datetime(2016, 2, 1, tzinfo=UTC),
        datetime(2016, 3, 1, tzinfo=UTC),
    )


def test_what_is_no_act_of_the_tree_is_not_unknown():
    assert rows()["XXX4"]["act"] == "protest"
    assert rows()["XXX5"]["act"] == "other"


def test_codes_are_those_of_the_trees():
    words = mappings()
    assert BATTLE in acts()
    assert set(WEAPONS.values()) <= set(weapons())
    assert {*WEAPONS, *DIRECTED_SUB} <= set(words["acled-sub-event"])
    assert set(DIRECTED) <= set(words["acled-event"])
    assert acts()["other"] == ""
