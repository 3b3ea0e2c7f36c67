"""From words to actors: the parties that a noun phrase or a pronoun stands for."""

from __future__ import annotations

import re

from .document import Document
from .lexicon import countries, table
from .model import Turn
from .text import Stretch

_ACTOR = re.compile(
    r"(?i)\b(?:parties|states?|forces?|personnel|groups?|team|mission|council|committee|commission|government"
    r"|authorit(?:y|ies)|organi[sz]ations?|agenc(?:y|ies)|institutions|members"
    r"|countries|delegations?|leaders|sides?|actors|entities|individuals|envoy|representatives?|mediators?"
    r"|communit(?:y|ies)|donors|people|citizens|persons|nationals"
    r"|observers?|president|chair\w*|director\S*|secretar\S+|commanders?|guarantors?|administrat(?:or|ion)|all "
    r"concerned|others|detainees|refugees|minister|officials|panel"
    r"|service|chief|commander|officer|coordinator|guard|office|federation|coalition|militias|army|police"
    r"|movement|troops|units|administrator"
    r"|assembly|parliament|body|mechanism"
    r"|court|tribunal|partners|neighbours|peoples?|powers?|workers|elements)\b"
)
_CUT = re.compile(
    r"(?i),?\s+(?:in\s+(?:particular|accordance|cooperation|co-operation|coordination|close|consultation|this"
    r"|that|view|order|light|due|line)|through|mentioned\b|referred\s+to|established\b|described\b|acting|having"
    r"|including|especially|without|with\s+a\s+view"
    r"|that\b|which\b|who\b|whose\b|where\b|as\s+(?:well\s+)?(?:appropriate|necessary|soon|set)|upon|pursuant"
    r"|consistent|under|within|by\b|when\b|if\b|until\b|on\s+(?:an|the)\s+(?:urgent|basis)|to\s+(?!the\b"
    r"|this\b|the\s+present\b|any\b)|of\s+up\s+to)"
    r"|\s*[,;:(]\s*(?!(?:the|and|as\s+well)\b)"
)
_SPLIT = re.compile(
    r"\s*,\s*(?:and\s+|as\s+well\s+as\s+)?|\s+(?:and|as\s+well\s+as|or|along\s+with|together\s+with)\s+"
)
_DETERMINER = re.compile(
    r"(?i)^(?:(?:all|both|either|neither|no|the|each|any|every|those|these|other|others|such|its|their|his|an?)\s+)+"
)
_PRONOUN = re.compile(
    r"(?i)\b(we|us|i|they|them|he|him|she|her|it|everybody|everyone|all\s+of\s+us|each\s+of\s+us|you|those|who"
    r"|this|that|these|there)\b"
)
_TRANSPARENT = re.compile(
    r"(?i)\b(?:representatives?|delegations?|leaders|units|elements|troops|forces|governments?|authorities|sides?"
    r"|parts|efforts|agencies"
    r"|personnel)\s+of\s+(?:(?:the|all|both)\s+)*$"
)
_GOVERNMENTS = re.compile(r"(?i)\bgovernments?\s+of\s+(?:the\s+)?")


def parties_in(doc: Document, start: int, end: int) -> list[str]:
    """The parties that the noun phrase ``[start, end)`` names; a new one is learnt where it names an unknown actor."""
    folded = doc.text.folded
    described = _described(doc, start, end)
    if described and _RELATIVE.match(folded, start):
        return [described]
    cut = _CUT.search(folded, start, end)
    if cut and cut.start() > start:
        end = cut.start()
    out: list[str] = []
    at = start
    pieces: list[tuple[int, int]] = []
    for m in _SPLIT.finditer(folded, start, end):
        inside = [x for x in doc.mentions_in(start, end) if x[0] < m.end() and m.start() < x[1]]
        if inside:
            continue  # a name holds this "and"
        pieces.append((at, m.start()))
        at = m.end()
    pieces.append((at, end))
    whole = re.match(r"(?:the\s+)?(?P<n>\w+\s+and\s+\w+\s+concerned)\s*$", folded[start:end])
    if whole:
        name = re.sub(r"\s+", " ", whole["n"])
        return [doc.names.add(name, name, "group")]
    governments = bool(_GOVERNMENTS.search(folded, start, end)) and len(pieces) > 1
    for s, e in pieces:
        for n in _piece(doc, s, e):
            if (
                governments
                and not n.startswith("Government of")
                and re.match(r"(?:the\s+)?[A-Z]", folded[s:e])
                and n in folded[s:e]
            ):
                n = f"Government of {n}"
                doc.names.add(n, n, "government")
            if n not in out:
                out.append(n)
    return out


