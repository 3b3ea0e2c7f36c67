"""Several claimants tell of one incident: stories, and the same answer however the incidents are cut into batches."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest

from servanda.accord import Reading
from servanda.incidents import CLAIMS
from servanda.judge import judge
from tests.judge import made
from tests.judge.test_judge_stories import accord, incident

PARTIES = {p: p for p in made.PARTIES}


def claim(claimant: str, a: str | None, b: str | None, **more: Any) -> dict[str, Any]:
    return {f.name: None for f in CLAIMS} | {
        "incident_id": "i", "claimant": claimant, "side_a": a, "side_b": b, "directed": True, **more,
    }  # fmt: skip


def told(
    claims: list[dict[str, Any]], claimants: tuple[str, ...] = (), known_at: Any = None, **own: Any
) -> tuple[str, str, str, str]:
    text = replace(accord(), readings={"r": Reading("r", {"en": "r"}, claimants=claimants)})
    row = incident("north south 2020-03-02 1,1") | {"incident_id": "i"} | own
    table = pa.Table.from_pylist(claims, schema=CLAIMS)
    [v] = judge(text, made.table([row]), known_at=known_at, parties=PARTIES, claims=table).to_pylist()
    return v["verdict"], v["unknowns"], v["bearers"], v["bearer_mode"]


def test_sides_that_blame_each_other_make_a_certain_violation_by_an_alleged_one() -> None:
    assert told([claim("north", "south", "north")]) == ("violation", "", "north; south", "alleged")


def test_tellings_that_differ_in_their_verdict_leave_the_claim_open() -> None:
    assert told([claim("north", "north", "raiders")]) == ("possible", "claim", "north", "alleged")


def test_a_telling_that_names_nobody_is_silence() -> None:
    assert told([claim("south", "north", "south")], side_a=None, side_b=None) == ("violation", "", "north", "alleged")


def test_a_claimant_that_does_not_count_leaves_the_actor_unknown() -> None:
    assert told([], ("south",), claimant="north") == ("possible", "actor; exception", "unknown", "certain")


@pytest.mark.parametrize("claimants", [("north",), ("sides",)])
def test_whose_word_counts_may_be_named_alone_or_by_its_group(claimants: tuple[str, ...]) -> None:
    assert told([claim("north", "south", "north")], claimants) == ("violation", "", "south", "alleged")


def test_where_no_claimant_that_counts_tells_of_it_the_sources_own_word_does() -> None:
    assert told([claim("north", "south", "north")], ("herders",)) == ("violation", "", "north", "certain")


def test_a_later_word_replaces_the_earlier_one_once_it_is_known() -> None:
    day, first = timedelta(days=1), made.FIRST + timedelta(days=100)
    claims = [
        claim("south", "north", "south", known_at=first),
        claim("south", "herders", "south", known_at=first + 3 * day),
    ]
    assert told(claims, ("south",), first + 2 * day)[2] == "north"
    assert told(claims, ("south",), first + 4 * day)[2] == "herders"


def test_batches_of_any_size_give_the_same_verdicts_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(11)
    rows, claims = [], []
    for n in range(60):
        rows.append(
            incident("north south 2020-03-02 1,1")
            | {
                "incident_id": f"i{n}",
                "claimant": rng.choice([None, None, "north"]),
                "side_a": rng.choice(made.PARTIES),
            }
        )
        claims += [
            claim(rng.choice(made.PARTIES), rng.choice(made.PARTIES), rng.choice(made.PARTIES), incident_id=f"i{n}")
            for _ in range(rng.choice([0, 0, 1, 4]))
        ]
    text = accord()
    text = replace(
        text, readings=dict(text.readings) | {"one": Reading("one", {"en": "one"}, claimants=("south", "band"))}
    )
    table = pa.Table.from_pylist(claims, schema=CLAIMS)
    whole = judge(text, made.table(rows), parties=PARTIES, claims=table)
    assert list(dict.fromkeys(whole["incident_id"].to_pylist())) == [r["incident_id"] for r in rows]
    for size in (1, 2, 7):
        monkeypatch.setattr("servanda.judge.engines.duckdb.BATCH", size)
        assert judge(text, made.table(rows), parties=PARTIES, claims=table).to_pylist() == whole.to_pylist()
