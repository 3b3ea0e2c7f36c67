"""Words for codes: the verdicts as people and other tools read them, from the integers that the plan gives.

What a verdict names (bearers, guarantors, list entries, zones) depends only on its keys, norm and reading; the texts are
made once per such combination and looked up, column by column, so that words cost little however many verdicts there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from servanda.incidents.model import AND
from servanda.judge.facts import Facts
from servanda.judge.forces import Forces
from servanda.judge.model import VERDICTS
from servanda.judge.spots import Spot, Spots
from servanda.judge.tables import KINDS, UNKNOWNS, joined
from servanda.terms import BearerMode, Unknown, VerdictKind

Codes = NDArray[np.int64]


@dataclass
class Texts:
    """Distinct texts, by number; number 0 is the empty one."""

    numbers: dict[str, int] = field(default_factory=lambda: {"": 0})

    def number(self, text: str) -> int:
        """The number of a text."""
        return self.numbers.setdefault(text, len(self.numbers))

    def both(self, a: Codes, b: Codes) -> Codes:
        """Per row, the number of two texts' parts taken together, sorted, each once."""
        texts = list(self.numbers)
        pairs, inverse = np.unique(a * len(texts) + b, return_inverse=True)
        found = [
            self.number(joined(x for i in divmod(int(pair), len(texts)) for x in texts[i].split(AND) if x))
            for pair in pairs
        ]
        return np.array(found, np.int64)[inverse] if len(found) else a

    def column(self, numbers: Codes) -> pa.Array:
        """The texts of numbers, as a dictionary column."""
        return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), pa.array(list(self.numbers), pa.string()))


@dataclass(frozen=True)
class Words:
    """The texts of a compiled accord: per stance, or spot, × norm × reading the number of what a verdict may name."""

    facts: Facts
    bearers: Codes
    guarantors: Codes
    entries: Codes
    zones: Codes
    since: Codes
    texts: Texts

    @staticmethod
    def of(facts: Facts, forces: Forces, spots: Spots, found: list[Spot]) -> Words:
        """The words of what was compiled."""
        texts = Texts()

        def table(size: int, values: dict[int, str]) -> Codes:
            numbers = np.zeros(max(size, 1), np.int64)
            for key, text in values.items():
                numbers[key] = texts.number(text)
            return numbers

        many = facts.stride * len(facts.readings)
        named = forces.texts()
        since = {
            n * len(facts.readings) + bit: facts.norm(norm_id, bit).since
            for n, norm_id in enumerate(facts.norms)
            for bit in facts.bits
        }
        bearers, guarantors, entries = (
            table(forces.count * many, {k: v[i] for k, v in named.items()}) for i in range(3)
        )
        zones = table(len(found) * many, spots.texts(found))
        return Words(facts, bearers, guarantors, entries, zones, table(many, since), texts)

    def render(self, codes: pa.Table, ids: pa.Array, claimed: pa.Array) -> pa.Table:
        """The verdicts of one batch.

        Args:
            codes: as the plan gives them: pos, norm, bit, verdict, unknown, charged_a, charged_b, directed, stance_a,
                stance_b, spot.
            ids: the batch's incident ids, by position.
            claimed: whether each incident's attribution is somebody's claim, by position.

        Returns:
            The columns of VERDICTS; all but the ids dictionary-encoded (``ENCODED``).
        """
        c = {name: codes[name].to_numpy() for name in codes.column_names}
        many = len(self.facts.readings)
        per_norm = c["norm"] * many + c["bit"]

        def looked_up(table: Codes, key: str) -> Codes:
            found: Codes = table[c[key] * (self.facts.stride * many) + per_norm]
            return found

        def either(table: Codes, a: Any, b: Any) -> Codes:
            left = np.where(a, looked_up(table, "stance_a"), 0)
            right = np.where(b, looked_up(table, "stance_b"), 0)
            out = np.where(left == 0, right, left)
            twice = np.flatnonzero((left != 0) & (right != 0) & (left != right))
            out[twice] = self.texts.both(left[twice], right[twice])
            return out

        kinds = {k: i for i, k in enumerate(KINDS)}
        open_exception = (c["unknown"] >> UNKNOWNS.index(Unknown.EXCEPTION) & 1) == 1
        on_list = (c["verdict"] == kinds[VerdictKind.EXEMPT]) | open_exception
        bearers = either(self.bearers, c["charged_a"], c["charged_b"])
        entries = either(self.entries, on_list & ~c["directed"], on_list)
        guarantors = either(self.guarantors, c["charged_a"], c["charged_b"])
        several = np.array([AND in text for text in self.texts.numbers], bool)[bearers]
        modes = np.select(
            [
                bearers == 0,
                claimed.to_numpy(zero_copy_only=False)[c["pos"]],
                several & c["charged_a"] & c["charged_b"],
                several,
            ],
            [0, 1, 2, 3],
            4,
        )
        norms = [*self.facts.norms, None]
        unknowns = [
            AND.join(u.value for i, u in enumerate(UNKNOWNS) if code >> i & 1) for code in range(1 << len(UNKNOWNS))
        ]
        columns = {
            "incident_id": ids.take(pa.array(c["pos"])),
            "norm_id": _words(c["norm"], norms),
            "reading": _words(c["bit"], [r.id for r in self.facts.readings]),
            "verdict": _words(c["verdict"], [k.value for k in KINDS]),
            "unknowns": _words(c["unknown"], unknowns),
            "bearers": self.texts.column(bearers),
            "bearer_mode": _words(modes, ["", *(m.value for m in _MODES)]),
            "list_entry": self.texts.column(entries),
            "zone": self.texts.column(looked_up(self.zones, "spot")),
            "from_milestone": self.texts.column(self.since[per_norm]),
            "guarantors": self.texts.column(guarantors),
            "accord_hash": _words(np.zeros(len(bearers), np.int64), [self.facts.accord.hash]),
        }
        return pa.table([columns[name] for name in VERDICTS.names], schema=ENCODED)


ENCODED = pa.schema(
    [f if f.name == "incident_id" else f.with_type(pa.dictionary(pa.int32(), pa.string())) for f in VERDICTS]
)
_MODES = (BearerMode.ALLEGED, BearerMode.ONE_OF, BearerMode.JOINT, BearerMode.CERTAIN)


def _words(codes: Any, words: list[str | None] | list[str]) -> pa.Array:
    """The words of codes, as a dictionary column; a word that is None is a null."""
    numbers = pa.array(codes, pa.int32(), mask=np.isin(codes, [i for i, w in enumerate(words) if w is None]))
    return pa.DictionaryArray.from_arrays(numbers, pa.array([w or "" for w in words], pa.string()))
