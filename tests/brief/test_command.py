"""`servanda brief` as people use it, and what it says when it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from servanda.cli.brief import command
from servanda.errors import ServandaError


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(command, [str(a) for a in args])


def test_it_says_the_totals_and_where_the_page_lies(demo: Path, tmp_path: Path) -> None:
    result = run("vienna", demo, "-o", tmp_path / "a" / "b")
    assert result.exit_code == 0, result.output
    assert "un: violations " in result.output
    assert result.output.strip().endswith("brief.html")
    assert (tmp_path / "a" / "b" / "brief.html").is_file()


def test_json_gives_the_figures(demo: Path, tmp_path: Path) -> None:
    result = run("vienna", demo, "--day", "2016-09-17", "-o", tmp_path, "--json")
    assert {"totals", "parties", "days"} <= set(json.loads(result.stdout))


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--from", "2016-05-01", "--to", "2016-04-01"), "run backwards"),
        (("--day", "2016-02-30"), "2016-02-30"),
        (("--day", "tomorrow"), "is not a date"),
        (("--day", "2016-05-01", "--to", "2016-05-02"), "--day is one day"),
        (("--as-of", "2016"), "is not a date"),
    ],
)
def test_wrong_use_is_told(demo: Path, tmp_path: Path, args: tuple[str, ...], says: str) -> None:
    result = run("vienna", demo, *args, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert says in result.output
    assert not (tmp_path / "out").exists()


def test_files_that_cannot_be_used_are_told_and_nothing_is_written(demo: Path, tmp_path: Path) -> None:
    def refused(path: Path, *more: str) -> str:
        result = run("vienna", path, *more, "-o", tmp_path / "out")
        assert isinstance(result.exception, ServandaError), result.output
        assert not (tmp_path / "out").exists()
        return str(result.exception)

    def moved(name: str, table: object, beside: bool = True) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        pq.write_table(table, folder / "verdicts.parquet")
        if beside:
            source = demo.with_name("verdicts.incidents.parquet")
            (folder / "verdicts.incidents.parquet").write_bytes(source.read_bytes())
        return folder / "verdicts.parquet"

    verdicts = pq.read_table(demo)
    assert "there is no such file" in refused(tmp_path / "none.parquet")
    (tmp_path / "text.parquet").write_text("incident_id,verdict\n")
    assert "not a whole Parquet file" in refused(tmp_path / "text.parquet")
    assert "it has no column incident_id" in refused(
        moved("columns", verdicts.rename_columns(["id", *verdicts.column_names[1:]]))
    )
    assert "holds no verdicts" in refused(moved("empty", verdicts.slice(0, 0)))
    other = verdicts.set_column(
        verdicts.schema.get_field_index("accord_hash"), "accord_hash", [["0" * 64] * len(verdicts)]
    )
    assert "was judged under the accord with hash 0000000000000000…" in refused(moved("other", other))
    assert "verdicts.incidents.parquet is not there" in refused(moved("alone", verdicts, beside=False))
    lost = moved("lost", verdicts)
    beside = lost.with_name("verdicts.incidents.parquet")
    pq.write_table(pq.read_table(beside).slice(3), beside)
    assert "lacks 3 of the 98 incidents judged" in refused(lost)
    assert "No incident of verdicts.parquet lies in 2019-01-01" in refused(demo, "--day", "2019-01-01")


def test_a_folder_that_cannot_be_written_is_told(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("vienna", demo, "-o", tmp_path / "file" / "under")
    assert result.exit_code != 0
    assert "Cannot write" in str(result.exception)
