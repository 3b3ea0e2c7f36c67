"""From a reading to drafts: covered items are named, new ones become valid blocks, unsure ones comments."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.accord import load, problems_in
from servanda.accord.from_words import NotAReadingError, draft
from servanda.words import as_data, read

TEXT = (
    "The Parties shall withdraw all heavy weapons within 14 days. "
    "The Commission of Northland shall publish maps by 1 June 2020."
)
ACCORD = """---
id: small
title: A small accord
time-zone: UTC
documents:
  - {id: text, title: The text, date: 2020-05-04, sha256: "%s", file: text.txt}
---

# A small accord

```party
id: parties
name: Parties to the conflict
kind: umbrella
```

```norm
id: withdraw
name: Withdraw heavy weapons
force: obligation
bearer: parties
deadline: {by: 2020-05-18}
cites: text @0-59
```
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = as_data(read(TEXT, date(2020, 5, 4)), "text.txt")
    (tmp_path / "accord.md").write_text(ACCORD % data["document"]["sha256"])
    (tmp_path / "zones.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    (tmp_path / "text.txt").write_text(TEXT)
    (tmp_path / "reading.json").write_text(json.dumps(data))
    return tmp_path


def test_what_the_accord_covers_is_named_and_the_rest_drafted(folder: Path) -> None:
    data = json.loads((folder / "reading.json").read_text())
    got = draft(data, load(folder), TEXT, least=0.0)
    assert [(c.item, c.block) for c in got.covered] == [("C01", "withdraw")]
    assert got.new == ("draft-c02",)
    assert "by: '2020-06-01'" in got.text or "by: 2020-06-01" in got.text


def test_the_drafts_are_a_valid_part_of_the_accord(folder: Path) -> None:
    data = json.loads((folder / "reading.json").read_text())
    file = folder / "accord.md"
    file.write_text(file.read_text() + "\n" + draft(data, load(folder), TEXT, least=0.0).text)
    assert [p.render() for p in problems_in(folder)] == []
    assert "draft-c02" in load(folder).norms


def test_what_is_unsure_is_prose_for_the_accord(folder: Path) -> None:
    data = json.loads((folder / "reading.json").read_text())
    for c in data["commitments"]:
        c["confidence"] = 0.3
    got = draft(data, load(folder), TEXT)
    assert got.unsure == ("C02",)
    assert "```norm" not in got.text


def test_nothing_is_overwritten(folder: Path) -> None:
    from servanda.cli.draft import command

    out = folder / "drafts.md"
    arguments = [str(folder / "reading.json"), "--into", str(folder), "--least", "0", "-o", str(out)]
    first = CliRunner().invoke(command, arguments)
    assert first.exit_code == 0, first.output
    before = out.read_text()
    again = CliRunner().invoke(command, arguments)
    assert again.exit_code == 2
    assert "nothing is overwritten" in again.output
    assert out.read_text() == before


@pytest.mark.parametrize(
    "data",
    [{}, {"schema": "other"}, {"schema": "servanda-gold/1", "document": {}, "parties": [], "commitments": [{}]}, []],
)
def test_other_files_are_refused(folder: Path, data: object) -> None:
    with pytest.raises(NotAReadingError):
        draft(data, load(folder))  # type: ignore[arg-type]
