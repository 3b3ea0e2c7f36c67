"""Compile the accord to small tables of integers, for just the deeds, moments, forces and spots that occur.

Each incident is described by five small keys, each resolved once per distinct value:

* **deed**: its act, weapon, kind of target, grade and claim of self-defence;
* **moment**: the epochs that its interval touches;
* **stance** of either side: what the force was, in every norm's eyes, in those epochs;
* **spot**: which norms' territories its place must and may lie in.

For each key and norm a row holds masks over the readings (see ``facts``): ``*_must`` where the condition must hold,
``*_may`` where it may. The plan joins these rows and combines them in Kleene's order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from servanda.accord import Condition, Zone, descendants
from servanda.incidents.model import AND
from servanda.judge.facts import Facts, Masks, is_known
from servanda.judge.zones import place_masks

Span = tuple[int, int]
Era = tuple[tuple[int, ...], ...]  # the sets of zone versions valid one after the other
NOBODY = ""  # the key of a side that the report does not name


@dataclass(frozen=True)
class Deed:
    """What was done, as far as the report says; None where it does not."""

    act: str | None
    weapon: str | None
    target_kind: str | None
    info_grade: int | None
    self_defence: bool | None


@dataclass(frozen=True)
class Spot:
    """One pattern of lying in zones: masks per norm (p_must, p_may, zx_must, zx_may) and the zone versions it may lie in."""

    masks: Any
    near: tuple[int, ...]


@dataclass
class Compiled:
    """The accord's small tables, filled as keys are asked for."""

    facts: Facts
    parties: Mapping[str, str | None]  # surface name → party id; None or absent: not known
    _stances: dict[Any, int] = field(default_factory=dict)
    _stance_rows: list[tuple[tuple[str, ...], Span, Any]] = field(default_factory=list)
    _force: dict[tuple[str, ...], Any] = field(default_factory=dict)
    _within: dict[tuple[str | None, str], tuple[Masks, Masks]] = field(default_factory=dict)

    @property
    def norms(self) -> tuple[str, ...]:
        return self.facts.norms

    # ---- deeds

    def deed_rows(self, deeds: Sequence[Deed]) -> pa.Table:
        """One row per deed × norm whose act it may be: deed, norm and the masks of act, kind of target, exception, grade."""
        stride, every = len(self.norms), self.facts.all
        rows = [(d, n, stride, every, *masks) for d, deed in enumerate(deeds) for n, *masks in self._deed(deed)]
        return _table(rows, DEED_COLUMNS)

    def _deed(self, deed: Deed) -> Iterable[tuple[int, ...]]:
        f = self.facts
        for n, norm_id in enumerate(self.norms):
            masks = [0] * 8
            for norm, reading, mask in f.cases(norm_id, "grade"):
                act = self._node("acts", deed.act, norm.act)
                weapon = self._node("weapons", deed.weapon, norm.weapon) if norm.weapon else (True, True)
                kinds = norm.target.kinds if norm.target else ()
                if not norm.target or (not kinds and not norm.target.parties):
                    kind = True, True
                elif not kinds:
                    kind = False, False
                else:
                    kind = deed.target_kind in kinds, deed.target_kind is None or deed.target_kind in kinds
                except_ = [self._deed_exception(c, deed) for c in norm.exceptions]
                grade = norm.grade or reading.grade
                enough = not grade or (deed.info_grade is not None and deed.info_grade <= int(grade))
                values = (
                    act[0] and weapon[0],
                    act[1] and weapon[1],
                    *kind,
                    any(e[0] for e in except_),
                    any(e[1] for e in except_),
                    enough,
                    not norm.territory,
                )
                for i, v in enumerate(values):
                    masks[i] |= mask if v else 0
            if masks[1]:
                yield n, *masks

    def _deed_exception(self, c: Condition, deed: Deed) -> tuple[bool, bool]:
        match c.kind:
            case "self-defence":
                return bool(deed.self_defence), bool(deed.self_defence)
            case "act":
                return self._node("acts", deed.act, c.values)
            case "weapon":
                return self._node("weapons", deed.weapon, c.values)
        return False, False

    def _node(self, tree: str, node: str | None, wanted: tuple[str, ...]) -> tuple[bool, bool]:
        """Whether a node must and may fall under the wanted ones: a parent may, a child must."""
        if node is None or node not in getattr(self.facts.accord, tree):
            return False, True
        covered = self._below(tree, wanted)
        return node in covered, node in covered or any(w in self._below(tree, (node,)) for w in wanted)

    @cached_property
    def _covers(self) -> dict[tuple[str, tuple[str, ...]], frozenset[str]]:
        return {}

    def _below(self, tree: str, nodes: tuple[str, ...]) -> frozenset[str]:
        key = tree, nodes
        if key not in self._covers:
            parents = getattr(self.facts.accord, tree)
            self._covers[key] = frozenset().union(*(descendants(parents, n) for n in nodes))
        return self._covers[key]

    # ---- moments

    @cached_property
    def _in_force(self) -> tuple[Masks, Masks]:
        """Per norm (rows) and epoch (columns), the readings in which the norm must and may be in force."""
        f = self.facts
        must = np.zeros((len(self.norms), f.epochs), np.int64)
        may = must.copy()
        starts = [f.epoch_start(e) for e in range(f.epochs)]
        for n, norm_id in enumerate(self.norms):
            for bit in f.bits:
                if (window := f.window(norm_id, bit)) is None:
                    continue
                (start_low, start_high), (end_low, end_high) = window
                must[n] |= np.array([start_high <= t < end_low for t in starts], np.int64) << bit
                may[n] |= np.array([start_low <= t < end_high for t in starts], np.int64) << bit
        return must, may

    def moment(self, span: Span) -> int:
        """The number of a span of epochs."""
        return span[0] * self.facts.epochs + span[1]

    def span(self, moment: int) -> Span:
        """The first and last epoch of a moment."""
        return divmod(moment, self.facts.epochs)

    def moment_rows(self, spans: Sequence[Span]) -> pa.Table:
        """One row per span × norm that may be in force in it."""
        must, may = self._in_force
        rows = []
        for first, last in spans:
            t_must = np.bitwise_and.reduce(must[:, first : last + 1], axis=1)
            t_may = np.bitwise_or.reduce(may[:, first : last + 1], axis=1)
            m = self.moment((first, last)) * len(self.norms)
            rows += [(m + n, int(t_must[n]), int(t_may[n])) for n in map(int, np.flatnonzero(t_may))]
        return _table(rows, ["moment_norm", "t_must", "t_may"])

    # ---- forces

    def stance(self, force: str, span: Span) -> int:
        """The number of the stance that a force (names as reported, joined) takes over a span of epochs."""
        names = tuple(force.split(AND)) if force != NOBODY else (NOBODY,)
        if names not in self._force:
            self._force[names] = self._force_masks(names)
        musts, mays, reasons = self._force[names]
        first, last = span
        must = np.bitwise_and.reduce(musts[:, :, first : last + 1], axis=2)
        may = np.bitwise_or.reduce(mays[:, :, first : last + 1], axis=2)
        held = tuple(int(np.bitwise_or.reduce(r[first : last + 1])) for _, _, _, r in reasons)
        who = tuple(self.parties.get(n) or n for n in names)
        key = who, must.tobytes(), may.tobytes(), held
        if key not in self._stances:
            self._stances[key] = len(self._stance_rows)
            self._stance_rows.append((names, span, (must, may)))
        return self._stances[key]

    def stance_rows(self) -> pa.Table:
        """One row per stance × norm: as doer bound (b) and exempt (xi), as target exempt (x) and the one meant (tp)."""
        if not self._stance_rows:
            return _table([], STANCE_COLUMNS)
        masks = np.stack([np.concatenate([must, may]) for _, _, (must, may) in self._stance_rows])  # stance × 8 × norm
        flat = masks.transpose(0, 2, 1).reshape(-1, 8)
        keep = np.flatnonzero(flat.any(axis=1))
        return pa.table(dict(zip(STANCE_COLUMNS, [keep, *flat[keep].T], strict=True)))

    def _force_masks(self, names: tuple[str, ...]) -> tuple[Any, Any, Any]:
        """Masks (4 conditions × norm × epoch) of a force that must and may hold, and what its reasons depend on."""
        f = self.facts
        ids = [self.parties.get(n) for n in names]
        musts = np.zeros((4, len(self.norms), f.epochs), np.int64)
        mays = musts.copy()
        for n, norm_id in enumerate(self.norms):
            for norm, reading, mask in f.cases(norm_id, "mixed"):
                for i, (must, may) in enumerate(self._conditions(ids, norm, reading.mixed)):
                    musts[i, n] |= must & np.int64(mask)
                    mays[i, n] |= may & np.int64(mask)
        reasons = [
            (kind, party, text, mask)
            for party in filter(None, ids)
            for kind, found in (
                ("guarantor", f.guarantors(party)),
                ("entry", [e for lst in f.accord.lists for e in f.entries(party, lst)]),
            )
            for text, mask in found
        ]
        return musts, mays, reasons

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

    def stance_texts(self) -> pa.Table:
        """What each stance gives a verdict to name, per norm and reading: bearers, their guarantors, list entries."""
        out: dict[str, list[Any]] = {"stance_text": [], "bearers": [], "guarantors": [], "entries": []}
        for s, (names, (first, last), (_, may)) in enumerate(self._stance_rows):
            reasons = self._force[names][2]
            held = [(k, p, t, int(np.bitwise_or.reduce(m[first : last + 1]))) for k, p, t, m in reasons]
            for n, norm_id in enumerate(self.norms):
                for bit in self.facts.bits:
                    norm, one = self.facts.norm(norm_id, bit), 1 << bit
                    lists = {v for c in norm.exceptions if c.kind == "target-in" for v in c.values}
                    entries = [t for k, _, t, m in held if k == "entry" and m & one and t.split("#")[0] in lists]
                    charged, answer = [], []
                    if may[0][n] & one:
                        charged = [
                            self.parties.get(x) or x or "unknown"
                            for x in names
                            if self._charges(x, norm, first, last) & one
                        ]
                        answer = [g for g in norm.guarantors if g != "influence"]
                        if "influence" in norm.guarantors:
                            answer += [t for k, p, t, m in held if k == "guarantor" and p in charged and m & one]
                    if charged or entries:
                        out["stance_text"].append((s * len(self.norms) + n) * len(self.facts.readings) + bit)
                        out["bearers"].append(_join(charged))
                        out["guarantors"].append(_join(answer))
                        out["entries"].append(_join(entries))
        return pa.table(
            out, schema=pa.schema([("stance_text", pa.int64()), *((k, pa.string()) for k in list(out)[1:])])
        )

    def _charges(self, name: str, norm: Any, first: int, last: int) -> int:
        """The readings in which a member of a force may be a bearer at some time in a span."""
        in_ = _or2(self._nobody, *(self._in(self.parties.get(name), g) for g in (norm.bearer,)))[1]
        return int(np.bitwise_or.reduce(in_[first : last + 1]))

    # ---- spots

    def eras(self, spans: Sequence[Span]) -> tuple[list[Era], list[int]]:
        """What the spans differ in as to zones: the distinct sets of versions valid at once, and each span's number."""
        each = [self._era(s) for s in spans]
        distinct = list(dict.fromkeys(each))
        return distinct, [distinct.index(e) for e in each]

    def _era(self, span: Span) -> Era:
        """The sets of zone versions that are valid, one after the other, in a span of epochs."""
        f = self.facts
        starts = [f.epoch_start(e) for e in range(span[0], span[1] + 1)]
        return tuple(
            dict.fromkeys(
                tuple(i for i, z in enumerate(f.accord.zones) if is_known(z.when, f.known_at) and _valid(z, at))
                for at in starts
            )
        )

    def spots(
        self, lon: Any, lat: Any, radius_m: Any, stated: Sequence[frozenset[str]], eras: Sequence[Era]
    ) -> tuple[Any, list[Spot]]:
        """The spot of each place in each era.

        Args:
            lon, lat, radius_m: arrays of the distinct places (degrees, metres; NaN where unknown).
            stated: per place, the case-folded areas in which the source states it lies; empty if none states any.
            eras: as ``eras`` gives them; most accords have just one.

        Returns:
            ``index``: per era (rows) and place (columns) the number of its spot; and the spots.
        """
        zones = self.facts.accord.zones
        musts, mays = place_masks(zones, lon, lat, radius_m, stated)
        bits = np.stack([*musts, *mays], axis=1) if zones else np.zeros((len(lon), 0), bool)
        packed = np.packbits(bits, axis=1) if zones else np.zeros((len(lon), 1), np.uint8)
        patterns = np.ascontiguousarray(packed).view(f"V{packed.shape[1]}").ravel()
        _, first, inverse = np.unique(patterns, return_index=True, return_inverse=True)
        index = np.zeros((len(eras), len(lon)), np.int64)
        found: dict[Any, int] = {}
        spots: list[Spot] = []
        for e, era in enumerate(eras):
            numbers = np.zeros(len(first), np.int64)
            for k, i in enumerate(first):
                must, may = bits[i, : len(zones)], bits[i, len(zones) :]
                spot = self._spot(must, may, era)
                key = spot.masks.tobytes(), spot.near
                if key not in found:
                    found[key] = len(spots)
                    spots.append(spot)
                numbers[k] = found[key]
            index[e] = numbers[inverse] if len(first) else 0
        return index, spots

    def _spot(self, must: Any, may: Any, era: Era) -> Spot:
        masks = np.zeros((len(self.norms), 4), np.int64)
        for (zone_ids, versions), where in self._needs.items():
            mine = [v for v in versions if self.facts.accord.zones[v].id in zone_ids]
            lies_must = all(any(v in valid and must[v] for v in mine) for valid in era)
            lies_may = any(any(v in valid and may[v] for v in mine) for valid in era)
            for n, column, mask in where:
                masks[n, column] |= mask if lies_must else 0
                masks[n, column + 1] |= mask if lies_may else 0
        near = tuple(v for v in range(len(may)) if may[v] and any(v in valid for valid in era))
        return Spot(masks, near)

    @cached_property
    def _needs(self) -> dict[tuple[tuple[str, ...], tuple[int, ...]], list[tuple[int, int, int]]]:
        """Zone ids and the versions that count → the norms that ask, in which column of a spot, for which readings."""
        out: dict[tuple[tuple[str, ...], tuple[int, ...]], list[tuple[int, int, int]]] = {}
        for n, norm_id in enumerate(self.norms):
            for bit in self.facts.bits:
                norm = self.facts.norm(norm_id, bit)
                exempt = tuple(v for c in norm.exceptions if c.kind == "zone" for v in c.values)
                for column, ids in ((0, norm.territory), (2, exempt)):
                    if ids:
                        out.setdefault((tuple(ids), self._versions(bit)), []).append((n, column, 1 << bit))
        return out

    def _versions(self, bit: int) -> tuple[int, ...]:
        """The zone versions that a reading accepts."""
        reading = self.facts.readings[bit].id
        return tuple(i for i, z in enumerate(self.facts.accord.zones) if not z.readings or reading in z.readings)

    def spot_texts(self, spots: Sequence[Spot]) -> pa.Table:
        """The zones of a norm's territory that a spot may lie in, per norm and reading; else the territory."""
        out: dict[str, list[Any]] = {"spot_text": [], "zone": []}
        for n, norm_id in enumerate(self.norms):
            for bit in self.facts.bits:
                territory, versions = self.facts.norm(norm_id, bit).territory, self._versions(bit)
                for s, spot in enumerate(spots if territory else ()):
                    near = {self.facts.accord.zones[v].id for v in spot.near if v in versions}
                    out["spot_text"].append((s * len(self.norms) + n) * len(self.facts.readings) + bit)
                    out["zone"].append(_join(near.intersection(territory)) or _join(territory))
        return pa.table(out, schema=pa.schema([("spot_text", pa.int64()), ("zone", pa.string())]))

    def norm_texts(self) -> pa.Table:
        """Per norm and reading: its id and the milestone or date from which it is in force."""
        rows = [
            (n * len(self.facts.readings) + bit, norm_id, self.facts.norm(norm_id, bit).since)
            for n, norm_id in enumerate(self.norms)
            for bit in self.facts.bits
        ]
        columns = zip(*rows, strict=True) if rows else [[], [], []]
        schema = pa.schema([("norm_text", pa.int64()), ("norm_id", pa.string()), ("from_milestone", pa.string())])
        return pa.table(dict(zip(schema.names, map(list, columns), strict=True)), schema=schema)

    def spot_rows(self, spots: Sequence[Spot]) -> pa.Table:
        """One row per spot × norm that has a territory or an exempt zone and where some mask is set."""
        rows = [
            (s * len(self.norms) + n, *map(int, masks))
            for s, spot in enumerate(spots)
            for n, masks in enumerate(spot.masks)
            if masks.any()
        ]
        return _table(rows, ["spot_norm", "p_must", "p_may", "zx_must", "zx_may"])


DEED_COLUMNS = [
    *(
        "deed",
        "norm",
        "stride",
        "every",
        "act_must",
        "act_may",
        "kind_must",
        "kind_may",
        "dx_must",
        "dx_may",
        "grade_must",
        "p_default",
    ),
]
STANCE_COLUMNS = ["stance_norm", "b_must", "xi_must", "x_must", "tp_must", "b_may", "xi_may", "x_may", "tp_may"]


def _valid(zone: Zone, at: datetime) -> bool:
    return (zone.when.since is None or zone.when.since <= at) and (zone.when.until is None or at < zone.when.until)


def _join(texts: Iterable[str]) -> str:
    return AND.join(sorted(dict.fromkeys(texts)))


def _or2(*pairs: tuple[Masks, Masks]) -> tuple[Masks, Masks]:
    must, may = pairs[0]
    for a, b in pairs[1:]:
        must, may = must | a, may | b
    return must, may


def _table(rows: Sequence[tuple[int, ...]], names: Sequence[str]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [[] for _ in names]
    return pa.table({n: pa.array(c, pa.int64()) for n, c in zip(names, columns, strict=True)})
