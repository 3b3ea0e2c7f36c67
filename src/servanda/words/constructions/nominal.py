"""List items of an agreement that are nouns or bare verbs: "Withdrawal of all heavy weapons …", "Provide pardon …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..lexicon import table
from ..phrases import agent, frame
from ..text import MARKER
from .draft import Clause, Draft

_ITEM = re.compile(rf"\s*{MARKER}")
_OPENING = re.compile(
    r"(?i)(?:that\s+|to\s+)?(?:(?:the|an?|all)\s+)?(?:(?:immediate|full|complete|comprehensive|prompt|early|gradual"
    r"|simultaneous|unconditional|urgent|safe|proportionate|effective)\s*(?:,|and)?\s+)*(?P<cue>[\w-]+)"
)


def find(clause: Clause) -> Iterator[Draft]:
    """An item of a list in an agreement or joint statement, opening with a nominal act or a bare verb."""
    doc, words = clause.doc, clause.words
    if doc.genre == "transcript" or clause.start - clause.sentence.start > 6:
        return
    block = doc.text.blocks[doc.text.block_of(clause.start)]
    if not _ITEM.match(doc.text.folded, block.start, clause.start + 1):
        return
    book = table("nominal")
    m = _OPENING.match(words)
    if not m or re.match(r"(?i)\s*(?:shall|is|are|will|must|may|has|have)\b", words[m.end() :]):
        return
    cue = m["cue"].lower()
    stem = cue.removesuffix("ing")
    verb = cue in book["verbs"] or (cue != stem and len(stem) > 3 and any(v.startswith(stem) for v in book["verbs"]))
    if cue not in book["nouns"] and not (verb and (words[:1].isupper() or words.lower().startswith("to "))):
        return
    who = agent(doc, clause.start, clause.end) or frame(doc, words[:120]) or list(doc.signatories)
    force = "prohibition" if re.match(r"(?i)(?:to\s+)?(?:cease|refrain|stop|halt|not)\b", words) else "obligation"
    yield Draft(clause.start, clause.end, force, who, "nominal", cue, turn=clause.turn, subject="thing", weight=0.2)
