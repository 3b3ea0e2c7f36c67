"""Tables that others computed, shown in a brief with its own: the hinge table, the reconciliation of two lists."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from servanda.errors import ServandaError

from .model import Cell, Column, Table

_MOST_BYTES = 20_000_000  # an annex is read by people; the page shows its first rows only


@dataclass(frozen=True)
class Known:
    """How a table that Servanda itself makes is shown on the page; whatever is left out there is in its CSV."""

    title: str
    what: str  # what it is, in a sentence or two
    columns: tuple[str, ...] = ()  # those shown, in this order; empty: all
    counts: str = ""  # rows in which this column is 0 are not shown


KNOWN: dict[str, Known] = {
    "hinge": Known(
        "What to settle next",
        "Each open question, settled one way, and how many verdicts would change: the one that would settle most comes "
        "first. Settled together, questions may change fewer verdicts than one by one.",
        ("sentence", "verdicts that change", "held by"),
        "verdicts that change",
    ),
    "reconciliation": Known(
        "Two lists side by side",
        "What two claimants report for the same days: agreed, only in one, or contested, each with its reason and with "
        "the question whose answer would settle it. An item that only one side lists is not for that reason untrue.",
    ),
}


def shown(table: Table) -> tuple[Table, str]:
    """An annex as the page shows it, and what it is, in words."""
    known = KNOWN.get(table.id)
    if known is None or not set(known.columns) | ({known.counts} - {""}) <= set(table.names):
        return table, known.what if known else ""
    rows = [r for r in table.rows if not known.counts or r[table.names.index(known.counts)]]
    places = [table.names.index(c) for c in known.columns or table.names]
    left = len(table.rows) - len(rows)
    more = f" {left} more change nothing; they are in {table.id}.csv." if left else ""
    kept = tuple(tuple(r[i] for i in places) for r in rows)
    return Table(table.id, table.title, tuple(table.columns[i] for i in places), kept, 0), known.what + more


class AnnexError(ServandaError):
    """A table to be shown with the brief cannot be used."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be shown in the brief: {why}. Give a CSV file in UTF-8 with one row of names.")


def read_annex(path: Path) -> Table:
    """Read a CSV file, with or without a row of HXL tags, as a table whose id is the file's name.

    Raises AnnexError.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise AnnexError(path, f"it is larger than {_MOST_BYTES // 1_000_000} MB")
        with path.open(encoding="utf-8-sig", newline="") as f:
            rows = [row for row in csv.reader(f, strict=True) if row]
    except OSError as e:
        raise AnnexError(path, e.strerror or str(e)) from e
    except UnicodeDecodeError as e:
        raise AnnexError(path, "it is not UTF-8 text") from e
    except csv.Error as e:
        raise AnnexError(path, f"it is not CSV ({e})") from e
    if not rows or len(set(rows[0])) != len(rows[0]) or not all(rows[0]):
        raise AnnexError(path, "its first row does not name each column once")
    names, rest = rows[0], rows[1:]
    uneven = next((n for n, row in enumerate(rest, 2) if len(row) != len(names)), None)
    if uneven:
        raise AnnexError(path, f"row {uneven} has {len(rest[uneven - 2])} cells and the first row {len(names)}")
    tagged = bool(rest) and any(rest[0]) and all(not c or c.startswith("#") for c in rest[0])
    tags = rest[0] if tagged else [f"#meta+{re.sub(r'[^a-z0-9]+', '_', n.lower())}" for n in names]
    id = re.sub(r"[^a-z0-9-]+", "-", path.stem.lower()).strip("-") or "annex"
    return Table(
        id,
        KNOWN[id].title if id in KNOWN else path.stem.replace("-", " ").replace("_", " ").capitalize(),
        tuple(Column(n, t) for n, t in zip(names, tags, strict=True)),
        tuple(tuple(_value(c) for c in row) for row in rest[tagged:]),
        0,
    )


def _value(cell: str) -> Cell:
    return int(cell) if re.fullmatch(r"-?(0|[1-9]\d{0,14})", cell) else cell
