"""Which row of a table names its columns: titles may stand above it, HXL tags below it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from servanda.errors import Problem
from servanda.source import Cell

from . import from_acled, from_ged
from .from_table import OURS, SYNONYMS, fold
from .raw import is_tag_row, unique

LOOK = 15  # filled rows among which the header is looked for

_KNOWN = frozenset(
    {*OURS, *(s for said in SYNONYMS.values() for s in said), *from_ged.MARKS, *from_acled.MARKS},
)


@dataclass(frozen=True)
class Header:
    """The columns and their tags, and which of the rows looked at are titles, header and tags."""

    columns: tuple[str, ...]
    tags: tuple[str, ...]  # one per column; empty: none
    first: int  # index of the header
    last: int  # index of the last row that is no data: the header's, or that of the tags


def most_known(rows: Sequence[Sequence[str]]) -> int:
    """How many names of columns that we know stand in one row: the most in any of the first."""
    return max((sum(fold(c) in _KNOWN for c in row) for row in rows[:LOOK]), default=0)


def find_header(rows: Sequence[Sequence[str]], wanted: Collection[str] = ()) -> Header:
    """The header among the first filled rows of a table.

    A row of tags settles it: the header is the row above, or the tags themselves. Else it is the first row, unless
    nothing in that is a known name (or one that a mapping wants) and a later row has two.

    >>> find_header([["Report"], ["Date", "Place"], ["2016-02-27", "Homs"]]).columns
    ('Date', 'Place')
    """
    looked = [list(row) for row in rows[:LOOK]]
    for at, row in enumerate(looked):
        if is_tag_row(row):
            top = at - 1 if at and len(looked[at - 1]) == len(row) else at
            return Header(unique(looked[top]), tuple(c.strip() for c in row), top, at)
    known = [sum(fold(c) in _KNOWN or c.strip() in wanted for c in row) for row in looked]
    at = 0 if known[0] else next((i for i, n in enumerate(known) if n > 1), 0)
    return Header(unique(looked[at]), (), at, at)


def above(name: str, rows: Sequence[Sequence[str]], header: Header) -> list[Problem]:
    """A notice of the rows that stand above the header, if there are any."""
    titles = [" ".join(c.strip() for c in row if c.strip()) for row in rows[: header.first]]
    if not titles:
        return []
    said = "; ".join(t for t in titles if t)[:200]
    return [Problem("incidents.titles", f"Not read, because it stands above the header: {said}", "", Cell(name, 1))]
