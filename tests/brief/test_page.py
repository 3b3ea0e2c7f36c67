"""The page stands alone, can be read without sight or colour, and every number on it is in a file beside it."""

from __future__ import annotations

import csv
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from servanda.accord import Accord
from servanda.brief import brief, case
from servanda.brief.page import bound

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """What the tests ask of a page: balanced tags, tables, pictures, numbers with their figures."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None], str]] = []  # tag, attributes, the tag around it
        self.figures: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self._reading: list[tuple[int, str, list[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found, self.open[-1] if self.open else ""))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag in VOID:
            return
        self.open.append(tag)
        if "data-figure" in found:
            self._reading.append((len(self.open), str(found["data-figure"]), []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs), self.open[-1] if self.open else ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        if self._reading and self._reading[-1][0] == len(self.open):
            _, figure, text = self._reading.pop()
            self.figures.append((figure, " ".join("".join(text).split())))
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for _, _, text in self._reading:
            text.append(data)


@pytest.fixture(scope="module")
def folder(vienna: Accord, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("brief")
    brief(case(vienna, demo), out)
    return out


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return (folder / "brief.html").read_text("utf-8")


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_the_page_asks_the_network_for_nothing(text: str, page: Page) -> None:
    loads = [a for _, attrs, _ in page.tags for a in ("src", "href", "xlink:href", "data", "poster") if attrs.get(a)]
    targets = [str(attrs.get(a)) for _, attrs, _ in page.tags for a in loads if attrs.get(a)]
    assert all(t.startswith("#") for t in targets)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _, _ in page.tags}
    assert not re.search(r"@import|url\((?!#|\"#)", text)


def test_every_tag_is_closed_and_every_id_is_its_own(page: Page) -> None:
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))


def test_every_table_has_a_caption_and_scoped_heads(page: Page) -> None:
    tables = [t for t in page.tags if t[0] == "table"]
    assert len(tables) > 10
    assert len([t for t in page.tags if t[0] == "caption"]) == len(tables)
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs, _ in page.tags if tag == "th")


def test_every_picture_says_what_it_shows(text: str) -> None:
    pictures = re.findall(r"<svg\b[^>]*>\s*(.{0,40})", text)
    hidden = len(re.findall(r"<svg\b[^>]*aria-hidden", text))
    assert len([p for p in pictures if p.startswith(("<title", "<defs", "<style"))]) >= len(pictures) - hidden


def test_every_number_is_in_the_file_that_it_names(folder: Path, page: Page) -> None:
    tables: dict[str, list[dict[str, str]]] = {}
    assert len(page.figures) > 500
    for figure, shown in page.figures:
        name, _, rest = figure.partition("?")
        query, _, columns = rest.partition("#")
        if name not in tables:
            with (folder / name).open(encoding="utf-8", newline="") as f:
                tables[name] = list(csv.DictReader(f))[1:]
        keys = dict(parse_qsl(query, keep_blank_values=True))
        rows = [r for r in tables[name] if all(r[k] == v for k, v in keys.items())]
        names = columns.split(",")
        values = [rows[0][c] for c in names] if rows else ["0"] * len(names)
        assert len(rows) <= 1, figure
        if name == "in-force.csv":
            assert shown.startswith(values[0])
        elif len(values) == 2:
            assert shown == bound(int(values[0]), int(values[1])), figure
        else:
            assert shown == f"{int(values[0]):,}", figure


def test_names_in_arabic_survive_with_their_direction(text: str) -> None:
    assert 'lang="ar" dir="rtl">روسيا</bdi>' in text
    assert "تفاهم فيينا" in text


def test_parties_stand_in_alphabetical_order(text: str) -> None:
    part = text[text.index('id="parties"') : text.index('id="guarantors"')]
    table = part[part.index("<tbody>") : part.index("</tbody>")]
    names = re.findall(r'<th scope="row"><bdi>([^<]*)</bdi>', table)
    known = [n for n in names if n != "actor not known"]
    assert known == sorted(known, key=str.casefold)
    assert len(known) > 5


def test_a_day_has_no_plot_and_a_table_of_its_own(vienna: Accord, demo: Path, tmp_path: Path) -> None:
    brief(case(vienna, demo, date(2016, 9, 17), date(2016, 9, 17)), tmp_path)
    text = (tmp_path / "brief.html").read_text("utf-8")
    assert 'class="days"' not in text
    assert "2016-09-17" in text
    Page(text)


def test_what_a_report_says_cannot_become_markup(vienna: Accord, tmp_path: Path) -> None:
    import pyarrow as pa

    from servanda.incidents import INCIDENTS
    from servanda.judge import judge
    from tests.brief.conftest import write
    from tests.brief.test_figures import _START

    nasty = "<script>alert(1)</script>\"'&"
    row = {
        "incident_id": nasty, "happened_from": _START, "happened_to": _START, "act": "shelling", "place": nasty,
        "division": nasty, "side_a": nasty, "side_b": "=1+1", "directed": False, "source": nasty, "lon": 37.0, "lat": 36.0,
        "radius_m": 30000.0, "target_kind": "civilians", "claimant": nasty,
    }  # fmt: skip
    incidents = pa.Table.from_pylist([row], INCIDENTS)
    path = write(tmp_path, vienna, judge(vienna, incidents), incidents, unknown_names=[[nasty, 1]])
    brief(case(vienna, path), tmp_path / "out")
    text = (tmp_path / "out" / "brief.html").read_text("utf-8")
    assert "<script" not in text
    Page(text)
    assert "'=1+1" in (tmp_path / "out" / "incidents.csv").read_text("utf-8")
