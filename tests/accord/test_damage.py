"""However an accord is damaged, we answer with problems that point somewhere, never with a traceback."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.accord import parse, print_accord, print_zones, render

CASES = Path(__file__).parent.parent / "cases"
GOOD = CASES / "good" / "truce"
BROKEN = [
    "",
    "{",
    "}",
    "[",
    "]",
    ":",
    "- ",
    "#",
    "&a ",
    "*a",
    "!x ",
    "|",
    ">",
    '"',
    "'",
    "```",
    "---",
    "\t",
    "\x00",
    "\x85",
]
PIECES = st.sampled_from(
    [*BROKEN, "<<: ", "null", "''", "99999999999999999999", "0000-00-00", "\n\n", "é", "``` &amp;x\n"]
)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = text[:start] + draw(st.one_of(PIECES, st.just(text[start:end] * 2))) + text[end:]
    return text


@given(damaged((GOOD / "accord.md").read_text("utf-8")), damaged((GOOD / "zones.geojson").read_text("utf-8")))
@settings(max_examples=150, deadline=None)
def test_damage_is_told_with_its_place_or_does_no_harm(text: str, zones: str):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "accord.md").write_text(text, "utf-8")
        (folder / "zones.geojson").write_text(zones, "utf-8")
        accord, problems = parse(folder)
        assert (accord is None) == bool(problems)
        assert all(p.message.strip() and p.source is not None for p in problems)
        assert render(problems).count("[accord.") >= len(problems)
        if accord is not None:  # then it can be printed and read again
            (folder / "accord.md").write_text(print_accord(accord), "utf-8")
            (folder / "zones.geojson").write_text(print_zones(accord.zones, accord.time_zone), "utf-8")
            again, problems = parse(folder)
            assert again is not None, render(problems)
            assert print_accord(again) == print_accord(accord)
