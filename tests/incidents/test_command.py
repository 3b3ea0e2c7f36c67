"""`servanda incidents` as a person uses it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import servanda.incidents as incidents
from servanda.cli import app

CASES = Path(__file__).parent.parent / "cases"
GOOD, BAD = CASES / "incidents" / "good", CASES / "incidents" / "bad"


def run(*arguments):
    return CliRunner().invoke(app, ["incidents", *map(str, arguments)])


def test_files_become_one_parquet_file_and_the_rest_goes_aside(tmp_path):
    out = tmp_path / "all.parquet"
    done = run(GOOD / "hxl.csv", BAD / "coordinates.csv", "-o", out)
    assert done.exit_code == 1
    assert pq.read_table(out).num_rows == 2 + 7
    assert pq.read_table(out).schema.equals(incidents.INCIDENTS)
    with (tmp_path / "all.parquet.aside.csv").open(encoding="utf-8", newline="") as f:
        aside = list(csv.DictReader(f))
    assert [a["id"] for a in aside][:2] == ["swapped", "too-far-east"]
    assert aside[0]["aside_row"] == "3"
    assert aside[0]["latitude"] == "134.7"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["all.parquet", "all.parquet.aside.csv"]


def test_rows_set_aside_can_be_mended_and_read_again(tmp_path):
    run(BAD / "coordinates.csv", "-o", tmp_path / "a.parquet")
    aside = tmp_path / "a.parquet.aside.csv"
    aside.write_text(aside.read_text().replace("134.7,34.7,500", "34.7,134.7,500"))
    again = incidents.read(aside)
    assert again.incidents["incident_id"].to_pylist() == ["swapped"]


def test_a_good_run_removes_the_old_file_of_rows_set_aside(tmp_path):
    (tmp_path / "a.parquet.aside.csv").write_text("old")
    done = run(GOOD / "hxl.csv", "-o", tmp_path / "a.parquet")
    assert done.exit_code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["a.parquet"]


def test_json_tells_the_same():
    done = run(BAD / "double-ids.csv", "--json")
    told = json.loads(done.output)
    assert (told["rows"], told["incidents"], len(told["aside"])) == (6, 3, 3)
    assert told["aside"][0]["row"] == 4
    assert told["aside"][0]["code"] == "incidents.duplicate"
    assert done.exit_code == 1


def test_names_unknown_to_an_accord_are_told_with_their_count():
    done = run(GOOD / "hxl.csv", "--accord", "vienna", "--json")
    told = json.loads(done.output)
    assert [p["message"] for p in told["unknown_names"]] == ["No party is called 'Government': 1 incident."]


def test_a_mapping_file_is_used(tmp_path):
    (tmp_path / "own.csv").write_text("when,who\n03/04/2016,North\n")
    mapping = tmp_path / "columns.yaml"
    mapping.write_text("happened_from: when\nside_a: who\ndate-order: month-day\ndirected: =yes\n")
    done = run(tmp_path / "own.csv", "--mapping", mapping, "-o", tmp_path / "o.parquet")
    assert done.exit_code == 0, done.output
    row = pq.read_table(tmp_path / "o.parquet").to_pylist()[0]
    assert (row["happened_from"].month, row["directed"]) == (3, True)
    mapping.write_text("- a list\n")
    assert "one line per column" in run(tmp_path / "own.csv", "--mapping", mapping).output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing argument"),
        ([GOOD / "hxl.csv", "-o", "out.csv"], "call it out.parquet"),
        ([GOOD / "hxl.csv", "-o", "no/such/folder/o.parquet"], "no folder"),
        ([GOOD / "hxl.csv", "--form", "gdelt"], "gdelt"),
        ([GOOD / "hxl.csv", "--mapping", "missing.yaml"], "does not exist"),
    ],
)
def test_wrong_use_is_two(arguments, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == 2
    assert says in done.output
    assert list(tmp_path.iterdir()) == []


def test_an_input_is_not_overwritten(tmp_path):
    pq.write_table(incidents(GOOD / "hxl.csv"), tmp_path / "a.parquet")
    before = (tmp_path / "a.parquet").read_bytes()
    assert run(tmp_path / "a.parquet", "-o", tmp_path / "a.parquet").exit_code == 2
    assert (tmp_path / "a.parquet").read_bytes() == before


def test_in_a_shell_an_unusable_file_is_one_line_and_leaves_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "servanda", "incidents", GOOD / "hxl.csv", "missing.csv", "-o", "o.parquet"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CASES.parent.parent / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "servanda: missing.csv: there is no such file. Check the name and the folder.\n"
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_the_real_year_has_no_unknown_name(shared, tmp_path):
    done = run(shared / "data/events/ucdp-ged-syria-2016.csv.gz", "--accord", "vienna", "-o", tmp_path / "g.parquet")
    assert done.exit_code == 0
    assert "6,170 rows = 6,170 incidents + 0 set aside" in done.output
    assert pq.read_table(tmp_path / "g.parquet").num_rows == 6170
