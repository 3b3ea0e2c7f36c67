"""Rows as they stand in the input, before anything is made of them: batches of columns with their row numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from servanda.errors import Problem

Rows = npt.NDArray[np.int64]
Aside = tuple[Problem, Mapping[str, str]]  # why a row is set aside, and its cells as they stood


@dataclass(frozen=True)
class Raw:
    """Some rows of the input. ``rows`` are their numbers as a person counts them: the header is row 1."""

    table: pa.Table  # CSV and spreadsheets give strings; Parquet and Arrow their own types
    rows: Rows
    broken: tuple[Aside, ...] = ()  # rows that could not be cut into cells; not in ``table``


@dataclass(frozen=True)
class Input:
    """One input: its name, its columns, and its rows batch by batch."""

    name: str
    columns: tuple[str, ...]
    batches: Iterator[Raw]
    tags: tuple[str, ...] = ()  # HXL tags, one per column; empty: none
    notices: list[Problem] = field(default_factory=list)  # grows while the batches are read


def unique(names: list[str]) -> tuple[str, ...]:
    """Column names, made distinct: a second "name" becomes "name (2)"; an empty one is called by its position."""
    out: list[str] = []
    for i, name in enumerate(names, 1):
        base = name.strip().strip("\ufeff") or f"column {i}"
        new, n = base, 2
        while new in out:
            new, n = f"{base} ({n})", n + 1
        out.append(new)
    return tuple(out)


def is_tag_row(cells: list[str]) -> bool:
    """Whether a row holds HXL tags: at least one, and nothing but tags and empty cells."""
    filled = [c.strip() for c in cells if c and c.strip()]
    return bool(filled) and all(c.startswith("#") and c[1:2].isalpha() for c in filled)
