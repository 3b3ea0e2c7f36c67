"""The open questions of an accord: every place where its readings, or the text itself, leave a choice.

A **question** is about one thing (is this group listed? when was that milestone reached? what does this umbrella stand
for?); an **answer** is one way to settle it. Answers are told apart from what a base reading holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from servanda.accord import Accord, Milestone, Norm, Reading, UnknownReadingError
from servanda.accord.readings import variant_of
from servanda.terms import PartyKind

from .dates import between, during

PLAIN = Reading("plain", {"en": "The text as it stands"})


@dataclass(frozen=True)
class Answer:
    """One way to settle a question. ``value`` is what a supposition sets: the disputed items that hold, or a rule."""

    says: str  # a clause: "Ahrar al-Sham is listed"
    value: Any
    held_by: tuple[str, ...] = ()  # readings that answer so


@dataclass(frozen=True)
class Question:
    """One thing that is open. ``kind``: entry, member, part, influence, zone, reached, variant, umbrella, mixed, grade,
    claimants."""

    id: str
    kind: str
    asks: str
    answers: tuple[Answer, ...]  # those that the base reading does not give


def base_reading(accord: Accord, name: str | None) -> Reading:
    """The reading that answers are compared with: the one named, else the accord's first, else the text as it stands.

    Raises UnknownReadingError.
    """
    if name is None or (name == PLAIN.id and not accord.readings):
        return next(iter(accord.readings.values()), PLAIN)
    if name not in accord.readings:
        raise UnknownReadingError(accord, name)
    return accord.readings[name]


def items_of(accord: Accord) -> Iterator[tuple[str, str, Any]]:
    """Every item of an accord: the id of the question that it would belong to, its kind, and the item."""
    for party in accord.parties.values():
        yield from ((f"{party.id}#{m.member}", "part", m) for m in party.part_of)
    for group in accord.groups.values():
        yield from ((f"{group.id}#{m.member}", "member", m) for m in group.members)
    for lst in accord.lists.values():
        yield from ((f"{lst.id}#{e.party}", "entry", e) for e in lst.entries)
    yield from ((f"influence#{i.who}#{i.over}", "influence", i) for i in accord.influence)
    for milestone in accord.milestones.values():
        yield from ((f"{milestone.id}#reached", "reached", r) for r in milestone.reached)
    yield from ((f"zone#{z.id}", "zone", z) for z in accord.zones)


def blocks_of(accord: Accord) -> tuple[Milestone | Norm, ...]:
    """The blocks that may have variants."""
    return (*accord.milestones.values(), *accord.norms.values())


def questions(accord: Accord, base: Reading) -> tuple[Question, ...]:
    """All open questions, in the accord's order, each with the answers that the base reading does not give."""
    found = (*_of_items(accord, base), *_of_variants(accord, base), *_of_rules(accord, base))
    return tuple(q for q in found if q.answers)


def _of_items(accord: Accord, base: Reading) -> Iterator[Question]:
    disputed: dict[tuple[str, str], list[Any]] = {}
    for key, kind, item in items_of(accord):
        if item.readings:
            disputed.setdefault((key, kind), []).append(item)
    for (key, kind), items in disputed.items():

        def held(reading: str, items: list[Any] = items) -> frozenset[int]:
            return frozenset(i for i, item in enumerate(items) if reading in item.readings)

        answers = [
            Answer(item_says(accord, kind, key, [items[i] for i in sorted(value)], by), value, by)
            for value, by in _classes(accord, base, held)
        ]
        yield Question(key, kind, _item_asks(accord, kind, key), tuple(answers))


def _classes(accord: Accord, base: Reading, held: Any) -> list[tuple[Any, tuple[str, ...]]]:
    """The values that readings hold and the base does not, each with the readings that hold it."""
    own = held(base.id)
    found: dict[Any, list[str]] = {}
    for reading in accord.readings:
        if (value := held(reading)) != own:
            found.setdefault(value, []).append(reading)
    return [(value, tuple(by)) for value, by in found.items()]


def _of_variants(accord: Accord, base: Reading) -> Iterator[Question]:
    for block in blocks_of(accord):
        own = variant_of(base, block) or ""
        by = {
            v: tuple(r.id for r in accord.readings.values() if (variant_of(r, block) or "") == v)
            for v in ("", *block.variants)
        }
        title = block.name["en"]
        answers = [
            Answer(f"“{title}” is read {f'as variant {v} has it' if v else 'as it stands'}", v, by[v])
            for v in by
            if v != own and (by[v] or v)
        ]
        yield Question(block.id, "variant", f"How is “{title}” to be read?", tuple(answers))


