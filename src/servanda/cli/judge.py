"""`servanda judge`: incidents from files, judged by an accord under every reading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._accord import accord_or_exit, instant
from ._follow import follow_file
from ._intake import how_to_read
from ._quick import bar, spare_pandas

if TYPE_CHECKING:
    from datetime import datetime

    from servanda.accord import Accord
    from servanda.judge.summary import Total


@click.command()
@click.argument("accord")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Verdicts, Parquet; followed: JSON lines."
)
@click.option("--reading", "readings", multiple=True, help="A reading; again for more; left out: all of them.")
@click.option("--as-known-at", "known_at", callback=instant, metavar="T", help="Judge on what was known then [now].")
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="YAML: our column: theirs."
)
@click.option("--form", type=click.Choice(["ged", "acled", "table"]), help="Left out: told by the columns.")
@click.option(
    "--claims",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Who else says who did it: incident_id, claimant, side_a, side_b, directed, basis, known_at.",
)
@click.option("--time-zone", help="Where dates without an offset are local [the accord's].")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True)
@click.option("--master", help="Spark's master, as spark://host:7077 or local[4]; implies --engine spark.")
@click.option("--follow", is_flag=True, help="Judge JSON lines as they are appended to a file, or come on stdin.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where --follow notes how far it is [OUTPUT.state].",
)
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")
def command(
    accord: str,
    files: tuple[Path, ...],
    output: Path | None,
    readings: tuple[str, ...],
    known_at: str | None,
    mapping: Path | None,
    form: str | None,
    claims: Path | None,
    time_zone: str | None,
    engine: str,
    master: str | None,
    follow: bool,
    state: Path | None,
    as_json: bool,
) -> None:
    """Judge the incidents in FILES by ACCORD (a folder, or the name of one that is shipped).

    Writes one row per incident, norm and reading to OUTPUT; beside it the incidents as they were judged
    (OUTPUT.incidents.parquet) and, if any, the rows set aside with their reasons (OUTPUT.aside.csv).

    \b
      servanda judge vienna ged.csv.gz -o verdicts.parquet
      servanda judge vienna daily/*.xlsx --reading un --reading us -o verdicts.parquet
      servanda judge vienna ged.csv.gz --as-known-at 2016-09-30 -o then.parquet
      servanda judge vienna ged.csv.gz --claims who-says.csv -o verdicts.parquet
      servanda judge vienna --follow reports.jsonl -o verdicts.jsonl
      servanda judge vienna ged.csv.gz --master spark://spark.example:7077 -o verdicts.parquet

    Exit codes: 0 every row was judged, 1 some rows were set aside, 2 wrong use or an unusable file.
    """
    if master:
        engine = "spark"
    if engine == "duckdb":
        spare_pandas()
    if follow:
        if engine == "spark":
            raise click.UsageError("--follow judges on this machine: leave --engine and --master out.")
        from servanda.times import parse_instant

        held = accord_or_exit(accord)
        at = parse_instant(known_at, held.time_zone) if known_at else None
        raise SystemExit(1 if follow_file(held, files, output, state, readings, at) else 0)
    if not files:
        raise click.UsageError("Missing argument 'FILES...'.")
    if output is None:
        raise click.UsageError("Missing option '-o' / '--output': where the verdicts go.")
    if output.suffix.lower() not in {".parquet", ".pq"}:
        raise click.UsageError(f"{output} is written as Parquet: call it {output.with_suffix('.parquet')}.")
    if not output.parent.is_dir():
        raise click.UsageError(f"There is no folder {output.parent} to write {output.name} into.")
    loaded = accord_or_exit(accord)
    from servanda.times import parse_instant

    told = judge_files(
        loaded,
        files,
        output,
        readings,
        parse_instant(known_at, loaded.time_zone) if known_at else None,
        {"form": form, "mapping": mapping, "time_zone": time_zone},
        claims,
        engine,
        master,
    )
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=_plain))
    else:
        _tell(told)
    raise SystemExit(1 if told["aside"] or told.get("claims", {}).get("aside") else 0)


def judge_files(
    accord: Accord,
    files: tuple[Path, ...],
    output: Path,
    readings: tuple[str, ...],
    known_at: datetime | None,
    reading_options: dict[str, Any],
    claims: Path | None = None,
    engine: str = "duckdb",
    master: str | None = None,
) -> dict[str, Any]:
    """Read, judge and write; what people are told, as plain data."""
    from servanda import __version__
    from servanda.judge import facts, judge_to_file
    from servanda.judge.summary import summarise

    from .incidents import read_files

    if engine == "spark":
        from servanda.judge.engines.spark import LOCAL, session

        session(master or LOCAL)  # a master that does not answer, too, is told first
    held = facts(accord, readings or None, known_at)  # a reading that does not exist is told before hours of reading
    incidents, aside = (output.with_name(f"{output.stem}.{kind}") for kind in ("incidents.parquet", "aside.csv"))
    options = how_to_read(accord, **reading_options)
    told = read_files(files, incidents, aside, options, accord)
    said, table = {}, None
    if claims is not None:
        from ._claims import keep_claims, read_claims_on, who_says

        claimed = read_claims_on(claims, incidents, accord, options["time_zone"])
        table, kept = claimed.claims, keep_claims(claimed, output)
        said = {"claims": kept | {"who": who_says(Path(kept["claims_file"]), incidents)}}
    about = {
        "accord": accord.id,
        "accord_hash": accord.hash,
        "readings": [r.id for r in held.readings],
        "known_at": known_at.isoformat() if known_at else None,
        "inputs": [
            count | {"file": Path(count["file"]).name, "sha256": _digest(Path(count["file"]))}
            for count in told["files"]
        ],
        "unknown_names": told["unknown_counts"],
        "options": {
            "form": options["form"],
            "mapping": options["mapping"],
            "time_zone": reading_options["time_zone"],
        },
        "version": __version__,
    }
    if claims is not None:
        about["claims"] = {"file": claims.name, "sha256": _digest(claims)}
    with bar("Judging") as shown:
        judge_to_file(
            accord, incidents, output, readings or None, known_at, about=about, claims=table,
            progress=lambda done: shown(done, told["incidents"]),
        )  # fmt: skip
    return told | said | {"about": about, "verdicts": str(output), "totals": summarise(output)}


def _digest(path: Path) -> str:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain(value: Any) -> Any:
    """Problems and totals as plain data."""
    if hasattr(value, "as_dict"):
        return value.as_dict()
    low, high = value.bounds
    counts = {kind.value: n for kind, n in value.counts.items()}
    return {"norm": value.norm, "reading": value.reading, "violations": [low, high], "untold": value.untold} | counts


def _tell(told: dict[str, Any]) -> None:
    from .incidents import tell_files

    tell_files(told | {"output": None})
    about = told["about"]
    known = about["known_at"] or "now"
    click.echo(f"\nAccord {about['accord']} {about['accord_hash'][:12]}, as known {known}\n")
    _tell_totals(told["totals"], about["readings"])
    if "claims" in told:
        from ._claims import tell_claims

        tell_claims(told["claims"])
    click.echo(f"\nWritten: {told['verdicts']}")


def _tell_totals(totals: list[Total], readings: list[str]) -> None:
    """The table of totals: violations as bounds, and what else became of the incidents."""
    head = (
        "norm",
        "reading",
        "violations",
        "exempt",
        "not bound",
        "not in force",
        "outside",
        "not covered",
        "not told",
    )
    lines: list[tuple[str, ...]] = [head]
    order = {r: i for i, r in enumerate(readings)}
    last = ""
    for t in sorted(totals, key=lambda t: (t.norm == "", t.norm, order.get(t.reading, 0))):
        low, high = t.bounds
        sure = f"{low:,}" if low == high else f"{low:,} to {high:,}"
        rest = [t.counts[k] for k in ("exempt", "not-bound", "not-in-force", "outside", "not-covered")]  # type: ignore[index]
        name = (t.norm or "(no norm)") if t.norm != last or not t.norm else ""
        lines.append((name, t.reading, sure, *(f"{n:,}" if n else "·" for n in (*rest, t.untold))))
        last = t.norm
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        cells = [c.ljust(w) if i < 2 else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths, strict=True))]
        click.echo("  ".join(cells).rstrip())
