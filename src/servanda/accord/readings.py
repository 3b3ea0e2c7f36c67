"""One reading of an accord: its variants settled, and the items that it does not accept left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from servanda.errors import ServandaError

from .model import Accord, Milestone, Norm, Reading

Block = TypeVar("Block", bound=Milestone | Norm)


class _Disputed(Protocol):
    @property
    def readings(self) -> tuple[str, ...]: ...


Item = TypeVar("Item", bound=_Disputed)


class UnknownReadingError(ServandaError):
    """The accord has no reading of that name."""

    def __init__(self, accord: Accord, reading: str) -> None:
        known = ", ".join(accord.readings) or "none"
        super().__init__(f"The accord {accord.id} has no reading {reading!r}; its readings are: {known}.")


def variant_of(reading: Reading, block: Milestone | Norm) -> str | None:
    """The variant that a reading takes of a block: the one it sets, else the one of its own name, else none."""
    chosen = reading.sets.get(block.id, reading.id)
    return chosen if chosen in block.variants else None


def settled(block: Block, variant: str | None) -> Block:
    """The block with one variant's values in place of its own, and no variants left.

    A variant that gives ``by`` drops the block's ``within`` and ``after``; one that gives ``within`` drops ``by``.
    """
    values: dict[str, Any] = dict(block.variants[variant]) if variant is not None else {}
    if isinstance(block, Milestone):
        if "by" in values:
            values = {"within": None, "after": ""} | values
        elif "within" in values:
            values = {"by": None} | values
    settled_block: Block = replace(block, **values, variants={})
    return settled_block


def accepted(items: Iterable[Item], reading: str) -> tuple[Item, ...]:
    """The items that hold under a reading: those that name it, and those that name none."""
    return tuple(item for item in items if not item.readings or reading in item.readings)


def under(accord: Accord, reading: str) -> Accord:
    """The accord as one reading has it: no variants, no disputed items, and that reading alone.

    Raises UnknownReadingError.
    """
    if reading not in accord.readings:
        raise UnknownReadingError(accord, reading)
    chosen = accord.readings[reading]
    parties = {i: replace(p, part_of=accepted(p.part_of, reading)) for i, p in accord.parties.items()}
    groups = {i: replace(g, members=accepted(g.members, reading)) for i, g in accord.groups.items()}
    lists = {i: replace(b, entries=accepted(b.entries, reading)) for i, b in accord.lists.items()}
    milestones = {}
    for i, milestone in accord.milestones.items():
        one = settled(milestone, variant_of(chosen, milestone))
        milestones[i] = replace(one, reached=accepted(one.reached, reading))
    return replace(
        accord,
        parties=parties,
        influence=accepted(accord.influence, reading),
        groups=groups,
        lists=lists,
        milestones=milestones,
        norms={i: settled(n, variant_of(chosen, n)) for i, n in accord.norms.items()},
        zones=accepted(accord.zones, reading),
        readings={reading: chosen},
    )
