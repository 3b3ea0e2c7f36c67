"""Plain tables: headers, tags, mappings; text, spreadsheets, Parquet, Arrow and frames all give the same incidents."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

import servanda as sv
import servanda.incidents as incidents
from servanda.errors import ServandaError
from servanda.incidents.from_table import OURS
from servanda.incidents.hxl import TAGS

GOOD = Path(__file__).parent.parent / "cases" / "incidents" / "good"


def filled(row):
    return {k: v for k, v in row.items() if v is not None}


def codes(taken):
    return [p.code for p in taken.notices]


def test_hxl_tags_say_what_the_columns_hold():
    taken = incidents.read(GOOD / "hxl.csv", time_zone="Asia/Damascus")
    first, second = map(filled, taken.incidents.to_pylist())
    assert first == {
        "incident_id": "7",
        "source": "hxl.csv",
        "happened_from": datetime(2016, 2, 26, 22, tzinfo=UTC),
        "happened_to": datetime(2016, 2, 28, 22, tzinfo=UTC),
        "lon": 36.71,
        "lat": 34.73,
        "radius_m": 1000.0,
        "place": "Homs",
        "act": "air-strike",
        "side_a": "Government; Hezbollah",
        "side_b": "FSA",
        "killed_best": 3,
        "note": "near the mill",
    }
    assert second["happened_from"] == datetime(2016, 3, 1, 12, 30, tzinfo=UTC)
    assert second["happened_to"] == datetime(2016, 3, 1, 12, 31, tzinfo=UTC)
    assert codes(taken) == ["incidents.no-radius"]


def test_tags_may_stand_alone_as_the_header(tmp_path):
    path = tmp_path / "tags.csv"
    path.write_text("\n".join((GOOD / "hxl.csv").read_text().splitlines()[1:]) + "\n")
    plain, alone = incidents.read(GOOD / "hxl.csv"), incidents.read(path)
    assert alone.incidents.drop(["source"]) == plain.incidents.drop(["source"])


def test_every_tag_names_a_column_that_we_have():
    assert set(TAGS) <= set(OURS)


def test_usual_headers_dates_with_dots_and_times_apart():
    taken = incidents.read(GOOD / "columns-by-usual-names.tsv", time_zone="Asia/Damascus")
    first, second = map(filled, taken.incidents.to_pylist())
    assert first["happened_from"] == datetime(2016, 2, 27, 12, 30, tzinfo=UTC)
    assert first["side_a"] == "SAA; NDF"
    assert (first["division"], first["place"], first["killed_best"], first["note"]) == ("Homs", "Homs", 3, "a market")
    assert (second["happened_to"] - second["happened_from"]).total_seconds() == 86400
    assert "incidents.no-clock" in codes(taken)


def test_a_mapping_names_columns_and_constants(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("when,who did it,x1,y1,odd\n03/04/2016,North,36.7,34.7,1\n")
    taken = incidents.read(
        path,
        mapping={
            "happened_from": "when",
            "side_a": "who did it",
            "lon": "x1",
            "lat": "y1",
            "radius_m": "=50",
            "claimant": "=south",
            "directed": "=yes",
            "date-order": "day-month",
            "time-zone": "Europe/Kyiv",
        },
    )
    row = taken.incidents.to_pylist()[0]
    assert row["happened_from"] == datetime(2016, 4, 2, 21, tzinfo=UTC)
    assert (row["radius_m"], row["claimant"], row["directed"], row["side_a"]) == (50.0, "south", True, "North")
    assert [p.message for p in taken.notices if p.code == "incidents.unread"] == ["Columns that are not read: odd."]


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"happened_from": "nowhere"}, "there is no such column"),
        ({"happened": "when"}, "none of our columns"),
        ({"date-order": "backwards"}, "day-month or month-day"),
        ({"time-zone": "Mars/Olympus"}, "no time zone"),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path, mapping, says):
    path = tmp_path / "own.csv"
    path.write_text("when,place\n2016-01-01,Homs\n")
    with pytest.raises(ServandaError, match=says):
        incidents.read(path, mapping=mapping)


def test_days_with_slashes_are_learnt_from_the_file(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("id,date\n1,03/04/2016\n2,27/02/2016\n")
    assert incidents.read(path).incidents["happened_from"].to_pylist()[0] == datetime(2016, 4, 3, tzinfo=UTC)
    path.write_text("id,date\n1,03/04/2016\n2,02/27/2016\n")
    assert incidents.read(path).incidents["happened_from"].to_pylist()[0] == datetime(2016, 3, 4, tzinfo=UTC)
    path.write_text("id,date\n1,03/04/2016\n2,02/27/2016\n3,27/02/2016\n")
    taken = incidents.read(path)
    assert [p.source.row for p in taken.aside] == [2]


TABLE = {
    "id": ["1", "2", "3"],
    "date": ["2016-02-27", "2016-02-28", "2016-02-29"],
    "lat": [34.7, None, 35.0],
    "lon": [36.7, None, 36.0],
    "radius_m": [500, None, 2000],
    "side_a": ["A; B", "A", None],
    "killed": [1, None, 3],
    "directed": [True, False, None],
}


def as_csv(path):
    pd.DataFrame(TABLE).astype({"killed": "Int64", "radius_m": "Int64"}).to_csv(path, index=False)
    return path


def as_excel(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(TABLE))
    for row in zip(*TABLE.values(), strict=True):
        sheet.append([datetime.fromisoformat(v) if n == "date" else v for n, v in zip(TABLE, row, strict=True)])
    book.save(path)
    return path


def in_arrow():
    return pa.table(TABLE | {"date": [date.fromisoformat(d) for d in TABLE["date"]]})


class Stream:
    """Anything with an Arrow stream, as Polars frames are."""

    def __arrow_c_stream__(self, requested_schema=None):
        return in_arrow().__arrow_c_stream__(requested_schema)


def containers(tmp_path):
    csv = as_csv(tmp_path / "t.csv")
    yield "csv", csv
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(csv.read_bytes()))
    yield "gz", tmp_path / "t.csv.gz"
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le"):
        path = tmp_path / f"{encoding}.csv"
        path.write_text(csv.read_text(), encoding=encoding)
        yield encoding, path
    (tmp_path / "mac.csv").write_text(csv.read_text().replace("\n", "\r\n"), newline="")
    yield "crlf", tmp_path / "mac.csv"
    yield "xlsx", as_excel(tmp_path / "t.xlsx")
    pq.write_table(in_arrow(), tmp_path / "t.parquet")
    yield "parquet", tmp_path / "t.parquet"
    pyarrow.feather.write_feather(in_arrow(), tmp_path / "t.feather")
    yield "feather", tmp_path / "t.feather"
    with pa.ipc.new_stream(tmp_path / "t.arrows", in_arrow().schema) as out:
        out.write_table(in_arrow())
    yield "stream", tmp_path / "t.arrows"
    yield "table", in_arrow()
    yield "batch", in_arrow().to_batches()[0]
    yield "reader", in_arrow().to_reader()
    yield "pandas", pd.DataFrame(TABLE | {"date": pd.to_datetime(TABLE["date"])})
    yield "capsule", Stream()


def test_every_container_gives_the_same_incidents(tmp_path):
    tables = {name: incidents.read(given) for name, given in containers(tmp_path)}
    first = tables["csv"].incidents.drop(["source"])
    assert first.num_rows == 3
    for name, taken in tables.items():
        assert not taken.aside, (name, taken.aside)
        assert taken.incidents.drop(["source"]).to_pylist() == first.to_pylist(), name


def test_our_own_columns_come_back_as_they_were(tmp_path):
    table = incidents(GOOD / "hxl.csv", GOOD / "columns-by-usual-names.tsv")
    pq.write_table(table, tmp_path / "own.parquet")
    again = sv.incidents(tmp_path / "own.parquet")
    assert again.equals(table)
    pd.DataFrame(table.to_pylist()).to_csv(tmp_path / "own.csv", index=False)
    assert incidents.read(tmp_path / "own.csv").incidents.to_pylist() == table.to_pylist()


def test_a_spreadsheet_with_tags_several_sheets_and_cells_beyond_the_header(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "incidents"
    for row in (
        ["When", "Where"],
        ["#date+start", "#loc+name"],
        [datetime(2016, 2, 27), "Homs"],
        [],
        [datetime(2016, 2, 27, 14, 30), "Hama"],
        [date(2016, 2, 28), "Idlib", None, "a stray cell"],
        ["soon", "Daraa"],
    ):
        sheet.append(row)
    book.create_sheet("notes").append(["something"])
    book.save(tmp_path / "t.xlsx")
    taken = incidents.read(tmp_path / "t.xlsx")
    assert taken.incidents["place"].to_pylist() == ["Homs", "Hama"]
    assert [(p.source.row, p.code) for p in taken.aside] == [(6, "incidents.ragged"), (7, "incidents.date")]
    assert taken.rows == 4
    assert "incidents.sheets" in codes(taken)


def test_ids_made_from_the_contents_are_the_same_every_time(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("date,place\n2016-02-27,Homs\n2016-02-27,Hama\n")
    one = incidents.read(path).incidents["incident_id"].to_pylist()
    path.write_text("date,place\n2016-02-27,Hama\n2016-02-27,Homs\n")
    assert incidents.read(path).incidents["incident_id"].to_pylist() == one[::-1]
    assert len(set(one)) == 2


def test_doubles_are_found_across_files(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text("id,date\n1,2016-02-27\n" + ("2,2016-02-27\n" if name == "b" else ""))
    taken = incidents.gather(incidents.stream_all([tmp_path / "a.csv", tmp_path / "b.csv"]))
    assert taken.incidents["incident_id"].to_pylist() == ["1", "2"]
    assert f"row 2 of {tmp_path / 'a.csv'}" in taken.aside[0].message
    with pytest.warns(UserWarning, match="1 of 3 rows"):
        sv.incidents(tmp_path / "a.csv", tmp_path / "b.csv")


def test_commas_between_thousands_are_no_decimal_commas():
    table = incidents.read(GOOD.parent / "bad" / "thousands.csv").incidents
    assert table.select(["incident_id", "killed_best", "lat", "lon", "radius_m"]).to_pylist() == [
        {"incident_id": "1", "killed_best": 1200, "lat": 34.73, "lon": 36.71, "radius_m": 1500.0},
        {"incident_id": "3", "killed_best": 1_200_300, "lat": 34.73, "lon": 36.71, "radius_m": 2.5},
        {"incident_id": "4", "killed_best": 12, "lat": 34.73, "lon": 36.71, "radius_m": 5.0},
        {"incident_id": "5", "killed_best": 3, "lat": 34.73, "lon": 36.71, "radius_m": 5.0},
    ]


def test_a_float_column_knows_missing_from_endless():
    table = pa.table({"id": ["1", "2", "3"], "date": ["2016-02-27"] * 3, "killed": [1.0, float("nan"), float("inf")]})
    taken = incidents.read(table)
    assert taken.incidents["killed_best"].to_pylist() == [1, None]
    assert [(p.source.row, p.code) for p in taken.aside] == [(4, "incidents.number")]


def test_large_and_viewed_strings_dictionaries_and_times_are_read():
    plain = {"id": ["1", "2"], "date": ["2016-02-27", "2016-02-28"], "time": ["14:30", None], "place": ["Homs", "Homs"]}
    expected = incidents.read(pa.table(plain)).incidents
    for kind in (pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())):
        table = pa.table({k: pa.array(v, pa.string()).cast(kind) for k, v in plain.items()})
        assert incidents.read(table).incidents.drop(["incident_id"]) == expected.drop(["incident_id"]), kind
    assert expected["happened_from"].to_pylist()[0] == datetime(2016, 2, 27, 14, 30, tzinfo=UTC)


def test_days_are_read_in_the_time_zone_of_the_accord():
    accord = sv.load("vienna")
    mine = sv.incidents(GOOD / "hxl.csv", accord=accord)
    assert mine.equals(incidents.read(GOOD / "hxl.csv", time_zone=accord.time_zone).incidents)
    assert not mine.equals(sv.incidents(GOOD / "hxl.csv"))
    with pytest.raises(TypeError, match="path"):
        sv.incidents()
