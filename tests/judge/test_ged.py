"""The 6,170 events of Syria in 2016 that UCDP published, judged by the Vienna accord, against a count made apart.

The count apart reads the file with the csv module and knows no accord: it sorts the events by the names of the sides and
by their dates, with rules written here by hand for one norm under two readings.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

import servanda as sv
from servanda.accord import load
from servanda.incidents.names import resolve
from servanda.judge.plain import PlainJudge


@pytest.fixture(scope="module")
def ged(shared: Path) -> Path:
    return shared / "data/events/ucdp-ged-syria-2016.csv.gz"


@pytest.fixture(scope="module")
def verdicts(ged: Path) -> pa.Table:
    accord = load("vienna")
    return sv.judge(accord, sv.incidents(ged, accord=accord))


def totals(verdicts: pa.Table, norm: str, reading: str) -> dict[str, int]:
    rows = zip(*(verdicts[c].to_pylist() for c in ("norm_id", "reading", "verdict")), strict=True)
    return Counter(v for n, r, v in rows if (n, r) == (norm, reading))


def test_every_event_gets_one_verdict_per_norm_and_reading(verdicts: pa.Table) -> None:
    accord = load("vienna")
    for reading in accord.readings:
        assert sum(totals(verdicts, "ceasefire", reading).values()) == 6170


def test_the_totals_are_those_that_were_checked(verdicts: pa.Table) -> None:
    expected = {
        "un": {"violation": 134, "possible": 3145, "exempt": 1628, "not-bound": 299, "not-in-force": 964},
        "us": {"violation": 2169, "possible": 58, "exempt": 1159, "not-bound": 299, "not-in-force": 2485},
        "russia": {"violation": 83, "possible": 1937, "exempt": 1053, "not-bound": 486, "not-in-force": 2611},
    }
    assert {r: totals(verdicts, "ceasefire", r) for r in expected} == expected
    assert totals(verdicts, "no-attacks-on-civilians", "un")["violation"] == 184


def test_a_count_apart_of_government_against_insurgents_agrees(ged: Path, verdicts: pa.Table) -> None:
    """Nearly half of all events are between the government and "Syrian insurgents": an umbrella, no direction told."""
    inside = before = across = 0
    starts, ends = date(2016, 2, 27), date(2016, 10, 3)  # under us; the day of the start is wholly in force
    with gzip.open(ged, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if {row["side_a"], row["side_b"]} != {"Government of Syria", "Syrian insurgents"}:
                continue
            first, last = date.fromisoformat(row["date_start"]), date.fromisoformat(row["date_end"])
            if last < starts or first >= ends:
                before += 1
            elif first >= starts and last < ends:
                inside += 1
            else:
                across += 1
    accord = load("vienna")
    incidents = sv.incidents(ged, accord=accord)
    pairs = dict(
        zip(
            incidents["incident_id"].to_pylist(),
            zip(*(incidents[s].to_pylist() for s in ("side_a", "side_b")), strict=True),
            strict=True,
        )
    )
    found = Counter(
        v
        for i, n, r, v in zip(
            *(verdicts[c].to_pylist() for c in ("incident_id", "norm_id", "reading", "verdict")), strict=True
        )
        if n == "ceasefire" and r == "us" and set(pairs[i]) == {"Government of Syria", "Syrian insurgents"}
    )
    assert found == Counter({"violation": inside, "not-in-force": before, "possible": across})


def test_a_count_apart_of_one_sided_violence_agrees(ged: Path, verdicts: pa.Table) -> None:
    """UCDP's third type is violence against civilians by a named side: the one norm that needs no list and no dates."""
    with gzip.open(ged, "rt", encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["type_of_violence"] == "3"]
    jordan = sum(r["side_a"] == "Government of Jordan" for r in rows)
    assert (len(rows), jordan) == (185, 1)
    assert totals(verdicts, "no-attacks-on-civilians", "un")["violation"] == len(rows) - jordan


def test_the_plain_judge_agrees_on_a_sample_of_the_real_events(ged: Path, verdicts: pa.Table) -> None:
    accord = load("vienna")
    incidents = sv.incidents(ged, accord=accord)
    names = {n for s in ("side_a", "side_b") for v in incidents[s].to_pylist() if v for n in v.split("; ")}
    parties = resolve(names, accord)
    sample = {r["incident_id"]: r for r in incidents.to_pylist()[::61]}
    judges = {r.id: PlainJudge(accord, r, parties) for r in accord.readings.values()}
    for row in verdicts.to_pylist():
        incident = sample.get(row["incident_id"])
        if incident and row["norm_id"] in {"ceasefire", "no-attacks-on-civilians"}:
            trace = judges[row["reading"]].judge(incident, row["norm_id"])
            assert (trace.verdict, "; ".join(trace.unknowns), "; ".join(trace.bearers), "; ".join(trace.guarantors)) == (
                row["verdict"], row["unknowns"], row["bearers"], row["guarantors"],
            )  # fmt: skip
