"""How fast and in how much memory files of incidents are read, beside readers that check nothing.

    python benchmarks/bench_incidents.py [ROWS ...]        100,000, 1,000,000 and 4,000,000 rows unless said

Made input with a seed; every contender runs in a process of its own, its own start included; every answer is checked.
CPU seconds are user + system, memory is the peak of the process. With --ged FILE the real year is read as well.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

SRC = Path(__file__).parent.parent / "src"
HEADER = "id,date,lat,lon,radius_m,place,side_a,side_b,act,killed,note\n"


def make(path: Path, rows: int, seed: int = 7) -> int:
    """Write made incidents, one in a thousand with a date that does not exist; how many are bad."""
    pick = random.Random(seed)
    sides, acts = ["North", "South", "East; West", "Centre", "Hill Brigade"], ["shelling", "air strike", "armed clash"]
    bad = 0
    with path.open("w", encoding="utf-8") as f:
        f.write(HEADER)
        for i in range(rows):
            wrong = i % 1000 == 999
            bad += wrong
            day = "2016-02-30" if wrong else f"2016-{pick.randint(1, 12):02}-{pick.randint(1, 28):02}"
            f.write(
                f"m{i},{day},{pick.uniform(30, 40):.5f},{pick.uniform(30, 40):.5f},500,town {pick.randint(1, 900)},"
                f"{pick.choice(sides)},{pick.choice(sides)},{pick.choice(acts)},{pick.randint(0, 9)},"
                f'"made, row {i}"\n'
            )
    return bad


def servanda(path: str) -> tuple[int, int]:
    """The command's way: stream, check, write Parquet; rows kept and rows set aside."""
    from servanda.cli._quick import spare_pandas

    spare_pandas()
    from servanda.incidents.intake import stream
    from servanda.incidents.store import ParquetOut

    kept = aside = 0
    with tempfile.TemporaryDirectory() as folder, ParquetOut(Path(folder) / "out.parquet") as out:
        for part in stream(path):
            out.write(part.incidents)
            kept += part.incidents.num_rows
            aside += len(part.aside)
    return kept, aside


def arrow_only(path: str) -> tuple[int, int]:
    """pyarrow.csv alone, whole file, types guessed, nothing checked."""
    import pyarrow.csv

    return pyarrow.csv.read_csv(path).num_rows, 0


def pandas_dates(path: str) -> tuple[int, int]:
    """pandas.read_csv and to_datetime, which is the least that a script would do."""
    import pandas as pd

    frame = pd.read_csv(path)
    when = pd.to_datetime(frame["date"], errors="coerce", utc=True)
    return int(when.notna().sum()), int(when.isna().sum())


def by_row(path: str) -> tuple[int, int]:
    """Python's csv module, date and numbers of each row checked one by one."""
    import csv
    from datetime import date

    kept = aside = 0
    with Path(path).open(encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            try:
                date.fromisoformat(row["date"])
                assert -90 <= float(row["lat"]) <= 90
                assert -180 <= float(row["lon"]) <= 180
                int(row["killed"])
                kept += 1
            except (ValueError, AssertionError):
                aside += 1
    return kept, aside


CONTENDERS: dict[str, Callable[[str], tuple[int, int]]] = {
    "servanda: read, check, write Parquet": servanda,
    "pyarrow.csv: read only": arrow_only,
    "pandas: read, dates only": pandas_dates,
    "csv module: four checks a row": by_row,
}


def measure(name: str, path: str) -> dict[str, float]:
    """Run one contender in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--run", name, path],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        check=True,
    )
    out: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return out


def run(name: str, path: str) -> None:
    begun = time.perf_counter()
    kept, aside = CONTENDERS[name](path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "kept": kept,
                "aside": aside,
                "cpu": used.ru_utime + used.ru_stime,
                "wall": time.perf_counter() - begun,
                "mb": used.ru_maxrss / 1024,
            }
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", type=int)
    parser.add_argument("--run", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
    parser.add_argument("--ged", help="a file of UCDP GED to read as well")
    options = parser.parse_args()
    if options.run:
        run(*options.run)
        return
    print("## Reading incidents\n")
    print(
        f"`python benchmarks/bench_incidents.py` on {platform.machine()}, {os.cpu_count()} cores, {platform.system()},"
    )
    print(f"Python {platform.python_version()}, pyarrow {version('pyarrow')}, pandas {version('pandas')}.\n")
    print(
        "| rows | file | contender | CPU s | wall s | peak MB | CPU, ours = 1 |\n"
        "| --- | --- | --- | --- | --- | --- | --- |"
    )
    with tempfile.TemporaryDirectory() as folder:
        for rows in options.rows or [100_000, 1_000_000, 4_000_000]:
            path = Path(folder) / f"{rows}.csv"
            bad = make(path, rows)
            ours = 0.0
            for name in CONTENDERS:
                took = measure(name, str(path))
                ours = ours or took["cpu"]
                told = (took["kept"], took["aside"])
                assert told == ((rows, 0) if name.startswith("pyarrow") else (rows - bad, bad)), (name, told)
                size = path.stat().st_size / 1e6
                print(
                    f"| {rows:,} | {size:.0f} MB | {name} | {took['cpu']:.1f} | {took['wall']:.1f} | {took['mb']:.0f} "
                    f"| {took['cpu'] / ours:.2f} |",
                    flush=True,
                )
            path.unlink()
    if options.ged:
        took = measure(next(iter(CONTENDERS)), options.ged)
        print(f"\nUCDP GED, {took['kept']:,.0f} events: {took['cpu']:.2f} CPU s, start included, {took['mb']:.0f} MB.")


if __name__ == "__main__":
    main()
