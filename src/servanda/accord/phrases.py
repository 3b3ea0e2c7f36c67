"""An accord's values in plain words: who, when, where, unless. Names that can be followed stay references.

A phrase is a tuple of plain text and references; ``plain`` joins it for a terminal, the book's page makes links of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from servanda.terms import Force
from servanda.times import parse_instant, start_of

from .kinds_of_time import is_instant
from .model import Accord, Cite, Condition, Dated, Deadline, Milestone, Norm, Reached, Rule

MUST = {
    Force.OBLIGATION: "must",
    Force.PROHIBITION: "must not",
    Force.PERMISSION: "may",
    Force.POWER: "can",
    Force.INTENTION: "intends to",
    Force.CALL_UPON: "is called upon to",
}
RULES = {
    "consensus": "by consensus",
    "mutual-consent": "by mutual consent",
    "majority": "by majority",
    "unsc": "by the Security Council: nine of fifteen, no permanent member against",
}


@dataclass(frozen=True)
class Ref:
    """A name that leads to the block that has it."""

    id: str
    name: str


Phrase = tuple[str | Ref, ...]


def plain(phrase: Phrase) -> str:
    """A phrase as mere text."""
    return "".join(part if isinstance(part, str) else part.name for part in phrase)


def ref(accord: Accord, block: str) -> Ref:
    """The English name of a block, zone or document, or its id if it has none."""
    for blocks in (accord.parties, accord.groups, accord.lists, accord.milestones, accord.norms, accord.powers):
        if block in blocks:
            return Ref(block, blocks[block].name.get("en", block))
    if block in accord.documents:
        return Ref(block, accord.documents[block].title)
    zone = next((zone for zone in accord.zones if zone.id == block), None)
    return Ref(block, zone.name.get("en", block) if zone else block)


def reading_ref(accord: Accord, reading: str) -> Ref:
    """The name of a reading, which leads to its block; readings have ids of their own."""
    known = accord.readings.get(reading)
    return Ref(f"reading-{reading}", known.name.get("en", reading) if known else reading)


def joined(parts: Iterable[Phrase], between: str = ", ") -> Phrase:
    """Phrases in a row."""
    out: list[str | Ref] = []
    for part in parts:
        out += [between, *part] if out else part
    return tuple(out)


def refs(accord: Accord, blocks: Iterable[str], between: str = ", ") -> Phrase:
    """The names of several blocks in a row."""
    return joined([(ref(accord, block),) for block in blocks], between)


def day_words(day: date) -> str:
    """
    >>> day_words(date(2016, 2, 27))
    '27 February 2016'
    """
    return f"{day.day} {day:%B} {day.year}"


def instant_words(accord: Accord, at: datetime) -> str:
    """An instant in the accord's time zone: the day, and the hour unless it is the day's first instant."""
    here = at.astimezone(ZoneInfo(accord.time_zone))
    if start_of(here.date(), accord.time_zone) == at:
        return day_words(here.date())
    return f"{day_words(here.date())}, {here:%H:%M}"


def while_words(accord: Accord, when: Dated) -> str:
    """For how long something holds, and when that became known where it was later."""
    parts = []
    if when.since:
        parts.append(f"since {instant_words(accord, when.since)}")
    if when.until:
        parts.append(f"until {instant_words(accord, when.until)}")
    if when.known and when.known != when.since:
        parts.append(f"known {instant_words(accord, when.known)}")
    return ", ".join(parts)


def moment(accord: Accord, written: str) -> Phrase:
    """A milestone's name, or a date or instant as written in the accord."""
    if is_instant(written):
        return (instant_words(accord, parse_instant(written, accord.time_zone)),)
    return (ref(accord, written),)


def due(accord: Accord, it: Milestone | Deadline) -> Phrase:
    """By when something is due, and whether that is a target or binds; nothing if no date is set."""
    head: Phrase = ()
    if it.by:
        head = (f"by {day_words(it.by)}",)
    elif it.within:
        head = (f"within {it.within}",)
        head += (" of ", ref(accord, it.after)) if it.after else ()
        head += (", a day that the month lacks counted as the next",) if it.within.rounding == "up" else ()
    elif isinstance(it, Deadline) and it.at:
        head = ("when reached: ", ref(accord, it.at))
    elif isinstance(it, Deadline) and it.immediate:
        head = ("at once",)
    elif isinstance(it, Deadline) and it.as_soon_as_possible:
        return ("as soon as possible (no date that could be missed)",)
    if not head:
        return ()
    about = f", roughly (± {it.about_days} days)" if it.about_days else ", roughly" if it.about else ""
    return (*head, f"{about} ({'binding' if it.binding else 'a target'})")


def reached_words(accord: Accord, reached: Reached) -> Phrase:
    """When a milestone was reached."""
    first, last = instant_words(accord, reached.earliest), instant_words(accord, reached.latest)
    known = f", known {instant_words(accord, reached.known)}" if reached.known else ""
    return ((first if first == last else f"between {first} and {last}") + known,)


def exception(accord: Accord, condition: Condition) -> Phrase:
    """One way in which a norm does not apply."""
    match condition.kind:
        case "target-in":
            return ("the target is among: ", *refs(accord, condition.values))
        case "initiator-in":
            return ("the one who acts is among: ", *refs(accord, condition.values))
        case "self-defence":
            return ("self-defence is claimed",)
        case "zone":
            return ("it happens in: ", *refs(accord, condition.values))
        case _:
            return (f"the {condition.kind} is: {', '.join(condition.values)}",)


def rule_words(accord: Accord, rule: Rule) -> Phrase:
    """How a power is exercised."""
    within = f" within {rule.within}" if rule.within else ""
    share = f" of {rule.share}" if rule.share else ""
    of: Phrase = (ref(accord, rule.of),) if rule.of else ()
    if rule.kind == "silence":
        return ("if no one", *((" of ", *of) if of else ()), f" objects{within}")
    return (RULES[rule.kind] + share, *((", among ", *of) if of else ()), within)


def members_of(accord: Accord, actor: str) -> frozenset[str]:
    """The actor and every party and group that was ever in it, directly or through other groups and parties."""
    found: set[str] = set()
    todo = [actor]
    inside = {i: [m.member for m in g.members] for i, g in accord.groups.items()}
    inside |= {i: [e.party for e in b.entries] for i, b in accord.lists.items()}
    parts: dict[str, list[str]] = {}
    for party in accord.parties.values():
        for larger in party.part_of:
            parts.setdefault(larger.member, []).append(party.id)
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += inside.get(one, []) + parts.get(one, [])
    return frozenset(found)


def guarantors(accord: Accord, norm: Norm) -> tuple[str, ...]:
    """Who stands behind a norm: those named, or those with influence over its bearer or a part of it at any time."""
    if norm.guarantors != ("influence",):
        return norm.guarantors
    bearers = members_of(accord, norm.bearer)
    return tuple(dict.fromkeys(edge.who for edge in accord.influence if edge.over in bearers))


def cite_words(accord: Accord, cite: Cite) -> Phrase:
    """A citation as people write it."""
    if cite.paragraph is not None:
        return (ref(accord, cite.document), f", paragraph {cite.paragraph}")
    if cite.start is not None:
        return (ref(accord, cite.document), f", characters {cite.start} to {cite.end}")
    return (ref(accord, cite.document),)
