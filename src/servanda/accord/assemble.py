"""The text of an accord and its zones into an Accord: blocks read, ids claimed, references resolved, all checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from servanda.source import Span

from .blocks import BLOCKS, FRONT, Spec
from .check import problems_between
from .index import Index
from .kinds import ID, IncompleteError, Reader, WrongValueError, suggest
from .kinds_of_time import TIME_ZONE
from .literate import Fence, Literate, take_apart
from .model import Accord, Zone
from .nodes import Map, Node, Seq
from .records import read_record
from .trees import acts, weapons
from .zones import read_zones

COLLECTIONS = {
    "party": "parties",
    "group": "groups",
    "list": "lists",
    "milestone": "milestones",
    "norm": "norms",
    "power": "powers",
    "reading": "readings",
}


def assemble(text: str, zones_text: str, folder: Path, reader: Reader, texts: Iterable[Path]) -> Accord:
    """The accord that the texts say, its hash left out. It is whole only if the reader has no problems afterwards."""
    whole = take_apart(text, reader.path, reader.problems)
    front = _front(whole, reader)
    index = Index()
    documents = whole.front.get("documents") if isinstance(whole.front, Map) else None
    for item in documents.items if isinstance(documents, Seq) else [documents]:
        index.claim(reader, "document", item)
    for part in whole.parts:
        if isinstance(part, Fence) and part.kind in BLOCKS and part.kind != "influence":
            index.claim(reader, part.kind, part.node)
            if part.node is None and (broken := re.search(rf"^id: *({ID}) *$", part.text, re.MULTILINE)):
                # not YAML, which has been told; what names it need not be told as well
                index.claim_name(reader, part.kind, broken[1], part.span)
    blocks: dict[str, Any] = {name: {} for name in COLLECTIONS.values()}
    edges: list[Any] = []
    prose: list[tuple[str, str]] = []
    unread: set[str] = set()
    for part in whole.parts:
        if isinstance(part, str):
            prose.append(("prose", part))
            continue
        found = _blocks(part, reader)
        if not found:
            unread.add(part.kind)
        elif part.kind == "influence":
            edges += found
            prose.append(("influence", str(len(found))))
        else:
            blocks[COLLECTIONS[part.kind]].setdefault(found[0].id, found[0])
            prose.append((part.kind, found[0].id))
    zones: list[Zone] = []
    if zones_text.strip():
        zones, names = read_zones(zones_text, str(folder / "zones.geojson"), reader)
        for name, span in names:
            index.claim_name(reader, "zone", name, span)
    added = {key: dict(front.get(key, {})) for key in ("acts", "weapons")}
    trees = {"act": {**acts(), **added["acts"]}, "weapon": {**weapons(), **added["weapons"]}}
    index.resolve(reader, trees)
    accord = Accord(
        id=front.get("id", ""),
        title=front.get("title", {"en": ""}),
        time_zone=reader.time_zone,
        documents={d.id: d for d in front.get("documents", ())},
        influence=tuple(edges),
        zones=tuple(zones),
        acts=trees["act"],
        weapons=trees["weapon"],
        builds_on=tuple(front.get("builds_on", ())),
        prose=tuple(prose),
        folder=folder,
        **blocks,
    )
    if isinstance(whole.front, Map):
        index.nodes["front matter"] = whole.front
    own: Mapping[str, Mapping[str, str]] = added
    reader.problems += problems_between(accord, own, index, reader.cites, texts, unread)
    return accord


def _front(whole: Literate, reader: Reader) -> dict[str, Any]:
    if whole.front_span is None:
        hint = "Begin the file with ---, then id, title and time-zone, then ---."
        reader.problem("no-front-matter", "The accord has no front matter.", hint, Span(reader.path, 1, 1))
    elif whole.front is None and not reader.problems:
        reader.problem("empty-block", "The front matter is empty.", "Give id, title and time-zone.", whole.front_span)
    if whole.front is None:
        return {}
    zone = whole.front.get("time-zone") if isinstance(whole.front, Map) else None
    if zone is not None:
        with suppress(WrongValueError):  # told when the front matter is read, next
            reader.time_zone = TIME_ZONE.read(Reader(reader.path), zone, "time-zone")
    front = _read(FRONT, whole.front, reader)
    return front if isinstance(front, dict) else {}


def _read(spec: Spec, node: Node, reader: Reader) -> Any:
    try:
        return read_record(spec, reader, node)
    except IncompleteError:
        return None
    except WrongValueError as e:
        reader.keep(e)
        return None


def _blocks(fence: Fence, reader: Reader) -> list[Any]:
    """What a fence says: one block, or the edges of an influence block; nothing if it cannot be read."""
    if fence.kind not in BLOCKS:
        message = f"There is no kind of block called `{fence.kind}`."
        hint = f"{suggest(fence.kind, BLOCKS)} An example for people takes the kind `text`.".strip()
        reader.problem("unknown-block", message, hint, fence.span)
        return []
    if fence.node is None:
        if not fence.told:
            reader.problem("empty-block", f"This {fence.kind} block is empty.", "Fill it or delete it.", fence.span)
        return []
    several = fence.kind == "influence" and isinstance(fence.node, Seq)
    nodes = fence.node.items if several and isinstance(fence.node, Seq) else (fence.node,)
    read = [_read(BLOCKS[fence.kind], node, reader) for node in nodes]
    return [block for block in read if block is not None]
