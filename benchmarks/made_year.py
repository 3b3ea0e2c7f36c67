"""Made reports at any size and one density, vectorised: for growth, not for accuracy."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ACTS = np.array(["air-strike", "shelling", "ied", "armed-clash", "sniping"])
TIMES, TIME_SD = np.array(["hour", "part-of-day", "day"]), np.array([0.7, 2.4, 0.0])
PLACES, PLACE_SD = np.array(["gps", "village", "town-centre", "district"]), np.array([0.3, 3.0, 1.5, 18.0])


def made_year(reports: int, seed: int) -> pa.Table:
    """So many reports of about 40 % as many incidents; towns grow with them, so that each stays as crowded."""
    rng = np.random.default_rng(seed)
    incidents, towns = int(reports * 0.4), max(2, reports // 200)
    spread = np.sqrt(towns / 250) * 3.0  # degrees: the land grows with the towns
    centre = np.column_stack([30 + rng.uniform(-spread, spread, towns), 10 + rng.uniform(-spread, spread, towns)])
    block = rng.zipf(1.6, incidents) % 25 + 25 * rng.integers(0, max(1, towns // 25), incidents)
    town = np.minimum(block, towns - 1)
    hour = rng.uniform(0, 24 * 366, incidents)
    point = centre[town] + rng.normal(0, 0.036, (incidents, 2))
    act, actor, killed = rng.integers(0, 5, incidents), rng.integers(0, 40, incidents), rng.poisson(2, incidents)
    of = np.sort(np.concatenate([np.arange(incidents), rng.integers(0, incidents, reports - incidents)]))
    t, p = rng.choice(3, reports, p=[0.3, 0.3, 0.4]), rng.choice(4, reports, p=[0.25, 0.4, 0.25, 0.1])
    told = np.where(t == 2, 24 * (hour[of] // 24) + 12, hour[of] + rng.normal(0, 1, reports) * TIME_SD[t])
    at = point[of] + rng.normal(0, 1, (reports, 2)) * PLACE_SD[p][:, None] / 111.2
    at = np.where((p == 2)[:, None], centre[town[of]] + rng.normal(0, 0.01, (reports, 2)), at)
    us = (1_451_606_400 + told * 3600).astype(np.int64) * 1_000_000

    def mostly(values: pa.Array, share: float) -> pa.Array:
        return pc.if_else(pa.array(rng.random(reports) < share), values, pa.scalar(None, values.type))

    return pa.table(
        {
            "report_id": [f"g{k:07d}" for k in range(reports)],
            "source": [f"s{k}" for k in rng.integers(0, 20, reports)],
            "happened_at": pa.array(us).cast(pa.timestamp("us", tz="UTC")),
            "time_precision": TIMES[t],
            "lon": at[:, 0],
            "lat": at[:, 1],
            "place_precision": PLACES[p],
            "place": mostly(pa.array([f"town {k}" for k in town[of]]), 0.85),
            "act": ACTS[act[of]],
            "actor": mostly(pa.array([f"group {k}" for k in actor[of]]), 0.7),
            "killed_low": mostly(pa.array(killed[of].astype(np.float64)), 0.8),
            "killed_high": mostly(pa.array(killed[of].astype(np.float64)), 0.8),
        }
    )
