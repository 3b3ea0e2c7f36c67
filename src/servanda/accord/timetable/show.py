"""The timetable as a table for people, on a terminal or in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from . import words
from .model import Standing, Timetable

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
    readings = ", ".join(words.reading_name(t) for t in timetables)
    parts: list[RenderableType] = [
        Text(f"{words.name_of(first.title, first.accord)}: timetable as of {first.day}", style="bold"),
        Text(f"{'readings' if several else 'reading'}: {readings}", style="dim"),
    ]
    rows = words.rows(timetables)
    dated = [r for r in rows if r.item.standing not in {Standing.REACHED, Standing.UNDATED} or r.item.limit]
    if dated:
        parts.extend(_steps(dated, several))
    else:
        parts.append(Text("This accord sets no dates and no deadlines."))
    parts.extend(_undated([r for r in rows if r not in dated]))
    parts.extend(_below(timetables))
    parts.append(Text(""))
    parts.extend(Text(note, style="dim") for note in first.notes() if rows)
    return Group(*parts)


def _steps(rows: Sequence[words.Row], several: bool) -> Iterator[RenderableType]:
    """Each step: a line with its name, then one line for each group of readings that agree on it."""
    yield _line([Text(x, style="bold") for x in ("reading", "due", "reached", "room", "standing")], several)
    last = ""
    for row in rows:
        item = row.item
        if item.id != last:
            yield Text.assemble((words.name_of(item.name, item.id), "bold"), (f"  {item.id}", "dim"))
            for deed in row.settles:
                yield Text(f"    settles: {words.name_of(deed.name, deed.id)}  {deed.id}", style="dim")
        last = item.id
        whose = Text("all" if row.everyone else ", ".join(row.readings))
        reached = "" if item.planned or item.reached is None else words.span(item.reached)
        sign = words.SIGNS[item.standing]
        said = Text(f"{sign} {words.standing(item)}", style=STYLES[item.standing])
        yield _line([whose, Text(words.due(item)), Text(reached), Text(words.room(item)), said], several)


def _line(cells: list[Text], several: bool) -> Table:
    grid = Table.grid(expand=True, padding=(0, 2, 0, 0))
    for ratio in (4, 9, 5, 6, 8)[0 if several else 1 :]:
        grid.add_column(ratio=ratio)
    grid.add_row(*(cells if several else cells[1:]))
    return grid


def _undated(rows: Sequence[words.Row]) -> Iterator[Text]:
    """What has no date of its own, in two paragraphs: reached, and not (yet) reached."""

    def told(row: words.Row) -> str:
        item = row.item
        whose = "" if row.everyone else f" ({', '.join(row.readings)})"
        return f"{item.id} {words.span(item.reached) if item.reached else words.room(item)}".strip() + whose

    reached = [told(r) for r in rows if r.item.standing is Standing.REACHED]
    ahead = [told(r) for r in rows if r.item.standing is not Standing.REACHED]
    if reached:
        yield Text("● Reached, with no date set: " + "; ".join(reached) + ".")
    if ahead:
        yield Text("– Not reached, with no date set: " + "; ".join(ahead) + ".")


def _below(timetables: Sequence[Timetable]) -> Iterator[Text]:
    """What is undetermined and why, what clashes, and where the least room is; readings that agree are told once."""
    told: dict[tuple[str, ...], list[str]] = {}
    for t in timetables:
        for paragraph in _paragraphs(t):
            told.setdefault(paragraph, []).append(words.reading_name(t))
    for (head, *lines), readings in told.items():
        whose = f" ({', '.join(readings)})" if len(readings) < len(timetables) else ""
        yield Text(f"{head}{whose}{':' if lines else ''}")
        yield from (Text(f"    {line}") for line in lines)


def _paragraphs(t: Timetable) -> Iterator[tuple[str, ...]]:
    for item in t.items:
        if item.standing in {Standing.UNDETERMINED, Standing.IMPOSSIBLE} and item.reason:
            yield (f"{words.SIGNS[item.standing]} {item.id}: {item.reason}",)
    for conflict in t.conflicts:
        yield (words.clash(conflict), *map(str, conflict.grounds))
    if t.critical:
        slack = t.item(t.critical_item).slack_days or 0
        yield (f"Least room: {t.critical_item}, {words.days(slack, slack)}", *map(str, t.critical))
