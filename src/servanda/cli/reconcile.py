"""`servanda reconcile`: two claimants' lists of the same days, item by item, with reasons and open questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._accord import accord_or_exit
from ._quick import spare_pandas

if TYPE_CHECKING:
    from datetime import datetime

    from servanda.accord import Accord
    from servanda.errors import Problem
    from servanda.judge.reconcile import Reconciliation

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("accord")
@click.argument("a", type=_FILE)
@click.argument("b", type=_FILE)
@click.option("-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="A folder.")
@click.option(
    "--claimants", nargs=2, metavar="NAME NAME", help="Whose lists A and B are [their column claimant, else the files]."
)
@click.option("--window", nargs=2, metavar="FROM TO", help="Compare only these days: dates (TO included) or instants.")
@click.option(
    "--distance-km",
    type=click.FloatRange(0),
    default=10.0,
    show_default=True,
    help="How far apart one item may be told.",
)
@click.option("--hours", type=click.FloatRange(0), default=24.0, show_default=True, help="How far apart in time.")
@click.option("--reading", "readings", multiple=True, help="A reading; again for more; left out: all of them.")
@click.option("--mapping", type=_FILE, help="YAML: our column: theirs; for both files.")
@click.option("--time-zone", help="Where dates without an offset are local [the accord's].")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")
def command(
    accord: str,
    a: Path,
    b: Path,
    output: Path,
    claimants: tuple[str, str] | None,
    window: tuple[str, str] | None,
    distance_km: float,
    hours: float,
    readings: tuple[str, ...],
    mapping: Path | None,
    time_zone: str | None,
    as_json: bool,
) -> None:
    """Lay the lists A and B of two claimants beside each other: agreed, contested, only in one; each with its reason.

    Items are matched one to one by place, time, act and stated precision, and judged by ACCORD as each list tells them.
    Writes reconciliation.csv, .json and .html and days.csv into OUTPUT.

    \b
      servanda reconcile vienna russia.csv turkey.csv -o both/
      servanda reconcile vienna a.xlsx b.xlsx --claimants Russia Turkey --window 2017-03-25 2017-03-25 -o both/
      servanda reconcile vienna a.csv b.csv --distance-km 5 --hours 12 -o both/ --json | jq .counts

    Exit codes: 0 every row was compared, 1 some rows were set aside, 2 wrong use or an unusable file.
    """
    spare_pandas()
    loaded = accord_or_exit(accord)
    from servanda.incidents import read
    from servanda.judge.reconcile import Limits, reconcile, write

    from .incidents import read_mapping

    zone = time_zone or loaded.time_zone
    span = _window(window, zone) if window else None
    options: dict[str, Any] = {"mapping": read_mapping(mapping) if mapping else None, "time_zone": zone}
    taken = [read(path, **options) for path in (a, b)]
    lists, names, others = _whose((a, b), [t.incidents for t in taken], claimants, loaded)
    rec = reconcile(
        loaded, lists[0], lists[1], names, window=span, limits=Limits(distance_km, hours), readings=readings or None
    )  # fmt: skip
    aside = [*(p for t in taken for p in t.aside), *others]
    written = write(rec, output)
    if as_json:
        from servanda.judge.reconcile.write import as_data

        told = as_data(rec) | {"aside": [p.as_dict() for p in aside], "written": [str(p) for p in written]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    else:
        _tell(rec, aside, written)
    raise SystemExit(1 if aside else 0)


def _window(window: tuple[str, str], zone: str) -> tuple[datetime, datetime]:
    """From the beginning of FROM to the end of TO, if TO is a date, else to that instant."""
    import re
    from datetime import date, timedelta

    from servanda.times import parse_instant

    try:
        start, end = (parse_instant(t, zone) for t in window)
        if re.fullmatch(r"\s*\d{4}-\d{2}-\d{2}\s*", window[1]):
            end = parse_instant(str(date.fromisoformat(window[1].strip()) + timedelta(days=1)), zone)
    except (ValueError, OverflowError) as e:
        raise click.BadParameter(str(e), param_hint="--window") from e
    return start, end


def _whose(
    paths: tuple[Path, Path], tables: list[Any], claimants: tuple[str, str] | None, accord: Accord
) -> tuple[list[Any], tuple[str, str], list[Problem]]:
    """The lists, whose they are, and the rows of others in them, which are not compared."""
    import pyarrow as pa

    from servanda.errors import Problem
    from servanda.incidents.names import fold, resolve
    from servanda.source import Cell

    names, lists, others = [], [], []
    for i, (path, table) in enumerate(zip(paths, tables, strict=True)):
        said = [c for c in table["claimant"].unique().to_pylist() if c]
        if claimants is None and len(said) > 1:
            raise click.UsageError(
                f"{path} holds the words of {len(said)} claimants ({', '.join(said[:3])}): say whose lists to compare "
                "with --claimants NAME NAME."
            )
        name = claimants[i] if claimants else said[0] if said else path.stem
        parties = resolve([name, *said], accord)
        mine = [c for c in said if fold(c) == fold(name) or (parties.get(c) and parties.get(c) == parties.get(name))]
        keep = [not mine or c is None or c in mine for c in table["claimant"].to_pylist()]
        for kept, row in zip(keep, table.select(["incident_id", "claimant"]).to_pylist(), strict=True):
            if not kept:
                message = f"Item {row['incident_id']!r} is told by {row['claimant']!r}, not by {name!r}: not compared."
                others.append(Problem("reconcile.other-claimant", message, "", Cell(str(path), 0, "claimant")))
        names.append(name)
        lists.append(table.filter(pa.array(keep, pa.bool_())))
    return lists, (names[0], names[1]), others


def _tell(rec: Reconciliation, aside: list[Problem], written: list[Path]) -> None:
    from collections import Counter

    from servanda.judge.reconcile import Standing

    names = {
        Standing.AGREED: "agreed",
        Standing.CONTESTED: "contested",
        Standing.ONLY_A: f"only {rec.a}",
        Standing.ONLY_B: f"only {rec.b}",
    }
    width = max(map(len, names.values()))
    for standing, count in rec.counts().items():
        why = Counter(i.reasons[0].why.value for i in rec.items if i.standing is standing and i.reasons)
        reasons = ", ".join(f"{w} {n:,}" for w, n in why.most_common())
        click.echo(f"{names[standing]:<{width}}  {count:>7,}{f'  {reasons}' if reasons else ''}")
    for problem in aside[:10]:
        click.echo("  " + problem.render().replace("\n", "\n  "))
    if len(aside) > 10:
        click.echo(f"  … and {len(aside) - 10:,} more rows set aside (--json shows all)")
    click.echo("\nWritten: " + ", ".join(map(str, written)))
