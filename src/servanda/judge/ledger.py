"""A ledger of verdicts: appended with the time at which they were judged, never overwritten; judged again only if touched.

A verdict stands from ``judged_from`` until ``judged_to`` (null: it still stands). A new report, a withdrawn one, a changed
accord closes the verdicts that it changes and appends the new ones; those that are not changed keep standing, under the
hash of the accord that they were judged by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from servanda.accord import Accord
from servanda.errors import ServandaError
from servanda.incidents.model import AND, INCIDENTS
from servanda.judge.engines.duckdb import timed_sql
from servanda.judge.facts import facts
from servanda.judge.judgement import coordinates, deed_from, whole
from servanda.judge.model import VERDICTS
from servanda.judge.run import judge, resolver
from servanda.judge.tables import DEED, PLACE
from servanda.judge.touched import Both
from servanda.judge.warm import Warm

_FEW = 10  # reports up to which a warm judge is quicker than the plan
_WORDS = [n for n in VERDICTS.names if n != "accord_hash"]
_TABLES = """
CREATE TABLE IF NOT EXISTS incidents AS SELECT *, now() AS judged_from, now() AS judged_to FROM servanda_incidents_like;
CREATE TABLE IF NOT EXISTS verdicts AS SELECT *, now() AS judged_from, now() AS judged_to FROM servanda_verdicts_like;
CREATE TABLE IF NOT EXISTS entries (entered TIMESTAMPTZ, what VARCHAR, judged BIGINT, accord_hash VARCHAR);
"""


class LedgerTimeError(ServandaError):
    """Something was to be entered before what stands in the ledger already."""

    def __init__(self, at: datetime, last: datetime) -> None:
        super().__init__(
            f"The ledger's last entry is of {last.isoformat()}, so nothing can be entered at {at.isoformat()}: "
            "what was judged then is not changed afterwards. Give a later time."
        )


class Ledger:
    """Verdicts by one accord as it changes, in a DuckDB file.

    Args:
        path: the file, made if it is not there; None for one in memory.
        accord: the accord that the verdicts that stand were judged by; for a new file, the one to judge by.
        readings, parties: as for ``judge``.
    """

    def __init__(
        self,
        path: Path | None,
        accord: Accord,
        readings: Sequence[str] | None = None,
        parties: Mapping[str, str] | None = None,
    ) -> None:
        self.accord, self.readings, self.parties = accord, readings, parties
        self._warm: Warm | None = None
        self.con = duckdb.connect(str(path or ":memory:"), config={"autoinstall_known_extensions": "false"})
        self.con.execute("SET TimeZone = 'UTC'")
        for name, schema in (("incidents", INCIDENTS), ("verdicts", VERDICTS)):
            self.con.register(f"servanda_{name}_like", schema.empty_table())
        self.con.execute(_TABLES)

    def close(self) -> None:
        self.con.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- what is asked of it

    def verdicts(self, at: datetime | None = None) -> pa.Table:
        """The verdicts that stood at an instant (None: that stand), by incident, norm and reading: columns of VERDICTS."""
        return self._standing("verdicts", VERDICTS, at, "incident_id, norm_id NULLS LAST, reading")

    def incidents(self, at: datetime | None = None) -> pa.Table:
        """The incidents that stood at an instant (None: that stand), by id: columns of INCIDENTS."""
        return self._standing("incidents", INCIDENTS, at, "incident_id")

    def _standing(self, table: str, schema: pa.Schema, at: datetime | None, order: str) -> pa.Table:
        when = "judged_to IS NULL" if at is None else "judged_from <= $at AND (judged_to IS NULL OR judged_to > $at)"
        names = ", ".join(schema.names)
        query = f"SELECT {names} FROM {table} WHERE {when} ORDER BY {order}"
        return self.con.execute(query, {"at": at} if at else {}).to_arrow_table().cast(schema)

    def entries(self) -> pa.Table:
        """What was entered when: ``what`` is report, withdraw or amend, ``judged`` how many incidents were judged for it."""
        return self.con.execute("SELECT * FROM entries ORDER BY entered").to_arrow_table()

    # ---- what changes it

    def report(self, incidents: pa.Table, at: datetime) -> int:
        """Enter incidents, new ones or such as replace those of the same id; only they are judged. How many were judged."""
        rows = whole(incidents)
        verdicts = self._judged(rows)
        with self._entry(at, "report", len(rows)):
            self._note_ids(rows["incident_id"])
            self.con.execute(f"UPDATE incidents SET judged_to = $at WHERE judged_to IS NULL AND {_NOTED}", {"at": at})
            self._append("incidents", rows, at)
            self._enter(verdicts, at)
        return len(rows)

    def _judged(self, rows: pa.Table) -> pa.Table:
        """The verdicts on incidents: on a few by a judge that is kept warm."""
        if len(rows) > _FEW:
            return judge(self.accord, rows, self.readings, parties=self.parties)
        if self._warm is None:
            self._warm = Warm(self.accord, self.readings, parties=self.parties)
        return self._warm.judge(rows.to_pylist())

    def withdraw(self, ids: Iterable[str], at: datetime) -> int:
        """Take incidents back: they and their verdicts stand no more. How many there were."""
        ids = list(ids)
        with self._entry(at, "withdraw", 0):
            self._note_ids(pa.chunked_array([pa.array(ids, pa.string())]))
            [n] = self.con.execute(
                f"SELECT count(*) FROM incidents WHERE judged_to IS NULL AND {_NOTED}"
            ).fetchone() or [0]
            for table in ("incidents", "verdicts"):
                self.con.execute(f"UPDATE {table} SET judged_to = $at WHERE judged_to IS NULL AND {_NOTED}", {"at": at})
        return int(n)

    def amend(self, accord: Accord, at: datetime) -> int:
        """Go on under a changed accord: a list, a membership, a reached date, a zone, a norm. How many incidents were
        judged again."""
        touched = self._touched(accord)
        verdicts = judge(accord, touched, self.readings, parties=self.parties)
        with self._entry(at, "amend", len(touched), accord):
            self._note_ids(touched["incident_id"])
            self._enter(verdicts, at)
        self.accord, self._warm = accord, None
        return len(touched)

    def _entry(self, at: datetime, what: str, judged: int, accord: Accord | None = None) -> _Entry:
        last = self.con.execute("SELECT max(entered) AS last FROM entries").to_arrow_table()["last"][0].as_py()
        if last is not None and at < last:
            raise LedgerTimeError(at, last)
        return _Entry(self.con, (at, what, judged, (accord or self.accord).hash))

    def _note_ids(self, ids: pa.ChunkedArray) -> None:
        self.con.register("servanda_ids", pa.table({"id": ids}))
        self.con.execute("CREATE OR REPLACE TEMP TABLE servanda_noted AS SELECT DISTINCT id FROM servanda_ids")

    def _append(self, table: str, rows: pa.Table, at: datetime) -> None:
        self.con.register("servanda_rows", rows)
        self.con.execute(f"INSERT INTO {table} SELECT *, $at, NULL FROM servanda_rows", {"at": at})

    def _enter(self, verdicts: pa.Table, at: datetime) -> None:
        """Close the verdicts on noted incidents that are not given again, and append those that are new."""
        self.con.register("servanda_given", verdicts)
        key = ", ".join(_WORDS)
        standing = f"SELECT {key} FROM verdicts WHERE judged_to IS NULL AND {_NOTED}"
        given = f"SELECT {key} FROM servanda_given"
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE servanda_gone AS {standing} EXCEPT {given}")
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE servanda_come AS {given} EXCEPT {standing}")
        same = "v.incident_id = g.incident_id AND v.norm_id IS NOT DISTINCT FROM g.norm_id AND v.reading = g.reading"
        self.con.execute(
            f"UPDATE verdicts AS v SET judged_to = $at FROM servanda_gone AS g WHERE v.judged_to IS NULL AND {same}",
            {"at": at},
        )
        same = same.replace("g.", "c.")
        self.con.execute(
            f"INSERT INTO verdicts SELECT v.*, $at, NULL FROM servanda_given AS v JOIN servanda_come AS c ON {same}",
            {"at": at},
        )

    # ---- what a change of the accord touches

    def _touched(self, accord: Accord) -> pa.Table:
        """The incidents that stand and that the change may judge otherwise."""
        now = "FROM incidents WHERE judged_to IS NULL"
        columns = ", ".join(INCIDENTS.names)
        both = self._both(accord)
        if not both.comparable:
            return self.con.execute(f"SELECT {columns} {now}").to_arrow_table().cast(INCIDENTS)
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW servanda_incidents AS SELECT *, 0::BIGINT AS pos {now}")
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE servanda_timed AS {timed_sql(both.new)}")
        parts = [*self._by_deed_and_moment(both), *self._by_side(both), *self._by_place(both)]
        if both.trust:
            parts.append(f"SELECT incident_id {now} AND claimant IS NOT NULL")
        ids = " UNION ".join(parts) or "SELECT NULL::VARCHAR AS incident_id"
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE servanda_touched AS {ids}")
        query = f"SELECT {columns} {now} AND incident_id IN (SELECT incident_id FROM servanda_touched)"
        return self.con.execute(query).to_arrow_table().cast(INCIDENTS)

    def _both(self, accord: Accord) -> Both:
        names: set[str] = set()
        for side in "ab":
            query = f"SELECT DISTINCT side_{side} FROM incidents WHERE judged_to IS NULL AND side_{side} IS NOT NULL"
            names |= {n for (s,) in self.con.execute(query).fetchall() for n in s.split(AND)}
        old, new = (facts(a, self.readings) for a in (self.accord, accord))
        cuts = {*old.cuts, *new.cuts}
        old, new = (facts(a, self.readings, None, cuts) for a in (self.accord, accord))
        parties = [resolver(a, self.parties)(sorted(names)) for a in (self.accord, accord)]
        return Both(old, new, *parties)

    def _keys(self, columns: Sequence[str]) -> pa.Table:
        return self.con.execute(
            f"SELECT DISTINCT {', '.join(columns)} FROM servanda_timed ORDER BY ALL"
        ).to_arrow_table()

    def _met(self, name: str, keys: pa.Table, columns: Sequence[str], of: Sequence[str] | None = None) -> str:
        """The incidents whose columns meet a row of keys."""
        self.con.register("servanda_arriving", keys)
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE servanda_met_{name} AS SELECT * FROM servanda_arriving")
        on = " AND ".join(f"t.{c} = k.{o}" for c, o in zip(columns, of or columns, strict=True))
        return f"SELECT t.incident_id FROM servanda_timed AS t JOIN servanda_met_{name} AS k ON {on}"

    def _by_deed_and_moment(self, both: Both) -> list[str]:
        keys = self._keys(DEED)
        changed, under = both.deeds([deed_from(row) for row in keys.to_pylist()])
        parts = [self._met("deeds", keys.take(pa.array(changed, pa.int64())), DEED)] if changed else []
        met = [m for (m,) in self.con.execute("SELECT DISTINCT moment FROM servanda_timed ORDER BY 1").fetchall()]
        at: dict[str, list[int]] = {}
        for moment, norm in both.moments(met):
            at.setdefault(norm, []).append(moment)
        pairs = sorted({(d, m) for norm, moments in at.items() for d in under.get(norm, ()) for m in moments})
        if pairs:
            deeds = keys.take(pa.array([d for d, _ in pairs], pa.int64()))
            parts.append(
                self._met("moments", deeds.append_column("moment", pa.array([m for _, m in pairs])), (*DEED, "moment"))
            )
        return parts

    def _by_side(self, both: Both) -> list[str]:
        if (
            both.old.edges == both.new.edges
            and both.old.backing == both.new.backing
            and both.old.accord.parties == both.new.accord.parties
            and both.old.readings == both.new.readings
        ):
            return []
        found = [self._keys((f"side_{s}", "moment")) for s in "ab"]
        pairs = sorted({p for t in found for p in zip(t[0].to_pylist(), t[1].to_pylist(), strict=True)})
        changed = both.stances(pairs)
        if not changed:
            return []
        keys = pa.table({"side": [s for s, _ in changed], "moment": [m for _, m in changed]})
        return [self._met(f"side_{s}", keys, (f"side_{s}", "moment"), ("side", "moment")) for s in "ab"]

    def _by_place(self, both: Both) -> list[str]:
        if both.old.accord.zones == both.new.accord.zones:
            return []
        places = self._keys(PLACE)
        touched = both.places(*coordinates(places))
        return [self._met("places", places.take(pa.array(touched)), PLACE)] if len(touched) else []


_NOTED = "incident_id IN (SELECT id FROM servanda_noted)"


class _Entry:
    """One entry in the ledger: whole, or not at all."""

    def __init__(self, con: duckdb.DuckDBPyConnection, row: tuple[Any, ...]) -> None:
        self.con, self.row = con, row

    def __enter__(self) -> None:
        self.con.execute("BEGIN")
        self.con.execute("INSERT INTO entries VALUES (?, ?, ?, ?)", list(self.row))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.con.execute("COMMIT" if kind is None else "ROLLBACK")
