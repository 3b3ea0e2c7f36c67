"""Which pairs of reports may tell of one incident at all: near in time and place, by the precision that each states.

Reports are sorted into classes of equal precision, and two classes are joined by a box search whose size is what their
precisions allow: exact reports meet few others, vague ones more. So the number of pairs grows with the reports.
"""

from __future__ import annotations

import numpy as np

from servanda.incidents.report import Floats, Ints, Reports

REACH = 3.0  # times the joint standard deviation of two places
NEIGHBOURHOOD_KM = 20.0
SLACK_KM = 1.0  # the extent of an incident itself


def candidate_pairs(reports: Reports) -> Ints:
    """All pairs (i, j), i < j, sorted, whose times can coincide and whose places lie within reach. Shape (m, 2).

    Reports without time or place are in no pair.
    """
    from scipy.spatial import cKDTree

    xyz, mid, window, sd = reports.xyz_km, reports.mid_h, reports.window_h, reports.place_sd_km
    placed = neighbours_together(reports)
    flat = _flattened(xyz, placed)
    kinds, kind_of = np.unique(np.stack([window[placed], sd[placed]], axis=1), axis=0, return_inverse=True)
    members = [placed[kind_of.ravel() == k] for k in range(len(kinds))]
    found: list[Ints] = []
    for a, (window_a, sd_a) in enumerate(kinds):
        for b in range(a, len(kinds)):
            window_b, sd_b = kinds[b]
            reach, span = reach_km(sd_a, sd_b), window_a + window_b
            here = cKDTree(_scaled(flat, mid, members[a], reach, span))
            if a == b:
                pairs = here.query_pairs(1.0, p=np.inf, output_type="ndarray")
                i, j = members[a][pairs[:, 0]], members[a][pairs[:, 1]]
            else:
                there = cKDTree(_scaled(flat, mid, members[b], reach, span))
                near = here.sparse_distance_matrix(there, 1.0, p=np.inf, output_type="ndarray")
                i, j = members[a][near["i"]], members[b][near["j"]]
            close = ((xyz[i] - xyz[j]) ** 2).sum(axis=1) <= reach**2
            found.append(np.minimum(i, j)[close] * len(reports) + np.maximum(i, j)[close])
    keys = np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    return np.stack([keys // max(len(reports), 1), keys % max(len(reports), 1)], axis=1)


def reach_km(sd_a: float | Floats, sd_b: float | Floats) -> Floats:
    """How far apart two reports of one incident may put it, in kilometres."""
    return np.asarray(REACH * np.hypot(sd_a, sd_b) + SLACK_KM, dtype=np.float64)


def neighbours_together(reports: Reports) -> Ints:
    """The rows with time and place, those near each other in space next to each other: trees stay in the cache."""
    placed = np.flatnonzero(reports.placed)
    cells = (reports.xyz_km[placed] // NEIGHBOURHOOD_KM).astype(np.int64)
    return placed[np.lexsort((reports.mid_h[placed], cells[:, 2], cells[:, 1], cells[:, 0]))]


def _flattened(xyz: Floats, placed: Ints) -> Floats:
    """The points as seen from above their middle, (n, 2): never farther apart than they are, and quicker to search."""
    if not len(placed):
        return xyz[:, :2]
    up = xyz[placed].mean(axis=0)
    up = up / (np.linalg.norm(up) or 1.0)
    east = np.cross([0.0, 0.0, 1.0] if abs(up[2]) < 0.9 else [1.0, 0.0, 0.0], up)
    east = east / (np.linalg.norm(east) or 1.0)
    return np.asarray(xyz @ np.stack([east, np.cross(up, east)], axis=1), dtype=np.float64)


def _scaled(xyz: Floats, mid: Floats, rows: Ints, reach: Floats, span: float) -> Floats:
    return np.column_stack([xyz[rows] / reach, mid[rows] / span])


DENSITY_KM = 6.0  # a town
DENSITY_H = 240.0  # ten days


def crowd(reports: Reports) -> Floats:
    """How many reports lie around each one per km² and hour: where it is crowded, nearness says little.

    Counted within a town's size and ten days. NaN for reports without time or place.
    """
    from scipy.spatial import cKDTree

    placed = neighbours_together(reports)
    out = np.full(len(reports), np.nan)
    if len(placed):
        points = np.column_stack([reports.xyz_km[placed] / DENSITY_KM, reports.mid_h[placed] / DENSITY_H])
        out[placed] = (
            cKDTree(points, leafsize=32, balanced_tree=False).query_ball_point(points, 1.0, p=2, return_length=True)
            / crowd_volume()
        )
    return out


def crowd_volume() -> float:
    """The km² · hours in which ``crowd`` counts: an ellipsoid, flat on the ground, long in time."""
    return 4 / 3 * np.pi * DENSITY_KM**2 * DENSITY_H
