"""Dates in sentences: days where an instant begins one, else the minute, in the accord's time zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from servanda.accord import Dated, Reached


def at(instant: datetime, zone: str) -> str:
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d}" if (local.hour, local.minute) == (0, 0) else f"{local:%Y-%m-%d %H:%M}"


def during(when: Dated, zone: str) -> str:
    """``from 2016-04-26 until 2016-12-30``, or nothing if it holds always."""
    since = f"from {at(when.since, zone)}" if when.since else ""
    until = f"until {at(when.until, zone)}" if when.until else ""
    return " ".join(filter(None, (since, until)))


def between(reached: Reached, zone: str) -> str:
    """``on 2016-02-01``, or ``between … and …``."""
    first, last = at(reached.earliest, zone), at(reached.latest, zone)
    return f"on {first}" if reached.earliest == reached.latest else f"between {first} and {last}"
