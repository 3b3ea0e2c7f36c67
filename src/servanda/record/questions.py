"""From the record to questions: proposals and positions as known at a moment, read with the accord's powers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pyarrow as pa

from servanda.accord.model import Accord, Power
from servanda.errors import Problem
from servanda.times import Duration, add

from .decisions import Outcome, Position, Question, outcome


def questions(
    tables: Mapping[str, pa.Table], accord: Accord | None = None
) -> dict[str, tuple[Question, list[Position]]]:
    """Each question that was put, with what was said on it.

    The rule and the members are the proposal's own, or those of the accord's power that it names. A later proposal of
    the same question with a new deadline extends it.
    """
    out: dict[str, tuple[Question, list[Position]]] = {}
    for row in tables["proposals"].to_pylist():
        subject, at = row["subject"], row["recorded_at"]
        if subject in out:
            question, said = out[subject]
            if row["deadline"]:
                moved = Question(**{**question.__dict__, "extensions": (*question.extensions, (at, row["deadline"]))})
                out[subject] = moved, said
            continue
        out[subject] = _question(row, at, accord), []
    for row in tables["positions"].to_pylist():
        if row["subject"] in out:
            position = Position(row["member"], row["stance"], row["recorded_at"], row["seq"])
            out[row["subject"]][1].append(position)
    return out


def outcomes(tables: Mapping[str, pa.Table], at: datetime, accord: Accord | None = None) -> dict[str, Outcome]:
    """How every question stands at a moment, given the tables as known then."""
    return {name: outcome(question, said, at) for name, (question, said) in questions(tables, accord).items()}


def unfounded(tables: Mapping[str, pa.Table], accord: Accord | None = None) -> list[Problem]:
    """Findings whose signed outcome is not what the rule makes of the positions that were known when it was signed."""
    held = questions(tables, accord)
    out = []
    for row in tables["decisions"].to_pylist():
        if row["subject"] not in held:
            text = f"Decision {row['seq']} answers no question that was put: {row['subject']}."
            out.append(Problem("record.no-question", text, "Record the proposal and the positions too."))
            continue
        found = outcome(*held[row["subject"]], row["recorded_at"])
        if found.state != row["outcome"]:
            text = f"Decision {row['seq']} on {row['subject']} is signed as {row['outcome']}; by the rule it is {found.state}"
            who = f", blocked by {', '.join(found.blockers)}" if found.blockers else ""
            out.append(Problem("record.unfounded", f"{text}{who}.", "Correct the decision, or record the positions."))
    return out


def later(at: datetime, span: Duration) -> datetime:
    """The instant that lies ``span`` after ``at``: hours to the minute, days and months by the calendar."""
    if span.unit == "hour":
        return at + timedelta(hours=span.count)
    return at + (add(at.date(), span) - at.date())


def _question(row: dict[str, Any], at: datetime, accord: Accord | None) -> Question:
    power = accord.powers.get(row["power"] or "") if accord else None
    rule = power.decided_by if power else None
    members = tuple(row["of"] or ()) or _members(accord, power)
    deadline = row["deadline"]
    if deadline is None and rule is not None and rule.within is not None:
        deadline = later(at, rule.within)
    return Question(
        row["rule"] or (rule.kind if rule else "consensus"),
        members,
        at,
        deadline,
        share=Fraction(rule.share) if rule and rule.share else Fraction(1, 2),
    )


def _members(accord: Accord | None, power: Power | None) -> tuple[str, ...]:
    if accord is None or power is None:
        return ()
    group = (power.decided_by.of if power.decided_by else "") or power.holder
    if group in accord.groups:
        return tuple(m.member for m in accord.groups[group].members)
    return (group,) if group in accord.parties else ()
