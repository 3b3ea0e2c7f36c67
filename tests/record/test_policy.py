"""Who may read and add what: the predicate and the filter are one, and nobody sees through a hole in a table."""

from __future__ import annotations

import json
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.record import Draft, RejectedError
from servanda.record.exports import write_export, write_public_copy
from servanda.record.forms import FORMS, TABLES
from servanda.record.policy import (
    COMPARTMENTS,
    PUBLIC,
    ROLES,
    User,
    fields_hidden,
    may_read,
    read_user,
    scope_of,
    why_not_add,
)
from servanda.record.tables import table

from .conftest import HeldClock, report

USERS = [
    User(role, party, name)
    for role in ROLES
    for party in (("north", "south") if role in {"party", "guarantor"} else ("",))
    for name in ("a", "b")
]
PLACES = [*COMPARTMENTS, "parties:north", "parties:south", "guarantors:north", "guarantors:south"]


@pytest.fixture
def full(home):
    """A log with one report by every author who may write one, in every compartment where they may put it."""
    log = home.create(HeldClock())
    drafts = [
        Draft("report/1", str(user), {"act": "shelling", "note": f"in {place}"}, f"{user.role}{n}", place)
        for n, user in enumerate(USERS)
        for place in PLACES
    ]
    log.append_many(drafts)
    return log


def test_the_filter_of_lists_and_the_predicate_of_one_entry_agree_for_every_user(full):
    entries = [full.entry(i) for i in range(full.size)]
    for user in USERS:
        allowed = {e.seq for e in entries if may_read(user, e.compartment, e.author)}
        assert set(table(full, "reports", user=user)["seq"].to_pylist()) == allowed
        assert len(allowed) > 0
        assert user.role in {"verifier"} or len(allowed) < len(entries)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(USERS), st.text(max_size=12), st.text(max_size=12))
def test_the_filter_and_the_predicate_agree_on_any_text(user, compartment, author):
    db = sqlite3.connect(":memory:")
    db.execute("create table known (compartment text, author text)")
    if "\x00" in compartment + author:
        return
    db.execute("insert into known values (?, ?)", (compartment, author))
    condition, values = scope_of(user).condition()
    found = db.execute(f"select count(*) from known where {condition}", values).fetchone()[0]
    assert bool(found) == may_read(user, compartment, author)


def test_no_side_reads_what_is_kept_for_the_other():
    north, south = User("party", "north", "x"), User("party", "south", "y")
    assert may_read(north, "parties", "z")
    assert may_read(north, "parties:north", "z")
    assert not may_read(north, "parties:south", "z")
    assert not may_read(south, "guarantors", "z")
    assert not may_read(User("guarantor", "north", "g"), "guarantors:south", "z")
    assert may_read(User("guarantor", "north", "g"), "guarantors:north", "z")
    assert not may_read(north, "mission", "z")
    assert may_read(north, "mission", str(north))


def test_only_the_sealed_roles_read_the_sealed_compartment():
    readers = {u.role for u in USERS if may_read(u, "sealed", "monitor:other")}
    assert readers == {"verifier"}


def test_the_public_export_holds_nothing_that_the_public_may_not_read(full, tmp_path):
    write_export(full, tmp_path / "p.jsonl", PUBLIC)
    shown = [json.loads(line) for line in (tmp_path / "p.jsonl").read_text().splitlines()]
    rows = [r for r in shown if "seq" in r]
    assert len(rows) == full.size
    assert {r["compartment"] for r in rows if "form" in r} == {"public"}
    assert all(set(r) == {"leaf", "seq"} for r in rows if "form" not in r)
    writers = {r["author"].partition(":")[0] for r in rows if "form" in r}
    assert "monitor" not in writers
    assert "party@north" in writers


