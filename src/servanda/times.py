"""Instants, half-open intervals and calendar durations. Instants are UTC; dates are read in an accord's time zone."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, tzinfo=UTC)

_DURATION = re.compile(r"^\s*(\d{1,6})\s*(hour|day|week|month|year|h|d)s?\s*$")


@dataclass(frozen=True, order=True)
class Interval:
    """From ``start`` up to but not including ``end``, both UTC instants."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"An interval cannot end ({self.end}) before it starts ({self.start}).")


@dataclass(frozen=True)
class Duration:
    """A number of hours, days, weeks, calendar months or years, with the rule for days that a month lacks.

    ``rounding`` is ``down`` (31 August + 6 months = 28 or 29 February) or ``up`` (= 1 March).
    """

    count: int
    unit: str
    rounding: str = "down"

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


def parse_duration(text: str, rounding: str = "down") -> Duration:
    """Read ``18 months``, ``72 h``, ``1 day``. Raises ValueError on anything else.

    >>> str(parse_duration("18 months"))
    '18 months'
    """
    m = _DURATION.match(text)
    if not m:
        raise ValueError(f"{text!r} is not a duration: write a number and hours, days, weeks, months or years.")
    unit = {"h": "hour", "d": "day"}.get(m[2], m[2])
    return Duration(int(m[1]), unit, rounding)


def add(day: date, span: Duration) -> date:
    """The date that lies ``span`` after ``day``, by the calendar, with the span's rounding; hours round up to days.

    >>> add(date(2015, 8, 31), Duration(6, "month")), add(date(2015, 8, 31), Duration(6, "month", "up"))
    (datetime.date(2016, 2, 29), datetime.date(2016, 3, 1))
    """
    if span.unit == "hour":
        return day + timedelta(days=-(-span.count // 24))
    if span.unit in {"day", "week"}:
        return day + timedelta(days=span.count * (7 if span.unit == "week" else 1))
    months = day.month - 1 + span.count * (12 if span.unit == "year" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    if day.day <= last:
        return date(year, month, day.day)
    return date(year, month, last) + timedelta(days=1 if span.rounding == "up" else 0)


def start_of(day: date, zone: str = "UTC") -> datetime:
    """The instant at which ``day`` begins in the time zone, as UTC.

    >>> start_of(date(2016, 2, 27), "Asia/Damascus").isoformat()
    '2016-02-26T22:00:00+00:00'
    """
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def parse_date(text: str) -> date:
    """Read ``YYYY-MM-DD``. Raises ValueError for any other form and for dates that do not exist."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(f"{text!r} is not a date: write YYYY-MM-DD.")
    return date.fromisoformat(text)


def parse_instant(text: str, zone: str = "UTC") -> datetime:
    """Read a date (its first instant in ``zone``) or ``YYYY-MM-DDTHH:MM[:SS]`` with an offset, Z, or none.

    Without an offset the time is read in ``zone``. Raises ValueError for anything else.
    """
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return start_of(parse_date(text), zone)
    if not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
        raise ValueError(f"{text!r} is not an instant: write YYYY-MM-DD or YYYY-MM-DDTHH:MM with an optional offset.")
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def day_of(at: datetime, zone: str = "UTC") -> date:
    """The calendar day of an instant in the time zone."""
    return at.astimezone(ZoneInfo(zone)).date()
