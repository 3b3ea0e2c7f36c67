"""Dates and times as people write them, read as half-open spans of instants: doubt about the time is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from servanda.times import start_of

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")
_ISO_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{1,2}:\d{2})(:\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}|[+-]\d{2})?")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)", re.DOTALL)
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)", re.DOTALL)
_DASHES = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})(.*)", re.DOTALL)
_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4}|\d{2})|([A-Za-z]{3,9})\.? (\d{1,2}), ?(\d{4})")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_EPOCH = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))
_HOW = "Write YYYY-MM-DD, with a time and an offset if known: 2016-02-27T14:30+02:00."


@dataclass
class DateOrder:
    """Whether 03/04/2016 is 3 April (``day-month``) or 4 March (``month-day``): stated, or learnt from others."""

    stated: str = ""
    day_first: bool = False  # seen: a date that only reads day first
    month_first: bool = False

    def learn(self, values: Iterable[str | None]) -> None:
        """Look for dates that can be read in one way only."""
        if self.stated:
            return
        for value in values:
            if value and (m := _SLASHES.fullmatch(value) or _DASHES.fullmatch(value)):
                self.day_first = self.day_first or int(m[1]) > 12 >= int(m[2])
                self.month_first = self.month_first or int(m[2]) > 12 >= int(m[1])

    @property
    def known(self) -> str:
        """``day-month``, ``month-day``, or "" while it cannot be told."""
        if self.stated or self.day_first == self.month_first:
            return self.stated
        return "day-month" if self.day_first else "month-day"


def read_date(text: str | None, zone: str, order: DateOrder) -> tuple[int, int] | str:
    """The span that a date or time stands for, as microseconds since 1970 in UTC; or, as text, why it cannot be read.

    >>> read_date("2016-02-30", "UTC", DateOrder()).partition(" →")[0]
    '{value} is a date that does not exist.'
    """
    if text is None:
        return "{value} is empty."
    try:
        return _read(text, zone, order)
    except _TwoWaysError:
        return (
            "{value} can be read as day/month or as month/day. → Write YYYY-MM-DD, or say which it is: "
            "date-order: day-month or month-day in the mapping."
        )
    except _NoDateError:
        return f"{{value}} is not a date. → {_HOW}"
    except (ValueError, OverflowError):
        return f"{{value}} is a date that does not exist. → {_HOW}"


class _NoDateError(Exception):
    pass


class _TwoWaysError(Exception):
    pass


def _read(text: str, zone: str, order: DateOrder) -> tuple[int, int]:
    if m := _ISO_DAY.fullmatch(text):
        return _day(int(m[1]), int(m[2]), int(m[3]), zone)
    if m := _ISO_TIME.fullmatch(text):
        return _time(m, zone)
    if m := _ISO_MONTH.fullmatch(text):
        first = date(int(m[1]), int(m[2]), 1)
        return _micros(start_of(first, zone)), _micros(start_of((first + timedelta(days=31)).replace(day=1), zone))
    if _YEAR.fullmatch(text) and text >= "1800":
        return _micros(start_of(date(int(text), 1, 1), zone)), _micros(start_of(date(int(text) + 1, 1, 1), zone))
    if m := _DOTS.fullmatch(text):
        return _with_rest(int(m[3]), int(m[2]), int(m[1]), m[4], zone, order)
    if m := _SLASHES.fullmatch(text) or _DASHES.fullmatch(text):
        one, two = int(m[1]), int(m[2])
        if one != two and one <= 12 and two <= 12 and not order.known:
            raise _TwoWaysError
        month_first = order.known == "month-day" or (not order.known and two > 12)
        day, month = (two, one) if month_first else (one, two)
        return _with_rest(int(m[3]), month, day, m[4], zone, order)
    if m := _NAMED.fullmatch(text):
        day_text, name, year_text = (m[1], m[2], m[3]) if m[1] else (m[5], m[4], m[6])
        if (short := name[:3].lower()) not in _MONTHS:
            raise _NoDateError
        year = int(year_text) + (2000 if len(year_text) == 2 else 0)
        return _day(year, _MONTHS.index(short) + 1, int(day_text), zone)
    raise _NoDateError


def _with_rest(year: int, month: int, day: int, rest: str, zone: str, order: DateOrder) -> tuple[int, int]:
    if not rest.strip():
        return _day(year, month, day, zone)
    return _read(f"{date(year, month, day).isoformat()} {rest.strip()}", zone, order)


def _day(year: int, month: int, day: int, zone: str) -> tuple[int, int]:
    on = date(year, month, day)
    return _micros(start_of(on, zone)), _micros(start_of(on + timedelta(days=1), zone))


def _time(m: re.Match[str], zone: str) -> tuple[int, int]:
    clock = m[2].zfill(5) + (m[3] or "")
    at = datetime.fromisoformat(f"{m[1]}T{clock}{m[4] or ''}")
    start = _micros(at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone)))
    return start, start + (60_000_000 if not m[3] else 1_000_000 if "." not in m[3] else 1)


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
