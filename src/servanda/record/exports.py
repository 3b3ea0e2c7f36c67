"""Copies of a record for others: an export that the single-file verifier checks, a public SQLite file, static tiles."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from servanda.errors import ServandaError

from . import verifier as v
from .checkpoint import read_checkpoints
from .known import target_of
from .log import Record
from .policy import PUBLIC, User, fields_hidden, may_read
from .tree import leaf_hash

RUN = 256  # entries between the stated hashes


class ExportError(ServandaError):
    """A file that is no export, or cannot be imported here."""


def shows(user: User | None, head: Mapping[str, Any]) -> bool:
    """Whether a reader may have an entry's exact bytes: it and each of its fields. None is the keeper's full copy."""
    if user is None:
        return True
    author = str(head["author"])
    return may_read(user, str(head["compartment"]), author) and not fields_hidden(user, author)


def export_lines(
    record: Record, user: User | None = None, size: int | None = None, with_sealed: bool = False
) -> Iterator[bytes]:
    """The lines of an export of the first ``size`` entries, as ``verifier.py`` describes them.

    What ``user`` may not read is withheld: its leaf hash stands in its place, so that the whole still verifies. None is
    the keeper's full copy. Of sealed bodies there are only their commitments; ``with_sealed`` adds their cipher texts,
    so that another record with the same vault can open them (a move to another database).
    """
    size = record.size if size is None else size
    yield _line({"servanda": "export/1", "origin": record.origin, "size": size})
    notes = {v.read_checkpoint(n)[1]: n for n in read_checkpoints(record, 0, size)}
    if 0 in notes:
        yield _line({"checkpoint": notes[0]})
    stated: list[bytes] = []
    first = 0
    for seq, payload in enumerate(record.payloads(0, size)):
        leaf = leaf_hash(payload)
        yield (
            payload + b"\n"
            if user is None or shows(user, json.loads(payload))
            else _line({"leaf": base64.b64encode(leaf).decode(), "seq": seq})
        )
        stated.append(leaf)
        if len(stated) == RUN or seq + 1 in notes or seq + 1 == size:
            yield _line({"from": first, "leaves": base64.b64encode(b"".join(stated)).decode()})
            first, stated = seq + 1, []
        if seq + 1 in notes:
            yield _line({"checkpoint": notes[seq + 1]})
    if with_sealed and user is None:
        for seq, cipher in record.store.stream("select seq, cipher from sealed where seq < ? order by seq", (size,)):
            yield _line({"cipher": base64.b64encode(bytes(cipher)).decode(), "of": seq})


def write_export(record: Record, path: Path, user: User | None = None, with_sealed: bool = False) -> int:
    """Write an export beside ``path`` and put it in its place; gives the number of entries."""
    size = record.size
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as f:
        for line in export_lines(record, user, size, with_sealed):
            f.write(line)
        f.flush()
        os.fsync(f.fileno())
    draft.replace(path)
    return size


def import_export(record: Record, path: Path) -> int:
    """Continue an (empty or shorter) record with another's full export; gives how many entries were new.

    The stated hashes and checkpoints are checked by the caller with ``verifier.Export`` first. Sealed bodies arrive as
    their commitments. Raises ExportError if entries are withheld, or the copies part.
    """
    have = record.size
    notes: list[str] = []
    ciphers: list[tuple[int, bytes]] = []

    def fresh() -> Iterator[bytes]:
        with path.open("rb") as f:
            for number, raw in enumerate(f, 1):
                line = raw.rstrip(b"\n")
                try:
                    row = json.loads(line)
                    kind = "entry" if "form" in row else "withheld" if "leaf" in row else ""
                except (ValueError, TypeError) as e:
                    raise ExportError(f"{path}, line {number} is not a line of an export.") from e
                if "origin" in row and row["origin"] != record.origin:
                    raise ExportError(f"{path} is an export of {row['origin']}, this is the record of {record.origin}.")
                if "checkpoint" in row:
                    notes.append(row["checkpoint"])
                if "cipher" in row:
                    ciphers.append((row["of"], base64.b64decode(row["cipher"])))
                if kind == "withheld":
                    raise ExportError(f"{path} withholds entry {row['seq']}: a record needs the keeper's full export.")
                if kind == "entry" and row["seq"] < have:
                    if record.entry(row["seq"]).payload != line:
                        raise ExportError(f"{path} parts from this record at entry {row['seq']}: nothing was imported.")
                elif kind == "entry":
                    yield line

    count = record.ingest(fresh())
    with record.store.writing():
        held = {seq for (seq,) in record.store.rows("select seq from sealed")}
        gone = {target_of(s) for (s,) in record.store.rows("select subject from known where tab = 'redactions'")}
        record.store.insert("sealed", "seq, cipher", [c for c in ciphers if c[0] not in held | gone])
        for note in notes:
            _, size, root, _, _ = v.read_checkpoint(note)
            if not read_checkpoints(record, size, size) and record.root(size) == root:
                record.store.insert("note", "size, note", [(size, note)])
    return count


def write_public_copy(record: Record, path: Path) -> int:
    """A SQLite file for everybody: the public entries, their tables, every leaf hash, the checkpoints.

    What is not public is in it as a hash only. The file holds no key, no cipher text, and no row about such entries. A
    public entry of somebody whose name is not public is in the tables without it, and its exact bytes are not given.
    """
    from .tables import table_rows

    size = record.size
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    db = sqlite3.connect(draft)
    try:
        db.execute("create table entry (seq integer primary key, leaf blob not null, payload text) strict")
        db.execute("create table checkpoint (size integer primary key, note text not null) strict")

        def rows() -> Iterator[tuple[int, bytes, str | None]]:
            for seq, payload in enumerate(record.payloads(0, size)):
                head = json.loads(payload)
                yield seq, leaf_hash(payload), payload.decode() if shows(PUBLIC, head) else None

        db.executemany("insert into entry values (?, ?, ?)", rows())
        notes = [(v.read_checkpoint(n)[1], n) for n in read_checkpoints(record, 0, size)]
        db.executemany("insert into checkpoint values (?, ?)", notes)
        for name, columns, values in table_rows(record, size, PUBLIC):
            db.execute(f'create table "{name}" ({", ".join(columns)})')
            db.executemany(f'insert into "{name}" values ({",".join("?" * len(columns))})', values)
        db.commit()
        db.execute("vacuum")
    finally:
        db.close()
    draft.replace(path)
    return size


def write_tiles(record: Record, folder: Path) -> int:
    """Static files that any mirror can host: the newest checkpoint and the tree as C2SP tlog-tiles; gives their number.

    Hash tiles only: entries are served by exports, since what one may read depends on who asks.
    """
    notes = read_checkpoints(record)
    if not notes:
        raise ExportError("No checkpoint was made yet: make one with `servanda record checkpoint --sign KEY`.")
    _, size, _, _, _ = v.read_checkpoint(notes[-1])
    count, level, width = 0, 0, size
    while width:
        for tile in range((width + 255) // 256):
            indexes = range(tile * 256, min(width, tile * 256 + 256))
            nodes = record.store.nodes([(level * 8, i) for i in indexes])
            partial = f".p/{len(indexes)}" if len(indexes) < 256 else ""
            path = folder / "tile" / str(level) / (tile_name(tile) + partial)
            if partial or not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"".join(nodes[level * 8, i] for i in indexes))
            count += 1
        level, width = level + 1, width >> 8
    draft = folder / "checkpoint.new"
    draft.write_text(notes[-1], "utf-8")
    draft.replace(folder / "checkpoint")
    return count


def tile_name(index: int) -> str:
    """A tile's number as the path that the specification asks for.

    >>> tile_name(1234067)
    'x001/x234/067'
    """
    text = f"{index % 1000:03}"
    while index >= 1000:
        index //= 1000
        text = f"x{index % 1000:03}/{text}"
    return text


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
