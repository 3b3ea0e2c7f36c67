"""`servanda check`: every problem of an accord at once, or none."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("accord")
@click.option(
    "--texts",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder in which cited texts lie, to check SHA-256 and paragraphs; again for more.",
)
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of words.")
def command(accord: str, texts: tuple[Path, ...], as_json: bool) -> None:
    """Report every problem in ACCORD, a folder or the name of a shipped accord.

    \b
    Each problem is told as file:line:column, what is wrong, the line with a caret, and what to do.
    Exit codes: 0 no problem, 1 problems, 2 there is no such accord.

    \b
      servanda check vienna
      servanda check my-accord --texts my-accord/documents
      servanda check my-accord --json
    """
    from servanda.accord import find_folder, parse, render

    folder = find_folder(accord)
    found, problems = parse(folder, texts)
    if as_json:
        told = {
            "folder": str(folder),
            "hash": found.hash if found else None,
            "problems": [p.as_dict() for p in problems],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif found:
        counts = [
            (len(found.parties), "party", "parties"),
            (len(found.norms), "norm", "norms"),
            (len(found.milestones), "milestone", "milestones"),
            (len({zone.id for zone in found.zones}), "zone", "zones"),
            (len(found.readings), "reading", "readings"),
        ]
        held = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts)
        click.echo(f"{found.id}: no problems. {held}.\nhash {found.hash}")
    else:
        click.echo(render(problems))
        click.echo(f"\n{len(problems)} problem{'' if len(problems) == 1 else 's'}.", err=True)
    raise SystemExit(1 if problems else 0)
