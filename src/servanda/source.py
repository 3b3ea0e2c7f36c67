"""Where a fact or a mistake comes from: a stretch of a text file, or a cell of a table. No logic beyond naming it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a text file, as a person would point at it."""

    path: str
    line: int  # 1-based
    column: int  # 1-based, counted in characters
    length: int = 1  # characters under the caret, ≥ 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Cell:
    """A cell of a table: the row as counted in the file (the header is row 1), the column by its name."""

    path: str
    row: int
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        return f"{self.path}: row {self.row}" + (f", column {self.column}" if self.column else "")


Source = Span | Cell
