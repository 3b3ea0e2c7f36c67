"""Random accords, whole and free of problems, for laws that hold over all of them. Other stations may draw from these.

``accords()`` gives an Accord without a folder; ``written(accord, folder)`` puts it on disk as text and zones.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from servanda.accord import (
    Accord,
    Cite,
    Condition,
    Dated,
    Deadline,
    Document,
    Entry,
    Group,
    Influence,
    ListBlock,
    Membership,
    Milestone,
    Norm,
    Party,
    Power,
    Reached,
    Reading,
    Rule,
    Target,
    Zone,
    acts,
    print_accord,
    print_zones,
    weapons,
)
from servanda.terms import Force, PartyKind
from servanda.times import Duration, start_of

ZONES = ["UTC", "Asia/Damascus", "Africa/Juba", "Europe/Kyiv", "Asia/Kathmandu", "America/Bogota"]
DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
# letters of several scripts and all that YAML and Markdown care about
LETTERS = st.sampled_from([*"abcXYZ019 àßشцש中é", *"-:#,[]{}'\"`|>&*!%@?~\\/.=_<(", "́", "\u00a0", "😀", "\x85"])
TEXT = st.one_of(
    st.sampled_from(
        ["no", "null", "true", "1.0", "2016-02-30", "~", "<<", "on", "a: b", "# x", "- x", "'", '"', "```"]
    ),
    st.text(LETTERS, min_size=1, max_size=30),
    st.lists(
        st.sampled_from(["peace", "river:", "#1", "``` norm", "التهدئة", "--- ", "of"]), min_size=20, max_size=60
    ).map(" ".join),
).map(lambda t: " ".join(t.split()) or "x")
NOTE = st.one_of(st.just(""), TEXT, st.lists(st.one_of(TEXT, st.just("")), min_size=2, max_size=4).map("\n".join)).map(
    str.strip
)
SOURCE = st.one_of(st.just(""), TEXT)
DURATION = st.builds(
    Duration,
    st.integers(0, 999),
    st.sampled_from(["hour", "day", "week", "month", "year"]),
    st.sampled_from(["down", "up"]),
)


def some(of: list[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """A few of the words, in any order, none twice; none if there are none."""
    if not of:
        return st.just(())
    return st.lists(st.sampled_from(of), unique=True, min_size=least, max_size=3).map(tuple)


def maybe(of: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *of])


@st.composite
def instants(draw: st.DrawFn, zone: str) -> datetime:
    first = start_of(draw(DAYS), zone)
    return first + draw(st.sampled_from([timedelta(0), timedelta(hours=7, minutes=30), timedelta(seconds=1)]))


@st.composite
def dated(draw: st.DrawFn, zone: str) -> Dated:
    since, until = sorted([draw(instants(zone)), draw(instants(zone))])
    return Dated(
        draw(st.sampled_from([None, since])),
        draw(st.sampled_from([None, until])) if until > since else None,
        draw(st.one_of(st.none(), instants(zone))),
    )


def names(plain: str = "") -> st.SearchStrategy[dict[str, str]]:
    by_language = st.fixed_dictionaries({"en": TEXT}, optional={"ar": TEXT, "ru": TEXT, "zh-Hant": TEXT})
    return st.one_of(st.just({"en": plain}), by_language) if plain else by_language


@st.composite
def cites(draw: st.DrawFn, documents: list[str]) -> tuple[Cite, ...]:
    out = []
    for document in draw(some(documents)):
        match draw(st.sampled_from(["whole", "paragraph", "span"])):
            case "whole":
                out.append(Cite(document))
            case "paragraph":
                out.append(Cite(document, draw(st.integers(1, 200))))
            case _:
                start = draw(st.integers(0, 9000))
                out.append(Cite(document, None, start, start + draw(st.integers(1, 300))))
    return tuple(out)


def _ids(prefix: str, least: int = 0, most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.integers(least, most).map(lambda n: [f"{prefix}-{i}" if i else prefix for i in range(n)])


@st.composite
def accords(draw: st.DrawFn) -> Accord:
    """A whole accord, every kind of block in it, with readings that disagree."""
    zone = draw(st.sampled_from(ZONES))
    documents = draw(_ids("paper"))
    parties, groups, lists = draw(_ids("party", 1, 4)), draw(_ids("group")), draw(_ids("list", 0, 2))
    milestones, norms, powers = draw(_ids("step")), draw(_ids("norm")), draw(_ids("power", 0, 2))
    readings, zones = draw(_ids("reading", 0, 3)), draw(_ids("zone"))
    actors = [*parties, *groups, *lists]
    act_tree = dict(acts()) | draw(
        st.sampled_from([{}, {"raid": "attack"}, {"raid": "attack", "own-root-child": "raid"}])
    )
    weapon_tree = dict(weapons()) | draw(st.sampled_from([{}, {"sling": "small-arms"}]))

    def common(*, item: bool = False) -> dict[str, Any]:
        extra = {"readings": draw(some(readings))} if item else {}
        return {"cites": draw(cites(documents)), "source": draw(SOURCE), "note": draw(NOTE), **extra}

    def member(of: list[str]) -> Membership:
        return Membership(draw(st.sampled_from(of)), draw(dated(zone)), **common(item=True))

    def due(earlier: list[str]) -> dict[str, Any]:
        out: dict[str, Any] = {"binding": draw(st.booleans())}
        days = draw(st.sampled_from([0, 0, 1, 30]))
        out |= {"about": True, "about_days": days} if days else {"about": draw(st.booleans())}
        match draw(st.sampled_from(["by", "within", "event"])):
            case "by":
                out["by"] = draw(DAYS)
            case "within" if earlier + documents:
                out |= {"within": draw(DURATION), "after": draw(st.sampled_from(earlier + documents))}
        return out

    def deadline() -> Deadline | None:
        match draw(st.sampled_from(["none", "immediate", "asap", "at", "due"])):
            case "immediate":
                return Deadline(immediate=True)
            case "asap":
                return Deadline(as_soon_as_possible=True)
            case "at" if milestones:
                return Deadline(at=draw(st.sampled_from(milestones)), binding=draw(st.booleans()))
            case "due":
                made = Deadline(**due(milestones))
                return None if made == Deadline() else made
        return None

    def variants(blocks: dict[str, Any]) -> dict[str, dict[str, Any]]:
        return {r: draw(st.fixed_dictionaries({}, optional=blocks)) for r in draw(some(readings))}

    def condition() -> Condition:
        kind = draw(st.sampled_from(["target-in", "initiator-in", "self-defence", "act", "weapon", "zone"]))
        of = {"act": sorted(act_tree), "weapon": sorted(weapon_tree), "zone": zones or ["?"]}.get(kind, actors)
        if kind == "self-defence" or of == ["?"]:
            return Condition("self-defence", ("claimed",), draw(cites(documents)))
        return Condition(kind, draw(some(of, 1)), draw(cites(documents)))

    def reached() -> Reached:
        first = draw(instants(zone))
        last = first + draw(st.sampled_from([timedelta(0), timedelta(days=2)]))
        known = draw(st.one_of(st.none(), instants(zone)))
        return Reached(first, last, known, **common(item=True))

    def moment() -> str:
        return draw(st.one_of(maybe(milestones), DAYS.map(date.isoformat), st.just("2016-02-27T00:00+02:00")))

    made_parties = {}
    for n, i in enumerate(parties):
        made_parties[i] = Party(
            i,
            {"en": f"{draw(TEXT)} {n}", **draw(st.sampled_from([{}, {"ar": f"طرف {n}"}]))},
            draw(st.sampled_from(list(PartyKind))),
            draw(st.sampled_from([(), (f"p{n}",), (f"the, {n}th", f"P: {n} #")])),
            tuple(member(parties[:n]) for _ in range(draw(st.integers(0, 2)))) if n else (),
            draw(maybe(parties[:n] + groups)),
            **common(),
        )
    made_groups = {
        i: Group(
            i, draw(names(i)), tuple(member(parties + groups[:n]) for _ in range(draw(st.integers(0, 3)))), **common()
        )
        for n, i in enumerate(groups)
    }
    made_lists = {
        i: ListBlock(
            i,
            draw(names(i)),
            tuple(
                Entry(draw(st.sampled_from(parties)), draw(dated(zone)), **common(item=True))
                for _ in range(draw(st.integers(0, 3)))
            ),
            draw(maybe(powers)),
            **common(),
        )
        for i in lists
    }
    made_steps = {
        i: Milestone(
            i,
            draw(names(i)),
            **due(milestones[:n]),
            not_before=draw(maybe(milestones[:n])),
            reached_when=draw(st.sampled_from(["record", "decision", *norms])),
            reached=tuple(reached() for _ in range(draw(st.integers(0, 2)))),
            **common(),
            variants=variants({"by": DAYS, "binding": st.booleans(), "note": TEXT, "source": TEXT}),
        )
        for n, i in enumerate(milestones)
    }
    made_norms = {}
    for i in norms:
        target = Target(draw(some(actors)), draw(st.sampled_from([(), ("civilians",), ("hospital", "a school")])))
        since, until = draw(st.sampled_from([("", moment()), (moment(), "")]))
        made_norms[i] = Norm(
            i,
            draw(names(i)),
            draw(st.sampled_from(list(Force))),
            draw(st.sampled_from(actors)),
            counterparty=draw(some(actors)),
            act=draw(some(sorted(act_tree))),
            weapon=draw(some(sorted(weapon_tree))),
            target=draw(st.sampled_from([None, target])) if target != Target() else None,
            territory=draw(some(zones)),
            since=since,
            until=until,
            exceptions=tuple(condition() for _ in range(draw(st.integers(0, 2)))),
            guarantors=draw(st.one_of(st.just(("influence",)), some(actors))),
            unit=draw(st.sampled_from(["incident", "occurrence"])),
            grade=draw(st.sampled_from(["", "1", "6"])),
            deadline=deadline(),
            condition=draw(SOURCE),
            condition_milestone=draw(maybe(milestones)),
            fulfilled_by=draw(maybe(milestones)),
            reparation=draw(maybe(norms)),
            replaces=draw(st.sampled_from([(), ("older#truce",)])),
            replaces_from=moment(),
            **common(),
            variants=variants(
                {
                    "until": st.just("2039-01-01"),
                    "territory": some(zones),
                    "unit": st.just("occurrence"),
                    "bearer": st.sampled_from(actors),
                    "name": names(),
                    "act": some(["attack", "shelling"], 1),
                }
            ),
        )
    made_powers = {
        i: Power(
            i,
            draw(names(i)),
            draw(maybe(actors)),
            draw(some([*actors, *norms, *milestones, *zones])),
            draw(maybe(actors)),
            draw(
                st.one_of(
                    st.none(),
                    st.builds(
                        Rule, st.sampled_from(["consensus", "unsc"]), maybe(actors), st.sampled_from(["", "2/3"])
                    ),
                )
            ),
            **common(),
        )
        for i in powers
    }
    offered = {i: list(b.variants) for i, b in {**made_steps, **made_norms}.items() if b.variants}
    made_readings = {
        i: Reading(
            i,
            draw(names(i)),
            {b: i if i in v else draw(st.sampled_from(v)) for b, v in offered.items() if draw(st.booleans())},
            draw(st.sampled_from(["undetermined", "side", "listed"])),
            draw(st.sampled_from(["undetermined", "listed", "unlisted"])),
            draw(some(actors)),
            draw(st.sampled_from(["", "3"])),
            draw(st.sampled_from(["", "incident"])),
            **common(),
        )
        for i in readings
    }
    made_zones = []
    for i in zones:
        lon, lat = draw(st.integers(-170, 170)), draw(st.integers(-80, 80))
        shape = draw(
            st.sampled_from(
                [box(lon, lat, lon + 1, lat + 2), LineString([(lon, lat), (lon + 1, lat)]), Point(lon, lat)]
            )
        )
        kind = draw(st.sampled_from(["territory", "division", "line", "site"]))
        aliases = draw(st.sampled_from([(), ("the north",), ("a, b", "ب")]))
        made_zones.append(
            Zone(i, draw(names(i)), kind, shape, aliases, draw(dated(zone)), draw(some(readings)), draw(SOURCE))
        )
    edges = tuple(
        Influence(
            draw(st.sampled_from(parties)),
            draw(st.sampled_from(parties)),
            draw(TEXT),
            draw(dated(zone)),
            **common(item=True),
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    blocks = [
        *(("party", i) for i in parties),
        *(("group", i) for i in groups),
        *(("list", i) for i in lists),
        *(("milestone", i) for i in milestones),
        *(("norm", i) for i in norms),
        *(("power", i) for i in powers),
        *(("reading", i) for i in readings),
        *([("influence", str(len(edges)))] if edges else []),
    ]
    prose: list[tuple[str, str]] = []
    for block in blocks:
        if draw(st.integers(0, 3)) == 0:
            prose.append(
                (
                    "prose",
                    draw(st.sampled_from(["## Who\n\nWords.", "A *line*.\n\n- item\n  - more", "```text\nid: x\n```"])),
                )
            )
        prose.append(block)
    built = {
        i: Document(
            i,
            draw(TEXT),
            draw(DAYS),
            draw(st.sampled_from(["", "0f" * 32])),
            draw(st.sampled_from(["", "text, final.txt"])),
            draw(SOURCE),
        )
        for i in documents
    }
    return Accord(
        id="drawn",
        title=draw(names()),
        time_zone=zone,
        documents=built,
        parties=made_parties,
        influence=edges,
        groups=made_groups,
        lists=made_lists,
        milestones=made_steps,
        norms=made_norms,
        powers=made_powers,
        readings=made_readings,
        zones=tuple(made_zones),
        acts=act_tree,
        weapons=weapon_tree,
        builds_on=("older",) if any(n.replaces for n in made_norms.values()) else (),
        prose=tuple(prose),
    )


def written(accord: Accord, folder: Path) -> Path:
    """The folder, with the accord's text and zones in it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "accord.md").write_text(print_accord(accord), "utf-8")
    (folder / "zones.geojson").write_text(print_zones(accord.zones, accord.time_zone), "utf-8")
    return folder


def bare(value: Any) -> Any:
    """A value without the places it was read from, so that two accords can be compared."""
    if isinstance(value, Accord):
        value = replace(value, folder=None, hash="")
    if hasattr(value, "__dataclass_fields__"):
        return replace(
            value, **{n: bare(getattr(value, n)) for n in value.__dataclass_fields__ if n != "span"}, **_no_span(value)
        )
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(bare(item) for item in value)
    return value


def _no_span(value: Any) -> dict[str, None]:
    return {"span": None} if "span" in value.__dataclass_fields__ else {}
