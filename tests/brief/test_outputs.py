"""The same figures as tables, layers and a calendar that other programs open; the same inputs give the same bytes."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from shapely.geometry import shape

from servanda.accord import Accord
from servanda.brief import Figures, brief, case


@pytest.fixture(scope="module")
def made(vienna: Accord, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Figures]:
    out = tmp_path_factory.mktemp("march")
    return out, brief(case(vienna, demo, date(2016, 2, 27), date(2016, 5, 31)), out)


def test_the_same_case_gives_the_same_bytes(
    vienna: Accord, demo: Path, made: tuple[Path, Figures], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    later = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: later)
    brief(case(vienna, demo, date(2016, 2, 27), date(2016, 5, 31)), tmp_path)
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == sorted(p.name for p in made[0].iterdir())
    assert not [n for n in names if n.endswith(".part")]
    assert [n for n in names if (tmp_path / n).read_bytes() != (made[0] / n).read_bytes()] == []


def test_each_csv_has_names_then_hxl_tags_then_the_rows(made: tuple[Path, Figures]) -> None:
    folder, found = made
    for table in found.tables.values():
        with (folder / f"{table.id}.csv").open(encoding="utf-8", newline="") as f:
            rows = list(csv.reader(f))
        assert rows[0] == list(table.names)
        assert all(tag.startswith("#") for tag in rows[1])
        assert len(rows) == len(table.rows) + 2


def test_the_workbook_has_the_same_rows_and_frozen_heads(made: tuple[Path, Figures]) -> None:
    from openpyxl import load_workbook

    folder, found = made
    book = load_workbook(folder / "brief.xlsx")
    for table in found.tables.values():
        sheet = book[table.id]
        assert sheet.freeze_panes == "A3"
        values = [list(r) for r in sheet.iter_rows(min_row=3, values_only=True)]
        assert values == [[v if v != "" else None for v in row] for row in table.rows]


def test_the_layer_has_every_incident_with_its_verdicts(made: tuple[Path, Figures]) -> None:
    folder, found = made
    layer = json.loads((folder / "incidents.geojson").read_text("utf-8"))
    assert layer["type"] == "FeatureCollection"
    assert "crs" not in layer
    assert len(layer["features"]) == found.incidents
    for feature in layer["features"]:
        assert feature["geometry"] is None or shape(feature["geometry"]).is_valid
        assert {f"verdict_{r}" for r in found.readings} <= set(feature["properties"])
    sure = sum(f["properties"]["verdict_un"] == "violation" for f in layer["features"])
    assert sure == found["totals"].at("un")["low"]


def test_the_verdicts_are_those_of_the_window_with_the_judge_s_metadata(demo: Path, made: tuple[Path, Figures]) -> None:
    folder, found = made
    kept, all_ = pq.read_table(folder / "verdicts.parquet"), pq.read_table(demo)
    assert set(kept["incident_id"].to_pylist()) == {s.id for s in found.sightings}
    assert kept.num_rows < all_.num_rows
    assert kept.schema.metadata[b"servanda"] == all_.schema.metadata[b"servanda"]


def test_a_brief_can_be_made_again_from_its_own_folder(vienna: Accord, made: tuple[Path, Figures]) -> None:
    folder, found = made
    again = case(vienna, folder / "verdicts.parquet")
    from servanda.brief import figures

    assert figures(again).incidents == found.incidents


def test_the_calendar_can_be_read(made: tuple[Path, Figures]) -> None:
    from icalendar import Calendar

    assert Calendar.from_ical((made[0] / "timetable.ics").read_bytes()).walk("VEVENT")


def test_the_page_shows_of_the_hinge_table_what_would_change_and_says_what_it_leaves_out() -> None:
    from servanda.brief.annex import shown
    from servanda.brief.model import Column, Table

    names = ("rank", "held by", "verdicts that change", "sentence")
    rows = ((1, "north", 3, "If …, 3 change."), (2, "south", 0, "If …, none changes."))
    table, what = shown(Table("hinge", "t", tuple(Column(n, "#x") for n in names), rows, 0))
    assert table.names == ("sentence", "verdicts that change", "held by")
    assert table.rows == (("If …, 3 change.", 3, "north"),)
    assert "1 more change nothing" in what
