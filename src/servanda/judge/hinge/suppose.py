"""Suppositions: a reading with some questions settled otherwise, as one more reading of the same accord."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from servanda.accord import Accord, Reading
from servanda.accord.readings import variant_of

from .questions import Answer, Question, blocks_of, items_of

Choices = Mapping[Question, Answer]


def suppose(accord: Accord, base: Reading, suppositions: Sequence[Choices]) -> tuple[Accord, list[str]]:
    """The accord with one more reading for each supposition: the base reading but for the answers chosen.

    Returns:
        The accord, and the ids of its base reading and of the suppositions, in their order.
    """
    ids = [f"?{i}" for i in range(len(suppositions))]
    readings = {base.id: base} | {
        id_: _reading(accord, base, id_, choices) for id_, choices in zip(ids, suppositions, strict=True)
    }

    def also(key: str, index: int, item: Any) -> tuple[str, ...]:
        """The suppositions under which an item holds."""
        chosen = [next((a.value for q, a in c.items() if q.id == key), None) for c in suppositions]
        return tuple(
            id_
            for id_, value in zip(ids, chosen, strict=True)
            if (index in value if value is not None else base.id in item.readings)
        )

    return replace(rewritten(accord, also), readings=dict(accord.readings) | readings), [base.id, *ids]


def rewritten(accord: Accord, also: Callable[[str, int, Any], tuple[str, ...]]) -> Accord:
    """The accord with readings added to its disputed items.

    ``also(key, index, item)`` gives them, by the id of the item's question and its place among that question's items.
    """
    counts: dict[str, int] = {}
    extended: dict[int, Any] = {}
    for key, _, item in items_of(accord):
        if item.readings:
            index = counts.get(key, 0)
            counts[key] = index + 1
            extended[id(item)] = replace(item, readings=(*item.readings, *also(key, index, item)))
    return with_items(accord, extended)


def with_items(accord: Accord, new: Mapping[int, Any]) -> Accord:
    """The accord with some items replaced, or left out where the new one is None; ``new`` goes by ``id`` of the old."""

    def swap(items: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(n for n in (new.get(id(i), i) for i in items) if n is not None)

    return replace(
        accord,
        parties={i: replace(p, part_of=swap(p.part_of)) if p.part_of else p for i, p in accord.parties.items()},
        groups={i: replace(g, members=swap(g.members)) for i, g in accord.groups.items()},
        lists={i: replace(b, entries=swap(b.entries)) for i, b in accord.lists.items()},
        milestones={i: replace(m, reached=swap(m.reached)) for i, m in accord.milestones.items()},
        influence=swap(accord.influence),
        zones=swap(accord.zones),
    )


def _reading(accord: Accord, base: Reading, id_: str, choices: Choices) -> Reading:
    sets = {b.id: v for b in blocks_of(accord) if (v := variant_of(base, b)) is not None}
    umbrellas = dict(base.each_umbrella)
    rules: dict[str, Any] = {}
    for question, answer in choices.items():
        match question.kind:
            case "variant":
                sets[question.id] = answer.value
            case "umbrella":
                umbrellas[question.id.removeprefix("umbrella#")] = answer.value
            case "mixed" | "grade" | "claimants":
                rules[question.kind] = answer.value
    return replace(base, id=id_, sets=sets, each_umbrella=umbrellas, **rules)
