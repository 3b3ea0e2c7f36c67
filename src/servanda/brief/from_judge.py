"""The door in: the files that the judge wrote, checked against the accord and the days asked for."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from servanda.accord import Accord
from servanda.errors import ServandaError
from servanda.incidents import INCIDENTS
from servanda.judge import VERDICTS, facts
from servanda.times import day_of

from .model import Case, Window

KEY = b"servanda"  # the key of our metadata in the Parquet file


class NotVerdictsError(ServandaError):
    """The file is not one that ``servanda judge`` writes."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} cannot be read as verdicts: {why}. Make it with `servanda judge ACCORD FILES -o FILE`."
        )


class OtherAccordError(ServandaError):
    """The verdicts were judged under another text of the accord."""

    def __init__(self, path: Path, accord: Accord, found: str) -> None:
        super().__init__(
            f"{path} was judged under the accord with hash {found[:16]}…, and {accord.id} has {accord.hash[:16]}… now: "
            "its text or zones changed, or it is another accord. Judge again, or give the accord as it was then."
        )


class NoIncidentsFileError(ServandaError):
    """The incidents that belong to the verdicts are missing, or are others."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} {why}. `servanda judge` writes the incidents beside the verdicts; keep the two files together."
        )


class EmptyBriefError(ServandaError):
    """There is nothing to tell of."""


class WindowError(ServandaError):
    """The days asked for cannot be."""


def incidents_beside(verdicts: Path) -> Path:
    """Where the judge puts the incidents of a file of verdicts: ``x.parquet`` has ``x.incidents.parquet``."""
    return verdicts.with_name(f"{verdicts.stem}.incidents.parquet")


def case(
    accord: Accord,
    verdicts: Path,
    first: date | None = None,
    last: date | None = None,
    as_of: date | None = None,
) -> Case:
    """Open the judge's files for a brief.

    Args:
        accord: the accord that the verdicts were judged under.
        verdicts: the file that ``servanda judge`` wrote; its incidents lie beside it.
        first, last: the days to tell of, inclusive, in the accord's time zone; None: from the first incident, to the last.
        as_of: the day of the timetable; None: the last day told of.

    Raises:
        NotVerdictsError, OtherAccordError, NoIncidentsFileError, EmptyBriefError, WindowError.
    """
    if first and last and last < first:
        raise WindowError(f"The days run backwards: from {first} to {last}. Give the earlier day first.")
    found, meta = _open_verdicts(verdicts)
    if found.num_rows == 0:
        raise EmptyBriefError(f"{verdicts} holds no verdicts: no incident was judged, so there is nothing to tell of.")
    hashes = found.column("accord_hash").unique().to_pylist()
    other = next((h for h in hashes if h != accord.hash), None)
    if other is not None:
        raise OtherAccordError(verdicts, accord, other)
    beside = incidents_beside(verdicts)
    judged = pa.array(found.column("incident_id").unique().to_pylist(), pa.string())
    days = _days(beside, judged, accord)
    whole = first is None and last is None
    window = Window(first or min(days[0], last or days[0]), last or max(days[1], first or days[1]), whole)
    if not whole and (window.first > days[1] or window.last < days[0]):
        raise EmptyBriefError(
            f"No incident of {verdicts.name} lies in {window}: its incidents run from {days[0]} to {days[1]}."
        )
    seen = found.column("reading").unique().to_pylist()
    known = meta.get("known_at")
    known_at = datetime.fromisoformat(known) if known else None
    return Case(
        accord,
        facts(accord, [r for r in accord.readings if r in seen], known_at),
        verdicts,
        beside,
        window,
        as_of or window.last,
        known_at,
        tuple(meta.get("inputs", ())),
        tuple((str(n), int(c)) for n, c in meta.get("unknown_names", ())),
        str(meta.get("version", "")),
    )


def _open_verdicts(path: Path) -> tuple[pa.Table, dict[str, Any]]:
    """The columns that tell what the file is, and the judge's metadata."""
    if not path.is_file():
        raise NotVerdictsError(path, "there is no such file")
    try:
        schema = pq.read_schema(path)
        if missing := [n for n in VERDICTS.names if n not in schema.names]:
            raise NotVerdictsError(path, f"it has no column {', '.join(missing)}")
        keys = ["incident_id", "reading", "accord_hash"]
        table = pq.read_table(path, columns=keys, read_dictionary=keys)
        meta = json.loads((schema.metadata or {}).get(KEY, b"{}"))
    except (pa.ArrowException, OSError, ValueError) as e:
        raise NotVerdictsError(path, "it is not a whole Parquet file") from e
    return table, meta if isinstance(meta, dict) else {}


def _days(path: Path, judged: pa.Array, accord: Accord) -> tuple[date, date]:
    """The first and last day on which a judged incident happened."""
    import pyarrow.compute as pc

    if not path.is_file():
        raise NoIncidentsFileError(path, "is not there")
    try:
        schema = pq.read_schema(path)
        if missing := [n for n in INCIDENTS.names if n not in schema.names]:
            raise NoIncidentsFileError(path, f"has no column {', '.join(missing)}")
        table = pq.read_table(path, columns=["incident_id", "happened_from", "happened_to"])
    except (pa.ArrowException, OSError) as e:
        raise NoIncidentsFileError(path, "is not a whole Parquet file") from e
    have = table.column("incident_id")
    if absent := pc.sum(pc.invert(pc.is_in(judged, have))).as_py():
        raise NoIncidentsFileError(path, f"lacks {absent:,} of the {len(judged):,} incidents judged")
    table = table.filter(pc.is_in(have, judged))
    low, high = (
        pc.min(table["happened_from"]).cast("int64").as_py(),
        pc.max(table["happened_to"]).cast("int64").as_py(),
    )
    if low is None or high is None:
        raise EmptyBriefError(f"No incident in {path} has a date, so no days can be told of.")
    return _day(low, accord), _day(max(low, high - 1), accord)


def _day(epoch_us: int, accord: Accord) -> date:
    from datetime import UTC, timedelta

    return day_of(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=epoch_us), accord.time_zone)
