"""Forms: checked alike by us and by any JSON Schema validator, documented as they are, readable when they are old."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.record import Draft, canonical
from servanda.record.form import KINDS, Field, Form
from servanda.record.forms import FORMS, TABLES
from servanda.record.pages import pages
from servanda.record.tables import schema_of, table

from .conftest import ORIGIN, HeldClock, report

DOCS = Path(__file__).parents[2] / "docs" / "forms"

GOOD: dict[str, list[object]] = {
    "text": ["", "قصف", "x" * 500],
    "id": ["r1", "party north", "a#b"],
    "instant": ["2016-02-29T00:00:00Z", "2016-03-01T10:00Z", "2000-12-31T23:59:59.123456Z"],
    "day": ["2016-02-29", "0999-01-31"],
    "count": [0, 7, 2**31 - 1],
    "grade": [1, 6],
    "lon": [0, -180, 36.25],
    "lat": [90, -89.5],
    "metres": [0, 2e7],
    "flag": [True, False],
    "sha256": ["0" * 64],
    "texts": [[], ["a", "b"]],
    "objects": [[]],
    "body": [{}, {"a": 1}],
}
BAD: dict[str, list[object]] = {
    "text": [1, ["a"], True],
    "id": ["", " x", "#1", "a;b", "a\nb", "x" * 201, 5],
    "instant": ["2016-03-01", "2016-13-01T10:00:00Z", "2016-03-01T25:00:00Z", "2016-03-01T10:00:00+01:00", "x", 5],
    "day": ["2016-3-1", "2016-00-10", "01.03.2016", 20160301],
    "count": [-1, 2**31, "7", 7.5, True],
    "grade": [0, 7, "1", True],
    "lon": [181, "36", True],
    "lat": [-90.5, None.__class__.__name__],
    "metres": [-1, "5"],
    "flag": [0, "true"],
    "sha256": ["0" * 63, "A" * 64, 5],
    "texts": ["a", [1], {}],
    "objects": [{}, ["a"], "x"],
    "body": [[], "x"],
}


def values_for(field: Field) -> tuple[list[object], list[object]]:
    if field.choices:
        good = [field.choices[0], field.choices[-1]]
        return ([[g] for g in good], [["no-such-word"]]) if field.kind == "texts" else (list(good), ["no-such-word", 5])
    if field.parts:
        one = {p.name: values_for(p)[0][0] for p in field.parts}
        bad = {**one, field.parts[0].name: values_for(field.parts[0])[1][0]}
        return [[], [one, one]], [[bad], [{}] if any(p.required for p in field.parts) else ["x"]]
    return GOOD[field.kind], BAD[field.kind]


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda f: f.id)
def test_every_schema_is_a_schema_and_agrees_with_our_check_on_each_field(form):
    schema = form.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    theirs = jsonschema.Draft202012Validator(schema)
    whole = {f.name: values_for(f)[0][0] for f in form.fields}
    assert form.problems(whole, "s") == []
    assert theirs.is_valid(whole)
    for field in form.fields:
        good, bad = values_for(field)
        for value in good:
            body = {**whole, field.name: value}
            assert form.problems(body, "s") == [], (field.name, value)
            assert theirs.is_valid(body), (field.name, value)
        for value in bad:
            body = {**whole, field.name: value}
            assert [p.code for p in form.problems(body, "s")] == ["record.field"], (field.name, value)
            assert not theirs.is_valid(body), (field.name, value)
        without = {k: v for k, v in whole.items() if k != field.name}
        assert bool(form.problems(without, "s")) == field.required
        assert theirs.is_valid(without) != field.required


def test_days_that_do_not_exist_are_refused():
    form = FORMS["report/1"]
    for day in ("2015-02-29", "1900-02-29", "2016-04-31", "2016-02-30", "0000-01-30"):
        assert form.problems({"happened_from": f"{day}T00:00:00Z"}), day
    for day in ("2016-02-29", "2000-02-29", "2016-01-31", "2016-12-31"):
        assert not form.problems({"happened_from": f"{day}T00:00:00Z"}), day


def test_the_forms_of_the_design_are_all_there():
    named = (
        "report evidence verification claim assessment answer proposal position decision list-change milestone "
        "influence notification receipt access-request access-outcome refusal appointment correction withdrawal redaction"
    )
    assert set(named.split()) <= {f.name for f in FORMS.values()}
    assert set(KINDS) == set(GOOD) == set(BAD)


@pytest.mark.parametrize("name", pages())
def test_the_pages_of_the_forms_are_current(name):
    assert (DOCS / name).read_text("utf-8") == pages()[name], "run: python -m servanda.record.pages docs/forms"


def test_no_page_is_left_over():
    assert {p.name for p in DOCS.iterdir()} == set(pages())


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), st.integers(0, 9), max_size=5))
def test_unknown_fields_are_no_problem(extra):
    body = {"act": "x", **{f"x-{k}": v for k, v in extra.items()}}
    assert FORMS["report/1"].problems(body) == []


def test_unknown_fields_are_kept_and_an_older_copy_hashes_them_alike(log, other_home):
    """A newer copy wrote a field and a form that this one does not know: the bytes, and so the hash, stay."""
    log.append(report("r1", **{"drone-id": [1, {"x": None}], "zeta": "new"}))
    payload = next(log.payloads())
    newer = json.loads(payload) | {"seq": 1, "form": "report/2", "body": {"act": {"code": 5}, "brand": "new"}}
    strange = json.loads(payload) | {"seq": 2, "form": "hologram/1", "body": [1, 2], "envelope-field": True}
    lines = [payload, canonical(newer), canonical(strange)]
    other = other_home.create(HeldClock())
    other.ingest(lines)
    assert list(other.payloads()) == lines
    assert other.entry(0).body["drone-id"] == [1, {"x": None}]
    assert other.entry(1).form == "report/2"
    assert table(other, "reports")["seq"].to_pylist() == [0]  # what is not understood is kept, and not guessed at
    assert other.rebuild() == 3
    other.append(report("mine"))
    assert other.size == 4


def test_old_forms_stay_readable_when_a_newer_version_exists(log, monkeypatch):
    """report/2 renames a field: entries of report/1 stay in the same table, under the newer form's columns."""
    from servanda.record import forms, tables

    log.append(report("old", killed_best=3))
    second = Form("report", 2, "reports", "x", (*FORMS["report/1"].fields, Field("drone", "text", "x")), "", "mission")
    monkeypatch.setitem(FORMS, "report/2", second)
    monkeypatch.setitem(forms.TABLES, "reports", second)
    monkeypatch.setitem(tables.TABLES, "reports", second)
    log.append(Draft("report/2", "monitor:m2", {"act": "x", "drone": "Z1"}, "new"))
    rows = table(log, "reports").to_pylist()
    assert [(r["subject"], r["killed_best"], r["drone"]) for r in rows] == [("old", 3, None), ("new", None, "Z1")]
    assert log.rebuild() == 2


