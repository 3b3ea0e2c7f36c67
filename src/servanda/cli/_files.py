"""How commands write a file: whole, or not at all."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click


def write_whole(path: Path, data: bytes | str) -> None:
    """Write beside and rename, so that nobody ever sees half a file; a text goes out as UTF-8, its line ends as they are.

    Where that cannot be done, the command ends with one sentence and exit code 2.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(data.encode() if isinstance(data, str) else data)
        beside.replace(path)
    except OSError as e:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise click.UsageError(f"{path} cannot be written: {e.strerror or e}. Choose another place.") from e
