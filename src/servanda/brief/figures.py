"""Every number of a brief, counted by DuckDB over the judge's two files, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from .model import ACCOUNTS, KINDS, Case, Cell, Column, Figures, Sighting, Table
from .relations import differ, grounds, lay_out, quoted, said

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COUNTS = ",\n".join(
    f"count(*) FILTER (k = {n}) AS {kind.replace('-', '_')}" for n, kind in enumerate(KINDS)
)  # one count per kind; the names are the kinds'

_TAGS = {
    "reading": "#meta+reading",
    "norm": "#meta+norm",
    "party": "#group+id",
    "guarantor": "#group+guarantor+id",
    "division": "#adm1+name",
    "day": "#date+occurred",
    "unknown": "#meta+unknown",
    "grade": "#meta+grade",
    "example": "#event+id+example",
    "other": "#meta+reading+other",
    "verdicts": "#meta+verdicts",
    "grounds": "#meta+grounds",
    "unit": "#meta+unit",
}


def figures(case: Case) -> Figures:
    """Count everything that a brief prints.

    An incident is counted once per reading, by its strongest verdict (see ``KINDS``). A violation that may have happened
    outside the window counts as possible. ``low`` is what is certain, ``high`` adds what is possible; what a report does
    not tell is in neither.
    """
    import duckdb

    db = duckdb.connect()
    lay_out(db, case)
    many = len(case.readings)
    totals = f"""
        SELECT reading, count(*) AS incidents, {_COUNTS}, {_LOW_HIGH},
            count(*) FILTER (unsaid AND k > 1) AS reports_do_not_tell,
            count(*) FILTER (k = 0 AND claimant IS NOT NULL) AS low_as_claimed,
            coalesce(sum(coalesce(killed_low, killed_best)) FILTER (k = 0), 0)::BIGINT AS killed_low,
            coalesce(sum(coalesce(killed_high, killed_best)) FILTER (k <= 1), 0)::BIGINT AS killed_high
        FROM best JOIN inc USING (incident_id) GROUP BY reading, r ORDER BY r"""
    tables = [
        _table(db, "totals", "Totals by reading", totals),
        _table(db, "norms", "By norm and reading", f"""
            SELECT norm, reading, {_COUNTS}, {_LOW_HIGH}, any_value(unit) AS unit,
                coalesce(sum(if(unit = 'occurrence', many, 1)) FILTER (k = 0), 0)::BIGINT AS units_low,
                coalesce(sum(if(unit = 'occurrence', many, 1)) FILTER (k <= 1), 0)::BIGINT AS units_high
            FROM ver JOIN unit USING (norm, reading) WHERE norm <> '' GROUP BY norm, reading, n, r ORDER BY n, r""", 2),
        _table(db, "days", "By day and reading", """
            SELECT day, reading, count(*) FILTER (k = 0 AND inside) AS low, count(*) FILTER (k <= 1) AS high,
                count(*) AS incidents
            FROM best JOIN on_day USING (incident_id) GROUP BY day, reading, r ORDER BY day, r""", 2),
        _table(db, "parties", "By party and reading", _accounts("bearers", "party"), 2),
        _table(db, "guarantors", "By guarantor and reading", _accounts("guarantors", "guarantor"), 2),
        _table(db, "divisions", "By division and reading", f"""
            SELECT coalesce(division, '') AS division, reading, count(*) AS incidents, {_COUNTS}, {_LOW_HIGH}
            FROM best JOIN inc USING (incident_id) GROUP BY division, reading, r
            ORDER BY division = '', lower(division), division, r""", 2),
        _table(db, "pairs", "Verdicts that differ between two readings", _pairs(case.readings), 2),
        _table(db, "differences", "Where readings differ, and on what", f"""
            SELECT norm, {said(many)} AS verdicts, {grounds(many)} AS grounds, count(*) AS cells,
                min(incident_id) AS example
            FROM cells WHERE {differ(many)} GROUP BY norm, n, verdicts, grounds ORDER BY cells DESC, n, verdicts, grounds""", 3),
        _table(db, "undetermined", "What is undetermined, by unknown condition", """
            SELECT unknown, reading, count(*) AS cells, count(DISTINCT incident_id) AS incidents,
                count(*) FILTER (unknowns = bit) AS alone, min(incident_id) AS example
            FROM ver JOIN unknown_bits ON unknowns & bit <> 0 AND (k = 1 OR (k = 6 AND unknown = 'act'))
            GROUP BY unknown, reading, r ORDER BY unknown, r""", 2),
        _table(db, "grades", "How well the incidents are confirmed", f"""
            SELECT CASE WHEN info_grade IS NULL THEN 'not graded' ELSE info_grade::VARCHAR END AS grade, reading,
                count(*) AS incidents, {_LOW_HIGH}
            FROM best JOIN inc USING (incident_id) GROUP BY grade, reading, r ORDER BY grade, r""", 2),
        _table(db, "agreement", "What the readings make of each incident together", """
            SELECT CASE WHEN sure = many THEN 'violation under all' WHEN sure > 0 THEN 'violation under some'
                WHEN maybe > 0 THEN 'possible' WHEN silent > 0 THEN 'reports do not tell' ELSE 'no violation' END AS class,
                count(*) AS incidents
            FROM (SELECT count(*) FILTER (k = 0) AS sure, count(*) FILTER (k = 1) AS maybe, count(*) AS many,
                count(*) FILTER (unsaid) AS silent FROM best GROUP BY incident_id) GROUP BY class ORDER BY class"""),
    ]  # fmt: skip
    sightings = _sightings(db, case)
    counted = int(_one(db, "SELECT count(*) FROM inc"))
    db.close()
    return Figures(case.readings, case.facts.norms, counted, {t.id: t for t in tables}, sightings)


_LOW_HIGH = "count(*) FILTER (k = 0) AS low, count(*) FILTER (k <= 1) AS high"


def _accounts(column: str, name: str) -> str:
    """The accounts of parties or guarantors: each incident once per reading and party, in the surest way."""
    modes = " ".join(f"WHEN '{mode}' THEN {n}" for n, mode in enumerate(ACCOUNTS[:4]))
    counts = ", ".join(f"count(*) FILTER (a = {n}) AS {a.replace('-', '_')}" for n, a in enumerate(ACCOUNTS))
    return f"""
        SELECT who AS {name}, reading, {counts},
            count(*) FILTER (a <= 1) AS low, count(*) FILTER (a <= 4) AS high
        FROM (SELECT who, reading, r, incident_id, min(a) AS a FROM (
                SELECT unnest(string_split({column}, '; ')) AS who, reading, r, incident_id,
                    CASE k WHEN 1 THEN 4 WHEN 6 THEN 5 ELSE CASE bearer_mode {modes} ELSE 3 END END AS a
                FROM ver WHERE k IN (0, 1, 6) AND {column} <> '')
            GROUP BY ALL)
        GROUP BY who, reading, r ORDER BY who, r"""


def _pairs(readings: Sequence[str]) -> str:
    """Per pair of readings, how many incident × norm have different verdicts, of how many."""
    rows = [
        f"SELECT {n} AS pair, {quoted(a)} AS reading, {quoted(b)} AS other, "
        f"count(*) FILTER (v{i} <> v{j}) AS differ, count(*) AS cells FROM cells"
        for n, ((i, a), (j, b)) in enumerate(combinations(enumerate(readings), 2))
    ]
    rows = rows or ["SELECT 0 AS pair, '' AS reading, '' AS other, 0 AS differ, 0 AS cells WHERE false"]
    return f"SELECT * EXCLUDE pair FROM ({' UNION ALL '.join(rows)}) ORDER BY pair"


def _sightings(db: Any, case: Case) -> tuple[Sighting, ...]:
    rows = db.execute("""
        SELECT incident_id, f, t, lon, lat, radius_m, coalesce(place, ''), coalesce(division, ''), coalesce(act, ''),
            coalesce(weapon, ''), coalesce(target_kind, ''), coalesce(side_a, ''), coalesce(side_b, ''), directed,
            coalesce(claimant, ''), coalesce(source, ''), coalesce(source_ref, ''),
            coalesce(source_grade, '') || coalesce(info_grade::VARCHAR, ''),
            coalesce(killed_low, killed_best), coalesce(killed_high, killed_best), kinds, untold
        FROM inc JOIN (SELECT incident_id, list(k ORDER BY r) AS kinds, list(unsaid ORDER BY r) AS untold
            FROM best GROUP BY incident_id) USING (incident_id) ORDER BY f NULLS LAST, incident_id""").fetchall()
    zone = case.accord.time_zone
    return tuple(Sighting(*(r[0], _span(r[1], r[2], zone), *r[3:20], tuple(r[20]), tuple(r[21]))) for r in rows)


def _span(start: int | None, end: int | None, zone: str) -> str:
    from servanda.times import day_of

    if start is None and end is None:
        return "not told"
    a = "" if start is None else str(day_of(_EPOCH + timedelta(microseconds=start), zone))
    b = "" if end is None else str(day_of(_EPOCH + timedelta(microseconds=end - 1), zone))
    return a if a == b else f"{a or '…'} to {b or '…'}"


def _table(db: Any, id: str, title: str, sql: str, keys: int = 1) -> Table:
    found = db.execute(sql)
    names = [d[0] for d in found.description]
    columns = tuple(Column(n, _TAGS.get(n, f"#indicator+{n.replace('_', '+')}+num")) for n in names)
    rows: tuple[tuple[Cell, ...], ...] = tuple(found.fetchall())
    return Table(id, title, columns, rows, keys)


def _one(db: Any, sql: str) -> Any:
    return db.execute(sql).fetchone()[0]
