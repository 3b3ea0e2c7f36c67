"""The brief of a year of UCDP's events: the bounds that are known, and no suspicion made of silence."""

from __future__ import annotations

from pathlib import Path

import pytest

import servanda.incidents
from servanda.accord import Accord
from servanda.brief import brief, case
from servanda.judge import judge
from tests.brief.conftest import write


@pytest.mark.slow
def test_a_year_of_events(vienna: Accord, shared: Path, tmp_path: Path) -> None:
    incidents = servanda.incidents.read(
        shared / "data" / "events" / "ucdp-ged-syria-2016.csv.gz", time_zone=vienna.time_zone
    ).incidents
    path = write(tmp_path, vienna, judge(vienna, incidents), incidents)
    found = brief(case(vienna, path), tmp_path / "out")
    assert found.incidents == 6170
    cease = {r: found["norms"].at("ceasefire", r) for r in found.readings}
    weapons = found["norms"].at("no-indiscriminate-weapons", "un")
    assert (
        sum(v for k, v in cease["un"].items() if k in {"low", "exempt", "not_in_force", "not_bound", "possible"})
        == 6170
    )
    assert (weapons["low"], weapons["high"]) == (0, 0)
    assert weapons["untold"] > 6000
    assert "m-hex" in (tmp_path / "out" / "brief.html").read_text("utf-8")
