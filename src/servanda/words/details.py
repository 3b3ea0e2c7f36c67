"""The details of a draft: deadline, condition, exception, counterparty, territory, numbers, act."""

from __future__ import annotations

import re
from dataclasses import replace

from .constructions import Draft
from .dates import When, find_whens, merge_whens
from .dates.model import Kind
from .dates.numbers import NUMBER, value
from .document import Document
from .lexicon import countries
from .model import Commitment, Number
from .naming import country_of
from .phrases import parties_in
from .text import Stretch

_CONDITION = re.compile(
    r"(?i)\b(?:as\s+soon\s+as\s+(?!possible|practicable|feasible)|the\s+moment\s+(?:that\s+)?(?=we|the|they|it"
    r"|there)|once\s+(?=the|they|we|it|all|there)|if\s+(?=\w)|provided\s+that|on\s+condition\s+that"
    r"|on\s+the\s+condition|subject\s+to"
    r"|in\s+the\s+event\s+(?:of|that)|pursuant\s+to\s+the\s+new|according\s+to\s+this\s+new"
    r"|upon\s+(?=(?:the\s+)?(?:completion|receipt|fulfil\w+|conclusion|entry))|when\s+(?=the|it\s+is|they)"
    r"|unless|until\s+(?=the\s+council|such|further)|only\s+(?:if|after|when)|after\s+(?=the\s+(?:signing"
    r"|conclusion|completion|plan)))"
)
_EXCEPTION = re.compile(
    r"(?i)\b(?:except(?:ing)?(?:\s+for|\s+that|\s+as|\s+where)?|excluding|with\s+the\s+exception\s+of"
    r"|other\s+than|unless|does\s+not\s+apply|do\s+not\s+apply|shall\s+not\s+apply|will\s+not\s+apply"
    r"|save\s+for|without\s+prejudice\s+to)\b"
)
# a date in "if there is no visit this week, then …" or in "– as we did on Monday –" is not that of the main clause
_IF = re.compile(
    r"(?i)(?:if|unless|when|once|although|since)\b[^.;]{3,200}?,\s+(?:then\s+)?(?=(?:we|I|the|they|it|all|both|he"
    r"|she)\b)"
)
_ASIDE = re.compile(r"\s[—–]\s+as\s[^—–]{3,80}\s[—–]")
_STOP = re.compile(
    r"[;.]|,\s+(?:and|but|we|the\s+(?:parties|secretary)|shall|should|will|to\b)|\s+[–—]\s+(?:and|which)"
)
_WITH = re.compile(
    r"(?i)\b(?:with|against|to(?:wards?)?|for|assist|support|help|press|inform|between|from|upon"
    r"|report\s+to)\s+(?=(?:the\s+|all\s+|its\s+|our\s+)?[A-Za-z])"
)
_NUM = re.compile(
    rf"(?i)(?<![\w/(-])(?P<n>{NUMBER}|an?\s+(?=hundred|thousand|million))(?:\s*(?P<pct>%|per\s*cent"
    rf"|percent))?(?:[\s-]+(?P<unit>[a-z]+(?:\s+[a-z]+)?))?(?![\w)])"
)
_UNITS = re.compile(
    r"(?i)^(?:hours?|days?|weeks?|months?|years?|people|persons|observers|members|troops|points?|kilomet\w+"
    r"|miles?|percent|goals?|parties|countries|states|trucks|personnel|hostages|prisoners|steps?|million"
    r"|billion|dollars|permanent|unarmed|military)"
)


def deadline_of(doc: Document, d: Draft) -> When | None:
    """The deadline stated in the draft's own words, or in a sister clause that sums up ("and all this within …")."""
    whens = find_whens(doc.text.folded, doc.on, d.start, d.end)
    aside = [m.span() for m in _ASIDE.finditer(doc.text.folded, d.start, d.end)]
    lead = _IF.match(doc.text.folded, d.start, d.end)
    if lead:
        aside.append(lead.span())
    whens = [w for w in whens if not (w.dated and any(a <= w.start and w.end <= b for a, b in aside))]
    found = merge_whens([w for w in whens if not _reference(doc, w)])
    if found and found.dated:
        return found
    block = doc.text.blocks[doc.text.block_of(d.start)]
    tail = doc.text.folded[d.end : min(block.end, d.end + 90)]
    sister = re.match(r"(?i)[\s,;]*(?:and\s+)?all\s+(?:of\s+)?(?:this|that)\s+(?:is\s+)?within\b[^.;]*", tail)
    if sister:
        more = merge_whens(find_whens(doc.text.folded, doc.on, d.end, d.end + sister.end()))
        if more and more.dated:
            return more
    return found


def _reference(doc: Document, w: When) -> bool:
    """A date that belongs to a document's or meeting's name: "the statement of 14 November"."""
    before = doc.text.folded[max(0, w.start - 40) : w.start]
    words = doc.text.folded[w.start : w.end]
    if re.match(r"(?i)(?:of|dated)\s", words):
        return bool(w.since) and w.kind is Kind.AT
    if re.search(r"(?i)\b(?:of|dated|the)\s+$", before) and w.kind is Kind.AT:
        return True
    return bool(re.search(r"(?i)(?:conference|meeting|summit|talks)\s+(?:on\s+\w+\s+)?$", before)) and w.kind in {
        Kind.WINDOW
    }


