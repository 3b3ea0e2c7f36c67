"""What the commands on names and lists share: tables in, files out, moments."""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import click

from servanda.errors import Problem, ServandaError

from ._files import write_whole


class UnreadableTableError(ServandaError):
    """A file that cannot be read as a table with the columns that are needed."""


def bytes_of(path: str) -> bytes:
    """A file's bytes, unpacked; ``-`` is standard input."""
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        data = Path(path).read_bytes()
        return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except (OSError, EOFError) as e:
        raise UnreadableTableError(f"{path} cannot be read: {e}.") from e


def table(path: str) -> tuple[list[str], list[list[str]]]:
    """The header and rows of a CSV or TSV file, every cell kept; NUL characters and byte order marks taken out."""
    text = bytes_of(path).decode("utf-8-sig", errors="replace").replace("\x00", "")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count) if any(c in first for c in ",;\t") else ","
    csv.field_size_limit(1 << 24)
    try:
        rows = [r for r in csv.reader(io.StringIO(text), delimiter=delimiter) if r]
    except csv.Error as e:
        raise UnreadableTableError(f"{path} cannot be read as CSV: {e}.") from e
    if not rows:
        raise UnreadableTableError(f"{path} is empty.")
    return rows[0], rows[1:]


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def give(data: bytes, output: Path | None) -> None:
    """To a file, or to standard output."""
    if output:
        write_whole(output, data)
    else:
        click.echo(data.decode(), nl=False)


def moment(text: str | None) -> datetime | None:
    """An instant or a day from an option; the moment now where nothing is said is the caller's affair."""
    if text is None:
        return None
    from servanda.times import parse_instant

    try:
        return parse_instant(text)
    except ValueError as e:
        raise click.BadParameter(str(e)) from e


def tell(problems: Sequence[Problem], most: int = 20) -> None:
    """Problems on standard error: the first ones whole, the rest counted."""
    for p in problems[:most]:
        click.echo(p.render(), err=True)
    if len(problems) > most:
        click.echo(f"… and {len(problems) - most} more.", err=True)
