"""Spark gives the same verdicts as DuckDB, wherever the zones are resolved, and says in one line why it cannot start."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from servanda.accord import load
from servanda.judge import judge, judge_to_file
from servanda.judge.run import engine_named
from tests.judge import made
from tests.judge.test_judge_stories import LINES, accord, incident

IDENTITY = {p: p for p in made.PARTIES}
needs_spark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17, which is not here")


def told(verdicts: pa.Table) -> list[str]:
    return sorted(map(repr, verdicts.to_pylist()))


@pytest.fixture
def zones_on_executors(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Have Spark resolve every place on its executors."""
    from servanda.judge.engines import spark

    return lambda: monkeypatch.setattr(spark, "MANY_PLACES", 0)


@needs_spark
@pytest.mark.slow
def test_the_whole_story_is_the_same_on_spark(zones_on_executors: Callable[[], None]) -> None:
    zones_on_executors()
    rows = made.table([incident(line.split("→")[0].strip()) for line in LINES])
    assert told(judge(accord(), rows, parties=IDENTITY, engine="spark")) == told(
        judge(accord(), rows, parties=IDENTITY)
    )


@needs_spark
@pytest.mark.slow
@settings(
    max_examples=2, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@seed(3)
@given(st.data())
def test_spark_agrees_with_duckdb_on_made_accords(data: Any) -> None:
    accord = data.draw(made.accords())
    rows = made.table([data.draw(made.incidents(f"i{n}")) for n in range(data.draw(st.integers(5, 20)))])
    known_at = data.draw(st.none() | made.days)
    found = judge(accord, rows, known_at=known_at, parties=IDENTITY, engine="spark")
    assert told(found) == told(judge(accord, rows, known_at=known_at, parties=IDENTITY))


@needs_spark
@pytest.mark.slow
def test_partitioned_parquet_gives_the_same_verdicts(tmp_path: Path, zones_on_executors: Callable[[], None]) -> None:
    zones_on_executors()
    vienna = load("vienna")
    sides = ["Government of Syria", "Jaysh al-Islam", "IS", "Ahrar al-Sham", "Unheard-of Front", None]
    rows = [
        {f.name: None for f in made.INCIDENTS}
        | {
            "incident_id": f"i{n}", "act": ["attack", "shelling", None][n % 3], "directed": n % 2 == 0,
            "side_a": sides[n % 6], "side_b": sides[n % 5], "claimant": "Russia" if n % 7 == 0 else None,
            "lon": 36 + n % 11 / 3, "lat": 33 + n % 13 / 3, "radius_m": [0.0, 5000.0][n % 2],
            "happened_from": made.FIRST.replace(year=2016, month=1 + n % 12), "happened_to": None,
        }
        for n in range(600)
    ]  # fmt: skip
    (tmp_path / "a folder").mkdir()
    for part in range(3):
        pq.write_table(made.table(rows[part::3]), tmp_path / "a folder" / f"part-{part}.parquet")
    parts = sorted((tmp_path / "a folder").iterdir())
    for engine in ("duckdb", "spark"):
        judge_to_file(vienna, parts, tmp_path / engine, engine=engine)
    assert told(pq.read_table(tmp_path / "spark")) == told(pq.read_table(tmp_path / "duckdb"))


@needs_spark
def test_a_master_that_does_not_answer_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    from servanda.cli import app
    from servanda.judge.engines.spark import MasterSilentError

    with socket.socket() as taken:  # a port that nobody listens on
        taken.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{taken.getsockname()[1]}"
        (tmp_path / "i.csv").write_text("date,actor1\n2016-03-01,IS\n", "utf-8")
        arguments = ["judge", "vienna", str(tmp_path / "i.csv"), "--master", master, "-o", str(tmp_path / "v.parquet")]
        told = CliRunner().invoke(app, arguments)
    assert isinstance(told.exception, MasterSilentError)
    assert "does not answer" in str(told.exception)
    assert "\n" not in str(told.exception)
    assert [p.name for p in tmp_path.iterdir()] == ["i.csv"]


def test_without_java_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark")
    from servanda.judge.engines.spark import SparkMissingError

    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(SparkMissingError, match="needs Java 17"):
        engine_named("spark")


def test_without_pyspark_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from servanda.judge.engines.spark import SparkMissingError

    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(SparkMissingError, match=r"servanda\[spark\]"):
        engine_named("spark")
