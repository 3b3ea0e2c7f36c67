"""What a file's bytes may do: line ends, byte order marks, too much of it; and what the hash sees of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.accord import Accord, accord_hash, load, paragraphs, parse
from servanda.accord import folder as folder_module
from tests.accord.strategies import bare

GOOD = Path(__file__).parent.parent / "cases" / "good" / "truce"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "truce"))


def rewritten(copy: Path, name: str, change: tuple[bytes, bytes]) -> Accord:
    path = copy / name
    data = path.read_bytes()
    assert change[0] in data
    path.write_bytes(data.replace(*change))
    return load(copy)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(copy: Path):
    for name in ("accord.md", "zones.geojson", "truce.txt"):
        path = copy / name
        path.write_bytes(b"\xef\xbb\xbf" * (name != "truce.txt") + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    (copy / "truce.txt").write_bytes((copy / "truce.txt").read_bytes().removesuffix(b"\r\n"))
    changed, good = load(copy), load(GOOD)
    assert changed.hash == good.hash
    assert bare(changed) == bare(good)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("accord.md", (b"two banks of a river", b"three banks of a river")),
        ("accord.md", (b"within: 72 h", b"within: 73 h")),
        ("accord.md", (b"date: 2026-01-10", b"date: 2026-01-11")),
        ("zones.geojson", (b"[32, 7]", b"[32, 7.5]")),
    ],
)
def test_any_change_of_words_or_zones_changes_the_hash(copy: Path, name: str, change: tuple[bytes, bytes]):
    assert rewritten(copy, name, change).hash != load(GOOD).hash


@given(st.text(), st.text(), st.dictionaries(st.text("ab"), st.text("01")), st.text(min_size=1))
def test_no_part_of_the_hash_can_move_into_another(text: str, zones: str, documents: dict[str, str], more: str):
    base = accord_hash(text, zones, documents)
    assert accord_hash(text.rstrip() + "x" + more, zones, documents) != base
    assert accord_hash(text, zones, documents | {"c": more}) != base
    if zones.strip():
        assert accord_hash(text + "x" + zones, "", documents) != accord_hash(text + "x", zones, documents)


def test_a_file_that_is_too_large_is_not_read(copy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folder_module, "LARGEST_TEXT", 1000)
    accord, problems = parse(copy)
    assert accord is None
    assert [p.code for p in problems] == ["accord.too-large"]
    assert "at most" in problems[0].message


def test_a_text_elsewhere_is_checked_when_its_folder_is_given(copy: Path, tmp_path: Path):
    elsewhere = tmp_path / "texts"
    elsewhere.mkdir()
    shutil.move(copy / "truce.txt", elsewhere / "truce.txt")
    assert parse(copy)[1] == ()
    assert parse(copy, [elsewhere])[1] == ()
    (elsewhere / "truce.txt").write_text("Another text.\n", "utf-8")
    assert [p.code for p in parse(copy, [elsewhere])[1]] == ["accord.wrong-text"]


@given(st.lists(st.sampled_from(["words", "  two words ", "", "   ", "\t", "é ب"]), max_size=12))
def test_paragraphs_are_the_runs_between_blank_lines(lines: list[str]):
    text = "\n".join(lines)
    found = [text[start:end] for start, end in paragraphs(text)]
    runs: list[list[str]] = [[]]
    for line in lines:  # an independent count
        if line.strip():
            runs[-1].append(line)
        else:
            runs.append([])
    assert found == ["\n".join(run) for run in runs if run]
