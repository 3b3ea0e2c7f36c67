"""Checking a record that lies here: does every stored byte still hash to the tree, and the tree to its checkpoints?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.errors import Problem, ServandaError

from . import verifier as v
from .checkpoint import read_checkpoints
from .log import Record
from .reader import NotALogError, read_head
from .store import StoreError
from .tree import Edge, Key, leaf_hash

_COMPARE = "Keep this file as evidence, and take the entry from another holder's copy."
_AGAINST = "Compare with another holder's copy: `servanda record verify EXPORT --against OTHER`."
_STEP = 1000

Signed = dict[int, tuple[bytes, dict[str, int]]]  # size → (root, who signed when)


@dataclass(frozen=True)
class Soundness:
    """What a check found: nothing is wrong where ``problems`` is empty."""

    size: int
    root: bytes
    checkpoints: int
    problems: tuple[Problem, ...]


def check_record(record: Record, key: str = "", witnesses: Sequence[dict[str, Any]] = (), quorum: int = 0) -> Soundness:
    """Read every entry and node, and say which entries were changed, are missing, or are not covered.

    An entry that does not hash to its stored leaf was changed in the database. If somebody changed the entry and the
    whole tree with it, the checkpoints tell, and the last one that still holds says where to look.
    """
    signed, problems = _signed(record, key, witnesses)
    edge, total, sound, last = Edge(), record.size, 0, ""
    for seq, payload, stored in _entries(record, total):
        leaf = stored
        if payload is None:
            problems.append(Problem("record.gone", f"Entry {seq} is missing or unreadable.", _COMPARE))
        elif leaf_hash(payload) != stored:
            text = f"Entry {seq} is not what it was when it was recorded: it was changed."
            problems.append(Problem("record.changed", text, _COMPARE))
            leaf = stored or leaf_hash(payload)
        else:
            try:
                head = read_head(payload)
                if head["seq"] != seq or head["recorded_at"] < last:
                    problems.append(Problem("record.order", f"Entry {seq} is numbered or dated out of order."))
                last = head["recorded_at"]
            except NotALogError as e:
                problems.append(Problem("record.bytes", f"Entry {seq}: {e}"))
        problems += _tree_problems(record, edge, leaf)
        if seq + 1 in signed and signed[seq + 1][0] == edge.root():
            sound = seq + 1
        elif seq + 1 in signed:
            who = "; ".join(f"by {n} at {v.utc(t)}" for n, t in signed[seq + 1][1].items()) or "with the log's key"
            text = f"Entries {sound} to {seq}: at least one is not what was signed {who}."
            problems.append(Problem("record.rewritten", text, _AGAINST))
    for size in signed:
        if size > total:
            text = f"A checkpoint over {size} entries was signed, and only {total} are here: entries {total} to "
            text += f"{size - 1} were lost or cut off."
            problems.append(Problem("record.rewound", text, _COMPARE))
    if quorum and key:
        problems += _quorum_problems(record, key, witnesses, quorum)
    problems += _derived_problems(record, total)
    return Soundness(total, edge.root(), len(signed), tuple(problems))


def _signed(record: Record, key: str, witnesses: Sequence[dict[str, Any]]) -> tuple[Signed, list[Problem]]:
    signed: Signed = {}
    problems = []
    for note in read_checkpoints(record):
        try:
            origin, size, root, _, _ = v.read_checkpoint(note)
            who = v.standing(note, key, witnesses, 0) if key else {}
            wrong = "It is of another log." if origin != record.origin else ""
            wrong = wrong or ("Its time signature is missing or garbled." if key and not who else "")
            signed[size] = root, who
        except v.Unsound as e:
            wrong = str(e)
        if wrong:
            problems.append(Problem("record.checkpoint", f"A stored checkpoint does not hold: {wrong}"))
    return signed, problems


def _entries(record: Record, total: int) -> Iterator[tuple[int, bytes | None, bytes]]:
    """Each entry's bytes (None where it is gone) and its stored leaf hash (b"" where that is gone)."""
    for low in range(0, total, _STEP):
        span = range(low, min(low + _STEP, total))
        try:
            sql = "select seq, payload from entry where seq >= ? and seq < ?"
            found = record.store.rows(sql, (span.start, span.stop))
        except StoreError:
            found = [
                row for seq in span for row in _one(record, seq)
            ]  # so that the sound ones are told from the others
        entries = {seq: bytes(payload) for seq, payload in found if isinstance(payload, bytes)}
        leaves = _nodes(record, [(0, seq) for seq in span])
        for seq in span:
            yield seq, entries.get(seq), leaves.get((0, seq), b"")


def _one(record: Record, seq: int) -> list[tuple[Any, ...]]:
    try:
        return record.store.rows("select seq, payload from entry where seq = ?", (seq,))
    except StoreError:
        return []


def _nodes(record: Record, keys: list[Key]) -> dict[Key, bytes]:
    """The stored hashes; what is unreadable or no hash is left out."""
    try:
        return {key: h for key, h in record.store.nodes(keys).items() if isinstance(h, bytes)}
    except StoreError:
        return {} if len(keys) == 1 else {k: h for key in keys for k, h in _nodes(record, [key]).items()}


def _tree_problems(record: Record, edge: Edge, leaf: bytes) -> Iterator[Problem]:
    """Push a leaf; a problem for each hash above it that does not fit."""
    upper = edge.push(leaf)[1:]
    kept = _nodes(record, [(level, index) for level, index, _ in upper]) if upper else {}
    for level, index, h in upper:
        if kept.get((level, index)) != h:
            span = f"entries {index << level} to {((index + 1) << level) - 1}"
            text = f"The tree does not fit over {span}: a hash in it, or one of them, was changed."
            yield Problem("record.node", text, _COMPARE)


def _quorum_problems(record: Record, key: str, witnesses: Sequence[dict[str, Any]], quorum: int) -> list[Problem]:
    newest = read_checkpoints(record)
    if not newest:
        return [Problem("record.witnesses", "No checkpoint was made yet.")]
    try:
        v.standing(newest[-1], key, witnesses, quorum)
    except v.Unsound as e:
        return [Problem("record.witnesses", str(e))]
    return []


def _derived_problems(record: Record, total: int) -> list[Problem]:
    """Whether the derived tables have a row for every entry; their content is compared by rebuilding."""
    try:
        count, highest = record.store.rows("select count(*), coalesce(max(seq), -1) from known")[0]
    except ServandaError as e:
        return [Problem("record.tables", f"The derived tables are unreadable: {e}", "Run `servanda record rebuild`.")]
    if (int(count), int(highest)) == (total, total - 1):
        return []
    text = f"The derived tables know {count} of {total} entries."
    return [Problem("record.tables", text, "The log counts: run `servanda record rebuild`.")]
