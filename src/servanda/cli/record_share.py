"""`servanda record export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._record import moment, opened, place_options

if TYPE_CHECKING:
    from servanda.record import Record

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("export")
@click.option("-o", "--output", type=_FILE, help="JSON lines with checkpoints, for verifier.py and other records.")
@click.option(
    "--as", "who", help="Withhold what this reader may not see (role:name); left out, the keeper's full copy."
)
@click.option("--public", "public", type=_FILE, help="A SQLite file for everybody.")
@click.option("--tiles", type=click.Path(file_okay=False, path_type=Path), help="A folder of static tiles (C2SP).")
@click.option("--incidents", type=_FILE, help="The reports as incidents, Parquet: what `servanda judge` takes.")
@click.option("--at", help="For --incidents: as known at a number of entries, a day or an instant [now].")
@click.option("--with-sealed", is_flag=True, help="Add the cipher texts, to move to another database (not their keys).")
@place_options
def export_command(
    output: Path | None,
    who: str | None,
    public: Path | None,
    tiles: Path | None,
    incidents: Path | None,
    at: str | None,
    with_sealed: bool,
    db: str,
    vault: str | None,
) -> None:
    """Write copies for others. Sealed words are in none of them; what is withheld stands in as its hash.

    \b
      servanda record export -o full.jsonl
      servanda record export -o for-north.jsonl --as party@north:desk
      servanda record export --public public.db --tiles site/log
      servanda record export --incidents then.parquet --at 2016-03-03
    """
    from servanda.record.exports import write_export, write_public_copy, write_tiles
    from servanda.record.policy import read_user

    if not (output or public or tiles or incidents):
        raise click.UsageError("Name -o, --public, --tiles or --incidents.")
    if with_sealed and who:
        raise click.UsageError("--with-sealed is for the keeper's full copy alone, not for --as.")
    user = read_user(who) if who else None
    if who and user is None:
        raise click.UsageError(f"{who!r} names no reader: role:name, or role@party:name for parties and guarantors.")
    record = opened(db, vault, read_only=True)
    try:
        if output:
            click.echo(f"{output}: {write_export(record, output, user, with_sealed)} entries")
        if public:
            click.echo(f"{public}: {write_public_copy(record, public)} entries")
        if incidents:
            _write_incidents(record, incidents, at)
        if tiles:
            click.echo(f"{tiles}: {write_tiles(record, tiles)} tiles")
    except OSError as e:
        raise click.UsageError(f"{e.filename or output or public or tiles} cannot be written: {e.strerror}.") from e


def _write_incidents(record: Record, path: Path, at: str | None) -> None:
    """The reports as known at a moment, for the judge; those set aside are told."""
    from ._quick import spare_pandas

    spare_pandas()
    import pyarrow.parquet as pq

    from servanda.incidents.from_record import incidents_of
    from servanda.record.tables import size_of, table

    size = size_of(record, moment(at))
    found = incidents_of({name: table(record, name, size) for name in ("reports", "grades")})
    for problem in found.aside[:20]:
        click.echo(problem.render(), err=True)
    draft = path.with_name(path.name + ".new")
    pq.write_table(found.incidents, draft, compression="zstd")
    draft.replace(path)
    click.echo(
        f"{path}: {found.incidents.num_rows} incidents as known after {size} entries, {len(found.aside)} set aside"
    )
