"""The judge in plain Python: one incident, one norm, one reading at a time, with the whole chain of reasons.

Written for clarity and apart from the plan, straight from the accord's nouns, so that it serves as the plan's oracle in
tests and as the source of every explanation. It shares with the plan no code but the accord and its settling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import cos, radians
from typing import Any

import shapely

from servanda.accord import Accord, Dated, Norm, Reading, Zone, under
from servanda.judge.trace import Course, Step, Trace, Truth
from servanda.terms import Force, PartyKind
from servanda.times import parse_instant

Names = tuple[str, ...]  # the members of a force, as reported
ORDER = ("not-covered", "not-bound", "not-in-force", "outside", "exempt", "possible", "violation")
UNKNOWN_ORDER = ("act", "actor", "target", "time", "place", "exception", "direction", "grade", "claim")


def any_of(values: Iterable[Truth]) -> Truth:
    """Kleene's or: true if some value is true, false if all are false, else unknown."""
    values = list(values)
    return True if True in values else None if None in values else False


def all_of(values: Iterable[Truth]) -> Truth:
    """Kleene's and: false if some value is false, true if all are true, else unknown."""
    values = list(values)
    return False if False in values else None if None in values else True


def not_(value: Truth) -> Truth:
    return None if value is None else not value


@dataclass
class PlainJudge:
    """Judges under one reading, as known at a moment. ``parties`` maps names as reported to party ids."""

    accord: Accord
    reading: Reading
    parties: Mapping[str, str]
    known_at: datetime | None = None
    settled: Accord = field(init=False)

    def __post_init__(self) -> None:
        self.settled = under(self.accord, self.reading.id) if self.reading.id in self.accord.readings else self.accord

    # ---- what was known, and when it held

    def _known(self, when: Dated) -> bool:
        known = when.known or when.since
        return self.known_at is None or known is None or known <= self.known_at

    def accepts(self, item: Any) -> bool:
        return (not item.readings or self.reading.id in item.readings) and self._known(item.when)

    def moments(self, incident: Mapping[str, Any]) -> list[datetime | None]:
        """Instants that stand for every stretch of the incident's interval in which the accord's facts are constant."""
        start, end = incident["happened_from"], incident["happened_to"]
        edges = sorted(e for e in self._edges() if (start is None or e > start) and (end is None or e < end))
        return [start, *edges]

    def _edges(self) -> set[datetime]:
        """Every instant at which some dated fact of the accord changes."""
        found: set[datetime | None] = set()
        a = self.settled
        dated: list[Any] = [
            *(m for p in a.parties.values() for m in p.part_of),
            *(m for g in a.groups.values() for m in g.members),
            *(e for lst in a.lists.values() for e in lst.entries),
            *a.influence,
            *a.zones,
        ]
        for item in dated:
            found |= {item.when.since, item.when.until}
        for norm in a.norms.values():
            for text in (norm.since, norm.until, norm.replaces_from):
                if bounds := self.bounds(text):
                    found |= set(bounds)
        return {f for f in found if f is not None}

    @staticmethod
    def holds(when: Dated, at: datetime | None) -> bool:
        """Whether a dated fact holds at an instant; None is before all dates."""
        if at is None:
            return when.since is None
        return (when.since is None or when.since <= at) and (when.until is None or at < when.until)

    def over(self, moments: list[datetime | None], value: Any) -> Truth:
        """A condition over an interval: true or false if it is so throughout, else unknown."""
        values = {value(at) for at in moments}
        return values.pop() if len(values) == 1 else None

    # ---- who belongs to what

    def _parents(self, member: str, at: datetime | None) -> Iterator[str]:
        if member in self.accord.parties:
            for m in self.accord.parties[member].part_of:
                if self.accepts(m) and self.holds(m.when, at):
                    yield m.member
        for group in self.accord.groups.values():
            for m in group.members:
                if m.member == member and self.accepts(m) and self.holds(m.when, at):
                    yield group.id
        for lst in self.accord.lists.values():
            for e in lst.entries:
                if e.party == member and self.accepts(e) and self.holds(e.when, at):
                    yield lst.id

    def belongs(self, member: str, group: str, at: datetime | None) -> bool:
        seen, todo = set(), [member]
        while todo:
            node = todo.pop()
            if node == group:
                return True
            if node not in seen:
                seen.add(node)
                todo += self._parents(node, at)
        return False

    def within(self, name: str, group: str, at: datetime | None) -> Truth:
        """Whether the actor of a name is in a party, group or list at an instant."""
        party = self.parties.get(name)
        if party is None:
            return None
        if self.belongs(party, group, at):
            return True
        actor = self.accord.parties[party]
        if actor.kind is not PartyKind.UMBRELLA:
            return False
        rule = self.reading.rule_for(party)
        if group in self.accord.lists:
            return {"undetermined": None, "listed": True}.get(rule, False)
        if rule == "listed":
            return False
        if not actor.stands_for:
            return None
        if not self.belongs(actor.stands_for, group, at):
            return False
        return True if rule == "side" else None

    def _counts_as(self, names: Names, group: str, at: datetime | None) -> Truth:
        """Whether a force, all its members together, counts as in a group or list."""
        each = [self.within(n, group, at) for n in names]
        if len(names) > 1 and group in self.accord.lists:
            if self.reading.mixed == "listed":
                return any_of(each)
            if self.reading.mixed == "unlisted":
                return all_of(each)
        if all_of(each) is True:
            return True
        return False if any_of(each) is False else None

    # ---- the conditions, one by one

    def _act(self, norm: Norm, incident: Mapping[str, Any]) -> Truth:
        act = self._under(self.accord.acts, incident["act"], norm.act)
        return all_of([act, self._under(self.accord.weapons, incident["weapon"], norm.weapon)]) if norm.weapon else act

    @staticmethod
    def _under(tree: Mapping[str, str], node: str | None, wanted: tuple[str, ...]) -> Truth:
        def path(n: str) -> list[str]:
            return [n, *path(tree[n])] if n else []

        if node is None or node not in tree:
            return None
        if any(w in path(node) for w in wanted):
            return True
        return None if any(node in path(w) for w in wanted) else False

    def _target(self, norm: Norm, incident: Mapping[str, Any], target: Names, at: datetime | None) -> Truth:
        if norm.target is None or not (norm.target.kinds or norm.target.parties):
            return True
        kind: Truth = False
        if norm.target.kinds:
            kind = None if incident["target_kind"] is None else incident["target_kind"] in norm.target.kinds
        return any_of([kind, *(self.within(n, g, at) for n in target for g in norm.target.parties)])

    def _bound(self, norm: Norm, doer: Names, at: datetime | None) -> Truth:
        bound = any_of(self.within(n, norm.bearer, at) for n in doer)
        if len(doer) > 1 and self.reading.mixed == "listed":
            lists = [v for c in norm.exceptions if c.kind == "target-in" for v in c.values if v in self.accord.lists]
            bound = all_of([bound, not_(any_of(self.within(n, v, at) for n in doer for v in lists))])
        return bound

    def bounds(self, text: str) -> tuple[datetime, datetime] | None:
        """Between which instants a milestone was reached, as known; a date stands for itself."""
        if not text:
            return None
        milestone = self.settled.milestones.get(text)
        if milestone is None:
            at = parse_instant(text, self.accord.time_zone)
            return at, at
        known = [
            r
            for r in milestone.reached
            if (not r.readings or self.reading.id in r.readings)
            and (self.known_at is None or (r.known or r.latest) <= self.known_at)
        ]
        if not known:
            return None
        last = max(known, key=lambda r: r.known or r.latest)
        return last.earliest, last.latest

    def _begun(self, text: str, at: datetime | None) -> Truth:
        bounds = self.bounds(text)
        if bounds is None or at is None or at < bounds[0]:
            return False
        return True if at >= bounds[1] else None

    def _in_force(self, norm: Norm, at: datetime | None) -> Truth:
        begun = self._begun(norm.since, at) if norm.since else True
        ended = [self._begun(norm.until, at) if norm.until else False]
        for later in self.settled.norms.values():
            if {norm.id, f"{self.accord.id}#{norm.id}"} & set(later.replaces):
                text = later.replaces_from or later.since
                ended.append(self._begun(text, at) if text else True)
        return all_of([begun, not_(any_of(ended))])

    def in_zone(self, zone: Zone, incident: Mapping[str, Any], at: datetime | None) -> Truth:
        """Whether the incident lies in a zone version that is valid at an instant."""
        if not self.accepts(zone) or not self.holds(zone.when, at):
            return False
        stated = {x.strip().casefold() for x in (incident["within"] or "").split(";")}
        said = bool(stated & {n.casefold() for n in (zone.id, *zone.name.values(), *zone.aliases)})
        lon, lat, radius = incident["lon"], incident["lat"], incident["radius_m"]
        if lon is None or lat is None or radius is None:
            return True if said else None
        inside = bool(shapely.intersects(zone.geometry, shapely.Point(lon, lat)))
        if radius > 0 and self._edge_distance(zone, lon, lat) <= radius:
            return True if said else None
        return True if inside else None if said else False

    @staticmethod
    def _edge_distance(zone: Zone, lon: float, lat: float) -> float:
        """Metres from a point to the zone's edge, on the plane at the point's latitude to a quarter of a degree."""
        east, north = 111_195.0 * cos(radians(round(lat * 4) / 4)), 111_195.0
        edge = zone.geometry.boundary if zone.geometry.area else zone.geometry
        flat = shapely.transform(edge, lambda xy: xy * [east, north])
        return float(shapely.distance(flat, shapely.Point(lon * east, lat * north)))

    def _lies(self, zone_ids: tuple[str, ...], incident: Mapping[str, Any], at: datetime | None) -> Truth:
        return any_of(self.in_zone(z, incident, at) for z in self.accord.zones if z.id in zone_ids)

    def _excepted(
        self, norm: Norm, kind: str, incident: Mapping[str, Any], doer: Names, target: Names, at: datetime | None
    ) -> Truth:
        """Whether some exception of one kind holds at an instant."""
        values = tuple(v for c in norm.exceptions if c.kind == kind for v in c.values)
        match kind:
            case "target-in":
                return any_of(self._counts_as(target, v, at) for v in values)
            case "initiator-in":
                return any_of(self._counts_as(doer, v, at) for v in values)
            case "self-defence":
                return bool(incident["self_defence"])
            case "act":
                return self._under(self.accord.acts, incident["act"], values)
            case "weapon":
                return self._under(self.accord.weapons, incident["weapon"], values)
            case "zone":
                return self._lies(values, incident, at)
        raise ValueError(f"Norm {norm.id} has an exception of an unknown kind: {kind}.")

    def _graded(self, norm: Norm, incident: Mapping[str, Any]) -> Truth:
        wanted = norm.grade or self.reading.grade
        return True if not wanted or (incident["info_grade"] and incident["info_grade"] <= int(wanted)) else None

    # ---- one course, and all courses

    def _course(self, norm: Norm, incident: Mapping[str, Any], doer: Names, target: Names) -> Course:
        moments = self.moments(incident)

        def over(value: Any) -> Truth:
            return self.over(moments, value)

        members = {n: {p for p in [self.parties.get(n)] if p} for n in (*doer, *target)}
        values: dict[str, Truth] = {
            "act": self._act(norm, incident),
            "target": over(lambda at: self._target(norm, incident, target, at)),
            "actor": over(lambda at: self._bound(norm, doer, at)),
            "time": over(lambda at: self._in_force(norm, at)),
            "place": over(lambda at: self._lies(norm.territory, incident, at)) if norm.territory else True,
            "exception": any_of(
                over(lambda at, kind=kind: self._excepted(norm, kind, incident, doer, target, at))
                for kind in dict.fromkeys(c.kind for c in norm.exceptions)
            ),
            "grade": self._graded(norm, incident),
        }
        no = [
            ("act", "not-covered"),
            ("target", "not-covered"),
            ("actor", "not-bound"),
            ("time", "not-in-force"),
            ("place", "outside"),
        ]
        verdict = next((v for name, v in no if values[name] is False), "")
        if not verdict:
            sure = values["exception"] is False and all(v for k, v in values.items() if k != "exception")
            verdict = "exempt" if values["exception"] is True else "violation" if sure else "possible"
        charged = [n for n in doer if any(self.within(n, norm.bearer, at) is not False for at in moments)]
        bearers = (
            _sorted(self.parties.get(n) or n or "unknown" for n in charged) if values["actor"] is not False else ()
        )
        answer = [g for g in norm.guarantors if g != "influence"] if bearers else []
        if "influence" in norm.guarantors:
            answer += [
                i.who
                for i in self.accord.influence
                if self.accepts(i)
                for b in bearers
                if b in self.accord.parties
                and any(self.holds(i.when, at) and self.belongs(b, i.over, at) for at in moments)
            ]
        lists = [v for c in norm.exceptions if c.kind == "target-in" for v in c.values if v in self.accord.lists]
        entries = [
            f"{v}#{e.party}"
            for v in lists
            for e in self.accord.lists[v].entries
            if self.accepts(e)
            for n in target
            for p in members[n]
            if any(self.holds(e.when, at) and self.belongs(p, e.party, at) for at in moments)
        ]
        steps = tuple(Step(k, v) for k, v in values.items())
        return Course(doer, target, verdict, steps, bearers, _sorted(answer), _sorted(entries))

    def judge(self, incident: Mapping[str, Any], norm_id: str) -> Trace:
        """The verdict on one incident (a mapping with the columns of INCIDENTS) by one norm, with its reasons."""
        norm = self.settled.norms[norm_id]
        a, b = (tuple((incident[side] or "").split("; ")) for side in ("side_a", "side_b"))
        courses = [self._course(norm, incident, a, b)]
        if not incident["directed"]:
            courses.append(self._course(norm, incident, b, a))
        verdicts = [c.verdict for c in courses]
        live = [c for c in courses if c.verdict in {"possible", "violation"}]
        if all(v == "violation" for v in verdicts):
            verdict = "violation"
        elif live:
            verdict = "possible"
        else:
            verdict = max(verdicts, key=ORDER.index)
        unknowns = {s.name for c in live for s in c.steps if (s.value is None)} if verdict == "possible" else set()
        if verdict == "possible" and len(live) < len(courses):
            unknowns.add("direction")
        bearers = _sorted(x for c in live for x in c.bearers)
        if not bearers:
            mode = ""
        elif incident.get("claimant") is not None:
            mode = "alleged"
        elif len(bearers) > 1:
            mode = "one-of" if len(live) > 1 else "joint"
        else:
            mode = "certain"
        rests = verdict == "exempt" or "exception" in unknowns
        moments = self.moments(incident)
        lies = [
            z.id
            for z in self.accord.zones
            if z.id in norm.territory and any(self.in_zone(z, incident, at) is not False for at in moments)
        ]
        return Trace(
            incident["incident_id"], norm_id, self.reading.id, verdict,
            tuple(u for u in UNKNOWN_ORDER if u in unknowns), bearers, mode,
            _sorted(e for c in courses for e in c.entries) if rests else (),
            _sorted(lies) or _sorted(norm.territory), norm.since,
            _sorted(g for c in live for g in c.guarantors), tuple(courses),
        )  # fmt: skip

    # ---- several tellings of one incident

    def _trusts(self, claimant: str) -> bool:
        """Whether the reading names this claimant, or a group or list that it is or was of."""
        party = self.parties.get(claimant)
        moments: list[datetime | None] = [None, *self._edges()]
        return party is not None and any(self.belongs(party, c, at) for c in self.reading.claimants for at in moments)

    def told(self, incident: Mapping[str, Any], claims: Iterable[Mapping[str, Any]] = ()) -> list[Mapping[str, Any]]:
        """The incident as told by each whose telling counts under the reading; ``claims`` are those on this incident.

        A claimant's last telling replaces earlier ones. Where the reading names claimants, theirs count, or else what the
        source says in its own name; with none left, it is not told who did it. A telling that names nobody counts only
        where no other names somebody.
        """
        latest: dict[str, Mapping[str, Any]] = {}
        for said in [{}, *claims]:
            telling = {**incident, **{k: v for k, v in said.items() if k != "basis"}}
            if said and self.known_at and said["known_at"] and said["known_at"] > self.known_at:
                continue
            who = telling["claimant"] or ""
            who = self.parties.get(who, who)
            before = latest.get(who)
            if (
                before is None
                or before["known_at"] is None
                or (telling["known_at"] and telling["known_at"] >= before["known_at"])
            ):
                latest[who] = telling
        chosen = list(latest.values())
        if self.reading.claimants:
            chosen = [t for t in chosen if t["claimant"] and self._trusts(t["claimant"])]
            chosen = chosen or [t for t in latest.values() if not t["claimant"]]
        chosen = [t for t in chosen if t["side_a"] or t["side_b"]] or chosen
        return chosen or [{**incident, "side_a": None, "side_b": None, "claimant": None}]

    def judge_told(self, incident: Mapping[str, Any], norm_id: str, claims: Iterable[Mapping[str, Any]] = ()) -> Trace:
        """The verdict on an incident by all tellings that count: a violation if all tell of one, possible if some do."""
        told = self.told(incident, claims)
        traces = [self.judge(t, norm_id) for t in told]
        courses = tuple(
            replace(c, claimant=t["claimant"] or "") for t, one in zip(told, traces, strict=True) for c in one.courses
        )
        if len(traces) == 1:
            return replace(traces[0], courses=courses)
        verdicts = {t.verdict for t in traces}
        verdict = max(verdicts, key=ORDER.index)
        unknowns: set[str] = set()
        if verdict in {"possible", "violation"} and verdicts != {"violation"}:
            verdict = "possible"
            unknowns = {u for t in traces for u in t.unknowns} | ({"claim"} if len(verdicts) > 1 else set())
        bearers = _sorted(b for t in traces for b in t.bearers)
        return replace(
            traces[0], verdict=verdict, unknowns=tuple(u for u in UNKNOWN_ORDER if u in unknowns), bearers=bearers,
            bearer_mode="alleged" if bearers else "", entries=_sorted(e for t in traces for e in t.entries),
            guarantors=_sorted(g for t in traces for g in t.guarantors), courses=courses,
        )  # fmt: skip


