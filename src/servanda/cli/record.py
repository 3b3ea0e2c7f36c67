"""`servanda record`: the log that rivals share, its proofs, and what may be forgotten."""

from __future__ import annotations

import importlib

import click

# subcommand → (its module here, its one-line help)
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("record_write", "Make a new, empty record."),
    "append": ("record_write", "Add one entry."),
    "import": ("record_write", "Add many entries from files; bad rows are set aside with their reason."),
    "show": ("record_show", "Show an entry, or a table as known at a moment."),
    "prove": ("record_prove", "Write a proof that an entry is in the log, or that the log only grew."),
    "checkpoint": ("record_prove", "Sign the log as it stands; take in cosignatures."),
    "witness": ("record_prove", "Cosign another's checkpoint, if their log only grew since you last looked."),
    "verify": ("record_prove", "Check a record or an export: every entry, every hash, every signature."),
    "export": ("record_share", "Write a copy for others: JSON lines, a public SQLite file, or tiles."),
    "erase": ("record_write", "Forget a sealed entry's words; every proof stays valid."),
    "rebuild": ("record_write", "Drop the derived tables and build them again from the log."),
    "keys": ("record_prove", "Make a signing key, or show its verifier keys."),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"servanda.cli.{COMMANDS[name][0]}")
        found: click.Command = getattr(module, f"{name}_command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=_Lazy)
def command() -> None:
    """Keep a record that every side can check, and that can forget a witness.

    \b
    The record lies in a SQLite file or a PostgreSQL database, named by --db or SERVANDA_RECORD:
      servanda record init example.org/north
      servanda record append report/1 '{"act": "shelling"}' --author monitor:m2 --subject r1
      servanda record keys --name example.org/north -o log.key
      servanda record checkpoint --key log.key
      servanda record verify --log-key 'example.org/north+…'

    docs/record.md tells how somebody who trusts nobody checks a record.
    """
