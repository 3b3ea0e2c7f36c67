"""`servanda status`: where every promised deed stands, and how far it was carried out."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servanda.cli._accord import accord_or_exit, instant
from servanda.cli.timetable import moment_of

if TYPE_CHECKING:
    from servanda.accord.status import Assessment
    from servanda.errors import Problem

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("accord")
@click.option("--as-of", metavar="DATE", callback=instant, help="A day or an instant; left out: now.")
@click.option("--reading", "readings", multiple=True, help="A reading; again for more; left out: all of them.")
@click.option("--assessments", type=_FILE, help="CSV: norm_id,kind,on,known,by,note.")
@click.option("--scores", type=_FILE, help="A hand-made score file to lay beside ours; CSV: norm_id,score.")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of the table.")
def command(
    accord: str,
    as_of: str | None,
    readings: tuple[str, ...],
    assessments: Path | None,
    scores: Path | None,
    as_json: bool,
) -> None:
    """Show where every deed promised in ACCORD stands, as known at a moment.

    \b
    conditional, pending, in-force, fulfilled, violated (binding), missed (target), compensated, excused,
    suspended, expired or undetermined, with the reason; and a score from 0 (nothing) to 3 (full).
    Norms about acts, such as a ceasefire, are judged on incidents: see `servanda judge`.

    \b
      servanda status vienna --as-of 2016-12-31
      servanda status vienna --reading un --assessments found.csv
      servanda status vienna --scores coded-by-hand.csv --json

    Exit codes: 0 shown, 1 problems in the accord or a file, 2 wrong use.
    """
    from servanda.accord.status import compare, read_assessments, statuses
    from servanda.accord.status.show import as_dict, show

    read = accord_or_exit(accord)
    found: tuple[Assessment, ...] = ()
    problems: tuple[Problem, ...] = ()
    if assessments:
        found, problems = read_assessments(_text(assessments), str(assessments), read)
    moment = moment_of(as_of, read.time_zone)
    wanted: tuple[str | None, ...] = tuple(dict.fromkeys(readings)) or tuple(read.readings) or (None,)
    tables = [statuses(read, reading, moment, found) for reading in wanted]
    beside = [compare(t, _text(scores), str(scores)) if scores else None for t in tables]
    if beside[0]:
        problems = (*problems, *beside[0].problems)
    if as_json:
        click.echo(json.dumps(as_dict(tables, beside), ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        Console(width=None if sys.stdout.isatty() else 120, highlight=False).print(show(tables, beside))
    raise SystemExit(_tell(problems))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise click.UsageError(f"Cannot read {path} as text in UTF-8: {e}.") from e


def _tell(problems: Sequence[Problem]) -> int:
    for problem in problems:
        click.echo(problem.render(), err=True)
    return 1 if problems else 0
