"""The record as tables, as known at any moment: one Arrow table a form, straight from the log.

Every table begins with ``seq`` (the entry that says it last), ``root`` (the first of its chain of corrections),
``recorded_at``, ``author``, ``subject``, ``compartment``; then the form's own columns. Sealed bodies are opened where
the key is here; otherwise, and after they were erased, their columns are null and ``sealed`` is true.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.json as pa_json

from servanda.errors import ServandaError

from .canonical import strict
from .form import Form
from .forms import TABLES
from .log import Record
from .policy import User, fields_hidden, scope_of
from .vault import VaultError

_HEAD = (
    pa.field("seq", pa.int64(), nullable=False),
    pa.field("root", pa.int64(), nullable=False),
    pa.field("recorded_at", pa.timestamp("us", tz="UTC"), nullable=False),
    pa.field("author", pa.string()),
    pa.field("subject", pa.string(), nullable=False),
    pa.field("compartment", pa.string(), nullable=False),
    pa.field("sealed", pa.bool_(), nullable=False),
)
_CHUNK_BYTES = 16 * 2**20


class NoTableError(ServandaError):
    """A table that the record does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The record has no table {name!r}: it has {', '.join(TABLES)}.")


def schema_of(name: str) -> pa.Schema:
    """The columns of a table. Raises NoTableError."""
    if name not in TABLES:
        raise NoTableError(name)
    own = [pa.field(f"{f.name}_", f.type) if f.name in _NAMES else f for f in TABLES[name].columns()]
    return pa.schema([*_HEAD, *own])


_NAMES = frozenset(f.name for f in _HEAD)


def size_of(record: Record, at: int | datetime | None) -> int:
    """How many entries were known ``at`` a number of entries or an instant; all for None."""
    if at is None:
        return record.size
    return record.size_at(at) if isinstance(at, datetime) else min(max(at, 0), record.size)


def table(record: Record, name: str, at: int | datetime | None = None, user: User | None = None) -> pa.Table:
    """One table as known at a moment: what had been said and was not corrected, withdrawn or erased by then.

    Args:
        name: such as ``reports``; see ``docs/forms``.
        at: a number of entries, an instant, or None for now. Entries that came later cost nothing.
        user: whose view; None is the judge's: everything.

    Raises:
        NoTableError: there is no such table.
    """
    schema = schema_of(name)
    size = size_of(record, at)
    where = ""
    values: list[str] = []
    if user is not None:
        condition, values = scope_of(user).condition()
        where = f" and {condition}"
    sql = (
        "select known.seq, known.root, known.subject, entry.payload from known join entry on entry.seq = known.seq "
        f"where known.tab = ? and known.seq < ? and (known.until is null or known.until >= ?){where} order by known.seq"
    )
    out, run, held = [], [], 0
    for row in record.store.stream(sql, (name, size, size, *values)):
        run.append(row)
        held += len(row[3])
        if held > _CHUNK_BYTES:
            out.append(_chunk(record, TABLES[name], run, schema, user))
            run, held = [], 0
    out.append(_chunk(record, TABLES[name], run, schema, user))
    return pa.concat_tables(out)


def tables(record: Record, at: int | datetime | None = None, user: User | None = None) -> dict[str, pa.Table]:
    """All tables as known at one moment."""
    size = size_of(record, at)
    return {name: table(record, name, size, user) for name in TABLES}


def table_rows(record: Record, size: int, user: User) -> Iterator[tuple[str, list[str], list[list[Any]]]]:
    """The tables as plain values for a public copy: (name, columns, rows); instants and lists as text."""
    for name in TABLES:
        found = table(record, name, size, user)
        columns = [f'"{c}"' for c in found.column_names]
        yield name, columns, [[_plain(v) for v in row.values()] for row in found.to_pylist()]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, bool) or value is None or isinstance(value, int | float | str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)


def _chunk(record: Record, form: Form, run: list[Any], schema: pa.Schema, user: User | None) -> pa.Table:
    """Rows of ``known`` with their bytes, as Arrow: the bodies are read by Arrow's own JSON reader."""
    if not run:
        return schema.empty_table()
    fields = form.columns()
    lines, bodies = [], []
    for seq, _, _, payload in run:
        data = bytes(payload)
        if b'"form":"correction/' in data or b',"sealed":"' in data:
            data = _settled(record, form, int(seq), data)
        lines.append(data)
        bodies.append(len(data))
    envelope = pa.schema(
        [
            pa.field("author", pa.string()),
            pa.field("body", pa.struct(fields)),
            pa.field("compartment", pa.string()),
            pa.field("recorded_at", pa.timestamp("us", tz="UTC")),
            pa.field("sealed", pa.string()),
        ]
    )
    found = pa_json.read_json(
        pa.BufferReader(b"\n".join(lines) + b"\n"),
        read_options=pa_json.ReadOptions(block_size=max(2**20, sum(bodies) + len(bodies) + 1)),
        parse_options=pa_json.ParseOptions(explicit_schema=envelope, unexpected_field_behavior="ignore"),
    )
    body = found["body"].combine_chunks()
    authors = found["author"]
    if user is not None:
        texts = authors.to_pylist()
        hidden = {a: "author" in fields_hidden(user, a) for a in set(texts)}
        authors = pa.chunked_array([pa.array([None if hidden[a] else a for a in texts], pa.string())])
    head = [
        pa.array([int(r[0]) for r in run], pa.int64()),
        pa.array([int(r[1]) for r in run], pa.int64()),
        found["recorded_at"],
        authors,
        pa.array([r[2] for r in run], pa.string()),
        found["compartment"],
        found["sealed"].is_valid(),
    ]
    return pa.table([*head, *body.flatten()], schema=schema)


def _settled(record: Record, form: Form, seq: int, payload: bytes) -> bytes:
    """An entry's line with the body that counts: a correction's inner one, a sealed one opened where possible."""
    head = strict(payload)
    if "sealed" in head:
        try:
            opened = record.open_body(seq, head["sealed"])
        except VaultError:
            opened = None
        head["body"] = None if opened is None else strict(opened)
    if head["form"].startswith("correction/") and head["body"] is not None:
        head["body"] = head["body"].get("body")
    if head["body"] is not None and form.problems(head["body"], "#"):  # from a foreign log that checked nothing
        head["body"] = None
    return json.dumps(head, ensure_ascii=False).encode()
