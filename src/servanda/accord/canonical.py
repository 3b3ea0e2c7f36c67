"""An accord as text again, in one fixed form: keys in the order of the table, flow style where it fits on a line.

Parsing what is printed gives the same accord. The prose is kept as it was written.
"""

from __future__ import annotations

import json
import re
from typing import Any

from .blocks import BLOCKS, FRONT
from .kinds import Plain, Writer
from .model import Accord, Zone
from .records import write_attrs, write_record
from .trees import acts, weapons

WIDTH = 118  # columns; longer mappings and lists are written one item a line
_BARE = re.compile(r"[\w](?:[\w .,'’()/&+@;!?%=…–—:-]*[\w.'’)!?%…-])?")
_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_COLLECTIONS = ("parties", "groups", "lists", "powers", "milestones", "norms", "readings")


def print_accord(accord: Accord) -> str:
    """The text of ``accord.md`` in canonical form.

    Blocks stand where ``accord.prose`` puts them; those that it does not name follow at the end.
    """
    writer = Writer(accord.time_zone, frozenset(accord.groups))
    blocks = _blocks(accord)
    edges = list(accord.influence)
    parts = [_front(accord, writer)]
    for kind, what in accord.prose:
        if kind == "prose":
            parts.append(what)
        elif kind == "influence":
            parts.append(_edges(edges[: int(what)], writer))
            del edges[: int(what)]
        elif (kind, what) in blocks:
            parts.append(_fence(kind, emit(write_record(BLOCKS[kind], writer, blocks.pop((kind, what))))))
    if edges:
        parts.append(_edges(edges, writer))
    parts += [_fence(kind, emit(write_record(BLOCKS[kind], writer, block))) for (kind, _), block in blocks.items()]
    return "\n\n".join(parts) + "\n"


def print_zones(zones: tuple[Zone, ...], time_zone: str = "UTC") -> str:
    """The text of ``zones.geojson``: one feature a line."""
    from shapely.geometry import mapping

    from .blocks import ZONE

    writer = Writer(time_zone)
    features = [
        {"type": "Feature", "properties": write_record(ZONE, writer, zone), "geometry": mapping(zone.geometry)}
        for zone in zones
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def _blocks(accord: Accord) -> dict[tuple[str, str], Any]:
    kinds = ("party", "group", "list", "power", "milestone", "norm", "reading")
    return {
        (kind, name): block
        for kind, collection in zip(kinds, _COLLECTIONS, strict=True)
        for name, block in getattr(accord, collection).items()
    }


def _front(accord: Accord, writer: Writer) -> str:
    attrs: dict[str, Any] = {"id": accord.id, "title": accord.title, "time_zone": accord.time_zone}
    own = {
        "builds_on": accord.builds_on,
        "documents": tuple(accord.documents.values()),
        "acts": {node: parent for node, parent in accord.acts.items() if node not in acts()},
        "weapons": {node: parent for node, parent in accord.weapons.items() if node not in weapons()},
    }
    attrs |= {name: value for name, value in own.items() if value}
    return f"---\n{emit(write_attrs(FRONT, writer, attrs))}\n---"


def _edges(edges: list[Any], writer: Writer) -> str:
    return _fence("influence", emit([write_record(BLOCKS["influence"], writer, edge) for edge in edges]))


def _fence(kind: str, body: str) -> str:
    runs = [len(m[1]) for m in re.finditer(r"^\s*(`+)", body, re.MULTILINE)]
    ticks = "`" * max(3, *(run + 1 for run in runs)) if runs else "```"
    return f"{ticks}{kind}\n{body}\n{ticks}"


def emit(value: Plain) -> str:
    """Plain data as YAML in block style.

    >>> print(emit({"id": "talks", "reached": [{"on": "2016-02-01"}], "note": "one: two"}))
    id: talks
    reached: [{on: 2016-02-01}]
    note: "one: two"
    """
    return "\n".join(_block(value, 0))


def _block(value: Plain, indent: int) -> list[str]:
    if isinstance(value, dict):
        rows = []
        for key, inner in value.items():
            rows += _entry(f"{scalar(key)}:", inner, indent)
        return rows
    if isinstance(value, list):
        rows = []
        for inner in value:
            if isinstance(inner, str) or _fits(flow(inner), indent + 2):
                rows.append(f"{' ' * indent}- {flow(inner)}")
            else:
                nested = _block(inner, indent + 2)
                rows += [f"{' ' * indent}- {nested[0].lstrip()}", *nested[1:]]
        return rows or [" " * indent + "[]"]
    return [" " * indent + scalar(value)]


def _entry(head: str, value: Plain, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, str):
        if _foldable(value) and not _fits(f"{head} {scalar(value)}", indent):
            return [f"{pad}{head} >-", *_wrapped(value, indent + 2)]
        if "\n" in value and _literal(value):
            return [f"{pad}{head} |-", *(f"{pad}  {row}" if row else "" for row in value.split("\n"))]
        return [f"{pad}{head} {scalar(value)}"]
    if not value or _fits(f"{head} {flow(value)}", indent):
        return [f"{pad}{head} {flow(value)}"]
    return [pad + head, *_block(value, indent + 2)]


def _fits(row: str, indent: int) -> bool:
    return indent + len(row) <= WIDTH and "\\n" not in row


def _foldable(text: str) -> bool:
    """That lines broken at single spaces join to the same text again."""
    return bool(re.fullmatch(r"\S+( \S+)+", text)) and not _ESCAPED.search(text)


def _literal(text: str) -> bool:
    rows = text.split("\n")
    plain = not _ESCAPED.search(text.replace("\n", "")) and not rows[0].startswith(" ")
    return plain and rows[0] != "" and rows[-1] != "" and all(row == row.rstrip() for row in rows)


def _wrapped(text: str, indent: int) -> list[str]:
    rows = [""]
    for word in text.split(" "):
        if rows[-1] and indent + len(rows[-1]) + 1 + len(word) > WIDTH:
            rows.append(word)
        else:
            rows[-1] = f"{rows[-1]} {word}" if rows[-1] else word
    return [" " * indent + row for row in rows]


def flow(value: Plain) -> str:
    """Plain data as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return scalar(value, inside=True)


def scalar(text: str, inside: bool = False) -> str:
    """A text bare where YAML reads it back as it is, else in quotes; ``inside`` brackets a comma needs them."""
    bare = _BARE.fullmatch(text) and text.lower() != "null" and ": " not in text and not (inside and "," in text)
    if bare:
        return text
    escaped = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", escaped)
