"""The kinds of value that a key may hold: how each is read, written, described to a person and to JSON Schema.

A kind reads a node into a value of ``model.py`` and writes such a value back as plain data (text, list or mapping).
"""

# ruff: noqa: ARG001 (every kind reads and writes by the same arguments, whether it needs them all or not)
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from servanda.errors import Problem
from servanda.source import Span
from servanda.times import Duration, parse_date, parse_duration, parse_instant, start_of

from .model import Cite, Condition
from .nodes import Map, Node, Scalar, Seq

ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_DATE_LIKE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CITE = re.compile(rf"({ID})(?:\s+(?:(\d+)|@(\d+)-(\d+)))?$")
ACTORS = ("party", "group", "list")

Plain = str | list[Any] | dict[str, Any]


class WrongValueError(Exception):
    """A value that its key cannot hold; caught where the key is read and kept as a Problem."""

    def __init__(self, span: Span, message: str, hint: str = "", code: str = "wrong-value") -> None:
        super().__init__(message)
        self.problem = Problem(f"accord.{code}", message, hint, span)


@dataclass(frozen=True)
class Reference:
    """An id written somewhere, to be found among the ids of some kinds of block."""

    id: str
    kinds: tuple[str, ...]  # block kinds; also "document", "zone", "act", "weapon", "reading"; empty: any block
    key: str
    span: Span


@dataclass
class Reader:
    """What reading one file gathers: problems, and the references and citations to check once all ids are known."""

    path: str
    time_zone: str = "UTC"
    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    cites: list[tuple[Cite, Span]] = field(default_factory=list)

    def problem(self, code: str, message: str, hint: str, span: Span | None) -> None:
        self.problems.append(Problem(f"accord.{code}", message, hint, span))

    def keep(self, error: WrongValueError) -> None:
        self.problems.append(error.problem)


@dataclass(frozen=True)
class Writer:
    """What writing needs to know: the time zone for dates, and which ids are groups."""

    time_zone: str = "UTC"
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Kind:
    """One kind of value. ``read`` raises WrongValueError, or adds problems to the reader and leaves bad items out."""

    label: str  # "a date YYYY-MM-DD"
    read: Callable[[Reader, Node, str], Any]  # reader, node, key
    write: Callable[[Writer, Any], Plain]
    schema: Mapping[str, Any]


