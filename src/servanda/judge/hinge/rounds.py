"""Which open question, settled which way, changes how many verdicts: alone, and up to three together.

Every answer is a supposition and so one bit of the plan's masks: one pass through the incidents counts them all. Answers
together take one pass more for each that is added, the one that brings the most being taken each time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from servanda.accord import Accord
from servanda.judge.engines.duckdb import DuckDB, plan_sql
from servanda.judge.facts import MOST_READINGS, facts
from servanda.judge.forces import Forces
from servanda.judge.judgement import compile_onto
from servanda.judge.run import Incidents, resolver
from servanda.judge.tables import KINDS
from servanda.judge.tellings import combined, tellings
from servanda.terms import VerdictKind

from .count import Tally, add_told, tally
from .questions import Answer, Question, base_reading, questions
from .suppose import Choices, suppose

CHARGED = frozenset({VerdictKind.VIOLATION, VerdictKind.POSSIBLE})
TOGETHER = 3  # how many answers are taken together at most


@dataclass(frozen=True)
class Shift:
    """So many verdicts that change from one kind to another, of one norm or on the account of one bearer."""

    of: str  # norm id; or party id, or name that no party has
    was: VerdictKind
    now: VerdictKind
    verdicts: int


@dataclass(frozen=True)
class Hinge:
    """What some answers, together, change: verdicts in kind, and verdicts of the same kind that others answer for."""

    settled: tuple[tuple[Question, Answer], ...]
    verdicts: int  # that change in kind
    charges: int  # of these, the ones that somebody is charged with before or after: (possible) violations
    accounts: int  # of the same kind, with others charged or answering
    by_norm: tuple[Shift, ...]  # largest first
    by_bearer: tuple[Shift, ...]

    def changes(self) -> tuple[tuple[VerdictKind, VerdictKind, int], ...]:
        """From what to what, over all norms: charges first, then the largest first."""
        sums: dict[tuple[VerdictKind, VerdictKind], int] = {}
        for s in self.by_norm:
            sums[s.was, s.now] = sums.get((s.was, s.now), 0) + s.verdicts
        order = sorted(sums.items(), key=lambda x: (not CHARGED.intersection(x[0]), -x[1], x[0]))
        return tuple((*k, n) for k, n in order)


@dataclass(frozen=True)
class Hinges:
    """All answers, each alone, most charges first; and the growing sets that change the most together."""

    accord: Accord
    reading: str  # the base
    alone: tuple[Hinge, ...]
    together: tuple[Hinge, ...]  # of two answers, of three


def hinge(
    accord: Accord,
    incidents: Incidents,
    reading: str | None = None,
    known_at: datetime | None = None,
    *,
    parties: Mapping[str, str] | None = None,
    claims: pa.Table | None = None,
) -> Hinges:
    """Count, for every open question and answer, the verdicts that change.

    Args:
        reading: the reading that answers are compared with; None for the accord's first.
        Others as for ``judge``.

    Raises:
        UnknownReadingError.
    """
    base = base_reading(accord, reading)
    asked = questions(accord, base)
    passes = _Passes(accord, base.id, incidents, known_at, resolver(accord, parties), claims)
    singles = [((q, a),) for q in asked for a in q.answers]
    alone = sorted(passes.count(singles), key=_most)
    together = []
    best = alone[0] if alone and alone[0].charges else None
    for _ in range(TOGETHER - 1):
        if best is None:
            break
        taken = {q.id for q, _ in best.settled}
        found = passes.count([(*best.settled, (q, a)) for q in asked if q.id not in taken for a in q.answers])
        further = min(found, key=_most, default=None)
        best = further if further is not None and further.charges > best.charges else None
        together += [best] if best else []
    return Hinges(accord, base.id, tuple(alone), tuple(together))


def _most(h: Hinge) -> tuple[Any, ...]:
    return -h.charges, -h.verdicts, -h.accounts, [(q.id, a.says) for q, a in h.settled]


@dataclass
class _Passes:
    """Passes through the same incidents, each with as many suppositions as fit."""

    accord: Accord
    base: str
    incidents: Incidents
    known_at: datetime | None
    resolve: Callable[..., Mapping[str, str]]
    claims: pa.Table | None = None
    engine: DuckDB = field(default_factory=DuckDB)
    cuts: tuple[datetime, ...] = ()

    def count(self, settled: Sequence[tuple[tuple[Question, Answer], ...]]) -> list[Hinge]:
        """What each of the sets of answers changes."""
        out: list[Hinge] = []
        for first in range(0, len(settled), MOST_READINGS - 1):
            some = settled[first : first + MOST_READINGS - 1]
            found = self._pass([dict(s) for s in some])
            out += [_hinge(s, bit, found) for bit, s in enumerate(some, 1)]
        return out

    def _pass(self, suppositions: Sequence[Choices]) -> Tally:
        base = base_reading(self.accord, self.base)
        supposed, ids = suppose(self.accord, base, suppositions)
        held = facts(supposed, ids, self.known_at, self.cuts)
        self.cuts = (
            held.cuts
        )  # those of the first pass serve the later ones, whose suppositions are made of its answers
        told = tellings(self.incidents, self.claims, held, self.resolve)
        forces = compile_onto(self.engine, self.incidents, held, self.resolve, words=False).forces
        self.engine.table("accounts", accounts_table(forces))
        apart = None if told is None else (told.ids, told.claimed)
        found = tally([self.engine.all_at_once(plan_sql("shifts.sql"), apart)], forces, len(ids))
        if told is not None:
            engine = DuckDB()
            words = compile_onto(engine, told.rows, held, self.resolve).words()
            add_told(found, combined(engine, words, told), ids)
        return found


def accounts_table(forces: Forces) -> pa.Table:
    """Per stance and norm, the readings in which those charged, or who answers for them, differ from the first's."""
    rows = []
    stride, every = forces.facts.stride, forces.facts.all
    for stance in range(forces.count):
        for norm in range(stride - 1) if not forces.settled(stance) else ():
            differs = 0
            for held in forces.accounts(stance, norm):
                for mask in held.values():
                    differs |= mask ^ (every if mask & 1 else 0)
            if differs:
                rows.append((stance * stride + norm, differs))
    columns = np.array(rows, np.int64).reshape(-1, 2).T
    return pa.table({"stance_norm": columns[0], "account": columns[1]})


def _hinge(settled: tuple[tuple[Question, Answer], ...], bit: int, found: Tally) -> Hinge:
    def shifts(counts: Mapping[Any, int]) -> tuple[Shift, ...]:
        mine = [Shift(of, KINDS[was], KINDS[now], n) for (b, of, was, now), n in counts.items() if b == bit]
        return tuple(sorted(mine, key=lambda s: (-s.verdicts, s.of, s.was, s.now)))

    by_norm = shifts(found.by_norm)
    charges = sum(s.verdicts for s in by_norm if CHARGED & {s.was, s.now})
    verdicts = sum(s.verdicts for s in by_norm)
    return Hinge(settled, verdicts, charges, found.accounts.get(bit, 0), by_norm, shifts(found.by_bearer))
