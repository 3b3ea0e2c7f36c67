"""Then and now: the past is what a copy without everything later gives; every difference is told with what made it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.accord import Accord, Condition, Dated, Entry, Group, ListBlock, Membership, Norm, Reading, find_folder
from servanda.cli.changes import command
from servanda.incidents.model import CLAIMS
from servanda.judge import judge
from servanda.judge.changes import TOLD, Change, MomentsError, changes, sentence
from servanda.judge.hinge.questions import items_of
from servanda.judge.hinge.suppose import with_items
from servanda.judge.plain import judge_plainly
from servanda.terms import Force
from tests.judge import made

IDENTITY = {p: p for p in made.PARTIES}
LAWS = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def known(item: Any) -> datetime | None:
    if hasattr(item, "latest"):
        return item.known or item.latest
    return item.when.known or item.when.since


def copy_of(accord: Accord, at: datetime) -> Accord:
    """The accord without every item that became known later; nothing in it says when anything was known."""
    return with_items(accord, {id(i): None for _, _, i in items_of(accord) if (k := known(i)) is not None and k > at})


def cases(data: Any) -> tuple[Accord, list[dict[str, Any]], list[dict[str, Any]]]:
    accord = data.draw(made.accords())
    rows = [data.draw(made.incidents(f"i{n}")) for n in range(data.draw(st.integers(1, 10)))]
    return accord, rows, data.draw(made.claims([r["incident_id"] for r in rows]))


def table_of(claims: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(claims, schema=CLAIMS)


@LAWS
@given(st.data())
def test_judging_as_known_then_is_judging_a_copy_without_everything_later(data: Any) -> None:
    accord, rows, claims = cases(data)
    at = data.draw(made.days)
    then = judge(accord, made.table(rows), known_at=at, parties=IDENTITY, claims=table_of(claims))
    early = [r for r in rows if r["known_at"] is None or r["known_at"] <= at]
    said = [c for c in claims if c["known_at"] is None or c["known_at"] <= at]
    copy = judge(copy_of(accord, at), made.table(early), parties=IDENTITY, claims=table_of(said))
    assert then.equals(copy)


def told_plainly(accord: Accord, rows: Any, claims: Any, at: datetime) -> dict[Any, tuple[str, ...]]:
    readings = list(accord.readings.values()) or [Reading("plain", {"en": "plain"})]
    return {
        (t.incident_id, t.norm_id, t.reading): (
            t.verdict, "; ".join(t.unknowns), "; ".join(t.bearers), t.bearer_mode, "; ".join(t.entries),
            "; ".join(t.guarantors),
        )
        for t in judge_plainly(accord, rows, readings, IDENTITY, at, claims=claims)
    }  # fmt: skip


@LAWS
@given(st.data())
def test_every_difference_is_told_and_what_is_needed_is_needed(data: Any) -> None:
    accord, rows, claims = cases(data)
    then, now = sorted((data.draw(made.days), data.draw(made.days)))
    found = changes(accord, made.table(rows), then, now, parties=IDENTITY, claims=table_of(claims))
    was, is_ = (told_plainly(accord, rows, claims, t) for t in (then, now))
    assert {(c.incident_id, c.norm_id, c.reading) for c in found} == {
        k for k in was.keys() | is_.keys() if was.get(k) != is_.get(k)
    }
    items = [(key, item) for key, _, item in items_of(accord)]
    for c in found:
        assert tuple((c.now or {}).values()) == is_.get((c.incident_id, c.norm_id, c.reading), ())
        for cause in c.because if c.needed else ():
            if "#" not in cause.id:
                continue
            assert any(
                told_plainly(with_items(accord, {id(item): None}), rows, claims, now).get(
                    (c.incident_id, c.norm_id, c.reading)
                )
                != is_.get((c.incident_id, c.norm_id, c.reading))
                for key, item in items
                if key == cause.id and known(item) == cause.known
            ), cause


def story() -> tuple[Accord, list[dict[str, Any]]]:
    """North struck the band on day 3; on day 10 it became known that the band had been listed since day 1."""
    accord = made.made_accord(
        groups={"sides": Group("sides", {"en": "sides"}, (Membership("north"), Membership("south")))},
        lists={
            "listed": ListBlock(
                "listed", {"en": "listed"},
                (Entry("band", Dated(made.FIRST + made.DAY, None, made.FIRST + 10 * made.DAY)),),
            )
        },
        norms={
            "truce": Norm(
                "truce", {"en": "truce"}, Force.PROHIBITION, "sides", act=("attack",),
                exceptions=(Condition("target-in", ("listed",)),),
            )
        },
        readings={"one": Reading("one", {"en": "one"})},
    )  # fmt: skip
    row = {f.name: None for f in made.INCIDENTS} | {
        "incident_id": "i1", "happened_from": made.FIRST + 3 * made.DAY,
        "happened_to": made.FIRST + 3 * made.DAY + timedelta(hours=1), "act": "attack",
        "side_a": "north", "side_b": "band", "directed": True,
    }  # fmt: skip
    return accord, [row]


def test_a_late_listing_is_named() -> None:
    accord, rows = story()
    then, now = made.FIRST + 5 * made.DAY, made.FIRST + 12 * made.DAY
    [change] = changes(accord, made.table(rows), then, now, parties=IDENTITY)
    assert sentence(change, "UTC") == (
        "i1, truce, one: violation by north → exempt, because of band is listed from 2020-01-02 (known 2020-01-11)"
    )
    assert change.needed
    assert not changes(accord, made.table(rows), now, now + made.DAY, parties=IDENTITY)
    with pytest.raises(MomentsError, match="earlier first"):
        changes(accord, made.table(rows), now, then, parties=IDENTITY)


def test_two_entries_that_each_suffice_are_both_named() -> None:
    accord, rows = story()
    late = Dated(None, None, made.FIRST + 9 * made.DAY)
    two = ListBlock("listed", {"en": "listed"}, (*accord.lists["listed"].entries, Entry("band", late)))
    accord = replace(accord, lists={"listed": two})
    [change] = changes(
        accord, made.table(rows), made.FIRST + 5 * made.DAY, made.FIRST + 12 * made.DAY, parties=IDENTITY
    )
    assert not change.needed
    assert {c.says for c in change.because} == {"band is listed from 2020-01-02", "band is listed"}


def test_the_command_tells_writes_and_refuses(tmp_path: Path) -> None:
    files = ["vienna", str(find_folder("vienna") / "incidents-2016.csv")]
    out = tmp_path / "changes.csv"
    between = ["--between", "2016-04-01", "2016-04-10", "--reading", "un"]
    run = CliRunner().invoke(command, [*files, *between, "-o", str(out)])
    assert run.exit_code == 0, run.output
    told = json.loads(CliRunner().invoke(command, [*files, *between, "--json"]).output)
    assert out.read_text("utf-8").count("\n") == len(told) + 2
    assert {b["id"] for c in told for b in c["because"]} == {"report"}
    assert CliRunner().invoke(command, [*files, "--between", "yesterday", "2016-04-10"]).exit_code == 2
    wrong = CliRunner().invoke(command, [*files, "--between", "2016-04-10", "2016-04-01"])
    assert isinstance(wrong.exception, MomentsError)
    assert all(f in Change.__dataclass_fields__ for f in ("because", "needed"))
    assert TOLD[0] == "verdict"
