"""From files and tables to incidents: recognise the form, read batch by batch, account for every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from servanda.errors import Problem, ServandaError
from servanda.source import Cell

from . import from_acled, from_ged, from_table
from .arrows import open_arrow, open_table
from .cells import Columns, Notices
from .csvs import open_csv
from .dates import DateOrder
from .files import DAMAGED, damaged, recognise
from .model import INCIDENTS, Intake
from .raw import Aside, Input, Raw
from .shape import Seen, Shaper, shape
from .sheets import open_xlsx

FORMS = ("ged", "acled", "table")
Progress = Callable[[int, int], None]  # bytes read so far, bytes in all


class FormError(ServandaError):
    """A form that we do not read, or a file that is not of the form that was named."""


def read(
    path_or_table: Any,
    *,
    form: str | None = None,
    mapping: Mapping[str, str] | None = None,
    time_zone: str = "UTC",
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Read one file or table of incidents whole.

    Args:
        path_or_table: CSV, TSV, XLSX, Parquet, Feather 2 or Arrow, any of them gzipped; or a table in memory that
            Arrow can take (pyarrow, pandas, Polars).
        form: ``ged``, ``acled`` or ``table``; left out, it is told by the columns.
        mapping: our column → the input's column, or ``=value`` for a constant; ``date-order`` (``day-month`` or
            ``month-day``) and ``time-zone`` may stand in it too. With one, the form is ``table``.
        time_zone: where dates and times without an offset are local.
        encoding: of a text; left out, it is found out.
        progress: called with the bytes read so far and in all.

    Returns:
        Intake: ``incidents`` as in INCIDENTS, ``aside`` one Problem per row that could not be used, ``notices``,
        ``rows`` in the input: ``rows == incidents.num_rows + len(aside)``.

    Raises:
        ServandaError: nothing in the input can be used: missing, empty, binary, unknown columns, unknown form.
    """
    return gather(
        stream(path_or_table, form=form, mapping=mapping, time_zone=time_zone, encoding=encoding, progress=progress)
    )


def stream(
    path_or_table: Any,
    *,
    form: str | None = None,
    mapping: Mapping[str, str] | None = None,
    time_zone: str = "UTC",
    encoding: str | None = None,
    progress: Progress | None = None,
    seen: Seen | None = None,
) -> Iterator[Intake]:
    """Read as ``read`` does, in batches of bounded size; the last one, with no rows, carries the notices.

    ``seen`` holds the ids of what was read before, so that doubles are found across files.
    """
    zone = str((mapping or {}).get("time-zone", time_zone))
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise FormError(f"{zone!r} is no time zone: write one such as Asia/Damascus or UTC.") from None
    order = (mapping or {}).get("date-order", "")
    if order not in {"", "day-month", "month-day"}:
        raise FormError(f"date-order is {order!r}: write day-month or month-day.")
    source = open_input(path_or_table, encoding, progress, frozenset((mapping or {}).values()))
    shaper, names = _shaper(source, form, mapping)
    return _read_batches(source, shaper, names, zone, DateOrder(order), Seen() if seen is None else seen)


def gather(parts: Iterator[Intake]) -> Intake:
    """Several intakes as one."""
    tables, rows = [INCIDENTS.empty_table()], 0
    aside: list[Problem] = []
    notices: list[Problem] = []
    originals: list[Mapping[str, str]] = []
    for part in parts:
        tables.append(part.incidents)
        aside.extend(part.aside)
        notices.extend(part.notices)
        originals.extend(part.originals)
        rows += part.rows
    return Intake(pa.concat_tables(tables), tuple(aside), tuple(notices), rows, tuple(originals))


