"""How fast the record takes in entries, proves them, rebuilds its tables; what the single-file verifier needs.

    python benchmarks/bench_record.py [ENTRIES] [--postgres] [--sqlite] [--write]

1,000,000 entries unless said, on SQLite and on a private PostgreSQL that is started here and thrown away (skipped where
its programs are absent). The bare insert is one row of the same bytes, durable, in the same database on the same disk,
measured in turns with ours. Made reports with a seed; every answer is checked.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from servanda.record import Draft, Record, create_record, open_record  # noqa: E402
from servanda.record import verifier as v  # noqa: E402
from servanda.record.checkpoint import make_checkpoint  # noqa: E402
from servanda.record.exports import write_export  # noqa: E402
from servanda.record.notes import make_signer  # noqa: E402
from servanda.record.tables import table  # noqa: E402

ORIGIN = "example.org/bench"
VERIFIER = ROOT / "src/servanda/record/verifier.py"


def made(count: int, seed: int = 7, start: int = 0) -> Iterator[Draft]:
    """Reports as a mission files them: a dozen fields, about 300 bytes of body."""
    pick = random.Random(seed + start)
    acts, sides = (
        ["shelling", "air-strike", "armed-clash", "detain"],
        ["Government forces", "North", "South; West", "East"],
    )
    for i in range(start, start + count):
        day = f"2016-{pick.randint(1, 12):02}-{pick.randint(1, 28):02}"
        body = {
            "happened_from": f"{day}T{pick.randint(0, 22):02}:00:00Z", "happened_to": f"{day}T23:00:00Z",
            "lon": round(pick.uniform(36, 42), 4), "lat": round(pick.uniform(33, 37), 4), "radius_m": 500,
            "place": f"town {pick.randint(1, 250)}", "act": pick.choice(acts), "side_a": pick.choice(sides),
            "side_b": pick.choice(sides), "directed": True, "source": f"team {pick.randint(1, 20)}",
            "killed_low": pick.randint(0, 3), "killed_best": pick.randint(3, 9), "killed_high": 9,
        }  # fmt: skip
        yield Draft("report/1", "monitor:m2", body, f"r{i}")


def cpu() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


class Bench:
    """One database under measure; collects lines of the report."""

    def __init__(self, name: str, place: str, folder: Path) -> None:
        self.name, self.place, self.folder, self.lines = name, place, folder, []
        self.log: Record = create_record(place, ORIGIN)

    def row(self, what: str, value: str, asked: str, holds: bool) -> None:
        self.lines.append(f"| {self.name} | {what} | {value} | {asked} | {'yes' if holds else '**no**'} |")
        print(self.lines[-1], flush=True)

    def single(self, rounds: int = 12, each: int = 100) -> None:
        """Durable appends one by one, in turns with a bare insert of the same bytes."""
        payload = b"x" * 460
        if self.name == "SQLite":
            bare: Any = sqlite3.connect(self.folder / "bare.db", isolation_level=None)
            bare.execute("pragma journal_mode = wal")
            bare.execute("pragma synchronous = full")
            bare.execute("create table bare (seq integer primary key, payload blob not null) strict")
            sql = "insert into bare (payload) values (?)"
        else:
            import psycopg

            bare = psycopg.connect(self.place, autocommit=True)
            bare.execute("create table bare (seq bigserial primary key, payload bytea not null)")
            sql = "insert into bare (payload) values (%s)"
        ours, theirs, drafts = [], [], list(made(rounds * each, start=10**7))
        for i in range(rounds):
            began = time.perf_counter()
            for _ in range(each):
                bare.execute(sql, (payload,))
            theirs.append(each / (time.perf_counter() - began))
            began = time.perf_counter()
            for draft in drafts[i * each : i * each + each]:
                self.log.append(draft)
            ours.append(each / (time.perf_counter() - began))
        bare.close()
        ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
        value = (
            f"{statistics.median(ours):,.0f}/s, bare {statistics.median(theirs):,.0f}/s: {ratio:.2f} (median of turns)"
        )
        self.row("durable single append", value, "≥ .5 of bare", ratio >= 0.5)

    def bulk(self, count: int, least: int) -> None:
        rates, per_cpu, have = [], [], self.log.size
        step = 50_000
        for start in range(0, count, step):
            drafts = list(made(min(step, count - start), start=start))
            began, spent = time.perf_counter(), cpu()
            added = self.log.append_many(drafts)
            rates.append(len(drafts) / (time.perf_counter() - began))
            per_cpu.append(len(drafts) / (cpu() - spent))
            assert added.added == len(drafts)
        assert self.log.size == have + count
        half, most = statistics.median(rates), max(rates)
        value = f"{half:,.0f}/s (best {most:,.0f}; {statistics.median(per_cpu):,.0f} a CPU second of ours)"
        self.row(f"bulk import, {count:,}", value, f"≥ {least:,}/s", statistics.median(rates) >= least)

    def proofs(self, count: int = 3000) -> None:
        pick, size = random.Random(3), self.log.size
        root = self.log.root(size)
        cold = time.perf_counter()
        fresh = open_record(self.place)
        fresh.inclusion(size // 3, size)
        took = (time.perf_counter() - cold) * 1000
        fresh.close()
        self.row("cold first proof, connecting included", f"{took:.1f} ms", "≤ 20 ms", took <= 20)
        for what in ("inclusion", "consistency"):
            times = []
            for _ in range(count):
                at = pick.randrange(1, size)
                began = time.perf_counter()
                path = self.log.inclusion(at, size) if what == "inclusion" else self.log.consistency(at, size)
                times.append((time.perf_counter() - began) * 1000)
                if len(times) % 100 == 0:
                    if what == "inclusion":
                        leaf = v.leaf_hash(self.log.entry(at).payload)
                        assert v.inclusion_holds(leaf, at, size, path, root)
                    else:
                        assert v.consistency_holds(at, self.log.root(at), size, root, path)
            times.sort()
            half, most = times[count // 2], times[int(count * 0.99)]
            holds = half <= 0.3 and most <= 2
            self.row(f"{what} proof at {size:,}", f"median {half:.2f} ms, 99 % {most:.2f} ms", "≤ .3, ≤ 2 ms", holds)

    def verifier(self) -> None:
        signer = make_signer(ORIGIN)
        make_checkpoint(self.log, signer)
        path = self.folder / "export.jsonl"
        size = write_export(self.log, path)
        code = (
            "import sys, runpy; sys.argv = sys.argv[1:]\n"
            "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
            "finally: print([x for x in open('/proc/self/status') if x.startswith('VmHWM')][0].split()[1])"
        )
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-I", "-c", code, str(VERIFIER), str(path), "--key", signer.vkey],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        took, peak = time.perf_counter() - began, int(done.stdout.split()[-1]) / 1024
        assert f"{size} entries (0 withheld from you), root {self.log.root().hex()}" in done.stdout, done.stdout
        assert "NOT SOUND" not in done.stdout
        value = f"{took:.1f} s, {peak:.0f} MB"
        self.row(f"verifier.py on an export of {size:,}", value, "≤ 60 s, ≤ 200 MB", took <= 60 and peak <= 200)
        path.unlink()

    def tables(self) -> None:
        size = self.log.size
        began, spent = time.perf_counter(), cpu()
        assert self.log.rebuild() == size
        rebuilt, rebuilt_cpu = time.perf_counter() - began, cpu() - spent
        began = time.perf_counter()
        assert table(self.log, "reports").num_rows == size
        whole = time.perf_counter() - began
        began = time.perf_counter()
        assert table(self.log, "reports", size // 2).num_rows == size // 2
        half = time.perf_counter() - began
        value = f"{rebuilt:.1f} s ({rebuilt_cpu:.1f} CPU), and {whole:.1f} s to read it whole as Arrow"
        self.row(f"tables rebuilt from {size:,}", value, "≤ 60 s", rebuilt + whole <= 60)
        self.row(
            "as known at the middle", f"{half:.1f} s: {half / whole:.2f} of the whole", "≤ .6", half / whole <= 0.6
        )


@contextlib.contextmanager
def private_postgres(folder: Path) -> Iterator[str | None]:
    """The address of a PostgreSQL of our own, durable as it comes; None where its programs are absent."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        yield None
        return
    home = Path(tempfile.mkdtemp(prefix="servanda-bench-pg-", dir=folder))
    wrap: list[str] = []
    if os.geteuid() == 0:
        wrap = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        os.chown(home, 65534, 65534)
        folder.chmod(0o755)
    binaries, data = found[-1].parent, home / "data"

    def run(program: str, *args: str) -> None:
        subprocess.run([*wrap, str(binaries / program), *args], check=True, stdout=subprocess.DEVNULL, cwd="/")

    run("initdb", "-D", str(data), "-A", "trust", "-E", "UTF8", "--locale=C", "-U", "postgres")
    options = f"-p 54777 -k {home} -c listen_addresses='' -c max_wal_size=4GB"
    run("pg_ctl", "-D", str(data), "-l", str(home / "log"), "-w", "-o", options, "start")
    try:
        yield f"postgresql:///postgres?host={home}&port=54777&user=postgres"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("entries", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--sqlite", action="store_true", help="only SQLite")
    parser.add_argument("--postgres", action="store_true", help="only PostgreSQL")
    parser.add_argument("--write", action="store_true", help="write benchmarks/results/record.md")
    args = parser.parse_args()
    lines = []
    with tempfile.TemporaryDirectory(prefix="servanda-bench-") as name, private_postgres(Path(name)) as url:
        folder = Path(name)
        places = [] if args.postgres else [("SQLite", str(folder / "record.db"), 30_000)]
        if url and not args.sqlite:
            places.append(("PostgreSQL", url, 15_000))
        for database, place, least in places:
            bench = Bench(database, place, folder)
            bench.single()
            bench.bulk(args.entries, least)
            bench.proofs()
            if database == "SQLite":
                bench.verifier()
            bench.tables()
            bench.log.close()
            lines += bench.lines
        free = shutil.disk_usage(folder).free
    load = os.getloadavg()
    head = f"""## The record

`python benchmarks/bench_record.py` on {platform.machine()}, {os.cpu_count()} cores (load {load[0]:.1f} from other work),
{platform.system()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {free >> 30} GB free.

| database | what | measured | asked | holds |
| --- | --- | --- | --- | --- |
"""
    text = head + "\n".join(lines) + "\n"
    if args.write:
        (ROOT / "benchmarks/results/record.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
