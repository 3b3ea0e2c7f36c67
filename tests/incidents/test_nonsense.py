"""Nonsense in: a clear refusal or an account of every row, never a traceback."""

from __future__ import annotations

import datetime as dt
import gzip
import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

import servanda.incidents as incidents
from servanda.errors import ServandaError
from servanda.incidents.from_table import OURS

GOOD = Path(__file__).parent.parent / "cases" / "incidents" / "good"
starts = st.sampled_from(
    [
        *(b"", b"id,date\n", b"#date,#geo+lat\n", b"id;date;lat\n", b"date\r2016-01-01\r", b'id,date\n1,"'),
        *(b"PAR1", b"ARROW1\0\0", b"PK\x03\x04xl/", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b\x08", b"\xff\xff\xff\xff"),
        b"place,date\n\xc7\xe1\xcd\xd1\xc8,2016-01-01\n",
    ]
)


def accounted(given_input, **options):
    try:
        taken = incidents.read(given_input, **options)
    except ServandaError:
        return
    assert taken.rows == taken.incidents.num_rows + len(taken.aside)
    assert taken.incidents.schema.equals(incidents.INCIDENTS)
    taken.incidents.validate(full=True)


@settings(max_examples=300, deadline=None)
@given(starts, st.binary(max_size=300), st.booleans())
def test_any_bytes_are_refused_or_accounted_for(tmp_path_factory, start, rest, zipped):
    path = tmp_path_factory.mktemp("fuzz") / "t.csv"
    path.write_bytes(gzip.compress(start + rest) if zipped else start + rest)
    accounted(path)


texts = st.text(max_size=12)
words = st.sampled_from(
    ["2016-02-27", "27/02/2016", "Feb 27, 2016", "14:30", "1,200", "34,7", "yes", "B", "a; ;b", "0", "-"]
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(OURS) | texts, st.none() | texts | words | st.just("=yes"), min_size=1, max_size=8)
)
def test_any_columns_and_any_mapping_are_refused_or_accounted_for(row):
    table = pa.table({k: pa.array([v, None], pa.string()) for k, v in row.items()})
    accounted(table)
    accounted(table, mapping={k: k for k in row})
    accounted(table, form="acled")


typed = st.sampled_from(
    [
        pa.array([None, None]),
        pa.array([1, -(2**62)]),
        pa.array([1.5, float("nan")]),
        pa.array([Decimal("34.70"), None]),
        pa.array([True, None]),
        pa.array([dt.date(2016, 2, 27), None]),
        pa.array([dt.datetime(2016, 2, 27, 14, 30), None]),
        pa.array([dt.datetime(2016, 2, 27, 14, 30, tzinfo=dt.UTC), None]),
        pa.array([dt.datetime(2016, 2, 27), None]).cast(pa.timestamp("ns", tz="Asia/Damascus")),
        pa.array([dt.time(14, 30), None]),
        pa.array([b"\xff\xfe", b"ok"]),
        pa.array([["a", "b"], []]),
        pa.array([{"a": 1}, None]),
        pa.array(["2016-02-27", "x"], pa.large_string()),
        pa.array(["Homs", None]).dictionary_encode(),
        pa.array([dt.timedelta(1), None]),
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(OURS), typed, min_size=1, max_size=6))
def test_any_types_are_refused_or_accounted_for(tmp_path_factory, columns):
    table = pa.table(columns)
    accounted(table)
    path = tmp_path_factory.mktemp("fuzz") / "t.parquet"
    pq.write_table(table, path)
    accounted(path)


def test_torn_files_of_every_kind_are_refused_or_accounted_for(tmp_path):
    """Bytes changed, cut off or slipped in, by a seeded hand."""
    text = "id,date,lat,lon,note\n" + "".join(f'{i},2016-02-{i % 28 + 1:02},34,36,"a ""b"""\n' for i in range(200))
    table = incidents.read(GOOD / "acled.csv").incidents
    pq.write_table(table, tmp_path / "t.parquet")
    feather.write_feather(table, tmp_path / "t.feather")
    book = openpyxl.Workbook()
    for row in table.select(["incident_id", "place"]).to_pylist():
        book.active.append(list(row.values()))
    book.save(tmp_path / "t.xlsx")
    whole = [text.encode(), text.encode("utf-16"), gzip.compress(text.encode())]
    whole += [(tmp_path / name).read_bytes() for name in ("t.parquet", "t.feather", "t.xlsx")]
    pick, path = random.Random(7), tmp_path / "torn"
    for content in whole * 60:
        torn = bytearray(content)
        for _ in range(pick.randint(1, 5)):
            at = pick.randrange(len(torn))
            match pick.randrange(4):
                case 0 | 1:
                    torn[at] = pick.randrange(256)
                case 2:
                    torn[at:at] = pick.randbytes(3)
                case 3:
                    del torn[at + 4 :]
        path.write_bytes(torn)
        accounted(path)
