"""Every mistake we know has a case under tests/cases/bad: NAME.md or NAME/, and NAME.txt with the exact words we print.

To renew the words after a change: SERVANDA_WRITE_CASES=1 pytest tests/accord/test_bad_cases.py, then read the diff.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from servanda.accord import folder as folder_module
from servanda.accord import parse, render

BAD = Path(__file__).parent.parent / "cases" / "bad"
SOURCES = Path(folder_module.__file__).parent
CASES = sorted(p for p in BAD.iterdir() if p.suffix == ".md" or (p / "accord.md").exists() or p.name == "no-file")


def told(case: Path, folder: Path) -> str:
    """What we print about a case, with paths as seen from its folder."""
    if case.is_dir():
        shutil.copytree(case, folder, dirs_exist_ok=True)
    else:
        shutil.copy(case, folder / "accord.md")
    accord, problems = parse(folder)
    assert accord is None
    return render(problems).replace(f"{folder}/", "") + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_what_we_print_is_exactly_what_stands_beside_the_case(case: Path, tmp_path: Path):
    printed = told(case, tmp_path)
    expected = case.with_name(f"{case.stem}.txt")
    if os.environ.get("SERVANDA_WRITE_CASES"):
        expected.write_text(printed, "utf-8")
    assert printed == expected.read_text("utf-8")


def test_every_code_has_a_case():
    source = "\n".join(path.read_text("utf-8") for path in SOURCES.glob("*.py"))
    codes = set(re.findall(r'Problem\(\s*f?"accord\.([a-z0-9-]+)"', source))
    codes |= set(re.findall(r'reader\.problem\(\s*"([a-z0-9-]+)"', source))
    codes |= {f"yaml-{code}" for code in re.findall(r'self\.problem\(event, "([a-z-]+)"', source)}
    codes |= set(re.findall(r'hint, "([a-z-]+)"\)', source)) | {"wrong-value", "unknown-act", "unknown-weapon"}
    shown = "\n".join(path.read_text("utf-8") for path in BAD.glob("*.txt"))
    found = set(re.findall(r"\[accord\.([a-z0-9-]+)\]$", shown, re.MULTILINE))
    assert codes - found == {"too-large"}  # its case would be too large to keep; it is made in test_files.py
    assert len(codes) > 50
