"""From a verdict back to the sentence and the report: each condition with its value and what it rested on.

The chain is worked out afresh by the plain judge, apart from the plan that made the verdict, and says so if they differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from servanda.accord import Dated, Norm
from servanda.judge.plain import PlainJudge
from servanda.judge.trace import Course, Ground, Step, Trace
from servanda.terms import PartyKind


@dataclass(frozen=True)
class Explanation:
    """Why one incident stands to one norm as it does, under readings that agree."""

    readings: tuple[str, ...]
    trace: Trace
    norm: Norm | None


def explain(
    judges: Sequence[PlainJudge],
    incident: Mapping[str, Any],
    norm_ids: Sequence[str],
    claims: Sequence[Mapping[str, Any]] = (),
) -> list[Explanation]:
    """The chain of reasons for an incident by each norm, readings that agree in everything taken together.

    Args:
        judges: one plain judge per reading, as known at the moment in question.
        incident: a mapping with the columns of INCIDENTS.
        norm_ids: the norms to explain.
        claims: who else says who did it: mappings with the columns of CLAIMS, all on this incident.
    """
    out: list[Explanation] = []
    for norm_id in norm_ids:
        found: dict[Any, Explanation] = {}
        for judge in judges:
            trace = _grounded(judge, incident, judge.judge_told(incident, norm_id, claims))
            key = replace(trace, reading="")
            if key in found:
                found[key] = replace(found[key], readings=(*found[key].readings, judge.reading.id))
            else:
                found[key] = Explanation((judge.reading.id,), trace, judge.settled.norms[norm_id])
        out += found.values()
    return out


def _grounded(judge: PlainJudge, incident: Mapping[str, Any], trace: Trace) -> Trace:
    """The trace with the grounds of every step filled in."""
    norm = judge.settled.norms[trace.norm_id or ""]
    courses = tuple(
        replace(c, steps=tuple(replace(s, grounds=tuple(_grounds(judge, incident, norm, c, s))) for s in c.steps))
        for c in trace.courses
    )
    return replace(trace, courses=courses)


def _grounds(
    judge: PlainJudge, incident: Mapping[str, Any], norm: Norm, course: Course, step: Step
) -> Iterator[Ground]:
    match step.name:
        case "act":
            said = incident["act"] or "an act that is not told"
            weapon = f" with {incident['weapon'] or 'a weapon that is not told'}" if norm.weapon else ""
            meant = f" with {', '.join(norm.weapon)}" if norm.weapon else ""
            yield Ground(f"Reported: {said}{weapon}. The norm means {', '.join(norm.act)}{meant}.", norm.id, norm.cites)
        case "target":
            if norm.target:
                meant = ", ".join((*norm.target.kinds, *norm.target.parties))
                kind = incident["target_kind"] or "not told"
                yield Ground(f"Reported kind of target: {kind}. The norm protects {meant}.", norm.id, norm.cites)
                yield from (
                    g
                    for name in course.target
                    for p in norm.target.parties
                    for g in _belonging(judge, name, p, incident)
                )
        case "actor":
            yield from (g for name in course.doer for g in _belonging(judge, name, norm.bearer, incident))
        case "time":
            yield from _time(judge, incident, norm)
        case "place":
            yield from _place(judge, incident, norm)
        case "exception":
            yield from _exceptions(judge, incident, norm, course)
        case "grade":
            if wanted := norm.grade or judge.reading.grade:
                graded = incident["info_grade"] or "not graded"
                yield Ground(f"Information grade: {graded}; {wanted} or better is asked for.", norm.id)


def _belonging(judge: PlainJudge, name: str, group: str, incident: Mapping[str, Any]) -> Iterator[Ground]:
    """How an actor's name leads to a group or list, step by step, or why it does not."""
    party = judge.parties.get(name)
    if not name:
        yield Ground(f"Nobody is named: whether it was {group} is unknown.")
        return
    if party is None:
        yield Ground(f"{name!r} is no party's name in the accord: whether it is {group} is unknown.")
        return
    block = judge.accord.parties[party]
    called = f"{name!r} is {block.name['en']} ({party})"
    moments = judge.moments(incident)
    values = {judge.within(name, group, at) for at in moments}
    for at in moments:
        if path := _path(judge, party, group, at):
            links = tuple(path)
            steps = " → ".join([party, *(parent for parent, _, _ in links)])
            when = "; ".join(_dates(w, judge.accord.time_zone) for _, w, _ in links if w.since or w.until)
            yield Ground(
                f"{called}: {steps}{f' ({when})' if when else ''}.",
                party,
                tuple(c for _, _, item in links for c in item.cites) or block.cites,
                "; ".join(dict.fromkeys(item.source for _, _, item in links if item.source)),
            )
            break
    else:
        if block.kind is PartyKind.UMBRELLA and values != {False}:
            rule = judge.reading.rule_for(party)
            stands = f", which stands for {block.stands_for}" if block.stands_for else ""
            told = {"side": "counted as that side", "listed": "taken for listed"}.get(rule, "left undetermined")
            yield Ground(
                f"{called}, an umbrella{stands}; under this reading it is {told}.", party, block.cites, block.source
            )
        else:
            yield Ground(f"{called}, not of {group} at the time.", party, block.cites, block.source)
    if len(values) > 1 or (None in values and block.kind is not PartyKind.UMBRELLA):
        yield Ground(
            f"Its belonging to {group} changed within the time in which the incident may have happened.", party
        )


