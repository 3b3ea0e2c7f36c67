"""The demonstration judged once, and a way to write any verdicts as the judge does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import servanda.incidents
from servanda.accord import Accord, load
from servanda.incidents import INCIDENTS
from servanda.judge import VERDICTS, judge

DEMO = Path(servanda.incidents.__file__).parent.parent / "accord" / "vienna" / "incidents-2016.csv"


def write(folder: Path, accord: Accord, verdicts: pa.Table, incidents: pa.Table, **about: Any) -> Path:
    """The two files of the judge, as it writes them."""
    meta = {"accord": accord.id, "accord_hash": accord.hash, "version": "test", **about}
    path = folder / "verdicts.parquet"
    pq.write_table(verdicts.cast(VERDICTS).replace_schema_metadata({"servanda": json.dumps(meta)}), path)
    pq.write_table(incidents.cast(INCIDENTS), folder / "verdicts.incidents.parquet")
    return path


@pytest.fixture(scope="session")
def vienna() -> Accord:
    return load("vienna")


@pytest.fixture(scope="session")
def demo(vienna: Accord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    incidents = servanda.incidents.read(DEMO, time_zone=vienna.time_zone).incidents
    inputs = [{"file": DEMO.name, "sha256": "0" * 64, "rows": len(incidents), "incidents": len(incidents), "aside": 0}]
    return write(tmp_path_factory.mktemp("demo"), vienna, judge(vienna, incidents), incidents, inputs=inputs)
