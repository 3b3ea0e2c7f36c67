"""`servanda record init | append | import | erase | rebuild`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._files import write_whole
from ._record import opened, place_options, read_text, say, vault_of

if TYPE_CHECKING:
    from servanda.errors import Problem
    from servanda.record import Draft


@click.command("init")
@click.argument("origin")
@place_options
def init_command(origin: str, db: str, vault: str | None) -> None:
    """Make a new, empty record called ORIGIN, such as example.org/north: its name on every checkpoint.

    \b
      servanda record init example.org/north
      servanda record init example.org/north --db postgresql:///mission --vault /secure/vault
    """
    from servanda.record import create_record

    create_record(db, origin, vault_of(db, vault)).close()
    click.echo(f"{db}: the record of {origin}, empty")


@click.command("append")
@click.argument("form")
@click.argument("body")
@click.option("--author", required=True, help="role:name, or role@party:name for parties and guarantors.")
@click.option("--subject", default="", help="What it is about: a report, an incident, a question; #17 for entry 17.")
@click.option("--compartment", default="", help="Who may read it [the form's own].")
@click.option("--ref", default="", help="Your reference: the same one twice is one entry.")
@click.option("--sealed", is_flag=True, help="Keep the body under its own key, so that it can be forgotten.")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")
@place_options
def append_command(
    form: str,
    body: str,
    author: str,
    subject: str,
    compartment: str,
    ref: str,
    sealed: bool,
    as_json: bool,
    db: str,
    vault: str | None,
) -> None:
    """Add one entry of FORM with the JSON object BODY (@FILE reads a file, - standard input).

    \b
      servanda record append report/1 '{"act": "shelling", "lon": 36.7, "lat": 34.7}' --author monitor:m2 --subject r1
      servanda record append report/1 @interview.json --author verifier:v1 --subject r1 --sealed
      servanda record append correction/1 '{"body": {"act": "detain"}, "reason": "typo"}' --author monitor:m2 --subject '#0'

    Exit codes: 0 it is on disk, 1 it was not accepted (all reasons are told), 2 wrong use or an unusable database.
    """
    from servanda.record import Draft, HostileJsonError, RejectedError, strict
    from servanda.record.forms import FORMS

    text = read_text(body if body == "-" else body[1:]) if body[:1] in {"@", "-"} else body
    try:
        value = strict(text)
    except HostileJsonError as e:
        click.echo(f"{e}", err=True)
        raise SystemExit(1) from e
    record = opened(db, vault)
    try:
        receipt = record.append(Draft(form, author, value, subject, compartment, ref, sealed))
    except RejectedError as e:
        for problem in e.problems:
            click.echo(problem.render(), err=True)
        raise SystemExit(1) from e
    unknown = FORMS[form].unknown(value)
    if unknown:
        click.echo(f"Kept, but not read by {form}: {', '.join(unknown)}. Are the names right?", err=True)
    told = {"seq": receipt.seq, "leaf": receipt.leaf.hex(), "repeated": receipt.repeated}
    say(as_json, told, f"entry {receipt.seq}{', there already' if receipt.repeated else ''}, leaf {receipt.leaf.hex()}")


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--author", required=True, help="Who hands these in, as role:name.")
@click.option(
    "--as",
    "kind",
    type=click.Choice(["export", "jsonl", "kobo", "table"]),
    help="export: another record's export. Left out: told by the file.",
)
@click.option("--form", default="report/1", show_default=True, help="Of JSON lines that do not say it.")
@click.option("--sealed", is_flag=True, help="Seal every body (Kobo and JSON lines).")
@click.option("--aside", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows set aside here, CSV.")
@click.option("--log-key", help="For an export: the log's verifier key; it must be sound, or nothing goes in.")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")
@place_options
def import_command(
    files: tuple[Path, ...],
    author: str,
    kind: str | None,
    form: str,
    sealed: bool,
    aside: Path | None,
    log_key: str | None,
    as_json: bool,
    db: str,
    vault: str | None,
) -> None:
    """Add reports from FILES: CSV, XLSX (HXL tags understood), GED, ACLED, JSON lines, Kobo/ODK submissions.

    Bad rows are set aside with their reason and the rest goes in. The same file twice adds nothing.

    \b
      servanda record import reports.csv --author monitor:m2
      servanda record import submissions.json --as kobo --author monitor:phones --sealed
      servanda record import export.jsonl --as export --author keeper:k     (into an empty or older record)

    Exit codes: 0 all rows went in, 1 some were set aside, 2 wrong use or an unusable file.
    """
    from servanda.record.exports import import_export

    record = opened(db, vault)
    told: list[dict[str, Any]] = []
    bad: list[Problem] = []
    for path in files:
        how = kind or _kind_of(path)
        if how == "export":
            _check_export(path, log_key)
            told.append({"file": path.name, "added": import_export(record, path), "repeated": 0, "aside": 0})
            continue
        problems: list[Problem] = []
        rows: list[int] = []
        added = record.append_many(_drafts(path, how, author, form, sealed, problems, rows))
        for place, why in added.aside:
            problems += _placed(path, rows[place] if place < len(rows) else place + 1, why)
        told.append(
            {
                "file": path.name,
                "added": added.added,
                "repeated": added.repeated,
                "aside": len({_row(p) for p in problems}),
            }
        )
        bad += problems
    if aside is not None and bad:
        _write_aside(aside, bad)
    for problem in bad[:20]:
        click.echo(problem.render(), err=True)
    if len(bad) > 20:
        click.echo(f"… and {len(bad) - 20} more{f', in {aside}' if aside else ' (--aside FILE keeps them)'}", err=True)
    text = "\n".join(
        f"{t['file']}: {t['added']} added, {t['repeated']} there already, {t['aside']} set aside" for t in told
    )
    say(as_json, told, text)
    raise SystemExit(1 if bad else 0)


@click.command("erase")
@click.argument("seq", type=int, required=False)
@click.option("--author", help="Who erases: its author, the keeper or a verifier.")
@click.option("--reason", help="Why; it is public, so name nobody.")
@click.option("--finish", is_flag=True, help="Only complete erasures that were interrupted.")
@place_options
def erase_command(
    seq: int | None, author: str | None, reason: str | None, finish: bool, db: str, vault: str | None
) -> None:
    """Forget the words of sealed entry SEQ and of its corrections: key, salt and cipher text are destroyed.

    \b
      servanda record erase 17 --author keeper:k --reason "safety of the source"
    """
    from servanda.record import RejectedError

    record = opened(db, vault)
    if finish:
        click.echo(f"{record.finish_erasures()} keys destroyed")
        return
    if seq is None or not author or not reason:
        raise click.UsageError("Name the entry, --author and --reason (or --finish).")
    try:
        receipts = record.erase(seq, author, reason)
    except RejectedError as e:
        for problem in e.problems:
            click.echo(problem.render(), err=True)
        raise SystemExit(1) from e
    click.echo(
        f"Erased. The redaction is entry {', '.join(str(r.seq) for r in receipts)}; the tree and every proof hold."
    )


@click.command("rebuild")
@place_options
def rebuild_command(db: str, vault: str | None) -> None:
    """Drop the derived tables and build them again from the log, which alone counts."""
    click.echo(f"{opened(db, vault).rebuild()} entries read again")


def _check_export(path: Path, log_key: str | None) -> None:
    """Refuse an export that is not sound; without the log's key its entries alone are checked, as they go in."""
    from servanda.record import verifier as v

    if not log_key:
        click.echo(f"{path.name}: no --log-key was given, so its signatures are not checked.", err=True)
        return
    problems = v.Export(str(path), log_key).problems
    for problem in problems:
        click.echo(f"NOT SOUND: {problem}", err=True)
    if problems:
        raise SystemExit(1)


