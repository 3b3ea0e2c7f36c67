"""Bring incidents, accord and plan together on any engine: key the incidents, compile what occurs, decide, render."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import ibis
import numpy as np
import pyarrow as pa

from servanda.incidents.model import AND
from servanda.judge.compile import NOBODY, Compiled, Deed
from servanda.judge.facts import Facts
from servanda.judge.plan import UNKNOWNS, bisect, decided, rendered, spread

_NOWHERE = 999.0  # stands for a missing coordinate in join keys
_DEED = ("act", "weapon", "target_kind", "info_grade", "self_defence")
_PLACE = ("lon", "lat", "radius_m", "within")


@dataclass(frozen=True)
class Judgement:
    """A judged set of incidents, as expressions that the engine has not run yet."""

    masks: Any  # one row per incident × norm: the outcome for all readings, as bits
    codes: Any  # one row per incident × norm × reading, as integers
    compiled: Compiled
    _texts: Any

    def verdicts(self) -> Any:
        """The verdicts with their texts: the columns of ``model.VERDICTS``."""
        texts = self._texts()
        return rendered(self.codes, texts, max(1, len(self.compiled.norms)), self.compiled.facts.accord.hash)


class Engine(Protocol):
    """What the judge asks of an engine."""

    def incidents(self, incidents: Any) -> Any:
        """The incidents, as the caller has them, as an Ibis table."""

    def table(self, name: str, data: pa.Table) -> Any:
        """A small Arrow table as an Ibis table."""

    def arrow(self, expr: Any) -> pa.Table:
        """The rows of an expression."""

    def write(self, expr: Any, path: Path) -> None:
        """Write the rows of an expression to a Parquet file."""


def judgement(engine: Engine, incidents: Any, facts: Facts, resolve: Any) -> Judgement:
    """Judge the incidents on an engine.

    Args:
        engine: where the plan runs; small tables are created on it.
        incidents: an Ibis table with the columns of ``incidents.model.INCIDENTS``.
        facts: the accord's facts under the readings, as known at a moment.
        resolve: a function from names as reported to a mapping name → party id (None where not known).
    """
    if facts.known_at is not None:
        known = incidents.known_at
        incidents = incidents.filter(known.isnull() | (known <= ibis.literal(facts.known_at)))
    cuts = list(facts.cuts)
    first = ibis.ifelse(incidents.happened_from.isnull(), 0, bisect(incidents.happened_from, cuts, side="right"))
    last = ibis.ifelse(incidents.happened_to.isnull(), len(cuts), bisect(incidents.happened_to, cuts, side="left"))
    last = ibis.greatest(first, last)
    t = incidents.select(
        "incident_id",
        "claimant",
        *_DEED,
        *_PLACE,
        directed=incidents.directed.coalesce(False),
        side_a=incidents.side_a.coalesce(NOBODY),
        side_b=incidents.side_b.coalesce(NOBODY),
        moment=first * facts.epochs + last,
    )
    t = t.mutate(**{c: t[c].coalesce(_NOWHERE) for c in _PLACE[:3]}, within=t.within.coalesce(""))
    t = t.mutate(**{c: t[c].coalesce("") for c in _DEED[:3]}, info_grade=t.info_grade.coalesce(0))
    t = t.mutate(self_defence=t.self_defence.coalesce(False))

    deeds = engine.arrow(t.select(*_DEED).distinct().order_by(_DEED)).to_pylist()
    sides = engine.arrow(t.select("moment", side="side_a").union(t.select("moment", side="side_b")).distinct())
    places = engine.arrow(t.select(*_PLACE).distinct())
    spans_of = [divmod(m, facts.epochs) for m in sorted(set(sides["moment"].to_pylist()) or {0})]
    names = sorted({n for side in sides["side"].unique().to_pylist() for n in side.split(AND)} - {NOBODY})
    c = Compiled(facts, {n: p for n, p in resolve(names).items() if p is not None})

    table = engine.table
    keys = t
    deed_of = pa.table(
        {"deed": pa.array(range(len(deeds)), pa.int64()), **{k: [d[k] for d in deeds] for k in _DEED}},
        schema=pa.schema([("deed", pa.int64()), *((k, t[k].type().to_pyarrow()) for k in _DEED)]),
    )
    keys = _keyed(keys, table("deed_of", deed_of), _DEED, deed_of)

    stances = sorted(zip(sides["side"].to_pylist(), sides["moment"].to_pylist(), strict=True))
    numbers = [c.stance(side, divmod(moment, facts.epochs)) for side, moment in stances]
    stance_of = pa.table({
        "of_side": pa.array([s for s, _ in stances], pa.string()), "of_moment": pa.array([m for _, m in stances], pa.int64()),
        "stance": pa.array(numbers, pa.int64()),
    })  # fmt: skip
    stance_table = table("stance_of", stance_of)
    for which in "ab":
        side = stance_table.rename(f"{{name}}_{which}")
        keys = keys.join(side, [(f"side_{which}", f"of_side_{which}"), ("moment", f"of_moment_{which}")])

    eras, era_of_span = c.eras(spans_of)
    index, spots = c.spots(*_coordinates(places), eras)
    if len(eras) > 1:
        spot_of = pa.concat_tables(
            places.append_column("spot", pa.array(row)).append_column("era", pa.array(np.full(len(places), e)))
            for e, row in enumerate(index)
        )
        of_moment = {"moment": [c.moment(s) for s in spans_of], "era": pa.array(era_of_span, pa.int64())}
        keys = keys.join(table("era_of", pa.table(of_moment)), "moment").join(table("spot_of", spot_of), [*_PLACE, "era"])
    else:
        spot_of = places.append_column("spot", pa.array(index[0]))
        keys = _keyed(keys, table("spot_of", spot_of), _PLACE, places)

    keys = keys.select("incident_id", "claimant", "directed", "deed", "moment", "stance_a", "stance_b", "spot")
    small = {
        "deeds": table("deeds", c.deed_rows([_deed(d) for d in deeds])),
        "moments": table("moments", c.moment_rows(spans_of)),
        "stances": table("stances", c.stance_rows()),
        "spots": table("spots", c.spot_rows(spots)),
    }
    masks = decided(keys, small, facts.all, max(1, len(c.norms)))
    codes = spread(masks, table("bits", pa.table({"bit": pa.array(list(facts.bits), pa.int64())})))

    def texts() -> dict[str, Any]:
        codes_ = range(1 << len(UNKNOWNS))
        unknowns = pa.table({
            "unknown": pa.array(codes_, pa.int16()),
            "unknowns": [AND.join(u.value for i, u in enumerate(UNKNOWNS) if code >> i & 1) for code in codes_],
        })  # fmt: skip
        return {
            "readings": [r.id for r in facts.readings],
            "unknowns": table("unknowns", unknowns),
            "norms": table("norm_texts", c.norm_texts()),
            "stances": table("stance_texts", c.stance_texts()),
            "spots": table("spot_texts", c.spot_texts(spots)),
        }

    return Judgement(masks, codes, c, texts)


def _keyed(keys: Any, side: Any, columns: Sequence[str], data: pa.Table) -> Any:
    """Join on those of the columns that tell rows apart; a column with one value need not be compared."""
    varied = [c for c in columns if len(data[c].unique()) > 1]
    rest = [c for c in columns if c not in varied]
    side = side.drop(*rest) if rest else side
    return keys.join(side, varied) if varied else keys.cross_join(side)


def _coordinates(places: pa.Table) -> tuple[Any, Any, Any, list[frozenset[str]]]:
    """The distinct places as arrays: degrees and metres, NaN where unknown, and the areas stated, case-folded."""
    lon, lat, radius = (places[c].to_numpy(zero_copy_only=False).astype(float) for c in _PLACE[:3])
    nowhere = (lon == _NOWHERE) | (lat == _NOWHERE) | (radius == _NOWHERE)
    lon, lat, radius = (np.where(nowhere, np.nan, x) for x in (lon, lat, radius))
    names: Mapping[str, frozenset[str]] = {
        w: frozenset(x.casefold() for x in w.split(AND) if x) for w in places["within"].unique().to_pylist()
    }
    return lon, lat, radius, [names[w] for w in places["within"].to_pylist()] if any(names.values()) else []


def _deed(row: Mapping[str, Any]) -> Deed:
    return Deed(
        row["act"] or None, row["weapon"] or None, row["target_kind"] or None, row["info_grade"] or None, row["self_defence"]
    )
