"""Standings against brute force: every possible history is played through, day by day, without the network."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servanda.accord import Accord, Document, Milestone, Reached
from servanda.accord.timetable import Standing, timetable
from servanda.times import Duration, add

FIRST = date(2016, 1, 28)  # the end of February 2016 lies one month ahead
AFTERWARDS = date(2017, 1, 1)


def at(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@st.composite
def histories(draw: st.DrawFn) -> list[Milestone]:
    """Three or four milestones, all reached, each on one of up to six days; some hang on an earlier one."""
    out: list[Milestone] = []
    for n in range(draw(st.integers(3, 4))):
        earlier = [m.id for m in out]
        hangs = bool(earlier) and draw(st.booleans())
        span = Duration(draw(st.integers(0, 1)), "month", draw(st.sampled_from(["down", "up"])))
        near = add(FIRST, span) if hangs else FIRST  # about where the last day lies, so that days matter
        first = near + timedelta(days=draw(st.integers(0, 8)))
        last = first + timedelta(days=draw(st.integers(0, 5)))
        out.append(
            Milestone(
                f"m{n}",
                {"en": f"M{n}"},
                by=None if hangs else FIRST + timedelta(days=draw(st.integers(0, 12))),
                within=span if hangs else None,
                after=draw(st.sampled_from(earlier)) if hangs else "",
                about_days=draw(st.integers(0, 2)),
                binding=draw(st.booleans()),
                not_before=draw(st.sampled_from(["", *earlier])),
                reached=(Reached(at(first), at(last)),),
            )
        )
    return out


def possible(milestones: list[Milestone]) -> list[dict[str, date]]:
    """Every history that the record allows and in which what must come first came first."""
    days = []
    for m in milestones:
        first, last = m.reached[0].earliest.date(), m.reached[0].latest.date()
        days.append([first + timedelta(days=k) for k in range((last - first).days + 1)])
    played = (dict(zip([m.id for m in milestones], choice, strict=True)) for choice in product(*days))
    return [h for h in played if all(h[m.id] >= h[x] for m in milestones for x in (m.after, m.not_before) if x)]


def kept(m: Milestone, history: dict[str, date]) -> bool:
    limit = m.by if m.by else add(history[m.after], m.within)
    return history[m.id] <= limit + timedelta(days=m.about_days)


@given(histories())
@settings(max_examples=80, deadline=None)
def test_met_in_every_history_broken_in_none_else_undetermined(milestones):
    played = possible(milestones)
    assume(played)
    document = {"text": Document("text", "The text", FIRST)}
    accord = Accord(
        "mini", {"en": "Mini"}, "UTC", document, {}, (), {}, {}, {m.id: m for m in milestones}, {}, {}, {}, (), {}, {}
    )
    t = timetable(accord, None, AFTERWARDS)
    assert not t.conflicts
    for m in milestones:
        answers = {kept(m, h) for h in played}
        broken = Standing.VIOLATED if m.binding else Standing.MISSED
        expected = Standing.UNDETERMINED if len(answers) > 1 else Standing.MET if answers == {True} else broken
        assert t.item(m.id).standing is expected, (m.id, played)
