"""Small accords told in plain text, for the stories of the timetable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from servanda.accord import Accord, parse
from servanda.accord.folder import render

FRONT = """\
---
id: mini
title: {en: A small accord, ar: اتفاق صغير}
time-zone: UTC
documents:
  - {id: text, title: The text, date: 2015-11-14}
---

```party
id: north
name: {en: North}
kind: government
```
"""


def block(line: str) -> str:
    """``milestone talks: by: 2016-01-01; about: true`` as a fenced block; values are YAML."""
    head, _, rest = line.strip().partition(": ")
    kind, _, name = head.partition(" ")
    keys = [f"{k.strip()}: {v.strip()}" for k, _, v in (x.partition(":") for x in rest.split(";") if x.strip())]
    if not any(k.startswith("name") for k in keys):
        keys.insert(0, f"name: {name}")
    if kind == "norm":
        keys += [k for k in ("force: obligation", "bearer: north") if not any(x.startswith(k[:5]) for x in keys)]
    return "\n".join([f"```{kind}", f"id: {name}", *keys, "```", ""])


@pytest.fixture
def accord(tmp_path: Path) -> Callable[[str], Accord]:
    """Parse a story: one block per line; lines that begin with ``#`` are for the reader."""

    def tell(story: str) -> Accord:
        lines = [x for x in dedent(story).strip().splitlines() if x.strip() and not x.strip().startswith("#")]
        (tmp_path / "accord.md").write_text(FRONT + "\n" + "\n".join(map(block, lines)), "utf-8")
        read, problems = parse(tmp_path)
        assert read is not None, render(problems)
        return read

    return tell
