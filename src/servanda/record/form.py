"""What a form is: a small table of fields, from which its check, JSON Schema, Arrow columns and page are all made.

A field that a form does not know is kept and never read, so an older copy can hold a newer entry (and a typo in a
field's name is not refused; ``servanda record append`` tells of it). A form never changes: a new version is added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from servanda.errors import Problem

Check = Callable[[Any], str]  # gives what is wrong, or ""

_INSTANT = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?Z", re.ASCII
)
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ID = re.compile(r"[^\s#;][^\x00-\x1f;]{0,199}")
_SHORT_MONTHS = {"02": "29", "04": "30", "06": "30", "09": "30", "11": "30"}


@dataclass(frozen=True)
class Kind:
    """A kind of value: how it is checked, spelled in JSON Schema and stored in Arrow."""

    name: str
    check: Check
    schema: Mapping[str, Any]
    arrow: pa.DataType


def _text(value: Any) -> str:
    return "" if type(value) is str else "is not a text"


def _matching(pattern: re.Pattern[str], what: str) -> Check:
    return lambda value: "" if type(value) is str and pattern.fullmatch(value) else f"is not {what}"


def _days_exist(check: Check) -> Check:
    """The days that a month lacks are refused too, without the cost of a calendar for the usual day."""

    def checked(value: Any) -> str:
        wrong = check(value)
        if wrong or value[8:10] < "29":
            return wrong
        last = _SHORT_MONTHS.get(value[5:7], "31")
        year = int(value[:4])
        if last == "29" and (year % 4 or (year % 100 == 0 and year % 400)):
            last = "28"
        return "" if value[8:10] <= last and year else "is a day that does not exist"

    return checked


def _whole(low: int, high: int) -> Check:
    return lambda value: (
        "" if type(value) is int and low <= value <= high else f"is not a whole number, {low} to {high}"
    )


def _number(low: float, high: float) -> Check:
    return lambda value: (
        ""
        if (type(value) is float or type(value) is int) and low <= value <= high
        else f"is not a number, {low:g} to {high:g}"
    )


def _texts(value: Any) -> str:
    return "" if isinstance(value, list) and all(type(v) is str for v in value) else "is not a list of texts"


def _objects(value: Any) -> str:
    return "" if isinstance(value, list) and all(isinstance(v, dict) for v in value) else "is not a list of objects"


_MICRO = pa.timestamp("us", tz="UTC")
_INT_MAX = 2**31 - 1

KINDS: dict[str, Kind] = {
    k.name: k
    for k in (
        Kind("text", _text, {"type": "string"}, pa.string()),
        Kind(
            "id",
            _matching(_ID, "an id: a text without ';', at most 200 characters"),
            {"type": "string", "pattern": "^[^\\s#;][^\\u0000-\\u001f;]{0,199}$"},
            pa.string(),
        ),
        Kind(
            "instant",
            _days_exist(_matching(_INSTANT, "an instant in UTC: YYYY-MM-DDTHH:MM:SSZ")),
            {"type": "string", "format": "date-time", "pattern": f"^(?:{_INSTANT.pattern})$"},
            _MICRO,
        ),
        Kind(
            "day",
            _days_exist(_matching(_DAY, "a day: YYYY-MM-DD")),
            {"type": "string", "format": "date", "pattern": f"^(?:{_DAY.pattern})$"},
            pa.date32(),
        ),
        Kind(
            "count",
            _whole(0, _INT_MAX),
            {"type": "integer", "minimum": 0, "maximum": _INT_MAX},
            pa.int32(),
        ),
        Kind("grade", _whole(1, 6), {"type": "integer", "minimum": 1, "maximum": 6}, pa.int8()),
        Kind("lon", _number(-180, 180), {"type": "number", "minimum": -180, "maximum": 180}, pa.float64()),
        Kind("lat", _number(-90, 90), {"type": "number", "minimum": -90, "maximum": 90}, pa.float64()),
        Kind("metres", _number(0, 2e7), {"type": "number", "minimum": 0, "maximum": 2e7}, pa.float64()),
        Kind("flag", lambda v: "" if type(v) is bool else "is not true or false", {"type": "boolean"}, pa.bool_()),
        Kind(
            "sha256",
            _matching(_HASH, "a SHA-256 in 64 lower-case hex digits"),
            {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            pa.string(),
        ),
        Kind("texts", _texts, {"type": "array", "items": {"type": "string"}}, pa.list_(pa.string())),
        Kind("objects", _objects, {"type": "array", "items": {"type": "object"}}, pa.list_(pa.struct([]))),
        Kind("body", lambda v: "" if isinstance(v, dict) else "is not an object", {"type": "object"}, pa.struct([])),
    )
}


@dataclass(frozen=True)
class Field:
    """One field of a form. ``private`` may point to a witness: it is refused in an entry that the public can read."""

    name: str
    kind: str
    about: str
    required: bool = False
    choices: tuple[str, ...] = ()
    private: bool = False
    parts: tuple[Field, ...] = ()  # of "objects": what each object holds


@dataclass(frozen=True)
class Form:
    """A versioned form: what its entries say, in which table they stand, who may read them unless said otherwise."""

    name: str
    version: int
    table: str
    about: str
    fields: tuple[Field, ...]
    subject: str = ""  # what the entry's subject names; empty: it needs none
    compartment: str = "mission"

    @property
    def id(self) -> str:
        return f"{self.name}/{self.version}"

    @cached_property
    def _checks(self) -> dict[str, Check]:
        return {f.name: _check_of(f) for f in self.fields}

    @cached_property
    def _required(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields if f.required)

    @cached_property
    def private(self) -> frozenset[str]:
        return frozenset(f.name for f in self.fields if f.private)

    def problems(self, body: Any, subject: str = "") -> list[Problem]:
        """What is wrong with a body; empty if nothing is. Unknown fields are no problem."""
        if not isinstance(body, dict):
            return [Problem("record.body", f"The body of a {self.id} is not an object.", "Send {…} with its fields.")]
        out, checks = [], self._checks
        for name, value in body.items():
            check = checks.get(name)
            if check is not None and value is not None:
                wrong = check(value)
                if wrong:
                    shown = f"{value!r:.80}"
                    out.append(Problem("record.field", f"{self.id}: {name} {wrong}: {shown}.", self._hint(name)))
        out += [
            Problem("record.missing", f"{self.id}: {name} is missing.", self._hint(name))
            for name in self._required
            if body.get(name) is None
        ]
        if self.subject and not subject:
            out.append(Problem("record.subject", f"{self.id}: the subject is missing.", f"Name {self.subject}."))
        return out

    def unknown(self, body: Iterable[str]) -> list[str]:
        """The fields of a body that this form does not know."""
        return [name for name in body if name not in self._checks]

    def schema(self) -> dict[str, Any]:
        """The form as JSON Schema (2020-12)."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:servanda:form:{self.name}:{self.version}",
            "title": self.id,
            "description": self.about,
            **_object_schema(self.fields),
        }

    def columns(self) -> list[pa.Field]:
        """The form's fields as Arrow columns; objects as lists of structs."""
        return [pa.field(f.name, _arrow(f)) for f in self.fields if f.kind != "body"]

    def _hint(self, name: str) -> str:
        return next(f.about for f in self.fields if f.name == name)


