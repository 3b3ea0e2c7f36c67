"""nomenklatura's logic-v2 (and its blocker) on pairs and lists, for `bench_names.py`. Runs in an environment of its own.

It reads one JSON object from standard input and writes one to standard output: the environment that has nomenklatura
pins other versions than ours, so the two talk by pipe. Every entity gets an id of its own, because logic-v2 remembers
names by id.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from followthemoney import Dataset, StatementEntity  # type: ignore[import-not-found]
from nomenklatura.matching import LogicV2, ScoringConfig  # type: ignore[import-not-found]

DATASET = Dataset.make({"name": "peer", "title": "peer"})
CONFIG = ScoringConfig.defaults()


def entity(id_: str, names: list[str], schema: str) -> Any:
    """A FollowTheMoney entity."""
    return StatementEntity.from_data(DATASET, {"id": id_, "schema": schema, "properties": {"name": names}})


def pairs(rows: list[list[str]]) -> dict[str, Any]:
    """The score of each pair: name, name, schema."""
    warm = [entity(f"warm{i}", [n], "Person") for i, n in enumerate(("Ahmad Ali", "احمد علي"))]
    LogicV2.compare(*warm, CONFIG)
    start = time.process_time()
    scores = []
    for i, (a, b, schema) in enumerate(rows):
        scores.append(LogicV2.compare(entity(f"a{i}", [a], schema), entity(f"b{i}", [b], schema), CONFIG).score)
    return {"scores": scores, "cpu_seconds": time.process_time() - start}


def screen(listed: list[list[Any]], asked: list[str]) -> dict[str, Any]:
    """For each name the best entry of the list and its score: candidates by the blocker, scores by logic-v2."""
    from nomenklatura.blocker.index import Index  # type: ignore[import-not-found]
    from nomenklatura.resolver import Linker  # type: ignore[import-not-found]
    from nomenklatura.store import load_entity_file_store  # type: ignore[import-not-found] # noqa: F401
    from nomenklatura.store.memory import MemoryStore  # type: ignore[import-not-found]

    warm = [entity(f"warm{i}", [n], "Person") for i, n in enumerate(("Ahmad Ali", "احمد علي"))]
    LogicV2.compare(*warm, CONFIG)
    start = time.process_time()
    store = MemoryStore(DATASET, Linker({}))
    entries = {}
    with store.writer() as writer:
        for id_, names in listed:
            entries[id_] = entity(id_, names, "Person")
            writer.add_entity(entries[id_])
    with tempfile.TemporaryDirectory() as folder:
        index = Index(store.default_view(), Path(folder), {"max_candidates": 22})
        index.build()
        built = time.process_time() - start
        start = time.process_time()
        queries = {f"q{i}": entity(f"q{i}", [n], "Person") for i, n in enumerate(asked)}
        best: dict[str, tuple[str, float]] = {}
        for id_, found in index.match_entities(queries.values()):
            for candidate, _ in found:
                score = LogicV2.compare(queries[id_.id], entries[candidate.id], CONFIG).score
                if score > best.get(id_.id, ("", 0.0))[1]:
                    best[id_.id] = (candidate.id, score)
        spent = time.process_time() - start
    return {"hits": [best.get(f"q{i}", ("", 0.0)) for i in range(len(asked))], "cpu_seconds": spent, "build": built}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    out: dict[str, Any] = {}
    if "pairs" in asked:
        out["pairs"] = pairs(asked["pairs"])
    if "screen" in asked:
        out["screen"] = screen(asked["screen"]["list"], asked["screen"]["names"])
    json.dump(out, sys.stdout)
