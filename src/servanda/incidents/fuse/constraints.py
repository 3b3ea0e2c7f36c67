"""What people have said about pairs of reports: these two are one incident, those two are not.

A review file is CSV with the columns report_a, report_b, link (``must`` or ``cannot``), and optionally who, when, why;
or the judgements that ``servanda review`` kept of a queue that ``servanda fuse --explain`` wrote (JSON lines). The last
word on a pair counts. Where joined pairs would bring together two reports that someone parted, the parting holds, the
contradiction is named, and the joining that would have closed the ring is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from servanda.errors import Problem
from servanda.incidents.fuse.labels import read_rows
from servanda.source import Cell

LINKS = ("must", "cannot")


@dataclass(frozen=True)
class Judgement:
    """One person's word on one pair of reports."""

    report_a: str
    report_b: str
    link: str  # must | cannot
    who: str = ""
    when: str = ""
    why: str = ""
    source: Cell | None = None


@dataclass(frozen=True)
class Constraints:
    """Pairs of row numbers to join and to part, free of contradictions."""

    must: tuple[tuple[int, int], ...] = ()
    cannot: tuple[tuple[int, int], ...] = ()


def read_judgements(path: Path) -> tuple[list[Judgement], list[Problem]]:
    """Read a review file; rows that say nothing usable are named and left out."""
    if path.name.endswith(".jsonl"):
        return _from_review(path)
    judgements: list[Judgement] = []
    problems: list[Problem] = []
    for row, told in enumerate(read_rows(path, ("report_a", "report_b", "link")), start=2):
        cell = Cell(str(path), row)
        link = told["link"].lower()
        a, b = told["report_a"], told["report_b"]
        if link not in LINKS or not a or not b or a == b:
            hint = "Each row has report_a, report_b (two different ids) and link: must or cannot."
            problems.append(Problem("fuse.bad-judgement", "The row is no judgement on two reports.", hint, cell))
            continue
        judgements.append(Judgement(a, b, link, told.get("who", ""), told.get("when", ""), told.get("why", ""), cell))
    return judgements, problems


def _from_review(path: Path) -> tuple[list[Judgement], list[Problem]]:
    """The judgements that stand in a file of ``servanda review``: same joins, different parts, what was skipped is open."""
    from servanda.parties import review

    said, problems = review.read_judgements(path.read_text("utf-8", errors="replace"), str(path))
    links = {"same": "must", "different": "cannot"}
    standing = review.standing(said).values()
    return [
        Judgement(j.left, j.right, links[j.verdict], j.by, j.at.isoformat(), j.why, Cell(str(path), 1))
        for j in standing
        if j.verdict in links
    ], problems


def constraints_of(judgements: Sequence[Judgement], at: Mapping[str, int]) -> tuple[Constraints, list[Problem]]:
    """Judgements as pairs of rows (``at``: report id → row), with what is unknown or contradictory named."""
    problems: list[Problem] = []
    last: dict[tuple[int, int], Judgement] = {}
    for judgement in judgements:
        missing = [i for i in (judgement.report_a, judgement.report_b) if i not in at]
        if missing:
            message = f"The judgement names {', '.join(missing)}, not among the reports: it is not used here."
            problems.append(Problem("fuse.unknown-report", message, "", judgement.source))
            continue
        a, b = at[judgement.report_a], at[judgement.report_b]
        key = (min(a, b), max(a, b))
        if key in last and last[key].link != judgement.link:
            message = (
                f"{judgement.report_a} and {judgement.report_b} are said to be one incident and not to be: "
                f"the later word counts ({judgement.link})."
            )
            problems.append(
                Problem("fuse.judged-both-ways", message, "Remove the one that is wrong.", judgement.source)
            )
        last[key] = judgement
    cannot = tuple(sorted(key for key, j in last.items() if j.link == "cannot"))
    must: list[tuple[int, int]] = []
    joined = _Rings(cannot)
    for key, judgement in last.items():
        if judgement.link == "must":
            if joined.join(*key):
                must.append(key)
            else:
                message = (
                    f"Joining {judgement.report_a} and {judgement.report_b} would bring together reports "
                    "that someone has parted: the parting holds, this joining is left out."
                )
                hint = "Review the chain of joined reports between them."
                problems.append(Problem("fuse.contradiction", message, hint, judgement.source))
    return Constraints(tuple(must), cannot), problems


class _Rings:
    """Which rows have been joined so far, and which must stay apart."""

    def __init__(self, apart: Sequence[tuple[int, int]]) -> None:
        self.apart = apart
        self.of: dict[int, frozenset[int]] = {}

    def join(self, a: int, b: int) -> bool:
        ring = self.of.get(a, frozenset({a})) | self.of.get(b, frozenset({b}))
        if any(x in ring and y in ring for x, y in self.apart):
            return False
        for member in ring:
            self.of[member] = ring
        return True
