"""Small made accords and incidents, drawn at random, for laws that must hold over all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import shapely
from hypothesis import strategies as st

from servanda.accord import (
    Accord,
    Condition,
    Dated,
    Document,
    Entry,
    Group,
    Influence,
    ListBlock,
    Membership,
    Milestone,
    Norm,
    Party,
    Reached,
    Reading,
    Target,
    Zone,
)
from servanda.incidents.model import INCIDENTS
from servanda.terms import Force, PartyKind

DAY = timedelta(days=1)
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
ACTS = {"attack": "", "shelling": "attack", "mortar": "shelling", "clash": "attack", "detain": ""}
WEAPONS = {"indiscriminate": "", "cluster": "indiscriminate", "rifle": ""}
PARTIES = ("north", "south", "south-militia", "raiders", "band", "rebels", "herders")
NAMES = (*PARTIES, "Unheard-of Front")
READINGS = ("one", "two", "three")
KINDS = {"rebels": PartyKind.UMBRELLA}
ZONES = {
    "west": shapely.box(0, 0, 2, 2),
    "east": shapely.box(2, 0, 4, 2),
    "valley": shapely.Polygon([(1, 1), (3, 1), (3, 1.5), (1, 1.5)]),
}

days = st.integers(0, 20).map(lambda n: FIRST + n * DAY)


@st.composite
def dated(draw: Any) -> Dated:
    since, until = draw(st.none() | days), draw(st.none() | days)
    if since and until and until < since:
        since, until = until, since
    return Dated(since, until, draw(st.none() | days))


some_readings = st.lists(st.sampled_from(READINGS), max_size=2, unique=True).map(tuple)
party_ids = st.sampled_from(PARTIES)
actor_ids = st.sampled_from([*PARTIES, "sides", "allies", "listed", "banned"])


@st.composite
def memberships(draw: Any, ids: Any) -> Membership:
    return Membership(draw(ids), draw(dated()), readings=draw(some_readings))


@st.composite
def milestones(draw: Any, id_: str) -> Milestone:
    reached = []
    for _ in range(draw(st.integers(0, 2))):
        a = draw(days)
        b = a + draw(st.integers(0, 2)) * DAY
        reached.append(Reached(a, b, draw(st.none() | days), readings=draw(some_readings)))
    return Milestone(id_, {"en": id_}, reached=tuple(reached))


@st.composite
def conditions(draw: Any) -> Condition:
    kind = draw(st.sampled_from(["target-in", "target-in", "initiator-in", "self-defence", "act", "weapon", "zone"]))
    values = {
        "target-in": st.sampled_from(["listed", "banned", "allies", "raiders"]),
        "initiator-in": st.sampled_from(["listed", "allies", "north"]),
        "self-defence": st.just("claimed"),
        "act": st.sampled_from(list(ACTS)),
        "weapon": st.sampled_from(list(WEAPONS)),
        "zone": st.sampled_from(list(ZONES)),
    }[kind]
    return Condition(kind, tuple(draw(st.lists(values, min_size=1, max_size=2, unique=True))))


moments = st.sampled_from(["", "start", "stop", "2020-01-05", "2020-01-12T06:00"])


@st.composite
def norms(draw: Any, id_: str, others: list[str]) -> Norm:
    target = None
    if draw(st.booleans()):
        parties = draw(st.lists(actor_ids, max_size=2, unique=True).map(tuple))
        kinds = draw(st.lists(st.sampled_from(["civilians", "hospital"]), max_size=1).map(tuple))
        target = Target(parties, kinds)
    fields: dict[str, Any] = {
        "act": draw(st.lists(st.sampled_from(list(ACTS)), min_size=1, max_size=2, unique=True).map(tuple)),
        "weapon": draw(st.lists(st.sampled_from(list(WEAPONS)), max_size=1).map(tuple)),
        "territory": draw(st.lists(st.sampled_from(list(ZONES)), max_size=2, unique=True).map(tuple)),
        "since": draw(moments),
        "until": draw(moments),
        "exceptions": tuple(draw(st.lists(conditions(), max_size=2))),
        "grade": draw(st.sampled_from(["", "", "2"])),
    }
    variants = {}
    if draw(st.booleans()):
        variants = {"two": {"since": draw(moments), "territory": draw(st.just(()) | st.just(("west",)))}}
    return Norm(
        id_, {"en": id_}, Force.PROHIBITION, draw(actor_ids), target=target,
        guarantors=draw(st.sampled_from([(), ("influence",), ("herders",), ("influence", "herders")])),
        replaces=draw(st.lists(st.sampled_from(others), max_size=1).map(tuple)) if others else (),
        replaces_from=draw(st.sampled_from(["", "2020-01-09"])), variants=variants, **fields,
    )  # fmt: skip


def made_accord(**parts: Any) -> Accord:
    """A whole accord from the parts given, the rest plain."""
    fields: dict[str, Any] = {
        "id": "made", "title": {"en": "A made accord"}, "time_zone": "UTC",
        "documents": {"text": Document("text", "The text", date(2020, 1, 1))},
        "parties": {p: Party(p, {"en": p}, KINDS.get(p, PartyKind.ARMED_GROUP)) for p in PARTIES},
        "influence": (), "groups": {}, "lists": {}, "milestones": {}, "norms": {}, "powers": {}, "readings": {},
        "zones": tuple(Zone(z, {"en": z}, "territory", g) for z, g in ZONES.items()),
        "acts": ACTS, "weapons": WEAPONS, "hash": "0" * 64,
    }  # fmt: skip
    return Accord(**fields | parts)


@st.composite
def accords(draw: Any) -> Accord:
    parties = {}
    for p in PARTIES:
        part_of = [] if p != "south-militia" else draw(st.lists(memberships(st.just("south")), max_size=1))
        stands = draw(st.sampled_from(["", "sides", "south", "allies"])) if p == "rebels" else ""
        parties[p] = Party(p, {"en": p}, KINDS.get(p, PartyKind.ARMED_GROUP), part_of=tuple(part_of), stands_for=stands)
    groups = {
        "allies": Group("allies", {"en": "allies"}, tuple(draw(st.lists(memberships(party_ids), max_size=3)))),
        "sides": Group(
            "sides",
            {"en": "sides"},
            tuple(draw(st.lists(memberships(st.sampled_from([*PARTIES, "allies"])), max_size=4))),
        ),
    }
    entries = st.lists(st.builds(Entry, st.sampled_from([*PARTIES, "allies"]), dated(), some_readings), max_size=3).map(
        tuple
    )
    lists = {i: ListBlock(i, {"en": i}, draw(entries)) for i in ("listed", "banned")}
    influence = st.builds(Influence, party_ids, actor_ids, st.just("supports"), dated(), readings=some_readings)
    norm_ids = ["n1", "n2", "n3"][: draw(st.integers(1, 3))]
    zones = []
    for z, g in ZONES.items():
        zones.append(Zone(z, {"en": z}, "territory", g, ("Land of " + z,), draw(st.just(Dated()) | dated())))
    if draw(st.booleans()):
        zones.append(
            Zone("west", {"en": "west"}, "territory", shapely.box(0, 0, 1, 1), (), draw(dated()), draw(some_readings))
        )
    readings = {
        r: Reading(
            r, {"en": r},
            umbrellas=draw(st.sampled_from(["undetermined", "side", "listed"])),
            mixed=draw(st.sampled_from(["undetermined", "listed", "unlisted"])),
            grade=draw(st.sampled_from(["", "", "3"])),
            claimants=draw(st.sampled_from([(), (), ("north",), ("south", "herders"), ("allies",), ("listed",)])),
        )
        for r in READINGS[: draw(st.integers(0, 3))]
    }  # fmt: skip
    return made_accord(
        parties=parties, groups=groups, lists=lists,
        influence=tuple(draw(st.lists(influence, max_size=3))),
        milestones={m: draw(milestones(m)) for m in ("start", "stop")},
        norms={n: draw(norms(n, norm_ids[:i])) for i, n in enumerate(norm_ids)},
        zones=tuple(zones), readings=readings,
    )  # fmt: skip


sides = st.none() | st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).map("; ".join)


@st.composite
def incidents(draw: Any, id_: str) -> dict[str, Any]:
    start = draw(st.none() | days)
    placed = draw(st.booleans() | st.just(True))
    return {f.name: None for f in INCIDENTS} | {
        "incident_id": id_,
        "happened_from": start,
        "happened_to": draw(st.none() | st.integers(0, 100).map(lambda h: (start or FIRST) + timedelta(hours=h))),
        "known_at": draw(st.none() | days),
        "lon": draw(st.floats(-0.5, 4.5).map(lambda x: round(x, 2))) if placed else None,
        "lat": draw(st.floats(-0.5, 2.5).map(lambda x: round(x, 2))) if placed else None,
        "radius_m": draw(st.none() | st.sampled_from([0.0, 1000.0, 20_000.0, 80_000.0])) if placed else None,
        "within": draw(st.sampled_from([None, "Land of west", "Land of East; West", "Elsewhere"])),
        "act": draw(st.none() | st.sampled_from([*ACTS, "unheard-of"])),
        "weapon": draw(st.none() | st.sampled_from([*WEAPONS])),
        "target_kind": draw(st.sampled_from([None, "civilians", "hospital", "school"])),
        "side_a": draw(sides), "side_b": draw(sides), "directed": draw(st.none() | st.booleans()),
        "self_defence": draw(st.none() | st.booleans()),
        "claimant": draw(st.sampled_from([None, None, "north"])),
        "info_grade": draw(st.none() | st.integers(1, 6)),
    }  # fmt: skip


@st.composite
def claims(draw: Any, incident_ids: list[str]) -> list[dict[str, Any]]:
    """Claims on some of the incidents, and on one that there is not."""
    each = st.fixed_dictionaries(
        {
            "incident_id": st.sampled_from([*incident_ids, "nowhere"]), "claimant": st.sampled_from(NAMES),
            "side_a": sides, "side_b": sides, "directed": st.none() | st.booleans(), "basis": st.none(),
            "known_at": st.none() | days,
        }
    )  # fmt: skip
    return list(draw(st.lists(each, max_size=25)))


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=INCIDENTS)
