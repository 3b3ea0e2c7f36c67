"""The log: entries go in one at a time in one order, are hashed into a tree, and are never changed.

An entry, its tree nodes and its derived rows are one transaction, so none is ahead of the others. ``append`` returns
when the entry is on disk. Any number of processes may write at once: the database lets one in at a time.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from json.encoder import encode_basestring as _quote
from pathlib import Path
from typing import Any

from servanda.errors import Problem, ServandaError

from . import tree
from .admit import Ready, about_an_entry, admit
from .canonical import canonical
from .forms import FORMS
from .known import Known, table_of, target_of
from .model import Draft, Receipt, RejectedError, instant_text
from .policy import read_user
from .reader import NoEntryError, NotALogError, Reader, read_head
from .store import DERIVED, NoRecordError, Store, open_store
from .vault import Vault, VaultError

BATCH = 5000  # entries of a bulk load that are one transaction


class BadOriginError(ServandaError):
    """A record's name that cannot stand on a checkpoint."""


@dataclass
class Appended:
    """What became of many drafts: how many are in the log, how many were there before, which were set aside and why."""

    added: int = 0
    repeated: int = 0
    aside: list[tuple[int, tuple[Problem, ...]]] = field(default_factory=list)  # (place among the drafts from 0, why)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the search for cycles rest during a bulk load, which makes none: a seventh of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Record(Reader):
    """A record that is open for reading and writing. Use it in one thread; open one for each."""

    def __init__(self, store: Store, vault: Vault | None = None, clock: Callable[[], datetime] | None = None) -> None:
        super().__init__(store, vault)
        self._clock = clock or (lambda: datetime.now(UTC))
        self._edge = tree.Edge()
        self._last = ""  # recorded_at of the newest entry

    # --- writing ---

    def append(self, draft: Draft) -> Receipt:
        """Add one entry; when this returns it is on disk and in every table.

        Raises:
            RejectedError: the entry is not acceptable; all its problems are named.
            StoreError: the database failed; nothing was written.
        """
        ready = admit(draft, self.vault is not None)
        if not isinstance(ready, Ready):
            raise RejectedError(ready)
        (outcome,) = self._write([ready])
        if isinstance(outcome, Receipt):
            return outcome
        raise RejectedError(outcome)

    def append_many(
        self, drafts: Iterable[Draft], batch: int = BATCH, progress: Callable[[int], None] | None = None
    ) -> Appended:
        """Add many entries, a transaction for each ``batch``; those that are not acceptable are set aside with why."""
        out = Appended()
        ready: list[Ready] = []
        places: list[int] = []

        def flush() -> None:
            for place, outcome in zip(places, self._write(ready), strict=True):
                if not isinstance(outcome, Receipt):
                    out.aside.append((place, outcome))
                elif outcome.repeated:
                    out.repeated += 1
                else:
                    out.added += 1
            ready.clear()
            places.clear()
            if progress:
                progress(out.added)

        with _uncollected():
            for place, draft in enumerate(drafts):
                checked = admit(draft, self.vault is not None)
                if isinstance(checked, Ready):
                    ready.append(checked)
                    places.append(place)
                    if len(ready) >= batch:
                        flush()
                else:
                    out.aside.append((place, checked))
            if ready:
                flush()
                self.store.settle()
        out.aside.sort(key=lambda a: a[0])
        return out

    def ingest(self, payloads: Iterable[bytes], batch: int = BATCH) -> int:
        """Continue this log with the exact bytes of another's entries, which must follow on; gives how many."""
        count = 0
        run: list[bytes] = []

        def flush() -> None:
            with self.store.writing():
                self._catch_up()
                rows: list[tuple[int, bytes]] = []
                nodes: list[tree.Node] = []
                known = Known(self.store)
                for payload in run:
                    head = read_head(payload, careful=True)
                    seq = self._edge.size
                    if head["seq"] != seq:
                        raise NotALogError(f"Entry {head['seq']} cannot follow entry {seq - 1}: an entry is missing.")
                    if head["recorded_at"] < self._last:
                        raise NotALogError(f"Entry {seq} claims to be older than the entry before it.")
                    rows.append((seq, payload))
                    nodes += self._edge.push(tree.leaf_hash(payload))
                    self._last = head["recorded_at"]
                    known.add_head(head, _table(head))
                self._store_all(rows, nodes, known)

        for payload in payloads:
            run.append(payload)
            if len(run) >= batch:
                self._flushing(flush)
                count, run = count + len(run), []
        if run:
            self._flushing(flush)
            count += len(run)
        self.store.settle()
        return count

    def erase(self, seq: int, author: str, reason: str) -> list[Receipt]:
        """Forget a sealed entry's words, and those of its corrections: key, salt and cipher text are destroyed.

        The redaction is in the log before anything is destroyed; ``finish_erasures`` completes what was interrupted.
        """
        chain = self.store.rows(
            "select seq, author from known where root = (select root from known where seq = ?) order by seq", (seq,)
        )
        if not chain:
            raise NoEntryError(f"There is no entry {seq} to erase.")
        user = read_user(author)
        own = any(str(a) == author for _, a in chain)
        if user is None or not (own or user.role in {"keeper", "verifier"}):
            raise RejectedError([Problem("record.role", f"{author} may not erase entry {seq}.", "Ask the keeper.")])
        if self.vault is None:
            raise VaultError(f"The key of entry {seq} cannot be destroyed without its vault: name it with --vault.")
        sealed = [int(s) for s, _ in chain if self.entry_is_sealed(int(s))]
        if not sealed:
            raise RejectedError(
                [
                    Problem(
                        "record.not-sealed",
                        f"Entry {seq} is not sealed: its words are in the hashed bytes and cannot be forgotten.",
                        "Correct or withdraw it; seal what may endanger somebody.",
                    )
                ]
            )
        receipts = []
        for one in sealed:
            draft = Draft("redaction/1", author, {"reason": reason}, subject=f"#{one}", compartment="public")
            ready = admit(draft, self.vault is not None, erasing=True)
            if not isinstance(ready, Ready):
                raise RejectedError(ready)
            (outcome,) = self._write([ready], erased=one)
            assert isinstance(outcome, Receipt)
            receipts.append(outcome)
        self.finish_erasures()
        return receipts

    def finish_erasures(self) -> int:
        """Destroy the keys of all erased entries that are still there; gives how many."""
        count = 0
        for (subject,) in self.store.rows("select subject from known where tab = 'redactions'"):
            (payload,) = self.payloads(target_of(subject), target_of(subject) + 1)
            commitment = read_head(payload).get("sealed", "")
            if self.vault is not None and commitment and self.vault.holds(commitment):
                self.vault.destroy(commitment)
                count += 1
        self.store.scrub()
        return count

    def rebuild(self) -> int:
        """Drop the derived tables and build them again from the log; gives the number of entries."""
        with self.store.writing():
            for table in DERIVED:
                self.store.clear(table)
            known, count = Known(self.store), 0
            for payload in self.payloads():
                head = read_head(payload)
                known.add_head(head, _table(head))
                count += 1
                if count % 20_000 == 0:
                    known.write()
            known.write()
        self.store.settle()
        return count

    # --- inside ---

    def _write(self, ready: Sequence[Ready], erased: int | None = None) -> list[Receipt | tuple[Problem, ...]]:
        out: list[Receipt | tuple[Problem, ...]] = []

        def transaction() -> None:
            with self.store.writing(few=len(ready) <= 1):
                self._catch_up()
                now = instant_text(self._clock())
                clock = "" if now >= self._last else now  # it jumped back: say so, keep the order
                self._last = at = max(now, self._last)
                rows: list[tuple[int, bytes]] = []
                nodes: list[tree.Node] = []
                sealed: dict[int, bytes] = {}
                known = Known(self.store)
                earlier = self._earlier(ready)
                edge = self._edge
                salts = os.urandom(16 * len(ready)).hex()  # so that nobody can guess a withheld entry from its hash
                for place, r in enumerate(ready):
                    d, tab = r.draft, FORMS[r.draft.form].table
                    if d.ref:
                        seq = earlier.get((d.author, d.ref))
                        if seq is not None:
                            out.append(self._repeated(r, seq, rows))
                            continue
                    if d.subject[:1] == "#":
                        wrong = about_an_entry(r, known, lambda s: s in sealed or self.entry_is_sealed(s))
                        if wrong:
                            out.append(wrong)
                            continue
                    seq = edge.size
                    commitment = ""
                    if d.sealed:
                        assert self.vault is not None
                        commitment, cipher = self.vault.seal(r.body)
                        sealed[seq] = cipher
                    salt = "" if r.compartment == "public" else salts[place * 32 : place * 32 + 32]
                    payload = _payload(r, seq, at, clock, salt, commitment)
                    leaf = tree.leaf_hash(payload)
                    rows.append((seq, payload))
                    nodes += edge.push(leaf)
                    known.add(seq, d.form, d.subject, d.author, r.compartment, d.ref, tab)
                    if d.ref:
                        earlier[d.author, d.ref] = seq
                    out.append(Receipt(seq, leaf))
                if erased is not None:
                    self.store.run("delete from sealed where seq = ?", (erased,))
                if sealed:
                    self.store.insert("sealed", "seq, cipher", list(sealed.items()))
                self._store_all(rows, nodes, known)

        self._flushing(transaction)
        return out

    def _flushing(self, transaction: Callable[[], None]) -> None:
        """Run a transaction; after a failure forget what was held in memory, for the database is what counts."""
        try:
            transaction()
        except BaseException:
            self._edge, self._last = tree.Edge(), ""
            raise

    def _store_all(self, rows: list[Any], nodes: list[tree.Node], known: Known) -> None:
        if rows:
            self.store.insert("entry", "seq, payload", rows)
            self.store.insert("node", "level, idx, hash", sorted(nodes) if len(nodes) > 9 else nodes)
        known.write()

    def _catch_up(self) -> None:
        """Inside a transaction: hold the edge of the tree as the database has it, whoever wrote last."""
        size = self.size
        if size != self._edge.size or (size and not self._last):
            nodes = self._nodes(tree.edge_keys(size))
            self._edge = tree.Edge(size, [nodes[k] for k in tree.edge_keys(size)])
            self._last = instant_text(self.entry_time(size - 1)) if size else ""

    def _earlier(self, ready: Sequence[Ready]) -> dict[tuple[str, str], int]:
        """Which of the drafts' refs the log holds already."""
        by_author: dict[str, list[str]] = {}
        for r in ready:
            if r.draft.ref:
                by_author.setdefault(r.draft.author, []).append(r.draft.ref)
        out: dict[tuple[str, str], int] = {}
        for author, refs in by_author.items():
            for start in range(0, len(refs), 500):
                part = refs[start : start + 500]
                sql = f"select ref, seq from ref where author = ? and ref in ({','.join('?' * len(part))})"
                out.update({(author, str(ref)): int(seq) for ref, seq in self.store.rows(sql, (author, *part))})
        return out

    def _repeated(self, r: Ready, seq: int, rows: list[Any]) -> Receipt | tuple[Problem, ...]:
        """The same ref again: harmless if it says the same, else refused."""
        payload = next((p for s, p in rows if s == seq), None) or next(self.payloads(seq, seq + 1))
        head = read_head(payload)
        d = r.draft
        same = (head["form"], head["subject"], head["compartment"]) == (d.form, d.subject, r.compartment)
        if "sealed" in head:
            opened = self.open_body(seq, head["sealed"])
            same = same and d.sealed and (opened is None or opened == r.body)
        else:
            same = same and canonical(head["body"]) == r.body
        if same:
            return Receipt(seq, tree.leaf_hash(payload), repeated=True)
        return (
            Problem(
                "record.ref",
                f"{d.author} used the ref {d.ref!r:.80} already, for entry {seq}, which says something else.",
                "Give a new entry a new ref; to change the old one send a correction.",
            ),
        )