def _piece(doc: Document, start: int, end: int) -> list[str]:
    """One conjunct: its first mention, a role ("opposition"), or a new party for an unknown actor."""
    words = doc.text.folded[start:end].strip(" ,;:'\"")
    if not words:
        return []
    bare = _DETERMINER.sub("", words).strip()
    low = re.sub(r"\s+", " ", bare.lower())
    if low in {"opposition", "government", "authorities", "regime"}:
        role = doc.names.generic_role(low)
        if role:
            return [role]
    if doc.host and re.fullmatch(r"(?:[\w-]+ )?administration", low):
        return [doc.host]
    found = doc.mentions_in(start, end)
    pair = re.fullmatch(
        r"(?i)(?:both|the\s+two)\s+(?:governments?|countries|sides|parties|leaders|nations|presidents)", words
    )
    if pair and doc.transcript:
        two = _two_states(doc, start)
        if two:
            return two
    plural = re.match(r"(?i)(?:the\s+)?(?:two\s+|both\s+)?(?:[A-Z][\w-]+\s+)?(?:delegations|sides)$", words)
    if plural and len(doc.sides) > 1:
        return list(doc.sides)
    if found:
        first = found[0]
        lead = doc.text.folded[start : first[0]]
        if not _ACTOR.search(lead) or _TRANSPARENT.search(lead):
            return [first[2]]
        name = re.sub(r"\s+", " ", bare)
        if len(name) < 90:
            return [doc.names.add(name, name, "group")]
        return [first[2]]
    if re.match(r"(?i)(?:all|everyone|everybody|those)\s+(?:in|at|here|present|around|concerned|involved)\b", words):
        return [doc.group] if doc.group else list(doc.sides)
    head = re.split(r"\s+(?:about|of|in|for|on|with|between|against|from|to|by|at)\s+", bare)[0]
    if (
        _ACTOR.search(head)
        and 2 < len(bare) < 90
        and not re.match(
            r"(?i)(?:need|role|importance|work|efforts?|actions?|use|right|support|report|mandate|commitments?)\b", bare
        )
    ):
        general = doc.names.generic(words)
        if general in {"Parties to the conflict", "Member States"}:
            doc.names.add(re.sub(r"\s+", " ", words), general, "group")
            return [general]
        bodies = [n for n in doc.names.forms if n.lower().endswith(" " + low)] if len(low.split()) == 1 else []
        if bodies:
            counts = doc.names.counts()
            return [max(bodies, key=lambda n: (counts[n], n))]
        name = re.sub(r"\s+", " ", bare)
        return [doc.names.add(name, name, "group")]
    return []


_OFFICE = re.compile(
    r"\b(?:the|our)\s+(?:Secretary|President|Vice\s+President|Prime\s+Minister|(?:Foreign\s+)?Minister)\b"
)


def _two_states(doc: Document, before: int) -> list[str]:
    """The two foreign States named last before "both governments", [] where there are not two in the last page."""
    kinds = {c.name for c in countries()} - {doc.host}
    named = [n for _, _, n in doc.mentions_in(max(0, before - 2500), before) if n in kinds]
    return sorted(dict.fromkeys(reversed(named)))[:2] if len(set(named)) == 2 else []


