"""`servanda timetable`: what is due when, what was met, missed or violated, and which dates clash."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from ._accord import accord_or_exit, instant, told_of
from ._files import write_whole


def _what_if(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> dict[str, date]:
    from servanda.times import parse_date

    out: dict[str, date] = {}
    for value in values:
        milestone, equals, text = value.partition("=")
        if not equals or not milestone:
            raise click.BadParameter(f"{value!r} supposes nothing: write milestone=YYYY-MM-DD, e.g. talks=2016-03-01.")
        try:
            day = parse_date(text)
        except ValueError as e:
            raise click.BadParameter(told_of(value, e)) from e
        if out.setdefault(milestone, day) != day:
            raise click.BadParameter(f"two days are supposed for '{milestone}': {out[milestone]} and {day}.")
    return out


@click.command()
@click.argument("accord")
@click.option(
    "--as-of",
    metavar="DATE",
    callback=instant,
    help="A day (what was known by its end) or an instant; left out: now.",
)
@click.option("--reading", "readings", multiple=True, help="A reading; again for more; left out: all of them.")
@click.option(
    "--what-if",
    "supposed",
    metavar="MILESTONE=DATE",
    multiple=True,
    callback=_what_if,
    help="Suppose that a milestone is reached on a day; again for more.",
)
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of the table.")
@click.option("--ics", type=click.Path(dir_okay=False, path_type=Path), help="Write a calendar (iCalendar).")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Write a chart: due against reached.")
def command(
    accord: str,
    as_of: str | None,
    readings: tuple[str, ...],
    supposed: dict[str, date],
    as_json: bool,
    ics: Path | None,
    svg: Path | None,
) -> None:
    """Show where every dated step of ACCORD stands, as known at a moment.

    \b
    What was met, missed (a target) or violated (a binding date), what is overdue, open, no longer possible
    or undetermined; the earliest and latest days still possible, the slack, and dates that clash.

    \b
      servanda timetable vienna --as-of 2016-03-01
      servanda timetable vienna --reading un --what-if talks=2016-03-01
      servanda timetable vienna --as-of 2016-12-31 --svg timetable.svg --ics timetable.ics
      servanda timetable vienna --json | jq '.readings[0].items[] | select(.overdue)'

    Exit codes: 0 shown, 1 the accord has problems, 2 wrong use.
    """
    from servanda.accord.timetable import as_dict, calendar, gantt_svg, timetable

    read = accord_or_exit(accord)
    moment = moment_of(as_of, read.time_zone)
    wanted: tuple[str | None, ...] = tuple(dict.fromkeys(readings)) or tuple(read.readings) or (None,)
    tables = [timetable(read, reading, moment, supposed) for reading in wanted]
    if ics:
        write_whole(ics, calendar(tables))
    if svg:
        write_whole(svg, gantt_svg(tables))
    if as_json:
        click.echo(json.dumps(as_dict(tables), ensure_ascii=False, indent=2))
        return
    import sys

    from rich.console import Console

    from servanda.accord.timetable.show import show

    Console(width=None if sys.stdout.isatty() else 120, highlight=False).print(show(tables))


def moment_of(as_of: str | None, zone: str) -> date | datetime | None:
    """The moment as given: a date stays a date, an instant is read in the accord's time zone."""
    from servanda.times import parse_date, parse_instant

    if as_of is None:
        return None
    return parse_date(as_of) if len(as_of) == len("YYYY-MM-DD") else parse_instant(as_of, zone)
