"""A small accord with no readings, dates, zones or guarantors has a brief, too; occurrences are counted where it says so."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from servanda.accord import load
from servanda.brief import brief, case
from servanda.incidents import INCIDENTS
from servanda.judge import judge
from tests.brief.conftest import write
from tests.brief.test_figures import agree
from tests.brief.test_page import Page

ACCORD = """---
id: north-south
title: {en: The bridge accord, ar: اتفاق الجسر}
time-zone: UTC
---
Two sides at a bridge.

```party
id: north
name: {en: The North, ar: الشمال}
kind: armed-group
```

```party
id: south
name: {en: The South}
kind: armed-group
```

```group
id: sides
name: {en: Both sides}
members: [north, south]
```

```norm
id: truce
name: {en: No fire}
force: prohibition
bearer: sides
act: [attack]
unit: occurrence
```
"""


def test_a_small_accord_has_a_brief(tmp_path: Path) -> None:
    (tmp_path / "bridge").mkdir()
    (tmp_path / "bridge" / "accord.md").write_text(ACCORD, "utf-8")
    accord = load(str(tmp_path / "bridge"))
    day = datetime(2020, 1, 1, tzinfo=UTC)
    common = {"happened_from": day, "happened_to": day, "act": "shelling", "side_a": "The North", "side_b": "The South"}
    rows = [
        common | {"incident_id": "a1", "directed": True, "occurrences": 40, "lon": 10.0, "lat": 10.0, "radius_m": 10.0},
        common
        | {"incident_id": "a2", "directed": False, "occurrences": 3, "happened_to": datetime(2020, 1, 4, tzinfo=UTC)},
    ]
    incidents = pa.Table.from_pylist(rows, INCIDENTS)
    opened = case(accord, write(tmp_path, accord, judge(accord, incidents), incidents))
    found = agree(opened)
    assert found["norms"].at("truce", "plain")["units_low"] == 43
    assert (found["parties"].at("north", "plain")["low"], found["parties"].at("north", "plain")["high"]) == (1, 2)
    assert found["parties"].at("south", "plain")["one_of"] == 1
    brief(opened, tmp_path / "out")
    text = (tmp_path / "out" / "brief.html").read_text("utf-8")
    Page(text)
    assert "اتفاق الجسر" in text
    assert "counted in occurrences" in text
    assert "The accord sets no dates." in text
    assert "1 without a place" in text
