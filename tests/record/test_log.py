"""The log on both databases: what is acknowledged is stored, once, in order, and cannot be changed."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.record import (
    Draft,
    NoRecordError,
    RejectedError,
    StoreError,
    canonical,
    create_record,
    open_record,
    strict,
)
from servanda.record import verifier as v
from servanda.record.log import BadOriginError
from servanda.record.reader import NoEntryError, NotALogError
from servanda.record.tables import table

from .conftest import ORIGIN, HeldClock, report

NUMBER = itertools.count()


def test_an_entry_comes_back_as_it_was_sent_and_its_bytes_are_canonical(log):
    body = {"act": "shelling", "lon": 36.5, "killed_best": 3, "text": "قصف على الحي €", "own-field": {"x": [1, None]}}
    receipt = log.append(Draft("report/1", "monitor:m2", body, subject="r1"))
    entry = log.entry(receipt.seq)
    assert entry.body == body
    assert (entry.seq, entry.form, entry.author, entry.subject) == (0, "report/1", "monitor:m2", "r1")
    assert entry.recorded_at == datetime(2016, 2, 27, 0, 0, 1, tzinfo=UTC)
    assert canonical(strict(entry.payload)) == entry.payload
    assert receipt.leaf == v.leaf_hash(entry.payload)


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("compartment", ["", "public", "mission", "parties:north"])
@pytest.mark.parametrize("ref", ["", 'a "quoted" ref\\'])
def test_the_bytes_are_canonical_for_every_sort_of_entry(log, sealed, compartment, ref):
    log._last = ""
    draft = Draft("report/1", "monitor:m2", {"act": "x"}, 's\\"1', compartment, ref, sealed)
    if sealed and compartment == "public":
        with pytest.raises(RejectedError, match="cannot be public"):
            log.append(draft)
        return
    log.append(draft)
    log._clock = lambda: datetime(2015, 1, 1, tzinfo=UTC)  # jumped back: the entry says so
    seq = log.append(Draft("report/1", "monitor:m2", {"act": "y"}, "s2", compartment, ref and ref + "2", sealed)).seq
    for payload in log.payloads():
        assert canonical(strict(payload)) == payload
    assert json.loads(log.entry(seq).payload)["clock"] == "2015-01-01T00:00:00.000000Z"
    assert log.entry(1).recorded_at == log.entry(0).recorded_at


def test_many_and_one_at_a_time_give_the_same_tree(home, log):
    added = log.append_many([report(f"r{i}") for i in range(300)], batch=64)
    assert (added.added, added.aside) == (300, [])
    leaves = v.Tree()
    for payload in log.payloads():
        leaves.push(v.leaf_hash(payload))
    assert log.root() == leaves.root()
    again = home.open()
    receipt = again.append(report("last"))
    leaves.push(receipt.leaf)
    assert log.root() == again.root() == leaves.root()
    log.append(report("from the first handle, which must notice the other"))
    assert [json.loads(p)["seq"] for p in log.payloads()] == list(range(302))


@pytest.mark.parametrize("table_name", ["entry", "node"])
@pytest.mark.parametrize("verb", ["update {} set {} = {}", "delete from {}"])
def test_the_database_itself_refuses_to_change_the_log(log, table_name, verb):
    log.append(report())
    column = {"entry": "payload", "node": "hash"}[table_name]
    with pytest.raises(StoreError, match="append-only"):
        log.store.run(verb.format(table_name, column, column))
    assert log.size == 1


def test_postgres_refuses_truncation_of_the_log(log, home):
    if home.kind == "sqlite":
        pytest.skip("SQLite has no truncate")
    with pytest.raises(StoreError, match="append-only"):
        log.store.run("truncate entry")


def test_the_same_submission_a_hundred_times_is_one_entry(log):
    draft = Draft("report/1", "monitor:m2", {"act": "shelling"}, subject="r1", ref="phone-7/1")
    receipts = [log.append(draft) for _ in range(100)]
    assert {r.seq for r in receipts} == {0}
    assert [r.repeated for r in receipts] == [False] + [True] * 99
    assert log.size == 1
    again = log.append_many([draft] * 50)
    assert (again.added, again.repeated) == (0, 50)


def test_a_ref_used_for_something_else_is_refused_and_another_authors_ref_is_another_ref(log):
    log.append(Draft("report/1", "monitor:m2", {"act": "shelling"}, subject="r1", ref="1"))
    with pytest.raises(RejectedError, match="says something else"):
        log.append(Draft("report/1", "monitor:m2", {"act": "air-strike"}, subject="r1", ref="1"))
    log.append(Draft("report/1", "monitor:m3", {"act": "air-strike"}, subject="r1", ref="1"))
    assert log.size == 2


def test_a_repeat_inside_one_batch_is_noticed_too(log):
    draft = Draft("report/1", "monitor:m2", {"act": "shelling"}, subject="r1", ref="1")
    other = Draft("report/1", "monitor:m2", {"act": "detain"}, subject="r1", ref="1")
    outcome = log.append_many([draft, draft, other])
    assert (outcome.added, outcome.repeated) == (1, 1)
    assert [place for place, _ in outcome.aside] == [2]


def test_a_clock_that_jumps_back_never_reorders_the_log(home):
    clock = HeldClock()
    log = home.create(clock)
    log.append(report("a"))
    clock.now -= timedelta(days=400)
    log.append(report("b"))
    times = [json.loads(p)["recorded_at"] for p in log.payloads()]
    assert times == sorted(times)
    assert json.loads(log.entry(1).payload)["clock"] < times[0]
    assert "clock" not in json.loads(log.entry(0).payload)


def test_bad_drafts_are_set_aside_with_every_reason_and_good_ones_are_kept(log):
    drafts = [
        report("ok"),
        Draft("report/9", "monitor:m2", {}, subject="x"),
        report("bad", lon=999, act=7, happened_from="2016-02-30T10:00:00Z"),
        report("nan", lat=float("nan")),
        Draft("report/1", "nobody", {}, subject="x"),
        Draft("verification/1", "monitor:m2", {"source_grade": "A", "info_grade": 1}, subject="r"),
        report("huge", note="x" * 17_000_000),
        report("half", note="\ud800"),
        report("ok2"),
    ]
    outcome = log.append_many(drafts)
    assert outcome.added == 2
    said = {place: " ".join(p.message for p in problems) for place, problems in outcome.aside}
    assert list(said) == [1, 2, 3, 4, 5, 6, 7]
    assert "no form" in said[1]
    assert said[2].count("report/1:") == 3
    assert "names no author" in said[4]
    assert "may not add" in said[5]
    assert "bytes" in said[6]
    assert "surrogate" in said[7]


def test_entries_of_ten_megabytes_are_kept_and_proved(log):
    body = {"text": "ب" * 5_000_000}
    seq = log.append(Draft("report/1", "monitor:m2", body, subject="big")).seq
    log.append(report())
    assert log.entry(seq).body == body
    assert v.inclusion_holds(v.leaf_hash(log.entry(0).payload), 0, 2, log.inclusion(0), log.root())
    assert table(log, "reports").num_rows == 2


def test_the_log_of_one_database_is_the_log_of_the_other(log, other_home):
    log.append_many([report(f"r{i}", lon=i / 7) for i in range(50)])
    log.append(Draft("report/1", "monitor:m2", {"act": "x"}, subject="s", ref="f", sealed=True))
    other = other_home.create()
    assert other.ingest(log.payloads()) == 51
    assert other.root() == log.root()
    mine, theirs = table(log, "reports"), table(other, "reports")
    assert theirs.slice(0, 50).equals(mine.slice(0, 50))  # the last is sealed, and only its commitment travels
    assert theirs["act"].to_pylist()[-1] is None
    with pytest.raises(NotALogError, match="cannot follow"):
        other.ingest(log.payloads(3, 5))
    assert other.size == 51
    assert other.append(report()).seq == 51


def test_the_log_as_it_was_at_an_instant(log):
    for i in range(9):
        log.append(report(f"r{i}"))
    times = [log.entry_time(i) for i in range(9)]
    assert log.size_at(times[0] - timedelta(microseconds=1)) == 0
    for i, at in enumerate(times):
        assert log.size_at(at) == i + 1
    assert log.size_at(datetime(2999, 1, 1, tzinfo=UTC)) == 9


def test_what_is_not_there_is_said_plainly(log, tmp_path):
    with pytest.raises(NoEntryError, match="no entry 7"):
        log.entry(7)
    with pytest.raises(NoEntryError):
        log.inclusion(0, 0)
    with pytest.raises(NoEntryError):
        log.consistency(5)
    with pytest.raises(NoRecordError, match="servanda record init"):
        open_record(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("not a database, but long enough to be read as a header" * 10)
    with pytest.raises(StoreError, match=r"damaged|not a database"):
        open_record(tmp_path / "text.db")
    with pytest.raises(BadOriginError):
        create_record(tmp_path / "x.db", "two words")


def test_making_a_record_where_one_is_changes_nothing(home, log):
    log.append(report())
    with pytest.raises(BadOriginError, match="already"):
        create_record(home.place, ORIGIN)
    assert log.size == 1


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), max_size=40), st.integers(1, 9))
def test_tables_rebuilt_from_a_random_log_have_equal_content(home, steps, batch):
    """Reports, corrections, withdrawals and sealed entries in any order; some are refused, none changes the outcome."""
    place = home.place
    home.place = place.replace("record.db", f"record{next(NUMBER)}.db") if home.kind == "sqlite" else place
    if home.kind == "postgres":
        for name in ("meta", "entry", "node", "known", "ref", "sealed", "note"):
            _drop(home, name)
    log = home.create(HeldClock())
    home.place = place
    for i in range(0, len(steps), batch):
        drafts = []
        for kind, target in steps[i : i + batch]:
            about = f"#{target}"
            drafts.append(
                [
                    report(f"r{target}", killed_best=target),
                    Draft("correction/1", "monitor:m2", {"body": {"act": "detain"}, "reason": "typo"}, about),
                    Draft("withdrawal/1", "monitor:m2", {"reason": "wrong"}, about),
                    Draft("report/1", "monitor:m2", {"act": "x", "witness": "W"}, f"s{target}", sealed=True),
                    Draft("correction/1", "verifier:v", {"body": {"act": "y"}, "reason": "better"}, about, sealed=True),
                    Draft("report/1", "monitor:m3", {"act": "x"}, f"t{target}", ref=f"ref{target}"),
                ][kind]
            )
        log.append_many(drafts)
    sizes = sorted({0, log.size // 3, log.size // 2, log.size})
    before = [table(log, name, at).to_pylist() for name in ("reports", "withdrawals") for at in sizes]
    rows = log.store.rows("select * from known order by seq"), log.store.rows("select * from ref order by seq")
    assert log.rebuild() == log.size
    assert rows == (
        log.store.rows("select * from known order by seq"),
        log.store.rows("select * from ref order by seq"),
    )
    assert before == [table(log, name, at).to_pylist() for name in ("reports", "withdrawals") for at in sizes]
    for at, rows_then in zip(sizes, before, strict=False):
        assert sorted(r["root"] for r in rows_then) == sorted(_by_hand(log, at))


def _drop(home, name):
    from servanda.record.store import open_store

    store = open_store(home.place)
    store.run(f"drop table if exists {name} cascade")
    store.close()


def _by_hand(log, size):
    """Which reports stand after the first ``size`` entries, by walking through them: an oracle for ``known``."""
    root_of, standing = {}, set()
    for seq in range(size):
        entry = log.entry(seq)
        if entry.form == "report/1":
            root_of[seq] = seq
            standing.add(seq)
        elif entry.subject.startswith("#"):
            root = root_of.get(int(entry.subject[1:]))
            if root is None:
                continue
            standing.discard(root)
            if entry.form == "correction/1":
                root_of[seq] = root
                standing.add(root)
    return standing


def test_a_transaction_that_failed_leaves_nothing_behind_in_memory(home, monkeypatch):
    """It fails after the tree was extended in memory; meanwhile another writer adds one entry: the sizes are equal again."""
    from servanda.record.check import check_record

    log, other = home.create(), home.open()
    log.append(report("a"))
    insert = log.store.insert

    def broken(table_name, columns, rows):
        if table_name == "known":
            raise StoreError("cut")
        insert(table_name, columns, rows)

    monkeypatch.setattr(log.store, "insert", broken)
    with pytest.raises(StoreError, match="cut"):
        log.append(report("lost"))
    monkeypatch.undo()
    other.append(report("b"))
    for name in "cdefgh":
        log.append(report(name))
    assert check_record(log).problems == ()
    assert [log.entry(i).subject for i in range(log.size)] == list("abcdefgh")


@pytest.mark.parametrize(
    "change", ['"seq":0,"seq":0', '"seq":NaN', '"seq":"0"', '"seq":1', '"seq":null', '"sequence":0']
)
def test_foreign_entries_that_two_readers_could_read_in_two_ways_are_refused(log, other_home, change):
    log.append(report())
    payload = next(log.payloads()).replace(b'"seq":0', change.encode())
    other = other_home.create()
    with pytest.raises(NotALogError):
        other.ingest([payload])
    assert other.size == 0
    assert other.append(report()).seq == 0
