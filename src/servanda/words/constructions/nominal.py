"""List items of an agreement that are nouns or bare verbs: "Withdrawal of all heavy weapons …", "Provide pardon …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..lexicon import table
from ..phrases import agent, frame
from ..text import MARKER
from .draft import Clause, Draft

_ITEM = re.compile(rf"\s*{MARKER}\s*$")


def find(clause: Clause) -> Iterator[Draft]:
    """An item of a list in an agreement or joint statement, opening with a nominal act or a bare verb."""
    doc, words = clause.doc, clause.words
    if doc.genre not in {"agreement"} or clause.start != _body_start(clause):
        return
    lead = doc.text.folded[max(0, clause.sentence.start - 8) : clause.start]
    block = doc.text.blocks[doc.text.block_of(clause.start)]
    if not re.match(rf"\s*{MARKER}", doc.text.folded[block.start : clause.start + 1]) and not _ITEM.search(lead):
        return
    book = table("nominal")
    m = re.match(
        r"(?i)(?:that\s+|to\s+)?(?:(?:the|an?|all)\s+)?(?:(?:immediate|full|complete|comprehensive|prompt|early"
        r"|gradual|simultaneous|unconditional|urgent|safe)\s*(?:,|and)?\s+)*(?P<cue>[\w-]+)",
        words,
    )
    if not m:
        return
    cue = m["cue"].lower()
    if cue not in book["nouns"] and not (
        cue in book["verbs"] and (words[:1].isupper() or words.lower().startswith("to "))
    ):
        return
    who = agent(doc, clause.start, clause.end) or frame(doc, words[:120]) or list(doc.signatories)
    yield Draft(
        clause.start, clause.end, "obligation", who, "nominal", cue, turn=clause.turn, subject="thing", weight=0.2
    )


def _body_start(clause: Clause) -> int:
    """Where the item's words begin in its block, after the marker."""
    doc = clause.doc
    block = doc.text.blocks[doc.text.block_of(clause.start)]
    m = re.compile(rf"\s*(?:{MARKER}\s*)+").match(doc.text.folded, block.start, block.end)
    at = m.end() if m else block.start
    return at if abs(at - clause.start) <= 6 and at <= clause.start else clause.start if at == clause.start else at
