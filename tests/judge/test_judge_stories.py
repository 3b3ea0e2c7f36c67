"""Stories told in plain text, one line an incident, with the verdict that each must get."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from servanda.accord import (
    Accord,
    Condition,
    Dated,
    Entry,
    Group,
    Influence,
    ListBlock,
    Membership,
    Milestone,
    Norm,
    Party,
    Reached,
    Reading,
)
from servanda.judge import judge
from servanda.terms import Force, PartyKind
from servanda.times import parse_instant
from tests.judge import made

STORY = """
doer target when where → un  us  russia
north south 2020-03-02 1,1 → violation north  violation north  violation north
north south 2020-02-28 1,1 → not-in-force -  not-in-force -  not-in-force -
north raiders 2020-03-02 1,1 → exempt -  exempt -  exempt -
raiders north 2020-03-02 1,1 → not-bound -  not-bound -  not-bound -
north south 2020-03-02 9,9 → outside -  outside -  outside -
? south 2020-03-02 9,9 → outside -  outside -  outside -
? south 2020-03-02 1,1 → possible:actor unknown  possible:actor unknown  possible:actor unknown
north band 2020-03-02 1,1 → violation north  violation north  exempt -
north band 2020-02-20 1,1 → not-in-force -  not-in-force -  not-in-force -
north rebels 2020-03-02 1,1 → possible:exception north  violation north  possible:exception north
rebels north 2020-03-02 1,1 → possible:actor rebels  violation rebels  possible:actor rebels
north south+raiders 2020-03-02 1,1 → possible:exception north  possible:exception north  exempt -
south+raiders north 2020-03-02 1,1 → violation south  violation south  not-bound -
south+herders north 2020-03-02 1,1 → violation herders,south  violation herders,south  violation herders,south
north south 2020-02-29..2020-03-03 1,1 → possible:time north  possible:time north  possible:time north
north south 2020-03-02 2,1~5000 → possible:place north  possible:place north  possible:place north
"""


def accord() -> Accord:
    """A truce of 1 March between north and south with an exempt list, read three ways."""
    start = parse_instant("2020-03-01")
    parties = {p: Party(p, {"en": p}, PartyKind.ARMED_GROUP) for p in made.PARTIES}
    parties["rebels"] = Party("rebels", {"en": "rebels"}, PartyKind.UMBRELLA, stands_for="south")
    return made.made_accord(
        parties=parties,
        groups={"sides": Group("sides", {"en": "sides"}, tuple(map(Membership, ("north", "south", "herders"))))},
        lists={
            "listed": ListBlock(
                "listed", {"en": "listed"}, (Entry("raiders"), Entry("band", Dated(start), readings=("russia",)))
            )
        },
        influence=(Influence("herders", "north", "supports"),),
        milestones={"begun": Milestone("begun", {"en": "begun"}, reached=(Reached(start, start),))},
        norms={
            "truce": Norm(
                "truce", {"en": "truce"}, Force.PROHIBITION, "sides", act=("attack",), territory=("west",), since="begun",
                exceptions=(Condition("target-in", ("listed",)),), guarantors=("influence",),
            )
        },
        readings={
            "un": Reading("un", {"en": "un"}),
            "us": Reading("us", {"en": "us"}, umbrellas="side"),
            "russia": Reading("russia", {"en": "russia"}, mixed="listed"),
        },
    )  # fmt: skip


def incident(line: str) -> dict[str, Any]:
    doer, target, when, where = line.split()[:4]
    start, _, end = when.partition("..")
    at, _, radius = where.partition("~")
    lon, lat = map(float, at.split(","))
    first = parse_instant(start)
    return {f.name: None for f in made.INCIDENTS} | {
        "incident_id": line, "act": "attack", "directed": True,
        "side_a": None if doer == "?" else doer.replace("+", "; "), "side_b": target.replace("+", "; "),
        "happened_from": first, "happened_to": parse_instant(end) if end else first + made.DAY,
        "lon": lon, "lat": lat, "radius_m": float(radius or 0),
    }  # fmt: skip


LINES = STORY.strip().splitlines()[1:]


@pytest.mark.parametrize("line", LINES)
def test_each_line_of_the_story(line: str) -> None:
    told, expected = (part.strip() for part in line.split("→"))
    rows = judge(accord(), made.table([incident(told)]), parties={p: p for p in made.PARTIES}).to_pylist()
    words = expected.split()
    found = []
    for r in rows:
        unknown = f":{r['unknowns']}" if r["unknowns"] else ""
        found += [r["verdict"] + unknown, r["bearers"].replace("; ", ",") or "-"]
    assert found == words


def test_a_clash_without_direction_charges_one_of_both() -> None:
    row = incident("north south 2020-03-02 1,1") | {"directed": False}
    [first, *_] = judge(accord(), made.table([row]), parties={p: p for p in made.PARTIES}).to_pylist()
    assert (first["verdict"], first["bearers"], first["bearer_mode"]) == ("violation", "north; south", "one-of")
    assert first["guarantors"] == "herders"


def test_a_clash_with_a_listed_group_is_exempt_whoever_began() -> None:
    row = incident("north raiders 2020-03-02 1,1") | {"directed": False}
    [first, *_] = judge(accord(), made.table([row]), parties={p: p for p in made.PARTIES}).to_pylist()
    assert (first["verdict"], first["list_entry"]) == ("exempt", "listed#raiders")


def test_what_was_not_yet_known_does_not_count() -> None:
    rows = [incident("north band 2020-03-02 1,1") | {"known_at": parse_instant("2020-03-05")}]
    before: datetime = parse_instant("2020-03-04")
    assert judge(accord(), made.table(rows), known_at=before, parties={}).num_rows == 0


def test_an_act_that_no_norm_covers_is_kept_with_its_verdict() -> None:
    row = incident("north south 2020-03-02 1,1") | {"act": "detain"}
    rows = judge(accord(), made.table([row]), ["un"], parties={p: p for p in made.PARTIES}).to_pylist()
    assert [(r["norm_id"], r["verdict"]) for r in rows] == [(None, "not-covered")]


def test_who_of_a_force_is_charged_is_told_for_each_moment() -> None:
    """Raiders join the sides on 1 March: before, south alone is charged, though the force is bound all along."""
    start = parse_instant("2020-03-01")
    plain = made.made_accord(
        groups={"sides": Group("sides", {"en": "sides"}, (Membership("south"), Membership("raiders", Dated(start))))},
        norms={"truce": Norm("truce", {"en": "truce"}, Force.PROHIBITION, "sides", act=("attack",))},
    )
    rows = [incident(f"south+raiders north {day} 1,1") for day in ("2020-02-20", "2020-03-02")]
    told = judge(plain, made.table(rows), parties={p: p for p in made.PARTIES}).to_pylist()
    assert [r["bearers"] for r in told] == ["south", "raiders; south"]
