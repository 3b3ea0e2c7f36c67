"""Whether each norm was in force on the last day of the window, under each reading."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from servanda.times import EARLIEST, LATEST, start_of

from .model import Case, Cell, Column, Table

_COLUMNS = (
    Column("norm", "#meta+norm"),
    Column("reading", "#meta+reading"),
    Column("standing", "#status"),
    Column("begins", "#date+start"),
    Column("ends", "#date+end"),
)


def in_force(case: Case) -> Table:
    """One row per norm that is judged on incidents × reading: how it stands on the last day, when it begins and ends.

    ``standing`` is ``in force``, ``not yet``, ``ended``, ``part of the day`` or ``undetermined``; ``begins`` and ``ends``
    are days or instants in the accord's time zone, two of them where what starts or ends the norm lies between two.
    """
    zone, last = case.accord.time_zone, case.window.last
    day = start_of(last, zone), start_of(last + timedelta(days=1), zone)
    rows: list[tuple[Cell, ...]] = []
    for norm in case.facts.norms:
        for bit, reading in enumerate(case.facts.readings):
            found = case.facts.window(norm, bit)
            if found is None:
                rows.append((norm, reading.id, "not yet", "", ""))
                continue
            start, end = found
            rows.append((norm, reading.id, _standing(start, end, day), _told(start, zone), _told(end, zone)))
    return Table("in-force", "In force or not", _COLUMNS, tuple(rows), 2)


def _standing(start: tuple[datetime, datetime], end: tuple[datetime, datetime], day: tuple[datetime, datetime]) -> str:
    begins, over = day
    if start[0] >= over:
        return "not yet"
    if end[1] <= begins:
        return "ended"
    if start[1] <= begins and end[0] >= over:
        return "in force"
    certain = start[0] == start[1] and end[0] == end[1]
    return "part of the day" if certain else "undetermined"


def _told(between: tuple[datetime, datetime], zone: str) -> str:
    if between in {(EARLIEST, EARLIEST), (LATEST, LATEST)}:
        return ""
    low, high = (_instant(t, zone) for t in between)
    return low if low == high else f"{low} … {high}"


def _instant(at: datetime, zone: str) -> str:
    if at in {EARLIEST, LATEST}:
        return "open"
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d}" if (local.hour, local.minute) == (0, 0) else f"{local:%Y-%m-%d %H:%M}"