def stream_all(
    paths: Sequence[Any],
    *,
    form: str | None = None,
    mapping: Mapping[str, str] | None = None,
    time_zone: str = "UTC",
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Iterator[Intake]:
    """Several inputs one after the other; an id that came before, in any of them, sets its row aside."""
    seen = Seen()
    options = {"form": form, "mapping": mapping, "time_zone": time_zone, "encoding": encoding}
    sizes = [Path(p).stat().st_size if isinstance(p, str | Path) and Path(p).is_file() else 0 for p in paths]
    for i, path in enumerate(paths):
        told = partial(_add_up, progress, sum(sizes[:i]), sum(sizes)) if progress else None
        yield from stream(path, **options, seen=seen, progress=told)  # type: ignore[arg-type]


def _add_up(progress: Progress, before: int, total: int, at: int, _: int) -> None:
    progress(before + at, total)


def open_input(
    path_or_table: Any,
    encoding: str | None = None,
    progress: Progress | None = None,
    wanted: frozenset[str] = frozenset(),
) -> Input:
    """A file or table with its columns, ready to be read in batches; ``wanted`` are headers that a mapping names."""
    if not isinstance(path_or_table, str | Path):
        return open_table(path_or_table)
    found = recognise(Path(path_or_table), encoding)
    try:
        if found.kind == "csv":
            return open_csv(found, progress, wanted)
        return open_xlsx(found, wanted) if found.kind == "xlsx" else open_arrow(found)
    except DAMAGED as e:
        raise damaged(found.name, e) from None


def _sound(source: Input) -> Iterator[Raw]:
    """The batches of an input; a gzip file that breaks off on the way is one clear error."""
    try:
        yield from source.batches
    except DAMAGED as e:
        raise damaged(source.name, e) from None


def _shaper(source: Input, form: str | None, mapping: Mapping[str, str] | None) -> tuple[Shaper, dict[str, str]]:
    """Which reader takes this input, and what the input calls our columns."""
    have = frozenset(source.columns)
    if form is None:
        mapped = set(mapping or {}) - set(from_table.OPTIONS)
        form = (
            "table" if mapped else "ged" if from_ged.is_ged(have) else "acled" if from_acled.is_acled(have) else "table"
        )
    marks = {"ged": from_ged.MARKS, "acled": from_acled.MARKS, "table": frozenset[str]()}
    if form not in marks:
        raise FormError(f"{form!r} is no form that we read: it is one of {', '.join(FORMS)}.")
    if lacks := sorted(marks[form] - have):
        raise FormError(f"{source.name}: not of the form {form}: it lacks the columns {', '.join(lacks)}.")
    if form == "ged":
        return from_ged.shape_ged, from_ged.names_for(source.columns)
    if form == "acled":
        return from_acled.shape_acled, from_acled.names_for(source.columns)
    names = from_table.names_for(source.name, source.columns, source.tags, mapping)
    if unread := [c for c in source.columns if c not in names.values() and not c.startswith("aside_")]:
        hint = "Say in a mapping what they hold, if it matters."
        source.notices.append(
            Problem("incidents.unread", f"Columns that are not read: {', '.join(unread)}.", hint, Cell(source.name, 1))
        )
    return from_table.shape_table, names


def _read_batches(
    source: Input, shaper: Shaper, names: dict[str, str], zone: str, order: DateOrder, seen: Seen
) -> Iterator[Intake]:
    notices = Notices(source.name)
    seen.files.append(source.name)
    rows = 0
    for raw in _sound(source):
        columns = Columns(raw, source.name, notices, order, zone, names)
        table = shape(columns, shaper, seen)
        aside: list[Aside] = sorted([*raw.broken, *columns.set_aside()], key=_row)
        rows += raw.table.num_rows + len(raw.broken)
        yield Intake(
            table,
            tuple(p for p, _ in aside),
            (),
            raw.table.num_rows + len(raw.broken),
            tuple(cells for _, cells in aside),
        )
    last = [*source.notices, *notices.problems()]
    if not rows:
        last.append(Problem("incidents.no-rows", f"{source.name} has column names but no rows."))
    yield Intake(INCIDENTS.empty_table(), (), tuple(last), 0)


def _row(aside: Aside) -> int:
    source = aside[0].source
    return getattr(source, "row", 0)
