"""What the commands of the record share: where it lies, its vault, and how things are told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from datetime import datetime

    from servanda.record import Record, Vault

F = TypeVar("F", bound=Callable[..., Any])


def place_options(command: F) -> F:
    """--db and --vault."""
    command = click.option(
        "--vault", envvar="SERVANDA_VAULT", help="Folder with the keys of sealed bodies [beside the file]."
    )(command)
    return click.option(
        "--db", envvar="SERVANDA_RECORD", default="record.db", show_default=True, help="A file, or postgresql://…"
    )(command)


def vault_of(db: str, vault: str | None) -> Vault | None:
    from servanda.record import Vault

    if vault:
        return Vault(Path(vault))
    return None if db.startswith(("postgresql://", "postgres://")) else Vault(Path(f"{db}.vault"))


def opened(db: str, vault: str | None, read_only: bool = False) -> Record:
    from servanda.record import open_record

    return open_record(db, vault_of(db, vault), read_only=read_only)


def moment(text: str | None) -> int | datetime | None:
    """A number of entries, an instant, or None."""
    from servanda.times import parse_instant

    if text is None:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        return parse_instant(text)
    except ValueError as e:
        raise click.UsageError(str(e)) from e


def say(as_json: bool, value: Any, text: str) -> None:
    """Print plain data or text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str) if as_json else text)


def read_text(path: str) -> str:
    """A file's text, or standard input for ``-``."""
    try:
        if path == "-":
            return sys.stdin.read()
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise click.UsageError(f"{path} cannot be read as text: {e}.") from e
