"""The core of a time expression: a pattern, and the calendar interval that it names, seen from the document's date."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from .numbers import NUMBER

MONTHS = {m.lower(): n for n, m in enumerate(calendar.month_name) if m}
DAYS = {d.lower(): n for n, d in enumerate(calendar.day_name)}

_MONTH = "|".join(
    [*(m.capitalize() for m in MONTHS), "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept?", "Oct", "Nov", "Dec"]
)
_YEAR = r"(?:1[89]|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TH = r"(?:st|nd|rd|th)?"

CORE = re.compile(
    rf"""(?x)
    (?P<iso>\b{_YEAR}-\d\d-\d\d\b)
  | \b(?P<d1>{_DAY}){_TH}\s*(?:-|–|to|and)\s*(?P<d2>{_DAY}){_TH}\s+(?:of\s+)?(?P<dm>{_MONTH})\b\.?(?:,?\s+
          (?P<dy>{_YEAR})\b)?
  | \b(?P<m1>{_MONTH})\.?\s+(?P<md1>{_DAY}){_TH}\s*(?:-|–|to)\s*(?P<md2>{_DAY}){_TH}\b(?:,?\s+(?P<my>{_YEAR})\b)?
  | (?:\b(?:the|this)\s+)?\b(?P<day>{_DAY}){_TH}\s+(?:day\s+)?(?:of\s+)?(?P<month>{_MONTH})\b(?:,?\s+
          (?P<year>{_YEAR})\b)?
  | \b(?P<amonth>{_MONTH})\.?\s+(?P<aday>{_DAY}){_TH}\b(?!\s*(?:years|months|days|weeks|hours|%|percent
          |million))(?:,?\s+(?P<ayear>{_YEAR})\b)?
  | (?:the\s+)?(?P<part>end|beginning|start|middle|first\s+half|second\s+half|first\s+quarter|second\s+quarter
          |third\s+quarter
       |fourth\s+quarter|last\s+quarter)\s+of\s+(?:(?P<pm>{_MONTH})(?:,?\s+(?P<pmy>{_YEAR})\b)?|(?P<py>{_YEAR})\b
       |(?P<pn>(?:the|this|next)\s+(?:week|month|year)))
  | \b(?P<half>early|mid|late)[\s-]+(?P<hm>{_MONTH})\b(?:,?\s+(?P<hy>{_YEAR})\b)?
  | \bQ(?P<q>[1-4])\s+(?:of\s+)?(?P<qy>{_YEAR})\b
  | \b(?P<bmonth>{_MONTH})\b\.?(?:,?\s+(?:of\s+)?(?P<byear>{_YEAR})\b)?
  | \b(?P<rel>[Tt]he\s+day\s+after\s+tomorrow|[Tt]omorrow|[Tt]oday|[Tt]onight|(?:[Tt]his|[Nn]ext|[Tt]he\s+coming)\s+(?:week|month
          |year|weekend))\b
  | \b(?:(?P<wwhich>[Tt]his|[Nn]ext|[Cc]oming)\s+)?(?P<wday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b
  | \b(?P<yyear>{_YEAR})\b
    """
)

DURATION = re.compile(
    rf"(?P<n>{NUMBER}|\ban?\b|the\s+first)(?:\s+\(\d+\))?[\s-]+(?:(?:consecutive|calendar|working|full|more"
    rf"|additional)\s+)?"
    r"(?P<unit>hour|day|week|month|year)s?\b(?:'\s+time)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Core:
    """An interval of calendar days, both inclusive, and what was rounded to get it."""

    first: date
    last: date
    precise: bool = True  # a stated day, not a month or a longer time
    rounding: str = ""
    year_given: bool = True


def month_number(name: str) -> int:
    """The number of a month's name, full or cut.

    >>> month_number("Sept"), month_number("January")
    (9, 1)
    """
    low = name.lower()
    return MONTHS.get(low) or next(n for m, n in MONTHS.items() if m.startswith(low[:3]))


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _year_for(month: int, day: int, on: date, year: str | None, past: bool) -> int:
    """The year of a day without one: the next on or after the document's date, or the last before it in a story."""
    if year:
        return int(year)
    later = (month, day) >= (on.month, on.day)
    if past:
        return on.year - 1 if (month, day) > (on.month, on.day) else on.year
    return on.year if later else on.year + 1


def _safe(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _part(name: str, first: date, last: date) -> Core:
    """A named part of an interval of months."""
    n = re.sub(r"\s+", " ", name.lower())
    if n == "end":
        return Core(last, last, rounding="the end is its last day")
    if n in {"beginning", "start"}:
        return Core(first, first, rounding="the beginning is its first day")
    if n == "middle":
        mid = first + (last - first) // 2
        return Core(mid, mid, rounding="the middle is the day halfway")
    if n.endswith("half"):
        cut = date(first.year, 6, 30) if first.month == 1 and last.month == 12 else first + (last - first) // 2
        return Core(first, cut, False) if n.startswith("first") else Core(cut + timedelta(days=1), last, False)
    q = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": 3}[n.split()[0]]
    return Core(date(first.year, 3 * q + 1, 1), _month(first.year, 3 * q + 3)[1], False)


def _relative(words: str, on: date) -> Core:
    """tomorrow, this week, next month: weeks run from Monday to Sunday."""
    w = re.sub(r"\s+", " ", words.lower())
    days = {"today": 0, "tonight": 0, "tomorrow": 1, "the day after tomorrow": 2}
    if w in days:
        d = on + timedelta(days=days[w])
        return Core(d, d)
    which, unit = w.rsplit(" ", 1)
    step = 0 if which == "this" else 1
    monday = on - timedelta(days=on.weekday()) + timedelta(days=7 * step)
    if unit == "week":
        return Core(monday, monday + timedelta(days=6), False)
    if unit == "weekend":
        return Core(monday + timedelta(days=5), monday + timedelta(days=6), False)
    if unit == "month":
        y, m = divmod(on.year * 12 + on.month - 1 + step, 12)
        return Core(*_month(y, m + 1), False)
    return Core(date(on.year + step, 1, 1), date(on.year + step, 12, 31), False)


def _weekday(name: str, which: str | None, on: date) -> Core:
    """Friday: the next one; next Friday: that of the next week."""
    ahead = (DAYS[name.lower()] - on.weekday()) % 7
    d = on + timedelta(days=ahead)
    if which and which.lower() == "next":
        d = on - timedelta(days=on.weekday()) + timedelta(days=7 + DAYS[name.lower()])
    return Core(d, d, year_given=False)


def meaning(m: re.Match[str], on: date, past: bool = False) -> Core | None:
    """The interval that a match of ``CORE`` names, or None where no such day exists."""
    g = m.groupdict()
    try:
        if g["iso"]:
            return Core(date.fromisoformat(g["iso"]), date.fromisoformat(g["iso"]))
        for a, b, mm, yy in (("d1", "d2", "dm", "dy"), ("md1", "md2", "m1", "my")):
            if g[a]:
                month = month_number(g[mm])
                year = _year_for(month, int(g[b]), on, g[yy], past)
                if int(g[a]) > int(g[b]):
                    return None
                return Core(date(year, month, int(g[a])), date(year, month, int(g[b])), False, year_given=bool(g[yy]))
        for dd, mm, yy in (("day", "month", "year"), ("aday", "amonth", "ayear")):
            if g[dd]:
                month = month_number(g[mm])
                d = date(_year_for(month, int(g[dd]), on, g[yy], past), month, int(g[dd]))
                return Core(d, d, year_given=bool(g[yy]))
        if g["part"]:
            if g["pm"]:
                month = month_number(g["pm"])
                return _part(g["part"], *_month(_year_for(month, 31, on, g["pmy"], past), month))
            if g["py"]:
                return _part(g["part"], date(int(g["py"]), 1, 1), date(int(g["py"]), 12, 31))
            base = _relative(re.sub(r"^the\b", "this", g["pn"], flags=re.IGNORECASE), on)
            return _part(g["part"], base.first, base.last)
        if g["half"]:
            month = month_number(g["hm"])
            first, last = _month(_year_for(month, 31, on, g["hy"], past), month)
            lo, hi = {"early": (1, 10), "mid": (11, 20), "late": (21, last.day)}[g["half"].lower()]
            return Core(first.replace(day=lo), first.replace(day=hi), False, f"{g['half']} = days {lo} to {hi}")
        if g["q"]:
            return Core(date(int(g["qy"]), 3 * int(g["q"]) - 2, 1), _month(int(g["qy"]), 3 * int(g["q"]))[1], False)
        if g["bmonth"]:
            month = month_number(g["bmonth"])
            return Core(*_month(_year_for(month, 31, on, g["byear"], past), month), False, year_given=bool(g["byear"]))
        if g["rel"]:
            return _relative(g["rel"], on)
        if g["wday"]:
            return _weekday(g["wday"], g["wwhich"], on)
        return Core(date(int(g["yyear"]), 1, 1), date(int(g["yyear"]), 12, 31), False)
    except ValueError:
        return None