def pronoun_parties(
    doc: Document, word: str, at: int, turn: Turn | None, since: int, collective: bool = False
) -> list[str]:
    """Whom a pronoun at ``at`` means; ``since`` is where its turn or paragraph begins."""
    w = re.sub(r"\s+", " ", word.lower())
    side = doc.side(turn)
    if w in {"we", "us"}:
        if doc.genre in {"agreement", "statement"} and not side:
            return list(doc.signatories)
        if collective and not doc.group and len(doc.meeting) > 1:
            return list(doc.meeting)
        return [doc.group] if collective and doc.group else [side] if side else []
    if w == "i":
        return [side] if side else []
    if w in {"everybody", "everyone", "all of us", "each of us"}:
        return [doc.group] if doc.group else [side] if side else []
    if w in {"they", "them", "he", "him", "she", "her", "it", "who", "those", "these"}:
        back = doc.mentions_in(max(since, at - 350), at)
        back = [m for m in back if m[2] != side]
        if w in {"he", "she"}:
            persons = {p.name for p in doc.people.known.values()}
            back = [m for m in back if m[2] in persons] or ([] if _OFFICE.search(doc.text.folded, since, at) else back)
        if not back and w in {"he", "she"} and _OFFICE.search(doc.text.folded, since, at):
            return [side] if side else []
        if not back:
            return []
        # the subject of the sentence before, else the nearest name
        sentence = doc.text.folded.rfind(". ", since, max(since, at - 2)) + 1
        here = [m for m in back if m[0] >= sentence]
        return [(here or back)[0 if here else -1][2]]
    return []


_BREAK = re.compile(
    r"(?i)\b(?:that|which|who|because|if|when|where|and|but|so|then|said|think|believe|know"
    r"|according\s+to\s+which)\s+"
    r"|[,:;]\s+|\s[–—-]+\s"
)
_ASIDE = re.compile(r"(?i),\s+as\s+[^,]{2,45},\s*$")
_BETWEEN = re.compile(
    r"(?i)(?:\s*(?:\b(?:also|all|now|then|both|certainly|clearly|really|very|much|obviously|too|just|still"
    r"|already|again|today|jointly"
    r"|here|never|always|in\s+turn|ourselves|themselves|of\s+course|in\s+particular|\w+ly|have|has|had|are|is|am"
    r"|been|be|will|would|should"
    r"|do|not|to|collectively|as\s+well|in\s+parallel|we|who\s+met)\b|'ve|'re|'m|'s|'d|'ll|n't)\s*,?)*\s*"
)
_VERB = re.compile(
    r"(?i)\b(?:is|are|was|were|has|have|had|will|would|said|says|believes?|thinks?|hopes?|agreed|can|could|does"
    r"|did)\b"
)


def subject(
    doc: Document, start: int, cue: int, turn: Turn | None, since: int, collective: bool = False
) -> tuple[list[str], int, str]:
    """The parties of the subject before a cue, where it begins, and its kind: pronoun, name, actor or thing."""
    folded = doc.text.folded
    aside = _ASIDE.search(folded, start, cue)
    if aside:
        cue = aside.start()
    region = start
    for m in _BREAK.finditer(folded, start, cue):
        tail = folded[m.end() : cue]
        if len(tail.split()) > 12 or _VERB.search(tail.rsplit(None, 1)[0] if " " in tail.strip() else ""):
            continue
        own = re.match(r"(?:the|our|their)\s+[\w-]+(?:\s+[\w-]+)?\s*$", tail) and m[0].startswith(",")
        if own or _PRONOUN.match(tail) or (doc.mentions_in(m.end(), cue) and m[0].strip().lower() != "and"):
            region = m.end()
    pronouns = list(_PRONOUN.finditer(folded, region, cue))
    for p in reversed(pronouns):
        word = p[1].lower()
        if word in {"us", "them", "him", "her"}:
            continue  # an object is no subject
        if _BETWEEN.fullmatch(folded, p.end(), cue):
            if word in {"this", "that", "these", "those", "there"} and folded[p.end() : cue].strip():
                break
            got = pronoun_parties(doc, p[1], p.start(), turn, since, collective)
            joined = re.search(r"(?i)\b(?:the\s+)?[\w.-]+(?:\s+[\w.-]+){0,3}\s+and\s*$", folded[start : p.start()])
            if word == "i" and joined:  # "the Chancellor and I"
                others = parties_in(doc, start + joined.start(), start + joined.start() + joined[0].rfind("and"))
                return list(dict.fromkeys([*others, *got])), start + joined.start(), "actor"
            return got, p.start(), "pronoun"
    opening = _PRONOUN.match(folded, start, cue)
    if (
        opening
        and re.search(r"(?i)\band(?:\s+\w+ly)?\s*$", folded[start:cue])
        and opening[1].lower() in {"we", "i", "they", "he", "she"}
    ):
        return pronoun_parties(doc, opening[1], opening.start(), turn, since, collective), opening.start(), "pronoun"
    described = _described(doc, region, cue)
    if described:
        return [described], region, "actor"
    found = doc.mentions_in(region, cue)
    if found:
        first = found[0]
        begin = _phrase_start(folded, start, first[0])
        got = parties_in(doc, begin, cue) or [first[2]]
        lead = folded[region:begin].strip()
        if lead and not re.fullmatch(r"(?i)(?:[\w',]+\s*){0,4}", lead):
            return got, begin, "far"
        return got, begin, "name"
    words = folded[region:cue].strip()
    proper = re.search(r"(?:^|,\s+|\bthat\s+)(?P<n>[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+){0,3})$", words)
    if (
        proper
        and (turn is None or (" " in proper["n"] and proper["n"] == words))
        and not _NOT_PROPER.match(proper["n"])
    ):
        return [doc.names.add(proper["n"], proper["n"], "group")], cue - len(proper["n"]) - 1, "name"
    got = parties_in(doc, region, cue) if _ACTOR.search(words) and len(words) < 110 else []
    return got, region, "actor" if got else "thing"


