"""UCDP GED: the real file against a count by the csv module, and the codes one by one."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from datetime import UTC, datetime

import pytest

import servanda.incidents as incidents
from servanda.incidents.from_ged import WHEN, WHERE

HEADER = (
    "id,type_of_violence,dyad_name,side_a,side_b,source_article,where_prec,where_coordinates,adm_1,adm_2,latitude,"
    "longitude,country,date_prec,date_start,date_end,low,best,high"
)
PLAIN = "1,1,A - B,A,B,s,1,Homs town,Homs Governorate,Homs district,34.7,36.7,Syria,1,2016-01-01,2016-01-01,1,2,3"


def ged(tmp_path, *rows, header=HEADER):
    path = tmp_path / "ged.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def changed(**cells):
    row = dict(zip(HEADER.split(","), PLAIN.split(","), strict=True)) | cells
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(row[c] for c in HEADER.split(","))
    return out.getvalue()


def one(tmp_path, zone="UTC", **cells):
    taken = incidents.read(ged(tmp_path, changed(**cells)), time_zone=zone)
    assert not taken.aside, [p.render() for p in taken.aside]
    return taken.incidents.to_pylist()[0]


@pytest.fixture(scope="session")
def real(shared):
    return shared / "data/events/ucdp-ged-syria-2016.csv.gz"


@pytest.fixture(scope="session")
def counted(real):
    """The file read by Python's csv module: the independent count."""
    with gzip.open(real, "rt", encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def test_all_6170_events_of_2016_are_read(real, counted):
    taken = incidents.read(real, time_zone="Asia/Damascus")
    assert (taken.rows, taken.incidents.num_rows, taken.aside, taken.notices) == (6170, 6170, (), ())
    rows = taken.incidents.to_pylist()
    assert len(counted) == 6170
    assert [r["incident_id"] for r in rows] == [c["id"] for c in counted]
    for column, theirs in {"killed_low": "low", "killed_best": "best", "killed_high": "high"}.items():
        assert [r[column] for r in rows] == [int(c[theirs]) for c in counted]
    assert sum(r["killed_best"] for r in rows) == sum(int(c["best"]) for c in counted)
    assert [(r["lat"], r["lon"]) for r in rows] == [(float(c["latitude"]), float(c["longitude"])) for c in counted]
    assert [r["side_a"] for r in rows] == ["; ".join(c["side_a"].split(", ")) for c in counted]
    assert [r["side_b"] for r in rows] == ["; ".join(c["side_b"].split(", ")) for c in counted]
    assert Counter(r["directed"] for r in rows) == {False: 5985, True: 185}
    assert Counter(r["target_kind"] for r in rows) == {None: 5985, "civilians": 185}
    assert Counter(r["radius_m"] for r in rows) == {
        WHERE[code][1]: n for code, n in Counter(c["where_prec"] for c in counted).items() if code not in "45"
    } | {200_000.0: 371 + 199}
    whole_days = [(r["happened_to"] - r["happened_from"]).total_seconds() / 86400 for r in rows]
    told = [(datetime.fromisoformat(c["date_end"]) - datetime.fromisoformat(c["date_start"])).days + 1 for c in counted]
    assert all(abs(a - b) < 0.05 for a, b in zip(whole_days, told, strict=True))  # summer time gives or takes an hour


def test_calling_the_station_gives_the_table(real):
    assert incidents(real).num_rows == 6170


def test_days_are_local_and_half_open(tmp_path):
    row = one(tmp_path, "Asia/Damascus", date_start="2016-02-27", date_end="2016-02-28 00:00:00.000")
    assert row["happened_from"] == datetime(2016, 2, 26, 22, tzinfo=UTC)
    assert row["happened_to"] == datetime(2016, 2, 28, 22, tzinfo=UTC)


@pytest.mark.parametrize("code", WHERE)
def test_every_code_of_place_has_its_radius(tmp_path, code):
    row = one(tmp_path, where_prec=code)
    assert row["radius_m"] == WHERE[code][1]
    within = {"1": "Syria; Homs Governorate; Homs district", "4": "Syria; Homs Governorate", "7": None}
    within["3"] = within["1"]
    assert row["within"] == within.get(code, "Syria")
    assert row["division"] == "Homs Governorate"


@pytest.mark.parametrize(
    ("code", "first", "over"),
    [("1", 10, 11), ("2", 5, 16), ("3", 8, 15), ("4", 1, 32)],
)
def test_a_vague_date_that_gives_one_day_is_widened(tmp_path, code, first, over):
    row = one(tmp_path, date_prec=code, date_start="2016-02-10", date_end="2016-02-10")
    start = datetime(2016, 2, 1, tzinfo=UTC)
    length = 29 + 1 if over == 32 else over
    assert (row["happened_from"] - start).days + 1 == first
    assert (row["happened_to"] - start).days + 1 == length


def test_a_vague_date_that_gives_its_span_is_kept(tmp_path):
    row = one(tmp_path, date_prec="5", date_start="2016-02-10", date_end="2016-06-10")
    assert (row["happened_from"], row["happened_to"]) == (
        datetime(2016, 2, 10, tzinfo=UTC),
        datetime(2016, 6, 11, tzinfo=UTC),
    )
    assert set(WHEN) == {"1", "2", "3", "4", "5"}


def test_joint_sides_become_several_participants(tmp_path):
    row = one(tmp_path, type_of_violence="2", side_a="Ahrar al-Sham, Jabhat Fateh al-Sham", side_b="SDF")
    assert row["side_a"] == "Ahrar al-Sham; Jabhat Fateh al-Sham"
    assert (row["side_b"], row["directed"], row["act"]) == ("SDF", False, "attack")


def test_a_side_left_out_is_taken_from_the_pair(tmp_path):
    row = one(tmp_path, side_a="", side_b="", dyad_name="X, Y - Z")
    assert (row["side_a"], row["side_b"]) == ("X; Y", "Z")


def test_one_sided_violence_has_a_doer_and_civilians(tmp_path):
    row = one(tmp_path, type_of_violence="3", side_a="IS", side_b="Civilians")
    assert (row["side_a"], row["side_b"], row["directed"], row["target_kind"]) == ("IS", "Civilians", True, "civilians")


def test_an_old_release_is_read(tmp_path):
    header = HEADER.replace("low,best,high", "low_est,best_est,high_est").replace(
        "where_coordinates", "where_description"
    )
    taken = incidents.read(ged(tmp_path, PLAIN, header=header))
    row = taken.incidents.to_pylist()[0]
    assert (row["killed_low"], row["killed_best"], row["killed_high"], row["place"]) == (1, 2, 3, "Homs town")


def test_bad_codes_dates_and_doubles_are_set_aside_with_their_cell(tmp_path):
    path = ged(
        tmp_path,
        PLAIN,
        changed(id="2", where_prec="9"),
        changed(id="3", date_start="2016-02-30"),
        changed(id="4", date_start="2016-03-02", date_end="2016-03-01"),
        changed(id="1"),
        changed(id="5", best="-1"),
        changed(id="6", latitude="134.7"),
    )
    taken = incidents.read(path)
    assert taken.incidents.column("incident_id").to_pylist() == ["1"]
    assert [(p.source.row, p.source.column, p.source.value, p.code) for p in taken.aside] == [
        (3, "where_prec", "9", "incidents.code"),
        (4, "date_start", "2016-02-30", "incidents.date"),
        (5, "date_end", "2016-03-01", "incidents.ends-first"),
        (6, "id", "1", "incidents.duplicate"),
        (7, "best", "-1", "incidents.whole-number"),
        (8, "latitude", "134.7", "incidents.swapped"),
    ]
    assert [cells["id"] for cells in taken.originals] == ["2", "3", "4", "1", "5", "6"]
