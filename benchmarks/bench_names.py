"""Names across scripts and lists: F1 and speed of `servanda.parties` beside its peers, on any sets of these kinds.

    python benchmarks/bench_names.py --data ../shared/data --peer-python /path/to/venv/bin/python -o results/names.md

Peers in Python need an environment of their own, because nomenklatura pins other versions than ours:

    python -m venv .venv-peers && uv pip install -p .venv-peers/bin/python -r requirements/peers-names.txt

Each set can be given by itself (`--pairs`, `--opensanctions`, `--groups`), so that the same program scores sets that
nobody has seen. Thresholds come from a seeded 30 % part and are scored on the rest; neighbouring rows stay together.
"""

from __future__ import annotations

import argparse
import collections
import gc
import itertools
import json
import os
import platform
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from learn_names import rows_of, training_part
from servanda.parties import compare, lexicon, match
from servanda.parties.fold import script_of
from servanda.parties.listed import Listed, Name
from servanda.parties.screen import Index

Scores = Any
LIST_SIZE, ASKED = 20_000, 4_000


def best_threshold(s: Scores, y: Any) -> float:
    """The threshold of the highest F1."""
    order = np.argsort(-s, kind="stable")
    right = np.cumsum(y[order])
    f = 2 * right / (np.arange(1, len(y) + 1) + y.sum())
    f[np.append(s[order][1:] == s[order][:-1], False)] = 0  # a threshold does not part equal scores
    return float(s[order][f.argmax()])


def f1(s: Scores, y: Any, threshold: float) -> tuple[float, float, float]:
    """F1, precision and recall."""
    hit = s >= threshold
    right = float((hit & y).sum())
    return 2 * right / max(1, hit.sum() + y.sum()), right / max(1, hit.sum()), right / max(1, y.sum())


def latin(text: str) -> str:
    """What the string peers are given: ICU's Latin spelling without accents, lower case."""
    from normality import ascii_text

    return (ascii_text(text) or "").lower()


def string_peers(rows: list[dict[str, str]]) -> dict[str, tuple[Scores, float]]:
    """Scores and CPU seconds of rapidfuzz on latinised names."""
    a, b = [latin(r["name1"]) for r in rows], [latin(r["name2"]) for r in rows]
    out = {}
    measures: list[tuple[str, Callable[[str, str], float]]] = [
        ("Jaro-Winkler (rapidfuzz, ICU Latin)", JaroWinkler.similarity),
        ("token_sort_ratio (rapidfuzz, ICU Latin)", fuzz.token_sort_ratio),
        ("WRatio (rapidfuzz, ICU Latin)", fuzz.WRatio),
    ]
    for name, measure in measures:
        start = time.process_time()
        scores = np.array([measure(x, y) for x, y in zip(a, b, strict=True)])
        out[name] = (scores, time.process_time() - start)
    return out


def own(rows: list[dict[str, str]]) -> tuple[Scores, float]:
    """Our scores and CPU seconds, from cold caches."""
    match.form_of.cache_clear()
    start = time.process_time()
    scores = np.array([compare(r["name1"], r["name2"], schema=r.get("schema") or None).score for r in rows])
    return scores, time.process_time() - start


