"""The figures that the matcher is held to, on parts of the sets from which nothing was learnt."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import bench_names
from learn_names import training_part


def _f1(rows: list[dict[str, str]]) -> tuple[float, float]:
    part, rest = training_part(rows)
    whole = part[:3000] + rest[:6000]
    s, _ = bench_names.own(whole)
    y = np.array([r["is_match"].lower() == "true" for r in whole])
    k = len(part[:3000])
    mixed = np.array([{bench_names.script_of(r[n]) for n in ("name1", "name2")} == {"arabic", "latin"} for r in whole])
    t = bench_names.best_threshold(s[:k], y[:k])
    across = bench_names.f1(s[k:][mixed[k:]], y[k:][mixed[k:]], t)[0] if mixed.any() else 0.0
    return bench_names.f1(s[k:], y[k:], t)[0], across


@pytest.mark.slow
def test_arabic_pairs_reach_their_figure_on_rows_that_nothing_was_learnt_from(shared):
    every, across = _f1(bench_names.rows_of(shared / "data/names/arabic-pairs-dev.csv.gz"))
    assert every >= 0.945
    assert across >= 0.935


@pytest.mark.slow
def test_pairs_of_people_companies_and_vessels_reach_their_figure(shared):
    assert _f1(bench_names.rows_of(shared / "data/names/name-pairs-opensanctions-half.csv"))[0] >= 0.80


@pytest.mark.slow
def test_groups_in_three_scripts_meet_with_and_without_the_names_in_the_lexicon(shared):
    rows = bench_names.bench_groups(shared / "data/names/groups-many-spellings.csv", None)
    assert float(rows[0][1]) >= 0.95
    assert float(rows[1][1]) >= 0.95


def test_the_best_threshold_is_the_one_a_search_over_all_finds():
    rng = np.random.default_rng(3)
    for _ in range(20):
        s, y = rng.integers(0, 9, 40) / 10, rng.random(40) < 0.4
        t = bench_names.best_threshold(s, y)
        assert bench_names.f1(s, y, t)[0] == max(bench_names.f1(s, y, x)[0] for x in np.unique(s))
