"""Which item of one list is which item of the other: one to one, and the cheapest assignment of all.

Two items can be one if their discs and their intervals lie within the limits and their acts are of one kind. Each such
pair has a cost: the squares of the distances in units of the stated precision (a radius, and half an interval, over the
root of three, as if all of it were equally likely); more for what else differs; and more in a crowd, where two items are
easily alike by chance. A pair that costs more than ``MOST`` is left apart; of the rest, the assignment with the lowest
total is taken, component by component of the graph of candidates. Ties are broken by the ids, the same whichever list
comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from math import log
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from servanda.incidents.model import AND
from servanda.incidents.names import fold
from servanda.judge.reconcile.model import Closeness, Limits, Row

CROWD = 4.0  # the most that a crowd costs
MOST = 7.0  # beyond it, two items that are one are rare
FLOOR_KM, FLOOR_HOURS = 0.5, 3.0  # what nobody states more finely than
_LARGE = 1_500  # items of a component beyond which the sparse solver is used
_EARTH_KM = 6371.0088


class Near(NamedTuple):
    """An item of the other list within the limits, and whether it is like enough to be the same."""

    item: int
    fits: bool


@dataclass(frozen=True)
class Matched:
    """The pairs that were taken, and per item all that lies within the limits, the likest first."""

    pairs: Mapping[tuple[int, int], Closeness]
    near_a: Mapping[int, Sequence[Near]]
    near_b: Mapping[int, Sequence[Near]]


@dataclass(frozen=True)
class _List:
    """A list as arrays: degrees, kilometres, hours since 1970; NaN where not known."""

    rows: Sequence[Row]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    radius: NDArray[np.float64]
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    where: Sequence[frozenset[str]]
    who: Sequence[frozenset[str]]

    @staticmethod
    def of(rows: Sequence[Row], parties: Mapping[str, str]) -> _List:
        def numbers(name: str, unit: float = 1.0) -> NDArray[np.float64]:
            return np.array([np.nan if r[name] is None else r[name] / unit for r in rows], np.float64)

        def hours(name: str) -> NDArray[np.float64]:
            return np.array([np.nan if r[name] is None else _hours(r[name]) for r in rows], np.float64)

        start, end = hours("happened_from"), hours("happened_to")
        return _List(
            rows, numbers("lon"), numbers("lat"), np.nan_to_num(numbers("radius_m", 1000.0)),
            np.where(np.isnan(start), end, start), np.where(np.isnan(end), start, end),
            [frozenset(fold(r[c]) for c in ("place", "division") if r[c]) for r in rows],
            [frozenset(parties.get(n) or fold(n) for c in ("side_a", "side_b") for n in (r[c] or "").split(AND) if n)
             for r in rows],
        )  # fmt: skip


def match(
    a: Sequence[Row], b: Sequence[Row], acts: Mapping[str, str], parties: Mapping[str, str], limits: Limits
) -> Matched:
    """Match two lists.

    Args:
        a, b: rows of INCIDENTS.
        acts: act → its parent, "" for a root.
        parties: names as reported → party ids.
        limits: how far apart two items may lie.
    """
    one, two = _List.of(a, parties), _List.of(b, parties)
    found = _crowded({(i, j): c for i in range(len(a)) for j, c in _candidates(one, i, two, acts, limits)})
    near_a: dict[int, list[Near]] = {}
    near_b: dict[int, list[Near]] = {}
    for i, j in sorted(found, key=lambda p: (found[p].cost, _tie(a[p[0]], b[p[1]]))):
        near_a.setdefault(i, []).append(Near(j, found[i, j].cost < MOST))
        near_b.setdefault(j, []).append(Near(i, found[i, j].cost < MOST))
    edges = [p for p, c in found.items() if c.cost < MOST]
    taken = {p: found[p] for p in _assigned(edges, [found[p].cost + _tie(a[p[0]], b[p[1]]) for p in edges])}
    return Matched(taken, near_a, near_b)


def _crowded(found: Mapping[tuple[int, int], Closeness]) -> dict[tuple[int, int], Closeness]:
    """The pairs with what it costs to stand in a crowd: the more items are like it, the likelier it is like by chance."""
    like = [p for p, c in found.items() if c.cost < MOST]
    a, b = (Counter(p[side] for p in like) for side in (0, 1))
    return {
        (i, j): replace(c, parts={**c.parts, "crowd": min(CROWD, log(max(1, a[i])) + log(max(1, b[j])))})
        for (i, j), c in found.items()
    }


def _candidates(one: _List, i: int, two: _List, acts: Mapping[str, str], limits: Limits) -> list[tuple[int, Closeness]]:
    """The items of the other list that item i may be, and how near each is."""
    if not two.rows:
        return []
    gap = np.maximum(one.start[i], two.start) - np.minimum(one.end[i], two.end)
    dated, undated = not np.isnan(one.start[i]), np.isnan(two.start)
    in_time = gap <= limits.hours if dated else undated
    out = []
    at = np.flatnonzero(in_time)
    apart = _km(one.lon[i], one.lat[i], two.lon[at], two.lat[at])
    for j, km in zip(at.tolist(), apart.tolist(), strict=True):
        if np.isnan(km):
            if one.where[i].isdisjoint(two.where[j]) and (one.where[i] or two.where[j]):
                continue
        elif km - one.radius[i] - two.radius[j] > limits.distance_km:
            continue
        act = _act(one.rows[i]["act"], two.rows[j]["act"], acts)
        if act is None:
            continue
        out.append((j, _closeness(one, i, two, j, km, act)))
    return out


def _closeness(one: _List, i: int, two: _List, j: int, km: float, act: float) -> Closeness:
    parts = {"place": 1.0, "time": 1.0, "act": act, "sides": 0.0, "killed": 0.0, "name": 0.0}
    hours = None
    if not np.isnan(km):
        parts["place"] = float(km**2 / ((one.radius[i] ** 2 + two.radius[j] ** 2) / 3 + FLOOR_KM**2))
    if not np.isnan(one.start[i]):
        halves = [(x.end[k] - x.start[k]) / 2 for x, k in ((one, i), (two, j))]
        hours = float(abs((one.start[i] + one.end[i]) - (two.start[j] + two.end[j])) / 2)
        parts["time"] = float(hours**2 / ((halves[0] ** 2 + halves[1] ** 2) / 3 + FLOOR_HOURS**2))
    called = [fold(x.rows[k]["place"] or "") for x, k in ((one, i), (two, j))]
    if all(called) and called[0] != called[1]:
        parts["name"] = 3.0
    mine, theirs = one.who[i], two.who[j]
    if mine and theirs and mine != theirs:
        parts["sides"] = 0.5 if mine & theirs else 3.0
    killed = [x.rows[k]["killed_best"] for x, k in ((one, i), (two, j))]
    if None not in killed:
        parts["killed"] = min(2.0, (killed[0] - killed[1]) ** 2 / (killed[0] + killed[1] + 1.0))
    return Closeness(None if np.isnan(km) else round(float(km), 3), None if hours is None else round(hours, 2), parts)


def _act(a: str | None, b: str | None, acts: Mapping[str, str]) -> float | None:
    """The cost of two acts: none if the same, some if one is part of the other or not told; None if of two kinds."""
    if a == b:
        return 0.0
    if a is None or b is None:
        return 0.5
    up_a, up_b = _path(a, acts), _path(b, acts)
    if a in up_b or b in up_a:
        return 0.5
    return 2.0 if up_a & up_b else None


def _path(act: str, acts: Mapping[str, str]) -> set[str]:
    path: set[str] = set()
    while act and act not in path:
        path.add(act)
        act = acts.get(act, "")
    return path


def _assigned(edges: Sequence[tuple[int, int]], costs: Sequence[float]) -> list[tuple[int, int]]:
    """The assignment of the lowest total, where leaving a pair apart costs ``MOST``."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not edges:
        return []
    rows, columns = (np.array(x) for x in zip(*edges, strict=True))
    n, m = int(rows.max()) + 1, int(columns.max()) + 1
    graph = coo_array((np.ones(len(edges)), (rows, columns + n)), shape=(n + m, n + m))
    _, labels = connected_components(graph, directed=False)
    order = np.argsort(labels[rows], kind="stable")
    bounds = np.flatnonzero(np.diff(labels[rows][order])) + 1
    taken: list[tuple[int, int]] = []
    for part in np.split(order, bounds):
        taken += _component(rows[part], columns[part], np.array(costs)[part])
    return sorted(taken)


