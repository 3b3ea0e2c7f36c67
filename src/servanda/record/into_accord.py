"""The accord as the record has changed it by a moment: lists, influence and milestones that were recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from servanda.accord.model import Accord, Dated, Entry, Influence, ListBlock, Milestone, Reached


def with_record(accord: Accord, tables: Mapping[str, pa.Table]) -> Accord:
    """The accord with what the tables add: list changes, edges of influence, milestones reached.

    Args:
        accord: as its text says.
        tables: ``list_changes``, ``influence``, ``milestones`` as known at a moment (see ``tables.table``).

    Returns:
        An accord with the same hash: the text is the same, what happened under it was added. What names a list or
        milestone that the accord does not have is left out; ``left_out`` tells of it.
    """
    lists = dict(accord.lists)
    for row in tables["list_changes"].to_pylist():
        if row["subject"] in lists:
            lists[row["subject"]] = _changed(lists[row["subject"]], row)
    milestones = dict(accord.milestones)
    for row in tables["milestones"].to_pylist():
        if row["subject"] in milestones:
            milestones[row["subject"]] = _reached(milestones[row["subject"]], row)
    edges = tuple(
        Influence(
            row["who"],
            row["over"],
            row["how"] or "",
            Dated(row["since"], row["until"], row["recorded_at"]),
            source=_source(row),
            readings=_readings(row),
        )
        for row in tables["influence"].to_pylist()
    )
    return replace(accord, lists=lists, milestones=milestones, influence=accord.influence + edges)


def left_out(accord: Accord, tables: Mapping[str, pa.Table]) -> list[str]:
    """Lists and milestones that the record names and the accord does not have."""
    named = {("list", s) for s in tables["list_changes"]["subject"].to_pylist() if s not in accord.lists}
    named |= {("milestone", s) for s in tables["milestones"]["subject"].to_pylist() if s not in accord.milestones}
    return [f"{kind} {name}" for kind, name in sorted(named)]


def _changed(block: ListBlock, row: dict[str, Any]) -> ListBlock:
    since: datetime = row["from"]
    readings = _readings(row)
    if row["change"] == "added":
        entry = Entry(row["party"], Dated(since, None, row["recorded_at"]), readings, source=_source(row))
        return replace(block, entries=(*block.entries, entry))
    entries = tuple(
        replace(e, when=replace(e.when, until=max(since, e.when.since or since)))
        if e.party == row["party"] and e.readings == readings and (e.when.until is None or e.when.until > since)
        else e
        for e in block.entries
    )
    return replace(block, entries=entries)


def _reached(milestone: Milestone, row: dict[str, Any]) -> Milestone:
    latest = row["reached_to"] or row["reached_from"]
    reached = Reached(row["reached_from"], latest, row["recorded_at"], source=_source(row), readings=_readings(row))
    return replace(milestone, reached=(*milestone.reached, reached))


def _readings(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row["readings"] or ())


def _source(row: dict[str, Any]) -> str:
    return str(row.get("source") or f"record entry {row['seq']}")
