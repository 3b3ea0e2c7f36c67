"""`servanda diff-reading`: what a later text kept, changed, dropped and added."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click


def _load(path: Path) -> dict[str, Any]:
    from servanda.accord.from_words import NotAReadingError

    try:
        data = json.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as e:
        raise NotAReadingError(f"{path} is no JSON") from e
    if not isinstance(data, dict) or not str(data.get("schema", "")).startswith("servanda-gold"):
        raise NotAReadingError(f"{path} has another schema")
    return data


@click.command()
@click.argument("before", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("after", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def command(before: Path, after: Path, as_json: bool) -> None:
    """Compare the commitments of two readings: what AFTER kept, changed, dropped and added of BEFORE.

    Commitments are paired by meaning and date; each pair tells why.

    \b
      servanda read press.txt -o press.json
      servanda read resolution.txt -o resolution.json
      servanda diff-reading press.json resolution.json
    """
    from servanda.words.compare import compare

    a, b = _load(before), _load(after)
    found = compare(a, b)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
        return
    first = {c["id"]: c for c in a["commitments"]}
    second = {c["id"]: c for c in b["commitments"]}

    def quote(c: dict[str, Any]) -> str:
        words = " ".join(str(c.get("quote", "")).split())
        return words if len(words) < 150 else words[:147] + "…"

    for title, wanted in (("Kept", False), ("Changed", True)):
        pairs = [p for p in found.pairs if bool(p.changed) is wanted]
        click.echo(f"{title}: {len(pairs)}")
        for p in pairs:
            click.echo(f"  {p.before} {quote(first[p.before])}")
            click.echo(f"  {p.after} {quote(second[p.after])}")
            for change in p.changed:
                click.echo(f"     {change}")
            click.echo(f"     why: {'; '.join(p.reasons)} ({p.likeness:.2f})")
    for title, ids, items in (("Dropped", found.dropped, first), ("Added", found.added, second)):
        click.echo(f"{title}: {len(ids)}")
        for i in ids:
            click.echo(f"  {i} {quote(items[i])}")
