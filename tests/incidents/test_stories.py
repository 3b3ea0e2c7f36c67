"""Whole files, good and bad, and exactly what people are told about them: tests/cases/incidents/bad/*.txt.

To renew the texts after a change that is meant: SERVANDA_RENEW=1, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.cli import app
from servanda.errors import ServandaError

BAD = Path(__file__).parent.parent / "cases" / "incidents" / "bad"
STORIES = sorted(p for p in BAD.iterdir() if p.suffix != ".txt")


def told(*arguments: str) -> str:
    """What the command prints, and its exit code, as in a shell."""
    done = CliRunner().invoke(app, ["incidents", *arguments])
    if isinstance(done.exception, ServandaError):  # `main` makes these one line and exit code 2
        return f"{done.output}servanda: {done.exception}\nexit 2\n"
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return f"{done.output}exit {done.exit_code}\n"


@pytest.mark.parametrize("story", STORIES, ids=lambda p: p.stem)
def test_a_bad_file_is_told_word_for_word(story, monkeypatch):
    monkeypatch.chdir(BAD)
    expected, found = story.with_suffix(".txt"), told(story.name)
    if os.environ.get("SERVANDA_RENEW"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text("utf-8")


def test_every_bad_story_is_a_problem_or_a_refusal():
    for story in STORIES:
        text = story.with_suffix(".txt").read_text("utf-8")
        assert text.endswith(("exit 1\n", "exit 2\n")) or story.stem == "header-only", story
