"""How the judge grows: 10,000,000 incidents against a query by hand and a bare scan; norms, zones, rows; Spark; others.

    python benchmarks/bench_scale.py [--only large norms zones rows spark others] [--rows 10000000] [--repeat 3]
                                     [--folder DIR] [--others PYTHON]

The query by hand and the scan stand in ``byhand.py``. Every contender runs in a process of its own and must give the
same digest. CPU seconds are those of the whole process with its children, start included. ``others`` are decision
engines of other makers (``contenders.py``), run by the interpreter that has ``requirements/bench.txt``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import bench_judge
from contenders import OTHERS, pairs_of
from made import made_case, made_incidents
from measure import apart, machine


def made(folder: Path, rows: int, norms: int = 50, zones: int = 40) -> Path:
    """The made incidents, written once."""
    path = folder / f"made-{rows}.parquet"
    if not path.exists():
        made_incidents(made_case(norms, zones), rows, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)
    path.with_name("decisions.sql").write_text(bench_judge.decisions_sql(), "utf-8")
    return path


def run(what: str, path: Path, norms: int = 50, zones: int = 40, repeat: int = 1) -> dict[str, Any]:
    """The medians of one contender."""
    found = [apart(__file__, "--part", what, path, norms, zones) for _ in range(repeat)]
    assert len({f["digest"] for f in found}) == 1
    return {k: statistics.median(f[k] for f in found) for k in ("cpu_s", "wall_s", "peak_mb")} | {
        k: v for k, v in found[0].items() if k not in {"cpu_s", "wall_s", "peak_mb"}
    }


def large(folder: Path, rows: int, repeat: int) -> None:
    path = made(folder, rows)
    print(f"\n### {rows:,} incidents × 50 norms × 40 zones, one reading, median of {repeat}\n")
    found: dict[str, list[dict[str, Any]]] = {w: [] for w in ("scan", "hand", "decisions")}
    for _ in range(repeat):
        for what, runs in found.items():
            runs.append(apart(__file__, "--part", what, path, 50, 40))
    assert len({r["digest"] for w in ("hand", "decisions") for r in found[w]}) == 1, "the digests differ"
    print("| what | CPU s | wall s | peak MB | digest |\n|---|---|---|---|---|")
    cpu = {}
    for what, runs in found.items():
        cpu[what], wall, peak = (statistics.median(r[k] for r in runs) for k in ("cpu_s", "wall_s", "peak_mb"))
        print(f"| {what} | {cpu[what]:.2f} | {wall:.1f} | {peak:.0f} | {runs[0]['digest']} |")
    print(
        f"\ndecisions / hand {cpu['decisions'] / cpu['hand']:.2f}; decisions / scan {cpu['decisions'] / cpu['scan']:.1f}"
    )
    sys.stdout.flush()


def norms(folder: Path, rows: int, repeat: int) -> None:
    rows = min(rows, 1_000_000)
    path = made(folder, rows)
    print(f"\n### Norms: {rows:,} incidents × 40 zones, CPU s, median of {repeat}\n")
    found = {n: run("decisions", path, n, 40, repeat)["cpu_s"] for n in (12, 50, 200, 800)}
    print(", ".join(f"{n}: {s:.2f}" for n, s in found.items()), f"; 800 / 12: {found[800] / found[12]:.2f}")
    sys.stdout.flush()


def zones(_folder: Path, _rows: int, repeat: int) -> None:
    print(f"\n### Zones: 300,000 distinct places, `zones.place_bits` alone, CPU s, median of {repeat}\n")
    found = {z: statistics.median(_zones(z) for _ in range(repeat)) for z in (10, 40, 160, 640)}
    print(", ".join(f"{z}: {s:.2f}" for z, s in found.items()))
    sys.stdout.flush()


def _zones(count: int) -> float:
    import numpy as np

    from servanda.judge.zones import place_bits

    case, rng = made_case(1, count), np.random.default_rng(3)
    lon, lat = rng.uniform(0, 10, (2, 300_000)).round(5)
    radius = np.where(rng.random(300_000) < 0.05, 5000.0, 0.0)
    begun = time.process_time()
    place_bits(case.accord.zones, lon, lat, radius, [])
    return time.process_time() - begun


def rows(folder: Path, rows: int, repeat: int) -> None:
    sizes = [n for n in (100_000, 1_000_000, 10_000_000) if n <= rows]
    print(f"\n### Rows: × 50 norms × 40 zones, CPU s of the whole process, median of {repeat}\n")
    found = {n: run("decisions", made(folder, n), repeat=repeat)["cpu_s"] for n in (1_000, *sizes)}
    print(", ".join(f"{n:,}: {s:.2f}" for n, s in found.items()))
    for few, many in pairwise(sizes):
        print(f"from {few:,} to {many:,}: {1e6 * (found[many] - found[few]) / (many - few):.2f} µs per further row")
    sys.stdout.flush()


def spark(folder: Path, rows: int, _repeat: int) -> None:
    path = made(folder, min(rows, 1_000_000))
    print(f"\n### Spark local[2] beside DuckDB: {path.stem.split('-')[1]} incidents, verdicts with all words written\n")
    for what in ("verdicts", "spark"):
        found = run(what, path)
        print(f"{what}: {found['cpu_s']:.1f} CPU s, {found['wall_s']:.1f} s, {found['digest']}")
        sys.stdout.flush()


def others(folder: Path, _rows: int, _repeat: int, python: str) -> None:
    print("\n### Decision alone, all facts given: µs CPU per incident × norm pair (slope between two sizes)\n")
    print("| engine | µs per pair | to | verdicts |\n|---|---|---|---|")
    for what, (few, many) in OTHERS.items():
        for n in (few, many):
            pairs_of(folder, n)
        try:
            a, b = (apart_by(python, what, folder, n) for n in (few, many))
        except SystemExit as e:
            print(f"| {what} | not run: {e} | | |")
            continue
        print(
            f"| {what} | {1e6 * (b['cpu_s'] - a['cpu_s']) / (many - few):.2f} | {many:,} pairs | {b['told']} |",
            flush=True,
        )


def apart_by(python: str, what: str, folder: Path, n: int) -> dict[str, Any]:
    before, sys.executable = sys.executable, python
    try:
        return apart(str(Path(__file__).with_name("contenders.py")), what, folder / f"pairs-{n}.pickle")
    finally:
        sys.executable = before


def part(what: str, path: Path, norms: int, zones: int) -> dict[str, Any]:
    if what != "spark":
        return {"digest": bench_judge.contender(what, path, norms, zones, 1)}
    import duckdb

    from byhand import digest
    from servanda.judge import judge_to_file

    case, out = made_case(norms, zones), path.with_suffix(".spark")
    judge_to_file(case.accord, path, out, parties=case.names, engine="spark")
    from pyspark.sql import SparkSession

    SparkSession.getActiveSession().stop()
    SparkSession._instantiatedSession = None
    from pyspark import SparkContext

    SparkContext._gateway.shutdown()
    SparkContext._gateway.proc.stdin.close()
    SparkContext._gateway.proc.wait()  # so that the Java machine's CPU seconds are counted
    return {"digest": digest(duckdb.connect(), f"SELECT * FROM read_parquet('{out}') WHERE norm_id IS NOT NULL")}


OTHERS_PYTHON = Path(__file__).parent.parent / ".venv-bench/bin/python"  # made by `make bench`
PARTS: dict[str, Callable[..., None]] = {
    "large": large, "norms": norms, "zones": zones, "rows": rows, "spark": spark, "others": others
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--others", default=str(OTHERS_PYTHON) if OTHERS_PYTHON.exists() else sys.executable)
    parser.add_argument("--part", nargs=4, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        what, file, *sizes = args.part
        print(json.dumps(part(what, Path(file), *map(int, sizes))))
        return
    print(machine("duckdb", "ibis-framework", "pyarrow", "shapely"), flush=True)
    with tempfile.TemporaryDirectory() as made_folder:
        folder = args.folder or Path(made_folder)
        for name in args.only:
            more = (args.others,) if name == "others" else ()
            PARTS[name](folder, args.rows, args.repeat, *more)


if __name__ == "__main__":
    main()
