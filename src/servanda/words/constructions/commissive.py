"""A side undertakes: "we will …", "Russia would …", "we are ready to …", "our goal is to …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..lexicon import either, phrase, table
from ..phrases import agent, subject
from .draft import Clause, Draft

_NOT_ACTS = re.compile(
    r"(?i)\s*(?:also\s+|never\s+|not\s+|certainly\s+|probably\s+|just\s+|all\s+|only\s+|then\s+|really\s+"
    r"|always\s+)*(?:be\s*[—–-]|be\s+(?:a|an|the|very|more|able|clear|honest|happy|glad|important|in|some|no|there"
    r"|one|so|pretty|that|quite|back|surprised|careful)\b"
    r"|have\s+(?:a|an|the|to|no|some|more|been|any|ample)\b|see\b|know\b|depend|happen|mean\b|look\s+like|seem"
    r"|think\b|want\b|like\b|need\b|feel\b|understand\b|remember|recall\b|note\b|say\b|tell\b|get\s+(?:to"
    r"|into|back|through|a)\b|let\b|find\b|notice|ask\b|repeat|refer\b|leave\s+it|stop\s+there|talk\b(?!\s+(?:to|with)\s+(?:my|our|his|their)\b)"
    r"|speak\b(?!\s+(?:to|with)\s+(?:my|our|his|their)\b)|answer|go\s+(?:ahead|back|to\s+the|through)\b|point\b|mention|add\b|guess|bet\b|win\b|lose\b"
    r"|fail\b|succeed\b|prevail\b|suffer|agree\b|recognize\b|do\s+anything|prosper"
    r"|exist|end\b(?!\s+(?:the|our|their|its|all)\b)|cost\b|stop\b(?!\s+(?:until|working|short|at|the|our|their|its|all)\b)|read\b|hear\b|do\s+is\b)"
)
_UNSURE = re.compile(r"(?i)\b(?:whether(?:\s+or\s+not)?|if)\b[^,]{0,60}$")
_TOLD = re.compile(
    r"(?i)(?:\b(?:made|took)\s+the\s+decision\s+that(?:\s+\w+)?|\b(?:was|were|not|been|never|had|seems?|seemed"
    r"|appears?)|n't)(?:\s+\w+ly)?$"
)
_GIVEN = re.compile(
    r"(?i)\s+(?:today\s+)?(?:[$€£\d]|nearly|about|over|more\s+than|another|an?\s+additional|up\s+to|to\s+|the\s+(?:next|new)|new\b"
    r"|our\b)"
)
_OPINION = re.compile(
    r"(?i)\b(?:convinced|confident|disappointed|worried|concerned|know|hope|hoping|sure|believe|expect|assume"
    r"|predict|doubt)\b"
)
_WOULD = re.compile(
    r"(?i)\b(?P<cue>would)\b(?=\s+(?:actively\s+|also\s+|fully\s+|continue\s+to\s+)?(?:participate|contribute"
    r"|support|provide|send|help|take\s+part|join|host|work|cooperate|assist)\b)"
)


@cache
def _modal() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?P<cue>{either(table('speech')['commissive']['modals'])})")


def _split(pattern: str) -> str:
    """ "intend to" also as "intend, very much so, to"."""
    return pattern.replace(r"\s+to\b", r"(?:\s*,[^,]{2,30},)?\s+to\b")


def _parted(pattern: str) -> str:
    """ "aim is to" also as "aim, as we have said, is to"."""
    return pattern.replace(r"\s+is\s+", r"(?:\s*,[^,]{3,40},)?\s+is\s+")


@cache
def _ready() -> re.Pattern[str]:
    return re.compile(
        rf"(?i)(?P<cue>(?:'re|'m|'s|are|is|am|be|stands?|remains?|,)?\s*(?:also\s+|very\s+much\s+|fully\s+"
        rf"|all\s+|still\s+|now\s+|absolutely\s+)*{_split(either(table('speech')['commissive']['ready']))})"
    )


@cache
def _goal() -> re.Pattern[str]:
    return re.compile(
        rf"(?i)(?P<cue>\b(?:our|their|his|its|the|us"
        rf"|[A-Z]\w+'s)\s+(?:\w+\s+){{0,2}}{_parted(either(table('speech')['commissive']['goal']))}"
        rf"|\bset\s+(?:\w+\s+)?(?:goals|targets|target\s+dates)\b|set\s+forth\s+(?:\w+[\s-]+){{1,3}}goals)"
    )


@cache
def _vetoes() -> re.Pattern[str]:
    book = table("speech")["veto"]
    return re.compile(
        "(?i)(?:"
        + "|".join(
            phrase(p) for p in sorted([*book["manner"], *book["agreement"], *book["outlook"]], key=len, reverse=True)
        )
        + ")"
    )


def vetoed(words: str) -> bool:
    """Whether a phrase in the words tells a manner of speaking, not a commitment."""
    return bool(_vetoes().search(words.lower()))


_REPORTED = re.compile(
    r"(?i)\b(?:told|assured|announced|confirmed|informed|promised|pledged|agreed|committed|said|says|say|indicated"
    r"|understand|heard)\b"
)


def _spoken_for(clause: Clause, who: list[str], kind: str, before: str) -> bool:
    """Whether a plan of somebody else is reported or announced with authority, not merely foretold."""
    doc = clause.doc
    if _REPORTED.search(before):
        return True
    if kind in {"pronoun", "far"}:
        return False
    if who[0][:1].islower() and re.search(r"minister|president|leader|king", who[0]):
        return False
    person = next((p for p in doc.people.known.values() if p.name in who), None)
    if person:
        return person.side in {"", doc.side(clause.turn)} and bool(
            re.search(
                r"(?i)secretary|vice|minister|envoy"
                r"|ambassador",
                person.role,
            )
        )
    return True


def find(clause: Clause) -> Iterator[Draft]:
    """Undertakings of a side on its own behalf, and announced plans of others."""
    doc, words = clause.doc, clause.words
    for pattern, rule, weight in (
        (_goal(), "goal", -0.2),
        (_ready(), "ready", 0.3),
        (_modal(), "will", 0.0),
        (_WOULD, "would", 0.0),
    ):
        for m in pattern.finditer(words):
            cue = re.sub(r"\s+", " ", m["cue"].strip(" ,"))
            if doc.genre == "agreement" and rule in {"will", "would"}:
                continue  # "X shall" in an agreement is for the construction of duties
            at = clause.start + m.start("cue")
            rest = words[m.end("cue") :]
            if re.search(
                r"(?:committing|pledging|announcing|providing|contributing|allocating)$", cue
            ) and not _GIVEN.match(rest):
                continue
            if rule in {"will", "would"} and _NOT_ACTS.match(rest):
                continue
            if rule == "ready" and _NOT_ACTS.match(rest) and not re.match(r"(?i)\s*be\s+serious", rest):
                continue
            before = words[: m.start("cue")]
            if re.search(r"(?i)\bif\b[^.;]{2,90},\s+then\b", before) and not re.search(r"(?i)\bwe\W*$", before):
                continue
            if _UNSURE.search(before) or _TOLD.search(before.rstrip()):
                continue
            who, _, kind = subject(doc, clause.start, at, clause.turn, clause.since, collective=False)
            if rule == "goal" and not who:
                side = doc.side(clause.turn)
                who, kind = ([side] if side and re.search(r"(?i)\bour\b", cue) else []), "pronoun"
            if not who or kind == "thing":
                continue
            side = doc.side(clause.turn)
            own = side in who or (kind == "pronoun" and re.search(r"(?i)\b(?:we|i)\b", before[-14:]) is not None)
            word = re.search(r"(?i)\b(we|i|they|he|she|it|you|there|this|that|who)\W*$", before.rstrip())
            if word and word[1].lower() in {"you", "there", "this", "that"}:
                continue
            status = "new"
            if not own:
                if rule in {"will", "would"} and not _spoken_for(clause, who, kind, before):
                    continue
                status = "reported"
                weight -= 0.7
                if word and word[1].lower() == "it":
                    continue
            passive = rule in {"will", "would"} and re.match(r"(?i)\s*be\s+\w+(?:ed|en|ld|pt|de)\s+by\b", rest)
            if passive:
                who = agent(doc, clause.start + m.end("cue"), clause.end) or who
                own = side in who
            if not own and _OPINION.search(words[: m.start("cue")]):
                continue
            force = "intention"
            if not own and rule == "will" and (not clause.turn or (kind == "actor" and doc.group)):
                force, status = "obligation", "new"
            yield Draft(
                clause.start,
                clause.end,
                force,
                who,
                rule if own else f"{rule} (other)",
                cue,
                status,
                clause.turn,
                subject=kind,
                weight=weight,
            )
            return
