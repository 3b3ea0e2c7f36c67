"""The figures are those that plain loops count, on the demonstration and on any verdicts at all."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from servanda.accord import Accord
from servanda.brief import Case, Figures, case, figures
from servanda.incidents import INCIDENTS
from servanda.judge import VERDICTS, facts
from servanda.terms import BearerMode, Unknown, VerdictKind
from tests.brief.conftest import write
from tests.brief.recount import Recount


def agree(opened: Case) -> Figures:
    """Count twice and compare every figure."""
    found = figures(opened)
    verdicts, incidents = (_rows(p) for p in (opened.verdicts, opened.incidents))
    window = opened.window
    days = None if window.whole else (window.first, window.last)
    second = Recount(verdicts, incidents, opened.readings, days, opened.accord.time_zone)

    same(found, "totals", {(r,): t for r, t in second.totals().items()})
    same(found, "norms", second.norms())
    same(found, "parties", second.accounts("bearers"))
    same(found, "guarantors", second.accounts("guarantors"))
    same(found, "divisions", second.divisions())
    same(found, "days", second.days(window.first, window.last))
    waiting = {(row["unknown"], row["reading"]): row["cells"] for row in found["undetermined"].dicts()}
    assert waiting == second.undetermined()
    said = second.said()
    for row in found["pairs"].dicts():
        i, j = (opened.readings.index(row[k]) for k in ("reading", "other"))
        assert row["differ"] == sum(v[i] != v[j] for v in said.values())
        assert row["cells"] == len(said)
    patterns = [(norm, " | ".join(v)) for (_, norm), v in said.items() if len(set(v)) > 1]
    counted: dict[tuple[str, str], int] = {}
    for row in found["differences"].dicts():
        key = row["norm"], row["verdicts"]
        counted[key] = counted.get(key, 0) + row["cells"]
        assert row["grounds"], "where readings differ, they differ on something"
    assert counted == {p: patterns.count(p) for p in patterns}
    assert sum(r["incidents"] for r in found["agreement"].dicts()) == found.incidents == len(found.sightings)
    return found


def same(found: Figures, table: str, second: dict[tuple[str, ...], dict[str, int]]) -> None:
    rows = found[table].dicts()
    keys = found[table].names[: found[table].keys]
    assert {tuple(r[k] for k in keys) for r in rows} == set(second)
    for row in rows:
        expected = second[tuple(row[k] for k in keys)]
        counts = {k: v for k, v in row.items() if isinstance(v, int) and not k.startswith("units")}
        assert counts == {k: expected.get(k, 0) for k in counts}, (table, row)


def _rows(path: Path) -> list[dict[str, Any]]:
    table = pq.read_table(path)
    instants = {
        n: table[n].cast("int64").to_pylist() for n in table.column_names if pa.types.is_timestamp(table[n].type)
    }
    rows: list[dict[str, Any]] = table.drop_columns(list(instants)).to_pylist()
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    for name, values in instants.items():
        for row, us in zip(rows, values, strict=True):
            row[name] = None if us is None else epoch + timedelta(microseconds=us)
    return rows


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (None, None),
        (date(2016, 3, 1), date(2016, 3, 31)),
        (date(2016, 9, 17), date(2016, 9, 17)),
        (date(2016, 10, 1), None),
        (None, date(2016, 2, 27)),
    ],
)
def test_the_demonstration_counts_as_plain_loops_do(
    vienna: Accord, demo: Path, first: date | None, last: date | None
) -> None:
    found = agree(case(vienna, demo, first, last))
    assert found.incidents


def test_what_a_report_does_not_tell_is_in_no_bound(vienna: Accord, demo: Path) -> None:
    for row in figures(case(vienna, demo))["norms"].dicts():
        assert row["high"] == row["violation"] + row["possible"]
    assert any(row["untold"] for row in figures(case(vienna, demo))["norms"].dicts())


def test_every_incident_counts_once_per_reading(vienna: Accord, demo: Path) -> None:
    for row in figures(case(vienna, demo))["totals"].dicts():
        kinds = ("violation", "possible", "exempt", "not_in_force", "outside", "not_bound", "untold", "not_covered")
        assert sum(row[k] for k in kinds) == row["incidents"]


_START = datetime(2016, 2, 20, tzinfo=UTC)
_UNKNOWNS = st.sets(st.sampled_from([u.value for u in Unknown]), min_size=1, max_size=3).map(
    lambda u: "; ".join(sorted(u))
)
_WHO = st.lists(
    st.sampled_from(["russia", "turkey", "us", "unknown", "Somebody's Men", "فصيل"]), max_size=3, unique=True
)


@st.composite
def _made(draw: st.DrawFn, norms: list[str], readings: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Incidents with open, short and long times, and any verdicts on them; no more alike than the columns demand."""
    verdicts, incidents = [], []
    for n in range(draw(st.integers(1, 7))):
        start = draw(st.none() | st.integers(0, 20 * 24).map(lambda h: _START + timedelta(hours=h)))
        length = draw(st.sampled_from([0, 1, 24, 24 * 5]))
        end = draw(st.just(None)) if start is None else start + timedelta(hours=length)
        killed = draw(st.lists(st.none() | st.integers(0, 50), min_size=3, max_size=3))
        incidents.append({
            "incident_id": f"i{n}", "happened_from": start, "happened_to": end, "source": "made",
            "claimant": draw(st.sampled_from([None, "A claimant"])),
            "division": draw(st.sampled_from([None, "North", "South's end"])),
            "info_grade": draw(st.none() | st.integers(1, 6)), "occurrences": draw(st.none() | st.integers(1, 9)),
            "killed_low": killed[0], "killed_best": killed[1], "killed_high": killed[2],
        })  # fmt: skip
        covered = draw(st.lists(st.sampled_from(norms), max_size=3, unique=True)) or [None]
        for norm in covered:
            for reading in readings:
                verdict = "not-covered" if norm is None else draw(st.sampled_from([*VerdictKind][1:])).value
                charged = verdict in ("violation", "possible")
                verdicts.append({
                    "incident_id": f"i{n}", "norm_id": norm, "reading": reading, "verdict": verdict,
                    "unknowns": draw(_UNKNOWNS) if verdict == "possible" else "",
                    "bearers": "; ".join(draw(_WHO)) if charged else "",
                    "bearer_mode": draw(st.sampled_from([*BearerMode])).value if charged else "",
                    "guarantors": "; ".join(draw(_WHO)) if charged else "",
                    "list_entry": "", "zone": "", "from_milestone": "",
                })  # fmt: skip
    return verdicts, incidents


@given(st.data())
@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_any_verdicts_count_as_plain_loops_do(vienna: Accord, data: st.DataObject) -> None:
    accord = vienna
    readings = data.draw(st.lists(st.sampled_from(list(accord.readings)), min_size=1, max_size=3, unique=True))
    verdicts, incidents = data.draw(_made(list(facts(accord).norms), readings))
    if all(i["happened_from"] is None for i in incidents):
        incidents[0] |= {"happened_from": _START, "happened_to": _START}
    days = data.draw(st.none() | st.tuples(st.integers(0, 12), st.integers(0, 12)))
    with tempfile.TemporaryDirectory() as folder:
        table = pa.Table.from_pylist([v | {"accord_hash": accord.hash} for v in verdicts], VERDICTS)
        reports = pa.Table.from_pylist(incidents, INCIDENTS)
        path = write(Path(folder), accord, table, reports)
        opened = case(accord, path)
        if days is not None:
            first = min(opened.window.first + timedelta(days=min(days) - 2), opened.window.last)
            last = max(first + timedelta(days=abs(days[0] - days[1])), opened.window.first)
            opened = case(accord, path, first, last)
        agree(opened)