def _check_of(field: Field) -> Check:
    check = KINDS[field.kind].check
    if field.choices:
        known = frozenset(field.choices)
        if field.kind == "texts":
            return lambda v: (
                check(v) or ("" if set(v) <= known else f"has another word than {', '.join(field.choices)}")
            )
        return lambda v: "" if type(v) is str and v in known else f"is none of {', '.join(field.choices)}"
    if field.parts:
        part = Form("part", 1, "", "", field.parts)
        return lambda v: check(v) or next((p.message for o in v for p in part.problems(o)), "")
    return check


def _object_schema(fields: tuple[Field, ...]) -> dict[str, Any]:
    properties = {}
    for f in fields:
        value = dict(KINDS[f.kind].schema)
        if f.choices and f.kind == "texts":
            value["items"] = {"enum": list(f.choices)}
        elif f.choices:
            value = {"enum": list(f.choices)}
        if f.parts:
            value["items"] = _object_schema(f.parts)
        if not f.required:
            value = {"anyOf": [value, {"type": "null"}]}
        properties[f.name] = {"description": f.about, **value}
    return {"type": "object", "properties": properties, "required": [f.name for f in fields if f.required]}


def _arrow(field: Field) -> pa.DataType:
    if field.kind == "objects":
        return pa.list_(pa.struct([pa.field(p.name, _arrow(p)) for p in field.parts]))
    return KINDS[field.kind].arrow
