"""What the documents say is run: each console block in a folder of its own, each Python block of the README."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.accord import find_folder
from servanda.cli import COMMANDS, app
from tests.conftest import ROOT

CONSOLE = re.compile(r"^```console\n(.*?)^```", re.M | re.S)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.M | re.S)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_console_blocks_of_readings_do_what_they_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(find_folder("vienna") / "incidents-2016.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    blocks = CONSOLE.findall((ROOT / "docs/readings.md").read_text("utf-8"))
    assert len(blocks) >= 3
    for block in blocks:
        command, *shown = block.strip().splitlines()
        result = CliRunner().invoke(app, shlex.split(command.removeprefix("$ servanda")), catch_exceptions=False)
        assert result.exit_code == 0, (command, result.output)
        for line in shown:
            assert line.strip() in result.output, (command, line)


def test_the_python_of_the_readme_runs() -> None:
    [code] = PYTHON.findall((ROOT / "README.md").read_text("utf-8"))
    names: dict[str, object] = {}
    exec(code, names)
    assert names["verdicts"].num_rows > 98  # type: ignore[attr-defined]


def test_every_command_named_in_a_page_exists_and_every_command_is_named() -> None:
    told = {
        page: set(re.findall(r"(?:`|\$ |^ +)servanda ([a-z][a-z-]+)", page.read_text("utf-8"), re.M)) for page in PAGES
    }
    for page, names in told.items():
        assert names - set(COMMANDS) == set(), page
    assert set(COMMANDS) - set().union(*told.values()) == set()


def test_every_link_in_a_page_leads_somewhere() -> None:
    for page in (*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0
    assert f"servanda {name}" in result.output
