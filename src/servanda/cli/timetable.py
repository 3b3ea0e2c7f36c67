"""`servanda timetable`: what is due when, what was met, missed or violated, and which dates clash."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click


class _Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from servanda.times import parse_date

        try:
            return parse_date(str(value))
        except ValueError as e:
            self.fail(str(e), param, ctx)


class _Moment(click.ParamType[str]):
    name = "date|instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from servanda.times import parse_instant

        try:
            parse_instant(str(value))
        except ValueError as e:
            self.fail(str(e), param, ctx)
        return str(value)


class _Supposed(click.ParamType[tuple[str, date]]):
    name = "milestone=date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, date]:
        milestone, equals, day = str(value).partition("=")
        if not equals or not milestone:
            self.fail(f"{value!r} supposes nothing: write milestone=YYYY-MM-DD, e.g. talks=2016-03-01.", param, ctx)
        return milestone, _Day().convert(day, param, ctx)


@click.command()
@click.argument("accord")
@click.option("--as-of", type=_Moment(), help="A day (what was known by its end) or an instant; left out: now.")
@click.option("--reading", "readings", multiple=True, help="A reading; again for more; left out: all of them.")
@click.option("--what-if", "supposed", type=_Supposed(), multiple=True, help="Suppose a milestone is reached on a day.")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of the table.")
@click.option("--ics", type=click.Path(dir_okay=False, path_type=Path), help="Write a calendar (iCalendar).")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Write a chart: due against reached.")
def command(
    accord: str,
    as_of: str | None,
    readings: tuple[str, ...],
    supposed: tuple[tuple[str, date], ...],
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
    from servanda.cli._timetable_input import read_accord

    read = read_accord(accord)
    moment = _moment(as_of, read.time_zone)
    suppose = _once(supposed)
    wanted = tuple(dict.fromkeys(readings)) or tuple(read.readings) or (None,)
    tables = [timetable(read, reading, moment, suppose) for reading in wanted]
    if ics:
        _write(ics, calendar(tables))
    if svg:
        _write(svg, gantt_svg(tables).encode())
    if as_json:
        click.echo(json.dumps(as_dict(tables), ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    from servanda.accord.timetable.show import show

    stream = click.get_text_stream("stdout")
    Console(file=stream, width=None if stream.isatty() else 140, highlight=False).print(show(tables))


def _moment(as_of: str | None, zone: str) -> date | datetime | None:
    from servanda.times import parse_date, parse_instant

    if as_of is None:
        return None
    return parse_date(as_of) if len(as_of) == len("YYYY-MM-DD") else parse_instant(as_of, zone)


def _once(supposed: tuple[tuple[str, date], ...]) -> dict[str, date]:
    out: dict[str, date] = {}
    for milestone, day in supposed:
        if out.get(milestone, day) != day:
            raise click.UsageError(f"--what-if supposes two days for '{milestone}': {out[milestone]} and {day}.")
        out[milestone] = day
    return out


def _write(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as e:
        beside.unlink(missing_ok=True)
        raise click.UsageError(f"Cannot write {path}: {e.strerror or e}. Choose another place.") from e
