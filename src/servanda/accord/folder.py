"""An accord folder into an Accord: read the text and the zones, check all, hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from servanda.errors import Problem, ServandaError
from servanda.source import Span

from .blocks import BLOCKS, FRONT
from .check import check_trees, problems_between
from .kinds import Reader, WrongValueError, suggest
from .literate import Fence, Literate, take_apart
from .model import Accord, Zone
from .nodes import Map, Scalar, Seq
from .records import IncompleteError, read_record
from .trees import acts, weapons
from .zones import read_zones

LARGEST_TEXT = 10_000_000  # bytes of accord.md; the longest peace agreements have about 1 MB of text
LARGEST_ZONES = 100_000_000  # bytes of zones.geojson

_COLLECTIONS = {
    "party": "parties",
    "group": "groups",
    "list": "lists",
    "milestone": "milestones",
    "norm": "norms",
    "power": "powers",
    "reading": "readings",
}


class AccordProblemsError(ServandaError):
    """An accord has problems, all of them told in the message, each with its line and caret."""

    def __init__(self, folder: Path, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        self.folder = folder
        count = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"
        super().__init__(f"The accord in {folder} has {count}:\n\n{render(problems)}")


class UnknownAccordError(ServandaError):
    """There is no accord of that name or in that place."""

    def __init__(self, asked: str) -> None:
        shipped = ", ".join(shipped_accords()) or "none"
        super().__init__(
            f"There is no accord {asked!r}: give a folder that holds accord.md, or a shipped accord ({shipped})."
        )


def shipped_accords() -> tuple[str, ...]:
    """The names of the accords that come with the package."""
    root = Path(str(resources.files("servanda.accord")))
    return tuple(sorted(p.parent.name for p in root.glob("*/accord.md")))


def find_folder(path_or_name: str | Path) -> Path:
    """The folder of an accord: a folder, its accord.md, or the name of a shipped one. Raises UnknownAccordError."""
    path = Path(path_or_name)
    if path.is_dir():
        return path
    if path.name == "accord.md" and path.exists():
        return path.parent
    shipped = Path(str(resources.files("servanda.accord"))) / str(path_or_name)
    if str(path_or_name) in shipped_accords():
        return shipped
    raise UnknownAccordError(str(path_or_name))


def load(path_or_name: str | Path) -> Accord:
    """The accord in a folder, or a shipped one by its name (``vienna``), parsed and free of problems.

    Raises:
        UnknownAccordError: there is no such folder or shipped accord.
        AccordProblemsError: it has problems; the message tells all of them.
    """
    folder = find_folder(path_or_name)
    accord, problems = parse(folder)
    if accord is None:
        raise AccordProblemsError(folder, problems)
    return accord


def problems_in(folder: str | Path, texts: Iterable[Path] = ()) -> tuple[Problem, ...]:
    """Everything that is wrong with an accord folder, in the order of the file; nothing: it can be used."""
    return parse(folder, texts)[1]


def parse(folder: str | Path, texts: Iterable[Path] = ()) -> tuple[Accord | None, tuple[Problem, ...]]:
    """The accord in a folder and every problem in it; no accord if there is any problem.

    Args:
        folder: holds ``accord.md``, and may hold ``zones.geojson`` and the texts of the documents that it cites.
        texts: further folders in which those texts may lie.
    """
    folder = Path(folder)
    reader = Reader(str(folder / "accord.md"))
    text = _read_file(folder / "accord.md", LARGEST_TEXT, reader)
    if text is None:
        return None, tuple(reader.problems)
    zones_text = ""
    if (folder / "zones.geojson").exists():
        zones_text = _read_file(folder / "zones.geojson", LARGEST_ZONES, reader) or ""
    accord = _accord(text, zones_text, folder, reader, [folder, *texts])
    problems = sorted(set(reader.problems), key=_place)
    return (None if problems else accord), tuple(problems)


def _place(problem: Problem) -> tuple[str, int, int, str]:
    at = problem.source
    return (at.path, at.line, at.column, problem.code) if isinstance(at, Span) else ("", 0, 0, problem.code)


def render(problems: Iterable[Problem]) -> str:
    """All problems as people read them, each with its line from its file."""

    @cache
    def text_of(path: str) -> str | None:
        try:
            return Path(path).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return None

    return "\n\n".join(
        p.render(text_of(p.source.path) if isinstance(p.source, Span) and p.source.line else None) for p in problems
    )


def _read_file(path: Path, largest: int, reader: Reader) -> str | None:
    """The text with LF line ends and no byte order mark, or None with a problem told."""
    here = Span(str(path), 1, 1)
    if not path.is_file():
        hint = "An accord is a folder with a file accord.md; see docs/accord.md."
        reader.problem("no-file", f"There is no file {path.name} here.", hint, here)
        return None
    size = path.stat().st_size
    if size > largest:
        message = f"{path.name} has {size / 1e6:,.0f} MB; at most {largest / 1e6:,.0f} are read."
        reader.problem("too-large", message, "Move long texts into cited documents; simplify zones.", here)
        return None
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        row = data.count(b"\n", 0, e.start)
        column = len(data[data.rfind(b"\n", 0, e.start) + 1 : e.start].decode("utf-8", "replace")) + 1
        message = f"{path.name} is not UTF-8: byte {e.start + 1} is 0x{data[e.start]:02x}."
        reader.problem("not-utf8", message, "Save the file as UTF-8.", Span(str(path), row + 1, column))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip() and path.suffix == ".md":
        reader.problem("empty", f"{path.name} is empty.", "Begin with front matter between lines ---.", here)
        return None
    return text


def accord_hash(text: str, zones_text: str, document_hashes: Mapping[str, str]) -> str:
    """SHA-256 over an accord's text, its zones and the hashes of the documents that it cites.

    Line ends, a byte order mark and blank lines at the end do not count. Each part is preceded by its length, so that
    nothing can move from one part to another unseen.
    """
    parts = [b"servanda-accord/1", text.rstrip().encode(), zones_text.rstrip().encode()]
    parts += [f"{document} {sha}".encode() for document, sha in sorted(document_hashes.items())]
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def _accord(text: str, zones_text: str, folder: Path, reader: Reader, texts: list[Path]) -> Accord | None:
    whole = take_apart(text, reader.path, reader.problems)
    front = _front(whole, reader)
    fences = [part for part in whole.parts if isinstance(part, Fence)]
    ids = _claim_ids(whole, fences, reader)
    blocks: dict[str, dict[str, Any]] = {name: {} for name in _COLLECTIONS.values()}
    influence: list[Any] = []
    prose: list[tuple[str, str]] = []
    for part in whole.parts:
        if isinstance(part, str):
            prose.append(("prose", part))
        elif part.kind == "influence":
            edges = _influence(part, reader)
            influence += edges
            prose.append(("influence", str(len(edges))))
        elif part.kind in BLOCKS and part.node is not None:
            block = _read(BLOCKS[part.kind], part.node, reader)
            if block is not None:
                blocks[_COLLECTIONS[part.kind]].setdefault(block.id, block)
                prose.append((part.kind, block.id))
    zones = read_zones(zones_text, str(folder / "zones.geojson"), reader) if zones_text.strip() else []
    _claim_zones(zones, ids, reader)
    added = {key: dict(front.get(key, {})) for key in ("acts", "weapons")}
    _resolve(reader, ids, {"act": {**acts(), **added["acts"]}, "weapon": {**weapons(), **added["weapons"]}})
    for key, tree in (("acts", acts()), ("weapons", weapons())):
        check_trees(reader, tree, added[key], key, whole.front_span)
    documents = {d.id: d for d in front.get("documents", ())}
    accord = Accord(
        id=front.get("id", ""),
        title=front.get("title", {"en": ""}),
        time_zone=reader.time_zone,
        documents=documents,
        influence=tuple(influence),
        zones=tuple(zones),
        acts={**acts(), **added["acts"]},
        weapons={**weapons(), **added["weapons"]},
        builds_on=tuple(front.get("builds_on", ())),
        prose=tuple(prose),
        folder=folder,
        hash=accord_hash(text, zones_text, {d.id: d.sha256 for d in documents.values()}),
        **blocks,
    )
    reader.problems += problems_between(accord, reader.cites, texts)
    for norm in accord.norms.values():
        for replaced in norm.replaces:
            if replaced.split("#")[0] not in (*accord.builds_on, accord.id):
                hint = f"Add {replaced.split('#')[0]} to `builds-on` in the front matter."
                reader.problem(
                    "unknown-base", f"`{replaced}` is of an accord that this one does not build on.", hint, norm.span
                )
    return accord


def _front(whole: Literate, reader: Reader) -> dict[str, Any]:
    start = Span(reader.path, 1, 1)
    if whole.front_span is None or whole.front is None:
        if whole.front_span is None or not reader.problems:
            hint = "Begin the file with ---, then id, title and time-zone, then ---."
            reader.problem("no-front-matter", "The accord has no front matter.", hint, whole.front_span or start)
        return {}
    zone = whole.front.get("time-zone") if isinstance(whole.front, Map) else None
    if zone is not None:
        trial = Reader(reader.path)
        key = FRONT.key("time-zone")
        assert key is not None
        assert key.kind is not None
        with suppress(WrongValueError):  # told when the front matter is read, next
            reader.time_zone = key.kind.read(trial, zone, "time-zone")
    front = _read(FRONT, whole.front, reader)
    return front if isinstance(front, dict) else {}


def _read(spec: Any, node: Any, reader: Reader) -> Any:
    try:
        return read_record(spec, reader, node)
    except IncompleteError:
        return None
    except WrongValueError as e:
        reader.keep(e)
        return None


def _influence(fence: Fence, reader: Reader) -> list[Any]:
    if fence.node is None:
        return []
    items = fence.node.items if isinstance(fence.node, Seq) else (fence.node,)
    read = [_read(BLOCKS["influence"], item, reader) for item in items]
    return [edge for edge in read if edge is not None]


def _claim_ids(whole: Literate, fences: list[Fence], reader: Reader) -> dict[str, str]:
    """Which kind of block each id names; readings have a namespace of their own ("reading:…")."""
    ids: dict[str, str] = {}
    spans: dict[str, Span] = {}

    def claim(kind: str, node: Scalar) -> None:
        name = f"reading:{node.text.strip()}" if kind == "reading" else node.text.strip()
        if name in ids:
            message = f"The id `{node.text.strip()}` is taken: a {ids[name]} on line {spans[name].line} has it."
            reader.problem("id-twice", message, "Give one of them another id.", node.span)
        else:
            ids[name], spans[name] = kind, node.span

    documents = whole.front.get("documents") if isinstance(whole.front, Map) else None
    for item in documents.items if isinstance(documents, Seq) else ([documents] if documents else []):
        name = item.get("id") if isinstance(item, Map) else None
        if isinstance(name, Scalar):
            claim("document", name)
    for fence in fences:
        if fence.kind not in BLOCKS:
            message = f"There is no kind of block called `{fence.kind}`."
            hint = f"{suggest(fence.kind, BLOCKS)} Plain examples take the kind `text`."
            reader.problem("unknown-block", message, hint, fence.span)
        elif fence.node is None:
            if not any(isinstance(p.source, Span) and p.source.line >= fence.span.line for p in reader.problems):
                reader.problem("empty-block", f"This {fence.kind} block is empty.", "Fill it or delete it.", fence.span)
        elif isinstance(fence.node, Map) and fence.kind != "influence":
            name = fence.node.get("id")
            if isinstance(name, Scalar):
                claim(fence.kind, name)
    return ids


def _claim_zones(zones: list[Zone], ids: dict[str, str], reader: Reader) -> None:
    for zone in zones:
        if ids.setdefault(zone.id, "zone") != "zone":
            message = f"The id `{zone.id}` of a zone is taken: a {ids[zone.id]} has it."
            reader.problem("id-twice", message, "Give one of them another id.", zone.span)


def _resolve(reader: Reader, ids: dict[str, str], trees: dict[str, Mapping[str, str]]) -> None:
    """Tell every reference that finds nothing, or something of another kind."""
    for asked in reader.references:
        if asked.kinds in (("act",), ("weapon",)):
            kind = asked.kinds[0]
            if asked.id not in trees[kind]:
                hint = suggest(asked.id, trees[kind]) or f"Add it to `{kind}s` in the front matter, with its parent."
                reader.problem(f"unknown-{kind}", f"The {kind} tree has no node `{asked.id}`.", hint, asked.span)
            continue
        readings = asked.kinds == ("reading",)
        found = ids.get(f"reading:{asked.id}" if readings else asked.id)
        if found is not None and (found in asked.kinds or not asked.kinds):
            continue
        wanted = " or ".join(asked.kinds) or "block"
        if found is not None:
            message = f"`{asked.id}` is a {found}; `{asked.key}` takes the id of a {wanted}."
            reader.problem("wrong-reference", message, _known(asked.id, asked.kinds, ids), asked.span)
        else:
            code = "unknown-reading" if readings else "unknown-document" if asked.kinds == ("document",) else "dangling"
            reader.problem(code, f"No {wanted} is called `{asked.id}`.", _known(asked.id, asked.kinds, ids), asked.span)


def _known(word: str, kinds: tuple[str, ...], ids: dict[str, str]) -> str:
    names = [name.removeprefix("reading:") for name, kind in ids.items() if not kinds or kind in kinds]
    return suggest(word, names) or f"Write a block that has it, or name another {' or '.join(kinds) or 'block'}."
