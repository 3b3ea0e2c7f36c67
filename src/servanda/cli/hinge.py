"""`servanda hinge`: which open question, settled which way, changes how many verdicts."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ._accord import accord_or_exit, instant
from ._files import write_whole
from ._intake import read_incidents, reading_options, tell_aside
from ._quick import spare_pandas


@click.command()
@click.argument("accord")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--reading", help="The reading that answers are compared with [the accord's first].")
@click.option("--top", type=click.IntRange(1), default=15, show_default=True, help="How many answers to tell.")
@click.option("--as-known-at", "known_at", callback=instant, metavar="T", help="Judge on what was known then [now].")
@reading_options
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for hinge.csv, hinge.json and hinge.html.",
)
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")  # fmt: skip
def command(
    accord: str,
    files: tuple[Path, ...],
    reading: str | None,
    top: int,
    known_at: str | None,
    mapping: Path | None,
    form: str | None,
    time_zone: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Tell which open question of ACCORD changes the most verdicts on the incidents in FILES.

    Each disputed entry, membership, date, variant, umbrella and rule is settled every way that a reading holds, one at a
    time; then the best few together. A verdict is one incident under one norm. Tables go to the folder OUTPUT.

    \b
      servanda hinge vienna ged.csv.gz --reading un
      servanda hinge vienna ged.csv.gz --reading un -o hinge
      servanda brief vienna verdicts.parquet --annex hinge/hinge.csv -o brief

    Exit codes: 0 every row was judged, 1 some rows were set aside, 2 wrong use or an unusable file.
    """
    spare_pandas()
    loaded = accord_or_exit(accord)
    from servanda.judge import hinge as station
    from servanda.judge.hinge.questions import base_reading
    from servanda.times import parse_instant

    base_reading(loaded, reading)  # a reading that does not exist is told before anything is read
    at = parse_instant(known_at, loaded.time_zone) if known_at else None
    with read_incidents(loaded, files, mapping, form, time_zone) as (incidents, told):
        found = station.hinge(loaded, incidents, reading, at)
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        write_whole(output / "hinge.csv", station.csv_text(found))
        write_whole(output / "hinge.json", json.dumps(station.as_dict(found), ensure_ascii=False, indent=2) + "\n")
        write_whole(output / "hinge.html", station.html(found))
    if as_json:
        click.echo(json.dumps(station.as_dict(found, top), ensure_ascii=False, indent=2))
    else:
        click.echo(f"Compared with the reading {found.reading}; {told['incidents']:,} incidents.\n")
        for rank, h in enumerate(found.alone[:top], 1):
            click.echo(f"{rank:>3}. {station.sentence(loaded, h)}")
        if found.together:
            click.echo("\nTogether:")
            for h in found.together:
                click.echo(f"  {h.charges:,}: {station.sentence(loaded, h)}")
        if not found.alone:
            click.echo("The accord leaves no question open.")
        if output is not None:
            click.echo(f"\nWritten: {', '.join(str(output / f'hinge.{x}') for x in ('csv', 'json', 'html'))}")
    tell_aside(told)
    raise SystemExit(1 if told["aside"] else 0)
