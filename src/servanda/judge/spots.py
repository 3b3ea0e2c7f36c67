"""Spots: the patterns in which places lie in zones, and what each is to the norms' territories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from servanda.accord import Zone
from servanda.judge.facts import Facts, is_known
from servanda.judge.moments import Span
from servanda.judge.tables import SCHEMAS, int_table, joined
from servanda.judge.zones import distinct_rows, place_bits, set_bits

Era = tuple[tuple[int, ...], ...]  # the sets of zone versions valid one after the other


@dataclass(frozen=True)
class Spot:
    """One pattern: masks per norm (p_must, p_may, zx_must, zx_may), and the zone versions that it may lie in."""

    masks: Any
    near: tuple[int, ...]


@dataclass(frozen=True)
class Spots:
    """Compiles places against the zones and norms of an accord."""

    facts: Facts

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
        return self.of_bits(*place_bits(self.facts.accord.zones, lon, lat, radius_m, stated), eras)

    def of_bits(self, must: Any, may: Any, eras: Sequence[Era]) -> tuple[Any, list[Spot]]:
        """The same for places whose zones are resolved, as ``zones.place_bits`` gives them."""
        first, inverse = distinct_rows(np.concatenate([must, may], axis=1))
        index = np.zeros((len(eras), len(must)), np.int64)
        found: dict[Any, int] = {}
        spots: list[Spot] = []
        for e, era in enumerate(eras):
            numbers = np.zeros(len(first), np.int64)
            for k, i in enumerate(first):
                spot = self._spot(set_bits(must[i]), set_bits(may[i]), era)
                key = spot.masks.tobytes(), spot.near
                if key not in found:
                    found[key] = len(spots)
                    spots.append(spot)
                numbers[k] = found[key]
            index[e] = numbers[inverse] if len(first) else 0
        return index, spots

    def _spot(self, must: frozenset[int], may: frozenset[int], era: Era) -> Spot:
        masks = np.zeros((self.facts.stride, 4), np.int64)
        at_once = [may.intersection(valid) for valid in era]
        near = frozenset().union(*at_once)
        for ask in dict.fromkeys(a for v in near for a in self._asked_of[v]):
            mine, where = self._needs[ask]
            lies_must = all(not mine.isdisjoint(must.intersection(valid)) for valid in era)
            lies_may = any(not mine.isdisjoint(there) for there in at_once)
            for n, column, mask in where:
                masks[n, column] |= mask if lies_must else 0
                masks[n, column + 1] |= mask if lies_may else 0
        return Spot(masks, tuple(sorted(near)))

    @cached_property
    def _needs(self) -> list[tuple[frozenset[int], list[tuple[int, int, int]]]]:
        """The sets of zone versions that norms ask about, each with the norms that do: norm, column of a spot, readings."""
        out: dict[frozenset[int], list[tuple[int, int, int]]] = {}
        for n, norm_id in enumerate(self.facts.norms):
            for bit in self.facts.bits:
                norm = self.facts.norm(norm_id, bit)
                exempt = tuple(v for c in norm.exceptions if c.kind == "zone" for v in c.values)
                for column, ids in ((0, norm.territory), (2, exempt)):
                    if ids:
                        mine = frozenset(v for v in self._versions(bit) if self.facts.accord.zones[v].id in ids)
                        out.setdefault(mine, []).append((n, column, 1 << bit))
        return list(out.items())

    @cached_property
    def _asked_of(self) -> list[list[int]]:
        """Per zone version, which of the needs it may meet."""
        asked: list[list[int]] = [[] for _ in self.facts.accord.zones]
        for i, (mine, _) in enumerate(self._needs):
            for v in mine:
                asked[v].append(i)
        return asked

    def _versions(self, bit: int) -> tuple[int, ...]:
        """The zone versions that a reading accepts."""
        reading = self.facts.readings[bit].id
        return tuple(i for i, z in enumerate(self.facts.accord.zones) if not z.readings or reading in z.readings)

    def texts(self, spots: Sequence[Spot]) -> dict[int, str]:
        """The zones of a norm's territory that a spot may lie in, else the territory.

        By composite key: (spot × stride + norm) × number of readings + reading.
        """
        out: dict[int, str] = {}
        for n, norm_id in enumerate(self.facts.norms):
            for bit in self.facts.bits:
                territory, versions = self.facts.norm(norm_id, bit).territory, self._versions(bit)
                for s, spot in enumerate(spots if territory else ()):
                    near = {self.facts.accord.zones[v].id for v in spot.near if v in versions}
                    key = (s * self.facts.stride + n) * len(self.facts.readings) + bit
                    out[key] = joined(near.intersection(territory)) or joined(territory)
        return out

    def rows(self, spots: Sequence[Spot]) -> pa.Table:
        """One row per spot × norm: where it must and may lie in the territory, and in a zone that is excepted."""
        columns = list(SCHEMAS["spots"])
        if not spots:
            return int_table([], columns)
        flat = np.concatenate([spot.masks for spot in spots])
        return pa.table(dict(zip(columns, [np.arange(len(flat)), *flat.T], strict=True)))


def _valid(zone: Zone, at: datetime) -> bool:
    return (zone.when.since is None or zone.when.since <= at) and (zone.when.until is None or at < zone.when.until)
