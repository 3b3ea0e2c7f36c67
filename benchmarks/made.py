"""Made accords and incidents for the benchmarks: seeded, of any size, with everything that the judge must handle.

70 % of the incidents lie at 20,000 places, 30 % anywhere; a twentieth is known only to some kilometres; a tenth straddles
hours; 2 % of the actors bear names that no party has; names come in three spellings of sixty actors in three levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import cos, pi, sin
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from servanda.accord import (
    Accord,
    Condition,
    Dated,
    Document,
    Entry,
    Group,
    Influence,
    ListBlock,
    Membership,
    Milestone,
    Norm,
    Party,
    Reached,
    Reading,
    Zone,
)
from servanda.incidents.model import INCIDENTS
from servanda.terms import Force, PartyKind

START = datetime(2020, 1, 1, tzinfo=UTC)
YEAR = 366 * 24 * 60  # minutes
ACTORS = 60
ACTS = {"attack": "", **{f"attack-{i}": "attack" for i in range(8)}, **{f"deed-{i}": "" for i in range(24)}}


@dataclass(frozen=True)
class Case:
    """A made accord with as many norms, zones and readings as asked for, and the names that its parties bear."""

    accord: Accord
    names: dict[str, str]  # name as reported → party id


def made_case(norms: int = 50, zones: int = 40, readings: int = 1, disputes: int = 0, seed: int = 7) -> Case:
    """An accord of the size asked for. Readings beyond the first each dispute some entries, a date and the umbrella rule.

    ``disputes`` adds entries each listed by a reading of its own, ``q0`` to ``q{n-1}``: one open question apiece.
    """
    rng = np.random.default_rng(seed)
    ids = [f"actor-{i}" for i in range(ACTORS)]
    parties = {}
    for i, id_ in enumerate(ids):
        part_of = (Membership(ids[int(rng.integers(0, 10))]),) if 10 <= i < 30 else ()
        part_of = (Membership(ids[int(rng.integers(10, 30))]),) if i >= 30 else part_of
        parties[id_] = Party(id_, {"en": f"Actor {i}"}, PartyKind.ARMED_GROUP, (f"A. {i}", f"الطرف {i}"), part_of)
    groups = {
        f"group-{g}": Group(
            f"group-{g}", {"en": f"Group {g}"}, tuple(Membership(ids[int(a)]) for a in rng.choice(30, 8, replace=False))
        )
        for g in range(6)
    }
    names_of = [f"r{i}" for i in range(readings)] + [f"q{i}" for i in range(disputes)]
    entries = []
    for k in range(30):
        since = START + timedelta(days=int(rng.integers(0, 300)))
        until = None if k % 3 else since + timedelta(days=int(rng.integers(10, 90)))
        disputed = (names_of[k % readings],) if readings > 1 and k % 2 else ()
        entries.append(Entry(ids[int(rng.integers(0, ACTORS))], Dated(since, until), disputed))
    entries += [Entry(ids[i % ACTORS], Dated(), (f"q{i}",)) for i in range(disputes)]
    influence = tuple(
        Influence(
            ids[int(rng.integers(0, ACTORS))], ids[int(rng.integers(0, ACTORS))], "supports",
            Dated(START + timedelta(days=int(rng.integers(0, 360)))),
        )
        for _ in range(80)
    )  # fmt: skip
    milestones = {}
    for k in range(6):
        at = START + timedelta(days=20 * k)
        reached = [Reached(at, at)]
        if readings > 1:
            later = at + timedelta(days=9)
            reached = [
                Reached(at, at, readings=tuple(names_of[::2])),
                Reached(later, later, readings=tuple(names_of[1::2])),
            ]
        milestones[f"step-{k}"] = Milestone(f"step-{k}", {"en": f"Step {k}"}, reached=tuple(reached))
    acts = list(ACTS)
    made_norms = {}
    for n in range(norms):
        made_norms[f"norm-{n}"] = Norm(
            f"norm-{n}", {"en": f"Norm {n}"}, Force.PROHIBITION, f"group-{n % 6}",
            act=(acts[1 + n % (len(acts) - 1)],),
            territory=(f"zone-{n % zones}",) if n % 5 else (),
            since=f"step-{n % 6}" if n % 3 else "",
            exceptions=(Condition("target-in", ("listed",)),) if n % 2 else (),
            guarantors=("influence",),
        )  # fmt: skip
    shapes = []
    for z in range(zones):
        x, y, size = rng.uniform(1, 9), rng.uniform(1, 9), rng.uniform(0.3, 1.2)
        corners = 500 if z % 4 == 0 else 24
        radii = rng.uniform(0.5, 1, corners) * size
        ring = [(x + r * cos(2 * pi * k / corners), y + r * sin(2 * pi * k / corners)) for k, r in enumerate(radii)]
        shapes.append(Zone(f"zone-{z}", {"en": f"Zone {z}"}, "territory", shapely.Polygon(ring)))
    accord = Accord(
        id="made", title={"en": "A made accord"}, time_zone="UTC",
        documents={"text": Document("text", "The text", date(2020, 1, 1))},
        parties=parties, influence=influence, groups=groups,
        lists={"listed": ListBlock("listed", {"en": "Listed"}, tuple(entries))},
        milestones=milestones, norms=made_norms, powers={},
        readings={r: Reading(r, {"en": r}, mixed="listed" if i % 3 == 1 else "undetermined") for i, r in enumerate(names_of)},
        zones=tuple(shapes), acts=ACTS, weapons={}, hash="0" * 64,
    )  # fmt: skip
    names = {n: p.id for p in parties.values() for n in (p.name["en"], *p.aliases)}
    return Case(accord, names)


def made_incidents(case: Case, count: int, path: Path, seed: int = 11, batch: int = 250_000) -> Path:
    """Write ``count`` incidents to a Parquet file, batch by batch; the same seed gives the same file."""
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0, 10, (20_000, 2)).round(4)
    names = np.array([*case.names, "Nobody's Front", "Men without a name"])
    weights = np.r_[np.full(len(case.names), 0.98 / len(case.names)), 0.01, 0.01]
    acts = np.array([*ACTS])
    start = np.datetime64(START.replace(tzinfo=None), "us")
    with pq.ParquetWriter(path, INCIDENTS, compression="zstd") as out:
        for first in range(0, count, batch):
            n = min(batch, count - first)
            at = spots[rng.integers(0, len(spots), n)].copy()
            free = rng.random(n) < 0.3
            at[free] = rng.uniform(0, 10, (int(free.sum()), 2)).round(5)
            begun = start + rng.integers(0, YEAR, n).astype("timedelta64[m]")
            lasted = np.where(rng.random(n) < 0.1, rng.integers(1, 48, n), 0).astype("timedelta64[h]")
            radius = np.where(rng.random(n) < 0.05, 5000.0, 0.0)
            columns = {
                "incident_id": pa.array([f"i{k:09d}" for k in range(first, first + n)]),
                "source": pa.array(["made"] * n),
                "happened_from": pa.array(begun.astype("datetime64[us]")).cast(INCIDENTS.field("happened_from").type),
                "happened_to": pa.array((begun + lasted).astype("datetime64[us]")).cast(
                    INCIDENTS.field("happened_to").type
                ),
                "lon": pa.array(at[:, 0]),
                "lat": pa.array(at[:, 1]),
                "radius_m": pa.array(radius),
                "act": pa.array(acts[rng.integers(0, len(acts), n)]),
                "side_a": pa.array(names[rng.choice(len(names), n, p=weights)]),
                "side_b": pa.array(names[rng.choice(len(names), n, p=weights)]),
                "directed": pa.array(rng.random(n) < 0.6),
                "killed_best": pa.array(rng.integers(0, 5, n).astype(np.int32)),
            }
            out.write_table(pa.table([columns.get(f.name, pa.nulls(n, f.type)) for f in INCIDENTS], schema=INCIDENTS))
    return path