def logic_v2(python: str | None, asked: dict[str, Any]) -> dict[str, Any]:
    """What nomenklatura's logic-v2 says, in its own environment; empty where there is none."""
    if not python:
        return {}
    program = Path(__file__).parent / "peers" / "logic_v2_names.py"
    done = subprocess.run([python, str(program)], input=json.dumps(asked), capture_output=True, text=True, check=False)
    if done.returncode:
        print("logic-v2 did not run:", done.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return {}
    found: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    return found


def bench_pairs(path: Path, python: str | None, arabic: bool) -> list[list[str]]:
    """One table: F1 with the threshold of the 30 % part on the rest; Arabic against Latin apart; names a second."""
    part, rest = training_part(rows_of(path))
    rows = part + rest
    y = np.array([r["is_match"].lower() == "true" for r in rows])
    k = len(part)
    mixed = np.array([{script_of(r["name1"]), script_of(r["name2"])} == {"arabic", "latin"} for r in rows])
    found = {"**servanda**": own(rows)} | string_peers(rows)
    asked = [[r["name1"], r["name2"], r.get("schema") or "LegalEntity"] for r in rows]
    if peer := logic_v2(python, {"pairs": asked}).get("pairs"):
        found["logic-v2 (nomenklatura)"] = (np.array(peer["scores"]), peer["cpu_seconds"])
    out = []
    for name, (s, seconds) in found.items():
        t = best_threshold(s[:k], y[:k])
        f, p, r = f1(s[k:], y[k:], t)
        line = [name, f"{f:.3f}", f"{p:.3f}", f"{r:.3f}", f"{t:.2f}"]
        if arabic:
            both = mixed[:k]
            t2 = best_threshold(s[:k][both], y[:k][both]) if both.any() else t
            line.append(f"{f1(s[k:][mixed[k:]], y[k:][mixed[k:]], t2)[0]:.3f}")
        out.append([*line, f"{len(rows) / seconds:,.0f}"])
    shipped = f1(found["**servanda**"][0][k:], y[k:], match.threshold())
    print(
        f"{path.name}: at the shipped threshold {match.threshold()}: F1 {shipped[0]:.3f} P {shipped[1]:.3f} R {shipped[2]:.3f}"
    )
    return out


def draw(groups: dict[str, list[str]], seed: int) -> list[list[tuple[str, list[str]]]]:
    """Seven members' lists drawn from groups: three quarters of the groups each, one to four spellings."""
    rng = random.Random(seed)
    return [
        [
            (g, rng.sample(names, min(len(names), rng.randint(1, 4))))
            for g, names in groups.items()
            if rng.random() < 0.75
        ]
        for _ in range(7)
    ]


def bench_groups(path: Path, python: str | None) -> list[list[str]]:
    """Entries of different lists: threshold from draw 0, scored on draws 1 and 2."""
    groups: dict[str, list[str]] = collections.defaultdict(list)
    for r in rows_of(path):
        groups[r["entity_id"]].append(r["name"])
    names = sorted({n for ns in groups.values() for n in ns})
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i:]]
    scorers: dict[str, dict[tuple[str, str], float]] = {}
    scorers["**servanda**"] = {p: compare(*p, schema="Organization").score for p in pairs}
    with _without_known_names():
        scorers["servanda without whole names in its lexicon"] = {
            p: compare(*p, schema="Organization").score for p in pairs
        }
    spelt = {n: latin(n) for n in names}
    scorers["token_sort_ratio (rapidfuzz, ICU Latin)"] = {
        (a, b): fuzz.token_sort_ratio(spelt[a], spelt[b]) for a, b in pairs
    }
    scorers["Jaro-Winkler (rapidfuzz, ICU Latin)"] = {
        (a, b): JaroWinkler.similarity(spelt[a], spelt[b]) for a, b in pairs
    }
    if peer := logic_v2(python, {"pairs": [[a, b, "Organization"] for a, b in pairs]}).get("pairs"):
        scorers["logic-v2 (nomenklatura)"] = dict(zip(pairs, peer["scores"], strict=True))

    def scored(scorer: dict[tuple[str, str], float], seed: int) -> tuple[Scores, Any]:
        s, y = [], []
        for one, two in itertools.combinations(draw(groups, seed), 2):
            for g, mine in one:
                for h, theirs in two:
                    s.append(max(scorer[min(a, b), max(a, b)] for a in mine for b in theirs))
                    y.append(g == h)
        return np.array(s), np.array(y)

    out = []
    for name, scorer in scorers.items():
        t = best_threshold(*scored(scorer, 0))
        parts = [scored(scorer, seed) for seed in (1, 2)]
        f, p, r = f1(np.concatenate([x[0] for x in parts]), np.concatenate([x[1] for x in parts]), t)
        out.append([name, f"{f:.3f}", f"{p:.3f}", f"{r:.3f}", f"{t:.2f}"])
    return out


class _without_known_names:  # noqa: N801
    """The scorer without the lexicon's whole names: what is left when nobody wrote the groups down before."""

    def __enter__(self) -> None:
        import dataclasses

        self.kept = (lexicon.lexicon, match.lexicon, match._ids, lexicon._loose)
        bare = dataclasses.replace(lexicon.lexicon(), same={}, apart=frozenset())
        lexicon.lexicon = match.lexicon = lambda: bare  # type: ignore[assignment]
        match._ids = frozenset  # type: ignore[assignment]
        lexicon._loose = dict  # type: ignore[assignment]
        match.form_of.cache_clear()

    def __exit__(self, *_: object) -> None:
        lexicon.lexicon, match.lexicon, match._ids, lexicon._loose = self.kept  # type: ignore[assignment]
        match.form_of.cache_clear()


