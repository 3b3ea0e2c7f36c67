"""How sure a commitment is: a small logistic regression over what the rule saw, learnt once; only coefficients ship.

``confidence.json`` holds the coefficients, the intercept and how they were learnt. A feature that it does not know
counts nothing, so a new construction works before the next learning.
"""

from __future__ import annotations

import json
import math
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from .dates.model import Kind
from .lexicon import table

if TYPE_CHECKING:
    from .constructions import Draft
    from .document import Document
    from .model import Commitment

# What was learnt is drawn towards the middle: the labels are mostly of one annotator, and two experts list less.
DOUBT = 0.04
AGREEMENT_LOST = 0.12
_HEDGE = re.compile(
    r"(?i)\b(?:probably|maybe|perhaps|might|could|hopefully|i think|we think|sort of|kind of|i hope|we hope"
    r"|possibly)\b"
)
_PAST = re.compile(r"(?i)\b(?:was|were|had|did|ago|used\s+to|been\s+\w+ing)\b")
_VAGUE = re.compile(
    r"(?i)\b(?:continue\s+to|keep|remain|stay|work\s+(?:hard|closely)|do\s+(?:everything|all|what)|try\s+to|focus)\b"
)


def features(doc: Document, d: Draft, c: Commitment) -> tuple[tuple[str, float], ...]:
    """What the confidence is computed from, as named numbers."""
    words = doc.text.folded[d.start : d.end]
    length = len(words.split())
    out: dict[str, float] = {
        f"rule={d.rule}": 1.0,
        f"force={d.force}": 1.0,
        f"genre={doc.genre}": 1.0,
        f"subject={d.subject}": 1.0,
        f"status={d.status}": 1.0,
        "weight": d.weight,
        "dated": float(bool(c.deadline and c.deadline.dated and c.deadline.kind is not Kind.IMMEDIATE)),
        "timed": float(bool(c.deadline)),
        "condition": float(bool(c.condition)),
        "hedge": float(bool(_HEDGE.search(words))),
        "past": float(bool(_PAST.search(words))),
        "vague": float(bool(_VAGUE.search(words))),
        "short": float(length < 8),
        "long": float(length > 45),
        "bearer": float(bool(d.bearers)),
        "counterparty": float(bool(c.counterparty)),
    }
    if d.turn:
        out[f"turn={d.turn.kind}"] = 1.0
        out["i"] = float(bool(re.match(r"(?i)i(?:'|\s)", words)))
        out["first_person_plural"] = float(bool(re.match(r"(?i)we(?:'|\s)", words)))
    if doc.genre == "resolution":
        out[f"verb={d.cue}"] = 1.0
    else:
        out[f"cue={re.sub(r'[^a-z ]', '', d.cue.lower().split()[-1]) if d.cue.split() else ''}"] = 1.0
    return tuple(sorted((k, v) for k, v in out.items() if v))


@cache
def _model() -> dict[str, float]:
    try:
        data = json.loads((files(__package__) / "confidence.json").read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return {str(k): float(v) for k, v in data["coefficients"].items()}


def confidence(found: tuple[tuple[str, float], ...]) -> float:
    """The probability that two experts would both list the item, between 0.04 and 0.88."""
    model = _model()
    z = model.get("intercept", 0.3) + sum(model.get(k, 0.0) * v for k, v in found)
    return round(DOUBT + (1 - AGREEMENT_LOST - DOUBT) / (1 + math.exp(-z)), 3)


def threshold() -> float:
    """Below this confidence an item is left out."""
    return float(table("settings")["least_confidence"])
