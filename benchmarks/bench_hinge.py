"""Hinge over forty open questions, and eight readings, against one judgement of the same incidents.

    python benchmarks/bench_hinge.py [--rows 1000000] [--questions 40] [--repeat 1]

Every contender runs in a process of its own, start included. A judgement goes as far as the decisions: the verdict of each
incident under each norm and reading, counted by norm, reading and kind. Hinge counts every answer alone and the best two
and three together; its best answer is checked by judging again with that answer in the accord.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from made import made_case, made_incidents
from measure import apart, machine

NORMS, ZONES = 50, 40


def decisions(case: Any, path: Path, readings: list[str], accord: Any = None) -> dict[str, int]:
    """How many verdicts of each kind there are, by norm and reading."""
    from servanda.judge.engines.duckdb import DuckDB
    from servanda.judge.facts import facts
    from servanda.judge.judgement import compile_onto
    from servanda.judge.run import resolver

    engine = DuckDB()
    compile_onto(engine, path, facts(accord or case.accord, readings), resolver(case.accord, case.names), words=False)
    sql = path.with_name("decisions.sql").read_text("utf-8")
    told = engine.all_at_once(f"SELECT norm, bit, verdict, count(*) AS n FROM ({sql}) GROUP BY ALL").to_pylist()
    return {f"{t['norm']} {t['bit']} {t['verdict']}": t["n"] for t in told}


def decisions_sql() -> str:
    import ibis

    from servanda.judge.plan import decided, keyed, spread, unbound

    t = unbound()
    return str(ibis.to_sql(spread(decided(keyed(t), t), t).select("norm", "bit", "verdict"), dialect="duckdb"))


def part(what: str, path: Path, questions: int) -> dict[str, Any]:
    from servanda.cli._quick import spare_pandas

    spare_pandas()
    if what == "hinge":
        from servanda.judge.hinge import hinge

        case = made_case(NORMS, ZONES, 1, questions)
        found = hinge(case.accord, path, "r0", parties=case.names)
        best = found.alone[0]
        net = Counter[tuple[str, str]]()
        for shift in best.by_norm:
            net[shift.of, shift.was] -= shift.verdicts
            net[shift.of, shift.now] += shift.verdicts
        return {"answers": len(found.alone), "sets": len(found.together), "best": best.settled[0][0].id,
                "verdicts": best.verdicts, "net": sum(n for n in net.values() if n > 0)}  # fmt: skip
    if what == "check":  # the best answer, by judging twice
        case = made_case(NORMS, ZONES, 1, questions)
        entry = path.with_name("best").read_text("utf-8").split("#")[1]
        lst = case.accord.lists["listed"]
        entries = tuple(replace(e, readings=()) if e.readings and e.party == entry else e for e in lst.entries)
        other = replace(case.accord, lists={"listed": replace(lst, entries=entries)})
        was, now = (Counter(decisions(case, path, ["r0"], a)) for a in (None, other))
        return {"fewer": (was - now).total(), "more": (now - was).total()}
    readings = 8 if what == "eight" else 1
    case = made_case(NORMS, ZONES, 8, 0) if what in {"eight", "one of eight"} else made_case(NORMS, ZONES, 1, questions)
    told = decisions(case, path, [f"r{i}" for i in range(readings)])
    return {"verdicts": sum(told.values())}


def report(folder: Path, rows: int, questions: int, repeat: int) -> None:
    print(f"# {rows:,} incidents × {NORMS} norms × {ZONES} zones, {questions} open questions, median of {repeat}")
    print(f"{machine('servanda', 'duckdb', 'pyarrow', 'numpy')}\n", flush=True)
    path = made_incidents(made_case(NORMS, ZONES, 1, questions), rows, folder / "made.parquet")
    (folder / "decisions.sql").write_text(decisions_sql(), "utf-8")
    whats = ["one", "hinge", "one of eight", "eight"]
    runs: dict[str, list[dict[str, Any]]] = {w: [] for w in whats}
    for _ in range(repeat):
        for what in whats:
            runs[what].append(apart(__file__, "--part", what, path, questions))
    found = {
        w: {k: statistics.median(r[k] for r in rs) for k in ("cpu_s", "wall_s", "peak_mb")} for w, rs in runs.items()
    }
    print("| what | CPU s | wall s | peak MB | gives |\n|---|---|---|---|---|")
    for what, f in found.items():
        gives = ", ".join(f"{v} {k}" for k, v in runs[what][0].items() if k not in f)
        print(f"| {what} | {f['cpu_s']:.2f} | {f['wall_s']:.2f} | {f['peak_mb']:.0f} | {gives} |")
    print(f"\nhinge / one judgement: {found['hinge']['cpu_s'] / found['one']['cpu_s']:.2f} (asked for: at most 4)")
    print(
        f"eight readings / one: {found['eight']['cpu_s'] / found['one of eight']['cpu_s']:.2f} (asked for: at most 2)"
    )
    (folder / "best").write_text(runs["hinge"][0]["best"], "utf-8")
    check, best = apart(__file__, "--part", "check", path, questions), runs["hinge"][0]
    print(
        f"the best answer changes {best['verdicts']:,} verdicts; judged twice, {check['more']:,} net by norm and kind"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--part", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        what, file, questions = args.part
        print(json.dumps(part(what, Path(file), int(questions))))
        return
    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder), args.rows, args.questions, args.repeat)


if __name__ == "__main__":
    main()
