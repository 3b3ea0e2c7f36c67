"""What `servanda judge --follow` does: signals, files, and what people are told on stderr."""

from __future__ import annotations

import signal
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from servanda.accord import Accord


def follow_file(
    accord: Accord,
    files: tuple[Path, ...],
    output: Path | None,
    state: Path | None,
    readings: tuple[str, ...],
    known_at: datetime | None,
) -> int:
    """Follow until the input ends or a signal comes; how many lines were set aside."""
    from servanda.incidents.names import resolve
    from servanda.judge.facts import facts
    from servanda.judge.follow import Outputs, follow

    if len(files) > 1:
        raise click.UsageError("--follow takes one file, or - for standard input.")
    path = files[0] if files and str(files[0]) != "-" else None
    if path is not None and not path.is_file():
        raise click.UsageError(f"There is no file {path} to follow.")
    if output is not None and state is None:
        state = output.with_name(f"{output.name}.state")
    stop = threading.Event()

    def ask(number: int, _: Any) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)  # a second one ends at once: nothing is lost by it

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    outputs = Outputs(output, state, sys.stdout.buffer)
    return follow(
        facts(accord, readings or None, known_at), lambda names: resolve(names, accord), path, outputs, stop.wait
    )
