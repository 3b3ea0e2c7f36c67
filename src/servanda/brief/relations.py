"""The relations that a brief's counts read, laid out in DuckDB from the judge's two files.

``inc``: incidents of the window, judged, with ``f`` and ``t``, the microseconds since 1970 between which each happened,
and ``sure``, that it happened within the window. ``ver``: their verdicts, ``k`` an index into KINDS, ``unknowns`` bits.
``best``: per incident and reading the strongest ``k``, and whether some norm was ``unsaid``. ``on_day``: incidents and
the days that they touch. ``cells``: per incident and norm the verdict (``v0``, …) and unknowns (``u0``, …) of each reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from servanda.terms import Unknown, VerdictKind
from servanda.times import start_of

from .model import KINDS, UNTOLD, Case

_BITS = {u.value: 1 << n for n, u in enumerate(Unknown)}
_SILENT = KINDS.index(UNTOLD)
_NOT_COVERED = KINDS.index(VerdictKind.NOT_COVERED)

# What the readings of one incident × norm differ on, as far as the verdicts tell: a kind of verdict, a condition.
_GROUNDS: dict[str, tuple[str, str]] = {
    "listed": (VerdictKind.EXEMPT, Unknown.EXCEPTION),
    "in force": (VerdictKind.NOT_IN_FORCE, Unknown.TIME),
    "bound": (VerdictKind.NOT_BOUND, Unknown.ACTOR),
    "place": (VerdictKind.OUTSIDE, Unknown.PLACE),
    "covered": (VerdictKind.NOT_COVERED, Unknown.ACT),
    "target": ("", Unknown.TARGET),
    "direction": ("", Unknown.DIRECTION),
    "grade": ("", Unknown.GRADE),
    "claim": ("", Unknown.CLAIM),
}


def lay_out(db: Any, case: Case) -> None:
    """Make the relations named above, and the small ones that give norms, readings, units and days their order."""
    window, zone = case.window, case.accord.time_zone
    start, end = _us(window.first, zone), _us(window.last + timedelta(days=1), zone)
    within = "true" if window.whole else f"coalesce(t > {start}, true) AND coalesce(f < {end}, true)"
    sure = "true" if window.whole else f"coalesce(f >= {start} AND t <= {end}, false)"
    for name, table in _small(case):
        db.register(name, table)
    verdicts, incidents = (f"read_parquet({quoted(str(p))})" for p in (case.verdicts, case.incidents))
    ranks = " ".join(f"WHEN '{kind}' THEN {n}" for n, kind in enumerate(KINDS) if n > 1)
    bits = " + ".join(f"if(contains(waits, '; {u}; '), {bit}, 0)" for u, bit in _BITS.items())
    of_reading = ", ".join(
        f"coalesce(max(if(k = {_SILENT}, 1, k)) FILTER (r = {r}), {_NOT_COVERED})::TINYINT AS v{r}, "
        f"coalesce(max(unknowns) FILTER (r = {r}), 0)::SMALLINT AS u{r}"
        for r in range(len(case.readings))
    )
    db.execute(f"""
        CREATE TEMP TABLE inc AS SELECT *, {sure} AS sure FROM (
            SELECT *, epoch_us(happened_from) AS f,
                greatest(epoch_us(happened_to), epoch_us(happened_from) + 1) AS t
            FROM {incidents} WHERE incident_id IN (SELECT incident_id FROM {verdicts})) WHERE {within};
        CREATE TEMP TABLE ver AS SELECT * EXCLUDE (verdict, straddles),
            CASE WHEN straddles THEN 1 ELSE CASE verdict WHEN 'violation' THEN 0
                WHEN 'possible' THEN if(unknowns & {_BITS["act"]} <> 0, {_SILENT}, 1) {ranks} END END::TINYINT AS k
        FROM (SELECT * EXCLUDE waits, if(straddles, {_BITS["time"]}, {bits})::SMALLINT AS unknowns
            FROM (SELECT incident_id, coalesce(norm_id, '') AS norm, coalesce(n, -1) AS n, v.reading, r, verdict,
                    verdict = 'violation' AND NOT sure AS straddles, '; ' || unknowns || '; ' AS waits,
                    bearers, bearer_mode, guarantors, coalesce(occurrences, 1) AS many
                FROM {verdicts} v JOIN inc USING (incident_id) JOIN reading_order USING (reading)
                LEFT JOIN norm_order ON norm_id = norm_order.norm));
        CREATE TEMP TABLE best AS SELECT incident_id, reading, r, min(k) AS k, bool_or(k = {_SILENT}) AS unsaid
            FROM ver GROUP BY ALL;
        CREATE TEMP TABLE on_day AS SELECT incident_id, day, f >= begins AND t <= ends AS inside
            FROM inc JOIN days ON f < ends AND t > begins;
        CREATE TEMP TABLE cells AS SELECT incident_id, norm, n, {of_reading}
            FROM ver WHERE norm <> '' GROUP BY incident_id, norm, n;
    """)


def differ(readings: int) -> str:
    """SQL: whether not all readings of a row of ``cells`` give one verdict."""
    return " OR ".join(f"v{r} <> v0" for r in range(1, readings)) or "false"


def said(readings: int) -> str:
    """SQL: the verdicts of a row of ``cells`` in words, joined by ``|``."""
    names = ", ".join(quoted(k) for k in KINDS)
    return "concat_ws(' | ', " + ", ".join(f"[{names}][v{r} + 1]" for r in range(readings)) + ")"


def grounds(readings: int) -> str:
    """SQL: what the readings of a row of ``cells`` differ on, joined by ``;``."""
    either, both = (f" {op} ".join(f"u{r}" for r in range(readings)) for op in "|&")
    tests = []
    for ground, (kind, unknown) in _GROUNDS.items():
        test = f"(({either}) & ~({both}) & {_BITS[unknown]}) <> 0"
        if kind:
            times = " + ".join(f"(v{r} = {KINDS.index(kind)})::INTEGER" for r in range(readings))
            test += f" OR ({times}) BETWEEN 1 AND {readings - 1}"
        tests.append(f"if({test}, {quoted(ground)}, NULL)")
    return f"concat_ws('; ', {', '.join(tests)})"


def quoted(text: str) -> str:
    """Text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _small(case: Case) -> Iterator[tuple[str, Any]]:
    import pyarrow as pa

    norms, readings, zone = case.facts.norms, case.facts.readings, case.accord.time_zone
    days = [case.window.first + timedelta(days=d) for d in range((case.window.last - case.window.first).days + 1)]
    units = [r.unit or case.facts.norm(n, b).unit or "incident" for n in norms for b, r in enumerate(readings)]
    yield "norm_order", pa.table({"norm": pa.array(norms, pa.string()), "n": pa.array(range(len(norms)), pa.int32())})
    yield "reading_order", pa.table({
        "reading": [r.id for r in readings], "r": pa.array(range(len(readings)), pa.int32())})  # fmt: skip
    yield "unit", pa.table({
        "norm": pa.array([n for n in norms for _ in readings], pa.string()),
        "reading": pa.array([r.id for _ in norms for r in readings], pa.string()),
        "unit": pa.array(units, pa.string())})  # fmt: skip
    yield "days", pa.table({
        "day": [str(d) for d in days], "begins": pa.array([_us(d, zone) for d in days], pa.int64()),
        "ends": pa.array([_us(d + timedelta(days=1), zone) for d in days], pa.int64())})  # fmt: skip
    yield "unknown_bits", pa.table({"unknown": list(_BITS), "bit": pa.array(_BITS.values(), pa.int16())})


def _us(day: date, zone: str) -> int:
    return (start_of(day, zone) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
