"""The command as people use it, and as they misuse it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from servanda.cli import app

STORY = """---
id: mini
title: A small accord
time-zone: UTC
documents: [{id: text, title: The text, date: 2015-11-14}]
---

```milestone
id: talks
name: Talks
by: 2016-01-01
reached: [{on: 2016-02-01, source: a communiqué}]
```

```milestone
id: vote
name: Vote
within: 18 months
after: talks
binding: true
```
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "accord.md").write_text(STORY, "utf-8")
    return tmp_path


def run(*words: object) -> Result:
    result = CliRunner().invoke(app, ["timetable", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit) or result.exit_code == 1, result.output
    return result


def test_it_shows_the_table_without_colour_in_a_pipe(folder):
    result = run(folder, "--as-of", "2016-03-01")
    assert result.exit_code == 0
    assert "△ missed, 31 days late" in result.output
    assert "\x1b" not in result.output


def test_it_gives_data(folder):
    data = json.loads(run(folder, "--as-of", "2016-03-01", "--json").output)
    assert [i["standing"] for i in data["readings"][0]["items"]] == ["missed", "open"]


def test_it_writes_a_calendar_and_a_chart_and_leaves_nothing_else(folder):
    run(folder, "--as-of", "2016-03-01", "--ics", folder / "t.ics", "--svg", folder / "t.svg")
    assert (folder / "t.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert (folder / "t.svg").read_text("utf-8").startswith("<svg")
    assert sorted(p.name for p in folder.iterdir()) == ["accord.md", "t.ics", "t.svg"]


def test_it_supposes(folder):
    result = run(folder, "--as-of", "2015-12-01", "--what-if", "talks=2015-12-20")
    assert "supposed 2015-12-20" in result.output
    assert "2017-06-20" in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--as-of", "yesterday"], "not an instant"),
        (["--as-of", "2016-02-30"], "2016-02-30"),
        (["--what-if", "talks"], "write milestone=YYYY-MM-DD"),
        (["--what-if", "talks=soon"], "not a date"),
        (["--what-if", "talks=2016-13-01"], "talks=2016-13-01"),
        (["--what-if", "talks=2016-01-01", "--what-if", "talks=2016-01-02"], "two days are supposed"),
    ],
)
def test_wrong_use_is_exit_2_with_what_to_do(folder, words, said):
    result = run(folder, *words)
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize("words", [["--what-if", "vota=2016-01-01"], ["--reading", "nobody"]])
def test_a_name_that_the_accord_lacks_is_an_error_of_ours(folder, words):
    result = CliRunner().invoke(app, ["timetable", str(folder), *words])
    assert type(result.exception).__name__ in {"UnknownMilestoneError", "UnknownReadingError"}


def test_a_broken_accord_is_exit_1_with_its_problems(folder):
    (folder / "accord.md").write_text(STORY.replace("2016-01-01", "2016-02-30"), "utf-8")
    result = run(folder)
    assert result.exit_code == 1
    assert "2016-02-30" in result.stderr


def test_a_place_that_cannot_be_written_is_told(folder):
    result = run(folder, "--svg", folder / "nowhere" / "t.svg")
    assert result.exit_code == 2
    assert "cannot be written" in result.output
