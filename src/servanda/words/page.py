"""The review page: one self-contained HTML file with the text, its spans coloured by force, and the register beside it.

The page needs no network and no server. Text and data are written as text nodes and JSON, never as markup of the
document. Jump both ways, filter by party, force and date, walk with the keyboard, print.
"""

from __future__ import annotations

import html
import json
import re
from importlib.resources import files
from itertools import pairwise
from typing import Any

from .model import Reading

FORCES = ("obligation", "prohibition", "permission", "power", "intention", "call_upon")


def _marked(reading: Reading, data: dict[str, Any]) -> str:
    """The text with each commitment's span marked; where spans overlap the pieces carry all their ids."""
    text = reading.text
    spans = [(c["start"], c["end"], c["id"], c["force"]) for c in data["commitments"]]
    edges = sorted({0, len(text), *(s for s, *_ in spans), *(e for _, e, *_ in spans)})
    turns = {t["start"]: t for t in data["turns"]}
    edges = sorted({*edges, *turns, *(t["speech_start"] for t in data["turns"])})
    seen: set[str] = set()
    out = []
    for a, b in pairwise(edges):
        piece = html.escape(text[a:b])
        here = [s for s in spans if s[0] <= a and b <= s[1]]
        if a in turns and turns[a]["speech_start"] == b:
            piece = f'<b class="label">{piece}</b>'
        if here:
            first = next((s[2] for s in here if s[2] not in seen), "")
            seen |= {s[2] for s in here}
            mark = f' id="t-{first}"' if first else ""
            ids = " ".join(s[2] for s in here)
            extra = ' role="button" tabindex="0"' if first else ""
            what = html.escape(", ".join(f"{s[2]} {s[3].replace('_', ' ')}" for s in here))
            piece = f'<mark{mark} data-ids="{ids}" class="{here[0][3]}" title="{what}"{extra}>{piece}</mark>'
        out.append(piece)
    return "".join(out)


def page_of(reading: Reading, data: dict[str, Any]) -> str:
    """The whole page.

    Args:
        reading: the reading; its text is shown as it is.
        data: the same as plain data (``as_data``).
    """
    template = (files(__package__) / "page.html").read_text("utf-8")
    names = {p["id"]: p["name"] for p in data["parties"]}
    rows = [
        {
            "id": c["id"],
            "force": c["force"],
            "bearers": [names.get(b, b) for b in c["bearers"]],
            "to": [names.get(b, b) for b in c["counterparty"]],
            "due": (c["deadline"] or {}).get("to") or (c["deadline"] or {}).get("from") or "",
            "when": (c["deadline"] or {}).get("quote", ""),
            "kind": (c["deadline"] or {}).get("kind", ""),
            "act": c["act"],
            "if": (c["condition"] or {}).get("quote", ""),
            "unless": (c["exception"] or {}).get("quote", ""),
            "status": c["status"],
            "speaker": c["speaker"] or "",
            "sure": c["confidence"],
            "why": f"{c['why']['rule']}: “{c['why']['cue']}”",
        }
        for c in data["commitments"]
    ]
    disagreements = [
        {
            "id": d["id"],
            "topic": d["topic"],
            "positions": [{"who": names.get(p["holder"], p["holder"]), "says": p["stance"]} for p in d["positions"]],
        }
        for d in data["disagreements"]
    ]
    blob = json.dumps({"rows": rows, "disagreements": disagreements}, ensure_ascii=False).replace("<", "\\u003c")
    parts = {
        "@TITLE@": html.escape(reading.title or "A reading"),
        "@META@": html.escape(
            f"{reading.genre}, {reading.date.isoformat()}" + (f", {reading.issuer}" if reading.issuer else "")
        ),
        "@TEXT@": _marked(reading, data),
        "@DATA@": blob,
    }
    return re.sub("|".join(parts), lambda m: parts[m[0]], template)
