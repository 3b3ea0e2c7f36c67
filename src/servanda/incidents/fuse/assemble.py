"""Make incidents of groups of reports: bounds that all allow, claims where they differ, a grade, the chain back.

Nothing is averaged. A time is the span in which all tellings agree, or all that they span where they do not; a place is
the most exact disc, widened until it reaches every telling; a toll is a range; a name or act stands when clearly more
independent sources tell it than any other, else it stays open and every telling becomes a claim.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan
from statistics import median_low

import numpy as np
import pyarrow as pa

from servanda.incidents.fuse.actors import ActorNames
from servanda.incidents.fuse.acts import act_node, common_node
from servanda.incidents.fuse.bounds import bounds
from servanda.incidents.fuse.grade import RELIABILITY, info_grade, sound_letter, source_grade
from servanda.incidents.fuse.tellers import independent
from servanda.incidents.model import AND, CLAIMS, INCIDENTS
from servanda.incidents.report import Ints, Reports

# INCIDENTS and, at its end, how many stand behind each: single-source counts can be shown apart
FUSED = pa.schema([*INCIDENTS, pa.field("reports", pa.int32()), pa.field("independent_sources", pa.int32())])
MEMBERS = pa.schema(
    [pa.field("report_id", pa.string(), nullable=False), pa.field("incident_id", pa.string(), nullable=False)]
)
TWICE = 2  # so many times as many independent sources make a telling stand against the next one


@dataclass(frozen=True)
class Assembled:
    """The incidents of a set of reports, with their claims and the chain back to the reports."""

    incidents: pa.Table  # columns as in FUSED, sorted by incident_id
    claims: pa.Table  # columns as in CLAIMS: who says who did it, where the tellings differ
    members: pa.Table  # columns as in MEMBERS, one row per report, sorted by report_id


def assemble(
    reports: Reports, groups: Ints, tree: Mapping[str, str], names: ActorNames, ids: Sequence[str] | None = None
) -> Assembled:
    """Make the incidents of ``groups`` (for each report, any number that names its group).

    ``ids`` are the incident ids by group in ascending order of the groups; left out, an incident is named by the first
    id among its reports.
    """
    told = _Told(reports, tree, names)
    order = np.argsort(groups, kind="stable")
    _, starts = np.unique(groups[order], return_index=True)
    limits = bounds(reports, order, starts)
    rows_in_order, edges = order.tolist(), [*starts.tolist(), len(order)]
    rows: list[Row] = []
    claims: list[Row] = []
    incident_of: list[str] = [""] * len(reports)
    doubts = zip(limits.apart.tolist(), limits.far.tolist(), strict=True)
    for k, ((a, b), (apart, far)) in enumerate(zip(pairwise(edges), doubts, strict=True)):
        members = rows_in_order[a:b]
        incident = ids[k] if ids is not None else reports.ids[members[0]]
        row, row_claims = told.incident(incident, members, apart, far)
        rows.append(row)
        claims.extend(row_claims)
        for member in members:
            incident_of[member] = incident
    claims.sort(key=lambda c: (str(c["incident_id"]), str(c["claimant"]), str(c["side_a"])))
    incidents = _columnar(rows, FUSED, limits.columns)
    return Assembled(
        incidents.take(pa.array(sorted(range(len(rows)), key=lambda k: str(rows[k]["incident_id"])), pa.int64())),
        _columnar(claims, CLAIMS),
        pa.table({"report_id": reports.ids, "incident_id": incident_of}, schema=MEMBERS),
    )


Row = dict[str, object]


def _columnar(rows: list[Row], schema: pa.Schema, made: Mapping[str, pa.Array] | None = None) -> pa.Table:
    """Rows as a table; ``made`` are columns that are ready."""
    filled = {name for row in rows for name in row}
    columns = {
        f.name: made[f.name].cast(f.type)
        if made and f.name in made
        else pa.array([row.get(f.name) for row in rows], f.type)
        if f.name in filled
        else pa.nulls(len(rows), f.type)
        for f in schema
    }
    return pa.table(columns, schema=schema)


class _Told:
    """Every column of the reports as a list, and how a group of rows becomes one incident."""

    def __init__(self, reports: Reports, tree: Mapping[str, str], names: ActorNames) -> None:
        self.reports, self.tree, self.names = reports, tree, names
        self.text = {
            c: reports.texts(c)
            for c in ("source", "place", "division", "act", "actor", "weapon", "target", "target_kind", "reliability")
        }
        self.text |= {c: reports.texts(c) for c in ("basis", "copied_from", "text")}
        self.side_columns = [
            c for c in ("place", "division", "weapon", "target", "target_kind") if any(self.text[c])
        ]  # the others are empty in this file
        nodes = {word: act_node(word, tree) for word in set(self.text["act"])}
        self.act = [nodes[word] for word in self.text["act"]]
        hours = reports.told_h.tolist()
        self.spots = list(zip(reports.numbers("lon").tolist(), reports.numbers("lat").tolist(), hours, strict=True))
        low = reports.numbers("killed_low")
        toll = np.where(np.isnan(low), reports.numbers("killed_high"), low)
        self.toll = [None if isnan(t) else t for t in toll.tolist()]
        known = reports.table.column("known_at").cast(pa.int64()).to_pylist()
        self.known: list[int | None] = known
        self.actor = [
            names.stands_for[names.at[t]] if t is not None and t in names.at else None for t in self.text["actor"]
        ]
        self.letters = [sound_letter(r) for r in self.text["reliability"]]

    def incident(self, name: str, members: list[int], apart: bool, far: bool) -> tuple[Row, list[Row]]:
        """One row of FUSED, but for its bounds, and its rows of CLAIMS."""
        tellers = independent(
            self.reports, members, self.text["source"], self.text["copied_from"], self.text["text"], self.spots
        )
        letters = [min((self.letters[m] for m in group), key=RELIABILITY.__getitem__) for group in tellers]
        acts = self._tally(tellers, self.act.__getitem__)
        act, open_act = self._settled(acts)
        if act is None and len(acts) > 1:
            act = common_node(sorted(acts), self.tree)
        actors = self._tally(tellers, self.actor.__getitem__)
        actor, _ = self._settled(actors)
        known = [k for m in members if (k := self.known[m]) is not None]
        sources = sorted(voice for group in tellers if (voice := self._voice(group)))
        side_a = self._spelling(members, actor) if actor else None
        naming = sorted({s for m in members if self.actor[m] == actor and (s := self.text["source"][m])})
        row: Row = {
            "incident_id": name,
            "source": AND.join(sources) or None,
            "source_ref": AND.join(self.reports.ids[m] for m in members),
            "known_at": min(known) if known else None,
            "act": act,
            "side_a": side_a,
            "directed": True if side_a else None,
            "claimant": naming[0] if actor and len(naming) == 1 else None,
            "source_grade": source_grade(letters),
            "info_grade": info_grade(letters, open_act),
            "note": self._note(acts, actors, apart, far),
            "reports": len(members),
            "independent_sources": len(tellers),
        }
        for column in self.side_columns:
            told, _ = self._settled(self._tally(tellers, self.text[column].__getitem__))
            row["side_b" if column == "target" else column] = told
        row["killed_best"] = self._toll(tellers)
        return row, self._claims(name, members) if len(actors) > 1 else []

    @staticmethod
    def _tally(tellers: list[list[int]], told: Callable[[int], str | None]) -> dict[str, int]:
        """How many independent tellers tell each thing; one teller counts once for each thing it tells."""
        tally: dict[str, int] = {}
        for group in tellers:
            for thing in {told(m) for m in group} if len(group) > 1 else (told(group[0]),):
                if thing is not None:
                    tally[thing] = tally.get(thing, 0) + 1
        return tally

    @staticmethod
    def _settled(tally: dict[str, int]) -> tuple[str | None, bool]:
        """What stands, and whether it is contested: no telling has twice as many tellers as the next."""
        if len(tally) < 2:
            return next(iter(tally), None), False
        ranked = sorted(tally.items(), key=lambda item: (-item[1], item[0]))
        if ranked[0][1] >= TWICE * ranked[1][1]:
            return ranked[0][0], False
        return None, True

    def _voice(self, group: list[int]) -> str:
        """The source of an independent voice, with those that only repeat it; copies name their origin, else a to z."""
        names = sorted({s for m in group if (s := self.text["source"][m])})
        if len(names) < 2:
            return names[0] if names else ""
        said = {o for m in group if (o := self.text["copied_from"][m])}
        origins = {s for m in group if (s := self.text["source"][m]) and (s in said or self.reports.ids[m] in said)}
        copied = {s for m in group if (s := self.text["source"][m]) and self.text["copied_from"][m]}
        origin = min(names, key=lambda s: (s in copied, s not in origins, s))
        return f"{origin} (repeated by {', '.join(s for s in names if s != origin)})"

    def _spelling(self, members: list[int], actor: str) -> str:
        told = (t for m in members if self.actor[m] == actor and (t := self.text["actor"][m]) is not None)
        return self.names.shown(actor, told)

    def _toll(self, tellers: list[list[int]]) -> int | None:
        """The lower median of what the tellers told last: a figure that somebody told."""
        last: list[float] = []
        for group in tellers:
            told = [(self.known[m] or 0, m, toll) for m in group if (toll := self.toll[m]) is not None]
            if told:
                last.append(max(told)[2])
        return min(int(median_low(last)), 2**31 - 1) if last else None

    def _claims(self, name: str, members: list[int]) -> list[Row]:
        out: dict[tuple[str, str], Row] = {}
        for m in members:
            actor, source = self.actor[m], self.text["source"][m] or self.reports.ids[m]
            if actor is not None and (source, actor) not in out:
                out[source, actor] = {
                    "incident_id": name,
                    "claimant": source,
                    "side_a": self._spelling([m], actor),
                    "side_b": self.text["target"][m],
                    "directed": True,
                    "basis": self.text["basis"][m],
                    "known_at": self.known[m],
                }
        return list(out.values())

    @staticmethod
    def _note(acts: dict[str, int], actors: dict[str, int], apart: bool, far: bool) -> str | None:
        parts = []
        for what, tally in (("act", acts), ("actor", actors)):
            if len(tally) > 1:
                told = ", ".join(f"{k} ({n})" for k, n in sorted(tally.items(), key=lambda i: (-i[1], i[0])))
                parts.append(f"{what} told as {told}")
        if apart:
            parts.append("times told do not overlap")
        if far:
            parts.append("places told lie apart")
        return AND.join(parts) or None
