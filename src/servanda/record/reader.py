"""Reading a log: its entries, its size and root at any moment, and its proofs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from servanda.errors import ServandaError

from . import tree
from .canonical import HostileJsonError, strict
from .model import Entry, read_instant
from .store import NoRecordError, Store, StoreError
from .vault import Vault


class NoEntryError(ServandaError):
    """An entry that the log does not hold."""


class NotALogError(ServandaError):
    """Lines that are not a log which continues this one."""


class Reader:
    """A record that is open for reading."""

    def __init__(self, store: Store, vault: Vault | None = None) -> None:
        if not store.exists():
            raise NoRecordError(store.place)
        self.store = store
        self.vault = vault
        found = store.rows("select value from meta where name = 'origin'")
        if not found:
            raise StoreError(f"{store.place}: the record's name is gone: the file is damaged. Restore another copy.")
        self.origin = str(found[0][0])

    @property
    def size(self) -> int:
        """How many entries the log holds."""
        return int(self.store.rows("select coalesce(max(seq) + 1, 0) from entry")[0][0])

    def root(self, size: int | None = None) -> bytes:
        """The root hash over the first ``size`` entries (all)."""
        size = self.size if size is None else size
        keys = tree.edge_keys(size)
        return tree.root_from(size, self._nodes(keys))

    def entry(self, seq: int) -> Entry:
        """One entry; a sealed one is opened if its key is here. Raises NoEntryError."""
        found = self.store.rows("select payload from entry where seq = ?", (seq,))
        if not found:
            raise NoEntryError(f"There is no entry {seq}: the log holds entries 0 to {self.size - 1}.")
        return self.read(bytes(found[0][0]))

    def read(self, payload: bytes) -> Entry:
        """An entry from its bytes; a sealed one is opened if its key is here."""
        head = read_head(payload)
        body, commitment = head.get("body"), head.get("sealed", "")
        if commitment:
            opened = self.open_body(int(head["seq"]), commitment)
            body = None if opened is None else strict(opened)
        return Entry(
            head["seq"],
            head["form"],
            read_instant(head["recorded_at"]),
            head["author"],
            head["subject"],
            head["compartment"],
            body,
            payload,
            head.get("ref", ""),
            commitment,
        )

    def open_body(self, seq: int, commitment: str) -> bytes | None:
        """The canonical bytes of a sealed body; None without its key or after it was erased."""
        if self.vault is None or not self.vault.holds(commitment):
            return None
        found = self.store.rows("select cipher from sealed where seq = ?", (seq,))
        return self.vault.open(commitment, bytes(found[0][0])) if found else None

    def payloads(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The exact bytes of the entries from ``start`` up to ``stop``, in order."""
        stop = self.size if stop is None else stop
        step = 2_000
        for low in range(start, stop, step):
            for (payload,) in self.store.rows(
                "select payload from entry where seq >= ? and seq < ? order by seq", (low, min(low + step, stop))
            ):
                yield bytes(payload)

    def size_at(self, at: datetime) -> int:
        """How many entries the log held at an instant: those recorded at or before it."""
        low, high = 0, self.size
        while low < high:
            mid = (low + high) // 2
            if self.entry_time(mid) <= at:
                low = mid + 1
            else:
                high = mid
        return low

    def entry_time(self, seq: int) -> datetime:
        """When entry ``seq`` was recorded."""
        payload = bytes(self.store.rows("select payload from entry where seq = ?", (seq,))[0][0])
        return read_instant(read_head(payload)["recorded_at"])

    def inclusion(self, seq: int, size: int | None = None) -> list[bytes]:
        """The proof that entry ``seq`` is in the tree of ``size`` entries."""
        size = self.size if size is None else size
        if not 0 <= seq < size:
            raise NoEntryError(f"There is no entry {seq} among the first {size}.")
        return tree.prove(tree.inclusion_ranges(seq, size), self._nodes)

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """The proof that the tree of ``size`` entries begins with the tree of ``old`` entries."""
        size = self.size if size is None else size
        if not 0 <= old <= size:
            raise NoEntryError(f"The log holds {size} entries; it cannot be compared with its own state at {old}.")
        return tree.prove(tree.consistency_ranges(old, size), self._nodes)

    def entry_is_sealed(self, seq: int) -> bool:
        """Whether the stored entry ``seq`` has a sealed body."""
        found = self.store.rows("select payload from entry where seq = ?", (seq,))
        return bool(found) and "sealed" in read_head(bytes(found[0][0]))

    def close(self) -> None:
        self.store.close()

    def _nodes(self, keys: list[tree.Key]) -> dict[tree.Key, bytes]:
        return self.store.nodes(keys) if keys else {}


def read_head(payload: bytes, careful: bool = False) -> dict[str, Any]:
    """The envelope of an entry, with its body. Raises NotALogError where the bytes are no entry.

    ``careful``: also where two readers could understand them in two ways (doubled keys, NaN).
    """
    try:
        head = strict(payload) if careful else json.loads(payload)
        assert isinstance(head, dict)
        for name, kind in (("seq", int), ("form", str), ("recorded_at", str), ("author", str), ("subject", str)):
            assert type(head[name]) is kind
        assert type(head["compartment"]) is str
    except (ValueError, KeyError, AssertionError, RecursionError, HostileJsonError) as e:
        raise NotALogError(f"These bytes are not an entry of a log: {payload[:60]!r}…") from e
    return head