def _path(judge: PlainJudge, member: str, group: str, at: datetime | None) -> list[tuple[str, Dated, Any]] | None:
    """The links from a party to a group: (parent, when, the item that says so); [] if they are one, None if none leads there."""
    seen, todo = {member}, [(member, [])]  # type: ignore[var-annotated]
    while todo:
        node, path = todo.pop(0)
        if node == group:
            return path or [(group, Dated(), judge.accord.parties[member])]
        for parent, item in _links(judge, node, at):
            if parent not in seen:
                seen.add(parent)
                todo.append((parent, [*path, (parent, item.when, item)]))
    return None


def _links(judge: PlainJudge, node: str, at: datetime | None) -> Iterator[tuple[str, Any]]:
    a = judge.accord
    items = [(m.member, m) for m in (a.parties[node].part_of if node in a.parties else ())]
    items += [(g.id, m) for g in a.groups.values() for m in g.members if m.member == node]
    items += [(lst.id, e) for lst in a.lists.values() for e in lst.entries if e.party == node]  # type: ignore[misc]
    return ((parent, item) for parent, item in items if judge.accepts(item) and judge.holds(item.when, at))


def _time(judge: PlainJudge, incident: Mapping[str, Any], norm: Norm) -> Iterator[Ground]:
    start, end, zone = incident["happened_from"], incident["happened_to"], judge.accord.time_zone
    yield Ground(
        f"It happened between {_at(start, zone) or 'an unknown time'} and {_at(end, zone) or 'an unknown time'} ({zone})."
    )
    for word, text in (("from", norm.since), ("until", norm.until)):
        milestone = judge.settled.milestones.get(text)
        if milestone is None:
            yield Ground(
                f"In force {word} {text}." if text else f"In force {'always' if word == 'from' else 'without end'}.",
                norm.id,
            )
        elif (bounds := judge.bounds(text)) is None:
            yield Ground(
                f"In force {word} {milestone.name['en']} ({text}), which is not known to have been reached.",
                text,
                milestone.cites,
            )
        else:
            low, high = bounds
            on = _at(low, zone) if low == high else f"some time between {_at(low, zone)} and {_at(high, zone)}"
            sources = "; ".join(r.source for r in milestone.reached if (r.earliest, r.latest) == bounds and r.source)
            yield Ground(
                f"In force {word} {milestone.name['en']} ({text}), reached {on}.", text, milestone.cites, sources
            )
    for later in judge.settled.norms.values():
        if {norm.id, f"{judge.accord.id}#{norm.id}"} & set(later.replaces):
            yield Ground(
                f"Replaced by {later.name['en']} ({later.id}) from {later.replaces_from or later.since}.",
                later.id,
                later.cites,
            )


