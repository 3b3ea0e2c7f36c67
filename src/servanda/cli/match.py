"""`servanda match`: which pairs of names are one name, with the score and the reason beside each."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("pairs", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here, else to the screen.")
@click.option("--threshold", type=click.FloatRange(0, 1), help="From which score two names are one (default 0.5).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with the parts that met.")
def command(pairs: str, output: Path | None, threshold: float | None, as_json: bool) -> None:
    """Add `score`, `match` and `why` to PAIRS, a CSV file with columns name1 and name2 (and schema, where known).

    \b
    Names may be in Latin, Arabic or Cyrillic. `schema` is Person, Organization, Company, …: for a Person, words are not
    translated. Every row and column is kept. What a threshold is worth stands in docs/matching.md.
    Exit codes: 0 all rows compared, 1 some rows lack a name, 2 no such file or columns.

    \b
      servanda match pairs.csv -o matched.csv
      servanda match pairs.csv --threshold 0.7
      printf 'name1,name2\\nDaesh,داعش\\n' | servanda match -
    """
    from servanda.cli._names import UnreadableTableError, give, table, tell, to_csv
    from servanda.errors import Problem
    from servanda.parties import compare
    from servanda.parties import threshold as usual
    from servanda.parties.listed import SCHEMATA
    from servanda.source import Cell

    header, rows = table(pairs)
    at = {name.strip().lower(): i for i, name in enumerate(header)}
    if "name1" not in at or "name2" not in at:
        raise UnreadableTableError(f"{pairs} has no columns name1 and name2: its header is {', '.join(header)[:80]!r}.")
    least = usual() if threshold is None else threshold
    known = {s.lower(): s for s in SCHEMATA}
    problems: list[Problem] = []
    out: list[list[object]] = []
    lines: list[str] = []
    for n, row in enumerate(rows, 2):
        cells = row + [""] * (len(header) - len(row))
        a, b = cells[at["name1"]], cells[at["name2"]]
        schema = known.get(cells[at["schema"]].strip().lower()) if "schema" in at else None
        found = compare(a, b, schema=schema)
        if not a.strip() or not b.strip():
            missing = "name1" if not a.strip() else "name2"
            problems.append(Problem("match.no-name", "A name is missing.", "Fill it in.", Cell(pairs, n, missing)))
        match = found.score >= least
        out.append([*cells, f"{found.score:.4f}", "true" if match else "false", found.why])
        if as_json:
            parts = [
                {"left": m.left, "right": m.right, "rule": m.rule, "likeness": round(m.likeness, 4)}
                for m in found.meetings
            ]
            told = dict(zip(header, cells, strict=False)) | {"score": round(found.score, 4), "match": match}
            told |= {"why": found.why, "parts": parts, "alone": found.alone, "notes": found.notes}  # type: ignore[dict-item]
            lines.append(json.dumps(told, ensure_ascii=False))
    if as_json:
        give("".join(f"{line}\n" for line in lines).encode(), output)
    else:
        widest = [*header, *(f"column{i}" for i in range(len(header) + 1, max(map(len, out), default=0) - 2))]
        whole = [[*r[:-3], *[""] * (len(widest) + 3 - len(r)), *r[-3:]] for r in out]
        give(to_csv([*widest, "score", "match", "why"], whole), output)
    if output:
        click.echo(
            f"{sum(r[-2] == 'true' for r in out):,} of {len(out):,} pairs match at {least:g}: {output}", err=True
        )
    tell(problems)
    raise SystemExit(1 if problems else 0)
