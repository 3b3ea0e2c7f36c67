"""The timetable as a calendar: whole days for what is due, what was reached and what is planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from . import words
from .model import Item, Timetable, Window


def calendar(timetables: Sequence[Timetable]) -> bytes:
    """An iCalendar file (RFC 5545). The same accord, view and readings give the same bytes.

    Every event keeps its identity from view to view (``due.milestone.talks@vienna.accord.servanda``), so that a
    calendar program that reads the file again moves an event and does not double it. Where readings differ, each group
    of them that agree has its own event; all but that of the first reading asked name a reading in their identity.
    """
    from icalendar import Calendar

    first = timetables[0]
    cal = Calendar()
    cal.add("prodid", "-//Servanda//timetable//EN")
    cal.add("version", "2.0")
    cal.add("calscale", "GREGORIAN")
    cal.add("method", "PUBLISH")
    cal.add("x-wr-calname", words.name_of(first.title, first.accord))
    for row in words.rows(timetables):
        readings = () if row.everyone else row.readings
        for event in _events(row.item, first, readings):
            cal.add_component(event)
    return bytes(cal.to_ical())


def _events(item: Item, t: Timetable, readings: tuple[str, ...]) -> Iterator[Any]:
    name = words.name_of(item.name, item.id)
    if item.due.earliest or item.due.latest:
        kind = "binding date" if item.binding else "target"
        around = "around " if item.about else ""
        yield _event("due", item, t, readings, item.due, f"{around}{kind}: {name}")
    elif item.latest:
        yield _event("latest", item, t, readings, Window(item.latest, item.latest), f"last day to keep all: {name}")
    if item.reached:
        word = ("supposed" if item.supposed else "planned") if item.planned else "reached"
        yield _event(word, item, t, readings, item.reached, f"{word}: {name}")


def _event(kind: str, item: Item, t: Timetable, readings: tuple[str, ...], window: Window, summary: str) -> Any:
    from icalendar import Event

    start = window.earliest or window.latest
    assert start is not None
    event = Event()
    whose = f".{readings[0]}" if readings and readings[0] != words.reading_name(t) else ""
    event.add("uid", f"{kind}.{item.kind}.{item.id}{whose}@{t.accord}.accord.servanda")
    event.add("dtstamp", t.as_of.replace(microsecond=0))
    event.add("dtstart", start)
    event.add("dtend", _after(window.latest or start))
    event.add("summary", f"{summary} ({', '.join(readings)})" if readings else summary)
    event.add("description", _description(item, t))
    event.add("transp", "TRANSPARENT")
    event.add("categories", [str(item.standing)])
    return event


def _description(item: Item, t: Timetable) -> str:
    lines = [f"{item.limit}{' (binding)' if item.binding else ''}" if item.limit else "no date set"]
    lines.append(f"as of {t.day}: {words.standing(item)}" + (f" ({item.reason})" if item.reason else ""))
    if item.cites:
        lines.append("rests on " + ", ".join(map(str, item.cites)))
    if item.source:
        lines.append(f"source: {item.source}")
    lines.append(t.notes()[0])
    return "\n".join(lines)


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day
