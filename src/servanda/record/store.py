"""Where the record lies: SQLite by default, PostgreSQL where a mission runs. The only place that knows their dialects.

Tables of the log, which the database itself refuses to change: ``entry`` (the exact bytes that were hashed) and
``node`` (the Merkle tree). Tables derived from it, which may be dropped and rebuilt: ``known`` (what each entry is and
until when it stands) and ``ref`` (what makes a repeated submission harmless). Beside them ``sealed`` (cipher texts, may
be deleted), ``note`` (signed checkpoints) and ``meta``.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from servanda.errors import ServandaError

from .tree import Key

WAIT_S = 30  # how long a writer waits for its turn

# table → (columns, key, how SQLite stores it); "bytes" and "int" are spelled by each database
TABLES: dict[str, tuple[str, str]] = {
    "meta": ("name text not null, value text not null", "primary key (name)"),
    "entry": ("seq int not null, payload bytes not null", "primary key (seq)"),
    "node": ("level int not null, idx int not null, hash bytes not null", "primary key (level, idx)"),
    "known": (
        "seq int not null, form text not null, tab text not null, root int not null, until int, subject text not null,"
        " author text not null, compartment text not null",
        "primary key (seq)",
    ),
    "ref": ("author text not null, ref text not null, seq int not null", "primary key (author, ref)"),
    "sealed": ("seq int not null, cipher bytes not null", "primary key (seq)"),
    "note": ("size int not null, note text not null", "primary key (size)"),
}
LOG = ("entry", "node")
DERIVED = ("known", "ref")
INDEXES = (
    "create index if not exists known_tab on known (tab, seq)",
    "create index if not exists known_root on known (root) where root < seq",
)


_FAILURES = (sqlite3.Error, UnicodeDecodeError)  # the latter from damaged texts and names


class StoreError(ServandaError):
    """The database refused or failed. The message says which, and what to do."""


class NoRecordError(ServandaError):
    """There is no record at this place."""

    def __init__(self, place: str) -> None:
        super().__init__(f"There is no record at {place}: make one with `servanda record init`.")


class Store(Protocol):
    """What the record needs of a database. SQL is written with ``?`` for values."""

    place: str

    def rows(self, sql: str, args: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...
    def stream(self, sql: str, args: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]: ...
    def run(self, sql: str, args: Sequence[Any] = ()) -> None: ...
    def insert(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None: ...
    def nodes(self, keys: list[Key]) -> dict[Key, bytes]: ...
    def clear(self, table: str) -> None: ...
    def writing(self, few: bool = False) -> Any: ...
    def create(self) -> None: ...
    def exists(self) -> bool: ...
    def settle(self) -> None: ...
    def scrub(self) -> None: ...
    def close(self) -> None: ...


def open_store(place: str | Path, read_only: bool = False) -> Store:
    """The store at ``place``: a file's path for SQLite, ``postgresql://…`` for PostgreSQL."""
    if str(place).startswith(("postgresql://", "postgres://")):
        from .postgres import PostgresStore

        return PostgresStore(str(place))
    return SqliteStore(Path(place), read_only)


class SqliteStore:
    """One file. WAL with synchronous FULL: what was acknowledged survives a crash and a loss of power."""

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self.place = str(path)
        try:
            if read_only and not path.exists():
                raise NoRecordError(self.place)
            # where nothing can be written, SQLite cannot make its shared memory: then nobody else writes either
            fixed = read_only and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()
            uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}{'&immutable=1' if fixed else ''}"
            self.db = sqlite3.connect(uri, uri=True, timeout=WAIT_S, isolation_level=None)
            self.db.execute("pragma query_only = on" if read_only else "pragma journal_mode = wal")
            for pragma in ("synchronous = full", "secure_delete = on", "cache_size = -65536", "mmap_size = 268435456"):
                self.db.execute(f"pragma {pragma}")
        except _FAILURES as e:
            raise _sqlite_error(self.place, e) from e

    def rows(self, sql: str, args: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self.db.execute(sql, args).fetchall()
        except _FAILURES as e:
            raise _sqlite_error(self.place, e) from e

    def stream(self, sql: str, args: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self.db.execute(sql, args)
        except _FAILURES as e:
            raise _sqlite_error(self.place, e) from e

    def run(self, sql: str, args: Sequence[Any] = ()) -> None:
        self.rows(sql, args)

    def insert(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        marks = ",".join("?" * (columns.count(",") + 1))
        try:
            self.db.executemany(f"insert into {table} ({columns}) values ({marks})", rows)
        except _FAILURES as e:
            raise _sqlite_error(self.place, e) from e

    def nodes(self, keys: list[Key]) -> dict[Key, bytes]:
        out: dict[Key, bytes] = {}
        for start in range(0, len(keys), 400):
            part = keys[start : start + 400]
            wanted = ",".join(f"({level},{index})" for level, index in part)
            sql = f"with k(l, i) as (values {wanted}) select l, i, hash from k cross join node on level = l and idx = i"
            out.update({(level, index): h for level, index, h in self.rows(sql)})
        return out

    @contextmanager
    def writing(self, few: bool = False) -> Iterator[None]:
        """One writer at a time; all or nothing. ``few`` rows are written as many are."""
        self.run("begin immediate")
        try:
            yield
            self.run("commit")
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("rollback")
            raise

    def clear(self, table: str) -> None:
        """Empty a derived table."""
        self.run(f"delete from {table}")

    def create(self) -> None:
        for name, (columns, key) in TABLES.items():
            sql = columns.replace("bytes", "blob").replace(" int", " integer")
            tail = "strict, without rowid" if name in {"node", "ref", "meta"} else "strict"
            self.run(f"create table if not exists {name} ({sql}, {key}) {tail}")
        for table in LOG:
            for verb in ("update", "delete"):
                self.run(
                    f"create trigger if not exists {table}_no_{verb} before {verb} on {table} "
                    f"begin select raise(abort, 'the log is append-only'); end"
                )
        for sql in INDEXES:
            self.run(sql)

    def exists(self) -> bool:
        return bool(self.rows("select 1 from sqlite_master where name = 'entry'"))

    def settle(self) -> None:
        """After a bulk load: let the planner know the sizes."""
        self.run("pragma optimize")

    def scrub(self) -> None:
        """Leave no trace of deleted rows in the write-ahead log; freed pages are zeroed by ``secure_delete``."""
        busy = self.rows("pragma wal_checkpoint(truncate)")[0][0]
        if busy:
            raise StoreError(
                f"{self.place}: another process is reading, so the write-ahead log still holds cipher text of what was "
                "erased (its key is gone). Close the readers and run `servanda record erase --finish`."
            )

    def close(self) -> None:
        self.db.close()


def _sqlite_error(place: str, e: Exception) -> StoreError:
    text = str(e)
    if "locked" in text:
        hint = f"Another writer held it for more than {WAIT_S} s. Nothing was written: send it again."
    elif "full" in text or "disk I/O" in text:
        hint = "Nothing of this entry was written; all acknowledged entries are safe. Free some space, send it again."
    elif "readonly" in text or "unable to open" in text:
        hint = "Nothing was written. Is the path right, and may this user write there?"
    elif "malformed" in text or "not a database" in text or isinstance(e, UnicodeDecodeError):
        hint = "The file is damaged. Keep it, run `servanda record verify` on it, and restore from another copy."
    elif "no such table" in text:
        hint = "This is not a record: make one with `servanda record init`."
    else:
        hint = "Nothing was written."
    return StoreError(f"{place}: {text}. {hint}")
