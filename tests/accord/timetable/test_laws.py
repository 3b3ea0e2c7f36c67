"""Laws that hold for every accord: the past is reproduced, later facts never make things earlier."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from time import process_time

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servanda.accord import Accord, Document, Milestone, Reached, Reading
from servanda.accord.timetable import Standing, timetable
from servanda.times import Duration, add

START = date(2016, 1, 1)
DAYS = st.integers(0, 300).map(lambda n: START + timedelta(days=n))
READINGS = ("one", "other")


def at(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def small_accord(milestones: list[Milestone]) -> Accord:
    return Accord(
        "mini",
        {"en": "Mini"},
        "UTC",
        {"text": Document("text", "The text", START)},
        {},
        (),
        {},
        {},
        {m.id: m for m in milestones},
        {},
        {},
        {r: Reading(r, {"en": r}) for r in READINGS},
        (),
        {},
        {},
    )


@st.composite
def accords(draw: st.DrawFn) -> Accord:
    """Two to six milestones; each may hang on an earlier one, be due, and be reached, known then or later."""
    out: list[Milestone] = []
    for n in range(draw(st.integers(2, 6))):
        earlier = [m.id for m in out] or ["text"]
        due = draw(st.sampled_from(["by", "within", "none"]))
        span = draw(st.builds(Duration, st.integers(1, 12), st.sampled_from(["month", "week", "day"])))
        reached = []
        for _ in range(draw(st.integers(0, 2))):
            first = draw(DAYS)
            last = first + timedelta(days=draw(st.integers(0, 40)))
            known = draw(st.none() | st.integers(0, 60).map(lambda k, last=last: at(last + timedelta(days=k))))
            readings = draw(st.sampled_from([(), ("one",), READINGS]))
            reached.append(Reached(at(first), at(last), known, readings=readings))
        out.append(
            Milestone(
                f"m{n}",
                {"en": f"M{n}"},
                by=draw(DAYS) if due == "by" else None,
                within=span if due == "within" else None,
                after=draw(st.sampled_from(earlier)) if due == "within" else "",
                binding=draw(st.booleans()),
                not_before=draw(st.sampled_from(["", *(m.id for m in out)])),
                reached=tuple(reached),
            )
        )
    return small_accord(out)


@given(accords(), DAYS, st.sampled_from([None, *READINGS]))
@settings(max_examples=70, deadline=None)
def test_a_past_day_is_as_if_everything_later_were_removed(accord, day, reading):
    end = at(day + timedelta(days=1))
    then = {
        m.id: replace(m, reached=tuple(r for r in m.reached if (r.known or r.latest) < end))
        for m in accord.milestones.values()
    }
    assert timetable(accord, reading, day) == timetable(replace(accord, milestones=then), reading, day)


@given(accords(), DAYS, DAYS, DAYS)
@settings(max_examples=70, deadline=None)
def test_supposing_a_later_day_never_makes_a_last_day_earlier(accord, day, sooner, later):
    sooner, later = min(sooner, later), max(sooner, later)
    one = timetable(accord, "one", day, {"m0": sooner})
    two = timetable(accord, "one", day, {"m0": later})
    assume(not any(c.about == "order" for t in (one, two) for c in t.conflicts))  # else other orders are taken out
    for a, b in zip(one.items, two.items, strict=True):
        if a.due.latest and b.due.latest:
            assert a.due.latest <= b.due.latest
            assert a.due.earliest <= b.due.earliest


@given(accords(), DAYS, st.sampled_from([None, *READINGS]))
@settings(max_examples=70, deadline=None)
def test_every_standing_follows_from_its_days(accord, day, reading):
    """Read the days of each row again, without the network: they must give the standing."""
    t = timetable(accord, reading, day)
    for i in t.items:
        late = {Standing.VIOLATED} if i.binding else {Standing.MISSED}
        if not i.limit or (i.limit.startswith("after ")):
            assert i.standing in {Standing.REACHED, Standing.UNDATED}
        elif i.reached and not i.planned and i.due.latest and i.reached.latest:
            if i.reached.latest <= i.due.earliest:
                assert i.standing is Standing.MET
            elif i.reached.earliest > i.due.latest:
                assert {i.standing} == late
            elif i.standing is not Standing.UNDETERMINED:  # what must come first may settle it
                assert any(m.not_before or m.after for m in accord.milestones.values())
        elif not i.reached and i.due.latest and i.due.latest < day:
            assert {i.standing} == late
            assert i.overdue
        if i.earliest and i.latest:
            assert i.earliest <= i.latest


@given(accords(), DAYS)
@settings(max_examples=40, deadline=None)
def test_due_days_are_those_of_the_calendar_for_each_possible_beginning(accord, day):
    t = timetable(accord, "one", day)
    for m in accord.milestones.values():
        item = t.item(m.id)
        if m.within and item.due.earliest and item.due.latest:
            assert (item.due.earliest, item.due.latest) == (
                add(item.begins.earliest, m.within),
                add(item.begins.latest, m.within),
            )


@given(accords(), DAYS)
@settings(max_examples=40, deadline=None)
def test_the_same_question_has_the_same_answer(accord, day):
    assert timetable(accord, "one", day) == timetable(accord, "one", day)


def test_five_hundred_milestones_take_less_than_a_second_of_computing():
    milestones = [
        Milestone(
            f"m{n}",
            {"en": f"M{n}"},
            by=None if n % 3 else START + timedelta(days=n),
            within=Duration(1 + n % 18, "month") if n % 3 else None,
            after=f"m{n - 1}" if n % 3 else "",
            not_before=f"m{n // 2}" if n else "",
            reached=(Reached(at(START + timedelta(days=n)), at(START + timedelta(days=n + 9))),) if n < 200 else (),
        )
        for n in range(500)
    ]
    accord = small_accord(milestones)
    begin = process_time()
    t = timetable(accord, "one", date(2016, 8, 1))
    assert process_time() - begin < 1
    assert len({i.standing for i in t.items}) >= 4
