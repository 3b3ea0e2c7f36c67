"""Moments: the spans of epochs that incidents touch, and which norms must and may be in force throughout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from servanda.judge.facts import Facts, Masks

Span = tuple[int, int]  # the first and the last epoch


@dataclass(frozen=True)
class Moments:
    """Compiles moments against the norms of an accord."""

    facts: Facts

    @cached_property
    def _in_force(self) -> tuple[Masks, Masks]:
        """Per norm (rows) and epoch (columns), the readings in which the norm must and may be in force."""
        f = self.facts
        must = np.zeros((self.facts.stride, f.epochs), np.int64)
        may = must.copy()
        starts = [f.epoch_start(e) for e in range(f.epochs)]
        for n, norm_id in enumerate(self.facts.norms):
            for bit in f.bits:
                if (window := f.window(norm_id, bit)) is None:
                    continue
                (start_low, start_high), (end_low, end_high) = window
                must[n] |= np.array([start_high <= t < end_low for t in starts], np.int64) << bit
                may[n] |= np.array([start_low <= t < end_high for t in starts], np.int64) << bit
        return must, may

    def number(self, span: Span) -> int:
        """The number of a span of epochs."""
        return span[0] * self.facts.epochs + span[1]

    def span(self, moment: int) -> Span:
        """The first and last epoch of a moment."""
        return divmod(moment, self.facts.epochs)

    def rows(self, spans: Sequence[Span]) -> pa.Table:
        """One row per span × norm: where the norm must and may be in force throughout."""
        must, may = self._in_force
        at = np.arange(self.facts.stride)
        keys = [self.number(s) * self.facts.stride + at for s in spans]
        musts = [np.bitwise_and.reduce(must[:, first : last + 1], axis=1) for first, last in spans]
        mays = [np.bitwise_or.reduce(may[:, first : last + 1], axis=1) for first, last in spans]
        return pa.table(
            {"moment_norm": np.concatenate(keys), "t_must": np.concatenate(musts), "t_may": np.concatenate(mays)}
        )
