"""Where each norm about a deed stands, from milestones, dates and recorded assessments.

A fixed order of questions, so that two people get the same answer: was it done; was it found broken; is it suspended,
ended, conditional, pending; has its date passed; else it is in force. An answer that is not known makes the status
undetermined. What was broken may be excused, or compensated by the norm that the breach brings about. Silence about a
deed is undetermined once its date has passed, and never fulfilled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from servanda.accord.model import Accord, Norm
from servanda.accord.readings import under
from servanda.accord.timetable import Item, Standing, Window, timetable
from servanda.accord.timetable.from_accord import Plan, plan, says
from servanda.terms import Force, Status
from servanda.times import day_of, parse_instant, start_of

from .model import Assessment, AssessmentKind, NormStatus, Score, Statuses
from .score import scored

DEEDS = frozenset({Force.OBLIGATION, Force.PROHIBITION, Force.INTENTION, Force.CALL_UPON})
BROKEN = frozenset({Status.VIOLATED, Status.MISSED})

_FOUND = (AssessmentKind.FULFILLED, AssessmentKind.VIOLATED, AssessmentKind.PARTLY, AssessmentKind.BEGUN)


def statuses(
    accord: Accord,
    reading: str | None = None,
    as_of: date | datetime | None = None,
    assessments: Iterable[Assessment] = (),
) -> Statuses:
    """The status of every norm about a deed, under a reading, as known at a moment.

    Norms with acts of the act tree are judged on incidents and left out; so are permissions and powers, which nobody
    can break. ``as_of`` is a date (what was known by its end), an instant, or None for now.

    Raises UnknownReadingError.
    """
    moment = datetime.now(UTC) if as_of is None else as_of
    made = plan(accord, reading, moment)
    settled = accord if reading is None else under(accord, reading)
    deriver = _Deriver(settled, reading, made, timetable(accord, reading, moment).items, assessments)
    norms = tuple(deriver.row(n) for n in settled.norms.values() if is_deed(n))
    return Statuses(accord.id, accord.hash, accord.title, reading, made.as_of, made.day, norms)


def is_deed(norm: Norm) -> bool:
    """Whether a norm is about a deed, so that it has a status of its own."""
    return not norm.act and norm.force in DEEDS


class _Deriver:
    """Answers the questions about each norm; every answer is yes, no or unknown (None), with its reason."""

    def __init__(
        self,
        accord: Accord,
        reading: str | None,
        made: Plan,
        items: Iterable[Item],
        assessments: Iterable[Assessment],
    ) -> None:
        self.accord, self.made, self.day = accord, made, made.day
        self.items = {i.id: i for i in items if i.kind == "deed"}
        claimants = accord.readings[reading].claimants if reading is not None else ()
        self.found: dict[str, list[Assessment]] = {}
        for a in assessments:
            known = a.known or start_of(a.on, accord.time_zone)
            if known <= made.as_of and (not claimants or a.by in claimants):
                self.found.setdefault(a.norm, []).append(replace(a, known=known))
        for found in self.found.values():
            found.sort(key=lambda a: (a.known or made.as_of, a.on))
        self.brings: dict[str, list[Norm]] = {}
        for n in accord.norms.values():
            if n.reparation:
                self.brings.setdefault(n.reparation, []).append(n)

    def row(self, n: Norm) -> NormStatus:
        status, reasons, chain = self.after_breach(n, ())
        item = self.items.get(n.id)
        late = self.late(n) if status in BROKEN | {Status.COMPENSATED, Status.EXCUSED} else None
        return NormStatus(
            n.id,
            n.name,
            n.force,
            n.bearer,
            status,
            reasons,
            item.due if item else Window(),
            late is not None and self.done(n)[0] is not True,
            late,
            chain,
            self.score(n, status),
            n.cites,
        )

    def after_breach(self, n: Norm, seen: tuple[str, ...]) -> tuple[Status, tuple[str, ...], tuple[str, ...]]:
        """The status, once excuse and reparation are taken into account, and the reparation chain."""
        status, reason = self.base(n, seen)
        excuse = self.last(n, AssessmentKind.EXCUSED)
        if excuse and status not in {Status.FULFILLED, Status.EXPIRED}:
            return Status.EXCUSED, (_says(excuse), reason), ()
        repair = self.accord.norms.get(n.reparation)
        if status not in BROKEN or repair is None or repair.id in seen or repair.id == n.id:
            return status, (reason,), ()
        after, _, chain = self.after_breach(repair, (*seen, n.id))
        chain = (repair.id, *chain)
        if after in {Status.FULFILLED, Status.COMPENSATED}:
            return Status.COMPENSATED, (reason, f"what the breach brings about was done: {' → '.join(chain)}"), chain
        return status, (reason, f"the breach brings about {repair.id}, which is {after}"), chain

    def base(self, n: Norm, seen: tuple[str, ...]) -> tuple[Status, str]:
        """The status before excuse and reparation, and its reason."""
        done, how = self.done(n)
        if done is True:
            return self.in_time(n, how)
        found = self.verdict(n)
        if found is AssessmentKind.VIOLATED:
            return self.broken(n), how
        if done is None:
            return Status.UNDETERMINED, how
        pause = self.suspended(n)
        if pause and not self.past(n, pause.on):
            return Status.SUSPENDED, _says(pause)
        for ended, why in (self.replaced(n), self.point(n.until, "it held until")):
            if ended is True and not self.past(n, self.end(n)):
                return Status.EXPIRED, why
            if ended is None and why:
                return Status.UNDETERMINED, why
        for asked, why, otherwise in (
            (*self.triggered(n, seen), Status.CONDITIONAL),
            (*self.condition(n), Status.CONDITIONAL),
            (*self.begun(n), Status.PENDING),
        ):
            if asked is not True:
                return (otherwise if asked is False else Status.UNDETERMINED), why
        return self.by_date(n)

    def by_date(self, n: Norm) -> tuple[Status, str]:
        item = self.items.get(n.id)
        if item is None:
            return Status.IN_FORCE, "no date was set, and nothing recorded says that it was done"
        match item.standing:
            case Standing.MISSED | Standing.VIOLATED:
                return self.broken(n), f"{item.limit}: not recorded as done"
            case Standing.UNDETERMINED:
                return Status.UNDETERMINED, item.reason
            case Standing.WAITING:
                return Status.PENDING, item.reason or f"{item.limit}: its time has not begun"
            case Standing.IMPOSSIBLE:
                return Status.IN_FORCE, f"{item.limit}: can no longer be kept ({item.reason})"
            case Standing.OPEN:
                return Status.IN_FORCE, f"{item.limit}: its time runs"
            case _:
                return Status.IN_FORCE, f"{item.limit}: no last day" if item.limit else "no date was set"

    def done(self, n: Norm) -> tuple[bool | None, str]:
        """Whether the deed was done: by its milestone, or as assessors found."""
        point = self.settled_by(n)
        reached, how = self.point(point, "")
        if reached is True:
            return True, how
        match self.verdict(n):
            case AssessmentKind.FULFILLED:
                return True, "; ".join(_says(a) for a in self.by_assessor(n))
            case AssessmentKind.VIOLATED:
                return False, "; ".join(_says(a) for a in self.by_assessor(n) if a.kind is AssessmentKind.VIOLATED)
            case None if len({a.kind for a in self.by_assessor(n)}) > 1:
                return None, "assessors disagree: " + "; ".join(_says(a) for a in self.by_assessor(n))
        if reached is None and point and point in self.made.reached:
            return None, how
        return False, ""

    def in_time(self, n: Norm, how: str) -> tuple[Status, str]:
        item = self.items.get(n.id)
        if item is None or not (item.due.earliest or item.due.latest):
            return Status.FULFILLED, how
        when = self.when(n)
        if when.latest and item.due.earliest and when.latest <= item.due.earliest:
            return Status.FULFILLED, how
        if item.standing in {Standing.MISSED, Standing.VIOLATED} or (
            when.earliest and item.due.latest and when.earliest > item.due.latest
        ):
            return self.broken(n), f"{how}, but {item.limit}: late"
        if item.standing is Standing.MET:  # what must come first settles it
            return Status.FULFILLED, how
        return Status.UNDETERMINED, f"{how}; whether that was in time depends on a day that is not certain"

    def when(self, n: Norm) -> Window:
        reached = self.made.reached.get(self.settled_by(n))
        if reached and self.settled_by(n) not in self.made.planned:
            return reached
        days = [a.on for a in self.by_assessor(n) if a.kind is AssessmentKind.FULFILLED]
        return Window(min(days), max(days)) if days else Window()

    def late(self, n: Norm) -> tuple[int, int | None] | None:
        item, when = self.items.get(n.id), self.when(n)
        if item is None or item.due.latest is None or item.due.earliest is None:
            return None
        first, last = when.earliest or self.day, when.latest or self.day
        least, most = (first - item.due.latest).days, (last - item.due.earliest).days
        return (max(1, least), most) if most > 0 else None

    def settled_by(self, n: Norm) -> str:
        named = (m.id for m in self.accord.milestones.values() if m.reached_when == n.id)
        return n.fulfilled_by or next(named, "")

    def broken(self, n: Norm) -> Status:
        """A binding date, or a duty found broken, is violated; a target, an intention or a call is missed."""
        item = self.items.get(n.id)
        if item is not None and item.limit:
            return Status.VIOLATED if item.binding else Status.MISSED
        return Status.VIOLATED if n.force in {Force.OBLIGATION, Force.PROHIBITION} else Status.MISSED

    def past(self, n: Norm, day: date | None) -> bool:
        """Whether the last day in time had passed by a day."""
        item = self.items.get(n.id)
        return bool(day and item and item.due.latest and item.due.latest < day and not self._silent(item))

    def _silent(self, item: Item) -> bool:
        return item.point not in self.accord.milestones

    def by_assessor(self, n: Norm) -> list[Assessment]:
        """What each assessor found last about the deed itself."""
        last = {a.by: a for a in self.found.get(n.id, ()) if a.kind in _FOUND}
        return list(last.values())

    def verdict(self, n: Norm) -> AssessmentKind | None:
        """What all assessors agree on about the deed; None when they found nothing or disagree."""
        kinds = {a.kind for a in self.by_assessor(n)}
        return kinds.pop() if len(kinds) == 1 else None

    def last(self, n: Norm, *kinds: AssessmentKind) -> Assessment | None:
        return next((a for a in reversed(self.found.get(n.id, [])) if a.kind in kinds), None)

    def suspended(self, n: Norm) -> Assessment | None:
        last = self.last(n, AssessmentKind.SUSPENDED, AssessmentKind.RESUMED)
        return last if last and last.kind is AssessmentKind.SUSPENDED else None

    def replaced(self, n: Norm) -> tuple[bool | None, str]:
        for other in self.accord.norms.values():
            if n.id in other.replaces or f"{self.accord.id}#{n.id}" in other.replaces:
                begun, why = self.point(other.replaces_from, f"replaced by {other.id} from")
                if not other.replaces_from:
                    return True, f"replaced by {other.id}"
                if begun is not False:
                    return begun, why
        return False, ""

    def end(self, n: Norm) -> date | None:
        return self.window(n.until).earliest if n.until else None

    def triggered(self, n: Norm, seen: tuple[str, ...]) -> tuple[bool | None, str]:
        """A reparation binds once a norm that names it was broken."""
        causes = [c for c in self.brings.get(n.id, ()) if c.id != n.id]
        if not causes or any(c.id in seen for c in causes):
            return True, ""
        states = [self.base(c, (*seen, n.id))[0] for c in causes]
        if any(s in BROKEN for s in states):
            return True, ""
        names = ", ".join(c.id for c in causes)
        return (None if Status.UNDETERMINED in states else False), f"it binds once {names} is broken"

    def condition(self, n: Norm) -> tuple[bool | None, str]:
        if not (n.condition or n.condition_milestone):
            return True, ""
        if self.last(n, AssessmentKind.CONDITION_MET):
            return True, ""
        if not n.condition_milestone:
            return False, f"it depends on this: {n.condition}; nothing recorded says that it has happened"
        met, why = self.point(n.condition_milestone, "it depends on")
        return met, why if met is None else f"it depends on {n.condition_milestone}, which is not reached"

    def begun(self, n: Norm) -> tuple[bool | None, str]:
        if not n.since:
            return True, ""
        begun, why = self.point(n.since, "it holds from")
        return begun, why if begun is None else f"it holds from {n.since}, which has not come"

    def window(self, name: str) -> Window:
        """The day of a milestone as known, or of a date as written."""
        if name in self.accord.milestones:
            return self.made.reached.get(name, Window(None, None))
        if name in self.accord.documents:
            return Window(self.accord.documents[name].date, self.accord.documents[name].date)
        day = day_of(parse_instant(name, self.accord.time_zone), self.accord.time_zone)
        return Window(day, day)

    def point(self, name: str, lead: str) -> tuple[bool | None, str]:
        """Whether a milestone or date has come by the day of the view, and how to say it."""
        if not name or (name in self.accord.milestones and name not in self.made.reached):
            return False, ""
        window = self.window(name)
        text = f"{lead} {name} {says(window) if name in self.accord.milestones else ''}".strip()
        if window.latest and window.latest <= self.day:
            return True, text
        return (None, text) if window.earliest and window.earliest <= self.day else (False, "")

    def score(self, n: Norm, status: Status) -> Score:
        done, how = self.done(n)
        silent = not self.settled_by(n)
        return scored(n, self.accord, self.made, done, how, self.by_assessor(n), self.settled_by(n), silent, status)


def _says(a: Assessment) -> str:
    note = f" ({a.note})" if a.note else ""
    return f"{a.by or 'an assessment'} found it {a.kind} on {a.on}{note}"
