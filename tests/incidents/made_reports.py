"""Made reports with known truth, for the tests of fusing: our own small world, not that of any file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from servanda.incidents.report import Reports
from servanda.incidents.report_reader import intake

ACTS = ("air-strike", "shelling", "ied", "armed-clash")
ACTORS = (("Northern Front", "الجبهة الشمالية"), ("River Guard", "حرس النهر"), ("Highland Militia", "Горное ополчение"))


def made(incidents: int, seed: int, towns: int = 12, days: int = 60) -> tuple[pa.Table, dict[str, str]]:
    """Reports of ``incidents`` in a table of the plain columns, and the truth: report id → incident."""
    rng = np.random.default_rng(seed)
    centres = np.column_stack([rng.uniform(20, 22, towns), rng.uniform(44, 46, towns)])
    rows, truth = [], {}
    for k in range(incidents):
        town = int(rng.integers(towns))
        lon, lat = centres[town] + rng.normal(0, 0.03, 2)
        hour = rng.uniform(0, 24 * days)
        act, actor, killed = rng.choice(ACTS), ACTORS[rng.integers(len(ACTORS))], int(rng.poisson(3))
        for _ in range(1 + int(rng.poisson(1.4))):
            time_word, sd_h = (("hour", 0.6), ("part-of-day", 2.0), ("day", 0.0))[rng.integers(3)]
            place_word, sd = (("gps", 0.002), ("village", 0.02))[rng.integers(2)]
            told = hour + rng.normal(0, sd_h) if sd_h else 24 * (hour // 24)
            report = f"m{len(rows):05d}"
            truth[report] = f"t{k}"
            rows.append(
                {
                    "report_id": report,
                    "source": f"s{rng.integers(8)}",
                    "happened_at": datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=float(told)),
                    "time_precision": time_word,
                    "lon": float(lon + rng.normal(0, sd)),
                    "lat": float(lat + rng.normal(0, sd)),
                    "place_precision": place_word,
                    "place": f"town {town}" if rng.random() < 0.8 else None,
                    "act": str(act) if rng.random() < 0.9 else "unknown",
                    "actor": str(rng.choice(actor)) if rng.random() < 0.7 else None,
                    "killed_low": float(killed) if rng.random() < 0.8 else None,
                    "killed_high": float(killed) if rng.random() < 0.8 else None,
                }
            )
    return pa.Table.from_pylist(rows), truth


def reports(*rows: dict[str, object]) -> Reports:
    """Reports from a few rows; what is left out gets a plain value."""
    plain = {"time_precision": "hour", "lon": 21.0, "lat": 45.0, "place_precision": "gps", "act": "shelling"}
    full = [
        {"report_id": f"r{k}", "source": f"s{k}", "happened_at": "2020-01-01T10:00Z"} | plain | r
        for k, r in enumerate(rows)
    ]
    names = dict.fromkeys(name for row in full for name in row)
    return intake(
        pa.table({n: pa.array([None if r.get(n) is None else str(r[n]) for r in full]) for n in names})
    ).reports


def pair_f1(found: dict[str, str], truth: dict[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of reports said to tell of one incident."""
    pairs_found, pairs_true = (_pairs(m) for m in (found, truth))
    both = len(pairs_found & pairs_true)
    precision, recall = both / max(len(pairs_found), 1), both / max(len(pairs_true), 1)
    return precision, recall, 2 * both / max(len(pairs_found) + len(pairs_true), 1)


def b_cubed(found: dict[str, str], truth: dict[str, str]) -> float:
    """B³ F1: for each report, how much of its found incident is right and how much of its true one was found."""
    by_found, by_true = _groups(found), _groups(truth)
    shared = [len(by_found[found[r]] & by_true[truth[r]]) for r in truth]
    precision = np.mean([s / len(by_found[found[r]]) for s, r in zip(shared, truth, strict=True)])
    recall = np.mean([s / len(by_true[truth[r]]) for s, r in zip(shared, truth, strict=True)])
    return float(2 * precision * recall / (precision + recall))


def _groups(of: dict[str, str]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for report, group in of.items():
        out.setdefault(group, set()).add(report)
    return out


def _pairs(of: dict[str, str]) -> set[tuple[str, str]]:
    return {(a, b) for g in _groups(of).values() for a in g for b in g if a < b}