def _component(rows: Any, columns: Any, costs: Any) -> list[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    which_a, i = np.unique(rows, return_inverse=True)
    which_b, j = np.unique(columns, return_inverse=True)
    n, m = len(which_a), len(which_b)
    if n + m <= _LARGE:
        table = np.zeros((n, m + n))
        table[:, :m] = 4 * MOST
        table[i, j] = costs - MOST
        taken: tuple[Any, Any] = linear_sum_assignment(table)
    else:
        # an item may also go with none, at the full price
        values = np.r_[costs, np.full(n, MOST)] + 1.0
        sparse = coo_array((values, (np.r_[i, np.arange(n)], np.r_[j, m + np.arange(n)])), shape=(n, m + n))
        taken = min_weight_full_bipartite_matching(sparse.tocsr())
    real = set(zip(i.tolist(), j.tolist(), strict=True))
    chosen = zip(*(side.tolist() for side in taken), strict=True)
    return [(int(which_a[x]), int(which_b[y])) for x, y in chosen if (x, y) in real]


def _tie(a: Row, b: Row) -> float:
    """A tiny number for a pair, the same for (a, b) and (b, a)."""
    ids = "\x1f".join(sorted((a["incident_id"], b["incident_id"])))
    return int.from_bytes(blake2b(ids.encode(), digest_size=4).digest(), "big") / 2**32 * 1e-6


def _km(lon_a: Any, lat_a: Any, lon_b: Any, lat_b: Any) -> NDArray[np.float64]:
    """The distance on the globe, element by element; NaN where a position is not known."""
    x1, y1, x2, y2 = (np.radians(x) for x in (lon_a, lat_a, lon_b, lat_b))
    h = np.sin((y2 - y1) / 2) ** 2 + np.cos(y1) * np.cos(y2) * np.sin((x2 - x1) / 2) ** 2
    out: NDArray[np.float64] = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, h)))
    return out


def _hours(at: datetime) -> float:
    return at.timestamp() / 3600
