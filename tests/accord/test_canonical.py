"""Parse, print, parse: the same accord, whatever stands in it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from servanda.accord import Accord, find_folder, load, parse, print_accord, print_zones, render
from tests.accord.strategies import accords, bare, written

GOOD = Path(__file__).parent.parent / "cases" / "good" / "truce"


@given(accords())
@settings(max_examples=40, deadline=None)
def test_what_is_printed_is_read_as_the_same_accord(accord: Accord):
    with tempfile.TemporaryDirectory() as folder:
        read, problems = parse(written(accord, Path(folder)))
    assert not problems, render(problems)
    assert read is not None
    assert bare(read) == bare(accord)
    assert print_accord(read) == print_accord(accord)


@pytest.mark.parametrize("name", ["vienna", str(GOOD)])
def test_a_shipped_or_example_accord_is_the_same_after_printing(name: str, tmp_path: Path):
    accord = load(find_folder(name))
    again = load(written(accord, tmp_path))
    assert bare(again) == bare(accord)
    assert print_accord(again) == (tmp_path / "accord.md").read_text("utf-8")
    assert print_zones(again.zones, again.time_zone) == (tmp_path / "zones.geojson").read_text("utf-8")


def test_blocks_that_the_prose_does_not_name_are_printed_at_the_end(tmp_path: Path):
    from dataclasses import replace

    accord = load(GOOD)
    again = load(written(replace(accord, prose=()), tmp_path))
    assert bare(replace(again, prose=())) == bare(replace(accord, prose=()))
