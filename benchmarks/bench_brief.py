"""What a brief costs: made verdicts of growing number, five readings, the Vienna accord; each run a process of its own.

Run `python benchmarks/bench_brief.py`. Prints CPU seconds and peak memory, start included, and checks the totals.
"""

from __future__ import annotations

import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

SIZES = (1_000, 6_170, 20_000, 61_700)


def made(count: int, folder: Path) -> Path:
    """Incidents of 2016 at random places in Syria, judged under all readings, as `servanda judge` writes them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from servanda.accord import load
    from servanda.incidents import INCIDENTS
    from servanda.judge import judge

    draw = random.Random(7)
    accord = load("vienna")
    sides = ["Government of Syria", "Syrian insurgents", "IS", "Nusra Front", "Ahrar al-Sham", "YPG", "someone"]
    rows = []
    for n in range(count):
        start = datetime(2016, 1, 1, tzinfo=UTC) + timedelta(hours=draw.randrange(366 * 24))
        rows.append({
            "incident_id": f"m{n:07d}", "source": "made", "happened_from": start,
            "happened_to": start + timedelta(hours=draw.choice([0, 24, 24, 24, 72])),
            "lon": draw.uniform(35.8, 42.0), "lat": draw.uniform(32.5, 37.0), "radius_m": draw.choice([500.0, 5e3, 25e3]),
            "division": draw.choice(["Aleppo", "Idlib", "Homs", "Hama", None]), "act": draw.choice(["attack", "shelling"]),
            "side_a": draw.choice(sides), "side_b": draw.choice(sides), "directed": draw.random() < 0.3,
            "killed_best": draw.randrange(9),
        })  # fmt: skip
    incidents = pa.Table.from_pylist(rows, INCIDENTS)
    path = folder / "verdicts.parquet"
    verdicts = judge(accord, incidents)
    meta = {"accord": accord.id, "accord_hash": accord.hash}
    pq.write_table(verdicts.replace_schema_metadata({"servanda": json.dumps(meta)}), path)
    pq.write_table(incidents, folder / "verdicts.incidents.parquet")
    return path


def main() -> None:
    import duckdb
    import matplotlib

    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"DuckDB {duckdb.__version__}, Matplotlib {matplotlib.__version__}")  # fmt: skip
    print("| incidents | verdict rows | CPU s | peak MB |\n| ---: | ---: | ---: | ---: |")
    for count in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            path = made(count, folder)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            command = [
                sys.executable,
                "-m",
                "servanda",
                "brief",
                "vienna",
                str(path),
                "-o",
                str(folder / "out"),
                "--json",
            ]
            done = subprocess.run(command, capture_output=True, check=True, text=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            totals = json.loads(done.stdout)["totals"]
            rows = duckdb.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone()
            for row in totals:
                low = duckdb.execute(
                    "SELECT count(DISTINCT incident_id) FROM read_parquet(?) WHERE reading = ? AND verdict = 'violation'",
                    [str(path), row["reading"]],
                ).fetchone()
                assert low is not None
                assert low[0] == row["low"]
                assert row["incidents"] == count
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"| {count:,} | {rows[0] if rows else 0:,} | {cpu:.1f} | {after.ru_maxrss / 1024:.0f} |", flush=True)


if __name__ == "__main__":
    main()
