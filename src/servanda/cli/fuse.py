"""`servanda fuse`: many reports made one incident each, with bounds, claims, a grade and the chain back."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._accord import accord_or_exit
from ._files import write_whole
from ._quick import spare_pandas
from .incidents import read_mapping

if TYPE_CHECKING:
    import pyarrow as pa

    from servanda.errors import Problem
    from servanda.incidents.fuse import Fused
    from servanda.incidents.report import Reports

SHOWN = 20  # problems that are printed; --json shows all
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)
_KEPT = (
    "fuse.unplaced",
    "fuse.unread-columns",
    "fuse.few-labels",
    "fuse.labels-elsewhere",
    "fuse.unknown-act",
    "places.on-border",
)  # told, nothing to mend


@click.command()
@click.argument("reports", type=_FILE)
@click.option("-o", "--output", required=True, type=_OUT, help="Write the incidents as Parquet.")
@click.option("--accord", help="Its parties settle which names are one actor; its tree says which acts there are.")
@click.option("--labelled-reports", type=_FILE, help="Reports that people have grouped, to learn from.")
@click.option("--labels", type=_FILE, help="Table of report_id, incident_id: how they have grouped them.")
@click.option("--review", type=_FILE, help="Judgements: CSV of report_a, report_b, link (must, cannot), or JSON lines.")
@click.option("--sources", type=_FILE, help="Table of source, reliability (A to F), for the grades.")
@click.option("--places", type=_FILE, multiple=True, help="Gazetteer: places reports by name, flags odd coordinates.")
@click.option("--onto", type=_FILE, help="Incidents made before: they stay, new reports join or open one.")
@click.option("--mapping", type=_FILE, help="YAML: our column: theirs, or =value.")
@click.option("--explain", is_flag=True, help="Write every compared pair with its reasons, and tell the unsure ones.")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")
def command(
    reports: Path,
    output: Path,
    accord: str | None,
    labelled_reports: Path | None,
    labels: Path | None,
    review: Path | None,
    sources: Path | None,
    places: tuple[Path, ...],
    onto: Path | None,
    mapping: Path | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Make incidents of REPORTS: who tells of the same thing, how well it is confirmed, where tellings differ.

    REPORTS is CSV, gzipped CSV or Parquet with report_id, source, happened_at, time_precision, lon, lat,
    place_precision, place, act, actor, killed_low, killed_high; all but report_id may be absent or empty. Without
    labels, rules weigh the pairs; with labels, a model learns from them.

    \b
      servanda fuse reports.csv.gz -o incidents.parquet
      servanda fuse reports.csv --accord vienna --labelled-reports old.csv --labels old-truth.csv -o incidents.parquet
      servanda fuse reports.csv --explain -o incidents.parquet && servanda review incidents.doubts.jsonl --by anna
      servanda fuse reports.csv --review incidents.doubts.judgements.jsonl -o incidents.parquet
      servanda fuse reports-with-today.csv --onto yesterday.parquet -o today.parquet

    \b
    Beside incidents.parquet:
      incidents.reports.parquet  report_id, incident_id: the chain from each incident to its reports
      incidents.claims.parquet   who says who did it, where the tellings differ
      incidents.pairs.parquet    with --explain: every compared pair and the terms of its score
      incidents.doubts.jsonl     with --explain: the unsure pairs, for `servanda review`

    Exit codes: 0 all well, 1 some input should be mended (all is told), 2 wrong use or an unusable file.
    """
    spare_pandas()
    _check_use(output, labelled_reports, labels, review, onto, reports)
    read = accord_or_exit(accord) if accord else None
    from servanda.incidents.fuse import fuse, read_judgements
    from servanda.incidents.fuse.incremental import extend
    from servanda.incidents.fuse.labels import read_labels, read_reliability
    from servanda.incidents.report_reader import read_reports

    columns = read_mapping(mapping) if mapping else None
    taken = read_reports(reports, columns)
    if places:
        from servanda.incidents.report_places import place_by_name
        from servanda.places import read_gazetteer

        gazetteer, named = read_gazetteer(*places)
        click.echo("\n".join(p.render() for p in named[:SHOWN]), err=True, nl=bool(named))
        taken = place_by_name(taken, gazetteer, str(reports))
    problems: list[Problem] = [*taken.aside, *taken.notices]
    told: dict[str, Any] = {"reports": taken.rows, "set_aside": len(taken.aside)}
    known: dict[str, str] = {}
    learned_from: Reports | None = None
    if labels:
        known, named = read_labels(labels)
        problems += named
        if labelled_reports:
            old = read_reports(labelled_reports, columns)
            learned_from = old.reports
            problems += [*old.aside, *old.notices]
        told["labels"] = len(known)
        problems += _elsewhere(known, (learned_from or taken.reports).ids, labels)
    given = taken.reports
    if sources:
        letters, named = read_reliability(sources)
        given, problems = _with_reliability(given, letters), [*problems, *named]
    judged, named = read_judgements(review) if review else ([], [])
    problems += named
    teach: dict[str, Any] = {"accord": read, "labelled": learned_from, "labels": known}
    if onto:
        before, named = read_labels(_beside(onto, "reports"))
        problems += named
        fused, made, placed = extend(given, before, **teach)
        told |= {"opened": sum(p.opened for p in placed), "joined": sum(not p.opened for p in placed)}
        told["placed"] = [vars(p) for p in placed]
    else:
        fused = fuse(given, judgements=judged, **teach)
        made = fused.assembled
    problems += fused.problems
    tables = {output: made.incidents, _beside(output, "reports"): made.members, _beside(output, "claims"): made.claims}
    told |= _counts(made.incidents, made.claims)
    if explain:
        tables[_beside(output, "pairs")] = _explained(fused, told)
    _write(tables)
    told["problems"] = problems
    told["written"] = [str(path) for path in tables]
    if explain:
        told["queue"] = _queue(fused, output.with_suffix(".doubts.jsonl"))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=lambda p: p.as_dict()))
    else:
        _tell(told)
    raise SystemExit(1 if any(p.code not in _KEPT for p in problems) else 0)


