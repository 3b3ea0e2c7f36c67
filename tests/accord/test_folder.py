"""The good case loads, with each thing where it should be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import servanda as sv
from servanda.accord import AccordProblemsError, UnknownAccordError, load, parse, passage, settled, under, variant_of
from servanda.times import Duration

GOOD = Path(__file__).parent.parent / "cases" / "good" / "truce"


def test_a_good_folder_has_no_problems():
    accord, problems = parse(GOOD)
    assert problems == ()
    assert accord is not None
    assert list(accord.parties) == ["north", "south", "militia", "river-rebels", "neighbour", "fishers"]
    assert accord.acts["cattle-raid"] == "attack"
    assert accord.zones[0].geometry.area == pytest.approx(1)


def test_the_api_loads_the_same():
    assert sv.load(GOOD).hash == load(GOOD / "accord.md").hash  # type: ignore[attr-defined]


def test_dates_are_read_in_the_accords_time_zone():
    accord = load(GOOD)
    joined = accord.groups["sides"].members[1].when.since
    assert joined == datetime(2026, 1, 9, 22, tzinfo=UTC)  # midnight in Juba, two hours ahead


def test_a_reading_takes_the_variant_of_its_name_or_the_one_it_sets():
    accord = load(GOOD)
    talks = accord.milestones["talks"]
    assert talks.within == Duration(2, "month", "up")
    assert variant_of(accord.readings["strict"], talks) == "strict"
    assert variant_of(accord.readings["mild"], talks) == "strict"
    assert variant_of(accord.readings["mild"], accord.norms["ceasefire"]) is None
    strict, mild = under(accord, "strict"), under(accord, "mild")
    assert (strict.milestones["talks"].by, strict.milestones["talks"].within) == (date(2026, 3, 1), None)
    assert (strict.norms["ceasefire"].until, mild.norms["ceasefire"].until) == ("talks", "2027-01-10")
    assert (len(strict.lists["spoilers"].entries), len(mild.lists["spoilers"].entries)) == (1, 0)
    assert list(strict.readings) == ["strict"]
    assert settled(talks, None).variants == {}


def test_a_variant_that_is_exact_is_not_roughly_so(tmp_path: Path):
    text = (GOOD / "accord.md").read_text("utf-8").replace("{strict: {by: 2026-03-01}}", "{strict: {about: false}}")
    (tmp_path / "accord.md").write_text(text, "utf-8")
    (tmp_path / "zones.geojson").write_bytes((GOOD / "zones.geojson").read_bytes())
    accord = load(tmp_path)
    strict = under(accord, "strict").milestones["talks"]
    assert (accord.milestones["talks"].about_days, strict.about, strict.about_days) == (5, False, 0)


def test_the_cited_words_are_found_beside_the_accord():
    accord = load(GOOD)
    paragraph, span = accord.norms["ceasefire"].cites
    assert passage(accord, paragraph) == "The two banks cease fire.\nBoth of them."
    assert passage(accord, span) == "The t"


def test_what_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(UnknownAccordError, match=r"vienna|none"):
        load("atlantis")
    with pytest.raises(AccordProblemsError, match=r"no file accord\.md"):
        load(tmp_path)
