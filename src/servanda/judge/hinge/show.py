"""Hinges as people read them: a sentence for each answer, a table, CSV with HXL tags, plain data, a fragment of a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape
from typing import Any

from servanda.accord import Accord
from servanda.terms import VerdictKind

from .rounds import Hinge, Hinges

# one verdict, several, and what one becomes
_WORDS: dict[VerdictKind, tuple[str, str, str, str]] = {
    VerdictKind.VIOLATION: ("violation", "violations", "becomes a violation", "become violations"),
    VerdictKind.POSSIBLE: ("possible violation", "possible violations", "becomes only possible", "become only possible"),
    VerdictKind.EXEMPT: ("exempt incident", "exempt incidents", "becomes exempt", "become exempt"),
    VerdictKind.OUTSIDE: ("incident outside", "incidents outside", "falls outside", "fall outside"),
    VerdictKind.NOT_IN_FORCE: (
        "incident out of the time in force", "incidents out of the time in force",
        "falls out of the time in force", "fall out of the time in force",
    ),
    VerdictKind.NOT_BOUND: (
        "incident by those not bound", "incidents by those not bound", "is by one not bound", "are by those not bound",
    ),
    VerdictKind.NOT_COVERED: ("incident not covered", "incidents not covered", "is not covered", "are not covered"),
}  # fmt: skip
_COLUMNS = (
    ("rank", "#meta+rank"),
    ("answers", "#meta+answers"),
    ("question", "#meta+question"),
    ("if", "#meta+answer"),
    ("held by", "#meta+reading"),
    ("verdicts that change", "#indicator+num"),
    ("charges among them", "#indicator+charge+num"),
    ("to violation", "#indicator+violation+num"),
    ("no longer violation", "#indicator+no_violation+num"),
    ("others answer for it", "#indicator+account+num"),
    ("most on the account of", "#group+bearer"),
    ("of them", "#indicator+bearer+num"),
    ("sentence", "#description"),
)


def sentence(accord: Accord, h: Hinge, changes: int = 2) -> str:
    """``If Ahrar al-Sham is listed, 212 violations become exempt, 180 of them by the government.``"""
    if_ = "If " + " and ".join(a.says for _, a in h.settled)
    if not h.verdicts:
        if h.accounts:
            others = (
                "other parties answer for 1 verdict"
                if h.accounts == 1
                else f"others answer for {h.accounts:,} verdicts"
            )
            return f"{if_}, no verdict changes, but {others}."
        return f"{if_}, no verdict changes."
    parts = []
    told = 0
    for was, now, n in h.changes()[:changes]:
        told += n
        noun, verb = (_WORDS[was][0], _WORDS[now][2]) if n == 1 else (_WORDS[was][1], _WORDS[now][3])
        parts.append(f"{n:,} {noun} {verb}{_by(accord, h, was, now, n)}")
    if h.verdicts > told:
        parts.append(f"{h.verdicts - told:,} more change otherwise")
    return f"{if_}, {'; '.join(parts)}."


def _by(accord: Accord, h: Hinge, was: VerdictKind, now: VerdictKind, n: int) -> str:
    bearer = next((s for s in h.by_bearer if (s.was, s.now) == (was, now)), None)
    if bearer is None:
        return ""
    name = _name(accord, bearer.of)
    if bearer.verdicts == n:
        return f", by {name}" if n == 1 else f", all of them by {name}"
    return f", {bearer.verdicts:,} of them by {name}"


def _name(accord: Accord, id_: str) -> str:
    return accord.parties[id_].name["en"] if id_ in accord.parties else "unknown actors" if id_ == "unknown" else id_


def rows(found: Hinges, top: int | None = None) -> list[tuple[Any, ...]]:
    """One row per answer alone, then per set of answers together; the columns of ``csv_text``."""
    out: list[tuple[Any, ...]] = []
    for rank, h in enumerate((*found.alone[:top], *found.together), 1):
        bearers: dict[str, int] = {}
        for s in h.by_bearer:
            bearers[s.of] = bearers.get(s.of, 0) + s.verdicts
        most = min(bearers.items(), key=lambda x: (-x[1], x[0]), default=("", 0))
        violation = VerdictKind.VIOLATION
        out.append(
            (
                rank,
                len(h.settled),
                "; ".join(q.asks for q, _ in h.settled),
                "; ".join(a.says for _, a in h.settled),
                "; ".join(", ".join(a.held_by) or "nobody" for _, a in h.settled),
                h.verdicts,
                h.charges,
                sum(s.verdicts for s in h.by_norm if s.now is violation),
                sum(s.verdicts for s in h.by_norm if s.was is violation),
                h.accounts,
                _name(found.accord, most[0]) if most[0] else "",
                most[1],
                sentence(found.accord, h),
            )
        )
    return out


def csv_text(found: Hinges, top: int | None = None) -> str:
    """The table as CSV, with a row of HXL tags under the names; ``servanda brief --annex hinge.csv`` shows it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([name for name, _ in _COLUMNS])
    writer.writerow([tag for _, tag in _COLUMNS])
    writer.writerows([[_safe(v) for v in row] for row in rows(found, top)])
    return out.getvalue()


def _safe(value: Any) -> Any:
    """A text that a spreadsheet could take for a formula, quoted."""
    return "'" + value if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def as_dict(found: Hinges, top: int | None = None) -> dict[str, Any]:
    """Everything counted, as plain data."""
    return {
        "accord": found.accord.id,
        "accord_hash": found.accord.hash,
        "reading": found.reading,
        "alone": [_hinge_dict(found.accord, h) for h in found.alone[:top]],
        "together": [_hinge_dict(found.accord, h) for h in found.together],
    }


def _hinge_dict(accord: Accord, h: Hinge) -> dict[str, Any]:
    def shifts(of: str, found: Sequence[Any]) -> list[dict[str, Any]]:
        return [{of: s.of, "was": s.was.value, "now": s.now.value, "verdicts": s.verdicts} for s in found]

    return {
        "sentence": sentence(accord, h),
        "settled": [
            {"question": q.id, "kind": q.kind, "asks": q.asks, "answer": a.says, "held_by": list(a.held_by)}
            for q, a in h.settled
        ],
        "verdicts": h.verdicts,
        "charges": h.charges,
        "accounts": h.accounts,
        "by_norm": shifts("norm", h.by_norm),
        "by_bearer": shifts("bearer", h.by_bearer),
    }


def html(found: Hinges, top: int = 10) -> str:
    """A fragment of a page: the sentences, most verdicts first, then what the best few change together."""
    told = [h for h in found.alone[:top] if h.verdicts or h.accounts]
    if not told:
        return "<p>No open question changes a verdict.</p>\n"
    lines = ['<ol class="hinge">', *(f"<li>{escape(sentence(found.accord, h))}</li>" for h in told), "</ol>"]
    if found.together:
        lines += ['<ul class="hinge-together">']
        lines += [f"<li>{escape(sentence(found.accord, h))}</li>" for h in found.together]
        lines += ["</ul>"]
    return "\n".join(lines) + "\n"