def test_the_public_copy_is_a_database_of_public_things_only(full, tmp_path):
    full.append(Draft("report/1", "monitor:a", {"act": "x", "witness": "Zubayda"}, "sealed-one", sealed=True))
    full.append(
        Draft("list-change/1", "commissioner:c", {"party": "x", "change": "added", "from": "2016-01-01T00:00:00Z"}, "l")
    )
    write_public_copy(full, tmp_path / "p.db")
    with sqlite3.connect(tmp_path / "p.db") as db:
        names = {n for (n,) in db.execute("select name from sqlite_master where type = 'table'")}
        assert names == {"entry", "checkpoint", *TABLES}
        assert db.execute("select count(*) from entry").fetchone() == (full.size,)
        assert {
            json.loads(p)["compartment"] for (p,) in db.execute("select payload from entry where payload is not null")
        } == {"public"}
        notes = [n for (n,) in db.execute("select note from reports")]
        assert notes
        assert all(n.endswith(" public") for n in notes)
        assert db.execute("select count(*) from reports where author is null").fetchone()[0] > 0
        assert db.execute("select party, subject from list_changes").fetchall() == [("x", "l")]
    data = (tmp_path / "p.db").read_bytes()
    for word in (b"Zubayda", b"sealed-one", b"parties:north", b"in mission", b"monitor:", b"verifier:"):
        assert word not in data


def test_the_mission_knows_its_people_and_others_do_not():
    party, verifier = User("party", "north", "x"), User("verifier", "", "v")
    assert fields_hidden(party, "monitor:m2") == {"author"}
    assert fields_hidden(PUBLIC, "monitor:m2") == {"author"}
    assert fields_hidden(verifier, "monitor:m2") == frozenset()
    assert fields_hidden(party, "party@south:y") == frozenset()
    assert fields_hidden(User("public", "", "z"), "public:z") == frozenset()


NO_AUTHORS = "|monitor|monitor:|:x|general:x|party:x|monitor@north:x|party@North:x|monitor:a\nb|monitor:a;b|keeper: x"


@pytest.mark.parametrize("author", NO_AUTHORS.split("|"))
def test_authors_that_are_not_well_formed_are_refused(author, log):
    assert read_user(author) is None
    with pytest.raises(RejectedError, match="names no author"):
        log.append(Draft("report/1", author, {"act": "x"}, "r"))


def test_what_a_role_may_not_add_is_refused(log):
    for author, form in (
        ("monitor:m", "verification"),
        ("party@north:p", "decision"),
        ("public:x", "position"),
        ("keeper:k", "report"),
    ):
        assert why_not_add(author, form, "parties")
    with pytest.raises(RejectedError, match="A monitor may not add a decision"):
        log.append(Draft("decision/1", "monitor:m", {"outcome": "adopted"}, "q"))
    with pytest.raises(RejectedError, match="no compartment"):
        log.append(Draft("report/1", "monitor:m", {}, "r", compartment="secret"))
    with pytest.raises(RejectedError, match="no compartment"):
        log.append(Draft("report/1", "monitor:m", {}, "r", compartment="mission:north"))
    with pytest.raises(RejectedError, match="made by erasing"):
        log.append(Draft("redaction/1", "keeper:k", {"reason": "x"}, "#0"))
    assert log.size == 0


def test_others_may_not_correct_what_one_wrote_and_a_correction_stays_in_its_compartment(log):
    log.append(report())
    better = {"body": {"act": "detain"}, "reason": "typo"}
    with pytest.raises(RejectedError, match="may not amend"):
        log.append(Draft("correction/1", "monitor:other", better, "#0"))
    with pytest.raises(RejectedError, match="is in mission"):
        log.append(Draft("correction/1", "monitor:m2", better, "#0", compartment="public"))
    with pytest.raises(RejectedError, match="no entry #9"):
        log.append(Draft("correction/1", "monitor:m2", better, "#9"))
    with pytest.raises(RejectedError, match="lon is not a number"):
        log.append(Draft("correction/1", "monitor:m2", {"body": {"lon": 999}, "reason": "x"}, "#0"))
    log.append(Draft("correction/1", "monitor:m2", better, "#0"))
    log.append(Draft("withdrawal/1", "verifier:v", {"reason": "a double"}, "#1"))
    assert table(log, "reports", 1)["act"].to_pylist() == ["shelling"]
    assert table(log, "reports", 2)["act"].to_pylist() == ["detain"]
    assert table(log, "reports", 3).num_rows == 0
    with pytest.raises(RejectedError, match="cannot be corrected"):
        log.append(Draft("withdrawal/1", "verifier:v", {"reason": "x"}, "#2"))


def test_every_form_can_be_added_by_somebody_and_says_where_it_goes():
    for form in FORMS.values():
        assert any(not why_not_add(str(u), form.name, form.compartment) for u in USERS), form.id
