"""`servanda read`: a transcript, communiqué or resolution into turns, parties and commitments, each with its span."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._files import write_whole

if TYPE_CHECKING:
    from servanda.words import Reading


@click.command()
@click.argument("document", type=click.Path(path_type=Path))
@click.option("--date", "day", metavar="D", help="The document's date, YYYY-MM-DD [sought in its head].")
@click.option("--issuer", default="", help="On whose authority it speaks, where the text does not tell.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write JSON (servanda-gold/1).")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write one page to review the reading.")
@click.option("--accord", help="Join the names with the parties of this accord.")
@click.option("--parse", is_flag=True, help="Sharpen with the small English parser (extra: servanda[parse]).")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output instead of a table.")
def command(
    document: Path,
    day: str | None,
    issuer: str,
    output: Path | None,
    html: Path | None,
    accord: str | None,
    parse: bool,
    as_json: bool,
) -> None:
    """Read DOCUMENT: who promised what, to whom, by when, under which condition, and where it says so.

    Plain text, Markdown, HTML, PDF and DOCX in English; PDF and DOCX need servanda[documents]. Offsets count the
    characters of the text; what was extracted from another format is written beside the output as .txt.

    \b
      servanda read press.txt --date 2015-11-14
      servanda read resolution.pdf -o resolution.json --html resolution.html
      servanda read press.txt --json | jq '.commitments[] | [.bearers, .deadline.to, .quote]'

    Exit codes: 0 read, 1 read with problems (such as a doubtful encoding), 2 wrong use or nothing to read.
    """
    from servanda.times import parse_date
    from servanda.words import as_data, load, read

    try:
        on = parse_date(day) if day else None
    except ValueError as e:
        raise click.BadParameter(str(e), param_hint="--date") from e
    loaded = load(document)
    reading = read(loaded.text, on, issuer, accord_names=_names(accord) if accord else None, parse=parse)
    beside = (output or html or document).with_suffix(".txt")
    if loaded.extracted and beside == document:
        beside = document.with_suffix(".utf-8.txt")
    keep = loaded.extracted and (output is not None or html is not None)
    data = as_data(reading, beside.name if keep else document.name, document.stem, document.name)
    if keep:
        write_whole(beside, loaded.text)
        click.echo(f"Text written to {beside}; offsets count its characters.", err=True)
    if output:
        write_whole(output, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    if html:
        from servanda.words.page import page_of

        write_whole(html, page_of(reading, data))
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    elif not output and not html:
        _table(reading, data)
    else:
        click.echo(_summary(reading))
    for p in loaded.problems:
        click.echo(p.render(), err=True)
    raise SystemExit(1 if loaded.problems else 0)


def _names(accord: str) -> dict[str, str]:
    """Printed name → English name of an accord's party."""
    from servanda.accord.folder import load as load_accord

    parties = load_accord(accord).parties
    out: dict[str, str] = {}
    for p in parties.values():
        name = p.name.get("en", p.id)
        for form in (name, *p.aliases):
            out[form] = name
    return out


def _summary(reading: Reading) -> str:
    dated = sum(bool(c.deadline and c.deadline.dated) for c in reading.commitments)
    return (
        f"{reading.genre}, {reading.date}: {len(reading.turns)} turns, {len(reading.parties)} parties, "
        f"{len(reading.commitments)} commitments ({dated} dated), {len(reading.disagreements)} disagreements."
    )


def _table(reading: Reading, data: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(soft_wrap=False, highlight=False)
    names = {p["id"]: p["name"] for p in data["parties"]}
    console.print(Text(_summary(reading)))
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("", "force", "bearers", "by", "sure", "words"):
        table.add_column(column, overflow="fold", no_wrap=column in {"", "sure"})
    for c in data["commitments"]:
        d = c["deadline"] or {}
        due = d.get("to") or (
            f"from {d['from']}" if d.get("from") and d.get("kind") != "immediate" else d.get("kind", "")
        )
        quote = " ".join(c["quote"].split())
        table.add_row(
            c["id"],
            c["force"].replace("_", " "),
            Text(", ".join(names.get(b, b) for b in c["bearers"])),
            due,
            f"{c['confidence']:.0%}",
            Text(quote if len(quote) < 160 else quote[:157] + "…"),
        )
    console.print(table)
    for d in data["disagreements"]:
        console.print(Text(f"\n{d['id']} {d['topic']} ({d['kind']})"))
        for p in d["positions"]:
            console.print(Text(f"   {names.get(p['holder'], p['holder'])}: {p['stance']}"))
