"""The rival readings of the Vienna accord: the table that people read says what the blocks say."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

import servanda.accord
from servanda.accord import Accord, Milestone, under
from servanda.times import day_of

TEXT = (Path(servanda.accord.__file__).parent / "vienna" / "accord.md").read_text("utf-8")
ANCHORS = {"talks": "the talks", "vienna-statement": "the Vienna statement", "constitution": "the constitution"}


@pytest.fixture(scope="module")
def vienna() -> Accord:
    return servanda.accord.load("vienna")


def table() -> dict[str, dict[str, str]]:
    """The table of open questions: question → reading → answer."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.split("\n") if line.startswith("| ")]
    readings = [cell.strip("`") for cell in rows[0][1:]]
    return {row[0]: dict(zip(readings, row[1:], strict=True)) for row in rows[1:]}


def told(at: datetime) -> str:
    day = day_of(at, "Asia/Damascus")
    return f"{day.day} {day:%B} {day.year}"


def reached(milestone: Milestone) -> str:
    return told(milestone.reached[0].latest)


def answers(accord: Accord, reading: str) -> dict[str, str]:
    """What the blocks answer to each question of the table under one reading."""
    one = under(accord, reading)
    chosen = one.readings[reading]
    ceasefire = one.norms["ceasefire"]
    talks = one.milestones["talks"]
    return {
        '"Syrian insurgents"': "the opposition" if chosen.umbrellas == "side" else chosen.umbrellas,
        "a listed beside an unlisted group": chosen.mixed,
        "talks began": reached(talks),
        "is the date of January exact": "around" if talks.about else "no later than",
        "six months run from": ANCHORS[one.milestones["governance"].after],
        "eighteen months run from": ANCHORS[one.milestones["elections"].after],
        "the first cessation began": reached(one.milestones[ceasefire.since]),
        "the first cessation ended": reached(one.milestones[ceasefire.until]),
    }


def test_the_table_of_open_questions_says_what_the_blocks_say(vienna: Accord) -> None:
    questions = table()
    listed = questions.pop("who is listed besides Daesh and Nusrah")
    for reading in vienna.readings:
        assert answers(vienna, reading) == {question: row[reading] for question, row in questions.items()}, reading
        more = {e.party for e in under(vienna, reading).lists["terrorists"].entries} - {"daesh", "nusrah"}
        assert (listed[reading] == "nobody") == (not more), reading


def test_the_readings_asked_for_are_there_and_say_where_they_come_from(vienna: Accord) -> None:
    assert list(vienna.readings) == ["un", "us", "russia", "turkey", "text"]
    assert all(reading.source or reading.cites for reading in vienna.readings.values())
    assert vienna.readings["un"].umbrellas == "undetermined"
    assert vienna.readings["us"].umbrellas == "side"
    assert vienna.readings["russia"].mixed == "listed"


def test_a_group_that_a_reading_lists_is_no_party_to_the_ceasefire_at_that_time(vienna: Accord) -> None:
    one = under(vienna, "russia")
    spans = {e.party: e.when for e in one.lists["terrorists"].entries if e.party not in {"daesh", "nusrah"}}
    assert set(spans) == {"ahrar-al-sham", "jaysh-al-islam"}
    for party, listed in spans.items():
        for member in one.groups["opposition-side"].members:
            if member.member == party:
                assert member.when.until == listed.since or member.when.since == listed.until


def test_the_accord_agrees_with_the_texts_that_it_cites(shared: Path) -> None:
    assert servanda.accord.problems_in(Path(servanda.accord.__file__).parent / "vienna", [shared / "data/texts"]) == ()


def test_prose_names_only_paragraphs_that_exist(shared: Path) -> None:
    transcript = (shared / "data/texts/vienna-2015-11-14-press-availability.txt").read_text("utf-8")
    last = len(re.findall(r"(?:^.*\S.*\n?)+", transcript, re.M))
    assert last == 102
    assert max(int(n) for n in re.findall(r"press (\d+)", TEXT)) <= last
