"""What people have said about reports in a table: which incident each tells of, and how reliable each source is."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from servanda.errors import Problem, ServandaError
from servanda.incidents.files import recognise
from servanda.incidents.fuse.grade import RELIABILITY
from servanda.source import Cell


class UnusableTableError(ServandaError):
    """A side table lacks the columns that it is given for."""

    def __init__(self, path: Path, needed: Iterable[str], have: Iterable[str]) -> None:
        super().__init__(f"{path} needs the columns {', '.join(needed)}; it has {', '.join(have) or 'none'}.")


def read_labels(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """Read labels, CSV or Parquet with report_id and incident_id: report → incident.

    A report that is said to tell of two incidents is named and used for nothing; rows without a value likewise.
    """
    labels: dict[str, str] = {}
    both: set[str] = set()
    problems: list[Problem] = []
    for row, (report, incident) in enumerate(_pairs(path, "report_id", "incident_id"), start=2):
        if not report or not incident:
            hint = "Each row has a report_id and an incident_id."
            problems.append(Problem("fuse.empty-label", "The row labels nothing.", hint, Cell(str(path), row)))
        elif labels.setdefault(report, incident) != incident:
            both.add(report)
            message = f"Report {report} is said to tell of {labels[report]} and of {incident}: it is not learned from."
            problems.append(
                Problem(
                    "fuse.labelled-twice", message, "Keep the right one.", Cell(str(path), row, "report_id", report)
                )
            )
    return {report: incident for report, incident in labels.items() if report not in both}, problems


def read_reliability(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """Read sources, CSV or Parquet with source and reliability (A to F): source → letter."""
    letters: dict[str, str] = {}
    problems: list[Problem] = []
    for row, (source, told) in enumerate(_pairs(path, "source", "reliability"), start=2):
        letter = told.strip().upper()
        if letter not in RELIABILITY:
            hint = "A (reliable) to E (unreliable), or F (cannot be judged)."
            message = f"{told!r} is no reliability: the source counts as F."
            problems.append(Problem("fuse.bad-reliability", message, hint, Cell(str(path), row, "reliability", told)))
        else:
            letters[source] = letter
    return letters, problems


def read_rows(path: Path, needed: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a side table (CSV, gzipped CSV or Parquet) as texts, "" where nothing is told; blank lines left out.

    Raises:
        UnusableTableError: a needed column is missing.
    """
    found = recognise(path)
    if found.kind == "parquet":
        from pyarrow import parquet

        table = parquet.read_table(path)
        header = list(table.column_names)
        columns = [["" if v is None else str(v) for v in table.column(c).to_pylist()] for c in header]
        rows: Iterable[Sequence[str]] = zip(*columns, strict=True)
    else:
        data = gzip.decompress(path.read_bytes()) if found.gzipped else path.read_bytes()
        text = data.decode(found.encoding, "replace").lstrip("\ufeff")
        cells = csv.reader(io.StringIO(text), delimiter=found.delimiter)
        header = [h.strip() for h in next(cells, [])]
        rows = (row for row in cells if row)
    if not set(needed) <= set(header):
        raise UnusableTableError(path, needed, header)
    blank = [""] * len(header)
    return [dict(zip(header, [c.strip() for c in (*row, *blank)], strict=False)) for row in rows]


def _pairs(path: Path, one: str, other: str) -> list[tuple[str, str]]:
    return [(row[one], row[other]) for row in read_rows(path, (one, other))]
