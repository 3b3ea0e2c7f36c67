"""Laws: every row is an incident or is set aside; the quick reader and the slow one agree; dates and positions."""

from __future__ import annotations

import csv
import io
import math
from calendar import monthrange
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servanda.incidents as incidents
from servanda.incidents import csvs
from servanda.incidents.dates import DateOrder, read_date
from servanda.incidents.files import recognise
from servanda.times import parse_instant

cells = st.one_of(
    st.sampled_from(
        ["", "1", "2016-02-27", "2016-02-30", "34.7", "200", "-5", "A; B", "x,y", 'a "quoted" word', "two\nlines"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\0\ufeff"), max_size=8),
)
COLUMNS = ["id", "date", "end", "lat", "lon", "killed", "side_a", "directed"]
rows = st.lists(st.lists(cells, min_size=1, max_size=10) | st.lists(cells, min_size=8, max_size=8), max_size=30)


def written(path, table):
    with path.open("w", encoding="utf-8", newline="") as f:
        csv.writer(f, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([COLUMNS, *table])
    return path


@settings(max_examples=150, deadline=None)
@given(table=rows)
def test_rows_in_are_incidents_and_rows_set_aside(tmp_path_factory, table):
    path = written(tmp_path_factory.mktemp("law") / "t.csv", table)
    taken = incidents.read(path)
    assert taken.rows == len(table) == taken.incidents.num_rows + len(taken.aside)
    assert len(taken.originals) == len(taken.aside)
    told = [p.source.row for p in taken.aside]
    assert told == sorted(set(told))
    assert all(2 <= row <= len(table) + 1 for row in told)
    for problem, cells_of in zip(taken.aside, taken.originals, strict=True):
        given_row = table[problem.source.row - 2]
        kept = list(cells_of.values())
        if problem.code == "incidents.ragged":
            assert kept[: len(COLUMNS)][: len(given_row)] == given_row[: len(COLUMNS)]
        else:
            assert kept == given_row
            assert problem.source.value.strip() == (given_row[COLUMNS.index(problem.source.column)]).strip() or (
                problem.code == "incidents.duplicate"
            )
    ids = taken.incidents["incident_id"].to_pylist()
    assert len(set(ids)) == len(ids)


@settings(max_examples=60, deadline=None)
@given(table=rows, block=st.integers(40, 400))
def test_small_blocks_and_the_slow_reader_give_the_same_rows(tmp_path_factory, table, block):
    path = written(tmp_path_factory.mktemp("law") / "t.csv", table)
    whole = incidents.read(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csvs, "BLOCK", block)  # rows longer than a block make the quick reader give up
        small = incidents.read(path)
        found = recognise(path)
        slow = list(csvs._slowly(found, tuple(COLUMNS), 1, 1, set(), size=7))
    assert small.incidents.equals(whole.incidents)
    assert [p.as_dict() for p in small.aside] == [p.as_dict() for p in whole.aside]
    assert small.originals == whole.originals
    good = [(int(n), list(r.values())) for raw in slow for n, r in zip(raw.rows, raw.table.to_pylist(), strict=True)]
    assert good == [(i, r) for i, r in enumerate(table, 2) if len(r) == len(COLUMNS)]


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.sampled_from(["UTC", "Asia/Damascus", "Europe/Kyiv"])
)
def test_a_date_is_its_local_day(at, zone):
    start, end = read_date(at.date().isoformat(), zone, DateOrder())
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert epoch + timedelta(microseconds=start) == parse_instant(at.date().isoformat(), zone)
    assert epoch + timedelta(microseconds=end) == parse_instant((at.date() + timedelta(days=1)).isoformat(), zone)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.sampled_from(["", "Z", "+03:00", "-0530"]))
def test_a_time_is_as_long_as_its_last_digit(at, offset):
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    for shape, micros in (("%Y-%m-%d %H:%M", 60_000_000), ("%Y-%m-%dT%H:%M:%S", 1_000_000)):
        text = at.strftime(shape).rjust(len("2016-01-01 00:00"), "0") + offset
        if offset in {"", "Z"} and shape.endswith("M") and at.strftime("%H:%M") == "00:00" and not offset:
            continue  # midnight without an offset is how spreadsheets write a day
        read = read_date(text, "Asia/Damascus", DateOrder())
        if not offset and at.strftime("%H:%M:%S") == "00:00:00":
            continue
        start, end = read
        assert end - start == micros
        assert epoch + timedelta(microseconds=start) == parse_instant(text.replace("-0530", "-05:30"), "Asia/Damascus")


@given(st.integers(1850, 2099), st.integers(0, 14), st.integers(0, 33))
def test_only_dates_that_exist_are_read(year, month, day):
    exists = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    spellings = [f"{year}-{month:02}-{day:02}", f"{day:02}.{month:02}.{year}", f"{day}/{month}/{year}"]
    for text in spellings:
        read = read_date(text, "UTC", DateOrder("day-month"))
        assert isinstance(read, tuple) == exists, (text, read)


numbers = st.floats(-400, 400, allow_nan=False).map(lambda v: round(v, 4))


@settings(deadline=None)
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=20))
def test_positions_are_kept_dropped_or_set_aside(tmp_path_factory, points):
    path = tmp_path_factory.mktemp("law") / "t.csv"
    out = io.StringIO()
    csv.writer(out).writerows([["id", "lat", "lon"], *((i, *p) for i, p in enumerate(points))])
    path.write_text(out.getvalue())
    taken = incidents.read(path)
    kept = {r["incident_id"]: r for r in taken.incidents.to_pylist()}
    for i, (lat, lon) in enumerate(points):
        row = kept.get(str(i))
        if abs(lat) > 90 or abs(lon) > 180:
            assert row is None
        elif lat == lon == 0:
            assert row["lat"] is None
        else:
            assert math.isclose(row["lat"], lat)
            assert math.isclose(row["lon"], lon)
