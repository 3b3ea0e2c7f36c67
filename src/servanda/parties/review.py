"""Review, not fate: pairs that are uncertain wait in a queue; people's judgements are kept and decide from then on.

A judgement names its pair by the stable names of both sides, with who judged, when and why. Later lines win, so that
a judgement can be taken back and a wrong merge taken apart; nothing is ever rewritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from servanda.errors import Problem
from servanda.source import Cell
from servanda.times import parse_instant

VERDICTS = ("same", "different", "skip", "undo")
Pair = frozenset[str]  # the two sides' stable names


@dataclass(frozen=True)
class Doubt:
    """Two sides of which nobody has said whether they are one: their stable names, what they are called, and why."""

    left: str
    right: str
    left_names: tuple[str, ...]
    right_names: tuple[str, ...]
    score: float
    why: str

    @property
    def pair(self) -> Pair:
        """The two sides, in no order."""
        return frozenset((self.left, self.right))


@dataclass(frozen=True)
class Judgement:
    """What a person said of a pair. ``undo`` takes the pair's last judgement back."""

    left: str
    right: str
    verdict: str  # one of VERDICTS
    by: str
    at: datetime
    why: str = ""

    @property
    def pair(self) -> Pair:
        """The two sides, in no order."""
        return frozenset((self.left, self.right))


def standing(judgements: Iterable[Judgement]) -> dict[Pair, Judgement]:
    """The judgement that stands for each pair: the last that was not taken back. The same for the same lines, always."""
    history: dict[Pair, list[Judgement]] = {}
    for j in judgements:
        said = history.setdefault(j.pair, [])
        if j.verdict == "undo":
            if said:
                said.pop()
        else:
            said.append(j)
    return {pair: said[-1] for pair, said in history.items() if said}


def open_doubts(doubts: Iterable[Doubt], judged: Mapping[Pair, Judgement]) -> list[Doubt]:
    """The doubts that nobody has judged, the most telling first: nearest to even. A pair is asked once."""
    asked: set[Pair] = set()
    out = []
    for d in sorted(doubts, key=lambda d: (abs(d.score - 0.5), d.left, d.right)):
        if d.pair not in judged and d.pair not in asked:
            asked.add(d.pair)
            out.append(d)
    return out


def write_doubts(doubts: Iterable[Doubt]) -> str:
    """The queue as JSON lines."""
    return "".join(json.dumps(asdict(d), ensure_ascii=False) + "\n" for d in doubts)


def read_doubts(text: str, path: str = "") -> tuple[list[Doubt], list[Problem]]:
    """The queue from JSON lines; a line that is no doubt becomes a problem."""
    out: list[Doubt] = []
    problems: list[Problem] = []
    for i, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            d = json.loads(line)
            sides = (tuple(map(str, d["left_names"])), tuple(map(str, d["right_names"])))
            out.append(Doubt(str(d["left"]), str(d["right"]), *sides, float(d["score"]), str(d.get("why", ""))))
        except (ValueError, KeyError, TypeError, AttributeError):
            hint = "Write the queue anew with `servanda list consolidate`."
            problems.append(
                Problem("review.bad-line", "This line is no pair to review.", hint, Cell(path, i, "", line[:60]))
            )
    return out, problems


def write_judgement(judgement: Judgement) -> str:
    """One judgement as a JSON line, to be added at the end of its file."""
    said = asdict(judgement) | {"at": judgement.at.isoformat()}
    return json.dumps(said, ensure_ascii=False) + "\n"


def read_judgements(text: str, path: str = "") -> tuple[list[Judgement], list[Problem]]:
    """Judgements from JSON lines, in order; a line that is none becomes a problem."""
    out: list[Judgement] = []
    problems: list[Problem] = []
    for i, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            d = json.loads(line)
            if d["verdict"] not in VERDICTS:
                d = {}
            at = parse_instant(str(d["at"]))
            out.append(
                Judgement(str(d["left"]), str(d["right"]), d["verdict"], str(d["by"]), at, str(d.get("why", "")))
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            hint = f"A judgement has left, right, verdict ({', '.join(VERDICTS)}), by and at."
            problems.append(
                Problem("review.bad-line", "This line is no judgement.", hint, Cell(path, i, "", line[:60]))
            )
    return out, problems


def contradictions(judgements: Mapping[Pair, Judgement]) -> list[Problem]:
    """Judgements that cannot all hold: A is B, B is C, and A is not C."""
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for j in sorted(judgements.values(), key=lambda j: (j.at, j.left, j.right)):
        if j.verdict == "same":
            parent[root(j.left)] = root(j.right)
    return [
        Problem(
            "review.contradiction",
            f"{j.left} and {j.right} are judged different by {j.by}, yet other judgements make them one.",
            "Take one of the judgements back with `undo`; until then the two stay apart.",
        )
        for j in judgements.values()
        if j.verdict == "different" and root(j.left) == root(j.right)
    ]
