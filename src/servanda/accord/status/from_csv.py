"""Assessments from a CSV file: norm_id, kind, on, known, by, note."""

from __future__ import annotations

import csv
import io

from servanda.accord.model import Accord
from servanda.errors import Problem
from servanda.source import Cell
from servanda.times import parse_date, parse_instant

from .model import Assessment, AssessmentKind


def read_assessments(text: str, path: str, accord: Accord) -> tuple[tuple[Assessment, ...], tuple[Problem, ...]]:
    """Every row as an Assessment or as a Problem. ``known``, ``by`` and ``note`` may be left out."""
    found: list[Assessment] = []
    problems: list[Problem] = []
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = {"norm_id", "kind", "on"} - {(h or "").strip() for h in reader.fieldnames or ()}
    if missing:
        hint = "The first line of the file is: norm_id,kind,on,known,by,note"
        told = f"The file of assessments lacks: {', '.join(sorted(missing))}."
        return (), (Problem("assessments.column", told, hint, Cell(path, 1)),)
    for cells in reader:
        row = {(k or "").strip(): v.strip() for k, v in cells.items() if isinstance(v, str)}
        try:
            found.append(_assessment(row, accord))
        except _WrongCellError as e:
            at = Cell(path, reader.line_num, e.column, row.get(e.column, ""))
            problems.append(Problem("assessments.value", e.message, e.hint, at))
    return tuple(found), tuple(problems)


class _WrongCellError(Exception):
    def __init__(self, column: str, message: str, hint: str) -> None:
        self.column, self.message, self.hint = column, message, hint


def _assessment(row: dict[str, str], accord: Accord) -> Assessment:
    if row.get("norm_id") not in accord.norms:
        raise _WrongCellError("norm_id", f"The accord has no norm called '{row.get('norm_id', '')}'.", "Use its id.")
    try:
        kind = AssessmentKind(row.get("kind", ""))
    except ValueError as e:
        kinds = ", ".join(AssessmentKind)
        raise _WrongCellError("kind", f"'{row.get('kind', '')}' is no kind of assessment.", f"Use: {kinds}.") from e
    try:
        on = parse_date(row.get("on", ""))
    except ValueError as e:
        raise _WrongCellError("on", str(e), "Write the day it is about as YYYY-MM-DD.") from e
    try:
        known = parse_instant(row["known"], accord.time_zone) if row.get("known") else None
    except ValueError as e:
        raise _WrongCellError("known", str(e), "Write when it became known, or leave it empty.") from e
    return Assessment(row["norm_id"], kind, on, known, row.get("by", ""), row.get("note", ""))
