"""YAML as a tree of nodes that know where they stand in their file, with every value still the text that was written.

Only plain YAML is taken: no anchors, aliases, tags, merge keys or keys written twice. Nothing is guessed: ``no``,
``on``, ``2016-02-30`` and ``010`` stay text until a key asks for a truth value, a date or a number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from servanda.errors import Problem
from servanda.source import Span

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20  # levels of nesting; the deepest block that means something has five


@dataclass(frozen=True)
class Scalar:
    """One written value; ``quoted`` tells ``""`` from nothing at all."""

    text: str
    span: Span
    quoted: bool = False


@dataclass(frozen=True)
class Seq:
    """A list, in the order in which it is written."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True)
class Map:
    """Keys and their values, in the order in which they are written; no key occurs twice."""

    pairs: tuple[tuple[Scalar, Node], ...]
    span: Span

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.pairs if name.text == key), None)


Node = Scalar | Seq | Map


@dataclass(frozen=True)
class Place:
    """Where a stretch of YAML stands in its file: the line before it, and what Markdown took off each line's front."""

    path: str
    before: int  # lines of the file that come before the stretch
    starts: tuple[int, ...]  # offset in the stretch at which each of its lines begins
    ends: tuple[int, ...]  # offset at which it ends, its line break left out
    taken: tuple[int, ...]  # characters of indentation taken off the line

    @classmethod
    def of(cls, path: str, before: int, text: str, file_lines: list[str]) -> Place:
        """The place of ``text``, whose first line is the line ``before`` (counted from 0) of ``file_lines``."""
        starts, ends, taken, at = [], [], [], 0
        for n, row in enumerate(text.split("\n")):
            starts.append(at)
            at += len(row)
            ends.append(at)
            at += 1
            whole = file_lines[before + n] if before + n < len(file_lines) else row
            taken.append(max(0, len(whole) - len(row)) if whole.endswith(row) else 0)
        return cls(path, before, tuple(starts), tuple(ends), tuple(taken))

    def span(self, start: int, end: int) -> Span:
        """The characters from ``start`` to ``end`` of the stretch, cut at the end of the first line."""
        row = max(0, bisect_right(self.starts, start) - 1)
        start = min(start, self.ends[row])
        length = max(1, min(end, self.ends[row]) - start)
        return Span(self.path, self.before + row + 1, start - self.starts[row] + 1 + self.taken[row], length)


def read_yaml(text: str, place: Place, problems: list[Problem]) -> Node | None:
    """The one YAML value in ``text``, or None if there is none or it cannot be read: ``problems`` then says why."""
    found: list[Problem] = []
    try:
        node = _Builder(text, _FAST, place, found).document()
    except yaml.YAMLError:
        found = []
        try:  # the slow reader words its errors better; it alone decides
            node = _Builder(text, yaml.SafeLoader, place, found).document()
        except yaml.YAMLError as e:
            found.append(_unreadable(e, text, place))
            node = None
    problems += found
    return node


def _unreadable(e: yaml.YAMLError, text: str, place: Place) -> Problem:
    hint = "Check indentation, brackets and quotes; put text that holds ': ' or ' #' in quotes."
    if isinstance(e, yaml.MarkedYAMLError):
        mark = e.problem_mark or e.context_mark
        at = mark.index if mark else 0
        why = "; ".join(w for w in (e.context, e.problem) if w).replace("but got '<stream end>'", "but the block ends")
        return Problem("accord.yaml", f"This block is not YAML: {why}.", hint, place.span(at, at + 1))
    at = min(getattr(e, "position", 0), len(text))
    return Problem(
        "accord.yaml",
        "This block is not YAML: it holds a character that text must not hold.",
        "Delete the control character.",
        place.span(at, at + 1),
    )


def _ends(event: Any) -> bool:
    return isinstance(event, yaml.CollectionEndEvent)


class _Builder:
    """Builds nodes out of the events of one YAML stream."""

    def __init__(self, text: str, loader: type, place: Place, problems: list[Problem]) -> None:
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=loader))
        self.place = place
        self.problems = problems

    def next(self) -> Any:
        return next(self.events)

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self.problem(event, "documents", "A block holds one YAML document.", "Remove the line `---`.")
                    break
                root = self.node(self.next(), 0)
        return root

    def problem(self, event: Any, code: str, message: str, hint: str) -> None:
        span = self.place.span(event.start_mark.index, event.end_mark.index)
        self.problems.append(Problem(f"accord.yaml-{code}", message, hint, span))

    def node(self, event: Any, depth: int) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.AliasEvent):
            self.problem(event, "alias", f"`*{event.anchor}` repeats another value unseen.", "Write the value out.")
            return Scalar("", self.place.span(start, end), quoted=True)
        if event.anchor:
            self.problem(event, "anchor", f"`&{event.anchor}` names a value for repeating it.", "Write the value out.")
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problem(event, "tag", f"`{tag}` is a tag; the key itself says what its value is.", "Remove it.")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, self.place.span(start, end), quoted=bool(event.style))
        if depth >= _DEEPEST:
            raise yaml.MarkedYAMLError(None, None, "brackets nest too deeply", event.start_mark)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(start, depth)
        return self.mapping(start, depth)

    def sequence(self, start: int, depth: int) -> Seq:
        items = []
        while not _ends(event := self.next()):
            items.append(self.node(event, depth + 1))
        return Seq(tuple(items), self.place.span(start, event.end_mark.index))

    def mapping(self, start: int, depth: int) -> Map:
        pairs: list[tuple[Scalar, Node]] = []
        while not _ends(event := self.next()):
            key = self.node(event, depth + 1)
            value = self.node(self.next(), depth + 1)
            if not isinstance(key, Scalar):
                self.problem(
                    event, "key", "A key is a word, not a list or mapping.", "Put text with brackets in quotes."
                )
            elif key.text == "<<" and not key.quoted:
                self.problem(event, "merge", "`<<` takes over keys of another block unseen.", "Write the keys out.")
            elif any(key.text == name.text for name, _ in pairs):
                self.problem(event, "key-twice", f"`{key.text}` is written twice here.", "Keep one of the two.")
            else:
                pairs.append((key, value))
        return Map(tuple(pairs), self.place.span(start, event.end_mark.index))
