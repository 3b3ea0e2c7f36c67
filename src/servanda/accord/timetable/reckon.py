"""From an accord to its timetable: what is open, met, late, no longer possible, and which dates clash.

The reckoning has three layers, each consistent before the next is laid on: facts as known; what must come first; the
dates that can still be kept. A date is kept when its opposite clashes with the layers below, broken when it clashes
with them itself, and undetermined when neither does. Broken dates are told and then left out, so that one date missed
long ago does not hide what is still possible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from servanda.accord.model import Accord

from .from_accord import Plan, Step, plan, says
from .model import Conflict, Ground, Item, Standing, Timetable, Window
from .network import ORIGIN, Lag, Network, Statement, Windows

_LAST = date.max.toordinal()


def timetable(
    accord: Accord,
    reading: str | None = None,
    as_of: date | datetime | None = None,
    what_if: Mapping[str, date] | None = None,
) -> Timetable:
    """The timetable of an accord under a reading, as known at a moment.

    Args:
        accord: as loaded; its milestones, and its norms with deadlines, become the rows.
        reading: a reading's id; None takes what no reading disputes, and leaves disputed days open.
        as_of: a date (what was known by its end, in the accord's time zone; the day itself is not over) or an instant;
            None is now.
        what_if: milestone id → the day on which it is supposed to be reached, in place of what is known.

    Raises:
        UnknownReadingError, UnknownMilestoneError: a name that the accord does not have.
    """
    made = plan(accord, reading, datetime.now(UTC) if as_of is None else as_of, what_if)
    below, base, clashes = _agreeing(Network((*made.facts, *made.orders)), made.orders, "order")
    items = [_judged(step, made, below, base) for step in made.steps]
    for step, item in zip(made.steps, items, strict=True):
        if item.standing is Standing.IMPOSSIBLE:
            clashes += _conflict((*below.statements, *step.limits), "item")
    keepable = [
        s
        for step, item in zip(made.steps, items, strict=True)
        if item.standing in {Standing.OPEN, Standing.WAITING}
        or (item.standing is Standing.UNDETERMINED and _open(item))
        for s in step.limits
        if not step.at_once
    ]
    everything = Network(dict.fromkeys((*below.statements, *keepable)))
    _, final, more = _agreeing(everything, keepable, "together")
    rows = tuple(_with_window(item, made, final) for item in items)
    critical, chain = _critical(rows, final)
    return Timetable(
        accord.id,
        accord.hash,
        accord.title,
        reading,
        made.as_of,
        made.day,
        accord.time_zone,
        rows,
        tuple(clashes + more),
        chain,
        critical,
        dict(what_if or {}),
        made.rounds_up,
    )


def _open(item: Item) -> bool:
    return item.reached is None or item.planned


def _agreeing(network: Network, doubtful: Sequence[Statement], about: str) -> tuple[Network, Windows, list[Conflict]]:
    """The network less each doubtful statement that clashes, its windows, and the clashes.

    All doubtful statements of a clash are taken out: we do not choose which of them gives way.
    """
    clashes: list[Conflict] = []
    open_to_doubt = {id(s) for s in doubtful}
    while (windows := network.windows()) is None:
        clash = network.conflict()
        broken = [s for s in clash if id(s) in open_to_doubt]
        if not broken:  # facts alone never clash: each is about one point
            return network, Windows(), clashes
        clashes.append(Conflict(_grounds(clash), about))
        network = network.without(broken)
    return network, windows, clashes


def _conflict(statements: Sequence[Statement], about: str) -> list[Conflict]:
    grounds = _grounds(Network(statements).conflict())
    return [Conflict(grounds, about)] if grounds else []


def _grounds(statements: Sequence[Statement]) -> tuple[Ground, ...]:
    return tuple(dict.fromkeys(s.label for s in statements if isinstance(s.label, Ground)))


def _judged(step: Step, made: Plan, below: Network, base: Windows) -> Item:
    """One row, but for the window that depends on all other dates."""
    reached = made.reached.get(step.point)
    planned = step.point in made.planned
    item = Item(
        step.id,
        step.kind,
        step.name,
        step.point,
        Standing.UNDATED,
        step.limit,
        step.binding,
        step.about,
        step.about_days,
        _begins(step, made, base),
        _due(step, made, base),
        reached,
        planned,
        step.point in made.supposed,
        elapsed_days=_elapsed(step, made),
        cites=step.cites,
        source=step.source,
    )
    if not step.limits:
        return replace(item, standing=Standing.REACHED if reached and not planned else Standing.UNDATED)
    standing, reason = _standing(item, step, made, below, base)
    late = _late(item, made.day) if standing in {Standing.MISSED, Standing.VIOLATED} else None
    return replace(item, standing=standing, reason=reason, late_days=late)


def _standing(item: Item, step: Step, made: Plan, below: Network, base: Windows) -> tuple[Standing, str]:
    broken = Standing.VIOLATED if step.binding else Standing.MISSED
    possible = below.tighten(base, step.limits) is not None
    past = bool(item.due.latest and item.due.latest < made.day)
    if step.silent:
        if past:
            return Standing.UNDETERMINED, "the last day has passed, and nothing recorded says whether it was done"
        return (Standing.OPEN if item.due.latest else Standing.WAITING), _waits(step, made)
    if item.reached and not item.planned:
        if all(below.tighten(base, [_denied(s)]) is None for s in step.limits):
            return Standing.MET, f"reached {says(item.reached)}"
        if not possible:
            return broken, f"reached {says(item.reached)}"
        return Standing.UNDETERMINED, f"reached {says(item.reached)}; the last day in time was {_span(item.due)}"
    if past:
        return broken, "not recorded as reached" + (
            f"; {'supposed' if item.supposed else 'set'} for later" * item.planned
        )
    if not possible:
        return Standing.IMPOSSIBLE, f"{'supposed' if item.supposed else 'set'} for later" if item.planned else (
            "what must come first leaves no day"
        )
    if item.due.latest is None:
        return Standing.WAITING, _waits(step, made)
    if item.due.earliest and item.due.earliest < made.day and not item.planned:
        return Standing.UNDETERMINED, f"the last day is {_span(item.due)}, and may have passed"
    return Standing.OPEN, ""


def _waits(step: Step, made: Plan) -> str:
    missing = [s.before for s in step.limits if s.before not in made.happened]
    return f"its time begins with {' and '.join(missing)}" if missing else ""


def _denied(limit: Statement) -> Statement:
    """The opposite of a limit: the point lies at least one day past it."""
    assert limit.at_most is not None
    return replace(limit, at_most=None, at_least=Lag(limit.at_most.days + 1, limit.at_most.span))


def _due(step: Step, made: Plan, base: Windows) -> Window:
    """The last day in time, as far as what starts the time is known: two days where it lies between two days."""
    firsts, lasts = [], []
    for s in step.limits:
        if s.at_most is None or s.before not in made.happened:
            continue
        if s.before in base.earliest:
            firsts.append(s.at_most.later(base.earliest[s.before]))
        if s.before in base.latest:
            lasts.append(s.at_most.later(base.latest[s.before]))
    return Window(_day(min(firsts, default=None)), _day(min(lasts, default=None)))


def _begins(step: Step, made: Plan, base: Windows) -> Window:
    """The day on which the time of a step begins, where another step or a text starts it and that day is known."""
    starts = [s.before for s in step.limits if s.before != ORIGIN] or ([step.clock] if step.clock else [])
    if not starts or starts[0] not in made.happened:
        return Window()
    return Window(_day(base.earliest.get(starts[0])), _day(base.latest.get(starts[0])))


def _late(item: Item, today: date) -> tuple[int, int | None]:
    """By how many days at least and at most; what is not reached is late as of the day of the view."""
    reached = Window(today, today) if _open(item) or item.reached is None else item.reached
    least = (reached.earliest - item.due.latest).days if reached.earliest and item.due.latest else 1
    most = (reached.latest - item.due.earliest).days if reached.latest and item.due.earliest else None
    return max(1, least), most


def _elapsed(step: Step, made: Plan) -> tuple[int, int] | None:
    """Days since the time of an "as soon as" began, until it was reached or else until the day of the view."""
    start = made.facts_of.get(step.clock) if step.clock and not step.limits else None
    if start is None or start.at_least is None or start.at_most is None or step.clock in made.planned:
        return None
    reached = made.reached.get(step.point)
    end = Window(made.day, made.day) if reached is None or step.point in made.planned else reached
    if end.earliest is None:
        return None
    least = end.earliest.toordinal() - start.at_most.days
    most = (end.latest or made.day).toordinal() - start.at_least.days
    return (max(0, least), most) if most >= 0 else None


def _with_window(item: Item, made: Plan, final: Windows) -> Item:
    if item.reached is not None and not item.planned:
        return item
    silent = item.point not in made.facts_of
    if silent and item.standing is Standing.UNDETERMINED:
        return item
    earliest = None if silent else _day(final.earliest.get(item.point))
    chain = _grounds(final.why_latest(item.point))
    return replace(item, earliest=earliest, latest=_day(final.latest.get(item.point)), fixed_by=chain)


def _critical(rows: Sequence[Item], final: Windows) -> tuple[str, tuple[Ground, ...]]:
    """The open row with the fewest days left, and the chain from what fixes its first day to what fixes its last."""
    ranked = [
        (r.slack_days, r.latest, r.kind == "deed", r.id, r)
        for r in rows
        if r.slack_days is not None and not r.planned and r.latest
    ]
    if not ranked:
        return "", ()
    row = min(ranked, key=lambda x: x[:4])[4]
    return row.id, _grounds((*final.why_earliest(row.point)[::-1], *final.why_latest(row.point)))


def _span(window: Window) -> str:
    if window.earliest is None or window.latest is None:
        return "not certain"
    return str(window.latest) if window.certain else f"between {window.earliest} and {window.latest}"


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None and 1 <= ordinal < _LAST else None
