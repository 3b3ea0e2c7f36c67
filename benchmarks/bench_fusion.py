"""How well and how fast reports become incidents, beside Splink 5, a window rule and connected components.

Run: ``python benchmarks/bench_fusion.py [--write] [--peers PYTHON] [--quick]``. PYTHON is an interpreter with splink
(``python -m venv peers && peers/bin/pip install splink==5.0.0``); without it the Splink rows are left out and said so.
The sets are the made reports beside the checkout (SERVANDA_SHARED); without them only growth and latency are measured.
Splink is given our middles and spreads of time and place and resolved actors, and is clustered by our average link.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from made_year import made_year
from servanda.incidents.fuse import fuse
from servanda.incidents.fuse.cluster import average_link
from servanda.incidents.fuse.engine import Fused
from servanda.incidents.fuse.incremental import Running
from servanda.incidents.report import Reports
from servanda.incidents.report_reader import intake, read_reports

HERE = Path(__file__).parent
EVENTS = Path(os.environ.get("SERVANDA_SHARED") or HERE.parent.parent / "shared") / "data" / "events"
RESULT = HERE / "results" / "fusion.md"
SIZES = (5_000, 20_000, 50_000, 200_000)


def truth(name: str) -> dict[str, str]:
    with gzip.open(EVENTS / f"reports-made-{name}-truth.csv.gz", "rt") as file:
        return {row["report_id"]: row["incident_id"] for row in csv.DictReader(file)}


def scores(groups: np.ndarray, true: np.ndarray) -> tuple[float, float, float, float]:
    """Pair precision, recall, F1 and B³ F1 of a grouping."""
    g, t = (np.unique(x, return_inverse=True)[1] for x in (groups, true))
    _, cell, both = np.unique(g.astype(np.int64) * (t.max() + 1) + t, return_inverse=True, return_counts=True)
    found, real = np.bincount(g), np.bincount(t)
    hits = (both * (both - 1) // 2).sum()
    precision = hits / max((found * (found - 1) // 2).sum(), 1)
    recall = hits / max((real * (real - 1) // 2).sum(), 1)
    bp, br = (both[cell] / found[g]).mean(), (both[cell] / real[t]).mean()
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9), 2 * bp * br / (bp + br)


_LAUNCH = (
    "import os,subprocess,sys\n"
    "p=subprocess.Popen(sys.argv[1:],stdout=subprocess.DEVNULL);_,status,used=os.wait4(p.pid,0)\n"
    "print(status,used.ru_utime+used.ru_stime,used.ru_maxrss/1024)"
)


def measured(args: list[str]) -> tuple[float, float]:
    """CPU seconds (user and system) and peak MB of a command, started by a small process: a fork counts its parent."""
    done = subprocess.run([sys.executable, "-S", "-c", _LAUNCH, *args], capture_output=True, text=True, check=True)
    status, cpu, peak = done.stdout.split()
    if int(status):
        raise RuntimeError(f"{args} failed: {done.stderr[-2000:]}")
    return float(cpu), float(peak)


def window_rule(fused: Fused, km: float = 3.0, hours: float = 12.0) -> np.ndarray:
    """Nearest first, one to one for each pair of sources, same act; groups are what hangs together."""
    e, c = fused.evidence, fused.columns
    fit = (e.km <= km) & (np.abs(e.hours) <= hours) & (c.source[e.i] != c.source[e.j])
    fit &= (c.act[e.i] == c.act[e.j]) | (c.act[e.i] < 0) | (c.act[e.j] < 0)
    rows = np.flatnonzero(fit)
    rows = rows[np.argsort(e.km[rows] / km + np.abs(e.hours[rows]) / hours, kind="stable")]
    taken: set[tuple[int, int]] = set()
    kept = []
    for r in rows.tolist():
        i, j = int(e.i[r]), int(e.j[r])
        a, b = (i, int(c.source[j])), (j, int(c.source[i]))
        if a not in taken and b not in taken:
            taken |= {a, b}
            kept.append(r)
    return components(len(c), e.i[kept], e.j[kept])


def components(count: int, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    return connected_components(coo_matrix((np.ones(len(i)), (i, j)), shape=(count, count)), directed=False)[1]


def for_splink(fused: Fused, labels: dict[str, str] | None, path: Path) -> None:
    """The reports as Splink takes them, with what we worked out for each by itself."""
    c, ids = fused.columns, fused.reports.ids
    lon, lat = (fused.reports.numbers(n) for n in ("lon", "lat"))
    x, y = lon * 111.2 * np.cos(np.radians(np.nanmean(lat))), lat * 111.2
    party = [None if a < 0 else fused.words.actor.stands_for[a] for a in c.actor.tolist()]
    month = np.floor(c.mid_h / 744)
    table = {
        "report_id": ids,
        "hours": c.mid_h,
        "sd_h": c.sd_h,
        "window_h": c.window_h,
        "x_km": x,
        "y_km": y,
        "sd_km": c.sd_km,
        "place": fused.reports.texts("place"),
        "act": fused.reports.texts("act"),
        "party": party,
        "log_killed": pa.array(c.low, from_pandas=True),
        "source": fused.reports.texts("source"),
        "month": month,
        "day": np.floor(c.mid_h / 24),
        "cell": [f"{a:.0f}:{b:.0f}" for a, b in zip(x // 20, y // 20, strict=True)],
        "cell_b": [f"{a:.0f}:{b:.0f}" for a, b in zip((x + 10) // 20, (y + 10) // 20, strict=True)],
    }
    if labels:
        table["incident_id"] = [labels[i] for i in ids]
    pq.write_table(pa.table(table), path)


def splink(
    peers: str, dev: Fused, train: Fused, labels: dict[str, str], true: np.ndarray, labelled: bool
) -> list[object]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{n}.parquet" for n in ("dev", "train", "pairs")]
        for_splink(dev, None, paths[0])
        for_splink(train, labels, paths[1])
        args = [peers, str(HERE / "peers" / "splink_fusion.py"), str(paths[0]), str(paths[2])]
        cpu, peak = measured([*args, str(paths[1])] if labelled else args)
        pairs = pq.read_table(paths[2])
    at = {r: k for k, r in enumerate(dev.reports.ids)}
    ij = np.array([[at[a], at[b]] for a, b in zip(*(pairs.column(k).to_pylist() for k in range(2)), strict=True)])
    share = pairs.column(2).to_numpy()
    begun = time.process_time()
    best = max(
        (scores(average_link(len(at), ij, share, cut), true) for cut in (0.2, 0.35, 0.5, 0.65)), key=lambda s: s[2]
    )
    cpu += (time.process_time() - begun) / 4
    return [f"Splink {'m from labels' if labelled else 'EM'} + our average link (best of 4 cuts)", *best, cpu, peak]


def accuracy(peers: str | None) -> list[list[object]]:
    labels, true_of = truth("train"), truth("dev")
    dev = fuse(read_reports(EVENTS / "reports-made-dev.csv.gz").reports)
    true = np.array([true_of[i] for i in dev.reports.ids])
    train_reports = read_reports(EVENTS / "reports-made-train.csv.gz").reports
    taught = fuse(dev.reports, labelled=train_reports, labels=labels)
    command = [sys.executable, "-m", "servanda", "fuse", str(EVENTS / "reports-made-dev.csv.gz")]
    with tempfile.TemporaryDirectory() as folder:
        out = ["-o", f"{folder}/out.parquet"]
        alone = measured([*command, *out])
        learn = ["--labelled-reports", str(EVENTS / "reports-made-train.csv.gz")]
        with_labels = measured([*command, *out, *learn, "--labels", str(EVENTS / "reports-made-train-truth.csv.gz")])
    rows: list[list[object]] = [
        ["**servanda, no labels**", *scores(dev.groups, true), *alone],
        ["**servanda, trained on -train**", *scores(taught.groups, true), *with_labels],
    ]
    e = taught.evidence
    strong = taught.shares >= 0.5
    rows.append(
        [
            "our trained shares + connected components",
            *scores(components(len(true), e.i[strong], e.j[strong]), true),
            None,
            None,
        ]
    )
    rows.append(["window rule, 3 km, 12 h, one to one", *scores(window_rule(dev), true), None, None])
    rows.append(["window rule, 5 km, 24 h, one to one", *scores(window_rule(dev, 5.0, 24.0), true), None, None])
    if peers:
        train = fuse(train_reports)
        rows += [splink(peers, dev, train, labels, true, labelled) for labelled in (False, True)]
    return rows


def other_seeds() -> list[list[object]]:
    """Train and dev the other way round: what another seed of the same kind gives."""
    labels, true_of = truth("dev"), truth("train")
    reports = read_reports(EVENTS / "reports-made-train.csv.gz").reports
    dev = read_reports(EVENTS / "reports-made-dev.csv.gz").reports
    true = np.array([true_of[i] for i in reports.ids])
    alone, taught = fuse(reports), fuse(reports, labelled=dev, labels=labels)
    return [
        ["no labels, on -train", *scores(alone.groups, true)],
        ["trained on -dev, on -train", *scores(taught.groups, true)],
    ]


def growth(sizes: tuple[int, ...]) -> list[list[object]]:
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            pq.write_table(made_year(size, seed=7), f"{folder}/r.parquet")
            cpu, peak = measured(
                [sys.executable, "-m", "servanda", "fuse", f"{folder}/r.parquet", "-o", f"{folder}/o.parquet"]
            )
            inside = _inside(f"{folder}/r.parquet")
            rows.append([size, cpu, peak, inside, 1e6 * inside / size])
    return rows


def _inside(path: str) -> float:
    """CPU seconds of fusing and assembling alone, with everything imported: the least of two."""
    code = (
        "import sys,time;from pathlib import Path;from servanda.cli._quick import spare_pandas;spare_pandas()\n"
        "from servanda.incidents.report_reader import read_reports;from servanda.incidents.fuse import fuse\n"
        "import scipy.spatial,gc;from servanda.parties import compare;compare('a b','c d')\n"
        "r=read_reports(Path(sys.argv[1])).reports;best=1e9\n"
        "for _ in range(2):\n"
        "    t=time.process_time();fuse(r).incidents;best=min(best,time.process_time()-t)\n"
        "print(best)"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    return float(done.stdout)


def latency(size: int = 50_000, new: int = 500) -> tuple[float, float, float, float]:
    """Milliseconds to place one new report among ``size``: median, 99 %, most, and the most CPU."""
    table = made_year(size + new, seed=8)
    chosen = np.random.default_rng(1).permutation(table.num_rows)
    fused = fuse(intake(table.take(pa.array(np.sort(chosen[new:])))).reports)
    running = Running(fused)
    took, worked = [], []
    for k in np.sort(chosen[:new]).tolist():
        one: Reports = intake(table.slice(k, 1)).reports
        begun, cpu = time.perf_counter(), time.process_time()
        running.add(one)
        took.append(1000 * (time.perf_counter() - begun))
        worked.append(1000 * (time.process_time() - cpu))
    return float(np.median(took)), float(np.percentile(took, 99)), max(took), max(worked)


def table(head: str, rows: list[list[object]], forms: list[Callable[[object], str]]) -> str:
    lines = [f"| {head} |", "|" + "---|" * len(forms)]
    cells = [["not measured" if v is None else f(v) for v, f in zip(row, forms, strict=True)] for row in rows]
    lines += [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {RESULT.name}")
    parser.add_argument("--peers", help="an interpreter that has splink 5")
    parser.add_argument("--quick", action="store_true", help="no sizes above 50,000")
    chosen = parser.parse_args()
    os.environ["PYTHONPATH"] = str(HERE.parent / "src")
    three, one, whole = (
        (lambda d: lambda v: f"{v:,.{d}f}")(3),
        (lambda d: lambda v: f"{v:,.{d}f}")(1),
        lambda v: f"{v:,.0f}",
    )
    versions = ", ".join(f"{n} {version(n)}" for n in ("numpy", "scipy", "pyarrow"))
    parts = [
        "## Fusing reports into incidents",
        f"`python benchmarks/bench_fusion.py --peers …`, {time.strftime('%Y-%m-%d')}, {platform.machine()}, "
        f"Python {platform.python_version()}, {versions}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores. "
        "CPU seconds are user and system of the whole command, start-up included.",
    ]
    if EVENTS.is_dir():
        head = "`reports-made-dev` | pair P | R | F1 | B³ | CPU s | peak MB"
        parts.append(table(head, accuracy(chosen.peers), [str, three, three, three, three, one, whole]))
        if not chosen.peers:
            parts.append("Splink was not run: no interpreter was given.")
        parts.append(table("another seed | pair P | R | F1 | B³", other_seeds(), [str, three, three, three, three]))
    rows = growth(SIZES[:3] if chosen.quick else SIZES)
    parts.append("Growth at one density (made by `made_year`, seed 7):")
    parts.append(
        table("reports | CPU s, command | peak MB | CPU s, fusing | µs per report", rows, [whole, one, whole, one, one])
    )
    ratio = rows[-1][-1] / rows[0][-1]
    parts.append(f"Per report, the largest costs {ratio:.2f} times the smallest.")
    median, p99, most, cpu = latency()
    parts.append(
        f"One new report among 50,000 joins or opens an incident in {median:.1f} ms "
        f"(99 %: {p99:.1f} ms, most {most:.1f} ms; most CPU {cpu:.1f} ms)."
    )
    text = "\n\n".join(parts) + "\n"
    print(text)
    if chosen.write:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(text)


if __name__ == "__main__":
    main()
