"""Forces: who took part, and the stance that each takes in every norm's eyes over a span of epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from servanda.accord import Norm
from servanda.incidents.model import AND
from servanda.judge.facts import Facts, Masks
from servanda.judge.moments import Span
from servanda.judge.tables import SCHEMAS, int_table, joined

NOBODY = ""  # the name of a side that the report does not name


@dataclass(frozen=True)
class _Reason:
    """What a verdict on a party may name, and per epoch the readings that hold it."""

    kind: str  # guarantor | entry | member (of what a norm binds)
    party: str
    says: str
    holds: Masks


@dataclass(frozen=True)
class _Force:
    """A set of names that act together: 4 conditions × profile × epoch, and epochs that are alike by their number."""

    names: tuple[str, ...]
    musts: Any
    mays: Any
    reasons: Sequence[_Reason]
    kinds: Sequence[int]
    stances: dict[Any, int]


@dataclass
class Forces:
    """Compiles forces against the norms of an accord, as they are asked for."""

    facts: Facts
    parties: Mapping[str, str]  # name as reported → party id; absent: not known
    words: bool = True  # whether the table of words will be asked for
    _forces: dict[str, _Force] = field(default_factory=dict)
    _stances: dict[Any, int] = field(default_factory=dict)
    _rows: list[tuple[_Force, Span, Any, Any]] = field(default_factory=list)
    _within: dict[tuple[str | None, str], tuple[Masks, Masks]] = field(default_factory=dict)
    _reasons_of: dict[str, list[_Reason]] = field(default_factory=dict)
    _backers_of: dict[str, list[tuple[str, Masks]]] = field(default_factory=dict)
    _sames: dict[str, bool] = field(default_factory=dict)
    _met: dict[tuple[str | None, ...], tuple[Any, Any]] = field(default_factory=dict)
    _kinds: dict[tuple[str | None, ...], tuple[list[_Reason], list[int]]] = field(default_factory=dict)

    def stance(self, force: str, span: Span) -> int:
        """The number of the stance that a force (names as reported, joined) takes over a span of epochs."""
        if force not in self._forces:
            self._forces[force] = self._force(tuple(force.split(AND)))
        found = self._forces[force]
        first, last = span
        kinds = found.kinds[first] if first == last else frozenset(found.kinds[first : last + 1])
        stance = found.stances.get(kinds)
        if stance is None:
            stance = found.stances[kinds] = self._number(found, span)
        return stance

    def _number(self, force: _Force, span: Span) -> int:
        """The number of the stance of a force over a span: the same for forces that are the same to every norm."""
        first, last = span
        must = np.bitwise_and.reduce(force.musts[:, :, first : last + 1], axis=2)
        may = np.bitwise_or.reduce(force.mays[:, :, first : last + 1], axis=2)
        held = tuple(
            (r.kind, r.party, r.says, int(np.bitwise_or.reduce(r.holds[first : last + 1]))) for r in force.reasons
        )
        who = tuple(self.parties.get(n) or n for n in force.names)
        key = who, must.tobytes(), may.tobytes(), held
        if key not in self._stances:
            self._stances[key] = len(self._rows)
            self._rows.append((force, span, must, may))
        return self._stances[key]

    def rows(self) -> pa.Table:
        """One row per stance × norm: as doer bound (b) and exempt (xi), as target exempt (x) and the one meant (tp)."""
        columns = list(SCHEMAS["stances"])
        if not self._rows:
            return int_table([], columns)
        masks = self._by_norm(np.stack([np.concatenate([must, may]) for _, _, must, may in self._rows]))  # stance × 8
        flat = masks.transpose(0, 2, 1).reshape(-1, 8)
        return pa.table(dict(zip(columns, [np.arange(len(flat)), *flat.T], strict=True)))

    def _by_norm(self, by_profile: Any) -> Any:
        """Masks whose last axis is profiles, spread to norms, with none for no norm."""
        masks = np.zeros((*by_profile.shape[:-1], self.facts.stride), np.int64)
        for n, forms in enumerate(self._profile_of):
            for profile, readings in forms:
                masks[..., n] |= by_profile[..., profile] & np.int64(readings)
        return masks

    def signature(self, stance: int, norms: Sequence[int]) -> tuple[object, ...]:
        """A stance in a form that can be compared with another accord's: who, as what to each norm, with which reasons."""
        force, (first, last), must, may = self._rows[stance]
        held = frozenset(
            (r.kind, r.party, r.says, mask)
            for r in force.reasons
            if (mask := int(np.bitwise_or.reduce(r.holds[first : last + 1])))
        )
        who = tuple(self.parties.get(n) or n for n in force.names)
        each = [self.accounts(stance, n) for n in norms] if len(who) > 1 else []
        masks = self._by_norm(np.stack([must, may]))[..., list(norms)]
        return who, masks.tobytes(), held, each

    @cached_property
    def _profiles(self) -> dict[Any, tuple[int, Any, str]]:
        """What norms ask of forces, each once: whom they bind, whom they except and mean, and the rule for mixed forces.

        Many norms ask the same, so forces are held against profiles and not against norms. Per profile: its number, a
        norm that has it, and the rule.
        """
        found: dict[Any, tuple[int, Any, str]] = {}
        for norm_id in self.facts.norms:
            for norm, reading, _ in self.facts.cases(norm_id, "mixed"):
                found.setdefault(_profile(norm, reading.mixed), (len(found), norm, reading.mixed))
        return found

    @cached_property
    def _profile_of(self) -> list[list[tuple[int, int]]]:
        """Per norm: the profiles that it has, each with the mask of the readings that give it."""
        return [
            [(self._profiles[_profile(n, r.mixed)][0], mask) for n, r, mask in self.facts.cases(norm_id, "mixed")]
            for norm_id in self.facts.norms
        ]

    def _masks(self, ids: tuple[str | None, ...]) -> tuple[Any, Any]:
        """The four conditions (rows) by profile and epoch, where they must and may hold: the same for names of one party."""
        if ids not in self._met:
            musts = np.zeros((4, len(self._profiles), self.facts.epochs), np.int64)
            mays = musts.copy()
            for number, norm, mixed in self._profiles.values():
                for i, (must, may) in enumerate(self._conditions(list(ids), norm, mixed)):
                    musts[i, number] = must
                    mays[i, number] = may
            self._met[ids] = musts, mays
        return self._met[ids]

    def _force(self, names: tuple[str, ...]) -> _Force:
        ids = tuple(self.parties.get(n) for n in names)
        if ids not in self._kinds:
            f = self.facts
            musts, mays = self._masks(ids)
            reasons = [r for party in dict.fromkeys(filter(None, ids)) for r in self._reasons(party)]
            if len(ids) > 1:  # where other members are charged, it is not the same stance
                reasons += [_Reason("member", p or "", b, self._in(p, b)[1]) for p in ids for b in self._bearers]
            columns = np.concatenate(
                [musts.reshape(-1, f.epochs), mays.reshape(-1, f.epochs), *([r.holds] for r in reasons)]
            )
            numbers: dict[bytes, int] = {}
            kinds = [numbers.setdefault(column.tobytes(), len(numbers)) for column in np.ascontiguousarray(columns.T)]
            self._kinds[ids] = reasons, kinds
        return _Force(names, *self._masks(ids), *self._kinds[ids], {})

    def _reasons(self, party: str) -> list[_Reason]:
        """What a verdict on a party may name: its guarantors and its entries on lists."""
        if not self.words:
            return []
        if party not in self._reasons_of:
            f = self.facts
            entries = [e for lst in f.accord.lists for e in f.entries(party, lst)]
            found = [_Reason("guarantor", party, *g) for g in f.guarantors(party)]
            self._reasons_of[party] = found + [_Reason("entry", party, *e) for e in entries]
        return self._reasons_of[party]

    def _conditions(self, ids: list[str | None], norm: Any, mixed: str) -> list[tuple[Masks, Masks]]:
        """For one form of a norm: bound as doer, exempt as doer, exempt as target, meant as target."""
        mixed = mixed if len(ids) > 1 else "undetermined"
        lists = [v for c in norm.exceptions if c.kind == "target-in" for v in c.values if v in self.facts.accord.lists]
        bound = self._any(ids, (norm.bearer,))
        if mixed == "listed" and lists:
            listed = self._any(ids, lists)
            bound = bound[0] & ~listed[1], bound[1] & ~listed[0]
        as_doer, as_target = self._nobody, self._nobody
        for c in norm.exceptions:
            if c.kind == "initiator-in":
                as_doer = _or2(as_doer, *(self._whole(ids, v, mixed) for v in c.values))
            if c.kind == "target-in":
                as_target = _or2(as_target, *(self._whole(ids, v, mixed) for v in c.values))
        meant = self._any(ids, norm.target.parties) if norm.target else self._nobody
        return [bound, as_doer, as_target, meant]

    @cached_property
    def _bearers(self) -> list[str]:
        """Whom the norms bind, each once."""
        f = self.facts
        return sorted({norm.bearer for norm_id in f.norms for norm, _, _ in f.cases(norm_id)})

    @cached_property
    def _nobody(self) -> tuple[Masks, Masks]:
        none = np.zeros(self.facts.epochs, np.int64)
        return none, none

    def _in(self, party: str | None, group: str) -> tuple[Masks, Masks]:
        key = party, group
        if key not in self._within:
            self._within[key] = self.facts.within(party, group)
        return self._within[key]

    def _any(self, ids: list[str | None], groups: Sequence[str]) -> tuple[Masks, Masks]:
        """Whether some member of a force is in some of the groups."""
        return _or2(self._nobody, *(self._in(p, g) for p in ids for g in groups))

    def _whole(self, ids: list[str | None], group: str, mixed: str) -> tuple[Masks, Masks]:
        """Whether a force counts as in a group: all members in, none in, or mixed, by the reading's rule for lists."""
        each = [self._in(p, group) for p in ids]
        some = _or2(self._nobody, *each)
        all_ = each[0]
        for e in each[1:]:
            all_ = all_[0] & e[0], all_[1] & e[1]
        if group in self.facts.accord.lists and mixed == "listed":
            return some
        if group in self.facts.accord.lists and mixed == "unlisted":
            return all_
        return all_[0], some[1]

    def _bound(self, may: Any, norm: int) -> int:
        """The readings in which a stance's force may be bound by a norm."""
        bound = 0
        for profile, readings in self._profile_of[norm]:
            bound |= int(may[0][profile]) & readings
        return bound

    @property
    def count(self) -> int:
        """How many stances there are so far."""
        return len(self._rows)

    def texts(self) -> dict[int, tuple[str, str, str]]:
        """What each stance gives a verdict to name: bearers, their guarantors, list entries.

        By composite key: (stance × stride + norm) × number of readings + reading.
        """
        out: dict[int, tuple[str, str, str]] = {}
        for s, (force, (first, last), _, may) in enumerate(self._rows):
            names = force.names
            held = [
                (r.kind, r.party, r.says, int(np.bitwise_or.reduce(r.holds[first : last + 1]))) for r in force.reasons
            ]
            for n, norm_id in enumerate(self.facts.norms):
                for bit in self.facts.bits:
                    norm, one = self.facts.norm(norm_id, bit), 1 << bit
                    lists = {v for c in norm.exceptions if c.kind == "target-in" for v in c.values}
                    entries = [t for k, _, t, m in held if k == "entry" and m & one and t.split("#")[0] in lists]
                    charged, answer = [], []
                    if self._bound(may, n) & one:
                        charged = [
                            self.parties.get(x) or x or "unknown"
                            for x in names
                            if self._charges(x, norm, first, last) & one
                        ]
                        answer = [g for g in norm.guarantors if g != "influence"]
                        if "influence" in norm.guarantors:
                            answer += [t for k, p, t, m in held if k == "guarantor" and p in charged and m & one]
                    if charged or entries:
                        key = (s * self.facts.stride + n) * len(self.facts.readings) + bit
                        out[key] = joined(charged), joined(answer), joined(entries)
        return out

    def accounts(self, stance: int, norm: int) -> tuple[dict[str, int], dict[str, int]]:
        """Who may be charged under a norm when a force of this stance is the doer, and who answers for them.

        Both by party id (or name not known), with the masks of the readings in which it is so.
        """
        force, (first, last), _, may = self._rows[stance]
        charged: dict[str, int] = {}
        answer: dict[str, int] = {}
        for form, _, mask in self.facts.cases(self.facts.norms[norm]):
            mask &= self._bound(may, norm)
            for name in force.names if mask else ():
                if not (here := self._charges(name, form, first, last) & mask):
                    continue
                party = self.parties.get(name)
                charged[party or name or "unknown"] = charged.get(party or name or "unknown", 0) | here
                found = [(g, here) for g in form.guarantors if g != "influence"]
                if party and "influence" in form.guarantors:
                    found += [
                        (g, here & int(np.bitwise_or.reduce(on[first : last + 1]))) for g, on in self._backers(party)
                    ]
                for who, on in found:
                    if on:
                        answer[who] = answer.get(who, 0) | on
        return charged, answer

    def _backers(self, party: str) -> list[tuple[str, Masks]]:
        if party not in self._backers_of:
            self._backers_of[party] = self.facts.guarantors(party)
        return self._backers_of[party]

    def settled(self, stance: int) -> bool:
        """Whether all readings charge the same members of a force, and the same guarantors, under every norm."""
        return all(self._same(name) for name in self._rows[stance][0].names)

    def _same(self, name: str) -> bool:
        if name not in self._sames:
            f, party = self.facts, self.parties.get(name)
            forms = {n: {(form.bearer, form.guarantors) for form, _, _ in f.cases(n)} for n in f.norms}
            same = all(len(found) == 1 for found in forms.values())
            if party:
                masks = [self._in(party, b)[1] for found in forms.values() for b, _ in found]
                if any("influence" in g for found in forms.values() for _, g in found):
                    masks += [on for _, on in self._backers(party)]
                same = same and all(bool(np.all((m == 0) | (m == f.all))) for m in masks)
            self._sames[name] = same
        return self._sames[name]

    def _charges(self, name: str, norm: Any, first: int, last: int) -> int:
        """The readings in which a member of a force may be a bearer at some time in a span."""
        in_ = _or2(self._nobody, *(self._in(self.parties.get(name), g) for g in (norm.bearer,)))[1]
        return int(np.bitwise_or.reduce(in_[first : last + 1]))


def _or2(*pairs: tuple[Masks, Masks]) -> tuple[Masks, Masks]:
    must, may = pairs[0]
    for a, b in pairs[1:]:
        must, may = must | a, may | b
    return must, may


def _profile(norm: Norm, mixed: str) -> tuple[object, ...]:
    """What a norm, under a rule for mixed forces, asks of a force."""
    about_forces = tuple((c.kind, c.values) for c in norm.exceptions if c.kind in {"target-in", "initiator-in"})
    return norm.bearer, about_forces, norm.target.parties if norm.target else None, mixed
