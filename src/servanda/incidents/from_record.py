"""The door between the record and the incidents: reports as known at a moment become rows, and rows become reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from servanda.errors import Problem
from servanda.record.model import Draft, instant_text
from servanda.source import Cell

from .model import CLAIMS, INCIDENTS, Intake

_SAME = frozenset(INCIDENTS.names) - {"incident_id", "known_at", "source_grade", "info_grade"}


def incidents_of(tables: Mapping[str, pa.Table]) -> Intake:
    """The reports of the record as incidents, each with the grades that its last verification gave.

    Args:
        tables: ``reports`` and ``grades`` as known at a moment (``servanda.record.tables``).

    Returns:
        One row a report; ``incident_id`` is the report's subject (``#17`` where it has none or shares it), ``known_at``
        when it was recorded. Reports found not valid, and sealed ones whose words are not here, are set aside.
    """
    reports = tables["reports"]
    graded = {row["subject"]: row for row in tables["grades"].to_pylist()}  # in the order of the log: the last counts
    names = Counter(reports["subject"].to_pylist())
    rows, aside = [], []
    for row in reports.to_pylist():
        seq, subject = row["seq"], row["subject"]
        grade = graded.get(subject) or graded.get(f"#{row['root']}") or {}
        where = Cell("record", seq, "", subject)
        if grade.get("valid") is False:
            aside.append(Problem("incidents.not-valid", f"Report {subject or seq} was found not valid.", "", where))
            continue
        if row["sealed"] and row["happened_from"] is None and row["act"] is None:
            aside.append(Problem("incidents.sealed", f"Entry {seq} is sealed: its words are not here.", "", where))
            continue
        out = {name: row[name] for name in _SAME}
        out["incident_id"] = subject if subject and names[subject] == 1 else f"#{row['root']}"
        out["known_at"] = row["recorded_at"]
        out["source_grade"] = grade.get("source_grade") or row["source_grade"]
        out["info_grade"] = grade.get("info_grade") or row["info_grade"]
        rows.append(out)
    found = pa.Table.from_pylist(rows, schema=INCIDENTS)
    return Intake(found, tuple(aside), (), reports.num_rows)


def claims_of(tables: Mapping[str, pa.Table]) -> pa.Table:
    """The claims of the record, with the columns of CLAIMS: who says who did it."""
    claims = tables["claims"]
    columns = [claims["subject"], *(claims[n] for n in ("claimant", "side_a", "side_b", "directed", "basis"))]
    return pa.table([*columns, claims["recorded_at"]], schema=CLAIMS)


def drafts_of(incidents: pa.Table, author: str, compartment: str = "", ref: str = "") -> Iterator[Draft]:
    """Rows of incidents as reports for the record; ``known_at`` becomes a remark, since the record has its own clock.

    ``ref`` names the batch: the same rows under the same ``ref`` twice are one entry each.
    """
    for batch in incidents.to_batches(10_000):
        for row in batch.to_pylist():
            yield Draft("report/1", author, _body(row), row["incident_id"], compartment, _ref(ref, row["incident_id"]))


def _body(row: Mapping[str, Any]) -> dict[str, Any]:
    body = {name: row[name] for name in INCIDENTS.names if row[name] is not None and name != "incident_id"}
    for name in ("happened_from", "happened_to", "known_at"):
        if name in body:
            body[name] = instant_text(body[name])
    if "known_at" in body:
        body["source_known_at"] = body.pop("known_at")
    return body


def _ref(ref: str, incident: str) -> str:
    return f"{ref}:{incident}"[:200] if ref else ""
