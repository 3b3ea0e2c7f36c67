"""Reports and a gazetteer: names become points where there is no doubt, and coordinates that look wrong are told."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from servanda.errors import Problem
from servanda.incidents.report import PLACE_PRECISIONS, ReportIntake, Reports
from servanda.places import Gazetteer, Located, flag_rows

_MANY = 5


def place_by_name(taken: ReportIntake, gazetteer: Gazetteer, name: str = "reports") -> ReportIntake:
    """Give reports without coordinates the point of the place that they name, and flag odd coordinates.

    Only a name with one candidate places a report, with a precision as wide as the gazetteer's; ambiguous and unknown
    names leave it unplaced and are told with their candidates. No coordinate that was told is changed.
    """
    reports = taken.reports
    lon, lat = reports.table.column("lon").to_pylist(), reports.table.column("lat").to_pylist()
    places, divisions = reports.texts("place"), reports.texts("division")
    words = list(reports.place_words)
    flagged = flag_rows(
        {"lon": lon, "lat": lat, "division": divisions, "radius_m": [PLACE_PRECISIONS[w].radius_m for w in words]},
        name,
        gazetteer,
    )
    found: dict[tuple[str, str | None], Located] = {}
    unsettled: dict[tuple[str, str | None], int] = {}
    for k, told in enumerate(places):
        if lon[k] is not None and lat[k] is not None:
            continue
        key = (told, divisions[k]) if told else (divisions[k] or "", None)
        located = found.setdefault(key, gazetteer.locate(*key))
        if located.place is None:
            unsettled[key] = unsettled.get(key, 0) + 1
        else:
            lon[k], lat[k], words[k] = located.place.lon, located.place.lat, _word(located.place.radius_m)
    table = reports.table
    for column, values in (("lon", lon), ("lat", lat)):
        table = table.set_column(table.column_names.index(column), column, pa.array(values, pa.float64()))
    notices = [n for n in taken.notices if n.code != "fuse.unplaced"]
    notices += flagged + [
        _told(located, unsettled[key]) for key, located in found.items() if key in unsettled and key[0]
    ]
    placed = Reports(table, reports.time_words, words)
    left = int((~placed.placed).sum())
    if left:
        message = f"{left} reports have no time or no place: kept, fused with nothing."
        notices.append(Problem("fuse.unplaced", message))
    return replace(taken, reports=placed, notices=tuple(notices))


def _word(radius_m: float) -> str:
    """The most exact word of precision whose disc is at least so wide."""
    wide = sorted(PLACE_PRECISIONS.items(), key=lambda item: item[1].radius_m)
    return next((word for word, precision in wide if precision.radius_m >= radius_m), wide[-1][0])


def _told(located: Located, count: int) -> Problem:
    if not located.candidates:
        message = f"{located.told!r} ({count} reports) is not placed: {located.how}."
        return Problem("places.unknown-name", message, "Add it to the gazetteer, or give coordinates.")
    names = "; ".join(f"{c.name} at {c.lon:.3f}, {c.lat:.3f} ({c.id})" for c in located.candidates[:_MANY])
    message = f"{located.told!r} ({count} reports) may be any of {len(located.candidates)} places: {names}."
    return Problem("places.ambiguous", message, "Tell the governorate or district as well, or give coordinates.")