def suggest(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known words, or all of them when they are few, or nothing."""
    known = sorted(set(known))
    near = get_close_matches(word, known, n=3, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"Known: {', '.join(known)}." if 0 < len(known) <= 12 else ""


def scalar_of(node: Node, label: str) -> str:
    """The text of a scalar that is not empty."""
    if not isinstance(node, Scalar):
        what = "a list" if isinstance(node, Seq) else "a mapping"
        raise WrongValueError(node.span, f"Here stands {what}, but the key takes {label}.", f"Write {label}.")
    if not node.text.strip():
        raise WrongValueError(node.span, f"The value is missing: the key takes {label}.", "Give it, or drop the key.")
    return node.text


def _scalar_kind(
    label: str, parse: Callable[[str], Any], write: Callable[[Any], str], schema: Mapping[str, Any]
) -> Kind:
    def read(reader: Reader, node: Node, key: str) -> Any:
        written = scalar_of(node, label)
        try:
            return parse(written.strip())
        except ValueError:
            message = f"`{written.strip()}` is not {label}."
            raise WrongValueError(node.span, message, f"Write {label}.") from None

    return Kind(label, read, lambda _, value: write(value), schema)


def _identity(value: Any) -> str:
    return str(value)


def _pattern(pattern: str) -> Callable[[str], str]:
    def parse(written: str) -> str:
        if not re.fullmatch(pattern, written):
            raise ValueError(written)
        return written

    return parse


def matching(label: str, pattern: str) -> Kind:
    """Text that matches a pattern as a whole."""
    return _scalar_kind(label, _pattern(pattern), _identity, {"type": "string", "pattern": f"^({pattern})$"})


def choice(words: type[StrEnum] | tuple[str, ...]) -> Kind:
    """One of a closed set of words."""
    known = [str(w) for w in words]
    label = f"one of {', '.join(known)}"

    def read(reader: Reader, node: Node, key: str) -> Any:
        written = scalar_of(node, label).strip()
        if written not in known:
            near = get_close_matches(written, known, n=1, cutoff=0.6)
            hint = f"Did you mean {near[0]}?" if near else f"Write {label}."
            raise WrongValueError(node.span, f"`{written}` is not {label}.", hint)
        return words(written) if isinstance(words, type) else written

    return Kind(label, read, lambda _, value: str(value), {"enum": known})


def _read_id(reader: Reader, node: Node, key: str) -> str:
    written = scalar_of(node, "an id").strip()
    if not re.fullmatch(ID, written) or _DATE_LIKE.match(written):
        hint = "An id is made of a-z, 0-9 and single hyphens, and does not look like a date."
        raise WrongValueError(node.span, f"`{written}` cannot be an id.", hint, "bad-id")
    return written


_ID_SCHEMA = {"type": "string", "pattern": f"^{ID}$"}
IDENT = Kind("an id (a-z, 0-9, hyphens)", _read_id, lambda _, v: str(v), _ID_SCHEMA)


def _read_text(reader: Reader, node: Node, key: str) -> str:
    return " ".join(scalar_of(node, "text").split()) if key != "note" else scalar_of(node, "text").strip()


TEXT = Kind("text", _read_text, lambda _, v: str(v), {"type": ["string", "number", "boolean"]})


def _read_names(reader: Reader, node: Node, key: str) -> dict[str, str]:
    if not isinstance(node, Map):
        return {"en": _read_text(reader, node, key)}
    names = {}
    for language, value in node.pairs:
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language.text):
            hint = "Write the language's code: en, ar, ru, fr …"
            raise WrongValueError(language.span, f"`{language.text}` is not a language code.", hint)
        names[language.text] = _read_text(reader, value, key)
    if "en" not in names:
        raise WrongValueError(node.span, "The English name is missing.", "Add `en: …`: messages and tables use it.")
    return names


def _write_names(_: Writer, names: Mapping[str, str]) -> Plain:
    return names["en"] if list(names) == ["en"] else dict(names)


NAMES = Kind(
    "text, or text by language {en: …, ar: …}",
    _read_names,
    _write_names,
    {
        "anyOf": [
            {"type": ["string", "number"]},
            {"type": "object", "required": ["en"], "additionalProperties": {"type": ["string", "number"]}},
        ]
    },
)


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


def ref(*kinds: str) -> Kind:
    """The id of one of some kinds of block (none given: of any block)."""

    def read(reader: Reader, node: Node, key: str) -> str:
        written = scalar_of(node, f"the id of a {' or '.join(kinds) or 'block'}").strip()
        reader.references.append(Reference(written, kinds, key, node.span))
        return written

    what = f"{', '.join(kinds[:-1])} or {kinds[-1]}" if len(kinds) > 1 else "".join(kinds) or "block"
    return Kind(f"the id of a {what}", read, lambda _, v: str(v), _ID_SCHEMA)


def several(one: Kind, label: str = "") -> Kind:
    """One value or a list of them, as a tuple; written as a list unless it is a single text."""

    def read(reader: Reader, node: Node, key: str) -> tuple[Any, ...]:
        if not isinstance(node, Seq):
            return (one.read(reader, node, key),)
        values = []
        for item in node.items:
            try:
                values.append(one.read(reader, item, key))
            except WrongValueError as e:
                reader.keep(e)
        return tuple(values)

    def write(writer: Writer, values: tuple[Any, ...]) -> Plain:
        written = [one.write(writer, value) for value in values]
        return written[0] if len(written) == 1 and isinstance(written[0], str) else written

    return Kind(
        label or f"{one.label}, or a list", read, write, {"anyOf": [one.schema, {"type": "array", "items": one.schema}]}
    )


def refs(*kinds: str) -> Kind:
    return several(ref(*kinds))


TEXTS = several(TEXT, "text, or a list of texts")


def _read_moment(reader: Reader, node: Node, key: str) -> str:
    written = scalar_of(node, "a milestone, a date or an instant").strip()
    if _DATE_LIKE.match(written) or re.match(r"\d{4}-", written):
        _instant(reader, written, node.span)
    else:
        reader.references.append(Reference(written, ("milestone",), key, node.span))
    return written


MOMENT = Kind("a milestone, a date or an instant", _read_moment, lambda _, v: str(v), {"type": "string"})


def _read_reached_when(reader: Reader, node: Node, key: str) -> str:
    written = scalar_of(node, "record, decision, or the id of a norm").strip()
    if written not in {"record", "decision"}:
        reader.references.append(Reference(written, ("norm",), key, node.span))
    return written


REACHED_WHEN = Kind(
    "record, decision, or the id of a norm", _read_reached_when, lambda _, v: str(v), {"type": "string"}
)


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


def _parse_bool(written: str) -> bool:
    return {"true": True, "false": False}[written] if written in {"true", "false"} else _refuse(written)


def _refuse(written: str) -> Any:
    raise ValueError(written)


def _write_bool(value: bool) -> str:
    return "true" if value else "false"


BOOL = _scalar_kind("true or false", _parse_bool, _write_bool, {"type": "boolean"})


def _parse_about(written: str) -> bool | int:
    if re.fullmatch(r"[1-9]\d{0,3}", written):
        return int(written)
    return _parse_bool(written)


ABOUT = _scalar_kind(
    "true, false or a number of days",
    _parse_about,
    lambda v: _write_bool(v) if isinstance(v, bool) else str(v),
    {"anyOf": [{"type": "boolean"}, {"type": "integer", "minimum": 1, "maximum": 9999}]},
)

GRADE = _scalar_kind("a grade from 1 to 6", _pattern("[1-6]"), _identity, {"enum": [1, 2, 3, 4, 5, 6]})
SHA256 = matching("a SHA-256 (64 digits 0-9, a-f)", "[0-9a-f]{64}")
FILE_NAME = matching("the name of a file, without folders", r"[^/\\\x00-\x1f.][^/\\\x00-\x1f]*")
SHARE = matching("a share such as 1/2 or 2/3", r"[1-9]\d?/[1-9]\d?")
NORM_OF_ACCORD = matching("accord#norm, such as vienna#ceasefire", f"{ID}#{ID}")


def _read_time_zone(reader: Reader, node: Node, key: str) -> str:
    written = scalar_of(node, "a time zone").strip()
    try:
        ZoneInfo(written)
    except (ValueError, OSError, KeyError):  # not in the list, or not even the form of a name
        hint = suggest(written, available_timezones()) or "Write a name of the IANA list, such as Asia/Damascus."
        raise WrongValueError(node.span, f"`{written}` is not a time zone.", hint, "bad-time-zone") from None
    return written


TIME_ZONE = Kind("an IANA time zone (Asia/Damascus)", _read_time_zone, lambda _, v: str(v), {"type": "string"})


def _read_cite(reader: Reader, node: Node, key: str) -> Cite:
    written = scalar_of(node, "a citation").strip()
    m = _CITE.match(written)
    if not m:
        hint = "Write `press`, `press 31` (a paragraph) or `press @120-260` (characters)."
        raise WrongValueError(node.span, f"`{written}` is not a citation.", hint, "bad-cite")
    paragraph, start, end = (int(g) if g else None for g in (m[3], m[4], m[5]))
    if paragraph == 0:
        raise WrongValueError(node.span, "Paragraphs are counted from 1.", "Write the paragraph's number.", "bad-cite")
    if start is not None and end is not None and end <= start:
        raise WrongValueError(node.span, f"`{written}` ends before it begins.", "Put the smaller first.", "bad-cite")
    reader.references.append(Reference(m[1], ("document",), key, node.span))
    cite = Cite(m[1], paragraph, start, end)
    reader.cites.append((cite, node.span))
    return cite


CITE_PATTERN = rf"^({ID})(\s+(\d+|@\d+-\d+))?$"
CITES = several(
    Kind(
        "a citation (press 31, press @120-260)",
        _read_cite,
        lambda _, v: str(v),
        {"type": "string", "pattern": CITE_PATTERN},
    )
)


def _read_guarantors(reader: Reader, node: Node, key: str) -> tuple[str, ...]:
    if isinstance(node, Map):
        asked = [(k.text, v.text) for k, v in node.pairs if isinstance(v, Scalar)]
        if asked != [("influence over", "bearer")]:
            hint = "Write {influence over: bearer}, or a list of ids."
            raise WrongValueError(node.span, "These are not guarantors.", hint)
        return ("influence",)
    found: tuple[str, ...] = refs(*ACTORS).read(reader, node, key)
    return found


GUARANTORS = Kind(
    "{influence over: bearer}, or ids",
    _read_guarantors,
    lambda w, v: {"influence over": "bearer"} if tuple(v) == ("influence",) else refs(*ACTORS).write(w, v),
    {
        "anyOf": [
            {
                "type": "object",
                "required": ["influence over"],
                "properties": {"influence over": {"const": "bearer"}},
                "additionalProperties": False,
            },
            *refs(*ACTORS).schema["anyOf"],
        ]
    },
)

# key of an exception → (kind of Condition, kinds of its ids; None: the word "claimed")
CONDITIONS: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "target in": ("target-in", ACTORS),
    "initiator in": ("initiator-in", ACTORS),
    "self-defence": ("self-defence", None),
    "act": ("act", ("act",)),
    "weapon": ("weapon", ("weapon",)),
    "zone": ("zone", ("zone",)),
}


def _read_condition(reader: Reader, node: Node, key: str) -> Condition:
    if not isinstance(node, Map):
        hint = "Write {target in: terrorists}, {self-defence: claimed}, {zone: x} …"
        raise WrongValueError(node.span, "This is not an exception.", hint, "bad-exception")
    conditions = [(k, v) for k, v in node.pairs if k.text in CONDITIONS]
    cites: tuple[Cite, ...] = ()
    for name, value in node.pairs:
        if name.text == "cites":
            cites = CITES.read(reader, value, "cites")
        elif name.text not in CONDITIONS:
            hint = suggest(name.text, [*CONDITIONS, "cites"])
            raise WrongValueError(name.span, f"An exception has no key `{name.text}`.", hint, "unknown-key")
    if len(conditions) != 1:
        hint = f"Name exactly one of {', '.join(CONDITIONS)}; write another exception for each further one."
        raise WrongValueError(node.span, f"This exception names {len(conditions)} conditions.", hint, "bad-exception")
    (name, value) = conditions[0]
    kind, kinds = CONDITIONS[name.text]
    if kinds is None:
        return Condition(kind, (choice(("claimed",)).read(reader, value, name.text),), cites)
    return Condition(kind, refs(*kinds).read(reader, value, name.text), cites)


def _write_condition(writer: Writer, value: Condition) -> Plain:
    key, kinds = next((k, kinds) for k, (kind, kinds) in CONDITIONS.items() if kind == value.kind)
    written: dict[str, Any] = {key: refs(*(kinds or ())).write(writer, value.values)}
    return written | ({"cites": CITES.write(writer, value.cites)} if value.cites else {})


EXCEPTIONS = several(
    Kind(
        "an exception ({target in: x}, {initiator in: x}, {self-defence: claimed}, {act: x}, {weapon: x}, {zone: x})",
        _read_condition,
        _write_condition,
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 2,
            "additionalProperties": False,
            "properties": {key: dict(refs(*(kinds or ())).schema) for key, (_, kinds) in CONDITIONS.items()}
            | {"cites": CITES.schema},
        },
    )
)


def words(key_label: str, key_ref: tuple[str, ...] | None, value_kind: Kind) -> Kind:
    """A mapping from words to single values, such as ``sets: {elections: un}`` or ``acts: {own-node: attack}``."""

    def read(reader: Reader, node: Node, key: str) -> dict[str, Any]:
        if not isinstance(node, Map):
            raise WrongValueError(node.span, f"The key `{key}` takes a mapping.", f"Write {{{key_label}: …}}.")
        out = {}
        for name, value in node.pairs:
            try:
                if key_ref is None:
                    _read_id(reader, name, key)
                else:
                    reader.references.append(Reference(name.text, key_ref, key, name.span))
                out[name.text] = value_kind.read(reader, value, key)
            except WrongValueError as e:
                reader.keep(e)
        return out

    return Kind(
        f"a mapping {{{key_label}: {value_kind.label}}}",
        read,
        lambda w, v: {name: value_kind.write(w, value) for name, value in v.items()},
        {"type": "object", "additionalProperties": value_kind.schema},
    )