def judged_norms(accord: Accord, readings: Iterable[Reading]) -> list[str]:
    """The norms that are judged on incidents: prohibitions that name acts under some reading."""
    forms = [under(accord, r.id) if r.id in accord.readings else accord for r in readings]
    return [
        n
        for n in accord.norms
        if accord.norms[n].force is Force.PROHIBITION and any(f.norms[n].act for f in forms or [accord])
    ]


def judge_plainly(
    accord: Accord,
    incidents: Iterable[Mapping[str, Any]],
    readings: Iterable[Reading],
    parties: Mapping[str, str],
    known_at: datetime | None = None,
    claims: Iterable[Mapping[str, Any]] = (),
) -> Iterator[Trace]:
    """Judge every incident by every norm whose act it may be, under every reading; slow and plain.

    ``claims`` are mappings with the columns of CLAIMS.
    """
    judges = [PlainJudge(accord, r, parties, known_at) for r in readings]
    norms = judged_norms(accord, [j.reading for j in judges])
    return judge_all(judges, norms, incidents, known_at, list(claims))


def judge_all(
    judges: Sequence[PlainJudge],
    norms: Sequence[str],
    incidents: Iterable[Mapping[str, Any]],
    known_at: datetime | None,
    claims: Sequence[Mapping[str, Any]],
) -> Iterator[Trace]:
    """The same with the judges at hand, one per reading."""
    for incident in incidents:
        if known_at is not None and incident["known_at"] is not None and incident["known_at"] > known_at:
            continue
        covering = [n for n in norms if any(j._act(j.settled.norms[n], incident) is not False for j in judges)]
        for n in covering:
            for j in judges:
                yield j.judge_told(incident, n, [c for c in claims if c["incident_id"] == incident["incident_id"]])
        if not covering:
            for j in judges:
                yield Trace(incident["incident_id"], None, j.reading.id, "not-covered", (), (), "", (), (), "", (), ())


def _sorted(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(texts)))
