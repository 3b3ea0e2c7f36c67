"""The second opinion: never scored on a version that is gone."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from servanda.parties.listed import Listed, Name
from servanda.parties.second import second_opinion, to_entity

OLD = Listed("1", "Person", (Name("Ahmad Ali"),), list_id="un")
NEW = Listed("1", "Person", (Name("Vladimir Putin"),), list_id="un")
ASKED = Listed("2", "Person", (Name("Ahmad Ali"),), list_id="other")


def test_two_versions_of_an_entry_go_in_under_two_ids():
    assert to_entity(OLD)["id"] != to_entity(NEW)["id"]


def test_a_matcher_that_remembers_by_id_is_not_misled(monkeypatch):
    remembered: dict[str, list[str]] = {}

    class Forgetful:  # what logic-v2 does: the names of an id are those it had when first seen
        @staticmethod
        def compare(a: dict[str, Any], b: dict[str, Any], _: object) -> SimpleNamespace:
            names = [remembered.setdefault(e["id"], e["properties"]["name"]) for e in (a, b)]
            return SimpleNamespace(score=1.0 if names[0] == names[1] else 0.0)

    money, parent, matching = (
        ModuleType("followthemoney"),
        ModuleType("nomenklatura"),
        ModuleType("nomenklatura.matching"),
    )
    money.EntityProxy = SimpleNamespace(from_dict=lambda d: d)  # type: ignore[attr-defined]
    matching.LogicV2 = Forgetful  # type: ignore[attr-defined]
    matching.ScoringConfig = SimpleNamespace(defaults=lambda: None)  # type: ignore[attr-defined]
    for module in (money, parent, matching):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    assert second_opinion(OLD, ASKED) == 1.0
    assert second_opinion(NEW, ASKED) == 0.0


def test_without_nomenklatura_there_is_no_second_opinion(monkeypatch):
    monkeypatch.setitem(sys.modules, "nomenklatura.matching", None)
    assert second_opinion(OLD, NEW) is None


def test_logic_v2_itself_is_not_misled():
    pytest.importorskip("nomenklatura", reason="an optional second opinion, in an environment of its own")
    pytest.importorskip("followthemoney", reason="an optional second opinion, in an environment of its own")
    assert second_opinion(OLD, ASKED) > 0.9
    assert second_opinion(NEW, ASKED) < 0.5
