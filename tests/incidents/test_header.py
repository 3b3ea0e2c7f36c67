"""Finding the header: titles above it, tags below it, delimiters after it; and row numbers that a person can follow."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

import servanda.incidents as incidents

ROWS = "2016-03-01,Homs,SAA\n2016-03-32,Hama,SAA\n2016-03-03,Idlib\n2016-03-04,Daraa,SAA\n"


@pytest.mark.parametrize(
    ("head", "bad_row"),
    [
        ("Date,Place,Perpetrator\n", 3),
        ("Weekly report\nDate,Place,Perpetrator\n", 4),
        ("Weekly report,,\n,,\nDate,Place,Perpetrator\n", 5),
        ("\n\nDate,Place,Perpetrator\n", 5),
        ("Weekly report\n\nDate,Place,Perpetrator\n", 5),
        ("sep=,\nDate,Place,Perpetrator\n", 4),
        ("A,B,C\n#date+start,#loc+name,#group+initiator\n", 4),
        ("Weekly report\nA,B,C\n#date+start,#loc+name,#group+initiator\n", 5),
        ("#date+start,#loc+name,#group+initiator\n", 3),
        ('Date,Place,"Perpetrator"\n', 3),
        ('"Weekly\nreport"\nDate,Place,Perpetrator\n', 5),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_are_numbered_as_in_the_file(tmp_path, head, bad_row, end):
    path = tmp_path / "t.csv"
    path.write_text((head + ROWS).replace("\n", end), newline="")
    taken = incidents.read(path)
    assert taken.incidents["place"].to_pylist() == ["Homs", "Daraa"]
    assert taken.incidents["side_a"].to_pylist() == ["SAA", "SAA"]
    assert [(p.source.row, p.code) for p in taken.aside] == [
        (bad_row, "incidents.date"),
        (bad_row + 1, "incidents.ragged"),
    ]


def test_titles_are_told(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Weekly report,north sector,\n" + "Date,Place,Perpetrator\n" + ROWS)
    told = [p.message for p in incidents.read(path).notices if p.code == "incidents.titles"]
    assert told == ["Not read, because it stands above the header: Weekly report north sector"]


def test_a_mapping_tells_the_header_too(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Weekly report,,\nWann,Wo,Wer\n" + ROWS)
    taken = incidents.read(path, mapping={"happened_from": "Wann", "place": "Wo", "side_a": "Wer"})
    assert taken.incidents["place"].to_pylist() == ["Homs", "Daraa"]


def test_a_delimiter_at_the_end_of_each_row_is_no_cell(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Date;Place\n2016-03-01;Homs;\n2016-03-02;Hama;\n")
    assert incidents.read(path).incidents["place"].to_pylist() == ["Homs", "Hama"]


def test_titles_in_a_spreadsheet(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Weekly report"],
        [],
        ["Date", "Place"],
        ["#date+start", "#loc+name"],
        [date(2016, 3, 1), "Homs"],
        ["x"],
    ):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    taken = incidents.read(tmp_path / "t.xlsx")
    assert taken.incidents["place"].to_pylist() == ["Homs"]
    assert [p.source.row for p in taken.aside] == [6]
