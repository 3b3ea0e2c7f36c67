"""DuckDB: the default engine, in the process, with no service. It runs ``plan.sql`` and so needs no Ibis to start.

Incidents are judged in batches of bounded size, so that memory does not grow with their number; verdicts come in the
order of the incidents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from servanda.judge.facts import Facts
from servanda.judge.judgement import Batch, whole
from servanda.judge.tables import DEED, NOWHERE, PLACE

BATCH = 100_000  # incidents judged at once
_COLUMNS = [
    "incident_id",
    "claimant",
    *DEED,
    *PLACE,
    "side_a",
    "side_b",
    "directed",
    "happened_from",
    "happened_to",
    "known_at",
]


class DuckDB:
    """A private in-memory database that takes instants as UTC and reaches for nothing outside."""

    def __init__(self) -> None:
        self.con = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
        )
        self._incidents: pa.Table | list[str] = []

    def timed(self, incidents: Any, facts: Facts) -> None:
        """Make the view ``timed`` over an Arrow table, scanned where it lies, or over the path or paths of Parquet files."""
        if isinstance(incidents, pa.Table):
            self._incidents = whole(incidents).select(_COLUMNS)
            self.con.register("servanda_whole", self._incidents)
        else:
            self._incidents = [str(p) for p in ([incidents] if isinstance(incidents, str | Path) else incidents)]
            self.con.read_parquet(self._incidents).create_view("servanda_whole")
        self.con.execute("CREATE VIEW servanda_incidents AS SELECT *, 0::BIGINT AS pos FROM servanda_whole")
        self.con.execute(f"CREATE VIEW servanda_timed AS {timed_sql(facts)}")

    def distinct(self, *columns: str) -> pa.Table:
        names = ", ".join(columns)
        return self.con.execute(f"SELECT DISTINCT {names} FROM servanda_timed ORDER BY ALL").to_arrow_table()

    def table(self, name: str, data: pa.Table) -> None:
        """Copied in, so that the joins have statistics to go by."""
        self.con.register("servanda_arriving", data)
        self.con.execute(f"CREATE OR REPLACE TABLE servanda_{name} AS SELECT * FROM servanda_arriving")
        self.con.unregister("servanda_arriving")

    def codes(self) -> Iterator[Batch]:
        query = plan_sql()
        for batch in self._batches():
            self.con.register("servanda_batch", batch.append_column("pos", pa.array(range(len(batch)), pa.int64())))
            self.con.execute("CREATE OR REPLACE VIEW servanda_incidents AS SELECT * FROM servanda_batch")
            codes = self.con.execute(query).to_arrow_table()
            claimed = batch["claimant"].is_valid().combine_chunks()
            yield Batch(codes, batch["incident_id"].combine_chunks(), claimed)
            self.con.unregister("servanda_batch")

    def _batches(self) -> Iterator[pa.Table]:
        """The incidents, so many at a time, with the columns that the plan needs."""
        if isinstance(self._incidents, pa.Table):
            for start in range(0, len(self._incidents), BATCH):
                yield self._incidents.slice(start, BATCH)
            return
        for path in self._incidents:
            for batch in pq.ParquetFile(path).iter_batches(BATCH, columns=_COLUMNS):
                yield pa.Table.from_batches([batch])


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
        f"SELECT pos, incident_id, {', '.join((*texts, *numbers, *flags))}, "
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
