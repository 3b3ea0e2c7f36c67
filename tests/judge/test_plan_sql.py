"""The kept SQL is what Ibis makes of the plan, and it gives the same bytes every time."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from servanda.accord import Condition, Entry, Group, ListBlock, Membership, Norm
from servanda.judge import judge_to_file
from servanda.judge.engines.duckdb import plan_sql
from servanda.judge.plan import sql
from servanda.terms import Force
from tests.judge import made

IDENTITY = {p: p for p in made.PARTIES}


def test_the_kept_sql_is_current() -> None:
    assert sql().strip() == plan_sql(), "the plan changed: run `make plan` and look at the difference"


def test_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    accord = made.made_accord(
        groups={"sides": Group("sides", {"en": "sides"}, (Membership("north"), Membership("south")))},
        lists={"listed": ListBlock("listed", {"en": "listed"}, (Entry("raiders"),))},
        norms={
            "truce": Norm(
                "truce", {"en": "truce"}, Force.PROHIBITION, "sides", act=("attack",),
                exceptions=(Condition("target-in", ("listed",)),),
            )
        },
    )  # fmt: skip
    rng = random.Random(7)
    rows = [
        {f.name: None for f in made.INCIDENTS}
        | {
            "incident_id": f"i{rng.random()}",
            "act": rng.choice(list(made.ACTS)),
            "side_a": rng.choice(made.PARTIES),
            "side_b": rng.choice(made.PARTIES),
        }
        for n in range(10_000)
    ]
    table = made.table(rows)
    many = pa.concat_tables([table] * 40)  # more than one row group, so that several threads share the work
    pq.write_table(many, tmp_path / "incidents", row_group_size=50_000)
    for name in ("a", "b", "c"):
        judge_to_file(accord, tmp_path / "incidents", tmp_path / name, parties=IDENTITY)
    assert len({(tmp_path / name).read_bytes() for name in "abc"}) == 1
    ids = pq.read_table(tmp_path / "a", columns=["incident_id"])["incident_id"].to_pylist()
    assert list(dict.fromkeys(ids)) == [r["incident_id"] for r in rows], "verdicts come in the order of the incidents"
