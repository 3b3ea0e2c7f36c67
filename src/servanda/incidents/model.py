"""The nouns of incidents: the columns that every reader gives and the judge takes, as Arrow schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from servanda.errors import Problem

AND = "; "  # joins several names in one column: the members of a joint side, the areas that a report states

_INSTANT = pa.timestamp("us", tz="UTC")

INCIDENTS = pa.schema(
    [
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("source", pa.string()),  # whose data: ucdp-ged, acled, a file's name, a claimant
        pa.field("source_ref", pa.string()),  # where in it: url, headline, row
        pa.field("happened_from", _INSTANT),  # the incident happened within [happened_from, happened_to)
        pa.field("happened_to", _INSTANT),
        pa.field("known_at", _INSTANT),  # when it entered the record; null: always known
        pa.field("lon", pa.float64()),  # degrees, WGS 84
        pa.field("lat", pa.float64()),
        pa.field("radius_m", pa.float64()),  # metres, ≥ 0: it lies somewhere in this disc; 0 only for surveyed points
        pa.field("place", pa.string()),  # the place's name as reported
        pa.field("division", pa.string()),  # governorate, province, oblast as reported
        pa.field("within", pa.string()),  # areas in which the source states that it lies, joined with "; "
        pa.field("act", pa.string()),  # a node of the act tree; null: unknown
        pa.field("weapon", pa.string()),  # a node of the weapon tree; null: unknown
        pa.field("target_kind", pa.string()),  # civilians, hospital, school, …; null: unknown
        pa.field("side_a", pa.string()),  # names as reported, joint members joined with "; "; null: unknown
        pa.field("side_b", pa.string()),
        pa.field("directed", pa.bool_()),  # true: side_a did it to side_b; false: both took part, either may have begun
        pa.field("self_defence", pa.bool_()),  # the doer claims self-defence
        pa.field("claimant", pa.string()),  # who says that these did it; null: the source, with no claimant of its own
        pa.field("source_grade", pa.string()),  # A to F
        pa.field("info_grade", pa.int8()),  # 1 (confirmed) to 6 (cannot be judged)
        pa.field("occurrences", pa.int32()),  # how many shots, shells, … the report counts; null: 1
        pa.field("killed_low", pa.int32()),
        pa.field("killed_best", pa.int32()),
        pa.field("killed_high", pa.int32()),
        pa.field("note", pa.string()),
    ]
)

CLAIMS = pa.schema(
    [
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("claimant", pa.string(), nullable=False),  # who says so
        pa.field("side_a", pa.string()),
        pa.field("side_b", pa.string()),
        pa.field("directed", pa.bool_()),
        pa.field("basis", pa.string()),  # on what it rests: witness, video, radar, statement
        pa.field("known_at", _INSTANT),
    ]
)


@dataclass(frozen=True)
class Intake:
    """What a reader made of its input: rows in = ``incidents`` + rows named in ``aside``."""

    incidents: pa.Table  # columns as in INCIDENTS
    aside: tuple[Problem, ...]  # one per row set aside, with its Cell
    notices: tuple[Problem, ...]  # what was noticed and kept: swapped coordinates, unknown names with their count, …
    rows: int  # data rows in the input
    originals: tuple[
        Mapping[str, str], ...
    ] = ()  # the cells of each row set aside, as they stood: parallel to ``aside``
