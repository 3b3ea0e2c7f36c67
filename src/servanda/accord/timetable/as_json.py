"""The timetable as plain data for machines; `docs/timetable.md` tells the shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .model import Conflict, Ground, Item, Timetable, Window

FORM = "timetable/1"


def as_dict(timetables: Sequence[Timetable]) -> dict[str, Any]:
    """All readings asked, one beside the other. Days are ``YYYY-MM-DD``, instants ISO 8601 in UTC."""
    first = timetables[0]
    return {
        "form": FORM,
        "accord": first.accord,
        "accord_hash": first.accord_hash,
        "title": dict(first.title),
        "as_of": first.as_of.isoformat(),
        "day": str(first.day),
        "time_zone": first.time_zone,
        "what_if": {m: str(d) for m, d in first.what_if.items()},
        "notes": list(first.notes()),
        "readings": [_reading(t) for t in timetables],
    }


def _reading(t: Timetable) -> dict[str, Any]:
    return {
        "reading": t.reading,
        "items": [_item(i) for i in t.items],
        "critical": {"item": t.critical_item, "chain": [_ground(g) for g in t.critical]} if t.critical else None,
        "conflicts": [_conflict(c) for c in t.conflicts],
    }


def _item(i: Item) -> dict[str, Any]:
    return {
        "id": i.id,
        "kind": i.kind,
        "name": dict(i.name),
        "settled_by": i.point,
        "standing": str(i.standing),
        "overdue": i.overdue,
        "limit": i.limit,
        "binding": i.binding,
        "about": i.about,
        "about_days": i.about_days,
        "begins": _window(i.begins),
        "due": _window(i.due),
        "reached": None if i.reached is None else _window(i.reached),
        "planned": i.planned,
        "supposed": i.supposed,
        "earliest": _text(i.earliest),
        "latest": _text(i.latest),
        "slack_days": i.slack_days,
        "late_days": _pair(i.late_days),
        "elapsed_days": _pair(i.elapsed_days),
        "fixed_by": [_ground(g) for g in i.fixed_by],
        "reason": i.reason,
        "cites": [str(c) for c in i.cites],
        "source": i.source,
    }


def _conflict(c: Conflict) -> dict[str, Any]:
    return {"about": c.about, "items": list(c.items), "grounds": [_ground(g) for g in c.grounds]}


def _ground(g: Ground) -> dict[str, Any]:
    return {
        "kind": g.kind,
        "item": g.item,
        "text": g.text,
        "binding": g.binding,
        "cites": [str(c) for c in g.cites],
        "source": g.source,
    }


def _window(w: Window) -> dict[str, Any]:
    return {"earliest": _text(w.earliest), "latest": _text(w.latest)}


def _pair(pair: tuple[int, int | None] | None) -> dict[str, Any] | None:
    return None if pair is None else {"at_least": pair[0], "at_most": pair[1]}


def _text(value: object) -> str | None:
    return None if value is None else str(value)
