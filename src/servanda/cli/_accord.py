"""What commands that take an accord share: loading it, and reading a moment from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from servanda.accord import Accord


class Unusable(click.ClickException):
    """A file or a request that a command can do nothing with; told in one sentence, exit code 2."""

    exit_code = 2


def accord_or_exit(name: str) -> Accord:
    """The accord of a folder or name; with problems in it, they are told and the command ends with exit code 1."""
    from servanda.accord import AccordProblemsError, load

    try:
        return load(name)
    except AccordProblemsError as e:
        click.echo(f"servanda: {e}", err=True)
        raise SystemExit(1) from e


def instant(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Refuse a moment that cannot be read, before anything else is done."""
    from servanda.times import parse_instant

    try:
        if value is not None:
            parse_instant(value)
    except ValueError as e:
        raise click.BadParameter(told_of(value, e)) from e
    return value


def told_of(value: str | None, error: ValueError) -> str:
    """What is wrong with a value, naming it where the error does not."""
    return str(error) if repr(value) in str(error) else f"{value!r}: {error}"
