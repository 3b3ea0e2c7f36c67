"""Bring incidents, accord and plan together on any engine: key the incidents, compile what occurs, run the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from servanda.incidents.model import AND, INCIDENTS
from servanda.judge.deeds import Deed, Deeds
from servanda.judge.facts import Facts
from servanda.judge.forces import NOBODY, Forces
from servanda.judge.moments import Moments
from servanda.judge.render import Words
from servanda.judge.spots import Era, Spot, Spots
from servanda.judge.tables import DEED, NOWHERE, PLACE, SCHEMAS, int_table

Resolve = Callable[[Iterable[str]], Mapping[str, str]]
MOST_PAIRS = 100_000  # sides × moments up to which it is cheaper to compile every pair than to ask which occur


@dataclass(frozen=True)
class Batch:
    """Some incidents' verdicts as codes, with what the words need to know of the incidents, by position."""

    codes: pa.Table  # the columns of ``plan.codes``
    ids: pa.Array
    claimed: pa.Array  # bool


class Engine(Protocol):
    """What the judge asks of an engine. Tables and views of the plan bear the names of ``tables.SCHEMAS``."""

    def timed(self, incidents: Any, facts: Facts) -> None:
        """Make ``timed`` from incidents as the caller has them: those known, with the span of epochs each touches."""

    def distinct(self, *columns: str) -> pa.Table:
        """The distinct rows of columns of ``timed``."""

    def table(self, name: str, data: pa.Table) -> None:
        """Make a small table of the plan."""

    def place(self, spots: Spots, eras: Sequence[Era]) -> list[Spot]:
        """Make ``spot_of``: resolve the zones of the distinct places, here (``spots_here``) or where they lie."""

    def codes(self) -> Iterator[Batch]:
        """Run the plan, batch by batch, in the order of the incidents."""


@dataclass(frozen=True)
class Compiled:
    """What an accord is to the incidents at hand: the nouns whose tables lie on the engine."""

    facts: Facts
    forces: Forces
    spots: Spots
    found: list[Spot]

    def words(self) -> Words:
        """The words, to render the engine's codes with."""
        return Words.of(self.facts, self.forces, self.spots, self.found)


def judgement(engine: Engine, incidents: Any, facts: Facts, resolve: Resolve, *, words: bool = True) -> Words | None:
    """Lay incidents and accord out on an engine; the words to render its codes with, if they are asked for."""
    compiled = compile_onto(engine, incidents, facts, resolve, words=words)
    return compiled.words() if words else None


def compile_onto(engine: Engine, incidents: Any, facts: Facts, resolve: Resolve, *, words: bool = True) -> Compiled:
    """Lay incidents and accord out on an engine.

    Args:
        engine: where the plan runs.
        incidents: rows with the columns of ``incidents.model.INCIDENTS``, in a form that the engine takes.
        facts: the accord's facts under the readings, as known at a moment.
        resolve: a function from names as reported to a mapping name → party id, of the names that are known.
        words: whether the words will be asked for, which only rendered verdicts need.
    """
    engine.timed(incidents, facts)
    deeds = engine.distinct(*DEED)
    sides = sorted({s for side in "ab" for s in engine.distinct(f"side_{side}")[0].to_pylist()})
    met = sorted(engine.distinct("moment")[0].to_pylist() or [0])

    names = sorted({n for s in sides for n in s.split(AND)} - {NOBODY})
    moments, forces, spots = Moments(facts), Forces(facts, resolve(names), words), Spots(facts)
    spans = [moments.span(m) for m in met]

    engine.table("deed_of", deeds.append_column("deed", pa.array(range(len(deeds)), pa.int64())))
    engine.table("deeds", Deeds(facts).rows([deed_from(d) for d in deeds.to_pylist()]))
    engine.table("moments", moments.rows(spans))

    of = _pairs(engine, sides, met)
    engine.table("stance_of", pa.table({
        "side": pa.array([side for side, _ in of], pa.string()),
        "of_moment": pa.array([moment for _, moment in of], pa.int64()),
        "stance": pa.array([forces.stance(side, moments.span(moment)) for side, moment in of], pa.int64()),
    }))  # fmt: skip
    engine.table("stances", forces.rows())

    eras, era_of = spots.eras(spans)
    engine.table("era_of", pa.table({"moment": pa.array(met, pa.int64()), "era": pa.array(era_of, pa.int64())}))
    found = engine.place(spots, eras)
    engine.table("spots", spots.rows(found))
    engine.table("bits", int_table([(bit, 1 << bit) for bit in facts.bits], list(SCHEMAS["bits"])))

    return Compiled(facts, forces, spots, found)


def whole(incidents: pa.Table) -> pa.Table:
    """The table with exactly the columns of INCIDENTS: absent ones null, types as declared."""
    columns = [
        incidents[f.name].cast(f.type) if f.name in incidents.column_names else pa.nulls(len(incidents), f.type)
        for f in INCIDENTS
    ]
    return pa.table(columns, schema=INCIDENTS)


def _pairs(engine: Engine, sides: Sequence[str], met: Sequence[int]) -> list[tuple[str, int]]:
    """The sides with the moments at which their stance is asked for: all pairs if few, else those that occur."""
    if len(sides) * len(met) <= MOST_PAIRS:
        return [(side, moment) for side in sides for moment in met]
    found = [engine.distinct(f"side_{s}", "moment") for s in "ab"]
    return sorted({pair for t in found for pair in zip(t[0].to_pylist(), t[1].to_pylist(), strict=True)})


def spots_here(engine: Engine, spots: Spots, eras: Sequence[Era]) -> list[Spot]:
    """Resolve the zones of the distinct places in this process: makes ``spot_of``; the spots that occur."""
    places = engine.distinct(*PLACE)
    index, found = spots.spots(*coordinates(places), eras)
    engine.table("spot_of", _spot_of(places, index))
    return found


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


def coordinates(places: pa.Table) -> tuple[Any, Any, Any, Sequence[frozenset[str]]]:
    """The distinct places as arrays: degrees and metres, NaN where unknown, and the areas stated, case-folded."""
    lon, lat, radius = (places[c].to_numpy(zero_copy_only=False).astype(float) for c in PLACE[:3])
    nowhere = (lon == NOWHERE) | (lat == NOWHERE) | (radius == NOWHERE)
    lon, lat, radius = (np.where(nowhere, np.nan, x) for x in (lon, lat, radius))
    stated = places["within"].combine_chunks().dictionary_encode()
    areas = [frozenset(x.casefold() for x in w.split(AND) if x) for w in stated.dictionary.to_pylist()]
    return lon, lat, radius, [areas[i] for i in stated.indices.to_pylist()] if any(areas) else []


def deed_from(row: Mapping[str, Any]) -> Deed:
    return Deed(
        row["act"] or None,
        row["weapon"] or None,
        row["target_kind"] or None,
        row["info_grade"] or None,
        row["self_defence"],
    )
