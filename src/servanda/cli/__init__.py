"""The command `servanda`: one file per subcommand, imported only when it is called, so that --help is quick."""

from __future__ import annotations

import importlib
import sys

import click

from servanda import __version__

# subcommand → its one-line help; the code is in the module of the same name, as `command`
COMMANDS: dict[str, str] = {
    "read": "Read a transcript, communiqué or resolution: who promised what, by when.",
    "draft": "Blocks for an accord from a reviewed reading.",
    "diff-reading": "What a later text kept, changed, dropped and added.",
    "check": "Report every problem in an accord, each with its line.",
    "accord": "Show an accord as a book, or the schema of its blocks.",
    "timetable": "What is due when, what was met, missed or violated, which dates clash.",
    "status": "Where every promised deed stands, and how far it was carried out.",
    "incidents": "Read files of incidents, account for every row, write Parquet.",
    "fuse": "Make incidents of many reports, graded, with the chain back.",
    "match": "Compare pairs of names across scripts: score, match and why.",
    "screen": "Find which names may stand on a list, with reasons.",
    "list": "The common list: bring members' lists together, propose, decide, export.",
    "review": "Judge uncertain pairs of names at the keyboard.",
    "judge": "Judge incidents by an accord, under every reading.",
    "hinge": "Which open question, settled which way, changes the most verdicts.",
    "changes": "Which verdicts differ between what was known then and now, and why.",
    "explain": "Walk one verdict back to its sentence and its report.",
    "reconcile": "Lay two claimants' lists beside each other: agreed, contested, one-sided, and why.",
    "brief": "Verdicts as a page, tables, maps and a calendar to hand on.",
    "record": "Keep a log that rivals can verify; prove, witness, export, forget.",
}


class _Lazy(click.Group):
    """A group that knows its subcommands by name and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"servanda.cli.{name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="servanda")
def app() -> None:
    """Keep a peace process checkable, from the words to the ground and back.

    \b
    An accord (plain text) + reports (files) → verdicts with reasons → timetable, map and brief.
      servanda check vienna
      servanda judge vienna incidents.csv -o verdicts.parquet
      servanda brief vienna verdicts.parquet -o brief/

    Exit codes: 0 all well, 1 problems were found in the input, 2 wrong use or an unusable file.
    """


def main() -> None:
    """Run the command; an error that we raise on purpose is one clear message, never a traceback."""
    from servanda.errors import ServandaError

    try:
        app()
    except ServandaError as e:
        click.echo(f"servanda: {e}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
