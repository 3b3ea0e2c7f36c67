"""Files become entries: every bad row is set aside with its reason, nothing is dropped, twice is once."""

from __future__ import annotations

import json

import pytest

from servanda.errors import Problem
from servanda.record import Draft
from servanda.record.imports import ImportFileError, read_json_lines, read_kobo
from servanda.record.tables import table

AUTHOR = "monitor:m2"


def test_json_lines_are_drafts_and_bad_lines_are_set_aside(log, tmp_path):
    path = tmp_path / "reports.jsonl"
    lines = [
        '{"act": "shelling", "lon": 36.7}',
        "",
        "not json",
        '{"act": "a", "act": "b"}',
        '{"form": "verification/1", "subject": "r1", "body": {"source_grade": "A", "info_grade": 1}}',
        '{"subject": "r9", "ref": "mine/9", "compartment": "public", "body": {"act": "detain"}}',
        "[1, 2]",
        '{"lat": NaN}',
        '{"subject": "s", "sealed": true, "body": {"witness": "W"}}',
    ]
    path.write_text("\n".join(lines), "utf-8")
    rows = list(read_json_lines(path, AUTHOR))
    assert [type(r) for r in rows] == [Draft, Problem, Problem, Draft, Draft, Problem, Problem, Draft]
    assert [r.source.row for r in rows if isinstance(r, Problem)] == [3, 4, 7, 8]
    drafts = [r for r in rows if isinstance(r, Draft)]
    assert (drafts[2].subject, drafts[2].ref, drafts[2].compartment) == ("r9", "mine/9", "public")
    assert drafts[3].sealed
    first = log.append_many(drafts)
    assert (first.added, [place for place, _ in first.aside]) == (3, [1])  # a monitor may not grade
    again = log.append_many(d for d in read_json_lines(path, AUTHOR) if isinstance(d, Draft))
    assert (again.added, again.repeated) == (0, 3)


def submissions():
    return [
        {
            "_id": 1, "_uuid": "u-1", "_submission_time": "2016-03-01T10:05:00", "formhub/uuid": "x",
            "start": "2016-03-01T10:00:00Z",
            "incident/act": "shelling", "incident/happened_from": "2016-03-01T09:00:00+02:00", "incident/killed_best": "3",
            "_geolocation": [34.7, 36.7], "own_question": "yes", "place": "حمص",
        },
        {"_uuid": "u-2", "act": "detain", "location": "34.5 36.5 0 12", "killed_best": ""},
        {"_uuid": "u-3", "act": "shelling", "killed_best": "several"},
        {"_uuid": "u-4", "group": {"deep": {"act": "attack"}}, "point": {"type": "Point", "coordinates": [36.1, 34.1, 0]}},
        "nonsense",
    ]  # fmt: skip


@pytest.mark.parametrize("wrap", [lambda s: s, lambda s: {"results": s}, lambda s: {"value": s}])
def test_submissions_of_phones_become_reports(log, tmp_path, wrap):
    path = tmp_path / "kobo.json"
    path.write_text(json.dumps(wrap(submissions())), "utf-8")
    rows = list(read_kobo(path, AUTHOR))
    bad = [r for r in rows if isinstance(r, Problem)]
    assert [b.source.row for b in bad] == [3, 5]
    added = log.append_many(r for r in rows if isinstance(r, Draft))
    assert (added.added, added.aside) == (3, [])
    found = {r["subject"]: r for r in table(log, "reports").to_pylist()}
    assert (found["u-1"]["lon"], found["u-1"]["lat"], found["u-1"]["killed_best"]) == (36.7, 34.7, 3)
    assert found["u-1"]["happened_from"].isoformat() == "2016-03-01T07:00:00+00:00"
    assert (found["u-2"]["lat"], found["u-2"]["radius_m"], found["u-2"]["killed_best"]) == (34.5, 12.0, None)
    assert (found["u-4"]["act"], found["u-4"]["lon"]) == ("attack", 36.1)
    assert log.entry(0).body["own_question"] == "yes"
    again = log.append_many(r for r in read_kobo(path, AUTHOR) if isinstance(r, Draft))
    assert again.repeated == 3


def test_questions_of_another_name_are_mapped_and_submissions_can_be_sealed(log, tmp_path):
    path = tmp_path / "kobo.json"
    path.write_text(json.dumps([{"_uuid": "u", "q1": "shelling", "q2": "Umm Ahmad"}]), "utf-8")
    rows = list(read_kobo(path, AUTHOR, {"q1": "act", "q2": "witness"}, sealed=True))
    assert log.append_many(rows).added == 1
    (row,) = table(log, "reports").to_pylist()
    assert (row["act"], row["witness"], row["sealed"], row["compartment"]) == ("shelling", "Umm Ahmad", True, "sealed")


@pytest.mark.parametrize("text", ["", "{}", "5", '"x"', "[", '{"results": 5}'])
def test_files_that_are_no_submissions_are_refused(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(ImportFileError):
        list(read_kobo(path, AUTHOR))
    with pytest.raises(ImportFileError):
        list(read_kobo(tmp_path / "none.json", AUTHOR))
    with pytest.raises(ImportFileError):
        list(read_json_lines(tmp_path / "none.jsonl", AUTHOR))
