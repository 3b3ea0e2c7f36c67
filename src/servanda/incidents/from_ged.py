"""UCDP's Georeferenced Event Dataset as incidents, in the columns of its old and new releases.

Source: Sundberg & Melander (2013), Journal of Peace Research 50(4); UCDP GED Codebook (versions 1.0 to 24.1). The
definitions of the codes are told here in our own words; the metres are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from servanda.accord.trees import mappings
from servanda.times import day_of, start_of

from .cells import INSTANT, Columns
from .shape import joined, looked_up, repeat

MARKS = frozenset({"side_a", "side_b", "type_of_violence", "where_prec", "date_prec"})  # columns only GED has together

# where_prec: what the codebook says about the point, and the radius that we draw around it
WHERE: dict[str, tuple[str, float]] = {
    "1": ("a named village, town or site: the point is its own", 5_000),
    "2": ("near a named place, up to about 25 km from it: the point is that place's", 25_000),
    "3": ("only the district (second-order division) is known: the point stands for it", 75_000),
    "4": ("only the province (first-order division) is known: the point stands for it", 200_000),
    "5": ("a line or a vague region, such as a road or 'the north': the point stands for it", 200_000),
    "6": ("only the country is known: the point stands for it", 1_000_000),
    "7": ("over or on international waters: the point stands for them", 1_000_000),
}
# date_prec: what it says about [date_start, date_end], both days included; and, where a row gives a single day all the
# same, the span around that day in which it may have happened
WHEN: dict[str, str] = {
    "1": "the day is known",
    "2": "it happened within two to six days",
    "3": "only the week is known",
    "4": "within eight to thirty days, or only the month is known",
    "5": "within more than a month, at most a year",
}
STATED_IN = {  # where_prec → up to which division the event itself, not only its point, is stated to lie in
    "1": 2, "3": 2, "4": 1, "2": 0, "5": 0, "6": 0, "7": -1,
}  # fmt: skip
SYNONYMS: dict[str, tuple[str, ...]] = {  # our name for a column of GED → what releases call it, newest first
    "id": ("id", "event_id"),
    "killed_low": ("low", "low_est"),
    "killed_best": ("best", "best_est"),
    "killed_high": ("high", "high_est"),
    "where": ("where_coordinates", "where_description"),
    "about": ("where_description",),
    "article": ("source_article", "source_headline", "source_original"),
}


def is_ged(columns: frozenset[str]) -> bool:
    """Whether these column names are those of GED."""
    return columns >= MARKS


def names_for(columns: tuple[str, ...]) -> dict[str, str]:
    """Which column of this release stands for which of ours."""
    names = {ours: next((t for t in theirs if t in columns), theirs[0]) for ours, theirs in SYNONYMS.items()}
    return names | {"incident_id": names["id"]}


def shape_ged(c: Columns) -> Mapping[str, pa.Array]:
    """GED's rows as incidents.

    State-based and non-state violence (types 1 and 2) gives two participants, and nothing says who began; one-sided
    violence (type 3) was done by side A to civilians. "A, B, C" is one side of three. The form of fighting between the
    first two is not told: the act is ``attack``.
    """
    kind, where_prec = c.text("type_of_violence"), c.text("where_prec")
    for column, codes in (
        ("type_of_violence", ("1", "2", "3")),
        ("where_prec", tuple(WHERE)),
        ("date_prec", tuple(WHEN)),
    ):
        known = pc.is_in(c.text(column), pa.array(codes))
        c.fail(pc.invert(known), column, "incidents.code", f"{{value}} is none of GED's codes {', '.join(codes)}.")
    one_sided = pc.equal(kind, "3")
    start, end = _span(c)
    lon, lat = c.position("longitude", "latitude")
    to = looked_up(where_prec, STATED_IN, pa.int8())
    nothing = pa.scalar(None, pa.string())
    within = joined(
        pc.if_else(pc.greater_equal(to, 0), c.text("country"), nothing),
        pc.if_else(pc.greater_equal(to, 1), c.text("adm_1"), nothing),
        pc.if_else(pc.greater_equal(to, 2), c.text("adm_2"), nothing),
    )
    radius = looked_up(where_prec, {code: metres for code, (_, metres) in WHERE.items()}, pa.float64())
    side_a, side_b = _sides(c)
    n = c.count
    return {
        "incident_id": c.text("incident_id"),
        "source": repeat("ucdp-ged", n, pa.string()),
        "source_ref": pc.utf8_trim(c.text("article"), '"'),
        "happened_from": start,
        "happened_to": end,
        "lon": lon,
        "lat": lat,
        "radius_m": pc.if_else(pc.is_valid(lon), radius, pa.scalar(None, pa.float64())),
        "place": c.text("where"),
        "division": c.text("adm_1"),
        "within": within,
        "act": looked_up(kind, mappings()["ucdp"], pa.string()),
        "target_kind": pc.if_else(one_sided, pa.scalar("civilians"), nothing),
        "side_a": side_a,
        "side_b": side_b,
        "directed": pc.fill_null(one_sided, False),
        "killed_low": c.whole("killed_low"),
        "killed_best": c.whole("killed_best"),
        "killed_high": c.whole("killed_high"),
        "note": c.text("about") if c.has("about") else pa.nulls(n, pa.string()),
    }


def _sides(c: Columns) -> tuple[pa.Array, pa.Array]:
    """Both sides, members joined with "; "; a side that its own column leaves out is taken from "A, B - C"."""
    pair = pc.split_pattern(c.text("dyad_name"), " - ")
    two = pc.fill_null(pc.equal(pc.list_value_length(pair), 2), False)
    safe = pc.if_else(two, pair, pa.scalar(["", ""], pa.list_(pa.string())))
    sides = []
    for i, column in enumerate(("side_a", "side_b")):
        named = pc.list_element(safe, i)
        named = pc.if_else(pc.equal(named, ""), pa.scalar(None, pa.string()), named)
        side = pc.coalesce(c.text(column), named)
        sides.append(pc.replace_substring_regex(side, r",\s+", "; "))
    return sides[0], sides[1]


def _span(c: Columns) -> tuple[pa.Array, pa.Array]:
    """From the beginning of date_start to the end of date_end; wider where one day is given and the code says more."""
    start, start_over = c.span("date_start")
    _, end = c.span("date_end")
    c.fail(
        pc.fill_null(pc.less_equal(end, start), False),
        "date_end",
        "incidents.ends-first",
        "It ends on {value}, before it starts.",
    )
    prec = c.text("date_prec")
    vague = pc.and_(pc.equal(end, start_over), pc.is_in(prec, pa.array(["2", "3", "4", "5"])))
    if not pc.any(vague).as_py():
        return start, end
    starts, ends, flags, codes = start.to_pylist(), end.to_pylist(), vague.to_pylist(), prec.to_pylist()
    for i, flag in enumerate(flags):
        if flag:
            starts[i], ends[i] = _around(starts[i], codes[i], c.time_zone)
    return pa.array(starts, INSTANT), pa.array(ends, INSTANT)


def _around(start: datetime, code: str, zone: str) -> tuple[datetime, datetime]:
    """The span that a precision code leaves open around one day.

    >>> from datetime import UTC
    >>> [t.date().isoformat() for t in _around(datetime(2016, 2, 10, tzinfo=UTC), "4", "UTC")]
    ['2016-02-01', '2016-03-01']
    """
    day = day_of(start, zone)
    first, last = {
        "2": (day - timedelta(days=5), day + timedelta(days=5)),
        "3": (day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday())),
        "4": (day.replace(day=1), (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)),
        "5": (date(day.year, 1, 1), date(day.year, 12, 31)),
    }[code]
    return start_of(first, zone), start_of(last + timedelta(days=1), zone)
