"""The accord book says what the accord says, on one page that needs no network."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings

from servanda.accord import Accord, UnknownReadingError, load
from servanda.accord.book import chosen, make_book
from servanda.accord.book_page import book_html
from servanda.accord.book_text import book_text
from servanda.accord.phrases import plain
from tests.accord.strategies import accords

GOOD = Path(__file__).parent.parent / "cases" / "good" / "truce"
VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """What a page refers to, what its ids are, and whether its tags close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [v for k, v in attrs if k == "id" and v]
        self.links += [v for k, v in attrs if k in {"href", "src"} and v]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_book_tells_who_owes_what_to_whom_by_when():
    text = book_text(make_book(load(GOOD)))
    assert "South Bank Council must: The Council opens the road to the fishers" in text
    assert "when: within 72 hours of The truce is signed (binding)" in text
    assert "unless: the target is among: spoilers; self-defence is claimed" in text
    assert "behind it: The Neighbour" in text  # by its influence over the North, a member of the sides
    assert "“The two banks cease fire. Both of them.”" in text  # the cited words, at hand beside the accord


def test_readings_stand_side_by_side_only_where_they_differ():
    book = make_book(load(GOOD))
    told = {plain(d.about): [plain(v) for v in d.values] for d in book.disputes}
    assert told["The sides cease fire: until"] == ["Talks begin", "10 January 2027"]
    assert told["spoilers"] == ["River Militia", "no one"]
    assert "Talks begin: due" not in told  # both readings take the same variant
    assert "sides" not in told


def test_one_reading_has_no_rivals_and_an_unknown_one_is_told():
    accord = load(GOOD)
    book = chosen(accord, (), "strict")
    assert book.disputes == ()
    assert "until Talks begin" in book_text(book)
    with pytest.raises(UnknownReadingError, match="strict, mild"):
        chosen(accord, (), "lenient")


def test_no_line_is_longer_than_asked():
    text = book_text(make_book(load("vienna")), 80)
    ours = [line for line in text.split("\n") if not line.startswith("On ") and "http" not in line]
    assert max(len(line) for line in ours if line.startswith(" ")) <= 80


def test_the_page_is_whole_and_needs_no_network():
    html = book_html(make_book(load("vienna")))
    page = Page(html)
    assert page.wrong == []
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert not re.search(r"url\(|@import|<script|<img|https?://", html.replace("&#39;", "'").split("</style>")[0])


@given(accords())
@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_any_accord_makes_a_page_and_a_text(accord: Accord):
    page = Page(book_html(make_book(accord)))
    assert page.wrong == []
    assert {link[1:] for link in page.links} <= set(page.ids)
    shown = " ".join("".join(page.words).split())
    text = book_text(make_book(accord))
    for norm in accord.norms.values():
        assert " ".join(norm.name["en"].split()) in shown
        assert norm.id in text


def test_prose_cannot_run_code_or_reach_out(tmp_path: Path):
    text = (GOOD / "accord.md").read_text("utf-8")
    evil = "<script>alert(1)</script> ![x](https://example.org/x.png) [y](javascript:alert(1))"
    (tmp_path / "accord.md").write_text(text.replace("Made for tests: two banks", f"{evil} two banks"), "utf-8")
    (tmp_path / "zones.geojson").write_bytes((GOOD / "zones.geojson").read_bytes())
    html = book_html(make_book(load(tmp_path)))
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
