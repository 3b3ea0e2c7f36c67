"""`servanda brief`: verdicts as a page to hand on, with the same figures as tables, layers and a calendar."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from ._accord import accord_or_exit
from ._quick import bar, spare_pandas


def _day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    from servanda.times import parse_date

    try:
        return parse_date(value) if value is not None else None
    except ValueError as e:
        raise click.BadParameter(str(e) if repr(value) in str(e) else f"{value!r} does not exist: {e}.") from e


@click.command()
@click.argument("accord")
@click.argument("verdicts", type=click.Path(path_type=Path))
@click.option("--day", callback=_day, metavar="DATE", help="One day, in the accord's time zone.")
@click.option(
    "--from", "first", callback=_day, metavar="DATE", help="The first day; left out: from the first incident."
)
@click.option(
    "--to", "last", callback=_day, metavar="DATE", help="The last day, inclusive; left out: to the last incident."
)
@click.option(
    "--as-of", callback=_day, metavar="DATE", help="The day of the timetable; left out: the last day told of."
)
@click.option(
    "--annex",
    "annexes",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A CSV table to show as well, such as hinge.csv or reconciliation.csv; again for more.",
)
@click.option(
    "-o", "--output", "out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as plain data, too.")
def command(
    accord: str,
    verdicts: Path,
    day: date | None,
    first: date | None,
    last: date | None,
    as_of: date | None,
    annexes: tuple[Path, ...],
    out: Path,
    as_json: bool,
) -> None:
    """Write a brief on VERDICTS, judged under ACCORD, into a folder.

    \b
    brief.html is one page that needs no network, for screen and A4; beside it lie the same figures as CSV with HXL
    tags, brief.xlsx, incidents.geojson, verdicts.parquet and timetable.ics. The same inputs give the same bytes.

    \b
      servanda judge vienna incidents.csv -o verdicts.parquet
      servanda brief vienna verdicts.parquet -o brief
      servanda brief vienna verdicts.parquet --day 2016-03-01 -o brief-of-the-day
      servanda brief vienna verdicts.parquet --from 2016-02-27 --to 2016-03-31 --as-of 2016-12-31 -o brief-march
      servanda brief vienna verdicts.parquet --annex hinge.csv --annex reconciliation.csv -o brief
      servanda brief vienna verdicts.parquet -o brief --json | jq '.totals'

    Exit codes: 0 written, 1 the accord has problems, 2 wrong use or files that cannot be used.
    """
    if day and (first or last):
        raise click.UsageError("--day is one day: give it alone, or give --from and --to.")
    if first and last and last < first:
        raise click.UsageError(f"The days run backwards: from {first} to {last}. Give the earlier day first.")
    spare_pandas()
    from servanda.brief import brief, case, read_annex

    opened = case(accord_or_exit(accord), verdicts, day or first, day or last, as_of)
    with bar("writing the brief") as tell:
        counted = brief(opened, out, tell, [read_annex(a) for a in annexes])
    if as_json:
        click.echo(json.dumps({t.id: t.dicts() for t in counted.tables.values()}, ensure_ascii=False, indent=2))
        return
    for row in counted["totals"].dicts():
        high = f" to {row['high']:,}" if row["high"] != row["low"] else ""
        click.echo(f"{row['reading']}: violations {row['low']:,}{high} of {row['incidents']:,} incidents")
    click.echo(f"{out / 'brief.html'}")
