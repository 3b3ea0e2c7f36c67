"""The kinds of value that a key may hold: how each is read, written, described to a person and to JSON Schema.

A kind reads a node into a value of ``model.py`` and writes such a value back as plain data (text, list or mapping).
"""

# ruff: noqa: ARG001 (every kind reads and writes by the same arguments, whether it needs them all or not)
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from servanda.errors import Problem
from servanda.source import Span

from .model import Cite
from .nodes import Map, Node, Scalar, Seq

ID = r"[a-z0-9]+(-[a-z0-9]+)*"
DATE_LIKE = re.compile(r"\d{4}-\d")  # what begins so is a date, never an id
RESERVED = ("influence", "record", "decision")  # words that keys take beside ids
ACTORS = ("party", "group", "list")

Plain = str | list[Any] | dict[str, Any]


class WrongValueError(Exception):
    """A value that its key cannot hold; caught where the key is read and kept as a Problem."""

    def __init__(self, span: Span, message: str, hint: str = "", code: str = "wrong-value") -> None:
        super().__init__(message)
        self.problem = Problem(f"accord.{code}", message, hint, span)


class IncompleteError(WrongValueError):
    """Something inside a mapping is wrong and has been told already; the mapping is left out."""


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
        if not isinstance(error, IncompleteError):
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


def a_or_an(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def either(kinds: tuple[str, ...]) -> str:
    """``party, group or list``; any block if none is named."""
    return " or ".join(part for part in (", ".join(kinds[:-1]), "".join(kinds[-1:])) if part) or "block"


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
    label = f"one of {', '.join(known)}" if len(known) > 1 else f"the word {known[0]}"

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
    if not re.fullmatch(ID, written) or DATE_LIKE.match(written):
        hint = "An id is made of a-z, 0-9 and single hyphens, and does not look like a date."
        raise WrongValueError(node.span, f"`{written}` cannot be an id.", hint, "bad-id")
    if written in RESERVED:
        hint = f"{', '.join(RESERVED)} mean something else where ids are written."
        raise WrongValueError(node.span, f"`{written}` cannot be an id: the word is taken.", hint, "bad-id")
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
            {"type": ["string", "number", "boolean"]},
            {"type": "object", "required": ["en"], "additionalProperties": {"type": ["string", "number", "boolean"]}},
        ]
    },
)


def ref(*kinds: str) -> Kind:
    """The id of one of some kinds of block (none given: of any block)."""

    def read(reader: Reader, node: Node, key: str) -> str:
        if isinstance(node, Seq):
            hint = "Name one; several parties make a `group`, which then has an id."
            raise WrongValueError(node.span, f"Here stands a list, but `{key}` takes one id.", hint)
        written = scalar_of(node, label).strip()
        reader.references.append(Reference(written, kinds, key, node.span))
        return written

    tree = kinds in (("act",), ("weapon",))
    label = f"a node of the {kinds[0]} tree" if tree else f"the id of {a_or_an(either(kinds))}"
    return Kind(label, read, lambda _, v: str(v), _ID_SCHEMA)


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
