"""The US Treasury's list of Specially Designated Nationals: main file and aliases as headless CSV, in and out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from servanda.errors import Problem
from servanda.source import Cell

from .listed import Listed, ListFile, Name, unique

_NULL = "-0-"
_SCHEMA = {"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane", _NULL: "LegalEntity", "": "LegalEntity"}
_KIND = {"aka": "alias", "fka": "former", "nka": "alias"}
_WEAK = "weak"
_MAIN, _ALIAS = 12, 5  # columns of the two files


def _rows(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8", errors="replace").replace("\x1a", "")
    return [row for row in csv.reader(io.StringIO(text)) if row]


def _clean(cell: str) -> str:
    cell = cell.strip()
    return "" if cell == _NULL else cell


def read_ofac(main: bytes, aliases: bytes | None, list_id: str, path: str = "") -> ListFile:
    """The list with its aliases. Rows that lack columns, and aliases of ids that are not there, are told.

    ``raw`` of an entry is its main row followed by its alias rows, cells as written.
    """
    problems: list[Problem] = []
    others: dict[str, list[list[str]]] = {}
    for i, row in enumerate(_rows(aliases) if aliases else [], 1):
        if len(row) < _ALIAS - 1:
            problems.append(
                Problem("list.short-row", f"Alias row {i} has {len(row)} columns of {_ALIAS}.", "", Cell(path, i))
            )
            continue
        others.setdefault(row[0].strip(), []).append(row)
    entries: list[Listed] = []
    for i, row in enumerate(_rows(main), 1):
        if len(row) < 2 or not _clean(row[1]):
            problems.append(Problem("list.no-name", f"Row {i} names nobody.", "Give SDN_Name.", Cell(path, i)))
            continue
        full = row + [""] * (_MAIN - len(row))
        also = others.pop(row[0].strip(), [])
        names = [Name(_clean(row[1]), "name")]
        for alias in also:
            kind = _WEAK if "weak" in "".join(alias[4:]).lower() else _KIND.get(_clean(alias[2]).lower(), "alias")
            names.append(Name(_clean(alias[3]), kind))
        entries.append(
            Listed(
                id=row[0].strip(),
                schema=_SCHEMA.get(full[2].strip().lower(), "LegalEntity"),
                names=tuple(names),
                reference=row[0].strip(),
                programme=_clean(full[3]),
                note=_clean(full[11]),
                list_id=list_id,
                raw=(to_line(row), *(to_line(a, 2) for a in also)),
            )
        )
    for id_, rows in others.items():
        entries.append(
            Listed(id_, "LegalEntity", tuple(Name(_clean(r[3])) for r in rows), reference=id_, list_id=list_id,
                   raw=("", *(to_line(r, 2) for r in rows)))
        )  # fmt: skip
    if others:
        first = ", ".join(list(others)[:5])
        problems.append(
            Problem(
                "list.alias-of-nobody",
                f"{path or list_id}: {sum(map(len, others.values()))} alias rows name {len(others)} ids that are not in"
                f" the main file ({first}, …); each id is kept as an entry of its own.",
                "Take both files of the same day.",
            )
        )
    kept, doubles = unique(entries, path or list_id)
    return ListFile(list_id, "ofac-csv", kept, tuple(problems + doubles))


def to_line(row: list[str], numbers: int = 1) -> str:
    """A row as this list writes it: the first ``numbers`` cells and nulls bare, text in quotes."""
    bare = [c if i < numbers or c.strip() == _NULL else '"' + c.replace('"', '""') + '"' for i, c in enumerate(row)]
    return ",".join(bare)


def write_ofac(entries: Iterable[Listed]) -> tuple[bytes, bytes]:
    """The main file and the alias file of entries that were read from this list, or of others in its terms."""
    main: list[str] = []
    aliases: list[str] = []
    back = {v: k for k, v in _SCHEMA.items() if k}
    for e in entries:
        if isinstance(e.raw, tuple):
            main += [e.raw[0]] if e.raw[0] else []
            aliases += e.raw[1:]
            continue
        kind = back.get(e.schema, _NULL)
        main.append(to_line([e.id, e.name, kind, e.programme or _NULL, *[_NULL] * 7, e.note or _NULL]))
        for i, n in enumerate(e.names[1:], 1):
            aliases.append(to_line([e.id, f"{i}", "fka" if n.kind == "former" else "aka", n.text, _NULL], 2))
    return tuple(("\r\n".join(lines) + "\r\n").encode() for lines in (main, aliases))  # type: ignore[return-value]
