"""Whole time expressions: the words before a core say whether its first day, its last day or both bind."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from servanda.times import Duration, add

from .core import CORE, DURATION, Core, meaning
from .model import Kind, When
from .numbers import value

_GAP = r"(?:[\s,]+|\s*\([^()\n]{1,40}\)\s*)"
# words that may stand between the preposition and the core
_FILL = (
    r"(?:(?:the|a|an|date|of|target|deadline|maximum|period|framework|around|about|approximately|hopefully|than"
    r"|no|later|latest|next"
    r"|coming|following|initial|further|additional|renewable|time|total|sundown|midnight|noon|dawn|sunrise|sunset"
    r"|at|from|on|and"
    r"|first|\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?(?:\s*hours?)?|\d{1,2}\s*[ap]\.?m\.?)\b|[,]|\([^()\n]{1,40}\))"
)
_LEAD = re.compile(
    rf"""(?ix)\b(?:
      (?P<by>(?:by|no(?:t)?\s*,?\s*(?:\w+\s*,\s*)?later(?:\s*,\s*\w+\s*,)?\s+than|before|prior\s+to|until|till
          |up\s+to|through|as\s+late\s+as
          |(?:with\s+)?(?:a|the)?\s*target(?:\s+date)?\s+of|deadline\s+of|ending(?:\s+on)?|expires?\s+on
          |on\s+or\s+before))
    | (?P<start>starting|beginning|commencing|effective|as\s+of|as\s+from|from|since|with\s+effect\s+from|start
          (?:s|ed)?|beg[ai]ns?|began)
    | (?P<within>within|in|inside|over)
    | (?P<for>for|lasting|during)
    | (?P<at>on|at|in|during|throughout|over)
    )(?:\s*{_FILL}\s*)*\s*$"""
)
_ANCHOR_DOC = re.compile(
    r"(?ix)\s*,?\s*(?:(?:of|after|from|following|since|on)\s+)?(?:the\s+)?(?:date\s+(?:of|on\s+which)\s+)?(?:the\s+)?"
    r"(?:(?:its|their)\s+(?:adoption|signature|signing)|moment\s+of\s+the\s+adoption"
    r"|adoption(?:\s+of\s+(?:the\s+present|this)\s+\w+)?"
    r"|sign(?:ing|ature)(?:\s+of\s+(?:this|the\s+present)\s+\w+)?|(?:this|the\s+present)\s+(?:resolution"
    r"|agreement|decision|protocol)"
    r"|today|now)\b"
    r"|\s*after\s+the\s+moment\s+of\s+the\s+adoption"
)
_ANCHOR_EVENT = re.compile(r"(?i)\s*,?\s*(?:of|after|following|from|since|before|prior\s+to)\s+(?!(?:today|now)\b)\w")
_AGO = re.compile(r"(?i)\s+(?:ago|earlier|before\b|old\b|on\b(?!\s+\w))")
_PAST_VERB = re.compile(
    r"(?i)\b(?:was|were|had|did|decided|agreed|adopted|met|signed|held|said|took|began|started|came|went|issued"
    r"|concluded|endorsed)\b"
)
_FUTURE = re.compile(
    r"(?i)\b(?:will|shall|would|should|must|may|going\s+to|'ll|to\s+be|no\s+later|by|until|through|target)\b"
)
_REFERENCE = re.compile(
    r"(?i)(?:resolutions?|S/|order|decree|act|law|report|letter|statement|agreement|accord|communiqu\S+"
    r"|declaration|protocol|treaty"
    r"|convention|document|dated|of)\s*(?:\d+\s*)?(?:\(\s*)?(?:of\s+|dated\s+)?(?:the\s+)?$"
)
_WORDS = re.compile(
    r"""(?ix)\b(?:
      (?P<asap>as\s+soon\s+as\s+(?:possible|practicable|feasible)|at\s+the\s+earliest(?:\s+possible)?(?:\s+\w+)?
          |the\s+sooner\s+the\s+better
          |as\s+(?:quickly|fast|rapidly|early|expeditiously)\s+as\s+(?:possible|practicable)|
          (?:on\s+)?as\s+rapid\s+a\s+path\s+as\s+possible|expeditiously|promptly
          |on\s+an\s+urgent\s+basis|as\s+a\s+matter\s+of\s+urgency|urgently|swiftly)
    | (?P<immediate>immediately(?!\s+(?:after|following|upon))|immediate(?=\s)|at\s+once|forthwith|without\s+
          (?:further\s+|any\s+)?delay|right\s+away|with\s+immediate\s+effect)
    | (?P<continuous>at\s+all\s+times|continuously|on\s+a\s+continu\w+\s+basis|permanently)
    | (?P<recurring>(?:and\s+)?every\s+(?P<rn>\w+\s+)?(?P<runit>day|week|month|year)s?(?:\s+thereafter)?|monthly
          |annually|weekly|daily|on\s+a\s+(?:regular|monthly|weekly|daily)\s+basis|regularly)
    | (?P<event>as\s+soon\s+as\s+(?!possible|practicable|feasible)|the\s+moment\s+(?:that\s+)?|upon\s+(?=the\b
          |its\b|completion|receipt|signature)|once\s+(?=the\b|they\b|we\b|it\b|all\b|there\b)|immediately\s+
          (?:after|following|upon)\s+)
    )"""
)
_CALLS = re.compile(
    r"(?i)\b(?:call(?:s|ed|ing)?|rel(?:y|ies)|based|impos\w+|agreed|decided|again|urgently|drawing)\s+$"
)
_CLAUSE_END = re.compile(r"[.;:\n]|,\s+(?:and|but|or|we|they|the)\b|\s[–-]\s")
_RECUR = {
    "monthly": Duration(1, "month"),
    "annually": Duration(1, "year"),
    "weekly": Duration(1, "week"),
    "daily": Duration(1, "day"),
}


def _flags(before: str) -> tuple[bool, bool]:
    """Whether the words before a core call it approximate, and a target."""
    return (
        bool(re.search(r"(?i)\b(?:around|about|approximately|roughly|some)\b", before)),
        bool(re.search(r"(?i)\b(?:target|aim(?:ing)?|goal|hopefully|hope)\b", before)),
    )


def _durations(text: str, on: date, start: int, end: int) -> list[When]:
    out = []
    for m in DURATION.finditer(text, start, end):
        lead = _LEAD.search(text, max(start, m.start() - 70), m.start())
        n = 1.0 if m["n"].lower() in {"a", "an", "the first"} else value(m["n"])
        if n is None or n != int(n) or not 0 < n < 1200 or _AGO.match(text, m.end()):
            continue
        tail = text[m.end() : min(end, m.end() + 80)]
        doc_anchor = _ANCHOR_DOC.match(tail)
        event = not doc_anchor and _ANCHOR_EVENT.match(tail)
        if not lead and not (doc_anchor and re.match(r"(?i)\s*(?:of|after|from|following)", tail)):
            if not re.search(r"(?i)\bthe\s+(?:next|coming)\s+$", text[max(start, m.start() - 12) : m.start()]):
                continue
            begin = m.start()
        else:
            begin = lead.start() if lead else m.start()
        if lead and (lead["at"] or lead["start"]) and not doc_anchor:
            continue
        if lead and lead["within"] and lead["within"].lower() in {"in", "over"} and m["n"].lower() in {"a", "an"}:
            continue  # "in a month" tells habits and stories
        if (
            lead
            and lead["within"]
            and lead["within"].lower() == "over"
            and not re.search(r"(?i)\bnext|coming", lead[0])
        ):
            continue
        if lead and lead["by"] and lead["by"].lower() in {"by", "before", "through", "up to"} and not doc_anchor:
            continue  # "increase by six months"
        stop = m.end() + (doc_anchor.end() if doc_anchor else 0)
        window = text[max(start, begin - 40) : m.start()]
        approx, target = _flags(window)
        if event:
            out.append(When(begin, m.end(), Kind.EVENT, anchor="event"))
            continue
        last = add(on, Duration(int(n), m["unit"].lower()))
        if lead and lead["for"]:
            if re.search(r"(?i)\b(?:years?|months?|days?|weeks?|hours?)\b", m[0]) and not re.search(
                r"(?i)\bfor\s+(?:the\s+(?:past|last|first)|over|more|the\s+\w+\s+time)", text[begin : m.end()]
            ):
                out.append(When(begin, stop, Kind.WINDOW, on, last, approx, target))
            continue
        out.append(When(begin, stop, Kind.WITHIN, None, last, approx, target))
    return out


def _told(text: str, at: int, start: int, end: int) -> bool:
    """Whether the clause around ``at`` tells a story rather than sets a date."""
    lo = max([start, *(m.end() for m in _CLAUSE_END.finditer(text, start, at))][-1], at - 120)
    hi = next((m.start() for m in _CLAUSE_END.finditer(text, at, end)), end)
    piece = text[lo:hi]
    near = text[max(lo, at - 40) : at]
    if _PAST_VERB.search(near) and not _FUTURE.search(near):
        return True
    return bool(_PAST_VERB.search(piece)) and not _FUTURE.search(piece)


def _cores(text: str, on: date, start: int, end: int, taken: list[When]) -> list[When]:
    out: list[When] = []
    for m in CORE.finditer(text, start, end):
        if any(w.start < m.end() and m.start() < w.end for w in taken):
            continue
        lead = _LEAD.search(text, max(start, m.start() - 70), m.start())
        prep = lead.lastgroup if lead else ""
        bare = bool(m["bmonth"] or m["yyear"] or (m["wday"] and not m["wwhich"]))
        if bare and not lead:
            continue
        if m["bmonth"] and (
            m["bmonth"] in {"May", "March"}
            and not m["byear"]
            and re.match(r"\s+[a-z]", text[m.end() : m.end() + 3])
            and prep != "by"
        ):
            continue
        if m["yyear"] and (
            not lead or re.search(r"[\d/,-]$|resolution|\($", text[max(0, m.start() - 12) : m.start()].rstrip())
        ):
            continue
        if not lead and _REFERENCE.search(text[max(start, m.start() - 60) : m.start()]):
            continue
        if m["rel"] and m["rel"].lower() in {"today", "tonight"}:
            continue  # a speaker's "today" tells when he speaks
        begin = lead.start() if lead else m.start()
        told = _told(text, m.start(), start, end) or bool(lead and re.match(r"(?i)started|began", lead["start"] or ""))
        core = meaning(m, on, past=told)
        if core is None:
            continue
        approx, target = _flags(text[max(start, begin - 40) : m.start()])
        out.append(
            _bound(
                core,
                prep or "",
                lead["by"] if lead else "",
                on,
                begin,
                m.end(),
                approx,
                target,
                told,
                bool(m["rel"]),
                bool(m["d1"] or m["md1"]),
            )
        )
    return out


def _bound(
    core: Core,
    prep: str,
    by: str | None,
    on: date,
    start: int,
    end: int,
    approx: bool,
    target: bool,
    told: bool,
    relative: bool,
    ranged: bool,
) -> When:
    """Choose the end of the interval that binds."""
    first: date | None = core.first
    last: date | None = core.last
    kind = Kind.AT if core.precise else Kind.WINDOW
    if prep == "by":
        kind, first = Kind.BY, None
        month_long = not core.precise and not core.rounding and (core.last - core.first).days in range(27, 31)
        if by and by.lower() in {"by", "before", "prior to"} and month_long and not relative:
            last = core.first  # bare "by January" is its first day
        if by and by.lower() in {"before", "prior to"}:
            last = core.first - timedelta(days=1) if core.precise and not core.rounding else core.first
    elif prep == "start" and not ranged:
        kind, last = Kind.FROM, None
    elif relative and not core.precise and core.first <= on <= core.last:
        kind, first = Kind.BY, None  # "this week": by its last day
    past = (last or core.last) < on or (told and prep != "by" and not relative and core.first <= on)
    if prep == "start":
        past = core.first < on
    return When(start, end, kind, first, last, approx, target, past=past, rounding=core.rounding)


def _words(text: str, on: date, start: int, end: int) -> list[When]:
    out = []
    for m in _WORDS.finditer(text, start, end):
        if m["asap"]:
            out.append(When(m.start(), m.end(), Kind.ASAP))
        elif m["immediate"]:
            out.append(When(m.start(), m.end(), Kind.IMMEDIATE, since=on))
        elif m["continuous"]:
            out.append(When(m.start(), m.end(), Kind.CONTINUOUS))
        elif m["event"]:
            if _CALLS.search(text, max(start, m.start() - 12), m.start()):
                continue  # "calls upon the parties"
            stop = _CLAUSE_END.search(text, m.end(), end)
            out.append(When(m.start(), stop.start() if stop else end, Kind.EVENT, anchor="event"))
        elif m["recurring"]:
            step = _RECUR.get(m[0].lower())
            if m["runit"]:
                n = value(m["rn"] or "one")
                step = Duration(int(n), m["runit"].lower()) if n else None
            out.append(When(m.start(), m.end(), Kind.RECURRING, to=add(on, step) if step else None))
    return out


def find_whens(text: str, on: date, start: int = 0, end: int | None = None) -> list[When]:
    """Every time expression in ``text[start:end]``, in order, as seen on the date ``on``.

    ``text`` should be folded (plain quotes, single line breaks as spaces); offsets are those of ``text``.
    """
    end = len(text) if end is None else end
    durations = _durations(text, on, start, end)
    whens = durations + _cores(text, on, start, end, durations) + _words(text, on, start, end)
    return sorted(whens, key=lambda w: (w.start, -w.end))


def merge_whens(whens: list[When]) -> When | None:
    """The one deadline of a clause: a start and an end that follow each other become a window; stories fall away."""
    dated = [w for w in whens if w.dated and w.kind not in {Kind.IMMEDIATE, Kind.RECURRING}]
    if len(dated) >= 2:
        a, b = dated[0], dated[1]
        if (
            a.since
            and b.to
            and not b.since
            and b.kind is Kind.BY
            and a.since < b.to
            and b.start - a.end < 90
            and not b.past
        ):
            return replace(
                a, end=b.end, kind=Kind.WINDOW, to=b.to, past=False, approximate=a.approximate or b.approximate
            )
    live = [w for w in dated if not w.past]
    if live:
        return live[0]
    order = [Kind.RECURRING, Kind.EVENT, Kind.IMMEDIATE, Kind.ASAP, Kind.CONTINUOUS]
    rest = [w for w in whens if w.kind in order and not w.past]
    return min(rest, key=lambda w: order.index(w.kind), default=None)


def deadline(text: str, on: date) -> When | None:
    """The deadline that a short text states, seen on the date ``on``, or None where it states none."""
    return merge_whens(find_whens(text, on))
