"""Tables that others computed are shown with the brief's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.accord import Accord
from servanda.brief import AnnexError, AnnexTwiceError, brief, case, read_annex
from servanda.cli.brief import command
from tests.brief.test_page import Page


def test_a_hinge_table_is_shown_with_what_it_means(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "hinge.csv").write_text("question,changes\n#meta+q,#indicator+num\nIs <x> listed?,1212\n", "utf-8")
    args = [
        "vienna",
        str(demo),
        "--annex",
        str(tmp_path / "hinge.csv"),
        "--day",
        "2016-09-17",
        "-o",
        str(tmp_path / "o"),
    ]
    result = CliRunner().invoke(command, args)
    assert result.exit_code == 0, result.output
    text = (tmp_path / "o" / "brief.html").read_text("utf-8")
    Page(text)
    assert "What to settle next" in text
    assert "Is &lt;x&gt; listed?" in text
    assert ">1,212</td>" in text
    assert (tmp_path / "o" / "hinge.csv").read_text("utf-8").splitlines()[1] == "#meta+q,#indicator+num"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "name each column"),
        (b"a,a\n1,2\n", "name each column"),
        (b"a,b\n1\n", "row 2 has 1 cells"),
        (b"a\n\xff", "UTF-8"),
    ],
)
def test_an_annex_that_is_no_table_is_told(tmp_path: Path, text: bytes, why: str) -> None:
    (tmp_path / "x.csv").write_bytes(text)
    with pytest.raises(AnnexError, match=why):
        read_annex(tmp_path / "x.csv")


def test_an_annex_cannot_take_the_name_of_a_table(vienna: Accord, demo: Path, tmp_path: Path) -> None:
    (tmp_path / "totals.csv").write_text("a\n1\n")
    with pytest.raises(AnnexTwiceError, match=r"totals\.csv"):
        brief(case(vienna, demo), tmp_path / "o", annexes=[read_annex(tmp_path / "totals.csv")])
    assert not (tmp_path / "o").exists()