def test_every_table_has_its_columns_even_when_it_is_empty(log):
    for name in TABLES:
        found = table(log, name)
        assert found.num_rows == 0
        assert found.schema.equals(schema_of(name))
    assert log.origin == ORIGIN


def test_every_form_becomes_a_row_of_its_table(log):
    """A whole body of every form goes in, and comes out with each value in its column."""
    authors = ["verifier:v", "commissioner:c", "party@north:p", "keeper:k", "mediator:m", "monitor:n"]
    from servanda.record.policy import why_not_add

    for form in FORMS.values():
        if form.name in {"correction", "withdrawal", "redaction"}:
            continue
        author = next(a for a in authors if not why_not_add(a, form.name, "mission"))
        sealed = bool(form.private)
        body = {f.name: values_for(f)[0][-1] for f in form.fields}
        log.append(Draft(form.id, author, body, "s1", "" if sealed else "mission", sealed=sealed))
        (row,) = table(log, form.table).to_pylist()
        for field in form.fields:
            value = row[field.name]
            shown = value.isoformat() if hasattr(value, "isoformat") else value
            if field.kind in {"instant", "day"}:
                assert str(body[field.name])[:16] == shown[:16]
            elif field.kind == "objects":
                assert len(shown) == len(body[field.name])
            else:
                assert shown == body[field.name], field.name


def test_every_value_that_the_check_accepts_is_readable_as_a_table(log):
    fields = [f for f in FORMS["report/1"].fields if not f.private]
    drafts = [
        Draft("report/1", "monitor:m2", {field.name: value}, f"{field.name}{i}")
        for field in fields
        for i, value in enumerate([*values_for(field)[0], None])
    ]
    drafts.append(Draft("report/1", "monitor:m2", {"text": 'nul \x00 quote " back \\ line \n \u2028 😀'}, "odd"))
    assert log.append_many(drafts).aside == []
    rows = {r["subject"]: r for r in table(log, "reports").to_pylist()}
    assert len(rows) == len(drafts)
    for draft in drafts:
        (name,) = draft.body
        found = rows[draft.subject][name]
        assert (found is None) == (draft.body[name] is None)
        if not hasattr(found, "isoformat"):
            assert found == draft.body[name]


def test_a_foreign_correction_that_does_not_fit_spoils_no_table(log, other_home):
    log.append(report("r1"))
    log.append(report("r2"))
    bad = {"author": "monitor:m2", "body": {"body": {"lon": "east", "killed_best": []}, "reason": "x"}}
    bad |= {"compartment": "mission", "form": "correction/1", "recorded_at": "2030-01-01T00:00:00.000000Z"}
    other = other_home.create(HeldClock())
    other.ingest([*log.payloads(), canonical(bad | {"seq": 2, "subject": "#0"})])
    rows = {r["root"]: r for r in table(other, "reports").to_pylist()}
    assert (rows[0]["lon"], rows[0]["act"], rows[1]["act"]) == (None, None, "shelling")
