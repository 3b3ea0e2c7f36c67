"""DuckDB: the default engine, in the process, with no service. It runs ``plan.sql`` and so needs no Ibis to start."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from servanda.judge.facts import Facts
from servanda.judge.judgement import whole
from servanda.judge.tables import DEED, NOWHERE, PLACE


class DuckDB:
    """A private in-memory database that takes instants as UTC and reaches for nothing outside."""

    def __init__(self) -> None:
        self.con = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
        )

    def timed(self, incidents: Any, facts: Facts) -> None:
        """Make the view ``timed`` over an Arrow table, scanned where it lies, or over the path or paths of Parquet files."""
        if isinstance(incidents, pa.Table):
            self.con.register("servanda_incidents", whole(incidents))
        else:
            paths = [incidents] if isinstance(incidents, str | Path) else list(incidents)
            self.con.read_parquet([str(p) for p in paths]).create_view("servanda_incidents")
        self.con.execute(f"CREATE VIEW servanda_timed AS {timed_sql(facts)}")

    def distinct(self, *columns: str) -> pa.Table:
        names = ", ".join(columns)
        return self.con.execute(f"SELECT DISTINCT {names} FROM servanda_timed ORDER BY ALL").to_arrow_table()

    def table(self, name: str, data: pa.Table) -> None:
        """Copied in, so that the joins have statistics to go by."""
        self.con.register("servanda_arriving", data)
        self.con.execute(f"CREATE TABLE servanda_{name} AS SELECT * FROM servanda_arriving")
        self.con.unregister("servanda_arriving")

    def verdicts(self) -> pa.Table:
        return self.con.execute(plan_sql()).to_arrow_table()

    def write(self, path: Path, about: Mapping[str, Any]) -> None:
        said = json.dumps(about, ensure_ascii=False, sort_keys=True)
        kept = f"KV_METADATA {{servanda: {_quoted(said)}}}"
        self.con.execute(f"COPY ({plan_sql()}) TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd, {kept})")


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def plan_sql() -> str:
    """The plan, as it is kept."""
    return resources.files("servanda.judge").joinpath("plan.sql").read_text("utf-8").strip()


def timed_sql(facts: Facts) -> str:
    """The view over the incidents that the plan starts from: those known, their span of epochs, stand-ins for nulls."""
    first = f"CASE WHEN happened_from IS NULL THEN 0 ELSE {_bisect('happened_from', facts.cuts, '<')} END"
    last = f"CASE WHEN happened_to IS NULL THEN {len(facts.cuts)} ELSE {_bisect('happened_to', facts.cuts, '<=')} END"
    texts = [f"coalesce({c}, '') AS {c}" for c in (*DEED[:3], PLACE[3], "side_a", "side_b")]
    numbers = [f"coalesce({c}, {NOWHERE}::DOUBLE) AS {c}" for c in PLACE[:3]]
    flags = [f"coalesce({c}, false) AS {c}" for c in ("directed", "self_defence")]
    known = ""
    if facts.known_at is not None:
        known = f" WHERE known_at IS NULL OR known_at <= {_instant(facts.known_at)}"
    return (
        f"SELECT incident_id, claimant, {', '.join((*texts, *numbers, *flags))}, "
        "coalesce(info_grade, 0::TINYINT) AS info_grade, "
        f"first * {facts.epochs} + greatest(first, last) AS moment "
        f"FROM (SELECT *, ({first})::BIGINT AS first, ({last})::BIGINT AS last FROM servanda_incidents{known})"
    )


def _bisect(column: str, cuts: Sequence[datetime], before: str) -> str:
    """The number of cuts that lie before a column's instant, as a balanced tree of cases: a row takes the logarithm."""

    def tree(low: int, high: int) -> str:
        if low == high:
            return str(low)
        middle = (low + high) // 2
        test = f"{column} {before} {_instant(cuts[middle])}"
        return f"CASE WHEN {test} THEN {tree(low, middle)} ELSE {tree(middle + 1, high)} END"

    return tree(0, len(cuts))


def _instant(at: datetime) -> str:
    return f"TIMESTAMPTZ '{at.isoformat(sep=' ')}'"
