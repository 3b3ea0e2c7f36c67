"""How a question stands: pure functions of a rule, the positions taken on it, and a moment.

Positions count in the order of their instants, whatever the order in which they arrived; a member's last one counts;
``withdrawn`` takes it back as if it had never been. What is said after the question closed does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from servanda.errors import ServandaError

STANCES = ("yes", "no", "abstain", "not-participating", "hold", "withdrawn")
P5 = ("china", "france", "russia", "united-kingdom", "united-states")


class UnknownRuleError(ServandaError):
    """A rule that nobody taught us."""


@dataclass(frozen=True)
class Question:
    """A question and the rule that decides it.

    ``deadline`` ends the vote, or turns silence into consent; ``extensions`` move it: (when it was moved, to when). One
    that was made after the deadline then in force comes too late. ``base`` of a majority is ``members`` or ``voting``
    (those who say yes or no). ``quorum``: how many members must take part. ``chair`` breaks a tie where named.
    """

    rule: str  # consensus | mutual-consent | silence | majority | unsc
    members: tuple[str, ...]
    opened_at: datetime | None = None
    deadline: datetime | None = None
    extensions: tuple[tuple[datetime, datetime], ...] = ()
    share: Fraction = Fraction(1, 2)  # 1/2: more than half; above: at least the share
    base: str = "voting"
    quorum: int = 0
    chair: str = ""
    permanent: tuple[str, ...] = P5
    procedural: bool = False  # a procedural question of the Security Council knows no veto


@dataclass(frozen=True)
class Position:
    """Where a member stands from an instant on. ``seq`` orders positions of the same instant."""

    member: str
    stance: str
    at: datetime
    seq: int = 0


@dataclass(frozen=True)
class Outcome:
    """How a question stands at a moment.

    ``state``: pending, adopted, rejected (the votes do not suffice), blocked (by ``blockers``), lapsed (time ran out).
    ``needs`` says what is still missing. ``would_change``: (member, stance, state) for each single step that would change
    the state now; empty once the question is closed.
    """

    state: str
    blockers: tuple[str, ...] = ()
    needs: str = ""
    would_change: tuple[tuple[str, str, str], ...] = ()
    closed_at: datetime | None = None
    tally: tuple[tuple[str, tuple[str, ...]], ...] = ()  # stance → members


def outcome(question: Question, positions: Iterable[Position], at: datetime) -> Outcome:
    """How the question stands at a moment.

    >>> from datetime import UTC
    >>> t = datetime(2016, 1, 1, tzinfo=UTC)
    >>> q = Question("mutual-consent", ("north", "south"))
    >>> said = [Position("north", "yes", t)]
    >>> outcome(q, said, t).needs
    'the consent of south'
    """
    said = sorted(positions, key=lambda p: (p.at, p.seq, p.member, p.stance))
    now = _outcome(question, said, at)
    if now.closed_at is not None:
        return now
    later = max((p.seq for p in said), default=0) + 1
    steps = []
    for member in question.members:
        for stance in ("yes", "no", "abstain", "hold") if question.rule == "silence" else ("yes", "no", "abstain"):
            then = _outcome(question, [*said, Position(member, stance, at, later)], at)
            if then.state != now.state:
                steps.append((member, stance, then.state))
    return replace(now, would_change=tuple(steps))


def deadline_at(question: Question, at: datetime) -> datetime | None:
    """The deadline in force at a moment, moved by those extensions that were made in time."""
    deadline = question.deadline
    for made, until in sorted(question.extensions):
        if made <= at and deadline is not None and made < deadline:
            deadline = until
    return deadline


def _outcome(question: Question, said: Sequence[Position], at: datetime) -> Outcome:
    rule = _RULES.get(question.rule)
    if rule is None:
        raise UnknownRuleError(f"There is no rule {question.rule!r}: {', '.join(_RULES)}.")
    known = frozenset(question.members)
    events = [p for p in said if p.member in known and p.at <= at and not _early(question, p)]
    deadline = deadline_at(question, at)
    standing: dict[str, str] = {}
    closed: datetime | None = None
    for p in events:
        if deadline is not None and p.at >= deadline and closed is None and "hold" not in standing.values():
            closed = deadline
        if closed is not None:
            break
        if p.stance == "withdrawn":
            standing.pop(p.member, None)
        else:
            standing[p.member] = p.stance
        if deadline is not None and p.at >= deadline and "hold" not in standing.values():
            closed = p.at  # a hold kept it open, and ends now
    if closed is None and deadline is not None and at >= deadline and "hold" not in standing.values():
        closed = deadline
    found = rule(question, standing, closed)
    tally = tuple((s, tuple(m for m in question.members if standing.get(m) == s)) for s in STANCES[:5])
    return replace(found, closed_at=closed, tally=tuple((s, m) for s, m in tally if m))


def _early(question: Question, position: Position) -> bool:
    return question.opened_at is not None and position.at < question.opened_at


def _consensus(question: Question, standing: dict[str, str], closed: datetime | None) -> Outcome:
    """No member objects, and each has spoken or the time is over."""
    against = _who(question, standing, "no", "hold")
    if against:
        return Outcome("blocked", against, f"{_names(against)} to withdraw the objection")
    silent = tuple(m for m in question.members if m not in standing)
    if closed is None and silent:
        return Outcome("pending", (), f"the word of {_names(silent)}, or the deadline")
    return Outcome("adopted")


def _mutual(question: Question, standing: dict[str, str], closed: datetime | None) -> Outcome:
    """Every named side says yes; silence is no consent."""
    against = _who(question, standing, "no", "hold")
    missing = tuple(m for m in question.members if standing.get(m) != "yes")
    if not missing:
        return Outcome("adopted")
    needs = f"the consent of {_names(missing)}"
    if against:
        return Outcome("blocked", against, needs)
    return Outcome("lapsed" if closed else "pending", missing if closed else (), "" if closed else needs)


def _silence(question: Question, standing: dict[str, str], closed: datetime | None) -> Outcome:
    """Adopted at the deadline unless a member broke the silence by then; a hold keeps it open until it is lifted."""
    broke = _who(question, standing, "no")
    holds = _who(question, standing, "hold")
    if broke:
        return Outcome("blocked", broke, f"{_names(broke)} to withdraw before the deadline" if closed is None else "")
    if closed is not None:
        return Outcome("adopted")
    return Outcome("pending", holds, f"{_names(holds)} to lift the hold" if holds else "silence until the deadline")


def _majority(question: Question, standing: dict[str, str], closed: datetime | None) -> Outcome:
    """More than half, or at least the share, of all members or of those who say yes or no; a quorum where stated."""
    yes, no = _who(question, standing, "yes"), _who(question, standing, "no")
    part = len(yes) + len(no) + len(_who(question, standing, "abstain"))
    base = len(question.members) if question.base == "members" else len(yes) + len(no)
    over = closed is not None or all(m in standing for m in question.members)
    if part < question.quorum:
        needs = f"{question.quorum - part} more members to take part"
        return Outcome("lapsed" if over else "pending", (), needs)
    enough = len(yes) > base * question.share if question.share <= Fraction(1, 2) else len(yes) >= base * question.share
    tie = len(yes) == len(no) > 0 and standing.get(question.chair) == "yes"
    if enough and base > 0 and (over or question.base == "members"):
        return Outcome("adopted")
    if tie and over and question.share == Fraction(1, 2):
        return Outcome("adopted", (), "")
    if not over:
        return Outcome("pending", (), _majority_needs(question, len(yes), base))
    return Outcome("rejected", no, _majority_needs(question, len(yes), base))


def _majority_needs(question: Question, yes: int, base: int) -> str:
    extra = 0
    while True:
        total = base if question.base == "members" else base + extra
        share = total * question.share
        if total and (yes + extra > share if question.share <= Fraction(1, 2) else yes + extra >= share):
            return f"{extra} more yes" if extra else "the end of the vote"
        extra += 1


def _unsc(question: Question, standing: dict[str, str], closed: datetime | None) -> Outcome:
    """Nine of fifteen and no permanent member against; abstaining or not taking part is no veto (Charter, Article 27)."""
    yes = _who(question, standing, "yes")
    permanent = [m for m in question.permanent if m in question.members]
    veto = () if question.procedural else tuple(m for m in permanent if standing.get(m) in {"no", "hold"})
    over = closed is not None or all(m in standing for m in question.members)
    short = max(0, 9 - len(yes))
    needs = f"{short} more yes" if short else ""
    if veto and short == 0:
        return Outcome("blocked", veto, f"{_names(veto)} to abstain, not take part or agree")
    if over:
        return Outcome("rejected", veto or _who(question, standing, "no"), needs) if short else Outcome("adopted")
    silent = tuple(m for m in permanent if m not in standing) if not question.procedural else ()
    if short == 0 and not silent:
        return Outcome("adopted")
    more = [needs] if needs else []
    more += [f"the word of {_names(silent)}"] if silent else []
    more += [f"{_names(veto)} not to vote against"] if veto else []
    return Outcome("pending", veto, " and ".join(more))


def _who(question: Question, standing: dict[str, str], *stances: str) -> tuple[str, ...]:
    return tuple(m for m in question.members if standing.get(m) in stances)


def _names(members: Sequence[str]) -> str:
    return ", ".join(members)


_RULES: dict[str, Callable[[Question, dict[str, str], datetime | None], Outcome]] = {
    "consensus": _consensus,
    "mutual-consent": _mutual,
    "silence": _silence,
    "majority": _majority,
    "unsc": _unsc,
}
