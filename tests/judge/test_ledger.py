"""A ledger that is judged again only where touched holds what a full run gives, after any sequence of changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.accord import Accord, load
from servanda.incidents.model import CLAIMS, INCIDENTS
from servanda.judge import judge
from servanda.judge.ledger import Ledger, LedgerTimeError
from servanda.judge.warm import Warm
from tests.judge import made

IDENTITY = {p: p for p in made.PARTIES}


def in_full(accord: Accord, rows: dict[str, Any]) -> list[dict[str, Any]]:
    return ordered(judge(accord, made.table(list(rows.values())), parties=IDENTITY))


def ordered(verdicts: pa.Table) -> list[dict[str, Any]]:
    """Without the accord's hash: what is kept stands under the text that it was judged by."""
    told = [{k: v for k, v in row.items() if k != "accord_hash"} for row in verdicts.to_pylist()]
    return sorted(told, key=lambda v: (v["incident_id"], v["norm_id"] or "", v["reading"]))


@st.composite
def amended(draw: Any, accord: Accord) -> Accord:
    """The accord with one of its blocks exchanged for another's that was drawn afresh, or one item dropped."""
    other = draw(made.accords())
    field = draw(
        st.sampled_from(["lists", "groups", "milestones", "norms", "zones", "influence", "parties", "one entry"])
    )
    if field == "one entry":
        lists = {i: replace(b, entries=b.entries[1:]) for i, b in accord.lists.items()}
        return replace(accord, lists=lists)
    if field == "norms":
        some = {n: other.norms.get(n, norm) for n, norm in accord.norms.items() if draw(st.booleans()) or n == "n1"}
        norms = {i: replace(n, replaces=tuple(r for r in n.replaces if r in some)) for i, n in some.items()}
        return replace(accord, norms=norms)
    return replace(accord, **{field: getattr(other, field)})


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_after_any_changes_the_ledger_holds_what_a_full_run_gives(data: Any) -> None:
    accord = data.draw(made.accords())
    rows: dict[str, Any] = {}
    past: list[tuple[datetime, list[dict[str, Any]]]] = []
    with Ledger(None, accord, parties=IDENTITY) as ledger:
        for step in range(data.draw(st.integers(1, 4))):
            at = made.FIRST + step * made.DAY
            what = data.draw(st.sampled_from(["report", "amend", "amend", "withdraw"])) if step else "report"
            if what == "report":
                ids = data.draw(st.lists(st.integers(0, 9), min_size=1, max_size=8, unique=True))
                new = {f"i{n}": data.draw(made.incidents(f"i{n}")) for n in ids}
                ledger.report(made.table(list(new.values())), at)
                rows |= new
            elif what == "withdraw" and rows:
                gone = data.draw(st.lists(st.sampled_from(sorted(rows)), min_size=1, unique=True))
                assert ledger.withdraw(gone, at) == len(gone)
                rows = {i: r for i, r in rows.items() if i not in gone}
            else:
                accord = data.draw(amended(accord))
                ledger.amend(accord, at)
            past.append((at, in_full(accord, rows)))
            for then, told in past:
                assert ordered(ledger.verdicts(then)) == told
        assert ordered(ledger.verdicts()) == past[-1][1]
        assert {r["incident_id"] for r in ledger.incidents().to_pylist()} == set(rows)
        with pytest.raises(LedgerTimeError, match="later time"):
            ledger.withdraw(["i0"], made.FIRST - made.DAY)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_a_warm_judge_gives_the_verdicts_of_the_plan(data: Any) -> None:
    accord = data.draw(made.accords())
    rows = [data.draw(made.incidents(f"i{n}")) for n in range(data.draw(st.integers(0, 8)))]
    known_at = data.draw(st.none() | made.days)
    claims = data.draw(made.claims([r["incident_id"] for r in rows]))
    warm = Warm(accord, known_at=known_at, parties=IDENTITY)
    table = pa.Table.from_pylist(claims, schema=CLAIMS)
    expected = judge(accord, made.table(rows), known_at=known_at, parties=IDENTITY, claims=table)
    assert ordered(warm.judge(rows, claims)) == ordered(expected)


def test_a_warm_judge_looks_names_up_by_the_accord() -> None:
    accord = load("vienna")
    row = {f.name: None for f in INCIDENTS} | {
        "incident_id": "x", "act": "attack", "side_a": "Syrian Arab Army", "side_b": "FSA",
        "happened_from": datetime(2016, 3, 1, tzinfo=UTC), "happened_to": datetime(2016, 3, 2, tzinfo=UTC),
        "lon": 36.7, "lat": 35.0, "radius_m": 500.0, "directed": True,
    }  # fmt: skip
    told = Warm(accord, ["un"]).judge([row])
    assert told.equals(judge(accord, made.table([row]), ["un"]))
    assert "syr-government" in told["bearers"].to_pylist()
