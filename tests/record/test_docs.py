"""What docs/record.md tells people to type exists."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from servanda.cli import app
from servanda.cli.record import COMMANDS

TEXT = (Path(__file__).parents[2] / "docs" / "record.md").read_text("utf-8")


def test_every_command_that_the_page_names_exists_with_its_options():
    named = re.findall(r"(?:servanda record|`record) ([a-z]+)((?: [^\n`]*)?)", TEXT)
    assert {name for name, _ in named} <= set(COMMANDS)
    assert len({name for name, _ in named}) > 8
    for name, tail in named:
        said = CliRunner().invoke(app, ["record", name, "--help"]).output
        for option in re.findall(r"(?<= )(--[a-z-]+|-o)\b", tail):
            assert option in said, (name, option)


def test_the_functions_that_the_page_names_exist():
    from servanda.incidents.from_record import incidents_of
    from servanda.record.into_accord import with_record
    from servanda.record.tables import tables

    assert all(f.__name__ in TEXT for f in (incidents_of, with_record, tables))
