"""The network against brute force: every assignment of days is tried, and the network must say the same."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.accord.timetable.network import ORIGIN, Lag, Network, Statement
from servanda.times import Duration, add

POINTS = ("a", "b", "c", "d")


def holds(s: Statement, days: dict[str, int]) -> bool:
    """The definition, written without the network: the calendar is asked for each pair of days."""

    def end(lag: Lag) -> int:
        start = days[s.before]
        return (start if lag.span is None else add(date.fromordinal(start), lag.span).toordinal()) + lag.days

    return (s.at_least is None or days[s.after] >= end(s.at_least)) and (
        s.at_most is None or days[s.after] <= end(s.at_most)
    )


def solutions(statements: tuple[Statement, ...], domain: dict[str, range]) -> list[dict[str, int]]:
    names = list(domain)
    tried = ({ORIGIN: 0, **dict(zip(names, days, strict=True))} for days in product(*domain.values()))
    return [days for days in tried if all(holds(s, days) for s in statements)]


@st.composite
def small_networks(draw: st.DrawFn) -> tuple[Statement, ...]:
    """Three to nine statements over four points that lie on days 0 to 7."""
    out = [Statement(ORIGIN, p, Lag(0), Lag(7), f"domain {p}") for p in POINTS]
    for n in range(draw(st.integers(1, 7))):
        before, after = draw(st.sampled_from([(x, y) for x in (ORIGIN, *POINTS) for y in POINTS if x != y]))
        low = draw(st.none() | st.integers(-4, 6))
        high = draw(st.none() | st.integers(low if low is not None else -4, 8))
        ends = (None if low is None else Lag(low), None if high is None else Lag(high))
        out.append(Statement(before, after, *ends, f"s{n}"))
    return tuple(out)


@given(small_networks())
@settings(max_examples=80, deadline=None)
def test_windows_are_those_of_all_assignments(statements):
    found = solutions(statements, dict.fromkeys(POINTS, range(8)))
    windows = Network(statements).windows()
    assert (windows is not None) == bool(found)
    for p in POINTS if windows else ():
        assert (windows.earliest[p], windows.latest[p]) == (min(f[p] for f in found), max(f[p] for f in found))


@given(small_networks())
@settings(max_examples=80, deadline=None)
def test_a_conflict_is_a_smallest_set_that_cannot_hold(statements):
    conflict = Network(statements).conflict()
    possible = Network(statements).windows() is not None
    assert bool(conflict) != possible
    if possible:
        return
    assert Network(conflict).windows() is None
    for s in conflict:
        assert Network([k for k in conflict if k is not s]).windows() is not None
    for smaller in combinations(statements, len(conflict) - 1):
        assert Network(smaller).windows() is not None, "a smaller set clashes"


@given(small_networks(), st.integers(0, 7), st.sampled_from(POINTS))
@settings(max_examples=60, deadline=None)
def test_tightening_equals_building_anew(statements, day, point):
    network = Network(statements)
    windows = network.windows()
    more = Statement(ORIGIN, point, at_least=Lag(day))
    if windows is not None:
        tight, anew = network.tighten(windows, [more]), Network((*statements, more)).windows()
        assert (tight is None) == (anew is None)
        assert tight is None or (tight.earliest, tight.latest) == (anew.earliest, anew.latest)


FIRST = date(2016, 2, 5).toordinal()
SPANS = st.builds(
    Duration, st.integers(0, 2), st.sampled_from(["month", "week", "day"]), st.sampled_from(["down", "up"])
)


@st.composite
def calendar_networks(draw: st.DrawFn) -> tuple[Statement, ...]:
    """Three points between 5 February and 3 March 2016 (a leap year), with durations across the month's end."""
    out = [Statement(ORIGIN, p, Lag(FIRST), Lag(FIRST + 27), f"domain {p}") for p in "abc"]
    for n in range(draw(st.integers(1, 4))):
        before, after = draw(st.sampled_from([(x, y) for x in "abc" for y in "abc" if x != y]))
        lag = Lag(draw(st.integers(-9, 3)), draw(SPANS))
        out.append(Statement(before, after, **{draw(st.sampled_from(["at_least", "at_most"])): lag}, label=f"s{n}"))
    out.append(Statement(ORIGIN, "a", Lag(FIRST + draw(st.integers(0, 27))), label="a from"))
    return tuple(out)


@given(calendar_networks())
@settings(max_examples=15, deadline=None)
def test_windows_are_exact_by_the_calendar(statements):
    found = solutions(statements, dict.fromkeys("abc", range(FIRST, FIRST + 28)))
    windows = Network(statements).windows()
    assert (windows is not None) == bool(found)
    for p in "abc" if windows else ():
        assert (windows.earliest[p], windows.latest[p]) == (min(f[p] for f in found), max(f[p] for f in found))
    if windows is None:
        conflict = Network(statements).conflict()
        assert not solutions(conflict, dict.fromkeys("abc", range(FIRST, FIRST + 28)))
        assert all(Network([k for k in conflict if k is not s]).windows() for s in conflict)


@given(
    st.dates(date(1890, 1, 1), date(2110, 12, 31)),
    st.integers(-5, 5),
    st.builds(
        Duration,
        st.integers(0, 30),
        st.sampled_from(["hour", "day", "week", "month", "year"]),
        st.sampled_from(["down", "up"]),
    ),
)
def test_a_step_back_is_the_furthest_that_still_ends_in_time(day, days, span):
    lag, at = Lag(days, span), day.toordinal()
    last, first = lag.latest_start(at), lag.earliest_start(at)
    assert lag.later(last) <= at < lag.later(last + 1)
    assert lag.later(first - 1) < at <= lag.later(first)
    assert lag.later(at) <= lag.later(at + 1)


def test_a_clash_away_from_any_date_is_found_and_named():
    loop = (
        Statement("a", "b", at_most=Lag(0, Duration(6, "month")), label="within six months"),
        Statement("a", "b", at_least=Lag(200), label="a transition of 200 days"),
        Statement("b", "c", at_least=Lag(0), label="then c"),
    )
    assert Network(loop).windows() is None
    assert [s.label for s in Network(loop).conflict()] == ["within six months", "a transition of 200 days"]


def test_a_month_that_may_be_long_enough_is_not_a_clash():
    fits = (
        Statement("a", "b", Lag(31), Lag(0, Duration(1, "month"))),
        Statement(ORIGIN, "a", Lag(date(2016, 2, 1).toordinal())),
    )
    windows = Network(fits).windows()
    assert windows is not None
    assert date.fromordinal(windows.earliest["a"]) == date(2016, 3, 1)
