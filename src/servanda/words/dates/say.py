"""Print an interval in words, so that reading it back can be tested for every date."""

from __future__ import annotations

from datetime import date

from .core import MONTHS

_NAMES = {n: m.capitalize() for m, n in MONTHS.items()}


def _th(n: int) -> str:
    return f"{n}{'th' if 10 <= n % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def day_in_words(day: date, style: int = 0) -> str:
    """A day as diplomats write it, in one of four styles.

    >>> [day_in_words(date(2016, 2, 1), s) for s in range(4)]
    ['1 February 2016', 'February 1, 2016', 'the 1st of February 2016', '2016-02-01']
    """
    name = _NAMES[day.month]
    return [
        f"{day.day} {name} {day.year}",
        f"{name} {day.day}, {day.year}",
        f"the {_th(day.day)} of {name} {day.year}",
        day.isoformat(),
    ][style % 4]


def say(first: date | None, last: date | None, style: int = 0) -> str:
    """An interval in words: ``by``, ``starting`` or ``from … until``. At least one end must be given.

    >>> say(None, date(2016, 1, 1)), say(date(2016, 1, 1), None)
    ('no later than 1 January 2016', 'starting 1 January 2016')
    """
    if first is None and last is None:
        raise ValueError("An interval without any date cannot be said.")
    if first is None:
        assert last is not None
        return f"{['no later than', 'by', 'until', 'not later than'][style % 4]} {day_in_words(last, style)}"
    if last is None:
        return f"{['starting', 'as of', 'beginning on', 'from'][style % 4]} {day_in_words(first, style)}"
    if first == last:
        return f"on {day_in_words(first, style)}"
    return f"from {day_in_words(first, style)} until {day_in_words(last, style)}"
