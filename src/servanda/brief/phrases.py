"""The words of the brief: how verdicts, modes, unknown conditions and grades are said to people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SAID: Mapping[str, str] = {
    # verdicts
    "violation": "violation",
    "possible": "possible",
    "exempt": "exempt",
    "not-in-force": "not in force",
    "outside": "outside",
    "not-bound": "not bound",
    "not-covered": "not covered",
    "untold": "reports do not tell",
    # parties
    "unknown": "actor not known",
    # what readings differ on
    "listed": "an exception: who is listed",
    "in force": "whether it was in force",
    "bound": "whether the doer is bound",
    "place": "the place",
    "covered": "whether the act is covered",
    "target": "the target",
    "direction": "who began",
    "grade": "the grade that is enough",
    # unknown conditions
    "act": "the act, weapon or kind of target",
    "actor": "who did it, or for whom a collective name stands",
    "time": "the time",
    "exception": "whether an exception holds",
    "claim": "whose attribution counts",
    # grades of information
    "grade 1": "1, confirmed by other sources",
    "grade 2": "2, probably true, not confirmed",
    "grade 3": "3, possibly true, not confirmed",
    "grade 4": "4, doubtful",
    "grade 5": "5, improbable",
    "grade 6": "6, cannot be judged",
}

# Unknown condition → the question whose answer would settle it, in the order in which the brief asks.
QUESTIONS: Mapping[str, str] = {
    "actor": "Who did it? Where a report gives a collective name: does it stand for a side that is bound?",
    "exception": "Is the group that was struck, or the force beside it, on the list? Was it self-defence?",
    "direction": "Which side began?",
    "target": "Whom, or what, did it strike?",
    "time": "At which hour did it happen, and at which did the norm begin or end?",
    "place": "Where exactly did it happen: on which side of the line or border?",
    "grade": "Can a second source confirm the report?",
    "claim": "Whose attribution counts?",
    "act": "With what was it done, and what kind of place or person did it strike?",
}


def joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)
