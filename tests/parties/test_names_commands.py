"""The commands on names and lists, as a person uses and misuses them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.accord import parse
from servanda.cli import app


def _run(*args: object, text: str | None = None, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(a) for a in args], input=text)
    assert result.exit_code == code, (result.output, result.exception)
    return result.stdout


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_match_keeps_every_row_and_column_and_adds_three(tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("no,name1,name2,schema\n1,Daesh,داعش,Organization\n2,Ali Hasan,علي حسن,Person\n3,a,\n", "utf-8")
    out = tmp_path / "out.csv"
    _run("match", pairs, "-o", out, code=1)
    rows = _rows(out.read_text("utf-8"))
    assert [r["no"] for r in rows] == ["1", "2", "3"]
    assert [r["match"] for r in rows] == ["true", "true", "false"]
    assert all(r["why"] and 0 <= float(r["score"]) <= 1 for r in rows)


def test_match_without_its_columns_or_its_file_is_wrong_use(tmp_path):
    pairs = tmp_path / "x.csv"
    pairs.write_text("a,b\n1,2\n", "utf-8")
    result = CliRunner().invoke(app, ["match", str(pairs)])
    assert "no columns name1 and name2" in str(result.exception)
    assert CliRunner().invoke(app, ["match", str(tmp_path / "absent.csv")]).exit_code != 0


def test_match_takes_a_pipe_and_gives_parts_as_json():
    told = json.loads(_run("match", "-", "--json", text="name1,name2\nJabhat al-Nusra,al-Nusrah Front\n"))
    assert told["match"] is True
    assert {p["rule"] for p in told["parts"]} == {"translation", "sounds"}


LIST = "id,name,schema\nq1,Ayman al-Zawahiri,Person\nq1,أيمن الظواهري,Person\nq2,Jabhat al-Nusra,Organization\n"


def test_screen_gives_hits_with_reasons_and_names_without_hits(tmp_path):
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    rows = _rows(_run("screen", tmp_path / "list.csv", "-", text="Айман аз-Завахири\nNobody Atall\n"))
    assert [(r["name"], r["id"]) for r in rows] == [("Айман аз-Завахири", "q1"), ("Nobody Atall", "")]
    assert rows[0]["why"]
    (tmp_path / "names.csv").write_text("who,name\nx,Nusra Front\n,\n", "utf-8")
    _run("screen", tmp_path / "list.csv", tmp_path / "names.csv", "-o", tmp_path / "hits.csv", code=1)
    rows = _rows((tmp_path / "hits.csv").read_text("utf-8"))
    assert [(r["id"], r["who"]) for r in rows] == [("q2", "x"), ("", "")]


@pytest.fixture
def common(tmp_path: Path) -> Path:
    for name, groups in {
        "jordan": ["Jabhat al-Nusra", "Daesh", "Zahra"],
        "russia": ["Джабхат ан-Нусра", "ИГИЛ", "Ахрар аш-Шам"],
        "iran": ["جبهة النصرة", "داعش", "Ahrar al-Cham", "Kata'ib al-Zahra"],
        "jordan.refused": ["Southern Front"],
    }.items():
        (tmp_path / f"{name}.csv").write_text("name\n" + "".join(f"{g}\n" for g in groups), "utf-8")
    _run("list", "consolidate", *sorted(tmp_path.glob("*.csv")), "-o", tmp_path / "common")
    return tmp_path / "common"


def test_the_common_list_says_what_is_agreed_and_who_blocks_what(common):
    told = json.loads(_run("list", "status", common, "--json"))
    assert told["agreed"] == ["daesh", "jabhat-al-nusra"]
    assert told["moderate"] == ["southern-front"]
    assert told["blockers"]["jordan"] == ["ahrar-al-cham"]
    assert "with jordan: 1 more (Ahrar al-Cham)" in _run("list", "status", common)


def test_silence_adopts_a_proposal_and_a_break_blocks_it(common):
    args = ("--by", "jordan", "--rule", "silence: 72 h", "--at", "2016-01-01")
    _run("list", "propose", common, "daesh", *args)
    _run("list", "propose", common, "ahrar-al-cham", *args)
    assert "blocked by jordan" in _run("list", "position", common, "p2", "jordan", "no", "--at", "2016-01-02")

    def states(at: str) -> list[str]:
        return [p["state"] for p in json.loads(_run("list", "status", common, "--at", at, "--json"))["proposals"]]

    assert states("2016-01-03") == ["pending", "blocked"]
    assert states("2016-01-04") == ["adopted", "blocked"]
    rows = _rows(_run("list", "export", common, "--form", "csv", "--as-known-at", "2016-02-01"))
    assert {r["id"] for r in rows} == {"daesh"}
    assert {r["listed_from"] for r in rows} == {"2016-01-04T00:00:00Z"} == {r["known_from"] for r in rows}
    assert _rows(_run("list", "export", common, "--form", "csv", "--as-known-at", "2016-01-03")) == []
    _run("list", "propose", common, "daesh", "--delist", "--by", "iran", "--rule", "consensus", "--at", "2016-03-01")
    for member in ("jordan", "russia", "iran"):
        _run("list", "position", common, "p3", member, "yes", "--at", "2016-03-02")
    rows = _rows(_run("list", "export", common, "--form", "csv", "--as-known-at", "2016-04-01"))
    assert {(r["listed_to"], r["known_from"], r["known_to"]) for r in rows} == {
        ("", "2016-01-04T00:00:00Z", "2016-03-02T00:00:00Z"),
        ("2016-03-02T00:00:00Z", "2016-03-02T00:00:00Z", ""),
    }


def test_the_exported_list_is_read_by_the_accord(common, tmp_path):
    _run("list", "propose", common, "daesh", "--by", "jordan", "--rule", "consensus", "--at", "2016-01-01")
    for member in ("jordan", "russia", "iran"):
        _run("list", "position", common, "p1", member, "yes", "--at", "2016-01-02T10:00")
    blocks = _run("list", "export", common, "--as-known-at", "2016-02-01")
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "accord.md").write_text(
        f"---\nid: made\ntitle: Made\ntime-zone: UTC\ndocuments: []\n---\n{blocks}", "utf-8"
    )
    found, problems = parse(folder)
    assert problems == [] or not problems, problems
    assert found is not None
    (entry,) = found.lists["common-list-entries"].entries
    assert entry.party == "daesh"
    assert entry.when.since.isoformat() == "2016-01-02T10:00:00+00:00"
    assert "داعش" in found.parties["daesh"].aliases


def test_review_keeps_judgements_can_be_taken_up_again_and_asks_no_pair_twice(common):
    doubts = common / "doubts.jsonl"
    first = _run("review", doubts, "--by", "anna", text="auaq")
    assert "0 of 1 pairs are left" in first
    lines = [json.loads(line) for line in (common / "doubts.judgements.jsonl").read_text("utf-8").splitlines()]
    assert [d["verdict"] for d in lines] == ["same", "undo", "same"]
    assert all(d["by"] == "anna" and d["at"] for d in lines)
    assert "0 of 0 pairs are left" in _run("review", doubts, "--by", "ben", text="r")
    sources = sorted(common.parent.glob("*.csv"))
    _run("list", "consolidate", *sources, "-o", common)
    told = json.loads((common / "groups.json").read_text("utf-8"))
    assert any(len(g["entries"]) == 2 and "anna" in g["why"][0]["why"] for g in told["groups"])
    assert (common / "doubts.jsonl").read_text("utf-8") == ""


def test_wrong_use_is_told_in_a_sentence(common, tmp_path):
    assert (
        "there is no group"
        in CliRunner().invoke(app, ["list", "propose", str(common), "nope", "--by", "x", "--rule", "unsc"]).output
    )
    result = CliRunner().invoke(app, ["list", "propose", str(common), "daesh", "--by", "x", "--rule", "magic"])
    assert "no rule 'magic'" in str(result.exception)
    assert not (common / "events.jsonl").exists()
    assert "no common list" in str(CliRunner().invoke(app, ["list", "status", str(tmp_path)]).exception)
    (common / "events.jsonl").write_text('nonsense\n{"kind": "position", "proposal": "p9", "member": "x"}\n', "utf-8")
    assert len(json.loads(_run("list", "status", common, "--json", code=1))["problems"]) == 2


def test_changes_between_versions_are_named(shared):
    folder = shared / "data/lists"
    out = _run(
        "list", "changes", folder / "un-alqaida-list-2014-12-12.xml.gz", folder / "un-alqaida-list-2015-02-01.xml.gz"
    )
    assert "added: TARKHAN TAYUMURAZOVICH BATIRASHVILI (QI.B.345.15.)" in out
    assert "removed: ISMAIL MOHAMED ISMAIL ABU SHAWEESH (QDi.224)" in out
    assert "6 came or went" in out
