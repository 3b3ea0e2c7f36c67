"""Any table as incidents: its columns are found by a mapping, by HXL tags, or by what people usually call them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import ServandaError

from .cells import Columns
from .hxl import columns_by_tag
from .model import INCIDENTS
from .shape import joined

UNSTATED_RADIUS_M = 1_000.0  # for a point with no stated precision: about a village, or two decimals of a degree
OPTIONS = ("date-order", "time-zone")  # what a mapping may say besides columns
EXTRA = ("time", "country")  # columns that we read into others: the time of day, a further area for ``within``
OURS = (*INCIDENTS.names, *EXTRA)

# our column → what headers call it, folded to lower case and single underscores
SYNONYMS: dict[str, tuple[str, ...]] = {
    "incident_id": ("id", "event_id", "incident", "incident_no", "report_id", "ref", "no", "number", "nr"),
    "source": ("reported_by", "source_name"),
    "source_ref": ("url", "link", "reference", "source_url", "headline"),
    "happened_from": (
        "date", "from", "start", "start_date", "date_start", "date_from", "event_date", "incident_date", "when", "day",
        "date_of_incident", "datetime", "date_time", "timestamp", "occurred", "happened", "happened_at",
    ),
    "happened_to": ("to", "until", "end", "end_date", "date_end", "date_to"),
    "time": ("time_of_day", "hour"),
    "known_at": ("known", "reported_at", "reported_on", "date_reported", "report_date"),
    "lon": ("longitude", "long", "lng", "x"),
    "lat": ("latitude", "y"),
    "radius_m": ("radius", "precision_m", "accuracy", "accuracy_m"),
    "place": ("location", "town", "village", "city", "where", "place_name", "site"),
    "division": ("governorate", "province", "oblast", "region", "state", "admin1", "adm_1", "adm1", "adm1_name"),
    "within": ("areas",),
    "country": ("country_name",),
    "act": ("type", "event_type", "incident_type", "kind", "category", "what", "event"),
    "weapon": ("weapons", "munition", "means"),
    "target_kind": ("target", "target_type"),
    "side_a": ("initiator", "perpetrator", "actor", "actor_1", "actor1", "attacker", "by", "party_a", "who",
        "alleged_perpetrator"),
    "side_b": ("victim", "actor_2", "actor2", "against", "party_b", "defender"),
    "directed": ("is_directed",),
    "self_defence": ("self_defense",),
    "claimant": ("claimed_by", "according_to"),
    "source_grade": ("reliability",),
    "info_grade": ("credibility",),
    "occurrences": ("count", "shots", "explosions", "violations"),
    "killed_best": ("killed", "deaths", "fatalities", "dead", "best"),
    "killed_low": ("killed_min", "low", "deaths_low", "killed_at_least"),
    "killed_high": ("killed_max", "high", "deaths_high", "killed_at_most"),
    "note": ("notes", "description", "remarks", "comment", "comments", "details", "summary"),
}  # fmt: skip
_YES, _NO = ("true", "yes", "y", "1", "t"), ("false", "no", "n", "0", "f")


class MappingError(ServandaError):
    """A mapping that names columns which the input or we do not have."""

    def __init__(self, path: str, why: str, have: tuple[str, ...]) -> None:
        super().__init__(f"{path}: {why} The columns are: {', '.join(have)}.")


class NoColumnsError(ServandaError):
    """A table in which no column could be recognised."""

    def __init__(self, path: str, have: tuple[str, ...]) -> None:
        super().__init__(
            f"{path}: none of its columns is known as a date, a place, a side or an act. They are: {', '.join(have)}. "
            "Say which is which in a mapping (happened_from: Date), or add a row of HXL tags."
        )


def names_for(
    path: str, columns: tuple[str, ...], tags: tuple[str, ...], mapping: Mapping[str, str] | None
) -> dict[str, str]:
    """Which column of the table holds which of ours: first what the mapping says, then tags, then usual names.

    Raises:
        MappingError: the mapping names a column that is not there, or one of ours that does not exist.
        NoColumnsError: nothing was recognised.
    """
    names: dict[str, str] = {}
    for ours, theirs in (mapping or {}).items():
        if ours in OPTIONS:
            continue
        if ours not in OURS:
            raise MappingError(
                path, f"the mapping gives {ours!r}, which is none of our columns ({', '.join(OURS)}).", columns
            )
        if not theirs.startswith("=") and theirs not in columns:
            raise MappingError(path, f"the mapping says {ours}: {theirs}, and there is no such column.", columns)
        names[ours] = theirs
    if tags:
        for ours, theirs in columns_by_tag(columns, tags).items():
            names.setdefault(ours, theirs)
    folded = {fold(c): c for c in reversed(columns)}
    for ours in OURS:
        found = next((folded[f] for f in (ours, *SYNONYMS.get(ours, ())) if f in folded), None)
        if found and ours not in names and found not in names.values():
            names[ours] = found
    if not any(
        k in names and not names[k].startswith("=")
        for k in ("happened_from", "lat", "place", "side_a", "act", "division")
    ):
        raise NoColumnsError(path, columns)
    return {ours: names.get(ours, f"\0{ours}") for ours in OURS}


def fold(header: str) -> str:
    """A header without capitals, units and marks.

    >>> fold(" Date of Incident ")
    'date_of_incident'
    """
    return re.sub(r"\W+", "_", header.strip().lower()).strip("_")


def shape_table(c: Columns) -> Mapping[str, pa.Array]:
    """The rows of a table as incidents: sides separated by ";", days whole unless a time is given."""
    lon, lat = c.position("lon", "lat")
    start, end = _span(c)
    radius = c.number("radius_m", comma="thousands")
    c.fail(pc.fill_null(pc.less(radius, 0), False), "radius_m", "incidents.radius", "A radius cannot be {value} m.")
    bare = pc.and_(pc.is_valid(lon), pc.is_null(radius))
    said = f"{{n|point has|points have}} no stated precision: taken as good to {UNSTATED_RADIUS_M:,.0f} m."
    c.notice(bare, "lat", "incidents.no-radius", said, "Give a column radius_m, in metres.")
    radius = pc.if_else(bare, UNSTATED_RADIUS_M, radius)
    known, _ = c.span("known_at")
    out = {
        name: c.text(name)
        for name in ("incident_id", "source_ref", "place", "division", "claimant", "note")
    } | {
        "happened_from": start,
        "happened_to": end,
        "known_at": known,
        "lon": lon,
        "lat": lat,
        "radius_m": pc.if_else(pc.is_valid(lon), radius, pa.scalar(None, pa.float64())),
        "within": joined(listed(c.text("within")), c.text("country")),
        "directed": truth(c, "directed"),
        "self_defence": truth(c, "self_defence"),
        "occurrences": c.whole("occurrences"),
        "killed_low": c.whole("killed_low"),
        "killed_best": c.whole("killed_best"),
        "killed_high": c.whole("killed_high"),
    }  # fmt: skip
    for name in ("act", "weapon", "target_kind"):
        out[name] = pc.replace_substring_regex(pc.utf8_lower(c.text(name)), r"[\s_/]+", "-")
    for name in ("side_a", "side_b"):
        out[name] = listed(c.text(name))
    source = c.text("source")
    out["source"] = pc.fill_null(source, c.path.rsplit("/", 1)[-1]) if source.null_count else source
    grade = pc.utf8_upper(c.text("source_grade"))
    wrong = pc.invert(pc.fill_null(pc.match_substring_regex(grade, r"^[A-F]$"), True))
    c.fail(wrong, "source_grade", "incidents.grade", "{value} is no grade of a source: A to F.")
    out["source_grade"] = grade
    info = c.whole("info_grade")
    wrong = pc.fill_null(pc.or_(pc.less(info, 1), pc.greater(info, 6)), False)
    c.fail(wrong, "info_grade", "incidents.grade", "{value} is no grade of information: 1 to 6.")
    out["info_grade"] = pc.if_else(wrong, pa.scalar(None, pa.int32()), info)
    return out


def listed(names: pa.Array) -> pa.Array:
    """Names in one cell, separated as in side_a."""
    tidy = pc.replace_substring_regex(names, r"\s*;[\s;]*", "; ")
    return pc.utf8_trim(tidy, "; ")


def truth(c: Columns, column: str) -> pa.Array:
    """A column of yes and no; anything else sets its row aside."""
    if pa.types.is_boolean(c.array(column).type):
        return c.array(column)
    said = pc.utf8_lower(c.text(column))
    yes, no = pc.is_in(said, pa.array(_YES)), pc.is_in(said, pa.array(_NO))
    wrong = pc.and_(pc.is_valid(said), pc.invert(pc.or_(yes, no)))
    c.fail(wrong, column, "incidents.yes-no", "{value} is neither yes nor no.")
    return pc.if_else(pc.or_(yes, no), yes, pa.scalar(None, pa.bool_()))


def _span(c: Columns) -> tuple[pa.Array, pa.Array]:
    """[happened_from, happened_to): a day counts whole at both ends; without an end it is as long as the date says."""
    if c.has("time") and not pa.types.is_timestamp(c.array("happened_from").type):
        _add_times(c)
    start, over = c.span("happened_from")
    moment = pa.scalar(1, pa.duration("us"))  # how long an instant of unstated length is, so that no span is empty
    over = pc.if_else(pc.fill_null(pc.equal(start, over), False), pc.add(over, moment), over)
    c.notice(pc.is_null(start), "happened_from", "incidents.no-date", "{n|row has|rows have} no date: time unknown.")
    if not c.has("happened_to"):
        return start, over
    end_from, end = c.span("happened_to")
    # an end with a time is that instant, not the end of its minute; it may be the beginning, a day's end may not
    timed = pc.fill_null(pc.less(pc.subtract(end, end_from), pa.scalar(3_600_000_000, pa.duration("us"))), False)
    end = pc.if_else(timed, end_from, end)
    at_once = pc.and_(timed, pc.equal(end, start))
    early = pc.fill_null(pc.and_(pc.less_equal(end, start), pc.invert(at_once)), False)
    c.fail(early, "happened_to", "incidents.ends-first", "It ends on {value}, before it starts.")
    end = pc.if_else(pc.fill_null(at_once, False), pc.add(start, moment), end)
    only_from = pc.and_(pc.is_null(end), pc.is_valid(start))
    return start, pc.if_else(only_from, over, end)


def _add_times(c: Columns) -> None:
    """Put the column of times of day behind the dates; a time that is none ("at night") leaves the whole day."""
    times = c.text("time")
    clock = pc.fill_null(pc.match_substring_regex(times, r"^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$"), False)
    vague = np.asarray(pc.and_(pc.is_valid(times), pc.invert(clock)).to_numpy(zero_copy_only=False))
    c.notice(
        vague, "time", "incidents.no-clock", "{n|time of day is|times of day are} not HH:MM: the whole day is taken."
    )
    dates = c.text("happened_from")
    whole = pc.if_else(clock, pc.binary_join_element_wise(dates, times, " ", null_handling="emit_null"), dates)
    whole = pc.coalesce(whole, dates)
    table = c.raw.table.append_column("\0when", whole)
    c.raw = type(c.raw)(table, c.raw.rows, c.raw.broken)
    c.names = {**c.names, "happened_from": "\0when"}
