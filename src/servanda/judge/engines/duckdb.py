"""DuckDB: the default engine, in the process, with no service. It runs ``plan.sql`` and so needs no Ibis to start.

Incidents are judged in batches of bounded size, so that memory does not grow with their number; verdicts come in the
order of the incidents.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib import resources
from math import gcd
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from servanda.judge.facts import Facts
from servanda.judge.judgement import Batch, spots_here, whole
from servanda.judge.spots import Era, Spot, Spots
from servanda.judge.tables import DEED, NOWHERE, PLACE

BATCH = 100_000  # incidents judged at once
KEPT = 1_000_000  # distinct rows up to which they are kept for facts that are laid out later
TICKS = 20_000  # steps of a look-up by time up to which it is used
_MASKS = (
    ("TINYINT", 7),
    ("SMALLINT", 15),
    ("INTEGER", 31),
    ("BIGINT", 62),
)  # and the number of readings that each holds
_NARROW = ("_must", "_may", "every", "p_default", "one")  # endings of the columns that hold masks
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
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
    """A private in-memory database that takes instants as UTC and reaches for nothing outside.

    One engine is for one set of incidents. Other facts may be laid out on it over the same incidents; where they cut time
    alike, what occurs is not looked up again.
    """

    def __init__(self) -> None:
        self.con = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
        )
        self._incidents: pa.Table | list[str] = []
        self._mask = "BIGINT"
        self._timed = ""
        self._distinct: dict[tuple[str, ...], pa.Table] = {}

    def timed(self, incidents: Any, facts: Facts) -> None:
        """Make the view ``timed`` over an Arrow table, scanned where it lies, or over the path or paths of Parquet files."""
        self._mask = next(t for t, most in _MASKS if len(facts.readings) <= most)
        view = timed_sql(facts)
        if view == self._timed:
            return  # the same incidents, laid out before
        self._timed, self._distinct = view, {}
        if isinstance(incidents, pa.Table):
            self._incidents = whole(incidents).select(_COLUMNS)
            self.con.register("servanda_whole", self._incidents)
        else:
            self._incidents = [str(p) for p in ([incidents] if isinstance(incidents, str | Path) else incidents)]
            self.con.read_parquet(self._incidents).create_view("servanda_whole")
        self.con.execute("CREATE VIEW servanda_incidents AS SELECT *, 0::BIGINT AS pos FROM servanda_whole")
        self.con.execute(f"CREATE VIEW servanda_timed AS {view}")

    def distinct(self, *columns: str) -> pa.Table:
        found = self._distinct.get(columns)
        if found is None:
            order = "" if columns == PLACE else "ORDER BY ALL"  # places may be millions, and their order tells nothing
            query = f"SELECT DISTINCT {', '.join(columns)} FROM servanda_timed {order}"
            found = self.con.execute(query).to_arrow_table()
            if len(found) <= KEPT:
                self._distinct[columns] = found
        return found

    def table(self, name: str, data: pa.Table) -> None:
        """Copied in, so that the joins have statistics to go by; masks as narrow as the readings allow."""
        masks = ", ".join(f"{c}::{self._mask} AS {c}" for c in data.column_names if c.endswith(_NARROW))
        narrow = f"REPLACE ({masks})" if masks else ""
        self.con.register("servanda_arriving", data)
        self.con.execute(f"CREATE OR REPLACE TABLE servanda_{name} AS SELECT * {narrow} FROM servanda_arriving")
        self.con.unregister("servanda_arriving")

    def place(self, spots: Spots, eras: Sequence[Era]) -> list[Spot]:
        return spots_here(self, spots, eras)

    def codes(self) -> Iterator[Batch]:
        for codes, batch in self.ask(plan_sql()):
            claimed = batch["claimant"].is_valid().combine_chunks()
            yield Batch(codes, batch["incident_id"].combine_chunks(), claimed)

    def ask(self, query: str) -> Iterator[tuple[pa.Table, pa.Table]]:
        """Run a query over the plan's tables, batch by batch: what it gives, and the incidents of the batch."""
        for batch in self._batches():
            self.con.register("servanda_batch", batch.append_column("pos", pa.array(range(len(batch)), pa.int64())))
            self.con.execute("CREATE OR REPLACE VIEW servanda_incidents AS SELECT * FROM servanda_batch")
            yield self.con.execute(query).to_arrow_table(), batch
            self.con.unregister("servanda_batch")

    def all_at_once(self, query: str, apart: tuple[Iterable[str], bool] | None = None) -> pa.Table:
        """Run a query over the plan's tables and all incidents: for one that gives few rows, whatever their number.

        ``apart`` leaves out incidents by id, and, if true, those with a claimant of their own.
        """
        ids, claimed = apart or ((), False)
        self.con.register("servanda_apart", pa.table({"id": pa.array(sorted(ids), pa.string())}))
        rest = "WHERE incident_id NOT IN (SELECT id FROM servanda_apart)" if ids else "WHERE true"
        rest += " AND claimant IS NULL" if claimed else ""
        self.con.execute(
            f"CREATE OR REPLACE VIEW servanda_incidents AS SELECT *, 0::BIGINT AS pos FROM servanda_whole {rest}"
        )
        try:
            return self.con.execute(query).to_arrow_table()
        finally:
            self.con.execute(
                "CREATE OR REPLACE VIEW servanda_incidents AS SELECT *, 0::BIGINT AS pos FROM servanda_whole"
            )

    def _batches(self) -> Iterator[pa.Table]:
        """The incidents, so many at a time, with the columns that the plan needs."""
        if isinstance(self._incidents, pa.Table):
            for start in range(0, len(self._incidents), BATCH):
                yield self._incidents.slice(start, BATCH)
            return
        for path in self._incidents:
            for batch in pq.ParquetFile(path).iter_batches(BATCH, columns=_COLUMNS):
                yield pa.Table.from_batches([batch])


def plan_sql(name: str = "plan.sql") -> str:
    """The plan, or another query over its tables, as it is kept."""
    return resources.files("servanda.judge").joinpath(name).read_text("utf-8").strip()


def timed_sql(facts: Facts) -> str:
    """The view over the incidents that the plan starts from: those known, their span of epochs, stand-ins for nulls."""
    first = f"CASE WHEN happened_from IS NULL THEN 0 ELSE {_passed('happened_from', facts.cuts, 0)} END"
    last = f"CASE WHEN happened_to IS NULL THEN {len(facts.cuts)} ELSE {_passed('happened_to', facts.cuts, 1)} END"
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


def _passed(column: str, cuts: Sequence[datetime], early: int) -> str:
    """The number of cuts that lie at or before a column's instant less ``early`` microseconds.

    Where all cuts lie on the ticks of one clock (mostly days), a list is looked up by the tick, which takes a row a
    third of the time that a search takes.
    """
    at = [(cut - _EPOCH) // _MICROSECOND for cut in cuts]
    tick = gcd(*(a - at[0] for a in at)) if len(at) > 1 else 1
    ticks = (at[-1] - at[0]) // tick if at else TICKS
    if ticks >= TICKS:
        return _bisect(column, cuts, "<=" if early else "<")
    passed = ",".join(str(bisect_right(at, at[0] + tick * (i - 1))) for i in range(ticks + 2))
    step = f"(epoch_us({column}) - {at[0] - tick + early}) // {tick}"
    return f"([{passed}]::USMALLINT[])[1 + greatest(0, least({ticks + 1}, {step}))]"


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
