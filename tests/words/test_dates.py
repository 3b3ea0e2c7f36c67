"""Dates: what is printed in words is read back; whole phrases; stories give no deadline."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.times import Duration, add
from servanda.words.dates import Kind, deadline, say

DAYS = st.dates(date(1946, 1, 1), date(2040, 12, 31))


@given(on=DAYS, ahead=st.integers(0, 4000), style=st.integers(0, 3))
def test_a_last_day_in_words_is_read_back(on: date, ahead: int, style: int) -> None:
    last = on + timedelta(days=ahead)
    got = deadline(say(None, last, style), on)
    assert got is not None
    assert (got.since, got.to) == (None, last)


@given(on=DAYS, ahead=st.integers(0, 4000), style=st.integers(0, 3))
def test_a_first_day_in_words_is_read_back(on: date, ahead: int, style: int) -> None:
    first = on + timedelta(days=ahead)
    got = deadline(say(first, None, style), on)
    assert got is not None
    assert (got.since, got.to) == (first, None)


@given(on=DAYS, ahead=st.integers(0, 3000), length=st.integers(0, 900), style=st.integers(0, 3))
def test_an_interval_in_words_is_read_back(on: date, ahead: int, length: int, style: int) -> None:
    first = on + timedelta(days=ahead)
    last = first + timedelta(days=length)
    got = deadline(say(first, last, style), on)
    assert got is not None
    assert (got.since, got.to) == (first, last)


@given(on=DAYS, n=st.integers(1, 90), unit=st.sampled_from(["hour", "day", "week", "month", "year"]))
def test_within_a_duration_counts_from_the_document(on: date, n: int, unit: str) -> None:
    got = deadline(f"shall be completed within {n} {unit}s", on)
    assert got is not None
    assert (got.kind, got.since, got.to) == (Kind.WITHIN, None, add(on, Duration(n, unit)))


@given(st.text(max_size=200), DAYS)
def test_no_text_makes_the_grammar_fail(text: str, on: date) -> None:
    got = deadline(text, on)
    assert got is None or 0 <= got.start < got.end <= len(text)


@pytest.mark.parametrize(
    ("words", "on", "since", "to"),
    [
        ("no later than mid-January 2016", "2015-12-18", None, "2016-01-20"),
        ("by the end of June", "2021-03-04", None, "2021-06-30"),
        ("in the second quarter of 2022", "2021-03-04", "2022-04-01", "2022-06-30"),
        ("within forty-five days of its adoption", "2014-03-01", None, "2014-04-15"),
        ("before 1 May 1994", "1994-02-01", None, "1994-04-30"),
        ("from 29 February 2016", "2016-02-01", "2016-02-29", None),
        ("on Monday", "2016-05-17", "2016-05-23", "2016-05-23"),
        ("within 30 days of the entry into force of the annex", "2016-05-17", None, None),
        ("as it decided on 3 March", "2016-05-17", None, None),
        ("the parties met six months ago", "2016-05-17", None, None),
        ("the months may march on", "2016-05-17", None, None),
        ("as set out in resolution 2199 (2015)", "2014-05-17", None, None),
        ("on 31 February 2017", "2016-05-17", None, None),
    ],
)
def test_phrases(words: str, on: str, since: str | None, to: str | None) -> None:
    got = deadline(words, date.fromisoformat(on))
    dates = (None, None) if got is None or got.past else (got.since, got.to)
    assert tuple(d.isoformat() if d else None for d in dates) == (since, to)


def test_words_of_haste_have_a_kind_and_no_end() -> None:
    for words, kind in (
        ("immediately", Kind.IMMEDIATE),
        ("as soon as possible", Kind.ASAP),
        ("at all times", Kind.CONTINUOUS),
    ):
        got = deadline(f"The parties shall, {words}, stop.", date(2020, 1, 1))
        assert got is not None
        assert (got.kind, got.to) == (kind, None)


def test_around_and_target_are_kept_as_flags() -> None:
    got = deadline("with a target date of around January 1st", date(2015, 11, 14))
    assert got is not None
    assert (got.approximate, got.target, got.to) == (True, True, date(2016, 1, 1))


def test_rounding_is_stated() -> None:
    got = deadline("by early January 2016", date(2015, 12, 18))
    assert got is not None
    assert got.rounding == "early = days 1 to 10"


def test_the_shared_cases(shared: Path) -> None:
    """At least 45 of the 47 expressions."""
    cases = json.loads((shared / "data/gold/temporal-cases.json").read_text("utf-8"))["cases"]
    wrong = []
    for c in cases:
        got = deadline(c["text"], date.fromisoformat(c["document_date"]))
        dates = (None, None) if got is None or got.past else (got.since, got.to)
        if tuple(d.isoformat() if d else None for d in dates) != (c["from"], c["to"]):
            wrong.append(c["text"])
    assert len(cases) - len(wrong) >= 45, wrong