def condition_of(doc: Document, d: Draft) -> Stretch | None:
    """The words on which the duty depends, in the draft or just before it in its sentence."""
    folded = doc.text.folded
    m = _CONDITION.search(folded, d.start, d.end)
    if not m:
        sentence = max(folded.rfind(". ", 0, d.start) + 2, folded.rfind("\n", 0, d.start) + 1, d.start - 200)
        lead = re.search(
            r"(?i)\b(?:if|once|when|as\s+soon\s+as|the\s+moment|in\s+the\s+event)\b[^.;]*,?\s*(?:then\s+)?$",
            folded[sentence : d.start],
        )
        if lead and len(lead[0]) > 12:
            s = Stretch(
                sentence + lead.start(),
                sentence + lead.start() + len(lead[0].rstrip(" ,").removesuffix(" then").rstrip(" ,")),
            )
            return doc.text.trim(s)
        return d.condition
    stop = _STOP.search(folded, m.end(), d.end)
    return doc.text.trim(Stretch(m.start(), stop.start() if stop else d.end))


def exception_of(doc: Document, d: Draft) -> Stretch | None:
    """The words that take something out."""
    m = _EXCEPTION.search(doc.text.folded, d.start, d.end)
    if not m:
        return None
    stop = re.compile(r"[;.]|,\s+(?:and\s+(?:we|the|further)|but|we)\b").search(doc.text.folded, m.end(), d.end)
    return doc.text.trim(Stretch(m.start(), stop.start() if stop else d.end))


def counterparty_of(doc: Document, d: Draft) -> tuple[str, ...]:
    """To, with or against whom: parties after such prepositions that are not bearers."""
    out: list[str] = []
    for m in _WITH.finditer(doc.text.folded, d.start, d.end):
        for s, _, _n in doc.mentions_in(m.end(), min(d.end, m.end() + 60))[:1]:
            if s - m.end() <= 12:
                out += [
                    x for x in parties_in(doc, m.end(), min(d.end, m.end() + 70)) if x not in d.bearers and x not in out
                ]
                break
    kinds = {c.name for c in countries()}
    return tuple(x for x in out if x not in kinds or len(out) == 1)[:2]


def territory_of(doc: Document, d: Draft) -> tuple[str, ...]:
    """Countries and named places after "in", "throughout", "across"."""
    out = []
    for m in re.finditer(
        r"\b(?:[Ii]n|[Tt]hroughout|[Aa]cross|[Ii]nto"
        r"|[Oo]n\s+the\s+territory\s+of)\s+(?:the\s+)?([A-Z][\w'-]+(?:\s+(?:and\s+)?[A-Z][\w'-]+)*)",
        doc.text.folded[d.start : d.end],
    ):
        place = m[1]
        if place in country_of() or any(p in country_of() for p in place.split()):
            out.append(place)
    return tuple(dict.fromkeys(out))


def numbers_of(folded: str, start: int, end: int, raw: str) -> tuple[Number, ...]:
    """Numbers with a unit, not those of resolutions, dates or clock times."""
    out = []
    for m in _NUM.finditer(folded, start, end):
        before = folded[max(start, m.start() - 14) : m.start()].lower()
        if re.search(r"(?:resolutions?|paragraphs?|article|chapter|annex|no\.|s/)\s*$|[$€]?\d[.:]$", before):
            continue
        unit = m["unit"] or ""
        n = value(m["n"])
        if n is None or (1900 <= n <= 2100 and n == int(n) and not _UNITS.match(unit)):
            continue
        if not m["pct"] and not _UNITS.match(unit):
            continue
        word = unit.split()[0] if unit and not re.match(r"(?i)permanent|unarmed|military", unit) else unit
        out.append(
            Number(raw[m.start() : m.start() + len(f"{m['n']} {word}".strip())], n, "percent" if m["pct"] else word)
        )
    return tuple(out)


def act_of(doc: Document, d: Draft) -> str:
    """The act in the text's own words: what follows the cue, cut at a length people can read."""
    words = re.sub(r"\s+", " ", doc.text.folded[d.start : d.end])
    cue = re.sub(r"\s+", " ", d.cue)
    at = words.lower().find(cue.lower())
    rest = words[at + len(cue) :] if at >= 0 else words
    rest = re.sub(r"^\s*(?:to|that|upon|on)\s+", "", rest).strip(" ,;:")
    return (rest[:157] + "…") if len(rest) > 160 else rest or words[:160]


def complete(doc: Document, d: Draft) -> Commitment:
    """A commitment with all its details; the confidence is filled in later."""
    from .confidence import features

    when = deadline_of(doc, d)
    condition = condition_of(doc, d)
    side = doc.side(d.turn)
    c = Commitment(
        start=d.start,
        end=d.end,
        force=d.force,
        bearers=tuple(dict.fromkeys(d.bearers))[:4],
        rule=d.rule,
        cue=d.cue,
        act=act_of(doc, d),
        counterparty=tuple(d.counterparty) or counterparty_of(doc, d),
        deadline=when,
        condition=condition,
        exception=exception_of(doc, d),
        territory=territory_of(doc, d),
        numbers=numbers_of(doc.text.folded, d.start, d.end, doc.text.raw),
        status=d.status,
        speaker=d.turn.speaker if d.turn else "",
        turn=d.turn.id if d.turn else "",
        issuer=(d.issuer or side or doc.issuer_party,) if (d.issuer or side or doc.issuer_party) else (),
    )
    return replace(c, features=features(doc, d, c))
