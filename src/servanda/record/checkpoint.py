"""Checkpoints of a record: making and keeping them, proofs as files, and what a witness does before it cosigns."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from servanda.errors import ServandaError

from . import verifier as v
from .log import Record
from .notes import Signer, cosign, merge, write_checkpoint


class SplitViewError(ServandaError):
    """The log that is shown now is not the log that was seen before."""


class CheckpointError(ServandaError):
    """A checkpoint that cannot be used."""


def make_checkpoint(record: Record, signer: Signer, at: int | None = None) -> str:
    """Sign the log as it stands, and keep that. The same size again gives the checkpoint that is kept."""
    size = record.size
    kept = read_checkpoints(record, size, size)
    if kept:
        return kept[0]
    note = write_checkpoint(record.origin, size, record.root(size), signer, int(time.time()) if at is None else at)
    with record.store.writing():
        if not read_checkpoints(record, size, size):
            record.store.insert("note", "size, note", [(size, note)])
    return read_checkpoints(record, size, size)[0]


def add_cosignatures(record: Record, note: str) -> str:
    """Keep the cosignatures on a checkpoint that this record made; gives the merged checkpoint."""
    _, size, _, _, _ = _read(note)
    with record.store.writing():
        kept = read_checkpoints(record, size, size)
        if not kept:
            raise CheckpointError(f"This record made no checkpoint of {size} entries: it is another log's, or forged.")
        try:
            merged = merge(kept[0], note)
        except v.Unsound as e:
            raise SplitViewError(
                f"The checkpoint of {size} entries that came back differs from the one that was made: {e}"
            ) from e
        record.store.run("update note set note = ? where size = ?", (merged, size))
    return merged


def read_checkpoints(record: Record, low: int = 0, high: int | None = None) -> list[str]:
    """The kept checkpoints over ``low`` to ``high`` entries, by size."""
    high = 2**62 if high is None else high
    sql = "select note from note where size >= ? and size <= ? order by size"
    return [str(note) for (note,) in record.store.rows(sql, (low, high))]


def latest_checkpoint(record: Record) -> str:
    """The newest checkpoint. Raises CheckpointError if none was made."""
    notes = record.store.rows("select note from note order by size desc limit 1")
    if not notes:
        raise CheckpointError("No checkpoint was made yet: make one with `servanda record checkpoint --sign KEY`.")
    return str(notes[0][0])


def proof(record: Record, seq: int | None = None, since: int | None = None, note: str = "") -> dict[str, Any]:
    """A proof against a checkpoint (the newest): that entry ``seq`` is in it, that it grew from ``since`` entries."""
    note = note or latest_checkpoint(record)
    _, size, _, _, _ = _read(note)
    out: dict[str, Any] = {"checkpoint": note}
    if seq is not None:
        if seq >= size:
            raise CheckpointError(f"The newest checkpoint covers {size} entries, not entry {seq}: make a newer one.")
        out |= {"seq": seq, "entry": record.entry(seq).payload.decode(), "path": _texts(record.inclusion(seq, size))}
    if since is not None:
        if since > size:
            raise CheckpointError(f"The newest checkpoint covers {size} entries, fewer than {since}.")
        out |= {"old_size": since, "old_root": _text(record.root(since))}
        out["consistency"] = _texts(record.consistency(since, size))
    return out


def witness(bundle: Mapping[str, Any], key: str, signer: Signer, state: Path, at: int | None = None) -> str:
    """Cosign the checkpoint of a proof file, if the log only grew since this witness last looked.

    ``key`` is the log's verifier key, ``state`` the witness's own memory: a file, written to disk before the
    cosignature is given out, so that a crash cannot make a witness sign two histories.

    Raises:
        SplitViewError: the log was rewound or rewritten since. Both checkpoints are kept beside ``state`` as evidence.
        Unsound: the checkpoint or the proof does not hold.
    """
    note = str(bundle["checkpoint"])
    origin, size, root, _, _ = _read(note)
    v.standing(note, key)
    seen = json.loads(state.read_text("utf-8")) if state.exists() else {}
    last = seen.get(origin)
    if last is not None:
        old, old_root = int(last["size"]), base64.b64decode(last["root"])
        told = [base64.b64decode(h) for h in bundle.get("consistency", ())]
        if size > old and int(bundle.get("old_size", -1)) != old:
            raise CheckpointError(
                f"The last look was at {old} entries, prove from there: `servanda record prove --since {old}`."
            )
        if size < old or not v.consistency_holds(old, old_root, size, root, told if size > old else []):
            evidence = state.with_name(f"{state.name}.evidence-{size}-{root.hex()[:16]}.json")
            _write(evidence, {"seen": last["note"], "shown": note, "proof": dict(bundle)})
            what = "rewound" if size < old else "rewritten, or another history is shown to others (a split view)"
            raise SplitViewError(
                f"{origin}: last seen {old} entries (root {old_root.hex()[:16]}…, {v.utc(int(last['at']))}), now shown "
                f"{size} entries (root {root.hex()[:16]}…), which do not begin with them: the log was {what}. Nothing "
                f"was cosigned. Both checkpoints are in {evidence}: show them to others, and find the entry "
                "with `servanda record verify EXPORT --against OTHER`."
            )
    at = int(time.time()) if at is None else at
    cosigned = cosign(note, signer, at)
    seen[origin] = {"size": size, "root": _text(root), "at": at, "note": cosigned}
    _write(state, seen)
    return cosigned


def last_seen(state: Path, origin: str) -> int:
    """How many entries a witness last saw of a log; 0 if it never looked."""
    if not state.exists():
        return 0
    return int(json.loads(state.read_text("utf-8")).get(origin, {}).get("size", 0))


def _read(note: str) -> tuple[str, int, bytes, str, list[Any]]:
    out: tuple[str, int, bytes, str, list[Any]] = v.read_checkpoint(note)
    return out


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _texts(hashes: Sequence[bytes]) -> list[str]:
    return [_text(h) for h in hashes]


def _write(path: Path, value: Any) -> None:
    """Replace a file in one step, on disk when this returns."""
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8") as f:
        json.dump(value, f, indent=1)
        f.flush()
        os.fsync(f.fileno())
    draft.replace(path)