_NOT_PROPER = re.compile(
    r"(?:The|This|That|These|Those|It|We|I|You|He|She|They|There|What|Which|Who|And|But|So|Then|Now|Today|Here"
    r"|Also|Both|All|Each|Any|Such"
    r"|Nothing|Something|Everything|Everyone|Everybody|Nobody|Yes|No|Well|Article|Annex|Section|Part|Paragraph"
    r"|Resolution|Agreement|Question)\b|[A-Z]\w*(?:ly|ing|ed|ion|ment|ions)\b"
)
_RELATIVE = re.compile(
    r"(?i)\b(?:each|every|those|all|any)\s+(?:other\s+)?(?:countr(?:y|ies)|states?|part(?:y|ies)|governments?"
    r"|groups?|members?|nations?)"
    r"\s+(?:that|which|who|with)\s+[^.;]{4,110}"
)


def _described(doc: Document, start: int, end: int) -> str:
    """A group told by a relative clause: "each country that supports anybody in the field", learnt as a party."""
    m = _RELATIVE.search(doc.text.folded, start, end)
    if not m or m.start() - start > 40:
        return ""
    stop = re.search(r",|\s+to\s+(?:actually|attend|do)\b", m[0])
    name = re.sub(r"\s+", " ", m[0][: stop.start()] if stop else m[0]).strip()
    return doc.names.add(name, name, "group")


def _phrase_start(folded: str, floor: int, at: int) -> int:
    """Back over determiners and adjectives of a name: "the representatives of" ..."""
    m = re.search(
        r"(?i)(?:(?:\b(?:the|all|both|each|any|representatives|leaders|members|governments?|of|two|five"
        r"|other)\b)\s+)+$",
        folded[floor:at],
    )
    return floor + m.start() if m else at


def frame(doc: Document, words: str) -> list[str]:
    """Who brings about an event that has no actor in the text."""
    low = words.lower()
    for row in table("speech")["frames"]:
        if row["event"] in low:
            out: list[str] = []
            for role in row["parties"]:
                if role == "government" and doc.government:
                    out.append(doc.government)
                elif role == "opposition" and doc.opposition:
                    out.append(doc.opposition)
            both = {"government", "opposition"} <= set(row["parties"])
            return out if out and (len(out) == 2 or not both) else list(doc.sides)
    return []


def agent(doc: Document, start: int, end: int) -> list[str]:
    """The doer of a passive: the party after "by"."""
    m = re.search(
        r"(?i)\bby\s+(?=(?:the\s+|all\s+|its\s+)?[A-Za-z])(?!(?:the\s+end|means|way|virtue|\d|equal|\w+ing\b))",
        doc.text.folded[start:end],
    )
    if not m:
        return []
    stop = re.search(r"[.;]|,\s", doc.text.folded[start + m.end() : end])
    return parties_in(doc, start + m.end(), start + m.end() + stop.start() if stop else end)


def stretch_words(doc: Document, s: Stretch) -> str:
    """The folded words of a stretch."""
    return re.sub(r"\s+", " ", doc.text.folded[s.start : s.end])
