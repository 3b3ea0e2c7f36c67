"""How far a deed was carried out, from 0 to 3, derived from what is known; and a hand-made score file beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from servanda.accord.model import Accord, Norm
from servanda.accord.timetable.from_accord import Plan, says
from servanda.errors import Problem
from servanda.source import Cell
from servanda.terms import Status

from .model import Assessment, AssessmentKind, Score, Statuses

_LEVELS = {
    AssessmentKind.VIOLATED: 0,
    AssessmentKind.BEGUN: 1,
    AssessmentKind.PARTLY: 2,
    AssessmentKind.FULFILLED: 3,
}


def scored(
    n: Norm,
    accord: Accord,
    made: Plan,
    done: bool | None,
    how: str,
    found: Sequence[Assessment],
    point: str,
    silent: bool,
    status: Status,
) -> Score:
    """The score of one deed, with its reasons.

    3: it was done, in time or late. 0 to 2: what assessors found (violated 0, begun 1, partly 2); without them 1 where a
    step that must come before it was reached since the text was given, else 0: only an assessor can call a deed half
    done. Where nothing can be known (no milestone and no assessment, or a fact in doubt) the score is two bounds. A
    deed whose condition has not come, or whose time has not begun, scores like any other: the scale measures what was
    carried out.
    """
    if done is True:
        return Score(3, 3, (f"done: {how}",))
    if found:
        levels = [_LEVELS[a.kind] for a in found]
        reasons = tuple(f"{a.by or 'an assessment'} found it {a.kind} on {a.on}" for a in found)
        return Score(min(levels), max(levels), reasons)
    steps, reached = _steps(n, accord, made, point)
    level = 1 if reached else 0
    named = [f"{s} reached {says(made.reached[s])}" for s in reached]
    named += [f"{s} not reached" for s in steps if s not in reached]
    if done is None:
        return Score(level, 3, (f"in doubt: {how}", *named))
    if silent and status not in {Status.CONDITIONAL, Status.PENDING}:
        return Score(level, 3, ("nothing recorded says how far it was carried out", *named))
    return Score(level, level, tuple(named) or ("no step towards it is recorded",))


def _steps(n: Norm, accord: Accord, made: Plan, point: str) -> tuple[list[str], list[str]]:
    """The milestones that must come before the deed, and those of them reached since the text was given."""
    steps: list[str] = []
    ahead = [n.condition_milestone]
    if point in accord.milestones:
        ahead += [accord.milestones[point].not_before, accord.milestones[point].after]
    while ahead:
        step = ahead.pop()
        if step in accord.milestones and step not in steps and step != point:
            steps.append(step)
            ahead += [accord.milestones[step].not_before, accord.milestones[step].after]
    dates = [accord.documents[c.document].date for c in n.cites if c.document in accord.documents]
    given = min(dates, default=None)
    known = {s: made.reached[s] for s in steps if s in made.reached and s not in made.planned}
    old = {s for s, w in known.items() if given and w.latest and w.latest <= given}
    steps = sorted(s for s in steps if s not in old)
    return steps, [s for s in steps if s in known and (known[s].latest or made.day + timedelta(1)) <= made.day]


@dataclass(frozen=True)
class Compared:
    """One norm in our scores and in a hand-made file."""

    norm: str
    ours: Score
    theirs: int

    @property
    def apart(self) -> int:
        """How far their score lies outside our bounds; 0: it agrees."""
        return max(self.ours.least - self.theirs, self.theirs - self.ours.most, 0)


@dataclass(frozen=True)
class Comparison:
    """Our scores beside a hand-made file: what agrees, what differs, and what only one of the two has."""

    rows: tuple[Compared, ...]
    only_ours: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def agree(self) -> int:
        return sum(r.apart == 0 for r in self.rows)

    @property
    def certain(self) -> int:
        """How many of our scores in common are one number and not two bounds."""
        return sum(r.ours.least == r.ours.most for r in self.rows)


def compare(ours: Statuses, text: str, path: str) -> Comparison:
    """Read ``norm_id,score`` (0 to 3) and lay it beside our scores; every row that cannot be used is a Problem."""
    scores = {n.id: n.score for n in ours.norms}
    rows: dict[str, Compared] = {}
    problems: list[Problem] = []
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = {"norm_id", "score"} - {(h or "").strip() for h in reader.fieldnames or ()}
    if missing:
        hint = "The first line of the file is: norm_id,score"
        return Comparison((), tuple(scores), (Problem("scores.column", _columns(missing), hint, Cell(path, 1)),))
    for cells in reader:
        row = {(k or "").strip(): v.strip() for k, v in cells.items() if isinstance(v, str)}
        norm, value = row.get("norm_id", ""), row.get("score", "")
        problem = _problem(norm, value, scores, rows)
        if problem:
            code, column, message, hint = problem
            at = Cell(path, reader.line_num, column, row.get(column, ""))
            problems.append(Problem(code, message, hint, at))
        else:
            rows[norm] = Compared(norm, scores[norm], int(value))
    return Comparison(tuple(rows.values()), tuple(n for n in scores if n not in rows), tuple(problems))


def _columns(missing: set[str]) -> str:
    names = ", ".join(sorted(missing))
    return f"The file of scores lacks the column{'' if len(missing) == 1 else 's'} {names}."


def _problem(norm: str, value: str, known: Iterable[str], seen: Iterable[str]) -> tuple[str, str, str, str] | None:
    if norm not in known:
        hint = "Use the id of an obligation, prohibition, intention or call that is a deed of this accord."
        return "scores.unknown-norm", "norm_id", f"The accord has no deed called '{norm}'.", hint
    if norm in seen:
        return "scores.twice", "norm_id", f"'{norm}' has a score already.", "Keep one row for each norm."
    if value not in {"0", "1", "2", "3"}:
        hint = "Write 0 (nothing), 1 (minimal), 2 (intermediate) or 3 (full)."
        return "scores.value", "score", f"'{value}' is not a score.", hint
    return None
