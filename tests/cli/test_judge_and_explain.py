"""`servanda judge` and `servanda explain` as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from servanda.accord import find_folder, load
from servanda.cli import app

DEMO = find_folder("vienna") / "incidents-2016.csv"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("judged") / "verdicts.parquet"
    result = run("judge", "vienna", DEMO, "-o", out)
    assert result.exit_code == 0, result.output
    return out


def test_judging_writes_verdicts_and_the_incidents_beside_them(judged: Path) -> None:
    verdicts = pq.read_table(judged)
    incidents = pq.read_table(judged.with_name("verdicts.incidents.parquet"))
    assert set(verdicts["incident_id"].to_pylist()) == set(incidents["incident_id"].to_pylist())
    about = json.loads(pq.read_metadata(judged).metadata[b"servanda"])
    assert about["accord_hash"] == load("vienna").hash
    assert about["inputs"][0]["rows"] == incidents.num_rows


def test_json_gives_the_totals_as_bounds(tmp_path: Path) -> None:
    result = run("judge", "vienna", DEMO, "--reading", "un", "-o", tmp_path / "v.parquet", "--json")
    told = json.loads(result.stdout)
    [ceasefire] = [t for t in told["totals"] if t["norm"] == "ceasefire"]
    low, high = ceasefire["violations"]
    assert low == ceasefire["violation"]
    assert high == low + ceasefire["possible"]


def test_a_row_that_cannot_be_used_is_set_aside_and_the_rest_is_judged(tmp_path: Path) -> None:
    rows = DEMO.read_text("utf-8").splitlines()
    header = next(i for i, r in enumerate(rows) if r.startswith("incident_id"))
    at = rows[header].split(",").index("happened_from")
    cells = rows[-1].split(",")
    cells[at] = "2016-02-31"
    bad = tmp_path / "bad.csv"
    bad.write_text("\n".join([*rows[:-1], ",".join(cells)]), "utf-8")
    result = run("judge", "vienna", bad, "-o", tmp_path / "v.parquet")
    assert result.exit_code == 1
    assert "1 set aside" in result.output
    assert "2016-02-31" in (tmp_path / "v.aside.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("judge", "vienna", DEMO, "-o", "v.csv"), "call it v.parquet"),
        (("judge", "vienna", DEMO, "-o", "nowhere/v.parquet"), "no folder"),
        (("judge", "vienna", DEMO, "-o", "v.parquet", "--as-known-at", "yesterday"), "not an instant"),
    ],
)
def test_wrong_use_is_told_with_what_to_do(
    arguments: tuple[object, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.output


def test_a_chain_leads_from_the_incident_to_the_norm_and_its_passage(judged: Path) -> None:
    verdicts = pq.read_table(judged).to_pylist()
    row = next(r for r in verdicts if (r["norm_id"], r["verdict"]) == ("ceasefire", "violation"))
    result = run(
        "explain",
        "vienna",
        judged,
        "--incident",
        row["incident_id"],
        "--norm",
        "ceasefire",
        "--reading",
        row["reading"],
    )
    assert result.exit_code == 0, result.output
    for part in ("VIOLATION", "press 21", "actor", "time", "place", "exception", row["bearers"].split("; ")[0]):
        assert part in result.output, part


def test_the_sentence_itself_is_quoted_where_the_document_is_at_hand(judged: Path, shared: Path) -> None:
    verdicts = pq.read_table(judged).to_pylist()
    row = next(r for r in verdicts if (r["norm_id"], r["verdict"]) == ("ceasefire", "exempt"))
    where = ("--norm", "ceasefire", "--texts", shared / "data/texts")
    result = run("explain", "vienna", judged, "--incident", row["incident_id"], *where, "--json")
    told = json.loads(result.stdout)
    assert any("does not apply" in (c["quote"] or "") for e in told for c in e["norm"]["cites"])
    assert any(row["list_entry"].split("; ")[0] in e["entries"] for e in told if row["reading"] in e["reading"])


def test_every_chain_ends_in_the_verdict_of_the_file(judged: Path) -> None:
    for incident in dict.fromkeys(pq.read_table(judged)["incident_id"].to_pylist()[::35]):
        result = run("explain", "vienna", judged, "--incident", incident, "--json")
        assert result.exit_code == 0, result.output


def test_an_unknown_incident_is_told_with_the_nearest_ids(judged: Path) -> None:
    result = run("explain", "vienna", judged, "--incident", "sy16-0001")
    assert result.exit_code == 2
    assert "nearest ids" in result.output


def test_a_file_that_holds_no_verdicts_is_refused(judged: Path) -> None:
    result = run("explain", "vienna", judged.with_name("verdicts.incidents.parquet"), "--incident", "x")
    assert result.exit_code == 2
    assert "not a file of verdicts" in result.output
