"""The table of blocks, as JSON Schema and as a page, says what the parser does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from jsonschema import Draft202012Validator

from servanda.accord import Accord, find_folder, print_accord
from servanda.accord.blocks import BLOCKS
from servanda.accord.literate import Fence, take_apart
from servanda.accord.nodes import Map, Node, Scalar
from servanda.accord.schema import json_schema, keys_table
from tests.accord.strategies import accords

ROOT = Path(__file__).parent.parent.parent


def plain(node: Node | None) -> Any:
    """A node as YAML 1.2's core schema reads it."""
    if isinstance(node, Scalar):
        if node.quoted:
            return node.text
        if node.text in {"true", "false"}:
            return node.text == "true"
        if node.text in {"", "~", "null", "Null", "NULL"}:
            return None
        if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", node.text):
            return float(node.text) if re.search("[.eE]", node.text) else int(node.text)
        return node.text
    if isinstance(node, Map):
        return {key.text: plain(value) for key, value in node.pairs}
    return [plain(item) for item in node.items] if node else None


def faults(text: str) -> list[str]:
    problems: list[Any] = []
    whole = take_apart(text, "accord.md", problems)
    assert not problems
    blocks = [("front matter", whole.front)] + [(f.kind, f.node) for f in whole.parts if isinstance(f, Fence)]
    checkers = {kind: Draft202012Validator(json_schema(kind)) for kind in json_schema()["$defs"]}
    return [f"{kind}: {e.message}" for kind, node in blocks for e in checkers[kind].iter_errors(plain(node))]


def test_the_schemas_are_schemas():
    Draft202012Validator.check_schema(json_schema())
    for kind in json_schema()["$defs"]:
        Draft202012Validator.check_schema(json_schema(kind))
    assert set(BLOCKS) < set(json_schema()["$defs"])


def test_the_vienna_accord_fits_the_schema():
    assert faults((find_folder("vienna") / "accord.md").read_text("utf-8")) == []


@given(accords())
@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_what_we_print_fits_the_schema(accord: Accord):
    assert faults(print_accord(accord)) == []


@pytest.mark.parametrize("case", ["unknown-key", "missing-key", "wrong-value", "bad-duration"])
def test_what_the_parser_refuses_for_its_form_the_schema_refuses_too(case: str):
    assert faults((ROOT / "tests" / "cases" / "bad" / f"{case}.md").read_text("utf-8"))


def test_the_page_of_keys_is_the_table():
    """If this fails: servanda accord schema --table > docs/accord-keys.md"""
    assert (ROOT / "docs" / "accord-keys.md").read_text("utf-8") == keys_table()
