"""The rows that were set aside, written to a file with their cells as they stood, to be mended and read again."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from servanda.errors import Problem
from servanda.source import Cell

from .model import Intake

REASONS = ("aside_file", "aside_row", "aside_column", "aside_value", "aside_code", "aside_reason", "aside_hint")


def write_aside(intake: Intake, path: Path | str) -> int:
    """Write the rows set aside as CSV: why (file, row, column, value, code, reason, hint), then their own cells.

    An existing file is replaced in one step. A cell that a spreadsheet would run as a formula stays as it is: these are
    the source's own cells. Returns how many rows were written; with none, no file is made and an old one is removed.
    """
    path = Path(path)
    if not intake.aside:
        path.unlink(missing_ok=True)
        return 0
    with AsideWriter(path) as out:
        out.add(intake.aside, intake.originals)
    return len(intake.aside)


class AsideWriter:
    """Collects rows set aside, batch by batch, and writes them when it is closed: their columns may differ by file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: list[dict[str, Any]] = []
        self._columns: dict[str, None] = dict.fromkeys(REASONS)

    def __enter__(self) -> AsideWriter:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.close()

    def add(self, problems: Iterable[Problem], originals: Iterable[Mapping[str, str]]) -> None:
        """Note some rows."""
        for problem, cells in zip(problems, originals, strict=True):
            at = problem.source if isinstance(problem.source, Cell) else Cell("", 0)
            why = (at.path, at.row, at.column, at.value, problem.code, problem.message, problem.hint)
            self._rows.append(dict(zip(REASONS, why, strict=True)) | dict(cells))
            self._columns |= dict.fromkeys(cells)

    def close(self) -> None:
        """Write the file beside its place, then put it there; with no rows, none is made and an old one is removed."""
        if not self._rows:
            self._path.unlink(missing_ok=True)
            return
        beside = self._path.with_name(f".{self._path.name}.part")
        with beside.open("w", encoding="utf-8", newline="") as f:
            writer = csv.DictWriter(f, list(self._columns), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(self._rows)
            f.flush()
            os.fsync(f.fileno())
        beside.replace(self._path)
