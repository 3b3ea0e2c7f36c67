"""A brief into a folder: the page, its tables, layers and calendar, each written beside and then renamed."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from servanda.accord.timetable import Timetable, calendar, timetable
from servanda.errors import ServandaError

from .figures import figures
from .force import in_force
from .layers import geojson_bytes, parquet_bytes
from .model import Case, Figures, Table
from .page import page
from .sheets import MOST_ROWS, csv_bytes, meta_table, sighting_table, xlsx_bytes


class CannotWriteError(ServandaError):
    """The folder does not take the brief."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"Cannot write {path}: {why}. Choose another folder with -o, or make room.")


class AnnexTwiceError(ServandaError):
    """Two tables of a brief would have one name."""

    def __init__(self, ids: Sequence[str]) -> None:
        twice = next(i for n, i in enumerate(ids) if i in ids[:n])
        super().__init__(f"Two tables of the brief would be called {twice}.csv. Give the annex another file name.")


def brief(
    case: Case, out: Path, step: Callable[[int, int], None] | None = None, annexes: Sequence[Table] = ()
) -> Figures:
    """Write the brief of a case into a folder, made if it is not there; the same case gives the same bytes.

    Args:
        case: what ``case()`` opened.
        out: the folder; files of the same names are replaced, others are left alone.
        step: told (done, total) as parts are finished.
        annexes: further tables to show, such as ``hinge`` and ``reconciliation``; their ids must be new.

    Raises:
        AnnexTwiceError, CannotWriteError.
    """
    tell = step or (lambda _done, _total: None)
    counted = figures(case)
    tell(1, 5)
    times = [timetable(case.accord, r, case.as_of) for r in case.readings if r in case.accord.readings]
    times = times or [timetable(case.accord, None, case.as_of)]
    made = _files(case, counted, times, annexes)
    tell(2, 5)
    parts: list[tuple[Path, Path]] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for n, (name, data) in enumerate(made.items()):
            beside = out / f".{name}.part"
            parts.append((beside, out / name))
            beside.write_bytes(data)
            tell(2 + 2 * n // len(made), 5)
        for beside, path in parts:
            beside.replace(path)
    except OSError as e:
        for beside, _ in parts:
            beside.unlink(missing_ok=True)
        raise CannotWriteError(out, e.strerror or str(e)) from e
    tell(5, 5)
    return counted


def _files(case: Case, counted: Figures, times: list[Timetable], annexes: Sequence[Table]) -> Mapping[str, bytes]:
    """Every file of the folder, by name; the page last, so that a reader who sees it finds the others."""
    about = _about(case)
    if len(counted.sightings) > MOST_ROWS:
        about.append(
            (
                "incidents in brief.xlsx",
                f"the first {MOST_ROWS:,} of {len(counted.sightings):,}; all are in incidents.csv",
            )
        )
    force, listed, meta = in_force(case), sighting_table(counted), meta_table(about)
    tables: list[Table] = [*counted.tables.values(), force, listed, meta, *annexes]
    if len({t.id for t in tables}) < len(tables):
        raise AnnexTwiceError([t.id for t in tables])
    out = {f"{t.id}.csv": csv_bytes(t) for t in tables}
    out["brief.xlsx"] = xlsx_bytes([meta, *(t for t in tables if t is not meta)])
    out["incidents.geojson"] = geojson_bytes(case, counted)
    out["verdicts.parquet"] = parquet_bytes(case, counted)
    out["verdicts.incidents.parquet"] = case.incidents.read_bytes()
    out["timetable.ics"] = calendar(times)
    plot = ""
    if case.window.first != case.window.last:
        from .plots import days_svg

        names = [(r.id, r.name.get("en", r.id)) for r in case.facts.readings]
        plot = days_svg(counted["days"], names, case.window)
    out["brief.html"] = page(case, counted, force, times, about, plot, annexes).encode()
    return out


def _about(case: Case) -> list[tuple[str, str]]:
    """What a brief rests on: hashes, days, files, commands."""
    whole = [] if case.window.whole else ["--from", str(case.window.first), "--to", str(case.window.last)]
    known = ["--as-known-at", case.known_at.isoformat()] if case.known_at else []
    every = tuple(case.accord.readings) == case.readings
    readings = [] if every else [x for r in case.readings for x in ("--reading", r)]
    files = [str(i.get("file", "")) for i in case.inputs] or ["FILES"]
    judge = ["servanda", "judge", case.accord.id, *files, *readings, *known, "-o", case.verdicts.name]
    made = ["servanda", "brief", case.accord.id, case.verdicts.name, *whole, "--as-of", str(case.as_of), "-o", "brief"]
    return [
        ("accord", case.accord.id),
        ("accord hash", case.accord.hash),
        ("days", str(case.window)),
        ("time zone", case.accord.time_zone),
        ("timetable as of", str(case.as_of)),
        ("as known at", case.known_at.isoformat() if case.known_at else "all that is known"),
        ("readings", ", ".join(case.readings)),
        (case.verdicts.name + " SHA-256", _sha256(case.verdicts)),
        (case.incidents.name + " SHA-256", _sha256(case.incidents)),
        *((f"{i.get('file', '')} SHA-256", str(i.get("sha256", ""))) for i in case.inputs),
        ("Servanda", case.version),
        ("command to judge", shlex.join(judge)),
        ("command for this brief", shlex.join(made)),
    ]


def _sha256(path: Path) -> str:
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()
