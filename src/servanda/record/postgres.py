"""The record on PostgreSQL: the same tables and the same SQL as SQLite, through psycopg 3 (extra ``postgres``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from .store import INDEXES, LOG, TABLES, WAIT_S, StoreError
from .tree import Key

_LOCK = 7_315_006  # the advisory lock that lets one writer in at a time
_TYPES = dict.fromkeys(("seq", "idx", "root", "until", "size"), "int8") | {"level": "int4"}
_TYPES |= dict.fromkeys(("payload", "hash", "cipher"), "bytea")
_REFUSE = """create or replace function log_is_append_only() returns trigger language plpgsql as $$
begin raise exception 'the log is append-only'; end $$"""


class PostgresStore:
    """One database, or one schema of it, by the search path of the address. Commits wait for the disk."""

    def __init__(self, url: str) -> None:
        try:
            import psycopg
        except ImportError as e:
            raise StoreError("PostgreSQL needs the package psycopg: pip install 'servanda[postgres]'.") from e
        self._psycopg = psycopg
        self._url = url
        self._few = (
            False  # inside a transaction of few rows: no copy, which the protocol forbids among queued statements
        )
        shown = psycopg.conninfo.conninfo_to_dict(url) if url else {}
        self.place = f"PostgreSQL {shown.get('host', '')}/{shown.get('dbname', '')}"  # never the password
        with self._told():
            self.db = self._connect()

    def _connect(self) -> Any:
        db = self._psycopg.connect(self._url, autocommit=True, connect_timeout=10)
        db.execute("set synchronous_commit = on")
        db.execute(f"set lock_timeout = '{WAIT_S}s'")
        db.execute("set client_min_messages = warning")
        return db

    def _live(self) -> Any:
        """The connection; a new one after the server had gone away."""
        if self.db.closed:
            self.db = self._connect()
        return self.db

    def rows(self, sql: str, args: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._told():
            found: list[tuple[Any, ...]] = self._execute(sql, args).fetchall()
            return found

    def _execute(self, sql: str, args: Sequence[Any]) -> Any:
        return self._live().execute(sql.replace("?", "%s"), args or None, binary=True)

    def stream(self, sql: str, args: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        with self._told(), self._live().transaction(), self.db.cursor("reading") as cursor:
            cursor.itersize = 20_000
            cursor.execute(sql.replace("?", "%s"), args or None, binary=True)
            yield from cursor

    def run(self, sql: str, args: Sequence[Any] = ()) -> None:
        with self._told():
            self._execute(sql, args)

    def insert(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        rows = list(rows)
        with self._told(), self.db.cursor() as cursor:
            if len(rows) > 20 and not self._few:
                with cursor.copy(f"copy {table} ({columns}) from stdin (format binary)") as copy:
                    copy.set_types([_TYPES.get(name.strip(), "text") for name in columns.split(",")])
                    for row in rows:
                        copy.write_row(row)
            elif rows:
                marks = ",".join(["%s"] * (columns.count(",") + 1))
                values = ",".join([f"({marks})"] * len(rows))
                cursor.execute(f"insert into {table} ({columns}) values {values}", [v for row in rows for v in row])

    def nodes(self, keys: list[Key]) -> dict[Key, bytes]:
        sql = """select n.level, n.idx, n.hash from unnest(?::int[], ?::bigint[]) as k(level, idx)
                 join node n on n.level = k.level and n.idx = k.idx"""
        levels, indexes = (",".join(str(key[i]) for key in keys) for i in (0, 1))
        found = self.rows(sql, (f"{{{levels}}}", f"{{{indexes}}}"))  # written as PostgreSQL reads them: half the time
        return {(level, index): h for level, index, h in found}

    @contextmanager
    def writing(self, few: bool = False) -> Iterator[None]:
        """One writer at a time; all or nothing. With ``few`` rows, statements go out together and are answered together."""
        with self._told(), ExitStack() as stack:
            db = self._live()
            if few:
                stack.enter_context(db.pipeline())
            stack.enter_context(db.transaction())
            db.execute(f"select pg_advisory_xact_lock({_LOCK})")
            self._few = few
            try:
                yield
            finally:
                self._few = False

    def clear(self, table: str) -> None:
        """Empty a derived table, leaving no dead rows behind."""
        self.run(f"truncate {table}")

    def create(self) -> None:
        for name, (columns, key) in TABLES.items():
            sql = columns.replace("bytes", "bytea").replace(" int", " bigint").replace("level bigint", "level int")
            self.run(f"create table if not exists {name} ({sql}, {key})")
        self.run("alter table entry alter column payload set storage external")
        self.run(_REFUSE)
        for table in LOG:
            self.run(
                f"create or replace trigger {table}_no_change before update or delete or truncate on {table} "
                "for each statement execute function log_is_append_only()"
            )
        for index in INDEXES:
            self.run(index)

    def exists(self) -> bool:
        return bool(self.rows("select to_regclass('entry') is not null and to_regclass('meta') is not null")[0][0])

    def settle(self) -> None:
        """After a bulk load: let the planner know the sizes, else proofs are slow."""
        for table in TABLES:
            self.run(f"analyze {table}")

    def scrub(self) -> None:
        """Rewrite the table of cipher texts, so that deleted rows leave it."""
        self.run("vacuum (full) sealed")

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._psycopg.Error as e:
            raise StoreError(f"{self.place}: {str(e).strip() or type(e).__name__}. {_hint(e)}") from e


def _hint(e: Any) -> str:
    state = getattr(e, "sqlstate", None) or ""
    if state.startswith("53"):
        return "Nothing of this entry was written; all acknowledged entries are safe. Free some space, send it again."
    if state == "55P03":
        return f"Another writer held it for more than {WAIT_S} s. Nothing was written: send it again."
    if state == "42P01":
        return "This is not a record: make one with `servanda record init`."
    if not state or state.startswith(("08", "57")):
        return (
            "The connection was lost. Entries that were acknowledged are stored; send the last one again with its ref."
        )
    return "Nothing was written."
