"""One new report through a warm judge; one list entry withdrawn and one added, in a ledger, against a full run.

    python benchmarks/bench_ledger.py [--rows 1000000]

The full run enters the same incidents, judged by the changed accord, into a new ledger; the two ledgers must then agree.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from made import START, made_case, made_incidents
from measure import machine


class Clock:
    """CPU and wall seconds of this process since the clock was made."""

    def __init__(self) -> None:
        self.cpu, self.wall = self._cpu(), time.perf_counter()

    @staticmethod
    def _cpu() -> float:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime

    def told(self) -> str:
        return f"{self.since():.2f} | {time.perf_counter() - self.wall:.2f}"

    def since(self) -> float:
        return self._cpu() - self.cpu


def changed(accord: Any) -> Any:
    """The accord with its first list entry withdrawn and one added."""
    from servanda.accord import Dated, Entry

    lst = accord.lists["listed"]
    entries = (*lst.entries[1:], Entry("actor-41", Dated(START + timedelta(days=100))))
    return replace(accord, lists={"listed": replace(lst, entries=entries)})


def main() -> None:
    from servanda.cli._quick import spare_pandas

    spare_pandas()
    import pyarrow.parquet as pq

    from servanda.judge.ledger import Ledger
    from servanda.judge.warm import Warm

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    args = parser.parse_args()
    case = made_case(50, 40)
    print(f"### {args.rows:,} incidents × 50 norms × 40 zones, one reading")
    print(f"{machine('servanda', 'duckdb', 'pyarrow')}\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = made_incidents(case, args.rows, Path(folder) / "made.parquet")
        incidents = pq.read_table(path)
        warm = Warm(case.accord, parties=case.names)
        few = incidents.slice(0, 200).to_pylist()
        warm.judge(few[:1])
        took: list[tuple[float, float]] = []
        for row in few:
            cpu, wall = time.process_time(), time.perf_counter()
            warm.judge([row])
            took.append((1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall)))
        cpus, walls = (sorted(t[i] for t in took) for i in (0, 1))
        print(f"one report, warm: CPU {statistics.median(cpus):.1f} ms median, {cpus[189]:.1f} ms at 95 %; "
              f"wall {statistics.median(walls):.1f} and {walls[189]:.1f} ms (asked for: at most 10)\n")  # fmt: skip
        print("| what | CPU s | wall s | judged |\n|---|---|---|---|")
        other = changed(case.accord)
        full = Ledger(Path(folder) / "full.duckdb", other, parties=case.names)
        clock = Clock()
        n = full.report(incidents, START)
        whole = clock.since()
        print(f"| full run | {clock.told()} | {n:,} |", flush=True)
        ledger = Ledger(Path(folder) / "ledger.duckdb", case.accord, parties=case.names)
        ledger.report(incidents, START)
        clock = Clock()
        n = ledger.amend(other, START + timedelta(days=1))
        part = clock.since()
        print(f"| one entry withdrawn, one added | {clock.told()} | {n:,} |", flush=True)
        told, expected = (x.verdicts().drop(["accord_hash"]) for x in (ledger, full))
        assert told.equals(expected), "the ledgers differ"
        print(f"\nchange / full run: {part / whole:.2f} (asked for: at most a third); the ledgers agree")


if __name__ == "__main__":
    main()
