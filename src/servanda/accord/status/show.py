"""Statuses as a table for people and as plain data for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from servanda.accord.timetable import words
from servanda.terms import Status

from .model import NormStatus, Statuses
from .score import Comparison

SIGNS = {
    Status.FULFILLED: "●",
    Status.COMPENSATED: "◉",
    Status.VIOLATED: "▲",
    Status.MISSED: "△",
    Status.UNDETERMINED: "◐",
    Status.IN_FORCE: "○",
    Status.PENDING: "…",
    Status.CONDITIONAL: "?",
    Status.EXCUSED: "~",
    Status.SUSPENDED: "‖",
    Status.EXPIRED: "–",
}

_STYLES = {
    Status.FULFILLED: "blue",
    Status.COMPENSATED: "blue",
    Status.VIOLATED: "bold magenta",
    Status.MISSED: "yellow",
    Status.UNDETERMINED: "italic",
    Status.IN_FORCE: "cyan",
}


def show(tables: Sequence[Statuses], comparisons: Sequence[Comparison | None]) -> RenderableType:
    """Each norm once, with one line for each group of readings that agree on it; then counts and comparisons."""
    first = tables[0]
    several = len(tables) > 1
    parts: list[RenderableType] = [
        Text(f"{words.name_of(first.title, first.accord)}: deeds as of {first.day}", style="bold"),
        Text(f"reading{'s' * several}: {', '.join(t.reading or 'no reading' for t in tables)}", style="dim"),
    ]
    if first.norms:
        parts.append(_line([Text(x, style="bold") for x in ("reading", "status", "score", "why")], several))
    else:
        parts.append(Text("This accord has no norms about deeds."))
    parts.extend(_rows(tables, several))
    for t, comparison in zip(tables, comparisons, strict=True):
        counts = ", ".join(f"{n} {s}" for s, n in t.counts().items())
        parts.append(Text(f"{t.reading or 'no reading'}: {counts}", style="bold"))
        if comparison:
            parts.extend(_compared(comparison))
    parts.append(
        Text("score: 0 nothing, 1 minimal, 2 intermediate, 3 full; two bounds where it is not known", style="dim")
    )
    return Group(*parts)


def _rows(tables: Sequence[Statuses], several: bool) -> Iterator[RenderableType]:
    for norm in tables[0].norms:
        groups: dict[NormStatus, list[str]] = {}
        for t in tables:
            groups.setdefault(t.norm(norm.id), []).append(t.reading or "no reading")
        head = f"{words.name_of(norm.name, norm.id)}"
        yield Text.assemble((head, "bold"), (f"  {norm.id} · {norm.force} of {norm.bearer}", "dim"))
        for n, readings in groups.items():
            how = "overdue" if n.overdue else "late"
            late = f", {words.days(*n.late_days)} {how}" if n.late_days else ""
            said = Text(f"{SIGNS[n.status]} {n.status}{late}", style=_STYLES.get(n.status, "dim"))
            whose = Text("all" if len(readings) == len(tables) else ", ".join(readings))
            why = Text("; ".join(n.reasons))
            if n.score.least < 3:  # a deed done says so already
                why.append(f"\nscore: {'; '.join(n.score.reasons)}", style="dim")
            yield _line([whose, said, Text(str(n.score)), why], several)


def _line(cells: list[Text], several: bool) -> Table:
    grid = Table.grid(expand=True, padding=(0, 2, 0, 0))
    for ratio in (4, 8, 2, 18)[0 if several else 1 :]:
        grid.add_column(ratio=ratio)
    grid.add_row(*(cells if several else cells[1:]))
    return grid


def _compared(c: Comparison) -> Iterator[Text]:
    yield Text(f"    beside the score file: {c.agree} of {len(c.rows)} agree ({c.certain} of ours are one number)")
    for r in c.rows:
        if r.apart:
            yield Text(f"    {r.norm}: ours {r.ours}, theirs {r.theirs} ({'; '.join(r.ours.reasons)})")
    if c.only_ours:
        yield Text(f"    not in the score file: {', '.join(c.only_ours)}", style="dim")


def as_dict(tables: Sequence[Statuses], comparisons: Sequence[Comparison | None]) -> dict[str, Any]:
    """All readings asked as plain data (`docs/status.md` tells the shape)."""
    first = tables[0]
    return {
        "form": "status/1",
        "accord": first.accord,
        "accord_hash": first.accord_hash,
        "as_of": first.as_of.isoformat(),
        "day": str(first.day),
        "readings": [
            {
                "reading": t.reading,
                "counts": {str(s): n for s, n in t.counts().items()},
                "norms": [_norm(n) for n in t.norms],
                "comparison": _comparison(c) if c else None,
            }
            for t, c in zip(tables, comparisons, strict=True)
        ],
    }


def _norm(n: NormStatus) -> dict[str, Any]:
    late = None if n.late_days is None else {"at_least": n.late_days[0], "at_most": n.late_days[1]}
    return {
        "id": n.id,
        "name": dict(n.name),
        "force": str(n.force),
        "bearer": n.bearer,
        "status": str(n.status),
        "reasons": list(n.reasons),
        "due": {k: None if v is None else str(v) for k, v in (("earliest", n.due.earliest), ("latest", n.due.latest))},
        "overdue": n.overdue,
        "late_days": late,
        "repaired_by": list(n.repaired_by),
        "score": {"least": n.score.least, "most": n.score.most, "reasons": list(n.score.reasons)},
        "cites": [str(c) for c in n.cites],
    }


def _comparison(c: Comparison) -> dict[str, Any]:
    rows = [{"norm": r.norm, "ours": [r.ours.least, r.ours.most], "theirs": r.theirs, "apart": r.apart} for r in c.rows]
    return {"agree": c.agree, "certain": c.certain, "rows": rows, "only_ours": list(c.only_ours)}
