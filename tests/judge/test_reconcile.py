"""Two lists laid beside each other: laws over all lists, and a score against a known truth."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.accord import Condition, Entry, ListBlock, Reading
from servanda.incidents.model import INCIDENTS
from servanda.judge.reconcile import (
    EmptyWindowError,
    Item,
    Limits,
    Reconciliation,
    SameClaimantError,
    Standing,
    Why,
    fragment,
    reconcile,
    write,
)
from tests.conftest import SHARED
from tests.judge import made
from tests.judge.rivals import Rule, rivals, score
from tests.judge.test_judge_stories import accord, incident

Rows = list[dict[str, Any]]
SIDES = ("north", "south")


def compared(a: Rows, b: Rows, names: tuple[str, str] = SIDES, **more: Any) -> Reconciliation:
    return reconcile(more.pop("accord", accord()), made.table(a), made.table(b), names, **more)


def pairs(rec: Reconciliation) -> set[tuple[str, str]]:
    return {(i.a["incident_id"], i.b["incident_id"]) for i in rec.items if i.a and i.b}


def made_truth(count: int, days: int, seed: int) -> Rows:
    rng = random.Random(seed)
    start = datetime(2020, 3, 1, tzinfo=UTC)
    rows = []
    for n in range(count):
        at = start + timedelta(days=rng.random() * days)
        rows.append(
            {f.name: None for f in INCIDENTS}
            | {
                "incident_id": f"t{n}", "act": rng.choice(["attack", "shelling", "clash"]), "side_a": "north",
                "side_b": "south", "directed": True, "happened_from": at, "happened_to": at + timedelta(hours=2),
                "lon": rng.uniform(0, 2), "lat": rng.uniform(0, 2), "radius_m": 500.0,
                "killed_best": int(rng.expovariate(0.3)),
            }
        )  # fmt: skip
    return rows


def test_matching_finds_what_is_one_on_made_lists() -> None:
    told = rivals(made_truth(1_500, 30, seed=3), SIDES, seed=4, rule=Rule(sees=0.8, place_km=1.0, time_hours=3.0))
    rec = compared(told.a, told.b)
    precision, recall = score(pairs(rec), told.truth)
    assert precision >= 0.95, precision
    assert recall >= 0.95, recall
    assert all(
        i.standing is Standing.CONTESTED and i.reasons[0].why is Why.OTHER_ACTOR for i in rec.items if i.a and i.b
    )


@given(st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_swapping_the_lists_swaps_the_answer_and_every_item_appears_once(data: Any) -> None:
    drawn = made.accords()
    text = data.draw(drawn)
    a, b = ([data.draw(made.incidents(f"{s}{n}")) for n in range(data.draw(st.integers(0, 8)))] for s in "ab")
    limits = Limits(data.draw(st.sampled_from([0.0, 50.0, 300.0])), data.draw(st.sampled_from([0.0, 24.0, 500.0])))
    window = data.draw(st.sampled_from([None, (made.FIRST + made.DAY, made.FIRST + 9 * made.DAY)]))
    one = compared(a, b, accord=text, limits=limits, window=window)
    two = compared(b, a, SIDES[::-1], accord=text, limits=limits, window=window)
    assert pairs(one) == {(x, y) for y, x in pairs(two)}
    swap = {Standing.ONLY_A: Standing.ONLY_B, Standing.ONLY_B: Standing.ONLY_A}
    assert key(one) == {(y, x, swap.get(s, s), why) for x, y, s, why in key(two)}
    for rows, side in ((a, "a"), (b, "b")):
        assert sorted(r["incident_id"] for r in rows) == sorted(
            getattr(i, side)["incident_id"] for i in one.items if getattr(i, side)
        )
    assert sum(d.a_count for d in one.days) == len(a)
    assert sum(d.b_count for d in one.days) == len(b)


def key(rec: Reconciliation) -> set[Any]:
    def id_(row: Any) -> str:
        return row["incident_id"] if row else ""

    return {(id_(i.a), id_(i.b), i.standing, tuple(r.why for r in i.reasons)) for i in rec.items}


@given(st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_identical_lists_agree_wholly(data: Any) -> None:
    rows = [data.draw(made.incidents(f"i{n}")) for n in range(data.draw(st.integers(0, 8)))]
    rec = compared(rows, rows, accord=data.draw(made.accords()))
    assert rec.counts()[Standing.AGREED] == len(rows) == len(rec.items)


def listed(line: str, id_: str, **more: Any) -> dict[str, Any]:
    return incident(line) | {"incident_id": id_} | more


def only(a: Rows, b: Rows, **more: Any) -> Item:
    [item] = compared(a, b, **more).items
    return item


@pytest.mark.parametrize(
    ("a", "b", "why", "says", "question"),
    [
        (["north south 2020-03-02 1,1"], [], Why.NO_COUNTERPART, "within 10 km and 24 h", "Does south know of it"),
        (["north south 2020-03-02 9,9"], [], Why.ZONE, "Outside the zone under every reading", "Where exactly"),
        (["north band 2020-03-02 1,1"], [], Why.EXEMPT, "exempt under russia", "Is band on the list listed"),
        (["north south 2020-02-01 1,1"], [], Why.WINDOW, "norm is in force", "From when to when"),
        (["raiders north 2020-03-02 1,1"], [], Why.NOT_COVERED, "No norm covers it", "which norm"),
        (["north south 2020-03-02 1,1"], ["south north 2020-03-02 1,1"], Why.OTHER_ACTOR, "north names north", "Who did it"),
        (["north band 2020-03-02 1,1"], ["north south 2020-03-02 1,1"], Why.EXEMPT, "as north tells it under russia", "band"),
    ],
)  # fmt: skip
def test_each_reason_is_told_with_its_question(a: list[str], b: list[str], why: Why, says: str, question: str) -> None:
    item = only([listed(x, f"a{n}") for n, x in enumerate(a)], [listed(x, f"b{n}") for n, x in enumerate(b)])
    assert item.reasons[0].why is why
    assert says in item.reasons[0].says
    assert question in item.reasons[0].question


def test_what_is_not_verified_is_told() -> None:
    item = only([listed("north south 2020-03-02 1,1", "a", info_grade=6)], [])
    assert [r.why for r in item.reasons] == [Why.NOT_VERIFIED, Why.NO_COUNTERPART]


def test_one_list_counts_incidents_and_the_other_shots() -> None:
    line = "north south 2020-03-02 1,1"
    rec = compared([listed(line, "a", occurrences=3)], [listed(line, f"b{n}") for n in range(3)])
    assert [i.reasons[0].why for i in rec.items] == [Why.UNIT] * 3


def test_what_lies_outside_the_window_is_kept_and_not_compared() -> None:
    window = (datetime(2020, 3, 5, tzinfo=UTC), datetime(2020, 3, 6, tzinfo=UTC))
    row = listed("north south 2020-03-02 1,1", "x")
    rec = compared([row], [row], window=window)
    assert [(i.standing, i.reasons[0].why) for i in rec.items] == [
        (Standing.ONLY_A, Why.WINDOW),
        (Standing.ONLY_B, Why.WINDOW),
    ]


def test_the_assignment_is_optimal_and_not_greedy() -> None:
    """b0 is nearest to a0, but taking it would leave a1 with nothing within the limits."""
    rows = {"a0": "1.000,1", "a1": "0.980,1", "b0": "0.995,1", "b1": "1.020,1"}
    told = {k: listed(f"north south 2020-03-02 {v}", k, radius_m=2000.0) for k, v in rows.items()}
    rec = compared([told["a0"], told["a1"]], [told["b0"], told["b1"]], limits=Limits(0.0, 0.0))
    assert pairs(rec) == {("a0", "b1"), ("a1", "b0")}


def test_bad_use_is_one_clear_error() -> None:
    with pytest.raises(SameClaimantError, match="North"):
        compared([], [], ("North", "north"))
    at = datetime(2020, 3, 5, tzinfo=UTC)
    with pytest.raises(EmptyWindowError, match="its end must be later"):
        compared([], [], window=(at, at))


def test_files_are_whole_escaped_and_tagged(tmp_path: Any) -> None:
    row = listed("north south 2020-03-02 1,1", "<b>&", place='=HYPERLINK("x")', note="<script>")
    rec = compared([row], [], ("<i>North</i>", "South"))
    names = {p.name for p in write(rec, tmp_path / "out")}
    assert names == {p.name for p in (tmp_path / "out").iterdir()}
    lines = (tmp_path / "out" / "reconciliation.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith("#status,")
    assert "'=HYPERLINK" in lines[2]
    html = (tmp_path / "out" / "reconciliation.html").read_text("utf-8")
    assert "<i>" not in html
    assert "<b>" not in html
    assert "http" not in html.replace('content="width', "")
    assert fragment(rec) in html or "<section" in html
    days = (tmp_path / "out" / "days.csv").read_text("utf-8").splitlines()
    assert days[0].startswith(
        "day,i_north_i_count,south_count,south_items_confirmed_by_i_north_i,south_items_exempt_target"
    )
    assert days[1].startswith("2020-03-02,1,0,0,0,0,0,")


GED = SHARED / "data" / "events" / "ucdp-ged-syria-2016.csv.gz"


@pytest.mark.skipif(not GED.exists(), reason="the shared data is not here")
def test_matching_finds_what_is_one_on_lists_made_from_ged() -> None:
    from servanda.incidents import read

    rows = [
        r
        for r in read(GED, time_zone="Asia/Damascus").incidents.to_pylist()
        if not r["directed"] and r["side_a"] and r["side_b"] and r["happened_to"] - r["happened_from"] <= timedelta(days=1)
        and datetime(2016, 3, 1, tzinfo=UTC) <= r["happened_from"] < datetime(2016, 6, 1, tzinfo=UTC)
    ]  # fmt: skip
    # two events of a day, place and pair of sides are one item to any list of violations: the first stands for them
    first = {(r["happened_from"], r["place"], r["side_a"], r["side_b"]): r for r in reversed(rows)}
    told = rivals(list(first.values()), SIDES, seed=5, rule=Rule(sees=0.8, place_km=1.0, time_hours=3.0))
    precision, recall = score(pairs(compared(told.a, told.b)), told.truth)
    assert precision >= 0.95, (len(rows), precision, recall)
    assert recall >= 0.95, (len(rows), precision, recall)


def test_an_entry_that_every_reading_accepts_exempts_under_every_reading() -> None:
    text = made.made_accord(
        parties=accord().parties, groups=accord().groups, norms=accord().norms, milestones=accord().milestones,
        lists={"listed": ListBlock("listed", {"en": "listed"}, (Entry("raiders"),))},
        readings={"un": Reading("un", {"en": "un"})},
    )  # fmt: skip
    assert Condition("target-in", ("listed",)) in text.norms["truce"].exceptions
    item = only([listed("north raiders 2020-03-02 1,1", "a")], [], accord=text)
    assert item.verdict_a == {"un": "exempt"}
    assert item.reasons[0].says == "Target exempt under every reading."
