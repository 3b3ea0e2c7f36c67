"""Bring incidents, accord and plan together on any engine: key the incidents, compile what occurs, run the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from servanda.incidents.model import AND, INCIDENTS
from servanda.judge.compile import NOBODY, Compiled, Deed
from servanda.judge.facts import Facts
from servanda.judge.tables import DEED, NOWHERE, PLACE, UNKNOWNS

Resolve = Callable[[Iterable[str]], Mapping[str, str]]


class Engine(Protocol):
    """What the judge asks of an engine. Tables and views of the plan bear the names of ``tables.SCHEMAS``."""

    def timed(self, incidents: Any, facts: Facts) -> None:
        """Make ``timed`` from incidents as the caller has them: those known, with the span of epochs each touches."""

    def distinct(self, *columns: str) -> pa.Table:
        """The distinct rows of columns of ``timed``."""

    def table(self, name: str, data: pa.Table) -> None:
        """Make a small table of the plan."""

    def verdicts(self) -> pa.Table:
        """Run the plan: the columns of ``model.VERDICTS``."""

    def write(self, path: Path, about: Mapping[str, Any]) -> None:
        """Run the plan into a Parquet file, streamed, with ``about`` as JSON in its metadata."""


@dataclass(frozen=True)
class Judgement:
    """Incidents and accord laid out on an engine, ready to run; and the compiled accord, for those who want its keys."""

    engine: Engine
    compiled: Compiled


def judgement(engine: Engine, incidents: Any, facts: Facts, resolve: Resolve, *, words: bool = True) -> Judgement:
    """Lay incidents and accord out on an engine.

    Args:
        engine: where the plan runs.
        incidents: rows with the columns of ``incidents.model.INCIDENTS``, in a form that the engine takes.
        facts: the accord's facts under the readings, as known at a moment.
        resolve: a function from names as reported to a mapping name → party id, of the names that are known.
        words: whether to make the tables of words, too, which only the rendered verdicts need.
    """
    engine.timed(incidents, facts)
    deeds = engine.distinct(*DEED)
    sides = [engine.distinct(f"side_{s}", "moment").rename_columns(["side", "of_moment"]) for s in "ab"]
    places = engine.distinct(*PLACE)

    side_rows = sorted({(r["side"], r["of_moment"]) for t in sides for r in t.to_pylist()})
    names = sorted({n for side, _ in side_rows for n in side.split(AND)} - {NOBODY})
    c = Compiled(facts, resolve(names))
    moments = sorted({m for _, m in side_rows})
    spans = [c.span(m) for m in moments]

    engine.table("deed_of", deeds.append_column("deed", pa.array(range(len(deeds)), pa.int64())))
    stances = [c.stance(side, c.span(moment)) for side, moment in side_rows]
    engine.table("stance_of", pa.table({
        "side": pa.array([s for s, _ in side_rows], pa.string()), "of_moment": pa.array([m for _, m in side_rows], pa.int64()),
        "stance": pa.array(stances, pa.int64()),
    }))  # fmt: skip
    eras, era_of = c.eras(spans)
    engine.table("era_of", pa.table({"moment": pa.array(moments, pa.int64()), "era": pa.array(era_of, pa.int64())}))
    index, spots = c.spots(*_coordinates(places), eras)
    engine.table("spot_of", _spot_of(places, index))

    engine.table("deeds", c.deed_rows([_deed(d) for d in deeds.to_pylist()]))
    engine.table("moments", c.moment_rows(spans))
    engine.table("stances", c.stance_rows())
    engine.table("spots", c.spot_rows(spots))
    many = len(facts.readings)
    engine.table("readings", pa.table({
        "bit": pa.array(range(many), pa.int64()), "many": pa.array([many] * many, pa.int64()),
        "reading": [r.id for r in facts.readings], "accord_hash": [facts.accord.hash] * many,
    }))  # fmt: skip
    if words:
        codes = range(1 << len(UNKNOWNS))
        engine.table("unknown_texts", pa.table({
            "unknown": pa.array(codes, pa.int16()),
            "unknowns": [AND.join(u.value for i, u in enumerate(UNKNOWNS) if code >> i & 1) for code in codes],
        }))  # fmt: skip
        engine.table("norm_texts", c.norm_texts())
        engine.table("stance_texts", c.stance_texts())
        engine.table("spot_texts", c.spot_texts(spots))
    return Judgement(engine, c)


def whole(incidents: pa.Table) -> pa.Table:
    """The table with exactly the columns of INCIDENTS: absent ones null, types as declared."""
    columns = [
        incidents[f.name].cast(f.type) if f.name in incidents.column_names else pa.nulls(len(incidents), f.type)
        for f in INCIDENTS
    ]
    return pa.table(columns, schema=INCIDENTS)


def _spot_of(places: pa.Table, index: Any) -> pa.Table:
    """One row per distinct place × era: which spot it is."""
    parts = [
        places.append_column("era", pa.array(np.full(len(places), era))).append_column("spot", pa.array(row))
        for era, row in enumerate(index)
    ]
    if not parts:
        none = pa.array([], pa.int64())
        return places.slice(0, 0).append_column("era", none).append_column("spot", none)
    return pa.concat_tables(parts)


def _coordinates(places: pa.Table) -> tuple[Any, Any, Any, Sequence[frozenset[str]]]:
    """The distinct places as arrays: degrees and metres, NaN where unknown, and the areas stated, case-folded."""
    lon, lat, radius = (places[c].to_numpy(zero_copy_only=False).astype(float) for c in PLACE[:3])
    nowhere = (lon == NOWHERE) | (lat == NOWHERE) | (radius == NOWHERE)
    lon, lat, radius = (np.where(nowhere, np.nan, x) for x in (lon, lat, radius))
    stated = places["within"].combine_chunks().dictionary_encode()
    areas = [frozenset(x.casefold() for x in w.split(AND) if x) for w in stated.dictionary.to_pylist()]
    return lon, lat, radius, [areas[i] for i in stated.indices.to_pylist()] if any(areas) else []


def _deed(row: Mapping[str, Any]) -> Deed:
    return Deed(
        row["act"] or None,
        row["weapon"] or None,
        row["target_kind"] or None,
        row["info_grade"] or None,
        row["self_defence"],
    )
