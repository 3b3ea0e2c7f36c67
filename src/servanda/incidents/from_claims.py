"""A table of claims: who says that whom did what. Every row becomes a claim or is set aside with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import Problem, ServandaError
from servanda.source import Cell

from .cells import Columns, Notices
from .dates import DateOrder
from .from_table import SYNONYMS, fold, listed, truth
from .intake import open_input
from .model import CLAIMS
from .raw import Aside

_SYNONYMS = {**SYNONYMS, "basis": ("evidence", "grounds", "based_on", "rests_on")}
_NEEDED = ("incident_id", "claimant", "side_a")
_HINT = "Correct the cell, or leave the row out."


class ClaimsColumnsError(ServandaError):
    """A table of claims without the columns that make a claim."""

    def __init__(self, path: str, lacks: Iterable[str], have: Iterable[str]) -> None:
        super().__init__(
            f"{path} is no table of claims: it lacks {', '.join(lacks)}. Its columns are {', '.join(have)}; a claim needs "
            "incident_id, claimant, side_a and may have side_b, directed, basis, known_at."
        )


@dataclass(frozen=True)
class Claimed:
    """What was made of a table of claims: rows = claims + rows set aside."""

    claims: pa.Table  # columns as in CLAIMS
    aside: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    rows: int
    originals: tuple[Mapping[str, str], ...] = ()


def read_claims(
    path_or_table: Any,
    own: Callable[[pa.Array], Mapping[str, tuple[str | None, Any]]],
    *,
    time_zone: str = "UTC",
    same: Callable[[str], str] = str.casefold,
) -> Claimed:
    """Read a CSV, XLSX, Parquet or Arrow table of claims.

    Args:
        path_or_table: as ``servanda.incidents.read`` takes it.
        own: given ids, the claimant and ``known_at`` of each incident that there is; ids left out do not exist.
        time_zone: where dates without an offset are local.
        same: claimants for whom it gives the same text are one.

    Raises:
        ServandaError: nothing in the input can be used.
    """
    ZoneInfo(time_zone)
    source = open_input(path_or_table)
    names = _names(source.columns)
    if lacks := [n for n in _NEEDED if names[n] not in source.columns]:
        raise ClaimsColumnsError(source.name, lacks, source.columns)
    notices, order = Notices(source.name), DateOrder("")
    tables, aside, rows = [CLAIMS.empty_table()], list[Aside](), 0
    said: dict[tuple[str, str, Any], tuple[Any, ...]] = {}
    for raw in source.batches:
        columns = Columns(raw, source.name, notices, order, time_zone, names)
        table = _claims(columns)
        kept = [i for i in range(columns.count) if i not in columns.bad]
        ids = table["incident_id"].combine_chunks()
        there = own(ids.unique())
        for i, claim in zip(kept, table.take(pa.array(kept, pa.int64())).to_pylist(), strict=True):
            _check(columns, i, claim, there, said, same)
        good = np.array([i for i in kept if i not in columns.bad], np.int64)
        tables.append(pa.table(table.take(pa.array(good)).columns, schema=CLAIMS))
        aside += [*raw.broken, *columns.set_aside()]
        rows += columns.count + len(raw.broken)
    return Claimed(
        pa.concat_tables(tables),
        tuple(p for p, _ in aside),
        (*source.notices, *notices.problems()),
        rows,
        tuple(cells for _, cells in aside),
    )


def _names(columns: tuple[str, ...]) -> dict[str, str]:
    folded = {fold(c): c for c in reversed(columns)}
    return {
        ours: next((folded[f] for f in (ours, *_SYNONYMS.get(ours, ())) if f in folded), f"\0{ours}")
        for ours in CLAIMS.names
    }


def _claims(c: Columns) -> pa.Table:
    """The rows as claims; what fails is noted in ``c.bad``."""
    known, _ = c.span("known_at")
    made = {
        "incident_id": c.text("incident_id"),
        "claimant": c.text("claimant"),
        "side_a": listed(c.text("side_a")),
        "side_b": listed(c.text("side_b")),
        "directed": truth(c, "directed"),
        "basis": c.text("basis"),
        "known_at": known,
    }
    for name, what in (("incident_id", "incident it is about"), ("claimant", "claimant who says so")):
        c.fail(pc.is_null(made[name]), name, f"claims.no-{name.split('_')[0]}", f"It does not name the {what}.", _HINT)
    nobody = pc.and_(pc.is_null(made["side_a"]), pc.is_null(made["side_b"]))
    c.fail(nobody, "side_a", "claims.nobody", "It names neither side, so it claims nothing.", _HINT)
    bare = pc.and_(pc.is_null(made["directed"]), pc.and_(pc.is_valid(made["side_a"]), pc.is_valid(made["side_b"])))
    said = "{n|claim does|claims do} not say whether side_a did it to side_b: both are taken to have taken part."
    c.notice(bare, "directed", "claims.no-direction", said, "Give a column directed: yes or no.")
    return pa.table([made[n].cast(CLAIMS.field(n).type) for n in CLAIMS.names], names=CLAIMS.names)


def _check(
    c: Columns,
    i: int,
    claim: Mapping[str, Any],
    there: Mapping[str, tuple[str | None, Any]],
    said: dict[tuple[str, str, Any], tuple[Any, ...]],
    same: Callable[[str], str],
) -> None:
    """Set a claim aside that is about no incident, or that a claimant has already made or contradicted."""

    def fail(column: str, code: str, message: str, hint: str) -> None:
        cell = Cell(c.path, int(c.raw.rows[i]), c.called(column), claim[column] or "")
        c.bad[i] = Problem(code, message, hint, cell)

    incident, claimant = claim["incident_id"], claim["claimant"]
    if incident not in there:
        fail("incident_id", "claims.unknown-incident", f"There is no incident {incident!r}.", "Give the id as judged.")
        return
    tells = tuple(claim[n] for n in ("side_a", "side_b", "directed"))
    key = incident, same(claimant), claim["known_at"]
    by, known = there[incident]
    if by and same(by) == key[1] and known == claim["known_at"]:
        message = f"{claimant!r} is the claimant of incident {incident!r} itself."
        fail("claimant", "claims.own-claimant", message, "A later word needs a known_at of its own.")
    elif key in said and said[key] == (claimant, *tells):
        fail("claimant", "claims.duplicate", f"{claimant!r} says the same twice of {incident!r}.", "The first is kept.")
    elif key in said:
        before = said[key][0]
        message = f"Two claimants with one name, {before!r} and {claimant!r}, tell {incident!r} in different ways."
        hint = (
            "Tell them apart by name; or, if one took its word back, give each telling its known_at. The first is kept."
        )
        fail("claimant", "claims.same-name", message, hint)
    else:
        said[key] = (claimant, *tells)
