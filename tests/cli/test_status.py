"""The command as people use it, and as they misuse it."""

from __future__ import annotations

import json

from click.testing import CliRunner, Result

from servanda.cli import app


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["status", *map(str, words)])


def test_it_shows_every_deed_of_vienna_with_status_score_and_reason():
    result = run("vienna", "--as-of", "2016-09-01", "--reading", "un")
    assert result.exit_code == 0
    assert "△ missed, 31 days overdue" in result.output
    assert "● fulfilled" in result.output
    assert "\x1b" not in result.output


def test_it_gives_data():
    data = json.loads(run("vienna", "--as-of", "2016-09-01", "--json").output)
    assert data["form"] == "status/1"
    norms = {n["id"]: n for n in data["readings"][0]["norms"]}
    assert norms["transition-governance"]["status"] == "missed"
    assert norms["transition-governance"]["overdue"] is True
    assert norms["gather-opposition"]["score"]["least"] == 3


def test_it_lays_hand_made_scores_beside_ours_and_tells_problems(tmp_path):
    scores, found = tmp_path / "scores.csv", tmp_path / "found.csv"
    scores.write_text("norm_id,score\ngather-opposition,3\nnobody,1\n", "utf-8")
    found.write_text("norm_id,kind,on\namman-centre,begun,2016-02-01\n", "utf-8")
    result = run("vienna", "--as-of", "2016-09-01", "--scores", scores, "--assessments", found, "--reading", "un")
    assert result.exit_code == 1
    assert "1 of 1 agree" in result.stdout
    assert "nobody" in result.stderr
    assert "found it begun on 2016-02-01" in result.stdout


def test_wrong_use_is_exit_2(tmp_path):
    (tmp_path / "latin.csv").write_bytes(b"norm_id,score\n\xff\xfe,3\n")
    assert run("vienna", "--as-of", "soon").exit_code == 2
    assert run("vienna", "--scores", tmp_path / "none.csv").exit_code == 2
    assert run("vienna", "--scores", tmp_path / "latin.csv").exit_code == 2
