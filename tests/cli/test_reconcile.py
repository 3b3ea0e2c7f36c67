"""`servanda reconcile` as people type it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from servanda.cli import app
from servanda.errors import ServandaError

TRUCE = Path(__file__).parents[1] / "cases" / "good" / "truce"
HEAD = "id,date,lat,lon,type,side_a,side_b,directed,claimant,info_grade\n"
NORTH = (
    HEAD
    + "n1,2026-02-15,6.5,31.5,shelling,SBC,Fisher people,yes,NBF,2\nn2,2026-02-20,6.2,31.2,shelling,SBC,Fisher people,yes,NBF,2\n"
)
SOUTH = (
    HEAD + "s1,2026-02-15,6.51,31.5,shelling,NBF,Fisher people,yes,SBC,2\n"
    "s2,2026-02-30,6.2,31.2,shelling,NBF,Fisher people,yes,SBC,2\n"
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["reconcile", str(TRUCE), *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    for name, text in (("north.csv", NORTH), ("south.csv", SOUTH)):
        (tmp_path / name).write_text(text)
    return tmp_path / "north.csv", tmp_path / "south.csv"


def test_two_lists_are_laid_beside_each_other(lists: tuple[Path, Path], tmp_path: Path) -> None:
    result = run(*lists, "-o", tmp_path / "out")
    assert result.exit_code == 1, result.output  # 30 February is set aside
    assert "contested        1  other-actor 1" in result.output
    assert "only NBF         1  no-counterpart 1" in result.output
    rows = list(csv.DictReader((tmp_path / "out" / "reconciliation.csv").open(encoding="utf-8")))[1:]
    assert [(r["standing"], r["a_item"], r["b_item"]) for r in rows] == [
        ("contested", "n1", "s1"),
        ("only-a", "n2", ""),
    ]
    assert rows[0]["question"] == "Who did it: south, or north?"
    assert float(rows[0]["distance_km"]) == pytest.approx(1.11, abs=0.01)
    days = list(csv.reader((tmp_path / "out" / "days.csv").open(encoding="utf-8")))
    assert days[0][:5] == ["day", "nbf_count", "sbc_count", "sbc_items_confirmed_by_nbf", "sbc_items_exempt_target"]
    assert [d[:4] for d in days[1:]] == [["2026-02-15", "1", "1", "0"], ["2026-02-20", "1", "0", "0"]]


def test_json_window_and_names(lists: tuple[Path, Path], tmp_path: Path) -> None:
    result = run(*lists, "-o", tmp_path / "out", "--json", "--window", "2026-02-16", "2026-02-28")
    told = json.loads(result.stdout)
    assert told["counts"] == {"agreed": 0, "contested": 0, "only-a": 2, "only-b": 1}
    assert {r["why"] for i in told["items"] for r in i["reasons"][:1]} == {"outside-window", "no-counterpart"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--claimants", "North", "north"], "name the two claimants apart"),
        (["--window", "2026-02-20T00:00", "2026-02-20T00:00"], "its end must be later"),
        (["--reading", "nobody"], "nobody"),
    ],
)
def test_wrong_use_is_one_clear_line_and_writes_nothing(
    lists: tuple[Path, Path], tmp_path: Path, options: list[str], says: str
) -> None:
    with pytest.raises(ServandaError, match=says):
        run(*lists, "-o", tmp_path / "out", *options)
    assert not (tmp_path / "out").exists()


def test_a_window_that_cannot_be_read_is_told(lists: tuple[Path, Path], tmp_path: Path) -> None:
    result = run(*lists, "-o", tmp_path / "out", "--window", "soon", "later")
    assert result.exit_code == 2
    assert "--window" in result.output


def test_words_of_others_in_a_list_are_set_aside(lists: tuple[Path, Path], tmp_path: Path) -> None:
    both = tmp_path / "both.csv"
    both.write_text(NORTH + SOUTH.splitlines()[1] + "\n")
    assert run(both, lists[1], "-o", tmp_path / "out").exit_code == 2
    result = run(both, lists[1], "-o", tmp_path / "out", "--claimants", "NBF", "SBC")
    assert "Item 's1' is told by 'SBC', not by 'NBF': not compared." in result.output
