"""A warm judge: the accord is at hand, one report comes in, and its verdicts go out in milliseconds.

The plan is made for many incidents; to lay it out for one costs more than to judge it. So one report is judged by the plain
judge, which tests hold to the plan's verdicts row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from servanda.accord import Accord
from servanda.incidents.model import AND
from servanda.judge.facts import facts
from servanda.judge.model import VERDICTS
from servanda.judge.plain import PlainJudge, judge_all, judged_norms
from servanda.judge.run import resolver


class Warm:
    """Judges incidents one by one; the arguments are as for ``judge``."""

    def __init__(
        self,
        accord: Accord,
        readings: Sequence[str] | None = None,
        known_at: datetime | None = None,
        *,
        parties: Mapping[str, str] | None = None,
    ) -> None:
        self.accord, self.known_at = accord, known_at
        self._resolve, self._parties = resolver(accord, parties), dict(parties or {})
        self._asked = set(self._parties)
        chosen = facts(accord, readings, known_at).readings
        self._judges = [PlainJudge(accord, r, self._parties, known_at) for r in chosen]  # they share the names
        self._norms = judged_norms(accord, chosen)

    def judge(self, incidents: Iterable[Mapping[str, Any]], claims: Iterable[Mapping[str, Any]] = ()) -> pa.Table:
        """The verdicts on a few incidents, in their order: columns of VERDICTS.

        ``incidents`` and ``claims`` are mappings with the columns of INCIDENTS and CLAIMS.
        """
        rows, said = list(incidents), list(claims)
        self._know(rows, said)
        found = judge_all(self._judges, self._norms, rows, self.known_at, said)
        out = [
            (
                t.incident_id, t.norm_id, t.reading, t.verdict, AND.join(t.unknowns), AND.join(t.bearers), t.bearer_mode,
                AND.join(t.entries), AND.join(t.zone), t.from_milestone, AND.join(t.guarantors), self.accord.hash,
            )
            for t in found
        ]  # fmt: skip
        columns = list(zip(*out, strict=True)) or [()] * len(VERDICTS)
        return pa.table([pa.array(c, f.type) for c, f in zip(columns, VERDICTS, strict=True)], schema=VERDICTS)

    def _know(self, rows: Sequence[Mapping[str, Any]], claims: Sequence[Mapping[str, Any]]) -> None:
        """Look names up that were not met before: folding the accord's names takes longer than judging."""
        names = {r["claimant"] for r in (*rows, *claims)}
        names |= {n for r in (*rows, *claims) for s in ("side_a", "side_b") for n in (r[s] or "").split(AND)}
        new = {n for n in names if n} - self._asked
        if new:
            self._parties |= self._resolve(sorted(new))
            self._asked |= new
