"""Stories: a small accord in plain text, a day, and the timetable that people expect."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from servanda.accord import UnknownReadingError
from servanda.accord.timetable import Standing, UnknownMilestoneError, Window, timetable


def day(text: str) -> date:
    return date.fromisoformat(text)


def stands(accord, as_of: str, item: str, reading: str | None = None, **what_if: str):
    return timetable(accord, reading, day(as_of), {m: day(d) for m, d in what_if.items()}).item(item)


TALKS = """
# a target, a span that hangs on it, and the order of two steps
milestone talks: by: 2016-01-01; cites: text 3
milestone constitution: within: 6 months; after: talks; binding: true
milestone elections: within: 18 months; after: talks; not-before: constitution
"""


def test_a_target_is_missed_and_a_binding_date_is_violated(accord):
    a = accord("""
    milestone target: by: 2016-01-01
    milestone promise: by: 2016-01-01; binding: true
    """)
    for id, expected in (("target", Standing.MISSED), ("promise", Standing.VIOLATED)):
        assert stands(a, "2015-12-31", id).standing is Standing.OPEN
        assert stands(a, "2016-01-01", id).standing is Standing.OPEN, "the last day is not over"
        late = stands(a, "2016-01-11", id)
        assert (late.standing, late.overdue, late.late_days) == (expected, True, (10, 10))


def test_reached_on_the_last_day_is_in_time_and_a_day_later_is_late(accord):
    a = accord("""
    milestone kept: by: 2016-01-01; reached: [{on: 2016-01-01}]
    milestone broken: by: 2016-01-01; reached: [{on: 2016-01-02}]; binding: true
    """)
    assert stands(a, "2016-02-01", "kept").standing is Standing.MET
    late = stands(a, "2016-02-01", "broken")
    assert (late.standing, late.late_days, late.overdue) == (Standing.VIOLATED, (1, 1), False)


def test_what_waits_for_another_step_has_a_last_day_while_that_step_has_one(accord):
    a = accord(TALKS)
    elections = stands(a, "2015-12-01", "elections")
    assert elections.standing is Standing.WAITING
    assert elections.reason == "its time begins with talks"
    assert (elections.earliest, elections.latest) == (day("2015-12-01"), day("2017-07-01"))
    assert elections.slack_days == 578
    assert [g.text for g in elections.fixed_by] == ["elections within 18 months after talks", "talks by 2016-01-01"]


def test_a_missed_target_no_longer_bounds_what_hangs_on_it(accord):
    a = accord(TALKS)
    assert stands(a, "2016-02-01", "talks").standing is Standing.MISSED
    elections = stands(a, "2016-02-01", "elections")
    assert (elections.standing, elections.latest) == (Standing.WAITING, None)


def test_a_step_narrows_the_step_that_must_come_before_it(accord):
    a = accord("""
    milestone first: reached: []
    milestone second: by: 2016-03-01; not-before: first
    """)
    assert stands(a, "2016-01-01", "first").latest == day("2016-03-01")


def test_what_if_gives_the_days_that_would_follow(accord):
    a = accord(TALKS)
    item = stands(a, "2016-02-01", "elections", talks="2016-03-01")
    assert (item.standing, item.due) == (Standing.OPEN, Window(day("2017-09-01"), day("2017-09-01")))
    talks = stands(a, "2015-12-01", "talks", talks="2016-03-01")
    assert (talks.standing, talks.supposed, talks.planned) == (Standing.IMPOSSIBLE, True, True)
    assert stands(a, "2015-12-01", "talks", talks="2015-12-20").standing is Standing.OPEN


def test_months_end_on_the_last_day_unless_the_text_rounds_up(accord):
    a = accord("""
    milestone start: reached: [{on: 2015-08-31}]
    milestone down: within: 6 months; after: start
    milestone up: within: 6 months; after: start; round: up
    milestone plain: within: 6 months; after: common
    milestone common: reached: [{on: 2014-08-31}]
    """)
    last = {id: stands(a, "2016-01-01", id).due.latest for id in ("down", "up", "plain")}
    assert last == {"down": day("2016-02-29"), "up": day("2016-03-01"), "plain": day("2015-02-28")}
    notes = " ".join(timetable(a, None, day("2016-01-01")).notes())
    assert "becomes the last of the month" in notes
    assert "first of the next month" in notes


UNCERTAIN = """
milestone talks: reached: [{from: 2015-12-18, to: 2016-03-01, known: 2016-03-02}]
milestone transition: within: 6 months; after: talks
"""


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2016-06-18", Standing.OPEN),
        ("2016-06-19", Standing.UNDETERMINED),
        ("2016-09-01", Standing.UNDETERMINED),
        ("2016-09-02", Standing.MISSED),
    ],
)
def test_six_months_from_a_day_between_two_is_an_interval(accord, as_of, expected):
    item = stands(accord(UNCERTAIN), as_of, "transition")
    assert item.due == Window(day("2016-06-18"), day("2016-09-01"))
    assert item.standing is expected


@pytest.mark.parametrize(
    ("reached", "expected"),
    [("2016-06-18", Standing.MET), ("2016-07-01", Standing.UNDETERMINED), ("2016-09-02", Standing.MISSED)],
)
def test_reached_between_two_possible_last_days_is_undetermined(accord, reached, expected):
    a = accord(UNCERTAIN + f"\nmilestone done: within: 6 months; after: talks; reached: [{{on: {reached}}}]")
    assert stands(a, "2016-12-01", "done").standing is expected


def test_a_shared_uncertain_anchor_stays_correlated(accord):
    """Begun somewhere in 60 days, the second step at most a month after it: 40 days later it was late on any day."""
    a = accord("""
    milestone start: reached: [{from: 2016-01-01, to: 2016-03-01}]
    milestone next: not-before: start; reached: [{from: 2016-01-15, to: 2016-03-20}]
    milestone last: within: 10 days; after: next; not-before: start; reached: [{on: 2016-04-01}]
    milestone soon: within: 1 month; after: start; reached: [{from: 2016-01-10, to: 2016-03-25}]
    """)
    assert stands(a, "2016-12-01", "last").standing is Standing.MISSED
    assert stands(a, "2016-12-01", "soon").standing is Standing.UNDETERMINED


def test_as_soon_as_never_becomes_late_by_itself(accord):
    a = accord("""
    milestone steps: reached: [{on: 2016-02-01}]
    norm hurry: deadline: asap; condition-milestone: steps; cites: text
    """)
    item = stands(a, "2020-02-01", "hurry")
    assert (item.standing, item.elapsed_days, item.overdue) == (Standing.UNDATED, (1461, 1461), False)
    assert item.latest is None


def test_nothing_recorded_about_a_deed_is_undetermined_and_never_fulfilled(accord):
    a = accord("norm deed: deadline: {by: 2016-01-01, binding: true}; cites: text")
    assert stands(a, "2015-12-01", "deed").standing is Standing.OPEN
    item = stands(a, "2016-06-01", "deed")
    assert (item.standing, item.overdue) == (Standing.UNDETERMINED, False)
    assert "nothing recorded" in item.reason


def test_a_deed_is_settled_by_its_milestone_under_its_own_date(accord):
    a = accord("""
    milestone withdrawal: reached: [{on: 2016-02-10}]
    norm leave: deadline: {within: 90 days, after: text, binding: true}; fulfilled-by: withdrawal; cites: text
    norm stay-out: deadline: {at: withdrawal}; fulfilled-by: withdrawal; cites: text
    """)
    assert stands(a, "2016-03-01", "leave").due.latest == day("2016-02-12")
    assert stands(a, "2016-03-01", "leave").standing is Standing.MET
    assert stands(a, "2016-03-01", "stay-out").standing is Standing.REACHED


def test_a_reading_starts_the_clock_elsewhere(accord):
    a = accord("""
    milestone talks: reached: [{on: 2016-02-01, readings: [one]}, {on: 2016-01-29, readings: [other]}]
    milestone vote: within: 18 months; after: talks; readings: {other: {after: text}}
    reading one: source: a statement
    reading other: source: a statement
    """)
    assert stands(a, "2016-03-01", "vote", "one").due.latest == day("2017-08-01")
    assert stands(a, "2016-03-01", "vote", "other").due.latest == day("2017-05-14")
    assert stands(a, "2016-03-01", "talks").reached == Window(day("2016-01-29"), day("2016-02-01"))
    with pytest.raises(UnknownReadingError):
        timetable(a, "nobody", day("2016-03-01"))


def test_what_some_readings_deny_stays_open_without_a_reading(accord):
    a = accord("""
    milestone truce: by: 2016-03-01; reached: [{on: 2016-02-27, readings: [one]}]
    reading one: source: a statement
    reading other: source: a statement
    """)
    assert stands(a, "2016-04-01", "truce", "one").standing is Standing.MET
    assert stands(a, "2016-04-01", "truce", "other").standing is Standing.MISSED
    assert stands(a, "2016-04-01", "truce").standing is Standing.UNDETERMINED


def test_around_is_judged_by_the_day_and_a_reading_may_widen_it(accord):
    a = accord("""
    milestone talks: by: 2016-01-01; about: true; reached: [{on: 2016-01-29}]; readings: {wide: {about: 30}}
    reading wide: source: a statement
    """)
    plain, wide = stands(a, "2016-03-01", "talks"), stands(a, "2016-03-01", "talks", "wide")
    assert (plain.standing, plain.about) == (Standing.MISSED, True)
    assert (wide.standing, wide.about_days, wide.due.latest) == (Standing.MET, 30, day("2016-01-31"))
    spans = accord("milestone next: within: 1 month; after: text; about: 5; reached: [{on: 2015-12-19}]")
    assert stands(spans, "2016-03-01", "next").standing is Standing.MET


def test_a_fact_known_later_does_not_count_on_a_past_day(accord):
    a = accord("milestone talks: by: 2016-01-01; reached: [{on: 2015-12-30, known: 2016-01-20}]")
    assert stands(a, "2016-01-10", "talks").standing is Standing.MISSED
    assert stands(a, "2016-01-20", "talks").standing is Standing.MET


def test_a_correction_counts_from_the_day_it_is_known(accord):
    a = accord("""
    milestone talks: by: 2016-01-01; reached: [{on: 2016-01-01}, {on: 2016-01-05, known: 2016-06-01}]
    """)
    assert stands(a, "2016-05-31", "talks").standing is Standing.MET
    assert stands(a, "2016-06-01", "talks").late_days == (4, 4)


def test_a_day_set_in_advance_is_planned_and_not_reached(accord):
    a = accord("milestone truce: by: 2016-03-01; reached: [{on: 2016-02-27, known: 2016-02-22}]")
    item = stands(a, "2016-02-23", "truce")
    assert (item.standing, item.planned) == (Standing.OPEN, True)
    assert stands(a, "2016-02-27", "truce").standing is Standing.MET


def test_days_are_those_of_the_accord(accord):
    a = accord("milestone truce: by: 2016-02-26; reached: [{on: 2016-02-27T01:00+02:00}]")
    assert stands(a, "2016-03-01", "truce").standing is Standing.MET  # still the 26th in UTC
    at = datetime(2016, 2, 26, 22, 59, tzinfo=timezone(timedelta(0)))
    assert timetable(a, None, at).item("truce").reached is None


def test_a_date_before_what_must_come_first_is_no_longer_possible_and_the_clash_is_named(accord):
    a = accord("""
    milestone constitution: reached: [{on: 2016-09-01, known: 2016-02-01, source: a decree}]
    milestone elections: by: 2016-06-01; not-before: constitution; cites: text 19; binding: true
    """)
    t = timetable(a, None, day("2016-03-01"))
    assert t.item("elections").standing is Standing.IMPOSSIBLE
    (clash,) = t.conflicts
    assert clash.about == "item"
    assert {str(g) for g in clash.grounds} == {
        "elections by 2016-06-01 [text 19]",
        "elections not before constitution [text 19]",
        "constitution set for on 2016-09-01 [a decree]",
    }


def test_dates_that_clash_only_together_are_named_together(accord):
    """Each can be kept alone; that a must come before b makes the two impossible."""
    a = accord("""
    milestone start: reached: [{on: 2016-01-01}]
    milestone b: by: 2016-02-01; not-before: a
    milestone a: not-before: c
    milestone c: not-before: start
    """)
    t = timetable(a, None, day("2016-01-15"), {"c": day("2016-03-01")})
    assert t.item("b").standing is Standing.IMPOSSIBLE
    assert len(t.conflicts[0].grounds) == 4


def test_facts_out_of_order_are_told_and_do_not_stop_the_reckoning(accord):
    a = accord("""
    milestone constitution: by: 2017-01-01
    milestone elections: not-before: constitution; reached: [{on: 2016-04-13}]
    """)
    t = timetable(a, None, day("2016-06-01"))
    assert [c.about for c in t.conflicts] == ["order"]
    assert set(t.conflicts[0].items) == {"elections", "constitution"}
    assert t.item("constitution").standing is Standing.OPEN


def test_supposing_something_about_nothing_is_refused(accord):
    with pytest.raises(UnknownMilestoneError, match="no milestone called 'talk'"):
        timetable(accord(TALKS), None, day("2016-01-01"), {"talk": day("2016-01-01")})


def test_an_accord_without_dates_has_an_empty_timetable(accord):
    t = timetable(accord("norm peace: act: [attack]; force: prohibition; cites: text"), None, day("2016-01-01"))
    assert (t.items, t.conflicts, t.critical) == ((), (), ())
