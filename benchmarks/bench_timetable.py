"""How long a timetable takes as an accord grows: seeded made accords, beside networkx and scipy on the same network.

Run: ``python benchmarks/bench_timetable.py [--write]``. The peers answer an easier question (constant days, one pass,
no standings); they are shown to place the figure, and their windows are compared with ours.
"""

from __future__ import annotations

import platform
import random
import resource
import sys
import time
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from servanda.accord import Accord, Document, Milestone, Reached
from servanda.accord.timetable import ORIGIN, Lag, Network, Statement, timetable
from servanda.times import Duration

START, DAY = date(2016, 1, 1), date(2017, 1, 1)
RESULT = Path(__file__).parent / "results" / "timetable.md"


def made_accord(size: int, seed: int = 7) -> Accord:
    """Milestones that hang on earlier ones; a third reached, some of these on an uncertain day."""
    draw = random.Random(seed)
    milestones: dict[str, Milestone] = {}
    for n in range(size):
        before = f"m{draw.randrange(max(0, n - 20), n)}" if n else "text"
        first = datetime.combine(START + timedelta(days=draw.randrange(500)), datetime.min.time(), UTC)
        last = first + timedelta(days=draw.choice([0, 0, 30]))
        hangs = draw.random() < 0.7
        milestones[f"m{n}"] = Milestone(
            f"m{n}",
            {"en": f"Step {n}"},
            by=None if hangs else START + timedelta(days=draw.randrange(1500)),
            within=Duration(draw.randrange(1, 24), "month") if hangs else None,
            after=before if hangs else "",
            binding=draw.random() < 0.5,
            not_before=f"m{draw.randrange(n)}" if n and draw.random() < 0.3 else "",
            reached=(Reached(first, last),) if draw.random() < 0.33 else (),
        )
    document = {"text": Document("text", "The text", START)}
    return Accord("made", {"en": "Made"}, "UTC", document, {}, (), {}, {}, milestones, {}, {}, {}, (), {}, {})


def made_network(size: int, seed: int = 7) -> list[Statement]:
    """Four statements for each point, in constant days, so that the peers can answer too."""
    draw = random.Random(seed)
    out = [Statement(ORIGIN, f"p{n}", Lag(0), Lag(10 * size)) for n in range(size)]
    for n in range(1, size):
        for _ in range(3):
            low = draw.randrange(10)
            out.append(Statement(f"p{draw.randrange(n)}", f"p{n}", Lag(low), Lag(low + draw.randrange(400, 4000))))
    return out


def timed(work, least_s: float = 0.3):
    """CPU seconds of one call (the best of several), and its answer."""
    best, spent, answer = float("inf"), 0.0, None
    runs = 0
    while spent < least_s or runs < 3:
        begin = time.process_time()
        answer = work()
        took = time.process_time() - begin
        best, spent, runs = min(best, took), spent + took, runs + 1
    return best, answer


def peers(statements: list[Statement]):
    import networkx as nx
    import numpy as np
    from scipy.sparse.csgraph import bellman_ford

    graph = nx.DiGraph()
    for s in statements:
        for a, b, w in ((s.before, s.after, s.at_most.days), (s.after, s.before, -s.at_least.days)):
            if w < graph.get_edge_data(a, b, {"weight": w + 1})["weight"]:
                graph.add_edge(a, b, weight=w)
    names = {p: i for i, p in enumerate(graph)}
    from scipy.sparse import coo_array

    rows, columns, weights = zip(*((names[a], names[b], w) for a, b, w in graph.edges.data("weight")), strict=True)
    matrix = coo_array((np.array(weights, float) + 1e-9, (rows, columns)), shape=(len(names),) * 2).tocsr()
    yield "networkx Bellman-Ford, latest days only", lambda: nx.single_source_bellman_ford_path_length(graph, ORIGIN)
    yield (
        "scipy Bellman-Ford, latest days only",
        lambda: dict(zip(names, np.rint(bellman_ford(matrix, indices=names[ORIGIN])).astype(int), strict=True)),
    )


def main() -> None:
    lines = [
        "## Timetable",
        "",
        f"`python benchmarks/bench_timetable.py`, {datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, "
        f"Python {platform.python_version()}, networkx {version('networkx')}, scipy {version('scipy')}. "
        "Seeded accords (seed 7); CPU seconds of one whole timetable, best of several.",
        "",
        "| milestones | CPU s | rows | conflicts |",
        "|---|---|---|---|",
    ]
    for size in (20, 100, 500, 1000):
        accord = made_accord(size)
        took, table = timed(lambda a=accord: timetable(a, None, DAY))
        assert len(table.items) == size
        lines.append(f"| {size:,} | {took:.3f} | {len(table.items):,} | {len(table.conflicts)} |")
    lines += ["", "Windows of one network, constant days, four statements for each point:", ""]
    lines += ["| points | ours, both windows | peer | CPU s | ours / peer |", "|---|---|---|---|---|"]
    for size in (100, 500):
        statements = made_network(size)
        ours, windows = timed(lambda s=statements: Network(s).windows())
        for name, work in peers(statements):
            took, latest = timed(work)
            assert all(latest[p] == day for p, day in windows.latest.items()), name
            lines.append(f"| {size} | {ours:.4f} | {name} | {took:.4f} | {ours / took:.1f} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines += ["", f"Peak memory of the whole run: {peak:.0f} MB. The peers' latest days equal ours.", ""]
    text = "\n".join(lines)
    print(text)
    if "--write" in sys.argv:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