def _of_rules(accord: Accord, base: Reading) -> Iterator[Question]:
    readings = accord.readings.values()
    for p in accord.parties.values():
        if p.kind is not PartyKind.UMBRELLA:
            continue
        name = p.name["en"]
        side = _actor(accord, p.stands_for) if p.stands_for else ""
        says = {"side": f"“{name}” counts as {side}", "listed": f"“{name}” counts as listed"}
        says["undetermined"] = f"“{name}” is left undetermined"
        yield Question(
            f"umbrella#{p.id}", "umbrella", f"What does “{name}” stand for?",
            _rules(says, base.rule_for(p.id), {r.id: r.rule_for(p.id) for r in readings},
                   [*(["side"] if side else []), "listed"]),
        )  # fmt: skip
    says = {
        "listed": "a listed beside an unlisted group counts as listed",
        "unlisted": "a listed beside an unlisted group counts as unlisted",
        "undetermined": "a listed beside an unlisted group is left undetermined",
    }
    yield Question(
        "mixed", "mixed", "A listed group acts beside an unlisted one: what are they together?",
        _rules(says, base.mixed, {r.id: r.mixed for r in readings}, ["listed", "unlisted"]),
    )  # fmt: skip
    grades = {r.id: r.grade for r in readings}
    says = {g: f"information of grade {g} or better is enough" if g else "any grade is enough" for g in grades.values()}
    yield Question("grade", "grade", "How sure must a report be?", _rules(says, base.grade, grades, []))
    whose = {r.id: r.claimants for r in readings}
    told = {c: f"only what {', '.join(c)} says counts" if c else "everyone's word counts" for c in whose.values()}
    yield Question("claimants", "claimants", "Whose attributions count?", _rules(told, base.claimants, whose, []))


def _rules(says: Mapping[Any, str], own: Any, held: Mapping[str, Any], always: Iterable[Any]) -> tuple[Answer, ...]:
    values = dict.fromkeys([*always, *held.values()])
    return tuple(Answer(says[v], v, tuple(r for r, h in held.items() if h == v)) for v in values if v != own)


def _actor(accord: Accord, id_: str) -> str:
    for blocks in (accord.parties, accord.groups, accord.lists):
        if id_ in blocks:
            return str(blocks[id_].name["en"])
    return id_


def _item_asks(accord: Accord, kind: str, key: str) -> str:
    head, _, rest = key.partition("#")
    match kind:
        case "entry":
            return f"Is {_actor(accord, rest)} on the list “{_actor(accord, head)}”?"
        case "member":
            return f"Does {_actor(accord, rest)} belong to “{_actor(accord, head)}”?"
        case "part":
            return f"Is {_actor(accord, head)} part of {_actor(accord, rest)}?"
        case "influence":
            who, over = rest.split("#")
            return f"Has {_actor(accord, who)} influence over {_actor(accord, over)}?"
        case "reached":
            return f"When was “{accord.milestones[head].name['en']}” reached?"
    return f"Where does {_zone(accord, rest)} run?"


def _zone(accord: Accord, id_: str) -> str:
    return next((z.name["en"] for z in accord.zones if z.id == id_), id_)


def item_says(accord: Accord, kind: str, key: str, items: list[Any], by: tuple[str, ...]) -> str:
    head, _, rest = key.partition("#")
    zone = accord.time_zone
    when = "" if kind == "reached" else " and ".join(filter(None, (during(i.when, zone) for i in items)))
    when = f" {when}" if when else ""
    no = "" if items else " not"
    match kind:
        case "entry":
            return f"{_actor(accord, rest)} is{no} listed{when}"
        case "member":
            return f"{_actor(accord, rest)} is{no} of “{_actor(accord, head)}”{when}"
        case "part":
            return f"{_actor(accord, head)} is{no} part of {_actor(accord, rest)}{when}"
        case "influence":
            who, over = rest.split("#")
            return f"{_actor(accord, who)} has{' no' if not items else ''} influence over {_actor(accord, over)}{when}"
        case "reached":
            title = accord.milestones[head].name["en"]
            if not items:
                return f"“{title}” was not reached"
            last = max(items, key=lambda r: r.known or r.latest)
            return f"“{title}” was reached {between(last, zone)}"
    return f"{_zone(accord, rest)} runs as {', '.join(by)} has it{when}"
