"""An incident's way from report to publication, with a clock on each step.

Each step starts when the one before it was done, and may take the time that the accord allows it: a norm called
``step-verified`` with a deadline ``within: 72 h``. While access is refused the clock stands still, with the reason.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from servanda.accord.model import Accord
from servanda.times import Duration

from .questions import later

STEPS = (
    "acknowledged",  # somebody confirmed having received the report
    "fused",  # reports of one incident were put together
    "verified",  # graded
    "attributed",  # a claim of who did it, or an investigation
    "judged",  # an assessment under the accord
    "put",  # to the commission: a proposal about it
    "found",  # a decision, signed under the rule
    "told",  # guarantors were notified
    "answered",  # a party or guarantor answered
    "published",
)
WAY = pa.schema(
    [
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("step", pa.string(), nullable=False),
        pa.field("state", pa.string(), nullable=False),  # done | skipped | open | stopped | overdue | waiting
        pa.field("started_at", pa.timestamp("us", tz="UTC")),  # null: its turn has not come
        pa.field("done_at", pa.timestamp("us", tz="UTC")),
        pa.field("due_at", pa.timestamp("us", tz="UTC")),  # moved by the time for which access was refused
        pa.field("stopped_hours", pa.float64(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),  # why the clock stands still
        pa.field("late_hours", pa.float64(), nullable=False),  # done or still open, after it was due
    ]
)


@dataclass(frozen=True)
class _Stop:
    start: datetime
    end: datetime | None
    reason: str


def allowed_times(accord: Accord) -> dict[str, Duration]:
    """How long each step may take: the deadlines of the accord's norms called ``step-…``."""
    out = {}
    for step in STEPS:
        norm = accord.norms.get(f"step-{step}")
        if norm is not None and norm.deadline is not None and norm.deadline.within is not None:
            out[step] = norm.deadline.within
    return out


def way(tables: Mapping[str, pa.Table], at: datetime, allowed: Mapping[str, Duration]) -> pa.Table:
    """Every incident's steps as known at a moment, ``WAY``: what is done, open, overdue or stopped, since when.

    Args:
        tables: as known at ``at``. An incident is what an ``incident`` entry names; a report that is in none is its own.
        at: the moment.
        allowed: how long a step may take; a step that is not named never is overdue.
    """
    done, stops, begun = _gather(tables)
    rows = []
    for incident, first in begun.items():
        rows += _steps(incident, first, done.get(incident, {}), stops.get(incident, []), at, allowed)
    return pa.Table.from_pylist(rows, schema=WAY)


def overdue(way_table: pa.Table) -> list[dict[str, Any]]:
    """What is overdue, the latest first."""
    rows = [row for row in way_table.to_pylist() if row["state"] == "overdue"]
    return sorted(rows, key=lambda r: (-r["late_hours"], r["incident_id"], r["step"]))


def medians(way_table: pa.Table) -> dict[str, float]:
    """The median time that each step took where it is done, in days, without the time for which it was stopped."""
    took: dict[str, list[float]] = {}
    for row in way_table.to_pylist():
        if row["state"] == "done":
            hours = (row["done_at"] - row["started_at"]).total_seconds() / 3600 - row["stopped_hours"]
            took.setdefault(row["step"], []).append(hours / 24)
    return {step: statistics.median(took[step]) for step in STEPS if step in took}


def _steps(
    incident: str,
    first: datetime,
    done: Mapping[str, datetime],
    stops: Iterable[_Stop],
    at: datetime,
    allowed: Mapping[str, Duration],
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    start: datetime | None = first
    last_done = max((i for i, step in enumerate(STEPS) if step in done), default=-1)
    for i, step in enumerate(STEPS):
        finished = done.get(step)
        row: dict[str, Any] = {"incident_id": incident, "step": step, "started_at": start, "done_at": finished}
        if finished is None and i < last_done:
            rows.append(
                row | {"state": "skipped", "due_at": None, "stopped_hours": 0.0, "reason": "", "late_hours": 0.0}
            )
            continue
        if start is None:
            rows.append(
                row | {"state": "waiting", "due_at": None, "stopped_hours": 0.0, "reason": "", "late_hours": 0.0}
            )
            continue
        start = row["started_at"] = min(start, finished) if finished else start
        end = finished or at
        stopped, reason = _stopped(stops, start, end)
        due = later(start, allowed[step]) + stopped if step in allowed else None
        late = max(timedelta(0), end - due) if due is not None else timedelta(0)
        state = "done" if finished else "stopped" if reason else "overdue" if late else "open"
        rows.append(
            row
            | {
                "state": state,
                "due_at": due,
                "stopped_hours": stopped.total_seconds() / 3600,
                "reason": reason,
                "late_hours": late.total_seconds() / 3600 if state in {"done", "overdue"} else 0.0,
            }
        )
        start = finished
    return rows


def _stopped(stops: Iterable[_Stop], start: datetime, end: datetime) -> tuple[timedelta, str]:
    """For how long access was refused between two moments (each hour once), and why it still is at the end."""
    total, reason, upto = timedelta(0), "", start
    for stop in sorted(stops, key=lambda s: s.start):
        low, high = max(stop.start, upto), min(stop.end or end, end)
        if high > low:
            total, upto = total + (high - low), high
        if stop.start <= end and (stop.end is None or stop.end > end):
            reason = stop.reason
    return total, reason


def _gather(
    tables: Mapping[str, pa.Table],
) -> tuple[dict[str, dict[str, datetime]], dict[str, list[_Stop]], dict[str, datetime]]:
    of_report: dict[str, str] = {}
    begun: dict[str, datetime] = {}
    done: dict[str, dict[str, datetime]] = {}
    for row in tables["incidents"].select(["subject", "recorded_at", "reports"]).to_pylist():
        for report in row["reports"] or ():
            of_report[report] = row["subject"]
        _first(done, row["subject"], "fused", row["recorded_at"])
    reports = tables["reports"].select(["seq", "subject", "recorded_at"]).to_pylist()
    for row in reports:
        name = row["subject"] or f"#{row['seq']}"
        incident = of_report.get(name, name)
        begun[incident] = min(begun.get(incident, row["recorded_at"]), row["recorded_at"])
    questions: dict[str, str] = {}

    def note(table: str, step: str, about: str = "subject", keep: Any = None) -> None:
        for row in tables[table].to_pylist():
            incident = of_report.get(row[about] or row["subject"], row[about] or row["subject"])
            incident = questions.get(incident, incident)
            if incident in begun and (keep is None or keep(row)):
                _first(done, incident, step, row["recorded_at"])
                if table == "proposals":
                    questions[row["subject"]] = incident

    note("receipts", "acknowledged")
    note("grades", "verified")
    note("claims", "attributed")
    note("assessments", "attributed", keep=lambda r: r["finding"] == "investigated")
    note("assessments", "judged", keep=lambda r: r["finding"] == "verdict" or r["accord_hash"])
    note("proposals", "put", "about")
    note("decisions", "found", "about")
    note("notifications", "told", keep=lambda r: r["kind"] == "finding")
    note("answers", "answered")
    note("publications", "published")
    stops: dict[str, list[_Stop]] = {}
    for row in tables["refusals"].to_pylist():
        incident = of_report.get(row["subject"], row["subject"])
        reason = f"access refused by {row['by_party']}: {row['reason']}"
        stops.setdefault(incident, []).append(_Stop(row["at"], row["until"], reason))
    return done, stops, begun


def _first(done: dict[str, dict[str, datetime]], incident: str, step: str, at: datetime) -> None:
    steps = done.setdefault(incident, {})
    steps[step] = min(steps.get(step, at), at)
