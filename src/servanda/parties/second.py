"""A second opinion on two entries, by nomenklatura's logic-v2 where somebody installed it. Never needed, never decisive.

logic-v2 remembers what it made of an entity by the entity's id. Two versions of one entry would be scored on the names
of the first; so every version goes in under an id of its own (`Listed.version_id`).
"""

from __future__ import annotations

import importlib
from typing import Any

from .listed import Listed


def to_entity(entry: Listed) -> dict[str, Any]:
    """The entry as FollowTheMoney data under an id that no other version of it shares."""
    return {"id": entry.version_id, "schema": entry.schema, "properties": {"name": [n.text for n in entry.names]}}


def second_opinion(a: Listed, b: Listed) -> float | None:
    """What logic-v2 gives for two entries, 0 to 1; None where nomenklatura is not installed."""
    try:
        money = importlib.import_module("followthemoney")
        matching = importlib.import_module("nomenklatura.matching")
    except ImportError:
        return None
    left, right = (money.EntityProxy.from_dict(to_entity(e)) for e in (a, b))
    return float(matching.LogicV2.compare(left, right, matching.ScoringConfig.defaults()).score)
