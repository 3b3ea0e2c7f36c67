"""`servanda fuse` as people use it, and what it says to nonsense."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from servanda.cli import app
from servanda.errors import ServandaError

from .made_reports import made


def run(*args: str | Path):
    return CliRunner().invoke(app, ["fuse", *map(str, args)])


@pytest.fixture
def files(tmp_path: Path) -> Path:
    table, truth = made(200, seed=8)
    pa_csv.write_csv(table, tmp_path / "reports.csv")
    pq.write_table(table, tmp_path / "reports.parquet")
    lines = ["report_id,incident_id", *(f"{r},{i}" for r, i in truth.items())]
    (tmp_path / "labels.csv").write_text("\n".join(lines))
    return tmp_path


def test_a_file_becomes_incidents_with_the_chain_beside_them(files):
    out = files / "out.parquet"
    result = run(files / "reports.csv", "-o", out)
    assert result.exit_code == 0, result.output
    incidents, members = pq.read_table(out), pq.read_table(files / "out.reports.parquet")
    assert members.column_names == ["report_id", "incident_id"]
    assert set(members.column("incident_id").to_pylist()) == set(incidents.column("incident_id").to_pylist())
    assert "told by one source alone" in result.output


def test_csv_and_parquet_and_a_second_run_give_the_same_bytes(files):
    for name in ("csv", "parquet", "csv"):
        assert run(files / f"reports.{name}", "-o", files / f"{name}.parquet").exit_code == 0
    assert (files / "csv.parquet").read_bytes() == (files / "parquet.parquet").read_bytes()


def test_labels_a_review_and_an_explanation(files):
    (files / "review.csv").write_text(
        "report_a,report_b,link,who\nm00000,m00001,must,me\nm00000,nobody,must,me\nx,,,\n"
    )
    result = run(
        *(files / "reports.csv", "--labelled-reports", files / "reports.csv", "--labels", files / "labels.csv"),
        *("--review", files / "review.csv", "--explain", "--json", "-o", files / "out.parquet"),
    )
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert sorted(p["code"] for p in told["problems"]) == ["fuse.bad-judgement", "fuse.unknown-report"]
    pairs = pq.read_table(files / "out.pairs.parquet")
    assert pairs.num_rows == told["pairs"]
    assert any(c.startswith("odds: learned") for c in pairs.column_names)


def test_yesterdays_incidents_stay_and_todays_reports_join_or_open(files):
    rows = (files / "reports.csv").read_text().splitlines()
    (files / "old.csv").write_text("\n".join(rows[:-25]))
    assert run(files / "old.csv", "-o", files / "old.parquet").exit_code == 0
    result = run(files / "reports.csv", "--onto", files / "old.parquet", "-o", files / "new.parquet", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["joined"] + told["opened"] == 25
    old, new = (
        dict(zip(*pq.read_table(files / f"{n}.reports.parquet").to_pydict().values(), strict=True))
        for n in ("old", "new")
    )
    assert {r: new[r] for r in old} == old


def test_a_mapping_and_reliabilities(files):
    text = (files / "reports.csv").read_text().replace("report_id", "Ref", 1).replace("happened_at", "When", 1)
    (files / "theirs.csv").write_text(text)
    (files / "map.yaml").write_text("report_id: Ref\nhappened_at: When\n")
    (files / "sources.csv").write_text("source,reliability\ns0,A\ns1,A\ns2,excellent\n")
    result = run(
        *(files / "theirs.csv", "--mapping", files / "map.yaml", "--sources", files / "sources.csv"),
        *("-o", files / "out.parquet", "--json"),
    )
    told = json.loads(result.stdout)
    assert [p["code"] for p in told["problems"]] == ["fuse.bad-reliability"]
    assert "3" in told["grades"]


def test_nothing_is_dropped_quietly(files):
    (files / "bad.csv").write_text(
        "report_id,source,happened_at,lon,lat,killed_low,time_precision\n"
        "a,s,2020-01-01,21,45,2,day\n"
        "a,s,2020-01-01,21,45,2,day\n"
        "b,s,yesterday,21,45,many,day\n"
        "c,s,2020-01-01,0,0,-3,soon\n"
        "d,s,2020-01-01,200,45,,day\n"
        ",s,2020-01-01,21,45,inf,day\n"
        "e,too,few\n"
    )
    result = run(files / "bad.csv", "-o", files / "out.parquet", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["reports"], told["set_aside"]) == (7, 2)
    codes = {p["code"] for p in told["problems"]}
    assert {"fuse.same-id", "fuse.broken-row", "fuse.unread-happened-at", "fuse.unread-killed-low"} <= codes
    assert {"fuse.null-island", "fuse.off-globe", "fuse.unknown-time-precision", "fuse.unplaced"} <= codes
    assert pq.read_table(files / "out.reports.parquet").column("report_id").to_pylist() == ["a", "b", "c", "d", "row-7"]


def test_labels_that_contradict_each_other_are_named(files):
    (files / "twice.csv").write_text((files / "labels.csv").read_text() + "\nm00000,elsewhere\nzz,t1\nm00001,\n")
    result = run(files / "reports.csv", "--labels", files / "twice.csv", "-o", files / "out.parquet", "--json")
    assert {p["code"] for p in json.loads(result.stdout)["problems"]} == {
        "fuse.labelled-twice",
        "fuse.labels-elsewhere",
        "fuse.empty-label",
    }


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02\xff" * 50, b"%PDF-1.7 x", b"a,b\n1,2\n", b'{"a": 1}', b"report_id,report_id\n1,2\n"]
)
def test_files_that_hold_no_reports_are_refused_with_one_sentence(files, content):
    (files / "odd").write_bytes(content)
    result = run(files / "odd", "-o", files / "out.parquet")
    assert isinstance(result.exception, ServandaError), result.output
    assert not (files / "out.parquet").exists()


@pytest.mark.parametrize(
    "args",
    [
        ("reports.csv", "-o", "out.csv"),
        ("reports.csv", "-o", "no/folder/out.parquet"),
        ("reports.csv", "--labelled-reports", "reports.csv", "-o", "out.parquet"),
        ("reports.parquet", "-o", "reports.parquet"),
        ("reports.csv",),
        ("reports.csv", "--review", "nowhere.csv", "-o", "out.parquet"),
        ("reports.csv", "--onto", "nowhere.parquet", "-o", "out.parquet"),
    ],
)
def test_wrong_use_is_said_before_anything_is_read(files, args, monkeypatch):
    monkeypatch.chdir(files)
    assert run(*args).exit_code == 2


@pytest.mark.parametrize("option", ["--labels", "--review", "--sources"])
def test_a_side_table_without_its_columns_is_refused(files, option):
    result = run(files / "reports.csv", option, files / "reports.csv", "-o", files / "out.parquet")
    assert isinstance(result.exception, ServandaError)
    assert "needs the columns" in str(result.exception)


def test_unsure_pairs_are_judged_at_the_keyboard_and_the_judgements_hold(files):
    out = files / "out.parquet"
    assert run(files / "reports.csv", "--explain", "-o", out).exit_code == 0
    before = pq.read_table(files / "out.pairs.parquet").to_pylist()
    queue = files / "out.doubts.jsonl"
    asked = [json.loads(line) for line in queue.read_text("utf-8").splitlines()]
    reviewed = CliRunner().invoke(app, ["review", str(queue), "--by", "anna"], input="arq")
    assert reviewed.exit_code == 0, reviewed.output
    kept = files / "out.doubts.judgements.jsonl"
    verdicts = {
        frozenset((j["left"], j["right"])): j["verdict"] for j in map(json.loads, kept.read_text("utf-8").splitlines())
    }
    assert sorted(verdicts.values()) == ["different", "same"]
    again = run(files / "reports.csv", "--review", kept, "--explain", "-o", out)
    assert again.exit_code == 0, again.output
    after = {
        frozenset((p["report_a"], p["report_b"])): p["joined"]
        for p in pq.read_table(files / "out.pairs.parquet").to_pylist()
    }
    assert {pair: after[pair] for pair in verdicts} == {pair: v == "same" for pair, v in verdicts.items()}
    assert len(before) == len(after)
    assert len(asked) >= 2