def _check_use(output: Path, *inputs: Path | None) -> None:
    """Refuse what cannot work before anything is read."""
    labelled, labels, review, onto, _ = inputs
    if output.suffix.lower() != ".parquet":
        raise click.UsageError(f"{output} is written as Parquet: call it {output.with_suffix('.parquet')}.")
    if not output.parent.is_dir():
        raise click.UsageError(f"There is no folder {output.parent} to write {output.name} into.")
    if labelled and not labels:
        raise click.UsageError("--labelled-reports needs --labels: which incident each of them tells of.")
    if onto and review:
        raise click.UsageError("--onto keeps the incidents as they are: use --review in a whole run, without --onto.")
    for path in inputs:
        if path and path.resolve() == output.resolve():
            raise click.UsageError(f"{path} is an input: write somewhere else.")


def _beside(path: Path, what: str) -> Path:
    return path.with_suffix(f".{what}.parquet")


def _elsewhere(labels: dict[str, str], ids: list[str], path: Path) -> list[Problem]:
    from servanda.errors import Problem
    from servanda.source import Cell

    missing = sorted(set(labels) - set(ids))
    if not missing:
        return []
    message = f"{len(missing)} labelled reports are not in the file of reports ({', '.join(missing[:5])} …)."
    return [
        Problem(
            "fuse.labels-elsewhere",
            message,
            "Give the file that they belong to.",
            Cell(str(path), 1),
        )
    ]


def _with_reliability(reports: Reports, letters: dict[str, str]) -> Reports:
    import pyarrow as pa

    from servanda.incidents.report import Reports

    pairs = zip(reports.texts("source"), reports.texts("reliability"), strict=True)
    column = pa.array([own or letters.get(source or "") for source, own in pairs], pa.string())
    at = reports.table.column_names.index("reliability")
    return Reports(reports.table.set_column(at, "reliability", column), reports.time_words, reports.place_words)


def _counts(incidents: pa.Table, claims: pa.Table) -> dict[str, Any]:
    sources = incidents.column("independent_sources").to_pylist()
    grades = Counter(incidents.column("info_grade").to_pylist())
    return {
        "incidents": incidents.num_rows,
        "single_source": sum(n <= 1 for n in sources),
        "grades": {str(grade): grades[grade] for grade in sorted(grades)},
        "actor_disputed": len(set(claims.column("incident_id").to_pylist())),
    }


def _explained(fused: Fused, told: dict[str, Any]) -> pa.Table:
    from servanda.incidents.fuse.explain import likely_aliases, pairs_table, unsure, why

    told["unsure"] = [why(fused, pair) for pair in unsure(fused)]
    told["likely_aliases"] = [list(alias) for alias in likely_aliases(fused)]
    told["pairs"] = len(fused.evidence)
    return pairs_table(fused)


def _queue(fused: Fused, path: Path) -> str:
    """Write the unsure pairs for `servanda review`."""
    from servanda.incidents.fuse.explain import doubts
    from servanda.parties.review import write_doubts

    write_whole(path, write_doubts(doubts(fused)))
    return str(path)


def _write(tables: dict[Path, pa.Table]) -> None:
    """Write all tables beside their places, then give them their names."""
    import pyarrow.parquet as pq

    parts = {path: path.with_name(f".{path.name}.part") for path in tables}
    try:
        for path, table in tables.items():
            pq.write_table(table, parts[path], compression="zstd")
        for path, part in parts.items():
            part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _tell(told: dict[str, Any]) -> None:
    problems = told["problems"]
    for problem in problems[:SHOWN]:
        click.echo(problem.render(), err=True)
    if len(problems) > SHOWN:
        click.echo(f"… and {len(problems) - SHOWN:,} more (--json shows all)", err=True)
    aside = f" ({told['set_aside']:,} rows set aside)" if told["set_aside"] else ""
    click.echo(f"{told['reports']:,} reports → {told['incidents']:,} incidents{aside}")
    click.echo(f"  told by one source alone: {told['single_source']:,}")
    click.echo("  information grade: " + ", ".join(f"{grade}: {n:,}" for grade, n in told["grades"].items()))
    click.echo(f"  who did it is disputed: {told['actor_disputed']:,}")
    if "placed" in told:
        click.echo(f"  new reports: {told['joined']:,} joined an incident, {told['opened']:,} opened one")
    if told.get("unsure"):
        click.echo(f"\nMost unsure, worth a look (servanda review {told['queue']}, then --review its judgements):")
        for sentence in told["unsure"]:
            click.echo(f"  {sentence}")
    if told.get("likely_aliases"):
        click.echo("\nLikely one actor (not merged; confirm as aliases in the accord):")
        for a, b, weight in told["likely_aliases"]:
            click.echo(f"  {a} = {b}  ({weight:+.1f})")
    click.echo("\nWritten: " + ", ".join(told["written"]))
