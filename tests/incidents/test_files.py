"""What a file is, by its bytes: encodings, delimiters, compression, and clear words for what is no table."""

from __future__ import annotations

import gzip
import os
import random
import zipfile

import pytest

import servanda.incidents as incidents
from servanda.errors import ServandaError
from servanda.incidents.files import delimiter_of

ARABIC = "المعرف,date,place,note\n" + "".join(
    f"{i},2016-02-{i:02},حمص القديمة,قصف مدفعي على السوق في المدينة وسقوط قتلى\n" for i in range(1, 20)
)
CYRILLIC = "id,date,place,note\n" + "".join(
    f"{i},2016-02-{i:02},Донецк аэропорт,обстрел из миномётов с северной стороны\n" for i in range(1, 20)
)
FRENCH = "id,date,place,note\n" + "".join(
    f"{i},2016-02-{i:02},Château-Thierry,tirs d'artillerie près de l'église, côté est\n".replace(", côté", " côté")
    for i in range(1, 20)
)


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (ARABIC, "utf-8", ""),
        (ARABIC, "utf-8-sig", ""),
        (ARABIC, "utf-16", ""),
        (ARABIC, "utf-16-be", "UTF-16"),
        (ARABIC, "cp1256", "Windows-1256"),
        (CYRILLIC, "cp1251", "Windows-1251"),
        (CYRILLIC, "utf-8", ""),
        (FRENCH, "cp1252", "Windows-1252"),
    ],
)
def test_encodings_are_found_out_or_said(tmp_path, text, encoding, told):
    if encoding == "utf-16-be":
        text = text.replace("المعرف", "id")
        text = FRENCH
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    taken = incidents.read(path)
    assert taken.incidents.num_rows == 19
    assert taken.incidents["place"].to_pylist()[0] == text.splitlines()[1].split(",")[2]
    guesses = [p.message for p in taken.notices if p.code == "incidents.encoding"]
    assert bool(guesses) == bool(told)
    assert all(told in g for g in guesses)


def test_an_encoding_may_be_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("id,date,place\n1,2016-02-01,Łódź\n".encode("cp1250"))
    assert incidents.read(path, encoding="windows-1250").incidents["place"].to_pylist() == ["Łódź"]
    with pytest.raises(ServandaError, match="is no encoding"):
        incidents.read(path, encoding="klingon")


def test_broken_bytes_late_in_the_file_are_shown_and_counted(tmp_path):
    path = tmp_path / "t.csv"
    plain = "".join(f"{i},2016-02-01,Homs {'x' * 90}\n" for i in range(12_000)).encode()
    path.write_bytes(b"id,date,place\n" + plain + b"last,2016-02-01,Ch\xe2teau\n")
    taken = incidents.read(path)
    assert taken.incidents.num_rows == taken.rows == 12_001
    assert taken.incidents["place"].to_pylist()[-1] == "Ch\ufffdteau"
    assert "1 character" in next(p.message for p in taken.notices if p.code == "incidents.encoding")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_whatever_the_name_says(tmp_path, delimiter):
    path = tmp_path / "t.csv"
    lines = [["id", "date", "place", "note"], ["1", "2016-02-01", "Homs", "a; b, c"], ["2", "2016-02-02", "Hama", ""]]
    path.write_text("\n".join(delimiter.join(f'"{c}"' if delimiter in c else c for c in line) for line in lines) + "\n")
    assert incidents.read(path).incidents["place"].to_pylist() == ["Homs", "Hama"]
    assert delimiter_of(path.read_text()) == delimiter


def refused(path):
    with pytest.raises(ServandaError) as e:
        incidents.read(path)
    assert str(path) in str(e.value)
    return str(e.value).removeprefix(f"{path}: ")


def test_what_is_no_table_is_refused_with_a_hint(tmp_path):
    random_bytes = random.Random(7).randbytes(5000)
    with zipfile.ZipFile(tmp_path / "some.zip", "w") as z:
        z.writestr("a.csv", "id,date\n1,2016-02-01\n")
    whole = gzip.compress(b"id,date\n" + b"".join(b"%d,2016-02-01\n" % i for i in range(100_000)))
    for name, content, says in [
        ("noise.csv", random_bytes, "binary file"),
        ("noise.gz", gzip.compress(random_bytes), "binary file"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random_bytes, "old Excel workbook"),
        ("paper.csv", b"%PDF-1.7\n" + random_bytes, "PDF"),
        ("cut.csv.gz", whole[: len(whole) // 2], "gzip file"),
        ("cut-early.csv.gz", whole[:40], "gzip file is damaged"),
        ("torn.parquet", b"PAR1" + random_bytes, "damaged"),
        ("torn.feather", b"ARROW1\0\0" + random_bytes, "damaged"),
        ("torn.xlsx", b"PK\x03\x04 xl/workbook.xml" + random_bytes, "damaged"),
        ("empty.csv.gz", gzip.compress(b""), "empty"),
    ]:
        (tmp_path / name).write_bytes(content)
        assert says in refused(tmp_path / name), name
    assert "ZIP archive" in refused(tmp_path / "some.zip")
    assert "directory" in refused(tmp_path)
    assert "no such file" in refused(tmp_path / "missing.csv")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_opened_is_told(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,date\n")
    path.chmod(0)
    assert "cannot be read" in refused(path)


def test_a_table_that_is_none_is_refused():
    with pytest.raises(ServandaError, match="no table"):
        incidents.read(42)


def test_a_form_that_does_not_fit_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,date\n1,2016-02-01\n")
    with pytest.raises(ServandaError, match="lacks the columns date_prec"):
        incidents.read(path, form="ged")
    with pytest.raises(ServandaError, match="no form that we read"):
        incidents.read(path, form="gdelt")


def test_progress_hears_of_all_bytes(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,date\n" + "".join(f"{i},2016-02-01\n" for i in range(200_000)))
    heard = []
    incidents.read(path, progress=lambda at, total: heard.append((at, total)))
    assert heard[-1] == (path.stat().st_size, path.stat().st_size)
    assert [at for at, _ in heard] == sorted(at for at, _ in heard)


def test_two_columns_of_one_name_are_told_apart(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("date,place,place,\n2016-02-01,Homs,Old town,x\n")
    taken = incidents.read(path)
    assert taken.incidents["place"].to_pylist() == ["Homs"]
    assert any("place (2), column 4" in p.message for p in taken.notices)


def test_leading_blank_lines_are_skipped(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("\n\nid,date\n\n1,2016-02-01\n")
    taken = incidents.read(path)
    assert (taken.rows, taken.incidents.num_rows) == (1, 1)
