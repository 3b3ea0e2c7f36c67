"""Incidents from JSON lines: one object a line, with the names of INCIDENTS; what cannot be read is told, not dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from math import isfinite
from typing import Any

import pyarrow as pa

from servanda.times import parse_instant

from .model import AND, INCIDENTS

_BOUNDS = {
    "lon": (-180, 180), "lat": (-90, 90), "radius_m": (0, 2.1e7), "info_grade": (1, 6),
    **dict.fromkeys(("occurrences", "killed_low", "killed_best", "killed_high"), (0, 2**31 - 1)),
}  # fmt: skip


class BadLineError(ValueError):
    """Why a line is no incident, in one sentence."""


def read_line(line: bytes, zone: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The incident that a line tells, and the fields that are no columns of INCIDENTS.

    Args:
        line: a JSON object in UTF-8. Times as ISO 8601; without an offset they are read in ``zone``. Names of a joint side
            as one text joined with "; " or as a list. A day as ``happened_from`` without ``happened_to`` is that day.

    Raises:
        BadLineError: it is no object, has no incident_id, or a field's value cannot be.

    >>> read_line(b'{"incident_id": "r1", "side_a": ["A", "B"], "colour": "red"}', "UTC")[0]["side_a"]
    'A; B'
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as e:
        raise BadLineError(f"It is not JSON: {e}.") from None
    if not isinstance(said, dict):
        raise BadLineError("It is JSON, but not an object with fields.")
    row: dict[str, Any] = {}
    for field in INCIDENTS:
        value = said.get(field.name)
        row[field.name] = None if value is None or value == "" else _READERS[str(field.type)](field.name, value, zone)
    if row["incident_id"] is None:
        raise BadLineError("It has no incident_id.")
    start, end = row["happened_from"], row["happened_to"]
    if start and not end and len(str(said["happened_from"])) == len("2016-02-27"):
        row["happened_to"] = end = start + timedelta(days=1)
    if start and end and end < start:
        raise BadLineError("happened_to lies before happened_from.")
    return row, {k: v for k, v in said.items() if k not in row}


def _text(name: str, value: Any, _: str) -> str:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return AND.join(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and name == "incident_id":
        return str(value)
    if not isinstance(value, str):
        raise BadLineError(f"{name} is not a text: {_short(value)}.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadLineError(f"{name} holds half a character.") from None
    return value


def _number(name: str, value: Any, _: str, *, whole: bool = False) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise BadLineError(f"{name} is not a number: {_short(value)}.")
    low, high = _BOUNDS[name]
    if not low <= value <= high or (whole and value != int(value)):
        raise BadLineError(f"{name} must be a {'whole ' if whole else ''}number from {low} to {high}: {_short(value)}.")
    return int(value) if whole else float(value)


def _truth(name: str, value: Any, _: str) -> bool:
    if not isinstance(value, bool):
        raise BadLineError(f"{name} is not true or false: {_short(value)}.")
    return value


def _instant(name: str, value: Any, zone: str) -> datetime:
    try:
        return parse_instant(value, zone)
    except (ValueError, TypeError, OverflowError):
        raise BadLineError(f"{name} is not a time as 2016-02-27 or 2016-02-27T06:30Z: {_short(value)}.") from None


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True)[:60]


_READERS: Mapping[str, Callable[[str, Any, str], Any]] = {
    str(pa.string()): _text, str(pa.float64()): _number, str(pa.bool_()): _truth,
    str(INCIDENTS.field("happened_from").type): _instant,
    **dict.fromkeys((str(pa.int8()), str(pa.int32())), partial(_number, whole=True)),
}  # fmt: skip
