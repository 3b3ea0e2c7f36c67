"""The table of blocks as JSON Schema, for editors and other programs, and as a table for people."""

from __future__ import annotations

from typing import Any

from .blocks import BLOCKS, DEADLINE, DOCUMENT, ENTRY, FRONT, LARGER, MEMBER, REACHED, RULE, TARGET, ZONE, Spec
from .records import record_schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kind: str = "") -> dict[str, Any]:
    """JSON Schema (2020-12) of every kind of block under ``$defs``, or of one kind alone.

    It describes a block's YAML as read by YAML 1.2's core schema. What only the whole accord can tell (that an id
    exists, that nothing waits for itself) it leaves to ``servanda check``. Raises KeyError for an unknown kind.
    """
    kinds = {spec.name: record_schema(spec) for spec in (FRONT, *BLOCKS.values(), ZONE)}
    kinds["influence"] = {"anyOf": [{"type": "array", "items": kinds["influence"]}, kinds["influence"]]}
    if kind:
        return {"$schema": DRAFT, "title": kind, **kinds[kind]}
    return {"$schema": DRAFT, "title": "The blocks of an accord", "$defs": kinds}


def keys_table() -> str:
    """Every key of every block, as Markdown: the page docs/accord-keys.md."""
    rows = [
        "# The keys of every block",
        "",
        "Made from the table that the parser itself reads by (`servanda accord schema --table`).",
        "A key in **bold** must be there.",
    ]
    items = (DOCUMENT, MEMBER, LARGER, ENTRY, REACHED, DEADLINE, TARGET, RULE)
    for heading, specs in (("Blocks", (FRONT, *BLOCKS.values(), ZONE)), ("Items inside blocks", items)):
        rows += ["", f"## {heading}"]
        for spec in specs:
            rows += ["", f"### {spec.name}", "", spec.doc, "", "| key | takes | means |", "| --- | --- | --- |"]
            rows += [_row(spec, key.key) for key in spec.keys]
    return "\n".join(rows) + "\n"


def _row(spec: Spec, name: str) -> str:
    key = spec.key(name)
    assert key is not None
    takes = key.kind.label if key.kind else "a mapping {variant: {key: value}}"
    shown = f"**{name}**" if key.required else name
    return f"| {shown} | {_safe(takes)} | {_safe(key.doc)} |"


def _safe(cell: str) -> str:
    return cell.replace("|", "\\|")
