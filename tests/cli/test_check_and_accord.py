"""`servanda check`, `servanda accord schema` and `servanda accord show`, used as people use them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.accord import load
from servanda.cli import app

CASES = Path(__file__).parent.parent / "cases"
GOOD = CASES / "good" / "truce"


def run(*args: str | Path) -> tuple[int, str, str]:
    """Exit code, what a person reads, what goes to stderr; in a process of its own, as in a shell."""
    command = [sys.executable, "-m", "servanda", *map(str, args)]
    env = os.environ | {"PYTHONPATH": str(CASES.parent.parent / "src"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=env)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    shutil.copy(CASES / "bad" / "unknown-key.md", tmp_path / "accord.md")
    return tmp_path


def test_check_tells_that_there_is_no_problem():
    code, out, err = run("check", GOOD)
    assert (code, err) == (0, "")
    assert out.startswith("truce: no problems.")
    assert load(GOOD).hash in out


def test_check_tells_every_problem_with_line_and_caret(bad: Path):
    code, out, err = run("check", bad)
    assert code == 1
    assert f"{bad}/accord.md:25:1: A norm has no key `teritory`." in out
    assert "      | ^^^^^^^^" in out
    assert "hint: Did you mean territory?" in out
    assert "1 problem." in err


def test_check_as_plain_data(bad: Path):
    code, out, _ = run("check", bad, "--json")
    told = json.loads(out)
    assert code == 1
    assert told["hash"] is None
    assert [(p["code"], p["line"], p["column"]) for p in told["problems"]] == [("accord.unknown-key", 25, 1)]
    code, out, _ = run("check", "vienna", "--json")
    assert (code, json.loads(out)["problems"]) == (0, [])


@pytest.mark.parametrize(
    "args", [("check",), ("check", "nowhere"), ("check", ""), ("check", "vienna", "--no-such-option")]
)
def test_wrong_use_is_two(args: tuple[str, ...]):
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert err


def test_nonsense_is_problems_never_a_traceback(tmp_path: Path):
    for name, data in (
        ("a", b"\x00\xff" * 50),
        ("b", b"---\n"),
        ("c", b"```norm\n\t{{{\n"),
        ("d", b"\xef\xbb\xbf---\n---\n"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "accord.md").write_bytes(data)
        (folder / "zones.geojson").write_bytes(data)
        result = CliRunner().invoke(app, ["check", str(folder)])
        assert result.exit_code == 1, result.output
        assert "problem" in result.output


def test_schema_of_all_of_one_and_of_none():
    code, out, _ = run("accord", "schema")
    assert code == 0
    assert "norm" in json.loads(out)["$defs"]
    code, out, _ = run("accord", "schema", "norm")
    assert json.loads(out)["required"] == ["id", "force", "bearer"]
    code, _, err = run("accord", "schema", "clause")
    assert code == 2
    assert "there are:" in err


def test_show_prints_and_writes_the_book(tmp_path: Path):
    code, out, _ = run("accord", "show", GOOD)
    assert code == 0
    assert "Who owes what to whom, by when" in out
    page = tmp_path / "book.html"
    code, out, err = run("accord", "show", GOOD, "--html", page, "--reading", "mild")
    assert (code, out) == (0, "")
    assert str(page) in err
    assert "As the reading" in page.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [page]


def test_show_markdown_is_the_canonical_text():
    code, out, _ = run("accord", "show", GOOD, "--markdown")
    assert code == 0
    assert out.startswith("---\nid: truce\n")


def test_show_of_an_accord_with_problems_tells_them(bad: Path):
    code, _, err = run("accord", "show", bad)
    assert code == 1
    assert "teritory" in err
    code, _, err = run("accord", "show", "vienna", "--reading", "nobody")
    assert code == 2
    assert "nobody" in err


def test_a_place_where_nothing_can_be_written_is_told():
    code, _, err = run("accord", "show", GOOD, "--html", "/dev/null/book.html")
    assert code == 2
    assert "cannot be written" in err
