"""The plan and the plain judge were written apart: they must agree on every row of every made case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.accord import Accord, Dated, Group, Membership, Norm, Reading
from servanda.incidents import CLAIMS
from servanda.judge import VERDICTS, judge
from servanda.judge.plain import judge_plainly
from servanda.judge.trace import Trace
from servanda.terms import Force
from tests.judge import made

Rows = list[dict[str, Any]]
IDENTITY = {p: p for p in made.PARTIES}


def plain_rows(accord: Accord, rows: Rows, known_at: datetime | None, claims: Rows) -> list[tuple[Any, ...]]:
    readings = list(accord.readings.values()) or [Reading("plain", {"en": "plain"})]
    return [as_row(t, accord.hash) for t in judge_plainly(accord, rows, readings, IDENTITY, known_at, claims)]


def as_row(t: Trace, accord_hash: str) -> tuple[Any, ...]:
    return (
        t.incident_id, t.norm_id, t.reading, t.verdict, "; ".join(t.unknowns), "; ".join(t.bearers), t.bearer_mode,
        "; ".join(t.entries), "; ".join(t.zone), t.from_milestone, "; ".join(t.guarantors), accord_hash,
    )  # fmt: skip


def plan_rows(accord: Accord, rows: Rows, known_at: datetime | None, claims: Rows) -> list[tuple[Any, ...]]:
    told = pa.Table.from_pylist(claims, schema=CLAIMS)
    verdicts = judge(accord, made.table(rows), known_at=known_at, parties=IDENTITY, claims=told)
    assert verdicts.schema == VERDICTS
    return [tuple(r.values()) for r in verdicts.to_pylist()]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_the_plan_agrees_with_the_plain_judge_on_every_row(data: Any) -> None:
    accord = data.draw(made.accords())
    rows = [data.draw(made.incidents(f"i{n}")) for n in range(data.draw(st.integers(0, 20)))]
    claims = data.draw(made.claims([r["incident_id"] for r in rows]))
    known_at = data.draw(st.none() | made.days)
    by_plan, by_plain = (f(accord, rows, known_at, claims) for f in (plan_rows, plain_rows))
    assert sorted(by_plan, key=repr) == sorted(by_plain, key=repr)


def test_a_joint_member_is_charged_only_while_it_is_bound() -> None:
    since = made.FIRST + 5 * made.DAY
    accord = made.made_accord(
        groups={"sides": Group("sides", {"en": "sides"}, (Membership("south"), Membership("north", Dated(since))))},
        norms={"truce": Norm("truce", {"en": "truce"}, Force.PROHIBITION, "sides", act=("attack",))},
    )
    rows = [
        {f.name: None for f in made.INCIDENTS}
        | {
            "incident_id": f"i{day}", "happened_from": made.FIRST + day * made.DAY,
            "happened_to": made.FIRST + (day + 1) * made.DAY,
            "act": "attack", "side_a": "south; north", "side_b": "herders", "directed": True,
        }
        for day in (0, 7)
    ]  # fmt: skip
    assert sorted(plan_rows(accord, rows, None, []), key=repr) == sorted(plain_rows(accord, rows, None, []), key=repr)
