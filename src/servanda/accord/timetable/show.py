"""The timetable as a table for people, on a terminal or in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from . import words
from .model import Item, Standing, Timetable

# Hues that favour nobody and are told apart by colour-blind readers; the sign carries the meaning as well.
STYLES = {
    Standing.MET: "blue",
    Standing.REACHED: "blue",
    Standing.MISSED: "yellow",
    Standing.VIOLATED: "bold magenta",
    Standing.IMPOSSIBLE: "bold magenta",
    Standing.UNDETERMINED: "italic",
    Standing.OPEN: "cyan",
    Standing.WAITING: "dim",
    Standing.UNDATED: "dim",
}


def show(timetables: Sequence[Timetable]) -> RenderableType:
    """One table for all readings asked (rows on which they agree are shown once), then conflicts and notes."""
    first = timetables[0]
    several = len(timetables) > 1
    title = Text(f"{words.name_of(first.title, first.accord)}: timetable as of {first.day}", style="bold")
    readings = ", ".join(words.reading_name(t) for t in timetables)
    parts: list[RenderableType] = [title]
    if first.items:
        parts.append(Text(f"{'readings' if several else 'reading'}: {readings}", style="dim"))
        parts.append(_table(timetables, several))
    else:
        parts.append(Text("This accord sets no milestones and no deadlines."))
    for t in timetables:
        parts.extend(_below(t, f"[{words.reading_name(t)}] " if several else ""))
    parts.extend(Text(note, style="dim") for note in first.notes() if first.items)
    return Group(*parts)


def _table(timetables: Sequence[Timetable], several: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("step", ratio=5, overflow="fold")
    if several:
        table.add_column("reading", ratio=2, overflow="fold")
    table.add_column("due", ratio=4, overflow="fold")
    table.add_column("last day", ratio=3, overflow="fold")
    table.add_column("reached", ratio=3, overflow="fold")
    table.add_column("still possible", ratio=3, overflow="fold")
    table.add_column("slack", justify="right", no_wrap=True)
    table.add_column("standing", ratio=4, overflow="fold")
    last = ""
    for row in words.rows(timetables):
        item = row.item
        cells = [Text(words.name_of(item.name, item.id)) if item.id != last else Text("")]
        last = item.id
        if several:
            cells.append(Text("all" if row.everyone else ", ".join(row.readings)))
        cells += [Text(x) for x in _cells(item)]
        sign = words.SIGNS[item.standing]
        cells.append(Text(f"{sign} {words.standing(item)}", style=STYLES[item.standing]))
        table.add_row(*cells)
    return table


def _cells(item: Item) -> list[str]:
    binding = " (binding)" if item.binding and item.limit else ""
    reached = "" if item.planned or item.reached is None else words.span(item.reached)
    slack = "" if item.slack_days is None or item.planned else f"{item.slack_days:,} d"
    return [words.limit(item) + binding, words.span(item.due), reached, words.ahead(item), slack]


def _below(t: Timetable, mark: str) -> Iterator[Text]:
    reasons = [i for i in t.items if i.standing in {Standing.UNDETERMINED, Standing.IMPOSSIBLE} and i.reason]
    for item in reasons:
        yield Text(f"{mark}{words.SIGNS[item.standing]} {item.id}: {item.reason}.")
    for conflict in t.conflicts:
        head = {
            "order": "Facts go against what must come first",
            "item": f"'{conflict.items[-1]}' can no longer be kept",
            "together": "These cannot all be kept",
        }[conflict.about]
        yield Text(f"{mark}{head}:", style="bold")
        for ground in conflict.grounds:
            yield Text(f"    {ground}")
    if t.critical:
        item = t.item(t.critical_item)
        yield Text(f"{mark}Least room: {t.critical_item}, {words.days(item.slack_days or 0, item.slack_days or 0)}:")
        for ground in t.critical:
            yield Text(f"    {ground}")
