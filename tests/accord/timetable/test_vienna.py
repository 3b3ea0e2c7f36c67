"""The Vienna accord's timetable on days that people asked about; the days were counted by hand on a calendar."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.accord import load
from servanda.accord.timetable import Standing, timetable


@pytest.fixture(scope="module")
def vienna():
    return load("vienna")


@pytest.mark.parametrize(
    ("reading", "governance", "elections"),
    [
        ("un", date(2016, 8, 1), date(2017, 8, 1)),  # from the talks of 1 February 2016
        ("us", date(2016, 8, 1), None),  # elections hang on a constitution that has not come
        ("russia", date(2016, 5, 14), date(2017, 5, 14)),  # from the statement of 14 November 2015
    ],
)
def test_each_reading_counts_from_its_own_beginning(vienna, reading, governance, elections):
    t = timetable(vienna, reading, date(2016, 9, 1))
    assert t.item("governance").due.latest == governance
    assert t.item("governance").standing is Standing.MISSED, "a target of six months is missed, never violated"
    assert t.item("elections").due.latest == elections
    assert t.item("elections").standing is (Standing.OPEN if elections else Standing.WAITING)


def test_talks_were_a_target_and_came_late(vienna):
    un, russia = (timetable(vienna, r, date(2016, 3, 1)).item("talks") for r in ("un", "russia"))
    assert (un.standing, un.late_days, un.about) == (Standing.MISSED, (31, 31), True)
    assert (russia.standing, russia.late_days) == (Standing.MISSED, (28, 28))


def test_before_the_talks_nothing_was_late_and_the_elections_hung_on_them(vienna):
    t = timetable(vienna, "un", date(2015, 12, 1))
    assert not [i.id for i in t.items if i.overdue]
    assert t.item("elections").latest == date(2017, 7, 1)
    moved = timetable(vienna, "un", date(2015, 12, 1), {"talks": date(2016, 3, 1)})
    assert moved.item("elections").due.latest == date(2017, 9, 1)
    assert moved.item("talks").standing is Standing.IMPOSSIBLE


def test_no_reading_of_vienna_clashes_with_what_happened(vienna):
    for reading in vienna.readings:
        for day in (date(2015, 12, 1), date(2016, 3, 1), date(2016, 12, 31)):
            assert not timetable(vienna, reading, day).conflicts, (reading, day)