def _kind_of(path: Path) -> str:
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        with path.open("rb") as f:
            return "export" if b'"servanda":"export/' in f.readline(4096) else "jsonl"
    return "kobo" if path.suffix.lower() == ".json" else "table"


def _drafts(
    path: Path, how: str, author: str, form: str, sealed: bool, problems: list[Problem], rows: list[int]
) -> Iterator[Draft]:
    """Drafts of one file; what cannot be one goes to ``problems``, and each draft's row to ``rows``."""
    from dataclasses import replace

    from servanda.errors import Problem
    from servanda.record.imports import read_json_lines, read_kobo

    if how == "table":
        from servanda.incidents import stream
        from servanda.incidents.from_record import drafts_of

        for part in stream(path):
            problems += [*part.aside]
            for draft in drafts_of(part.incidents, author, ref=path.name):
                rows.append(0)
                yield draft
        return
    found = read_kobo(path, author, sealed=sealed) if how == "kobo" else read_json_lines(path, author, form)
    for number, one in enumerate(found, 1):
        if isinstance(one, Problem):
            problems.append(one)
        else:
            rows.append(number)
            yield replace(one, sealed=True) if sealed else one


def _placed(path: Path, row: int, why: tuple[Problem, ...]) -> list[Problem]:
    from dataclasses import replace

    from servanda.source import Cell

    return [replace(p, source=p.source or Cell(path.name, row)) for p in why]


def _row(problem: Problem) -> Any:
    return problem.source or id(problem)


def _write_aside(path: Path, problems: list[Problem]) -> None:
    import io

    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["file", "row", "column", "value", "code", "message", "hint"])
    for p in problems:
        d = p.as_dict()
        rows.writerow([d.get(k, "") for k in ("file", "row", "column", "value", "code", "message", "hint")])
    write_whole(path, out.getvalue())
