"""An accord folder into an Accord: read the text and the zones, check all, hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path

from servanda.errors import Problem, ServandaError
from servanda.source import Span

from .assemble import assemble
from .kinds import Reader
from .model import Accord

LARGEST_TEXT = 10_000_000  # bytes of accord.md; the longest peace agreements have about 1 MB of text
LARGEST_ZONES = 100_000_000  # bytes of zones.geojson


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
    if str(path_or_name) and path.is_dir():
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
    accord = assemble(text, zones_text, folder, reader, [folder, *texts])
    spots = {p.source for p in reader.problems if p.code.startswith("accord.yaml")}  # tell no more of what is not YAML
    told = {p for p in reader.problems if p.source not in spots or p.code.startswith("accord.yaml")}
    problems = sorted(told, key=_place)
    hashed = accord_hash(text, zones_text, {d.id: d.sha256 for d in accord.documents.values()})
    return (None if problems else replace(accord, hash=hashed)), tuple(problems)


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
