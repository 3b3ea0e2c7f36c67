"""Where deeds stand: stories in plain text, one for each status, and what may not happen."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from servanda.accord import UnknownReadingError
from servanda.accord.status import Assessment, AssessmentKind, statuses
from servanda.terms import Status


def day(text: str) -> date:
    return date.fromisoformat(text)


def found(norm: str, kind: str, on: str, by: str = "", known: str = "") -> Assessment:
    at = datetime.fromisoformat(known).replace(tzinfo=UTC) if known else None
    return Assessment(norm, AssessmentKind(kind), day(on), at, by)


def stands(accord, as_of: str, norm: str, *assessments: Assessment, reading: str | None = None):
    return statuses(accord, reading, day(as_of), assessments).norm(norm)


LEAVE = """
milestone left: reached: [{on: %s}]
norm leave: deadline: {by: 2016-03-31, binding: true}; fulfilled-by: left; cites: text
norm hope: force: intention; deadline: {by: 2016-03-31}; fulfilled-by: left; cites: text
"""


@pytest.mark.parametrize(
    ("left", "as_of", "leave", "hope"),
    [
        ("2016-03-31", "2016-03-30", Status.IN_FORCE, Status.IN_FORCE),
        ("2016-03-31", "2016-03-31", Status.FULFILLED, Status.FULFILLED),
        ("2016-04-05", "2016-04-01", Status.VIOLATED, Status.MISSED),
        ("2016-04-05", "2016-04-30", Status.VIOLATED, Status.MISSED),
    ],
)
def test_leaving_on_the_last_day_counts_and_a_day_later_does_not(accord, left, as_of, leave, hope):
    a = accord(LEAVE % left)
    assert stands(a, as_of, "leave").status is leave
    assert stands(a, as_of, "hope").status is hope


def test_done_late_is_told_as_late_and_scores_full(accord):
    row = stands(accord(LEAVE % "2016-04-05"), "2016-05-01", "leave")
    assert (row.late_days, row.overdue) == ((5, 5), False)
    assert (row.score.least, row.score.most) == (3, 3)
    assert stands(accord(LEAVE % "2016-04-05"), "2016-04-01", "leave").overdue


def test_a_condition_that_has_not_come_keeps_a_deed_conditional_past_its_date(accord):
    a = accord("""
    milestone steps: reached: [{on: 2016-02-01}]
    milestone done: reached: []
    norm halt: condition-milestone: steps; deadline: {by: 2016-01-15, binding: true}; fulfilled-by: done; cites: text
    norm talk: condition: the other side asks; fulfilled-by: done; cites: text
    """)
    assert stands(a, "2016-01-20", "halt").status is Status.CONDITIONAL
    assert stands(a, "2016-02-02", "halt").status is Status.VIOLATED
    assert stands(a, "2016-02-02", "talk").status is Status.CONDITIONAL
    met = found("talk", "condition-met", "2016-02-01")
    assert stands(a, "2016-02-02", "talk", met).status is Status.IN_FORCE


def test_a_deed_is_pending_until_it_holds_or_its_time_begins(accord):
    a = accord("""
    milestone truce: reached: [{on: 2016-02-27}]
    milestone talks: cites: text
    norm watch: from: truce; cites: text
    norm report: deadline: {within: 30 days, after: talks}; cites: text
    """)
    assert stands(a, "2016-02-26", "watch").status is Status.PENDING
    assert stands(a, "2016-02-27", "watch").status is Status.IN_FORCE
    assert stands(a, "2016-02-27", "report").status is Status.PENDING


def test_a_beginning_on_an_uncertain_day_makes_the_status_undetermined_in_between(accord):
    a = accord("""
    milestone truce: reached: [{from: 2016-02-01, to: 2016-02-27, known: 2016-02-10}]
    norm watch: from: truce; cites: text
    """)
    expected = {
        "2016-02-09": Status.PENDING,  # not known yet
        "2016-02-10": Status.UNDETERMINED,
        "2016-02-27": Status.IN_FORCE,
    }
    assert {d: stands(a, d, "watch").status for d in expected} == expected


def test_what_is_reached_between_two_possible_last_days_is_undetermined(accord):
    a = accord("""
    milestone start: reached: [{from: 2016-01-01, to: 2016-01-31}]
    milestone done: reached: [{on: 2016-02-15}]
    norm deed: deadline: {within: 30 days, after: start, binding: true}; fulfilled-by: done; cites: text
    """)
    assert stands(a, "2016-06-01", "deed").status is Status.UNDETERMINED


def test_silence_is_undetermined_past_the_date_and_never_fulfilled(accord):
    a = accord("norm deed: deadline: {by: 2016-01-01, binding: true}; cites: text")
    assert stands(a, "2015-12-31", "deed").status is Status.IN_FORCE
    row = stands(a, "2016-06-01", "deed")
    assert row.status is Status.UNDETERMINED
    assert (row.score.least, row.score.most) == (0, 3)


@pytest.mark.parametrize(("on", "status"), [("2016-01-01", Status.FULFILLED), ("2016-01-02", Status.VIOLATED)])
def test_an_assessment_says_what_no_milestone_does(accord, on, status):
    a = accord("norm deed: deadline: {by: 2016-01-01, binding: true}; cites: text")
    assert stands(a, "2016-06-01", "deed", found("deed", "fulfilled", on, "mission")).status is status


def test_assessors_who_disagree_leave_it_undetermined_unless_a_reading_counts_one(accord):
    a = accord("""
    norm deed: cites: text
    reading open: source: a statement
    reading theirs: claimants: [north]; source: a statement
    """)
    both = (found("deed", "fulfilled", "2016-01-01", "mission"), found("deed", "violated", "2016-01-05", "north"))
    assert stands(a, "2016-06-01", "deed", *both, reading="open").status is Status.UNDETERMINED
    assert stands(a, "2016-06-01", "deed", *both, reading="theirs").status is Status.VIOLATED
    changed = found("deed", "fulfilled", "2016-02-01", "north")
    assert stands(a, "2016-06-01", "deed", *both, changed, reading="open").status is Status.FULFILLED


def test_an_assessment_counts_from_the_day_it_is_known(accord):
    a = accord("norm deed: cites: text")
    late = found("deed", "violated", "2016-01-01", known="2016-03-01")
    assert stands(a, "2016-02-28", "deed", late).status is Status.IN_FORCE
    assert stands(a, "2016-03-01", "deed", late).status is Status.VIOLATED


def test_a_suspended_norm_is_not_broken_while_it_rests(accord):
    a = accord(LEAVE % "2016-12-01")
    pause = found("leave", "suspended", "2016-03-01")
    assert stands(a, "2016-05-01", "leave", pause).status is Status.SUSPENDED
    assert stands(a, "2016-02-28", "leave", pause).status is Status.IN_FORCE
    again = found("leave", "resumed", "2016-04-15")
    assert stands(a, "2016-05-01", "leave", pause, again).status is Status.VIOLATED
    after = found("leave", "suspended", "2016-04-10")
    assert stands(a, "2016-05-01", "leave", after).status is Status.VIOLATED, "it was broken before it was suspended"


def test_an_excuse_lifts_a_breach_and_keeps_its_reason(accord):
    row = stands(accord(LEAVE % "2016-12-01"), "2016-05-01", "leave", found("leave", "excused", "2016-04-10", "un"))
    assert row.status is Status.EXCUSED
    assert "un found it excused" in row.reasons[0]
    assert "not recorded as done" in row.reasons[1]


def test_a_norm_ends_when_its_time_is_over_or_another_takes_its_place(accord):
    a = accord("""
    milestone over: reached: [{on: 2016-05-01}]
    norm watch: until: over; cites: text
    norm old: cites: text
    norm new: replaces: [mini#old]; replaces-from: 2016-03-01; cites: text
    """)
    assert stands(a, "2016-04-30", "watch").status is Status.IN_FORCE
    assert stands(a, "2016-05-01", "watch").status is Status.EXPIRED
    assert stands(a, "2016-02-28", "old").status is Status.IN_FORCE
    row = stands(a, "2016-03-01", "old")
    assert (row.status, row.reasons) == (Status.EXPIRED, ("replaced by new from 2016-03-01",))


CHAIN = """
milestone left: cites: text
milestone paid: reached: [%s]
milestone sorry: reached: [%s]
norm leave: deadline: {by: 2016-03-31, binding: true}; fulfilled-by: left; reparation: pay; cites: text
norm pay: deadline: {by: 2016-06-30, binding: true}; fulfilled-by: paid; reparation: regret; cites: text
norm regret: fulfilled-by: sorry; cites: text
"""


def test_a_breach_brings_about_its_reparation_and_is_compensated_by_it(accord):
    a = accord(CHAIN % ("{on: 2016-06-01}", ""))
    before = statuses(a, None, day("2016-03-01"))
    assert [n.status for n in before.norms] == [Status.IN_FORCE, Status.CONDITIONAL, Status.CONDITIONAL]
    broken = statuses(a, None, day("2016-04-01"))
    assert [n.status for n in broken.norms] == [Status.VIOLATED, Status.IN_FORCE, Status.CONDITIONAL]
    done = statuses(a, None, day("2016-06-01"))
    assert [n.status for n in done.norms] == [Status.COMPENSATED, Status.FULFILLED, Status.CONDITIONAL]
    assert done.norm("leave").repaired_by == ("pay",)
    assert done.norm("leave").score.most == 0, "compensation repairs a breach; it does not carry out the deed"


def test_a_chain_of_reparations_is_followed_to_its_end(accord):
    a = accord(CHAIN % ("", "{on: 2016-09-01}"))
    row = stands(a, "2016-09-01", "leave")
    assert (row.status, row.repaired_by) == (Status.COMPENSATED, ("pay", "regret"))
    assert stands(a, "2016-08-31", "leave").status is Status.VIOLATED


def test_reparations_that_name_each_other_do_not_hang(accord):
    a = accord("""
    norm one: deadline: {by: 2016-01-01, binding: true}; reparation: two; cites: text
    norm two: deadline: {by: 2016-02-01, binding: true}; reparation: one; cites: text
    """)
    wrong = [found(n, "violated", "2016-03-01") for n in ("one", "two")]
    assert {n.status for n in statuses(a, None, day("2016-04-01"), wrong).norms} == {Status.VIOLATED}


def test_as_soon_as_stays_in_force_however_long_it_takes(accord):
    a = accord("norm hurry: deadline: asap; cites: text")
    assert stands(a, "2026-01-01", "hurry").status is Status.IN_FORCE


def test_norms_on_acts_permissions_and_powers_are_left_out(accord):
    a = accord("""
    norm truce: force: prohibition; act: [attack]; cites: text
    norm may: force: permission; cites: text
    norm deed: cites: text
    """)
    assert [n.id for n in statuses(a, None, day("2016-01-01")).norms] == ["deed"]
    with pytest.raises(UnknownReadingError):
        statuses(a, "nobody", day("2016-01-01"))


def test_a_step_towards_a_deed_scores_one_and_only_an_assessor_gives_two(accord):
    a = accord("""
    milestone law: reached: [{on: 2016-02-01}]
    milestone vote: not-before: law
    norm hold-vote: fulfilled-by: vote; cites: text
    """)
    score = [stands(a, d, "hold-vote").score for d in ("2016-01-31", "2016-02-01")]
    assert [(s.least, s.most) for s in score] == [(0, 0), (1, 1)]
    assert score[1].reasons == ("law reached on 2016-02-01",)
    partly = found("hold-vote", "partly", "2016-03-01", "mission")
    assert stands(a, "2016-03-01", "hold-vote", partly).score.least == 2


def test_a_step_taken_before_the_text_was_given_is_no_merit_of_it(accord):
    a = accord("""
    milestone ready: reached: [{on: 2015-11-13}]
    milestone vote: not-before: ready
    norm hold-vote: fulfilled-by: vote; cites: text
    """)
    assert stands(a, "2016-02-01", "hold-vote").score.most == 0


def test_the_past_is_as_if_later_assessments_were_not_there(accord):
    a = accord(LEAVE % "2016-12-01")
    known = [found("leave", "suspended", "2016-03-01"), found("leave", "resumed", "2016-04-15")]
    later = [*known, found("leave", "excused", "2016-05-01"), found("hope", "fulfilled", "2016-05-01")]
    assert statuses(a, None, day("2016-04-30"), known) == statuses(a, None, day("2016-04-30"), later)
