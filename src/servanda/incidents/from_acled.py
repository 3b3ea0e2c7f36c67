"""An export of ACLED (Armed Conflict Location & Event Data) as incidents.

Source: ACLED Codebook; the meanings of the codes are told here in our own words, the metres are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from servanda.accord.trees import mappings
from servanda.times import day_of, start_of

from .cells import INSTANT, Columns
from .shape import joined, looked_up, repeat

MARKS = frozenset({"event_date", "actor1", "sub_event_type", "latitude", "longitude"})

BATTLE = "armed-clash"  # the act of every battle, also of one that a side wins with territory
OTHER = "other"  # named by ACLED, and none of the acts that we know: a change of a name, weapons found
WEAPONS = {  # sub_event_type → node of the weapon tree
    "air/drone strike": "aircraft",
    "remote explosive/landmine/ied": "explosive",
    "suicide bomb": "explosive",
    "grenade": "grenade",
    "chemical weapon": "chemical",
}
DIRECTED = ("explosions/remote violence", "violence against civilians")  # kinds of event with a doer, named first
DIRECTED_SUB = ("arrests", "looting/property destruction", "headquarters or base established")
# geo_precision: what it says about the point, its radius in metres, up to which division the event itself is placed
WHERE: dict[str, tuple[str, float, int]] = {
    "1": ("the town is known", 5_000, 2),
    "2": ("a part of a district is known, or 'near' a town: the point is a town there", 30_000, 1),
    "3": ("only a larger region is known: the point is its chief town", 200_000, 1),
}
WHEN: dict[str, str] = {
    "1": "the day is known",
    "2": "only the week is known: the day is one of it",
    "3": "only the month is known: the day is one of it",
}


def is_acled(columns: frozenset[str]) -> bool:
    """Whether these column names are those of an ACLED export."""
    return columns >= MARKS


def names_for(columns: tuple[str, ...]) -> dict[str, str]:
    """Which column of this export stands for which of ours: the id has had three names."""
    name = next((c for c in ("event_id_cnty", "data_id", "event_id_no_cnty") if c in columns), "event_id_cnty")
    return {"incident_id": name}


def shape_acled(c: Columns) -> Mapping[str, pa.Array]:
    """ACLED's rows as incidents.

    Its two actors stand in no order: who did it to whom is told only by the kind of event. Violence against civilians
    is done to them, and remote violence (air strikes, shelling, explosives) has a doer, named first, and a target; so
    have arrests and looting. All else is undirected. Where civilians stand first in such a row, the two sides change
    places. Actors and their associates make one joint side. ACLED puts drones with aircraft and missiles with
    artillery: they are taken as the larger kind.
    """
    event, sub = pc.utf8_lower(c.text("event_type")), pc.utf8_lower(c.text("sub_event_type"))
    act, weapon = _acts(event, sub), looked_up(sub, WEAPONS, pa.string())
    directed = pc.or_(pc.is_in(event, pa.array(DIRECTED)), pc.is_in(sub, pa.array(DIRECTED_SUB)))
    start, end = _span(c)
    lon, lat = c.position("longitude", "latitude")
    precision = c.text("geo_precision")
    wrong = pc.and_(pc.is_valid(precision), pc.invert(pc.is_in(precision, pa.array(list(WHERE)))))
    c.fail(wrong, "geo_precision", "incidents.code", "{value} is none of ACLED's codes 1, 2, 3.")
    code = pc.fill_null(precision, "3")
    radius = looked_up(code, {k: metres for k, (_, metres, _) in WHERE.items()}, pa.float64())
    to = looked_up(code, {k: level for k, (_, _, level) in WHERE.items()}, pa.int8())
    nothing = pa.scalar(None, pa.string())
    on_civilians = pc.or_kleene(
        pc.equal(event, "violence against civilians"),
        pc.equal(pc.utf8_lower(c.text("civilian_targeting")), "civilian targeting"),
    )
    on_civilians = pc.fill_null(on_civilians, False)
    one, two = _side(c, "1"), _side(c, "2")
    civil_one = pc.fill_null(pc.starts_with(c.text("actor1"), "Civilians"), False)
    civil_two = pc.fill_null(pc.starts_with(c.text("actor2"), "Civilians"), False)
    turn = pc.and_(pc.and_(directed, civil_one), pc.invert(civil_two))
    n = c.count
    return {
        "incident_id": c.text("incident_id"),
        "source": repeat("acled", n, pa.string()),
        "source_ref": c.text("source"),
        "happened_from": start,
        "happened_to": end,
        "lon": lon,
        "lat": lat,
        "radius_m": pc.if_else(pc.is_valid(lon), radius, pa.scalar(None, pa.float64())),
        "place": c.text("location"),
        "division": c.text("admin1"),
        "within": joined(
            c.text("country"), c.text("admin1"), pc.if_else(pc.greater_equal(to, 2), c.text("admin2"), nothing)
        ),
        "act": act,
        "weapon": weapon,
        "target_kind": pc.if_else(pc.or_(on_civilians, civil_two), pa.scalar("civilians"), nothing),
        "side_a": pc.if_else(turn, two, one),
        "side_b": pc.if_else(turn, one, two),
        "directed": directed,
        "killed_best": c.whole("fatalities"),
        "note": c.text("notes"),
    }


def _acts(event: pa.Array, sub: pa.Array) -> pa.Array:
    """The act of each event by its sub-type, else its type; null only where ACLED names neither."""
    by_sub, by_event = mappings()["acled-sub-event"], mappings()["acled-event"]
    act = pc.coalesce(
        pc.if_else(pc.fill_null(pc.equal(event, "battles"), False), BATTLE, pa.scalar(None, pa.string())),
        looked_up(sub, {k: v or OTHER for k, v in by_sub.items()}, pa.string()),
        looked_up(event, {k: v or OTHER for k, v in by_event.items()}, pa.string()),
    )
    unnamed = pc.and_(pc.is_null(event), pc.is_null(sub))
    return pc.if_else(unnamed, act, pc.fill_null(act, OTHER))


def _side(c: Columns, number: str) -> pa.Array:
    """An actor with its associates, which ACLED separates by semicolons."""
    associates = pc.replace_substring_regex(c.text(f"assoc_actor_{number}"), r"\s*;\s*", "; ")
    return joined(c.text(f"actor{number}"), associates)


def _span(c: Columns) -> tuple[pa.Array, pa.Array]:
    """The day, or the whole span in which the time's precision says that the day may lie."""
    start, end = c.span("event_date")
    prec = c.text("time_precision")
    wrong = pc.and_(pc.is_valid(prec), pc.invert(pc.is_in(prec, pa.array(list(WHEN)))))
    c.fail(wrong, "time_precision", "incidents.code", "{value} is none of ACLED's codes 1, 2, 3.")
    vague = pc.fill_null(pc.and_(pc.is_in(prec, pa.array(["2", "3"])), pc.is_valid(start)), False)
    if not pc.any(vague).as_py():
        return start, end
    spans = {
        (day, code): _around(day, code, c.time_zone)
        for day, code, flag in zip(start.to_pylist(), prec.to_pylist(), vague.to_pylist(), strict=True)
        if flag
    }
    pairs = [
        spans[day, code] if flag else (day, over)
        for day, over, code, flag in zip(
            start.to_pylist(), end.to_pylist(), prec.to_pylist(), vague.to_pylist(), strict=True
        )
    ]
    return pa.array([a for a, _ in pairs], INSTANT), pa.array([b for _, b in pairs], INSTANT)


def _around(start: datetime, code: str, zone: str) -> tuple[datetime, datetime]:
    """Six days to either side for a week; the calendar month for a month."""
    day = day_of(start, zone)
    if code == "2":
        first, last = day - timedelta(days=6), day + timedelta(days=6)
    else:
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return start_of(first, zone), start_of(last + timedelta(days=1), zone)
