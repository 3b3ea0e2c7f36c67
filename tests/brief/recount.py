"""A second count of a brief's figures in plain loops, written apart from the first, for the tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]
STRONGEST = ["violation", "possible", "exempt", "not-in-force", "outside", "not-bound", "untold", "not-covered"]
SUREST = ["certain", "joint", "one-of", "alleged", "possible", "untold"]


class Recount:
    """Loops over rows of verdicts and incidents as Python dictionaries."""

    def __init__(
        self,
        verdicts: Sequence[Row],
        incidents: Sequence[Row],
        readings: Sequence[str],
        days: tuple[date, date] | None,
        zone: str,
    ) -> None:
        self.readings = readings
        z = ZoneInfo(zone)
        self.zone = z
        judged = {v["incident_id"] for v in verdicts}
        self.incidents: dict[str, Row] = {}
        self.sure: dict[str, bool] = {}
        for row in incidents:
            if row["incident_id"] not in judged:
                continue
            start, end = self.times(row)
            if days is not None:
                low = datetime.combine(days[0], datetime.min.time(), z)
                high = datetime.combine(days[1] + timedelta(days=1), datetime.min.time(), z)
                if (end is not None and end <= low) or (start is not None and start >= high):
                    continue
                self.sure[row["incident_id"]] = start is not None and end is not None and start >= low and end <= high
            else:
                self.sure[row["incident_id"]] = True
            self.incidents[row["incident_id"]] = row
        self.verdicts = [v for v in verdicts if v["incident_id"] in self.incidents]

    def times(self, row: Row) -> tuple[datetime | None, datetime | None]:
        start, end = row["happened_from"], row["happened_to"]
        if start is not None and (end is None or end <= start):
            end = start + timedelta(microseconds=1)
        return start, end

    def kind(self, v: Row) -> str:
        if v["verdict"] == "violation":
            return "violation" if self.sure[v["incident_id"]] else "possible"
        if v["verdict"] == "possible":
            return "untold" if "act" in v["unknowns"].split("; ") else "possible"
        return str(v["verdict"])

    def best(self) -> dict[tuple[str, str], str]:
        out: dict[tuple[str, str], str] = {}
        for v in self.verdicts:
            key = v["incident_id"], v["reading"]
            kind = self.kind(v)
            if key not in out or STRONGEST.index(kind) < STRONGEST.index(out[key]):
                out[key] = kind
        return out

    def totals(self) -> dict[str, dict[str, int]]:
        out: dict[str, dict[str, int]] = {r: defaultdict(int) for r in self.readings}
        silent = {(v["incident_id"], v["reading"]) for v in self.verdicts if self.kind(v) == "untold"}
        for (incident, reading), kind in self.best().items():
            row, total = self.incidents[incident], out[reading]
            total["incidents"] += 1
            total[kind.replace("-", "_")] += 1
            low, high = kind == "violation", kind in ("violation", "possible")
            total["low"] += low
            total["high"] += high
            total["low_as_claimed"] += low and row["claimant"] is not None
            total["reports_do_not_tell"] += (incident, reading) in silent and not high
            least = row["killed_low"] if row["killed_low"] is not None else row["killed_best"]
            most = row["killed_high"] if row["killed_high"] is not None else row["killed_best"]
            total["killed_low"] += (least or 0) if low else 0
            total["killed_high"] += (most or 0) if high else 0
        return out

    def norms(self) -> dict[tuple[str, str], dict[str, int]]:
        out: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for v in self.verdicts:
            if v["norm_id"] is not None:
                kind = self.kind(v)
                cell = out[v["norm_id"], v["reading"]]
                cell[kind.replace("-", "_")] += 1
                cell["low"] += kind == "violation"
                cell["high"] += kind in ("violation", "possible")
        return out

    def accounts(self, column: str) -> dict[tuple[str, str], dict[str, int]]:
        surest: dict[tuple[str, str, str], str] = {}
        for v in self.verdicts:
            kind = self.kind(v)
            if kind not in ("violation", "possible", "untold") or not v[column]:
                continue
            how = (v["bearer_mode"] if v["bearer_mode"] in SUREST[:4] else "alleged") if kind == "violation" else kind
            for who in v[column].split("; "):
                key = who, v["reading"], v["incident_id"]
                if key not in surest or SUREST.index(how) < SUREST.index(surest[key]):
                    surest[key] = how
        out: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for (who, reading, _), how in surest.items():
            out[who, reading][how.replace("-", "_")] += 1
            out[who, reading]["low"] += how in ("certain", "joint")
            out[who, reading]["high"] += how != "untold"
        return out

    def divisions(self) -> dict[tuple[str, str], dict[str, int]]:
        out: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for (incident, reading), kind in self.best().items():
            cell = out[self.incidents[incident]["division"] or "", reading]
            cell["incidents"] += 1
            cell[kind.replace("-", "_")] += 1
            cell["low"] += kind == "violation"
            cell["high"] += kind in ("violation", "possible")
        return out

    def days(self, first: date, last: date) -> dict[tuple[str, str], dict[str, int]]:
        out: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        best = self.best()
        for incident, row in self.incidents.items():
            start, end = self.times(row)
            if start is None or end is None:
                continue
            day = max(first, start.astimezone(self.zone).date())
            until = min(last, (end - timedelta(microseconds=1)).astimezone(self.zone).date())
            alone = start.astimezone(self.zone).date() == (end - timedelta(microseconds=1)).astimezone(self.zone).date()
            while day <= until:
                for reading in self.readings:
                    kind = best.get((incident, reading))
                    if kind is None:
                        continue
                    cell = out[str(day), reading]
                    cell["incidents"] += 1
                    cell["low"] += kind == "violation" and alone
                    cell["high"] += kind in ("violation", "possible")
                day += timedelta(days=1)
        return out

    def said(self) -> dict[tuple[str, str], list[str]]:
        """Per incident and norm, the verdict under each reading."""
        out: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for v in self.verdicts:
            if v["norm_id"] is not None:
                kind = self.kind(v)
                out[v["incident_id"], v["norm_id"]][v["reading"]] = "possible" if kind == "untold" else kind
        return {cell: [by.get(r, "not-covered") for r in self.readings] for cell, by in out.items()}

    def undetermined(self) -> dict[tuple[str, str], int]:
        out: dict[tuple[str, str], int] = defaultdict(int)
        for v in self.verdicts:
            kind = self.kind(v)
            if kind == "untold":
                out["act", v["reading"]] += 1
            elif kind == "possible":
                waits = ["time"] if v["verdict"] == "violation" else [u for u in v["unknowns"].split("; ") if u]
                for u in waits:
                    out[u, v["reading"]] += 1
        return out
