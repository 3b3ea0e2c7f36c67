"""A hand-made score file beside ours, and files that cannot be used."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.accord.status import compare, read_assessments, statuses

STORY = """
milestone done: reached: [{on: 2016-01-05}]
norm one: fulfilled-by: done; cites: text
norm two: cites: text
norm three: fulfilled-by: never; cites: text
milestone never: cites: text
"""


@pytest.fixture
def ours(accord):
    return statuses(accord(STORY), None, date(2016, 6, 1))


def test_scores_agree_within_our_bounds_and_differ_by_their_distance(ours):
    c = compare(ours, "norm_id,score\none,3\ntwo,2\nthree,2\n", "scores.csv")
    assert [(r.norm, str(r.ours), r.theirs, r.apart) for r in c.rows] == [
        ("one", "3", 3, 0),
        ("two", "0–3", 2, 0),
        ("three", "0", 2, 2),
    ]
    assert (c.agree, c.certain, c.only_ours, c.problems) == (2, 2, (), ())


def test_every_row_that_cannot_be_used_is_a_problem_with_its_place(ours):
    text = "\ufeffnorm_id,score\nfour,1\none,4\none,\none,3\none,2\n"
    c = compare(ours, text, "scores.csv")
    assert [(p.code, p.source.row, p.source.value) for p in c.problems] == [
        ("scores.unknown-norm", 2, "four"),
        ("scores.value", 3, "4"),
        ("scores.value", 4, ""),
        ("scores.twice", 6, "one"),
    ]
    assert len(c.rows) == 1
    assert c.only_ours == ("two", "three")


@pytest.mark.parametrize("text", ["", "norm;score\none;3\n", "\x00"])
def test_a_file_without_the_columns_is_told(ours, text):
    c = compare(ours, text, "scores.csv")
    assert [p.code for p in c.problems] == ["scores.column"]


def test_assessments_are_read_and_wrong_rows_are_told(accord):
    a = accord(STORY)
    text = (
        "norm_id,kind,on,known,by,note\n"
        "one,fulfilled,2016-01-05,2016-01-06T12:00,mission,seen\n"
        "nine,fulfilled,2016-01-05,,,\n"
        "one,perhaps,2016-01-05,,,\n"
        "one,violated,2016-02-30,,,\n"
        "one,violated,2016-02-03,soon,,\n"
    )
    found, problems = read_assessments(text, "found.csv", a)
    assert [(x.norm, str(x.kind), x.by, x.note) for x in found] == [("one", "fulfilled", "mission", "seen")]
    assert [(p.source.row, p.source.column) for p in problems] == [(3, "norm_id"), (4, "kind"), (5, "on"), (6, "known")]
    assert [p.code for p in read_assessments("a,b\n", "x.csv", a)[1]] == ["assessments.column"]