def screening_case(path: Path, seed: int = 3) -> tuple[list[Listed], list[tuple[str, str]]]:
    """A list of 20,000 entities and 4,000 names, half of them on it in another spelling or script.

    Made of labelled pairs: names that match are one entity, one of whose spellings is asked; names without a match are
    entities of one name, or asked in vain. Entities named alike make the set hard on purpose.
    """
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for r in rows_of(path):
        a, b = root(r["name1"]), root(r["name2"])
        if r["is_match"].lower() == "true":
            parent[a] = b
    clusters: dict[str, list[str]] = collections.defaultdict(list)
    for name in parent:
        clusters[root(name)].append(name)
    rng = random.Random(seed)
    several = sorted(sorted(c) for c in clusters.values() if len(c) > 1)
    single = sorted(c for c in clusters.values() if len(c) == 1)
    rng.shuffle(several)
    rng.shuffle(single)
    half = min(ASKED // 2, len(several), len(single) // 4)
    asked: list[tuple[str, str]] = []
    entities = []
    for i, names in enumerate(several):
        if i < half:
            k = rng.randrange(len(names))
            asked.append((names[k], str(i)))
            names = names[:k] + names[k + 1 :]
        entities.append(names)
    asked += [(c[0], "") for c in single[:half]]
    entities = (entities + single[half:])[:LIST_SIZE]
    rng.shuffle(asked)
    return [Listed(str(i), "Person", tuple(map(Name, ns))) for i, ns in enumerate(entities)], asked


def screening_f1(best: list[tuple[str, float]], asked: list[tuple[str, str]]) -> tuple[float, float, float, float]:
    """F1, precision, recall and threshold: a hit counts where the best entry is the right one. 30 % give the threshold."""
    k = int(len(asked) * 0.3)

    def rate(rows: list[tuple[tuple[str, float], tuple[str, str]]], t: float) -> tuple[float, float, float]:
        hit = [(id_, truth) for (id_, s), (_, truth) in rows if s >= t and id_]
        right = sum(id_ == truth for id_, truth in hit)
        all_ = sum(bool(truth) for _, (_, truth) in rows)
        return 2 * right / max(1, len(hit) + all_), right / max(1, len(hit)), right / max(1, all_)

    rows = list(zip(best, asked, strict=True))
    t = max(sorted({round(s, 2) for _, s in best}), key=lambda t: rate(rows[:k], t)[0])
    return *rate(rows[k:], t), t


def _row(name: str, rates: tuple[float, ...], *more: str) -> list[str]:
    return [name, *(f"{x:.3f}" for x in rates[:3]), f"{rates[3]:.2f}", *more]


def bench_screening(path: Path, python: str | None) -> list[list[str]]:
    """Names a second and F1 against a list of 20,000 entities."""
    listed, asked = screening_case(path)
    names = [n for n, _ in asked]
    print(f"screening: {len(listed):,} entities, {sum(len(e.names) for e in listed):,} names, {len(asked):,} asked")
    start = time.process_time()
    index = Index(listed)
    built = time.process_time() - start
    gc.collect()
    gc.freeze()
    start = time.process_time()
    found = index.search_many(names, "Person", limit=1)
    spent = time.process_time() - start
    rates = screening_f1([(h[0].entry.id, h[0].score) if h else ("", 0.0) for h in found], asked)
    out = [_row("**servanda**", rates, f"{len(names) / spent:,.0f}", f"{built:.1f}")]
    one = time.process_time()
    for n in names[:200]:
        index.search(n, schema="Person", limit=1)
    print(f"one at a time: {(time.process_time() - one) * 5:.1f} ms a name")
    case = {"list": [[e.id, [n.text for n in e.names]] for e in listed], "names": names}
    if peer := logic_v2(python, {"screen": case}).get("screen"):
        rates = screening_f1([(h[0], h[1]) for h in peer["hits"]], asked)
        speed = f"{len(names) / peer['cpu_seconds']:,.0f}"
        out.append(_row("DuckDB blocker + logic-v2 (nomenklatura)", rates, speed, f"{peer['build']:.1f}"))
    flat = [(latin(n.text), e.id) for e in listed for n in e.names]
    from rapidfuzz.process import cdist

    start = time.process_time()
    best: list[tuple[str, float]] = []
    texts = [t for t, _ in flat]
    for chunk in range(0, len(names), 500):
        spelt = [latin(n) for n in names[chunk : chunk + 500]]
        grid = cdist(spelt, texts, scorer=fuzz.token_sort_ratio, dtype=np.float32, workers=1)
        best += [(flat[int(k)][1], float(row[k])) for row, k in zip(grid, grid.argmax(1), strict=True)]
    spent = time.process_time() - start
    rates = screening_f1(best, asked)
    out.append(_row("token_sort_ratio, all against all (rapidfuzz)", rates, f"{len(names) / spent:,.0f}", "0"))
    return out


def as_table(head: list[str], rows: list[list[str]]) -> str:
    """A markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(r) + " |" for r in lines) + "\n"


def _speed() -> float:
    """Seconds of a fixed loop: on the machine that the goals were set on, at rest, about 0.09."""
    start = time.process_time()
    for _ in range(2000):
        sum(i * i for i in range(1000))
    return time.process_time() - start


def main() -> None:
    """Run what there are files for, print it, and write it as a markdown section."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = Path(os.environ.get("SERVANDA_SHARED") or Path(__file__).parents[2] / "shared")
    ask.add_argument("--data", type=Path, default=shared / "data")
    ask.add_argument("--pairs", type=Path, help="Arabic and Latin pairs: name1, name2, is_match")
    ask.add_argument(
        "--opensanctions", type=Path, help="pairs of people, companies, vessels: schema, name1, name2, is_match"
    )
    ask.add_argument("--groups", type=Path, help="groups in many spellings: entity_id, name")
    beside = Path(__file__).parents[1] / ".venv-peers/bin/python"
    ask.add_argument(
        "--peer-python",
        default=str(beside) if beside.exists() else None,
        help="a Python with requirements/peers-names.txt (default: .venv-peers, if it is there)",
    )
    ask.add_argument("-o", "--output", type=Path)
    given = ask.parse_args()
    names = given.data / "names"
    pairs = given.pairs or names / "arabic-pairs-dev.csv.gz"
    people = given.opensanctions or names / "name-pairs-opensanctions-half.csv"
    groups = given.groups or names / "groups-many-spellings.csv"
    head = ["scorer", "F1", "precision", "recall", "threshold"]
    slow = _speed()
    parts = [
        "## Names and lists\n",
        f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}, numpy {version('numpy')},"
        f" rapidfuzz {version('rapidfuzz')}, rigour {version('rigour')}; a loop that takes 0.09 s at rest took"
        f" {slow:.2f} s, so read speeds with that. CPU seconds of one core; F1 with the threshold of a seeded 30 % part"
        " on the rest.\n",
    ]
    python = given.peer_python
    sections: list[tuple[str, list[str], list[list[str]]]] = []
    if pairs.is_file():  # first, while nothing is remembered yet
        title = f"Screening: {ASKED:,} names against some {LIST_SIZE:,} entities of `{pairs.name}`"
        sections.append((title, [*head, "names/s and core", "build s"], bench_screening(pairs, python)))
        found = bench_pairs(pairs, python, arabic=True)
        sections.append((f"Pairs: `{pairs.name}`", [*head, "F1 Arabic-Latin", "pairs/s"], found))
    if people.is_file():
        sections.append((f"Pairs: `{people.name}`", [*head, "pairs/s"], bench_pairs(people, python, arabic=False)))
    if groups.is_file():
        sections.append((f"Groups of seven lists: `{groups.name}`", head, bench_groups(groups, python)))
    parts += [part for title, columns, rows in sections for part in (f"### {title}\n", as_table(columns, rows))]
    parts.append(f"Peak memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB.\n")
    text = "\n".join(parts)
    print(text)
    if given.output:
        given.output.parent.mkdir(parents=True, exist_ok=True)
        given.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
