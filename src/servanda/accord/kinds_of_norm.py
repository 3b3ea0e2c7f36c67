"""The kinds of value that only provisions have: citations, exceptions, guarantors."""

# ruff: noqa: ARG001 (every kind reads and writes by the same arguments, whether it needs them all or not)
from __future__ import annotations

import re
from typing import Any

from .kinds import (
    ACTORS,
    ID,
    Kind,
    Plain,
    Reader,
    Reference,
    Writer,
    WrongValueError,
    choice,
    refs,
    scalar_of,
    several,
    suggest,
)
from .model import Cite, Condition
from .nodes import Map, Node, Scalar

_CITE = re.compile(rf"({ID})(?:\s+(?:(\d+)|@(\d+)-(\d+)))?$")


def _read_reached_when(reader: Reader, node: Node, key: str) -> str:
    written = scalar_of(node, "record, decision, or the id of a norm").strip()
    if written not in {"record", "decision"}:
        reader.references.append(Reference(written, ("norm",), key, node.span))
    return written


REACHED_WHEN = Kind(
    "record, decision, or the id of a norm", _read_reached_when, lambda _, v: str(v), {"type": "string"}
)


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
