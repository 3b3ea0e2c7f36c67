"""How many verdicts of each kind there are, per norm and reading."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from servanda.incidents.model import AND
from servanda.terms import Unknown, VerdictKind


@dataclass(frozen=True)
class Total:
    """The count of one norm's verdicts under one reading. ``possible`` leaves out what the reports do not tell."""

    norm: str  # "" for incidents that no norm covers
    reading: str
    counts: dict[VerdictKind, int]
    untold: int  # possible, but whether the act is meant at all is not told

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the most violations, untold ones left out."""
        sure = self.counts[VerdictKind.VIOLATION]
        return sure, sure + self.counts[VerdictKind.POSSIBLE]


def summarise(verdicts: Path) -> list[Total]:
    """Count the verdicts of a Parquet file, by norm and reading."""
    import duckdb

    path = str(verdicts).replace("'", "''")  # in the text: to bind a parameter, DuckDB would import pandas first
    rows = duckdb.execute(
        f"""SELECT coalesce(norm_id, '') AS norm, reading, verdict,
            list_contains(string_split(unknowns, '{AND}'), '{Unknown.ACT.value}') AS untold, count(*)
        FROM read_parquet('{path}') GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    totals: dict[tuple[str, str], Total] = {}
    for norm, reading, verdict, untold, count in rows:
        total = totals.setdefault((norm, reading), Total(norm, reading, dict.fromkeys(VerdictKind, 0), 0))
        kind = VerdictKind(verdict)
        if kind is VerdictKind.POSSIBLE and untold:
            totals[norm, reading] = Total(norm, reading, total.counts, total.untold + count)
        else:
            total.counts[kind] += count
    return list(totals.values())
