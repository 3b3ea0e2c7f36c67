"""`servanda draft`: the commitments of a reviewed reading as blocks for an accord."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ._files import write_whole


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", "accord", required=True, help="The accord's folder, or the name of one that is shipped.")
@click.option("--text", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The document's text.")
@click.option("--least", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Less sure is a comment.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A new file for the blocks.")
@click.option("--json", "as_json", is_flag=True, help="The account as JSON instead of the blocks.")
def command(file: Path, accord: str, text: Path | None, least: float, output: Path | None, as_json: bool) -> None:
    """Draft blocks of accord.md from FILE, a reading that people have reviewed.

    Parties are matched with the accord's; new ones are drafted too. What the accord covers already is named, not
    drafted again; what is unsure becomes a comment. The accord is never changed, and no file is overwritten.

    \b
      servanda read press.txt --date 2015-11-14 -o press.json
      servanda draft press.json --into my-accord -o my-accord/drafts.md
      servanda draft press.json --into vienna --json | jq '.covered'

    Exit codes: 0 drafted, 1 some are unsure, 2 wrong use or an unusable file.
    """
    from servanda.accord import load
    from servanda.accord.from_words import NotAReadingError, draft

    if output and output.exists():
        raise click.BadParameter(f"{output} exists; nothing is overwritten.", param_hint="--output")
    try:
        data: Any = json.loads(file.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as e:
        raise NotAReadingError(f"{file} is no JSON") from e
    into = load(accord)
    drafts = draft(data, into, _text(file, data, text, into.folder), least)
    told = f"{len(drafts.new)} drafted, {len(drafts.unsure)} unsure, {len(drafts.covered)} already in {into.id}."
    if output:
        write_whole(output, drafts.text)
    if as_json:
        rows = [{"item": c.item, "block": c.block, "reason": c.reason} for c in drafts.covered]
        click.echo(json.dumps({"new": drafts.new, "unsure": drafts.unsure, "covered": rows}, indent=1))
    elif output:
        click.echo(f"{told} Written to {output}.")
    else:
        click.echo(drafts.text, nl=False)
        click.echo(told, err=True)
    raise SystemExit(1 if drafts.unsure else 0)


def _text(file: Path, data: Any, given: Path | None, folder: Path | None) -> str | None:
    """The document's text: the one given, or the file of that name beside the reading or the accord."""
    import hashlib

    name = data.get("document", {}).get("text_file", "") if isinstance(data, dict) else ""
    places = [given] if given else [p / Path(name).name for p in (file.parent, folder) if p is not None and name]
    for place in places:
        if place and place.is_file():
            raw = place.read_bytes()
            if given or hashlib.sha256(raw).hexdigest() == data["document"].get("sha256"):
                return raw.decode("utf-8", "replace")
    return None
