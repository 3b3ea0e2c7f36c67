"""Names meet parties by spelling folded, never by guess."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import servanda as sv
import servanda.incidents as incidents
from servanda.incidents.names import fold, resolve, unknown_names


@pytest.fixture(scope="module")
def vienna():
    return sv.load("vienna")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jaysh al-Islam", "JAYSH AL ISLAM"),
        ("Jaysh al-Islām", "Jaysh  al–Islam"),
        ("Military Forces of Syria (2000-2024)", "military forces of syria"),
        ("داعش", "داعـش"),
        ("أحرار الشام", "احرار الشام"),
        ("جبهة النُّصرة", "جبهة النصرة"),
        ("Хезболла", "ХЕЗБОЛЛА"),
        ("Mare' Operations Room", "Mare’ Operations Room"),
    ],
)
def test_spellings_of_one_name_fold_together(one, other):
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jaysh al-Islam", "Jaysh al-Sham"),
        ("IS", "Islamic State"),
        ("داعش", "Daesh"),
        ("13th Division", "30th Division"),
    ],
)
def test_different_names_stay_apart(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_every_name_and_alias_reaches_its_party(vienna):
    said = {
        spelling: party.id
        for party in vienna.parties.values()
        for name in (party.id, *party.name.values(), *party.aliases)
        for spelling in (name, name.upper(), f" {name} ")
    }
    assert resolve(said, vienna) == said


def test_unknown_names_are_told_once_with_their_count(vienna):
    table = pa.table(
        {
            "side_a": ["IS", "Nobody; Somebody", "Nobody", None],
            "side_b": ["Government of Syria", None, "Nobody", "government of  syria"],
        }
    )
    told = unknown_names(table, vienna)
    assert [p.message for p in told] == [
        "No party is called 'Nobody': 3 incidents.",
        "No party is called 'Somebody': 1 incident.",
    ]


def test_the_sides_of_ged_are_known_to_vienna_by_alias(vienna, shared):
    table = incidents(shared / "data/events/ucdp-ged-syria-2016.csv.gz")
    assert (
        resolve(["Government of Syria", "Syrian insurgents", "IS"], vienna)["Government of Syria"] == "syr-government"
    )
    assert unknown_names(table, vienna) == []


def test_a_name_that_two_parties_share_reaches_the_one_that_claims_it_letter_by_letter(vienna):
    one, two = list(vienna.parties.values())[:2]
    parties = {
        one.id: replace(one, aliases=("Northern Front",)),
        two.id: replace(two, aliases=("northern front", "The Front")),
    }
    accord = replace(vienna, parties=parties)
    found = resolve(["Northern Front", "northern front", "NORTHERN-FRONT", "the front"], accord)
    assert found == {"Northern Front": one.id, "northern front": two.id, "the front": two.id}
