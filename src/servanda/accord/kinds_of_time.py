"""The kinds of value that tell when: days, instants, durations, milestones, time zones."""

# ruff: noqa: ARG001 (every kind reads and writes by the same arguments, whether it needs them all or not)
from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from servanda.source import Span
from servanda.times import Duration, parse_date, parse_duration, parse_instant, start_of

from .kinds import Kind, Reader, Reference, WrongValueError, scalar_of, suggest
from .nodes import Node


def is_instant(written: str) -> bool:
    """That a moment is written as a date or instant, and not as the id of a milestone."""
    return re.match(r"\d{4}-\d", written) is not None


def write_instant(zone: str, at: datetime) -> str:
    """An instant as a date where it is the first instant of a day in the zone, else to the second or finer, in UTC."""
    day = at.astimezone(ZoneInfo(zone)).date()
    if start_of(day, zone) == at:
        return day.isoformat()
    return at.isoformat(timespec="minutes" if at.second == at.microsecond == 0 else "auto").replace("+00:00", "Z")


_INSTANT_LABEL = "a date YYYY-MM-DD or an instant YYYY-MM-DDTHH:MM that exists"
_INSTANT_SCHEMA = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$"}


def _instant(reader: Reader, written: str, span: Span) -> datetime:
    try:
        return parse_instant(written, reader.time_zone)
    except (ValueError, OverflowError):
        hint = "Write the date as YYYY-MM-DD, with THH:MM and an offset (Z, +02:00) if the hour matters."
        raise WrongValueError(span, f"`{written}` is not {_INSTANT_LABEL}.", hint, "bad-date") from None


def _read_instant(reader: Reader, node: Node, key: str) -> datetime:
    return _instant(reader, scalar_of(node, _INSTANT_LABEL).strip(), node.span)


INSTANT = Kind(_INSTANT_LABEL, _read_instant, lambda w, v: write_instant(w.time_zone, v), _INSTANT_SCHEMA)


def _read_day(reader: Reader, node: Node, key: str) -> date:
    written = scalar_of(node, "a date YYYY-MM-DD").strip()
    try:
        return parse_date(written)
    except ValueError:
        hint = "Write the date as YYYY-MM-DD."
        message = f"`{written}` is not a date YYYY-MM-DD that exists."
        raise WrongValueError(node.span, message, hint, "bad-date") from None


DAY = Kind("a date YYYY-MM-DD", _read_day, lambda _, v: v.isoformat(), {"type": "string", "format": "date"})


def _read_moment(reader: Reader, node: Node, key: str) -> str:
    written = scalar_of(node, "a milestone, a date or an instant").strip()
    if is_instant(written):
        _instant(reader, written, node.span)
    else:
        reader.references.append(Reference(written, ("milestone",), key, node.span))
    return written


MOMENT = Kind("a milestone, a date or an instant", _read_moment, lambda _, v: str(v), {"type": "string"})


def _read_duration(reader: Reader, node: Node, key: str) -> Duration:
    written = scalar_of(node, "a duration")
    try:
        return parse_duration(written)
    except ValueError:
        hint = "Write a whole number and hours, days, weeks, months or years: 72 h, 18 months."
        raise WrongValueError(node.span, f"`{written}` is not a duration.", hint, "bad-duration") from None


DURATION = Kind(
    "a duration (18 months, 72 h)",
    _read_duration,
    lambda _, v: str(v),
    {"type": "string", "pattern": r"^\s*\d{1,6}\s*(hour|day|week|month|year|h|d)s?\s*$"},
)


def _read_time_zone(reader: Reader, node: Node, key: str) -> str:
    written = scalar_of(node, "a time zone").strip()
    try:
        ZoneInfo(written)
    except (ValueError, OSError, KeyError):  # not in the list, or not even the form of a name
        hint = suggest(written, available_timezones()) or "Write a name of the IANA list, such as Asia/Damascus."
        raise WrongValueError(node.span, f"`{written}` is not a time zone.", hint, "bad-time-zone") from None
    return written


TIME_ZONE = Kind("an IANA time zone (Asia/Damascus)", _read_time_zone, lambda _, v: str(v), {"type": "string"})
