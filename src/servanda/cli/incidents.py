"""`servanda incidents`: read files of incidents, account for every row, write them as Parquet."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._accord import accord_or_exit
from ._quick import bar, spare_pandas

if TYPE_CHECKING:
    from servanda.errors import Problem

SHOWN = 20  # problems of each sort that are printed; all of them are in the file and in --json


def read_mapping(path: Path) -> dict[str, str]:
    """A mapping file, YAML or JSON: our column → the input's column, or =value."""
    import yaml

    try:
        told = yaml.safe_load(path.read_text("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as e:
        raise click.ClickException(f"{path}: cannot be read as YAML ({str(e).splitlines()[0]}).") from e
    if not isinstance(told, dict) or not all(isinstance(v, str | int | float | bool) for v in told.values()):
        raise click.ClickException(f"{path}: write one line per column, such as happened_from: Date of incident.")
    return {str(k): "=" + str(v).lower() if isinstance(v, bool) else str(v) for k, v in told.items()}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the incidents as Parquet.")
@click.option(
    "--aside", type=click.Path(dir_okay=False, path_type=Path), help="Where rows set aside go [OUTPUT.aside.csv]."
)
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="YAML: our column: theirs."
)
@click.option("--form", type=click.Choice(["ged", "acled", "table"]), help="Left out: told by the columns.")
@click.option("--accord", help="Tell which names no party of this accord claims; its time zone is used.")
@click.option(
    "--places",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Gazetteer with outlines: flag coordinates outside their division, on a border, swapped.",
)
@click.option("--time-zone", help="Where dates without an offset are local [the accord's, else UTC].")
@click.option("--encoding", help="Of text files; left out: found out.")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")
def command(
    files: tuple[Path, ...],
    output: Path | None,
    aside: Path | None,
    mapping: Path | None,
    form: str | None,
    accord: str | None,
    places: tuple[Path, ...],
    time_zone: str | None,
    encoding: str | None,
    as_json: bool,
) -> None:
    """Read FILES of incidents and account for every row.

    UCDP GED, ACLED exports, CSV, TSV, XLSX (with or without HXL tags), Parquet, Feather and Arrow, also gzipped.
    Rows that cannot be used are set aside with the cell and the reason; nothing is dropped.

    \b
      servanda incidents ged.csv.gz --accord vienna
      servanda incidents daily/*.csv --mapping columns.yaml --time-zone Asia/Damascus -o incidents.parquet
      servanda incidents incidents.xlsx --json | jq '.aside[] | {row, column, message}'

    \b
    A mapping names our columns and theirs; a constant begins with "=":
      happened_from: Date of incident
      side_a: Alleged perpetrator
      claimant: =north
      date-order: day-month

    Exit codes: 0 every row is an incident, 1 some were set aside, 2 wrong use or an unusable file.
    """
    spare_pandas()
    if output is not None and output.suffix.lower() not in {".parquet", ".pq"}:
        raise click.UsageError(f"{output} is written as Parquet: call it {output.with_suffix('.parquet')}.")
    outputs = [p for p in (output, aside or (output and output.with_name(output.name + ".aside.csv"))) if p]
    for path in outputs:
        if not path.parent.is_dir():
            raise click.UsageError(f"There is no folder {path.parent} to write {path.name} into.")
        if any(path.resolve() == f.resolve() for f in files):
            raise click.UsageError(f"{path} is an input: write somewhere else.")
    read = accord_or_exit(accord) if accord else None
    zone = time_zone or (read.time_zone if read else "UTC")
    options = {
        "form": form,
        "mapping": read_mapping(mapping) if mapping else None,
        "time_zone": zone,
        "encoding": encoding,
    }
    gazetteer = None
    if places:
        from servanda.places import read_gazetteer

        gazetteer, _ = read_gazetteer(*places)
    told = read_files(files, output, outputs[-1] if outputs else None, options, read, gazetteer)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=lambda p: p.as_dict()))
    else:
        tell_files(told)
    raise SystemExit(1 if told["aside"] else 0)


def read_files(
    files: tuple[Path, ...],
    output: Path | None,
    aside: Path | None,
    options: dict[str, Any],
    accord: Any,
    gazetteer: Any = None,
) -> dict[str, Any]:
    """Read file by file, batch by batch, writing as it goes; what people are told, as plain data."""
    from servanda.incidents.aside import AsideWriter
    from servanda.incidents.intake import stream
    from servanda.incidents.names import names_in, resolve, unknown_among
    from servanda.incidents.shape import Seen
    from servanda.incidents.store import ParquetOut

    seen, names = Seen(), Counter[str]()
    problems: list[Problem] = []
    notices: list[Problem] = []
    counts: list[dict[str, Any]] = []
    with ExitStack() as stack:
        out = stack.enter_context(ParquetOut(output)) if output else None
        rest = stack.enter_context(AsideWriter(aside)) if aside else None
        for path in files:
            progress = stack.enter_context(bar(path.name))
            count = Counter[str]()
            for part in stream(path, **options, seen=seen, progress=progress):
                count["rows"] += part.rows
                count["incidents"] += part.incidents.num_rows
                count["aside"] += len(part.aside)
                problems += part.aside
                notices += part.notices
                if gazetteer is not None:
                    notices += _flagged(part.incidents, path.name, gazetteer)
                if accord is not None:
                    names.update(names_in(part.incidents))
                if out is not None:
                    out.write(part.incidents)
                if rest is not None:
                    rest.add(part.aside, part.originals)
            progress.close()
            counts.append({"file": str(path), "rows": 0, "incidents": 0, "aside": 0} | count)
    unknown = unknown_among(names, accord) if accord is not None else []
    return {
        "files": counts,
        "rows": sum(c["rows"] for c in counts),
        "incidents": sum(c["incidents"] for c in counts),
        "aside": problems,
        "notices": notices,
        "unknown_names": unknown,
        "unknown_counts": sorted((name, names[name]) for name in names.keys() - resolve(names, accord).keys())
        if accord
        else [],
        "output": str(output) if output else None,
        "aside_file": str(aside) if aside and problems else None,
    }


def _flagged(incidents: Any, name: str, gazetteer: Any) -> list[Problem]:
    """Coordinates that cannot be right as they stand, each by its incident."""
    from servanda.places import flag_rows

    rows = {c: incidents.column(c).to_pylist() for c in ("lon", "lat", "radius_m", "division")}
    return flag_rows(rows, name, gazetteer, incidents.column("incident_id").to_pylist())


def tell_files(told: dict[str, Any]) -> None:
    for count in told["files"]:
        rows, made = (
            f"{count[what]:,} {word}{'' if count[what] == 1 else 's'}"
            for what, word in (("rows", "row"), ("incidents", "incident"))
        )
        click.echo(f"{count['file']}: {rows} = {made} + {count['aside']:,} set aside")
    for title, key in (("Set aside", "aside"), ("Noticed", "notices"), ("Unknown names", "unknown_names")):
        problems = told[key]
        if problems:
            click.echo(f"\n{title}:")
        for problem in problems[:SHOWN]:
            click.echo("  " + problem.render().replace("\n", "\n  "))
        if len(problems) > SHOWN:
            where = (
                f" (all are in {told['aside_file']})"
                if key == "aside" and told["aside_file"]
                else " (--json shows all)"
            )
            click.echo(f"  … and {len(problems) - SHOWN:,} more{where}")
    for key in ("output", "aside_file"):
        if told[key]:
            click.echo(f"\nWritten: {told[key]}" if key == "output" else f"Rows set aside: {told[key]}")
