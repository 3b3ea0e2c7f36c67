"""An accord's Markdown taken apart: front matter, prose, and the fenced blocks, each with its place in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

from servanda.errors import Problem
from servanda.source import Span

from .nodes import Node, Place, read_yaml

PROSE_FENCES = {"", "text"}  # fences for people, kept as prose
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True)
class Fence:
    """One fenced block: its kind (the info string's first word), its YAML, and where its info string stands."""

    kind: str
    node: Node | None  # None: empty, or not YAML (and told so)
    span: Span  # of the kind in the opening line
    told: bool = False  # its YAML has problems that have been told
    text: str = ""


@dataclass(frozen=True)
class Literate:
    """A file of prose and blocks, in order."""

    front: Node | None
    front_span: Span | None  # None: there is no front matter
    parts: tuple[str | Fence, ...]  # prose as Markdown, or a block


def take_apart(text: str, path: str, problems: list[Problem]) -> Literate:
    """Split an accord's text (LF line ends, no byte order mark) into front matter, prose and blocks."""
    lines = text.split("\n")
    front, front_span, body = _front_matter(lines, path, problems)
    parts: list[str | Fence] = []
    done = body
    blank = "\n".join([""] * body + lines[body:])
    for token in MarkdownIt("commonmark").parse(blank):
        if token.type != "fence" or token.map is None:
            continue
        first, last = token.map
        kind = (token.info.split() or [""])[0]
        if kind in PROSE_FENCES:
            continue
        row = lines[first]
        span = Span(path, first + 1, max(0, row.find(kind)) + 1, len(kind))  # not found: written with an escape
        if token.level:
            problems.append(
                Problem(
                    "accord.nested-block",
                    f"This {kind} block stands inside a list or quotation.",
                    "Move it to the left margin.",
                    span,
                )
            )
            continue
        if not _closes(lines[last - 1], token.markup) or last - first < 2:
            problems.append(
                Problem(
                    "accord.open-block",
                    f"This {kind} block is never closed.",
                    f"End it with a line {token.markup}.",
                    span,
                )
            )
        _add_prose(parts, lines[done:first])
        done = last
        content = token.content
        place = Place.of(path, first + 1, content, lines)
        told = len(problems)
        node = read_yaml(content, place, problems)
        parts.append(Fence(kind, node, span, len(problems) > told, content))
    _add_prose(parts, lines[done:])
    return Literate(front, front_span, tuple(parts))


def _closes(row: str, markup: str) -> bool:
    m = _FENCE.match(row)
    return bool(m) and row.strip() == row.strip()[0] * len(row.strip()) and row.strip().startswith(markup)


def _add_prose(parts: list[str | Fence], lines: list[str]) -> None:
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    if lines:
        parts.append("\n".join(line.rstrip() if not line.strip() else line for line in lines))


def _front_matter(lines: list[str], path: str, problems: list[Problem]) -> tuple[Node | None, Span | None, int]:
    """The front matter, where it starts, and the number of lines up to its end."""
    if not lines or lines[0].rstrip() != "---":
        return None, None, 0
    end = next((n for n, row in enumerate(lines[1:], 1) if row.rstrip() == "---"), None)
    here = Span(path, 1, 1, 3)
    if end is None:
        problems.append(
            Problem("accord.open-front-matter", "The front matter is never closed.", "End it with a line ---.", here)
        )
        return None, here, len(lines)
    text = "\n".join(lines[1:end]) + "\n"
    return read_yaml(text, Place.of(path, 1, text, lines), problems), here, end + 1
