"""Two rival lists made from one truth by a stated rule, so that the matching can be scored.

Each side sees each incident with probability ``sees``. What it sees it tells with its own place and time: the true ones
moved by noise (normal, ``place_km`` in each direction; ``time_hours``), and it states a radius and half an interval of at
least twice that noise. List A speaks for ``side_a`` of the truth, B for ``side_b``: each names the other as the doer.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import cos, radians
from typing import Any


@dataclass(frozen=True)
class Rule:
    sees: float = 0.8
    place_km: float = 1.0
    time_hours: float = 3.0


@dataclass(frozen=True)
class Rivals:
    a: list[dict[str, Any]]
    b: list[dict[str, Any]]
    truth: set[tuple[str, str]]  # ids in a and b of one incident


def rivals(truth: Sequence[dict[str, Any]], sides: tuple[str, str], seed: int, rule: Rule | None = None) -> Rivals:
    """The lists of two sides."""
    rng, rule = random.Random(seed), rule or Rule()
    lists: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    pairs = set()
    for n, row in enumerate(truth):
        seen = []
        for i, told in enumerate(lists):
            if rng.random() < rule.sees:
                told.append(_told(row, f"{'ab'[i]}{n}", i, sides[i], rng, rule))
                seen.append(i)
        if len(seen) == 2:
            pairs.add((f"a{n}", f"b{n}"))
    for told in lists:
        rng.shuffle(told)
    return Rivals(*lists, pairs)


def _told(row: dict[str, Any], id_: str, side: int, by: str, rng: random.Random, rule: Rule) -> dict[str, Any]:
    late = timedelta(hours=rng.gauss(0, rule.time_hours))
    wider = max(timedelta(0), timedelta(hours=2 * rule.time_hours) - (row["happened_to"] - row["happened_from"]) / 2)
    north, east = (rng.gauss(0, rule.place_km) / 111.195 for _ in range(2))
    moved = {"lon": row["lon"] + east / cos(radians(row["lat"])), "lat": row["lat"] + north} if row["lat"] else {}
    return row | moved | {
        "incident_id": id_, "side_a": row["side_b" if side == 0 else "side_a"],
        "side_b": row["side_a" if side == 0 else "side_b"], "directed": True, "claimant": by,
        "radius_m": max(row["radius_m"] or 0, 2000 * rule.place_km) if row["lat"] else None,
        "happened_from": row["happened_from"] + late - wider, "happened_to": row["happened_to"] + late + wider,
    }  # fmt: skip


def score(found: set[tuple[str, str]], truth: set[tuple[str, str]]) -> tuple[float, float]:
    """Precision and recall."""
    right = len(found & truth)
    return right / max(1, len(found)), right / max(1, len(truth))