def _place(judge: PlainJudge, incident: Mapping[str, Any], norm: Norm) -> Iterator[Ground]:
    lon, lat, radius = incident["lon"], incident["lat"], incident["radius_m"]
    where = incident["place"] or "a place that is not named"
    at = (
        f" at {lat:.4f}, {lon:.4f} to within {radius:,.0f} m"
        if None not in (lon, lat, radius)
        else ", position unknown"
    )
    stated = f"; the source states that it lies in {incident['within']}" if incident["within"] else ""
    yield Ground(f"Reported: {where}{at}{stated}.")
    if not norm.territory:
        yield Ground("The norm applies everywhere.", norm.id, norm.cites)
    words = {True: "It lies in", False: "It lies outside", None: "It may lie in"}
    moments = judge.moments(incident)
    for zone in judge.accord.zones:
        if zone.id in norm.territory and judge.accepts(zone):
            value = judge.over(moments, lambda t, z=zone: judge.in_zone(z, incident, t))
            yield Ground(f"{words[value]} {zone.name['en']} ({zone.id}).", zone.id, (), zone.source)


def _exceptions(judge: PlainJudge, incident: Mapping[str, Any], norm: Norm, course: Course) -> Iterator[Ground]:
    if not norm.exceptions:
        yield Ground("The norm has no exception.", norm.id, norm.cites)
    for c in norm.exceptions:
        cites = c.cites or norm.cites
        if c.kind in {"target-in", "initiator-in"}:
            names, role = (course.target, "target") if c.kind == "target-in" else (course.doer, "doer")
            yield Ground(f"Excepted: {role} in {', '.join(c.values)}.", norm.id, cites)
            yield from (g for name in names for v in c.values for g in _belonging(judge, name, v, incident))
            if len(names) > 1:
                rule = {"listed": "counts as listed", "unlisted": "counts as unlisted"}.get(
                    judge.reading.mixed, "is left open"
                )
                yield Ground(
                    f"A listed group beside an unlisted one {rule} under this reading.",
                    judge.reading.id,
                    (),
                    judge.reading.source,
                )
        elif c.kind == "self-defence":
            claimed = "is" if incident["self_defence"] else "is not"
            yield Ground(f"Excepted: self-defence, if claimed. It {claimed} claimed.", norm.id, cites)
        else:
            yield Ground(f"Excepted: {c.kind} {', '.join(c.values)}.", norm.id, cites)


def deciding(course: Course) -> tuple[Step, ...]:
    """The conditions that a reader must see: for a definite no the one that decided, else all that say something."""
    no = {"not-covered": ("act", "target"), "not-bound": ("actor",), "not-in-force": ("time",), "outside": ("place",)}
    if course.verdict in no:
        return tuple(s for s in course.steps if s.name in no[course.verdict] and s.value is False)
    if course.verdict == "exempt":
        return tuple(s for s in course.steps if s.name == "exception")
    return tuple(s for s in course.steps if s.grounds)


def influence_grounds(judge: PlainJudge, trace: Trace, incident: Mapping[str, Any]) -> Iterator[Ground]:
    """Why each guarantor answers: the influence that the accord records over the bearers."""
    moments = judge.moments(incident)
    for i in judge.accord.influence:
        if i.who not in trace.guarantors or not judge.accepts(i):
            continue
        over = [
            b
            for b in trace.bearers
            if b in judge.accord.parties
            and any(judge.holds(i.when, at) and judge.belongs(b, i.over, at) for at in moments)
        ]
        for bearer in over:
            dates = f" ({_dates(i.when, judge.accord.time_zone)})" if i.when.since or i.when.until else ""
            via = "" if i.over == bearer else f", of {i.over}"
            yield Ground(f"{i.who} {i.how} {bearer}{via}{dates}.", i.over, i.cites, i.source)


def _dates(when: Dated, zone: str) -> str:
    return " ".join(
        part
        for part in (
            f"from {_at(when.since, zone)}" if when.since else "",
            f"to {_at(when.until, zone)}" if when.until else "",
        )
        if part
    )


def _at(at: datetime | None, zone: str) -> str:
    """An instant in the accord's time zone, to the minute; the beginning of a day as its date."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d}" if local.time() == time() else f"{local:%Y-%m-%d %H:%M}"
