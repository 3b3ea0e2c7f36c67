"""`servanda judge --claims` and `servanda explain`: who says what, as a person would use it."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from servanda.cli import app
from servanda.errors import ServandaError

TRUCE = str(Path(__file__).parents[1] / "cases" / "good" / "truce")
INCIDENTS = """\
id,date,lat,lon,type,side_a,side_b,directed,claimant,info_grade,within
1,2026-02-15,,,shelling,North Bank,Fisher people,yes,,2,river
2,2026-02-15,,,shelling,North Bank,Fisher people,yes,South Bank Council,2,river
3,2026-02-15,,,shelling,,Fisher people,yes,,2,river
"""
CLAIMS = """\
incident_id,claimant,side_a,side_b,directed,basis
1,South Bank Council,North Bank,Fisher people,yes,witness
1,NBF,South Bank Council,Fisher people,yes,radar
1,north bank,Fisher people,Fisher people,yes,radar
1,South Bank Council,North Bank,Fisher people,yes,witness
2,SBC,South Bank Council,Fisher people,yes,
9,NBF,South Bank Council,Fisher people,yes,
3,,South Bank Council,Fisher people,yes,
3,NBF,,,yes,
3,NBF,South Bank Council,Fisher people,maybe,
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


@pytest.fixture
def judged(tmp_path: Path) -> tuple[Path, Result]:
    (tmp_path / "i.csv").write_text(INCIDENTS)
    (tmp_path / "c.csv").write_text(CLAIMS)
    out = tmp_path / "v.parquet"
    return out, run("judge", TRUCE, str(tmp_path / "i.csv"), "--claims", str(tmp_path / "c.csv"), "-o", str(out))


def test_every_row_of_claims_is_a_claim_or_set_aside_with_its_reason(judged: tuple[Path, Result]) -> None:
    out, result = judged
    assert result.exit_code == 1, result.output
    assert "Claims: 9 rows = 2 claims + 7 set aside" in result.output
    for code in ("same-name", "duplicate", "own-claimant", "unknown-incident", "no-claimant", "nobody"):
        assert f"[claims.{code}]" in result.output
    assert out.with_name("v.claims.aside.csv").read_text().count("\n") == 8
    assert "on 1 somebody names other sides" in result.output


def test_sides_that_blame_each_other_are_alleged_together_and_explained(judged: tuple[Path, Result]) -> None:
    out, _ = judged
    rows = [r for r in pq.read_table(out).to_pylist() if r["incident_id"] == "1"]
    assert {r["reading"]: (r["verdict"], r["bearers"], r["bearer_mode"]) for r in rows} == {
        "strict": (
            "violation",
            "north",
            "certain",
        ),  # it names a claimant who says nothing: the source's own word counts
        "mild": ("violation", "north; south", "alleged"),
    }
    told = run("explain", TRUCE, str(out), "--incident", "1")
    assert told.exit_code == 0, told.output
    assert "South Bank Council says: North Bank → Fisher people, on witness" in told.output
    assert "As NBF tells it. Done by South Bank Council" in told.output
    assert json.loads(run("explain", TRUCE, str(out), "--incident", "1", "--json").output)


def test_a_table_that_is_no_table_of_claims_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "i.csv").write_text(INCIDENTS)
    (tmp_path / "c.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ServandaError, match="lacks incident_id, claimant, side_a"):
        run(
            "judge", TRUCE, str(tmp_path / "i.csv"), "--claims", str(tmp_path / "c.csv"), "-o", str(tmp_path / "v.parquet")
        )  # fmt: skip
    assert not (tmp_path / "v.parquet").exists()
