"""What commands that judge files share: their options for reading, and the incidents read into a file of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from servanda.accord import Accord

F = TypeVar("F", bound=Callable[..., Any])


def reading_options(function: F) -> F:
    """``--mapping``, ``--form`` and ``--time-zone``, as ``servanda judge`` has them."""
    for option in (
        click.option("--time-zone", help="Where dates without an offset are local [the accord's]."),
        click.option("--form", type=click.Choice(["ged", "acled", "table"]), help="Left out: told by the columns."),
        click.option(
            "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="YAML: our column: theirs."
        ),
    ):
        function = option(function)
    return function


def how_to_read(accord: Accord, mapping: Path | None, form: str | None, time_zone: str | None) -> dict[str, Any]:
    """The options of ``reading_options`` as the readers take them; dates are the accord's where nothing else is said."""
    from .incidents import read_mapping

    return {
        "form": form,
        "mapping": read_mapping(mapping) if mapping else None,
        "time_zone": time_zone or accord.time_zone,
        "encoding": None,
    }


@contextmanager
def read_incidents(
    accord: Accord, files: tuple[Path, ...], mapping: Path | None, form: str | None, time_zone: str | None
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The incidents of files as one Parquet file, for as long as the block lasts, and what people are told of them."""
    import tempfile

    from .incidents import read_files

    options = how_to_read(accord, mapping, form, time_zone)
    with tempfile.TemporaryDirectory(prefix="servanda-") as folder:
        path = Path(folder) / "incidents.parquet"
        yield path, read_files(files, path, None, options, accord)


def tell_aside(told: dict[str, Any]) -> None:
    """On stderr, how many rows were set aside, if any."""
    if told["aside"]:
        n = len(told["aside"])
        click.echo(
            f"servanda: {n:,} of {told['rows']:,} rows could not be used; `servanda incidents` tells which and why.",
            err=True,
        )