def create_record(
    place: str | Path, origin: str, vault: Vault | None = None, clock: Callable[[], datetime] | None = None
) -> Record:
    """Make a new, empty record. ``origin`` is its name on every checkpoint, such as ``example.org/syria``."""
    if not origin or len(origin) > 200 or "+" in origin or any(c.isspace() or not c.isprintable() for c in origin):
        raise BadOriginError(f"{origin!r:.80} cannot name a record: no spaces, no '+', such as example.org/north.")
    store = open_store(place)
    if store.exists():
        raise BadOriginError(f"There is a record at {store.place} already.")
    store.create()
    with store.writing():
        store.insert("meta", "name, value", [("origin", origin), ("format", "1")])
    return Record(store, vault, clock)


def open_record(
    place: str | Path,
    vault: Vault | None = None,
    clock: Callable[[], datetime] | None = None,
    read_only: bool = False,
) -> Record:
    """Open a record: a file's path (SQLite) or ``postgresql://…``. Raises NoRecordError."""
    if not str(place).startswith(("postgresql://", "postgres://")) and not Path(place).exists():
        raise NoRecordError(str(place))
    return Record(open_store(place, read_only), vault, clock)


def _payload(r: Ready, seq: int, at: str, clock: str, salt: str, commitment: str) -> bytes:
    """The canonical bytes of an entry: its fields in the order of their names, spelled as ``canonical`` would."""
    d = r.draft
    parts = [f'"author":{_quote(d.author)}']
    if not commitment:
        parts.append(f'"body":{r.body.decode()}')
    if clock:
        parts.append(f'"clock":"{clock}"')
    parts.append(f'"compartment":"{r.compartment}","form":"{d.form}","recorded_at":"{at}"')
    if d.ref:
        parts.append(f'"ref":{_quote(d.ref)}')
    if salt:
        parts.append(f'"salt":"{salt}"')
    if commitment:
        parts.append(f'"sealed":"{commitment}"')
    parts.append(f'"seq":{seq},"subject":{_quote(d.subject)}')
    return ("{" + ",".join(parts) + "}").encode()


def _table(head: dict[str, Any]) -> str:
    return table_of(head["form"], head["subject"], head.get("body"), "sealed" in head)


__all__ = ["Appended", "Record", "VaultError", "create_record", "open_record"]
