"""`servanda changes`: the verdicts that differ between what was known at two moments, and what made each differ."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._accord import accord_or_exit, instant
from ._files import write_whole
from ._intake import read_incidents, reading_options, tell_aside
from ._quick import spare_pandas

if TYPE_CHECKING:
    from servanda.judge.changes import Change

SHOWN = 20
_COLUMNS = (
    ("incident", "#event+id"), ("norm", "#meta+norm"), ("reading", "#meta+reading"),
    ("was", "#status+old"), ("was by", "#group+old"), ("now", "#status+new"), ("now by", "#group+new"),
    ("because", "#meta+cause"), ("known", "#date+known"), ("needed", "#meta+needed"),
)  # fmt: skip


def _moment(ctx: click.Context, param: click.Parameter, value: tuple[str, str]) -> tuple[str, str]:
    for one in value:
        instant(ctx, param, one)
    return value


@click.command()
@click.argument("accord")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--between", nargs=2, required=True, metavar="T1 T2", callback=_moment, help="What was known at these.")
@click.option("--reading", "readings", multiple=True, help="A reading; again for more; left out: all of them.")
@reading_options
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="All changes, CSV with HXL tags.")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")
def command(
    accord: str,
    files: tuple[Path, ...],
    between: tuple[str, str],
    readings: tuple[str, ...],
    mapping: Path | None,
    form: str | None,
    time_zone: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Name the verdicts on the incidents in FILES that differ between what was known at T1 and at T2.

    And for each the entries, dates, zones or reports that made it differ: what became known after T1, and without which
    the verdict of T2 would be another.

    \b
      servanda changes vienna ged.csv.gz --between 2016-04-01 2016-05-01 --reading russia
      servanda changes vienna ged.csv.gz --between 2016-04-01 2016-05-01 -o changes.csv

    Exit codes: 0 every row was judged, 1 some rows were set aside, 2 wrong use or an unusable file.
    """
    spare_pandas()
    loaded = accord_or_exit(accord)
    from servanda.judge import facts
    from servanda.judge.changes import MomentsError, changes, sentence
    from servanda.times import parse_instant

    then, now = (parse_instant(t, loaded.time_zone) for t in between)
    facts(loaded, readings or None)  # a reading that does not exist is told before anything is read
    if now < then:
        raise MomentsError(then, now)
    if output is not None and not output.parent.is_dir():
        raise click.UsageError(f"There is no folder {output.parent} to write {output.name} into.")
    with read_incidents(loaded, files, mapping, form, time_zone) as (incidents, told):
        found = changes(loaded, incidents, then, now, readings or None)
    if output is not None:
        write_whole(output, _csv(found))
    if as_json:
        click.echo(json.dumps([_plain(c) for c in found], ensure_ascii=False, indent=2))
    else:
        click.echo(f"{len(found):,} verdicts differ between what was known at {between[0]} and at {between[1]}.")
        causes = Counter(
            cause.says if cause.id != "report" else "a report that was not known" for c in found for cause in c.because
        )
        for says, n in causes.most_common(SHOWN):
            click.echo(f"  {n:>7,}  {says}")
        if found:
            click.echo("")
        for c in sorted(found, key=lambda c: any(x.id == "report" for x in c.because))[:SHOWN]:
            click.echo(sentence(c, loaded.time_zone))
        if len(found) > SHOWN:
            click.echo(f"… and {len(found) - SHOWN:,} more ({f'all are in {output}' if output else '-o keeps all'})")
    tell_aside(told)
    raise SystemExit(1 if told["aside"] else 0)


def _plain(c: Change) -> dict[str, Any]:
    return {
        "incident_id": c.incident_id, "norm_id": c.norm_id, "reading": c.reading, "was": c.was, "now": c.now,
        "because": [
            {"id": x.id, "says": x.says, "known": x.known.isoformat() if x.known else None} for x in c.because
        ],
        "needed": c.needed,
    }  # fmt: skip


def _csv(found: list[Change]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([[n for n, _ in _COLUMNS], [t for _, t in _COLUMNS]])
    for c in found:
        was, now = c.was or {}, c.now or {}
        cells = [
            c.incident_id, c.norm_id or "", c.reading, was.get("verdict", ""), was.get("bearers", ""),
            now.get("verdict", ""), now.get("bearers", ""), "; ".join(x.says for x in c.because),
            "; ".join(x.known.isoformat() if x.known else "" for x in c.because), "yes" if c.needed else "no",
        ]  # fmt: skip
        writer.writerow(["'" + t if t.startswith(("=", "+", "-", "@", "\t", "\r")) else t for t in cells])
    return out.getvalue()
