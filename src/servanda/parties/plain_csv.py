"""Lists as plain CSV: one row a name; rows of one id are one entry. Only a column of names is needed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from servanda.errors import Problem
from servanda.source import Cell
from servanda.times import parse_instant

from .fold import words_of
from .listed import SCHEMATA, Listed, ListFile, Name, UnreadableListError

COLUMNS = ("id", "schema", "name", "kind", "listed_from", "listed_to", "known_from", "known_to", "reference",
           "programme", "note")  # fmt: skip
_ALSO = {
    "id": ("id", "entity_id", "entity", "party"),
    "name": ("name", "names", "full_name", "group"),
    "aliases": ("aliases", "alias", "aka", "also known as"),
    "schema": ("schema", "type"),
    "kind": ("kind", "name_kind", "quality"),
}
_KINDS = {"name", "original-script", "alias", "weak", "former"}


def read_csv(data: bytes, list_id: str, path: str = "") -> ListFile:
    """A list as CSV. Aliases may be rows of the same id, or stand in a column ``aliases`` joined with ``;``.

    Rows without a name, and cells that are no dates, become problems with their row; such a row's other cells are kept.
    """
    text = data.decode("utf-8-sig", errors="replace")
    first = text.split("\n", 1)[0]
    dialect = "\t" if first.count("\t") > first.count(",") else ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=dialect)
    header = {(c or "").strip().lower(): c for c in reader.fieldnames or []}
    at = {key: next((header[n] for n in names if n in header), None) for key, names in _ALSO.items()}
    if at["name"] is None:
        raise UnreadableListError(path or list_id, f"its header ({first.strip()[:80]!r}) has no column `name`.")
    problems: list[Problem] = []
    order: list[str] = []
    rows: dict[str, list[tuple[Name, dict[str, str]]]] = {}
    for i, row in enumerate(reader, 2):
        cells = {
            k.strip().lower(): (v or "").strip()
            for k, v in row.items()
            if isinstance(k, str) and not isinstance(v, list)
        }
        get = {key: cells.get((col or "").strip().lower(), "") if col else "" for key, col in at.items()}
        if not get["name"]:
            problems.append(
                Problem("list.no-name", f"Row {i} has no name; it is set aside.", "Name it.", Cell(path, i, "name"))
            )
            continue
        id_ = get["id"] or "-".join(words_of(get["name"])) or f"row-{i}"  # stable when rows are moved
        if id_ not in rows:
            order.append(id_)
        kind = get["kind"].lower() if get["kind"].lower() in _KINDS else ("alias" if id_ in rows else "name")
        cells["_row"], cells["_schema"] = str(i), get["schema"]
        rows.setdefault(id_, []).append((Name(get["name"], kind), cells))
        rows[id_] += [(Name(a.strip()), cells) for a in get["aliases"].replace("|", ";").split(";") if a.strip()]
    entries = tuple(_entry(id_, rows[id_], list_id, path, problems) for id_ in order)
    return ListFile(list_id, "csv", entries, tuple(problems))


def _entry(
    id_: str, rows: list[tuple[Name, dict[str, str]]], list_id: str, path: str, problems: list[Problem]
) -> Listed:
    cells = rows[0][1]

    def when(column: str) -> datetime | None:
        text = cells.get(column, "")
        if not text:
            return None
        try:
            return parse_instant(text)
        except ValueError as e:
            problems.append(Problem("list.bad-date", str(e), "", Cell(path, int(cells["_row"]), column, text)))
            return None

    schema = next((s for s in SCHEMATA if s.lower() == cells["_schema"].lower()), "")
    if cells["_schema"] and not schema:
        message = f"{cells['_schema']!r} is no schema; {id_} is taken for an Organization."
        problems.append(
            Problem("list.bad-schema", message, f"Use one of {', '.join(SCHEMATA)}.", Cell(path, int(cells["_row"])))
        )
    if any(c["_schema"].lower() not in {"", cells["_schema"].lower()} for _, c in rows):
        problems.append(
            Problem(
                "list.duplicate-id",
                f"The id {id_} stands for entries of two schemata.",
                "Give each an id of its own.",
                Cell(path, int(cells["_row"]), "id", id_),
            )
        )
    return Listed(
        id=id_,
        schema=schema or "Organization",
        names=tuple(dict.fromkeys(n for n, _ in rows)),
        listed_from=when("listed_from"),
        listed_to=when("listed_to"),
        known_from=when("known_from"),
        known_to=when("known_to"),
        reference=cells.get("reference", ""),
        programme=cells.get("programme", ""),
        note=cells.get("note", ""),
        list_id=list_id,
    )


def write_csv(entries: Iterable[Listed]) -> bytes:
    """The entries as CSV, one row a name; a reader of this form gets the same entries back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for e in entries:
        times = [
            t.isoformat().replace("+00:00", "Z") if t else ""
            for t in (e.listed_from, e.listed_to, e.known_from, e.known_to)
        ]
        for n in e.names:
            writer.writerow([e.id, e.schema, n.text, n.kind, *times, e.reference, e.programme, e.note])
    return out.getvalue().encode()
