"""What others said that they would do: "he made clear that they would …", "they expressed their readiness to …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..phrases import parties_in, pronoun_parties, subject
from .commissive import _NOT_ACTS
from .draft import Clause, Draft

_SAYING = (
    r"(?:(?:re)?affirmed|made\s+(?:it\s+)?(?:very\s+|quite\s+|absolutely\s+)?clear|pointed\s+out|assured|promised|pledged"
    r"|announced|confirmed|indicated|stressed|emphasi[sz]ed|underlined|underscored|committed|reiterated|told|informed"
    r"|declared|explained|(?:our|the)\s+understanding\s+is)"
)
_MODAL = (
    r"(?:would|will|(?:was|were|is|are)\s+(?:also\s+|fully\s+|now\s+)?(?:ready|prepared|willing|committed|determined"
    r"|planning|open)\s+to|(?:is|are)\s+(?:providing|committing|sending|contributing|allocating)\b(?=\s+(?:[$€£\d]|nearly|about"
    r"|up\s+to|over|another|an?\s+additional|more))|intend(?:s|ed)\s+to|plan(?:s|ned)\s+to)"
)
_THAT = re.compile(
    rf"(?i)\b(?P<cue>{_SAYING})\b(?P<to>[^.;:]{{0,60}}?)\s+that\s+(?P<s>[^.;,]{{2,80}}?)\s+(?P<m>{_MODAL})\b(?P<rest>.*)",
    re.DOTALL,
)
_GOES_ON = re.compile(rf"(?i)(?:and\s+)?(?:that\s+)?(?P<s>[^.;,]{{2,60}}?)\s+(?P<m>{_MODAL})\b(?P<rest>.*)", re.DOTALL)
_READINESS = re.compile(
    r"(?i)\b(?P<cue>(?:communicated|expressed|expresses|reiterated|reiterates|(?:re)?affirm(?:s|ed)|confirmed|confirms"
    r"|stressed|declared|signal(?:s|led|ed)|voiced|underlined|underscored|emphasi[sz]ed|restated)\b[^.;]{0,45}?"
    r"\b(?:readiness|willingness|commitment|determination|intention|preparedness|desire))\b"
    r"(?P<of>\s+of\s+(?:the\s+)?[A-Z][\w' -]{2,40}?)?(?:\s*[–—-]+)?\s+to\s+"
    r"(?!(?:the|a|an|this|our|his|their|its)\b)\w+"
)
_PRONOUN = re.compile(r"(?i)(?:he|she|they|it|we|i)$")


def find(clause: Clause) -> Iterator[Draft]:
    """In speech: a plan that its holder told, and a readiness that he expressed."""
    doc, words = clause.doc, clause.words
    if not clause.turn:
        return
    m = _THAT.search(words)
    lead = doc.text.folded[clause.sentence.start : clause.start]
    goes_on = _GOES_ON.match(words) if not m and re.search(rf"(?i)\b{_SAYING}\b", lead) else None
    if goes_on and not (words[:5].lower() == "that " or re.search(r"(?i)\bthat\s+$", lead)):
        goes_on = None
    t = m or goes_on
    if t and not (t["m"].lower() in {"would", "will"} and _NOT_ACTS.match(t["rest"])):
        told = clause.start + (m.start("cue") if m else 0)
        s, e = clause.start + t.start("s"), clause.start + t.end("s")
        who = parties_in(doc, s, e)
        if _PRONOUN.match(t["s"]):
            if t["s"].lower() in {"we", "i"}:
                side = doc.side(clause.turn)
                who = [side] if side else []
            elif goes_on:
                who = pronoun_parties(doc, t["s"], clause.start, clause.turn, clause.since)
            else:
                who = subject(doc, clause.start, told, clause.turn, clause.since)[0]
        if who:
            yield Draft(
                clause.start,
                clause.end,
                "intention",
                who,
                "reported",
                m["cue"] if m else t["m"],
                "reported",
                clause.turn,
                subject="name",
                weight=0.0,
            )
            return
    r = _READINESS.search(words)
    if r:
        at = clause.start + r.start("cue")
        who, _, kind = subject(doc, clause.start, at, clause.turn, clause.since)
        if r["of"]:  # "stressed the intention of the United Nations to help"
            who, kind = parties_in(doc, clause.start + r.start("of") + 4, clause.start + r.end("of")), "name"
        if who and kind != "thing":
            own = who == [doc.side(clause.turn)]
            yield Draft(
                clause.start,
                clause.end,
                "intention",
                who,
                "readiness",
                r["cue"].split()[0],
                "new" if own else "reported",
                clause.turn,
                subject=kind,
                weight=0.0,
            )
