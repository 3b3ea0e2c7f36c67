"""How a timetable is said: one sign, one phrase and one order for every output, so that all of them agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from servanda.accord.model import Names

from .model import Conflict, Item, Standing, Timetable, Window

# A sign beside every word, so that no meaning rests on colour alone.
SIGNS = {
    Standing.REACHED: "●",
    Standing.MET: "●",
    Standing.MISSED: "△",
    Standing.VIOLATED: "▲",
    Standing.IMPOSSIBLE: "×",
    Standing.UNDETERMINED: "◐",
    Standing.OPEN: "○",
    Standing.WAITING: "…",
    Standing.UNDATED: "–",
}

ABOUT = "≈ "


@dataclass(frozen=True)
class Row:
    """An item, and the readings under which it is exactly this; ``everyone`` when that is all that were asked.

    ``settles`` are the deeds that the item, a milestone, settles and that stand just as it does.
    """

    item: Item
    readings: tuple[str, ...]
    everyone: bool
    settles: tuple[Item, ...] = ()


def rows(timetables: Sequence[Timetable]) -> list[Row]:
    """The rows of several readings, in order of time; readings that agree on an item share its row."""
    groups: dict[tuple[str, Item, tuple[Item, ...]], list[str]] = {}
    for t in timetables:
        for item, settles in _folded(t.items):
            groups.setdefault((item.id, item, settles), []).append(reading_name(t))
    made = [Row(i, tuple(names), len(names) == len(timetables), also) for (_, i, also), names in groups.items()]
    first: dict[str, date] = {}
    for row in made:
        first[row.item.id] = min(first.get(row.item.id, date.max), moment(row.item))
    place = {id: n for n, id in enumerate(first)}
    return sorted(made, key=lambda r: (first[r.item.id], place[r.item.id]))


def _folded(items: Sequence[Item]) -> list[tuple[Item, tuple[Item, ...]]]:
    """Each item with the deeds that stand just as it does; a deed told so has no place of its own."""
    milestones = {i.id: i for i in items if i.kind == "milestone"}
    settles: dict[str, list[Item]] = {}
    alone = []
    for item in items:
        m = milestones.get(item.point) if item.kind == "deed" else None
        if m is None or (m.standing, m.due, m.binding) != (item.standing, item.due, item.binding):
            alone.append(item)
        else:
            settles.setdefault(m.id, []).append(item)
    return [(item, tuple(settles.get(item.id, ())) if item.kind == "milestone" else ()) for item in alone]


def reading_name(timetable: Timetable) -> str:
    return timetable.reading or "no reading"


def moment(item: Item) -> date:
    """The day by which a row is put in order: when it was due, or reached, or may be."""
    days = (item.due.earliest, item.reached.earliest if item.reached else None, item.latest)
    return next((d for d in days if d), date.max)


def name_of(names: Names, id: str) -> str:
    return names.get("en") or next(iter(names.values()), id)


def all_names(item: Item) -> list[tuple[str, str]]:
    """(language, text) of every name, English first."""
    names = dict(item.name) or {"en": item.id}
    return sorted(names.items(), key=lambda pair: (pair[0] != "en", pair[0]))


def span(window: Window | None) -> str:
    """``2016-01-01``, ``2016-06-18 … 2016-09-01``, or nothing."""
    if window is None or (window.earliest is None and window.latest is None):
        return ""
    if window.certain:
        return str(window.earliest)
    return f"{window.earliest or ''} … {window.latest or ''}".strip()


def days(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {_days(least)}"
    return _days(least) if least == most else f"{least} to {_days(most)}"


def _days(count: int) -> str:
    return f"{count:,} day{'' if count == 1 else 's'}"


def limit(item: Item) -> str:
    """The date as the accord sets it, with ≈ where the text says "around"."""
    if not item.limit:
        return ""
    return f"{ABOUT if item.about else ''}{item.limit}"


def due(item: Item) -> str:
    """The date as the accord sets it, and the last day in time where that is not the same."""
    said = limit(item) + (" (binding)" if item.binding and item.limit else "")
    day = span(item.due)
    return f"{said}: {day}" if day and day not in item.limit else said


def room(item: Item) -> str:
    """What is left for something not reached: ``153 days, to 2016-08-01``."""
    if item.planned and item.reached:
        return f"{'supposed' if item.supposed else 'set for'} {span(item.reached)}"
    if item.reached is not None or item.latest is None:
        return ""
    if item.slack_days is None:
        return f"to {item.latest}"
    return f"{days(item.slack_days, item.slack_days)}, to {item.latest}"


def standing(item: Item) -> str:
    """Where an item stands, in a few words: ``missed, 28 days late``."""
    match item.standing:
        case Standing.MISSED | Standing.VIOLATED:
            how = "overdue" if item.overdue else "late"
            return f"{item.standing}, {days(*item.late_days)} {how}" if item.late_days else str(item.standing)
        case Standing.UNDATED if item.planned:
            return "supposed" if item.supposed else "set for later"
        case Standing.UNDATED if item.elapsed_days:
            return f"no last day; {days(*item.elapsed_days)} so far"
        case Standing.UNDATED:
            return "no last day" if item.limit else "no date"
        case Standing.REACHED if item.elapsed_days:
            return f"reached, after {days(*item.elapsed_days)}"
        case Standing.IMPOSSIBLE:
            return "no longer possible"
        case _:
            return str(item.standing)


def clash(conflict: Conflict) -> str:
    """What a conflict is about, as the head of the list of its grounds."""
    match conflict.about:
        case "order":
            return "Facts go against what must come first"
        case "item":
            kept = next((g.item for g in conflict.grounds if g.kind == "limit"), conflict.items[-1])
            return f"× The date of {kept} can no longer be kept"
        case _:
            return "× These cannot all be kept"


def summary(items: Iterable[Item]) -> str:
    """How many rows stand where: ``2 met, 1 missed, 3 open``."""
    counts: dict[Standing, int] = {}
    for item in items:
        counts[item.standing] = counts.get(item.standing, 0) + 1
    return ", ".join(f"{counts[s]} {s}" for s in Standing if s in counts)
