"""The judge against a hand-written DuckDB query, the plain judge and the bare scan, on made incidents.

    python benchmarks/bench_judge.py [--rows 1000000] [--norms 50] [--zones 40] [--repeat 3] [--plain-rows 2000]

Every contender runs in a process of its own and prints the same digest: per norm and kind of verdict, how many and whom
they concern. CPU seconds are those of the whole process, start included; ratios are of medians within one run.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from made import made_case, made_incidents
from measure import apart, machine


def decisions(case: Any, path: Path) -> str:
    """Our plan as far as the decisions, digested."""
    import pyarrow as pa

    from byhand import digest

    engine, held = laid_out(case, path)
    names = {"norm": list(range(len(held.norms))), "norm_id": list(held.norms)}
    engine.table("norm_names", pa.table(names))
    return digest(engine.con, path.with_name("decisions.sql").read_text("utf-8"))


def decisions_sql() -> str:
    """The plan as far as the decisions, made once beforehand, as ``plan.sql`` keeps the whole of it."""
    import ibis

    from servanda.judge.plan import decided, keyed, spread, unbound
    from servanda.judge.tables import KINDS

    t = unbound()
    names = ibis.table({"norm": "int64", "norm_id": "string"}, name="servanda_norm_names")
    codes = spread(decided(keyed(t), t), t).filter(ibis._.bit == 0)
    told = codes.join(names, "norm")
    words = ibis.cases(*((told.verdict == i, k.value) for i, k in enumerate(KINDS)))
    return str(ibis.to_sql(told.select("incident_id", "norm_id", verdict=words), dialect="duckdb"))


def verdicts(case: Any, path: Path) -> str:
    """Our verdicts written whole, with all their words, in order; then digested from the file."""
    import duckdb

    from byhand import digest
    from servanda.judge import judge_to_file

    out = path.with_suffix(".verdicts")
    judge_to_file(case.accord, path, out, parties=case.names)
    return digest(duckdb.connect(), f"SELECT * FROM read_parquet('{out}') WHERE norm_id IS NOT NULL")


def laid_out(case: Any, path: Path) -> tuple[Any, Any]:
    from servanda.judge.engines.duckdb import DuckDB
    from servanda.judge.facts import facts
    from servanda.judge.judgement import judgement

    engine, held = DuckDB(), facts(case.accord)
    judgement(engine, path, held, lambda names: {n: case.names[n] for n in names if n in case.names}, words=False)
    return engine, held


def contender(what: str, path: Path, norms: int, zones: int, readings: int) -> str:
    from byhand import decisions_by_hand, plain_digest, scan
    from servanda.cli._quick import spare_pandas

    spare_pandas()
    run = {"decisions": decisions, "verdicts": verdicts, "hand": decisions_by_hand, "plain": plain_digest, "scan": scan}
    return run[what](made_case(norms, zones, readings), path)


def medians(
    whats: list[str], path: Path, norms: int, zones: int, readings: int, repeat: int
) -> dict[str, dict[str, Any]]:
    """Each contender in turn, several times over; the median of each figure."""
    runs: dict[str, list[dict[str, Any]]] = {w: [] for w in whats}
    for _ in range(repeat):
        for what in whats:
            runs[what].append(apart(__file__, "--part", what, path, norms, zones, readings))
    return {
        what: {k: statistics.median(r[k] for r in found) for k in ("cpu_s", "wall_s", "peak_mb")}
        | {"digest": found[0]["digest"]}
        for what, found in runs.items()
    }


def report(folder: Path, rows: int, norms: int, zones: int, repeat: int, plain_rows: int) -> None:
    print(f"# {rows:,} incidents × {norms} norms × {zones} zones, one reading, median of {repeat}")
    print(f"{machine('servanda', 'duckdb', 'ibis-framework', 'pyarrow', 'shapely')}\n", flush=True)
    path = made_incidents(made_case(norms, zones), rows, folder / "made.parquet")
    (folder / "decisions.sql").write_text(decisions_sql(), "utf-8")
    found = medians(["scan", "hand", "decisions", "verdicts"], path, norms, zones, 1, repeat)
    few = made_incidents(made_case(norms, zones), plain_rows, folder / "few.parquet")
    tenth = made_incidents(made_case(norms, zones), plain_rows // 10, folder / "tenth.parquet")
    slow, fast = (medians(["plain"], p, norms, zones, 1, 1)["plain"] for p in (few, tenth))
    assert slow["digest"] == medians(["decisions"], few, norms, zones, 1, 1)["decisions"]["digest"], (
        "the plain judge differs"
    )
    assert len({found[w]["digest"] for w in ("hand", "decisions", "verdicts")}) == 1, "the digests differ"
    print("| what | CPU s | wall s | peak MB | digest |\n|---|---|---|---|---|")
    for what, f in found.items():
        print(f"| {what} | {f['cpu_s']:.2f} | {f['wall_s']:.2f} | {f['peak_mb']:.0f} | {f['digest']} |")
    per_row = (slow["cpu_s"] - fast["cpu_s"]) / (plain_rows - plain_rows // 10)
    ours, hand = found["decisions"]["cpu_s"], found["hand"]["cpu_s"]
    print(f"\ndecisions / hand: {ours / hand:.2f}; decisions / scan: {ours / found['scan']['cpu_s']:.1f}")
    print(f"plain Python: {per_row * 1e6:.0f} µs CPU per incident (slope), so {per_row * rows / ours:.0f} × the plan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--norms", type=int, default=50)
    parser.add_argument("--zones", type=int, default=40)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--plain-rows", type=int, default=2000)
    parser.add_argument("--part", nargs=5, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        what, file, *sizes = args.part
        print(json.dumps({"digest": contender(what, Path(file), *map(int, sizes))}))
        return
    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder), args.rows, args.norms, args.zones, args.repeat, args.plain_rows)


if __name__ == "__main__":
    main()
