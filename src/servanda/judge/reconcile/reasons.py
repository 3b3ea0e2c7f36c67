"""Why an item is not agreed: read off the match, the verdicts and the lists, with the question that would settle it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from servanda.incidents.model import AND
from servanda.incidents.names import fold
from servanda.judge.reconcile.model import Limits, Reason, Row, Why

_ORDER = ("not-covered", "not-bound", "not-in-force", "outside", "exempt", "possible", "violation")


@dataclass
class Judged:
    """What the accord makes of one item, reading by reading: the strongest verdict of any norm, and what it rests on."""

    verdicts: dict[str, str] = field(default_factory=dict)
    entries: set[str] = field(default_factory=set)  # list entries that an exception rests on
    zones: set[str] = field(default_factory=set)
    ungraded: bool = False  # some verdict is open for want of a grade

    def add(self, row: Mapping[str, str]) -> None:
        """Take one verdict in; what the reports do not tell (the act itself) says nothing."""
        unknown = row["unknowns"].split(AND)
        if row["verdict"] == "possible" and "act" in unknown:
            return
        before = self.verdicts.get(row["reading"], "not-covered")
        self.verdicts[row["reading"]] = max(before, row["verdict"], key=_ORDER.index)
        self.entries |= {e for e in row["list_entry"].split(AND) if e}
        self.zones |= {z for z in row["zone"].split(AND) if z}
        self.ungraded |= "grade" in unknown

    def under(self, verdict: str) -> list[str]:
        """The readings in which the verdict is this."""
        return [r for r, v in self.verdicts.items() if v == verdict]


@dataclass(frozen=True)
class Reasons:
    """Finds reasons for the items of two lists. ``parties``: names as reported → party ids."""

    a: str
    b: str
    limits: Limits
    parties: Mapping[str, str]
    time: str  # the window, in words

    def of_pair(self, a: Row, b: Row, told_a: Judged, told_b: Judged) -> tuple[Reason, ...]:
        """What the two tellings of one item differ in; nothing if they agree."""
        found = []
        who_a, who_b = self.doers(a), self.doers(b)
        if who_a and who_b and who_a.isdisjoint(who_b):
            one, other = (" or ".join(sorted(w)) for w in (who_a, who_b))
            found.append(
                Reason(
                    Why.OTHER_ACTOR,
                    f"Other actor: {self.a} names {one}, {self.b} names {other}.",
                    f"Who did it: {one}, or {other}?",
                )
            )
        for why, verdict, says in (
            (Why.ZONE, "outside", "Outside the zone"),
            (Why.EXEMPT, "exempt", "Target exempt"),
        ):
            in_a, in_b = (t.under(verdict) for t in (told_a, told_b))
            if in_a != in_b:
                both = f"as {self.a} tells it{_under(in_a, told_a)}, as {self.b} tells it{_under(in_b, told_b)}"
                found.append(Reason(why, f"{says}: {both}.", self._asks(why, told_a, told_b)))
        counts = [r["occurrences"] or 1 for r in (a, b)]
        if counts[0] != counts[1]:
            said = f"Counted in another unit: {counts[0]} by {self.a}, {counts[1]} by {self.b}."
            found.append(Reason(Why.UNIT, said, self._asks(Why.UNIT, told_a, told_b)))
        return tuple(found)

    def doers(self, row: Row) -> frozenset[str]:
        """Who may have done it, as one list tells it; empty if it does not say."""
        sides = [row["side_a"]] if row["directed"] else [row["side_a"], row["side_b"]]
        return frozenset(self.parties.get(n) or fold(n) for s in sides for n in (s or "").split(AND) if n)

    def of_single(
        self,
        row: Row,
        told: Judged,
        *,
        by: str,
        other: str,
        in_window: bool,
        unit: Row | None,
        near: Sequence[str],
        unlike: Sequence[str],
    ) -> tuple[Reason, ...]:
        """Why the other list lacks an item.

        Args:
            unit: the item of the other list that counts it among several occurrences, if one does.
            near: ids of what the other list has within the limits and like enough, all of it one with other items.
            unlike: ids of what it has within the limits that is too unlike to be the same.
        """
        return tuple(self._single(row, told, by, other, in_window, unit, near, unlike))

    def _single(
        self,
        row: Row,
        told: Judged,
        by: str,
        other: str,
        in_window: bool,
        unit: Row | None,
        near: Sequence[str],
        unlike: Sequence[str],
    ) -> Iterator[Reason]:
        if not in_window:
            asks = f"Do both lists mean the days {self.time}?"
            yield Reason(Why.WINDOW, f"Outside the window {self.time}: not compared.", asks)
            return
        if late := told.under("not-in-force"):
            said = f"Outside the window in which a norm is in force{_under(late, told)}."
            yield Reason(Why.WINDOW, said, "From when to when does the norm bind?")
        if away := told.under("outside"):
            yield Reason(Why.ZONE, f"Outside the zone{_under(away, told)}.", self._asks(Why.ZONE, told))
        if exempt := told.under("exempt"):
            yield Reason(Why.EXEMPT, f"Target exempt{_under(exempt, told)}.", self._asks(Why.EXEMPT, told))
        if told.verdicts and set(told.verdicts.values()) <= {"not-covered", "not-bound"}:
            said = f"No norm covers it as {by} tells it."
            yield Reason(Why.NOT_COVERED, said, "Is it a breach at all: which norm does it touch?")
        if unit is not None:
            said = (
                f"Counted in another unit: {other} counts {unit['occurrences']} occurrences in {unit['incident_id']}, "
                f"{by} lists each."
            )
            yield Reason(Why.UNIT, said, self._asks(Why.UNIT, told))
        if told.ungraded or (row["info_grade"] or 0) >= 4:
            graded = f"information grade {row['info_grade']}" if row["info_grade"] else "no grade"
            said = "Who can verify it, and to which grade?"
            yield Reason(Why.NOT_VERIFIED, f"Not verified: {by} gives {graded}.", said)
        if near:
            ids = ", ".join(near[:3])
            said = f"What {other} lists near it ({ids}) fits other items of {by} better."
            yield Reason(Why.TAKEN, said, f"Is it one with {near[0]}, or a second one?")
        else:
            limits = f"{self.limits.distance_km:g} km and {self.limits.hours:g} h"
            asks = f"Does {other} know of it, and if so, when and where?"
            but = f" that is like it; the nearest is {unlike[0]}" if unlike else ""
            yield Reason(Why.NO_COUNTERPART, f"No counterpart in the list of {other} within {limits}{but}.", asks)

    def _asks(self, why: Why, *told: Judged) -> str:
        """The question of a reason that rests on the accord."""
        zones = ", ".join(sorted(set().union(*(t.zones for t in told))))
        entries = sorted(set().union(*(t.entries for t in told)))
        match why:
            case Why.ZONE:
                return f"Where exactly did it happen, and where does the line of {zones or 'the zone'} run?"
            case Why.EXEMPT if entries:
                named = " and ".join(f"{p} on the list {x}" for x, _, p in (e.partition("#") for e in entries))
                return f"Is {named}, and was it the target?"
            case Why.EXEMPT:
                return "Was the target one that the accord exempts?"
        return "What counts as one: the incident, or each occurrence in it?"


def _under(readings: Sequence[str], told: Judged) -> str:
    """The readings in words: nothing if it is so in all of them."""
    if not readings:
        return " under no reading"
    if len(readings) == len(told.verdicts):
        return " under every reading"
    return f" under {', '.join(readings)}"
