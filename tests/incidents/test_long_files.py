"""A long file is streamed: its length costs time, not memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from servanda.incidents.shape import Seen

SRC = Path(__file__).parent.parent.parent / "src"
READ = """
import json, resource, sys
from servanda.cli._quick import spare_pandas
spare_pandas()
from servanda.incidents.intake import stream
rows = kept = aside = batches = 0
for part in stream(sys.argv[1]):
    rows, kept, aside, batches = rows + part.rows, kept + part.incidents.num_rows, aside + len(part.aside), batches + 1
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"rows": rows, "kept": kept, "aside": aside, "batches": batches, "peak_mb": peak}))
"""


def made(path, rows):
    note = "a long note, as people write them, with a comma; " * 4
    with path.open("w") as f:
        f.write("id,date,lat,lon,radius_m,place,side_a,side_b,act,killed,note\n")
        for i in range(rows):
            day = "2016-02-30" if i % 10_000 == 9_999 else f"2016-02-{i % 28 + 1:02}"
            f.write(
                f'{i},{day},34.{i % 1000},36.{i % 997},500,town {i % 300},N,"East; West",shelling,{i % 7},"{note}"\n'
            )
    return path


def read(path):
    done = subprocess.run(
        [sys.executable, "-c", READ, path],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.slow
def test_a_hundred_megabytes_take_little_more_memory_than_ten(tmp_path):
    short, long = read(made(tmp_path / "short.csv", 40_000)), read(made(tmp_path / "long.csv", 400_000))
    assert (tmp_path / "long.csv").stat().st_size > 100e6
    assert (short["rows"], short["kept"], short["aside"]) == (40_000, 39_996, 4)
    assert (long["rows"], long["kept"], long["aside"]) == (400_000, 399_960, 40)
    assert long["batches"] > 40
    assert long["peak_mb"] < short["peak_mb"] + 100, (short, long)


def test_ids_seen_are_found_again_over_many_batches():
    seen, rng = Seen(), np.random.default_rng(7)
    met: dict[str, int] = {}
    row = 2
    for _ in range(60):
        ids = [str(n) for n in rng.integers(0, 3_000, 100)]
        rows = np.arange(row, row + 100)
        expected = []
        for i, at in zip(ids, rows.tolist(), strict=True):
            expected.append(met.get(i, 0))
            met.setdefault(i, at)
        assert seen.first_rows(ids, rows).tolist() == expected
        row += 100
    assert len(seen.runs) < 12
