"""`servanda screen`: which names may stand on a list, with the entries and reasons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from servanda.parties.listed import Listed

COLUMNS = ("row", "name", "rank", "list", "id", "reference", "listed_name", "met_name", "score", "why")


@click.command()
@click.argument("lists", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("names", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here, else to the screen.")
@click.option("--least", type=click.FloatRange(0, 1), help="The least score of a hit (default 0.5).")
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="The most entries for a name.")
@click.option(
    "--schema", help="What all names are: Person, Organization, … Left out, people and bodies are asked alike."
)
@click.option(
    "--versions", is_flag=True, help="The LISTS are dated versions of one list: each change is known from its date."
)
@click.option("--as-known-at", metavar="WHEN", help="Only what was known then (a date or an instant).")
@click.option("--listed-at", metavar="WHEN", help="Only entries that were listed then.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a name.")
def command(
    lists: tuple[Path, ...],
    names: str,
    output: Path | None,
    least: float | None,
    limit: int,
    schema: str | None,
    versions: bool,
    as_known_at: str | None,
    listed_at: str | None,
    as_json: bool,
) -> None:
    """Screen NAMES (one a line, or a CSV file with a column `name`; `-` is standard input) against LISTS.

    \b
    LISTS are UN Consolidated List XML, OFAC SDN CSV (aliases beside it), FollowTheMoney lines or plain CSV; also .gz.
    A name without a hit is given too, with no entry; other columns of NAMES are kept. A hit is a question for people,
    not a finding.
    Exit codes: 0 done, 1 problems in the input, 2 an unusable file.

    \b
      servanda screen un-list.xml names.csv -o hits.csv
      servanda screen a.xml b.xml c.xml names.txt --versions --as-known-at 2014-12-20
      echo 'Ayman al-Zawahiri' | servanda screen un-list.xml -
    """
    from servanda.cli._names import bytes_of, give, moment, table, tell, to_csv
    from servanda.errors import Problem
    from servanda.parties.listed import merge_versions
    from servanda.parties.lists import read_list
    from servanda.parties.screen import Index
    from servanda.source import Cell

    known, listed = moment(as_known_at), moment(listed_at)
    files = [read_list(p) for p in lists]
    problems: list[Problem] = [p for f in files for p in f.problems]
    entries: list[Listed] = merge_versions(files) if versions else [e for f in files for e in f.entries]
    asked: list[tuple[int, str]]
    header: list[str] = []
    others: list[tuple[str, ...]] = []  # what else stands in the rows of NAMES
    if names != "-":
        header, rows = table(names)
    at = {c.strip().lower(): i for i, c in enumerate(header)}
    column = next((at[c] for c in ("name", "full_name", "name1") if c in at), None)
    if column is not None:
        asked = [(n, r[column] if column < len(r) else "") for n, r in enumerate(rows, 2)]
        others = [tuple((r + [""] * len(header))[i] for i in range(len(header)) if i != column) for r in rows]
    else:
        text = bytes_of(names).decode("utf-8-sig", errors="replace")
        asked = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
        others = [()] * len(asked)
    for n, name in asked:
        if not name.strip():
            problems.append(Problem("screen.no-name", "This row has no name.", "Fill it in.", Cell(names, n, "name")))
    index = Index(entries)
    found = index.search_many(
        [n for _, n in asked], schema, least=least, limit=limit, as_known_at=known, listed_at=listed
    )
    if as_json:
        lines = [json.dumps({"row": n, "name": name, "hits": [_plain(h) for h in hits]}, ensure_ascii=False)
                 for (n, name), hits in zip(asked, found, strict=True)]  # fmt: skip
        give("".join(f"{line}\n" for line in lines).encode(), output)
    else:
        out: list[tuple[object, ...]] = []
        for (n, name), hits, more in zip(asked, found, others, strict=True):
            for k, h in enumerate(hits, 1):
                e = h.entry
                told = (n, name, k, e.list_id, e.id, e.reference, e.name, h.name, f"{h.score:.4f}", h.why)
                out.append((*told, *more))
            if not hits:
                out.append((n, name, "", "", "", "", "", "", "", "", *more))
        also = [
            c if c not in COLUMNS else f"asked_{c}" for i, c in enumerate(header) if i != column and column is not None
        ]
        give(to_csv([*COLUMNS, *also], out), output)
    if output:
        hit = sum(bool(h) for h in found)
        click.echo(f"{hit:,} of {len(asked):,} names may stand among {len(entries):,} entries: {output}", err=True)
    tell(problems)
    raise SystemExit(1 if problems else 0)


def _plain(hit: object) -> dict[str, object]:
    from servanda.parties.screen import Hit

    assert isinstance(hit, Hit)
    e = hit.entry
    return {"list": e.list_id, "id": e.id, "reference": e.reference, "name": e.name, "met": hit.name,
            "score": round(hit.score, 4), "why": hit.why}  # fmt: skip
