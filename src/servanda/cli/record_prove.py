"""`servanda record keys | checkpoint | prove | witness | verify`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ._files import write_whole
from ._record import opened, place_options, read_text, say

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("keys")
@click.option("--name", help="Make a key with this name: the record's origin, or the witness's own.")
@click.option("-o", "--output", type=_FILE, help="Where to put the new key; it is never overwritten.")
@click.argument("key", required=False, type=_FILE)
def keys_command(name: str | None, output: Path | None, key: Path | None) -> None:
    """Make a signing key (--name, -o), or show the verifier keys of KEY, which are public.

    \b
      servanda record keys --name example.org/north -o log.key
      servanda record keys log.key
    """
    from servanda.record.notes import make_signer, read_signer, write_signer

    if bool(name) != bool(output) or bool(name) == bool(key):
        raise click.UsageError("Give --name and -o to make a key, or name a key to show it.")
    if name and output:
        write_signer(make_signer(name), output)
    signer = read_signer(output or key)  # type: ignore[arg-type]
    click.echo(f"log key      {signer.vkey}\nwitness key  {signer.witness_vkey}")


@click.command("checkpoint")
@click.option("--key", type=_FILE, help="The log's signing key.")
@click.option("--add", "notes", multiple=True, help="A cosigned checkpoint to take in (- for standard input).")
@click.option("-o", "--output", type=_FILE, help="Write the checkpoint here instead of printing it.")
@place_options
def checkpoint_command(
    key: Path | None, notes: tuple[str, ...], output: Path | None, db: str, vault: str | None
) -> None:
    """Sign the log as it stands with --key, take in cosignatures with --add, or print the newest checkpoint.

    \b
      servanda record checkpoint --key log.key
      servanda record checkpoint --add from-north.txt --add from-south.txt
    """
    from servanda.record.checkpoint import add_cosignatures, latest_checkpoint, make_checkpoint
    from servanda.record.notes import read_signer
    from servanda.record.verifier import Unsound

    record = opened(db, vault)
    try:
        if key:
            make_checkpoint(record, read_signer(key))
        for note in notes:
            add_cosignatures(record, read_text(note))
        newest = latest_checkpoint(record)
    except Unsound as e:
        raise click.UsageError(str(e)) from e
    if output:
        write_whole(output, newest)
    else:
        click.echo(newest, nl=False)


@click.command("prove")
@click.argument("seq", type=click.IntRange(0), required=False)
@click.option("--since", type=click.IntRange(0), help="Also prove that the log only grew since it had so many entries.")
@click.option("-o", "--output", type=_FILE, help="Write the proof here instead of printing it.")
@place_options
def prove_command(seq: int | None, since: int | None, output: Path | None, db: str, vault: str | None) -> None:
    """Write a proof against the newest checkpoint: that entry SEQ is in it, and/or that the log only grew.

    \b
      servanda record prove 17 -o proof.json
      servanda record prove --since 0 -o for-witness.json
      python verifier.py --proof proof.json --key 'example.org/north+…'
    """
    from servanda.record.checkpoint import proof

    if seq is None and since is None:
        raise click.UsageError("Name an entry, or --since.")
    text = json.dumps(proof(opened(db, vault, read_only=True), seq, since), ensure_ascii=False, indent=1) + "\n"
    if output:
        write_whole(output, text)
    else:
        click.echo(text, nl=False)


@click.command("witness")
@click.argument("proof")
@click.option("--log-key", required=True, help="The log's verifier key.")
@click.option("--key", required=True, type=_FILE, help="Your own signing key.")
@click.option("--state", required=True, type=_FILE, help="Your own memory of what you saw; keep it safe.")
@click.option("-o", "--output", type=_FILE, help="Write the cosigned checkpoint here instead of printing it.")
def witness_command(proof: str, log_key: str, key: Path, state: Path, output: Path | None) -> None:
    """Cosign the checkpoint in PROOF (`servanda record prove --since N`), if the log only grew since you last looked.

    \b
      servanda record witness for-witness.json --log-key 'example.org/north+…' --key mine.key --state seen.json

    Exit codes: 0 cosigned, 1 it does not hold: nothing was cosigned and the evidence is kept beside --state.
    """
    from servanda.record import HostileJsonError, strict
    from servanda.record.checkpoint import CheckpointError, SplitViewError, witness
    from servanda.record.notes import read_signer
    from servanda.record.verifier import Unsound

    signer = read_signer(key)
    try:
        bundle = strict(read_text(proof))
        note = witness(bundle, log_key, signer, state)
    except (Unsound, SplitViewError, CheckpointError, HostileJsonError) as e:
        click.echo(f"Not cosigned. {e}", err=True)
        raise SystemExit(1) from e
    except (KeyError, TypeError, ValueError, AttributeError) as e:
        click.echo(f"Not cosigned. {proof} is no proof file: {e!r}", err=True)
        raise SystemExit(1) from e
    if output:
        write_whole(output, note)
    else:
        click.echo(note, nl=False)


@click.command("verify")
@click.argument("export", required=False, type=_FILE)
@click.option("--log-key", help="The log's verifier key; without it hashes are checked and signatures are not.")
@click.option("--trust", type=_FILE, help="JSON: key, witnesses and quorum (see docs/record.md).")
@click.option("--against", type=_FILE, help="Another holder's export: where do the two part?")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")
@place_options
def verify_command(
    export: Path | None,
    log_key: str | None,
    trust: Path | None,
    against: Path | None,
    as_json: bool,
    db: str,
    vault: str | None,
) -> None:
    """Check EXPORT, or without one the record itself: every entry, every hash, every checkpoint and who cosigned it.

    \b
      servanda record verify --log-key 'example.org/north+…'
      servanda record verify export.jsonl --trust trust.json --against other.jsonl

    The same is done by one file without our software: `python verifier.py export.jsonl --trust trust.json`.
    Exit codes: 0 sound, 1 not (which entry, when signed, what to compare), 2 wrong use.
    """
    told = _trust(trust, log_key)
    problems: list[str]
    if export is None:
        from servanda.record.check import check_record

        found = check_record(
            opened(db, vault, read_only=True), told.get("key") or "", told["witnesses"], told["quorum"]
        )
        problems = [p.render() for p in found.problems]
        size, root, signed = found.size, found.root, found.checkpoints
    else:
        from servanda.record import verifier as v

        if not export.exists():
            raise click.UsageError(f"There is no file {export}.")
        checked = v.Export(str(export), told.get("key"), told["witnesses"], told["quorum"])
        problems = list(checked.problems)
        size, root, signed = checked.found.size, checked.found.root(), len(checked.checkpoints)
        if against is not None:
            try:
                parted = v.first_difference(str(export), str(against))
            except (v.Unsound, OSError, KeyError, TypeError) as e:
                raise click.UsageError(f"{against} cannot be compared: {e}") from e
            if parted is not None:
                problems.append(f"The two copies part at entry {parted}; everything before it is the same in both.")
    if not told.get("key"):
        problems.append("No --log-key was given: the hashes were checked, the signatures were not.")
    if size and not problems and export is None:
        from servanda.record.checkpoint import read_checkpoints
        from servanda.record.verifier import read_checkpoint

        last = max((read_checkpoint(n)[1] for n in read_checkpoints(opened(db, vault, read_only=True))), default=0)
        if last < size:
            click.echo(f"No checkpoint covers entries {last} to {size - 1} yet.", err=True)
    plain = {"entries": size, "root": root.hex(), "checkpoints": signed, "problems": problems}
    lines = [f"{size} entries, root {root.hex()}, {signed} checkpoints hold", *(f"NOT SOUND: {p}" for p in problems)]
    say(as_json, plain, "\n".join(lines))
    raise SystemExit(1 if problems else 0)


def _trust(trust: Path | None, key: str | None) -> dict[str, Any]:
    from servanda.record import HostileJsonError, strict

    told: dict[str, Any] = {}
    if trust is not None:
        try:
            told = strict(read_text(str(trust)))
        except HostileJsonError as e:
            raise click.UsageError(f"{trust}: {e}") from e
        if not isinstance(told, dict) or not isinstance(told.get("witnesses", []), list):
            raise click.UsageError(f"{trust} is not a trust file: an object with key, witnesses and quorum.")
    return {"witnesses": [], "quorum": 0} | told | ({"key": key} if key else {})
