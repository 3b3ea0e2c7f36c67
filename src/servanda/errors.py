"""The two ways things go wrong: a Problem is data that people should mend; a ServandaError stops the program."""

from __future__ import annotations

from dataclasses import dataclass

from .source import Cell, Source, Span


class ServandaError(Exception):
    """Base of every error that we raise on purpose. Its message says what, where, why it matters and what to do."""


@dataclass(frozen=True)
class Problem:
    """Something in the input that people should mend. Problems are collected and shown all at once.

    ``code`` is stable and dotted (``accord.no-bearer``); ``message`` says what is wrong in one sentence; ``hint`` says
    what to do; ``source`` where it is, where that is known.
    """

    code: str
    message: str
    hint: str = ""
    source: Source | None = None

    def render(self, text: str | None = None) -> str:
        """The problem as people read it: place, message, the line with a caret (given the file's text), the hint.

        >>> problem = Problem("accord.dangling", "Nothing is called 'north'.", "Add it.", Span("accord.md", 2, 9, 5))
        >>> print(problem.render("a\\nbearer: north"))
        accord.md:2:9: Nothing is called 'north'. [accord.dangling]
            2 | bearer: north
              |         ^^^^^
          hint: Add it.
        """
        head = f"{self.source}: " if self.source else ""
        lines = [f"{head}{self.message} [{self.code}]"]
        if isinstance(self.source, Span) and text is not None:
            rows = text.split("\n")
            if 1 <= self.source.line <= len(rows):
                row, column = _window(rows[self.source.line - 1].rstrip("\r"), self.source.column)
                lead = "".join(c if c == "\t" else " " for c in row[: column - 1])
                length = max(1, min(self.source.length, len(row) - column + 1))
                lines.append(f"{self.source.line:>5} | {row}")
                lines.append(f"{'':>5} | {lead}{'^' * length}")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, object]:
        """The problem as plain data, for ``--json`` and for tables of rows set aside."""
        out: dict[str, object] = {"code": self.code, "message": self.message, "hint": self.hint}
        match self.source:
            case Span():
                s = self.source
                out |= {"file": s.path, "line": s.line, "column": s.column, "length": s.length}
            case Cell():
                c = self.source
                out |= {"file": c.path, "row": c.row, "column": c.column, "value": c.value}
            case None:
                pass
        return out


def _window(row: str, column: int, widest: int = 160) -> tuple[str, int]:
    """The part of a long line around a column, and the column in it; files for machines may be one line of megabytes.

    >>> _window("abcdefghij", 8, widest=6)
    ('…fghij', 4)
    """
    if len(row) <= widest:
        return row, column
    start = max(0, min(column - 1 - widest // 3, len(row) - widest + 1))
    cut = row[start : start + widest - 1]
    head, tail = "…" if start else "", "…" if start + len(cut) < len(row) else ""
    return head + cut + tail, column - start + len(head)
