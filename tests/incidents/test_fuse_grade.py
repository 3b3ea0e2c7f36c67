"""Corroboration is counted by independent voices; a letter alone never makes a grade."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from servanda.incidents.fuse import fuse, info_grade

from .made_reports import reports

LETTERS = st.sampled_from("ABCDEF")


def _graded(*rows: dict[str, object]) -> tuple[int, int]:
    row = fuse(reports(*rows)).incidents.to_pylist()[0]
    return row["info_grade"], row["independent_sources"]


@given(LETTERS)
def test_one_source_however_good_is_never_better_than_possibly_true(letter):
    assert info_grade([letter]) >= 3


@given(st.lists(LETTERS, min_size=1, max_size=8), LETTERS)
def test_another_independent_source_never_makes_it_worse(letters, more):
    if info_grade(letters) <= 4 or len(letters) > 1:
        assert info_grade([*letters, more]) <= max(info_grade(letters), 4)
    if len(letters) > 1:
        assert info_grade([*letters, more]) <= info_grade(letters)


@given(st.lists(LETTERS, max_size=8))
def test_contradiction_never_makes_it_better(letters):
    assert info_grade(letters, contradicted=True) >= info_grade(letters) or info_grade(letters) > 4


def test_three_reports_of_one_source_are_one_voice():
    grade, voices = _graded(*({"source": "bulletin", "reliability": "A"},) * 3)
    assert (grade, voices) == (3, 1)


def test_a_copy_that_says_so_adds_nothing():
    own = {"source": "agency", "reliability": "B"}
    copied = {"source": "paper", "reliability": "B", "copied_from": "agency", "happened_at": "2020-01-01T10:05Z"}
    also_copied = {"source": "radio", "reliability": "B", "copied_from": "r0", "happened_at": "2020-01-01T10:06Z"}
    assert _graded(own, copied, also_copied) == (3, 1)
    row = fuse(reports(own, copied, also_copied, {"source": "monitor"})).incidents.to_pylist()[0]
    assert row["source"] == "agency (repeated by paper, radio); monitor"


def test_equal_texts_are_one_text_handed_on():
    text = "Three shells struck the market in the old town before noon, killing two people and wounding six."
    one = {"text": text, "reliability": "B"}
    other = {"text": text.upper(), "reliability": "B", "happened_at": "2020-01-01T10:30Z", "lon": 21.001}
    assert _graded(one, other) == (3, 1)


def test_the_same_exact_point_and_minute_is_one_telling():
    exact = {"reliability": "B", "lon": 21.00417, "lat": 45.01283, "happened_at": "2020-01-01T10:17Z"}
    assert _graded(exact, exact) == (3, 1)


def test_the_same_round_hour_and_point_may_be_two_witnesses():
    assert _graded({"reliability": "B"}, {"reliability": "B"}) == (1, 2)


def test_two_independent_reliable_sources_confirm():
    assert _graded({"reliability": "B"}, {"reliability": "B", "happened_at": "2020-01-01T10:20Z"}) == (1, 2)


def test_sources_that_contradict_each_other_on_the_act_confirm_less():
    b = {"reliability": "B", "act": "ied"}
    assert _graded(b, {"reliability": "B", "act": "shelling", "happened_at": "2020-01-01T10:20Z"}) == (2, 2)


def test_a_voice_is_as_reliable_as_its_least_reliable_link():
    weak = {"source": "rumour", "reliability": "E"}
    strong = {"source": "agency", "reliability": "A", "copied_from": "rumour", "lon": 21.001}
    assert _graded(weak, strong) == (5, 1)
