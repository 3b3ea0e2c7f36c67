"""One spelling for each value, and hostile JSON is refused with a message."""

from __future__ import annotations

import json
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.record import HostileJsonError, canonical, strict
from servanda.record.canonical import DEPTH, EXACT, number

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-EXACT, EXACT)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_reading_a_canonical_text_and_spelling_it_again_changes_nothing(value):
    once = canonical(value)
    assert canonical(strict(once)) == once


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), st.integers(0, 9)))
def test_the_order_in_which_keys_were_sent_does_not_matter(value):
    assert canonical(value) == canonical(dict(reversed(list(value.items()))))


def test_the_examples_of_rfc_8785_come_out_as_printed_there():
    sample = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '\u20ac$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    assert canonical(sample).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_ordered_by_utf_16_units_as_rfc_8785_asks():
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(dict.fromkeys(keys, 0)))) == order


@pytest.mark.parametrize(
    ("bits", "text"),  # appendix B of RFC 8785
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_are_spelled_as_ecmascript_does(bits, text):
    assert number(struct.unpack(">d", bytes.fromhex(bits))[0]) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_spelled_number_reads_back_to_the_same_double(x):
    assert float(number(x)) == x


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a":1,"a":2}', "stands twice"),
        ('{"a":{"b":1,"b":1}}', "stands twice"),
        ("[NaN]", "no JSON number"),
        ("[-Infinity]", "no JSON number"),
        ("[1e400]", "no JSON number"),
        ("9007199254740993", "2^53"),
        ("9" * 400, "2^53"),
        ("9" * 5000, "digits"),
        ('"\\ud800"', "surrogate"),
        ('{"\\udc00":1}', "surrogate"),
        ("[" * 40 + "]" * 40, "Nested too deep"),
        ("[" * 100_000, "Nested too deep"),
        ("{'a':1}", "Not JSON"),
        ("", "Not JSON"),
        (b"\xff\xfe", "Not UTF-8"),
    ],
)
def test_hostile_json_is_refused_with_a_reason(text, said):
    with pytest.raises(HostileJsonError, match=said.replace("^", r"\^")):
        canonical(strict(text))


@pytest.mark.parametrize("value", [{1: 2}, {"a": {1, 2}}, object(), b"x", math.nan, {None: 1, "a": 2}])
def test_values_that_json_cannot_carry_are_refused(value):
    with pytest.raises(HostileJsonError):
        canonical(value)


def test_nesting_is_allowed_up_to_the_stated_depth():
    value: list[object] = []
    for _ in range(DEPTH - 1):
        value = [value]
    assert strict(canonical(value)) == value
    with pytest.raises(HostileJsonError):
        canonical([value])
