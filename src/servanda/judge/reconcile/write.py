"""A reconciliation as files: CSV with HXL tags, JSON, totals per day, one page. Written beside, then renamed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from servanda.judge.reconcile.model import Item, Reconciliation, Row

_COLUMNS = {
    "standing": "#status", "reason": "#status+reason+code", "says": "#status+reason", "also": "#status+reason+also",
    "question": "#meta+question", "day": "#date", "place": "#loc+name", "act": "#event+type",
    "a_item": "#event+id+a", "b_item": "#event+id+b", "a_says": "#event+a+description", "b_says": "#event+b+description",
    "distance_km": "#meta+distance", "hours_apart": "#meta+hours", "cost": "#meta+cost",
    "match": "#meta+cost+parts", "a_verdict": "#event+a+verdict", "b_verdict": "#event+b+verdict",
}  # fmt: skip


def write(rec: Reconciliation, folder: Path) -> list[Path]:
    """Write ``reconciliation.csv``, ``.json``, ``.html`` and ``days.csv`` into a folder; gives their paths."""
    from servanda.judge.reconcile.page import page

    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "reconciliation.csv": _csv(list(_COLUMNS), list(_COLUMNS.values()), [item_row(i) for i in rec.items]),
        "days.csv": days_csv(rec),
        "reconciliation.json": json.dumps(as_data(rec), ensure_ascii=False, indent=1, default=str) + "\n",
        "reconciliation.html": page(rec),
    }
    parts = {folder / name: folder / f".{name}.part" for name in texts}
    try:
        for path, part in parts.items():
            part.write_text(texts[path.name], encoding="utf-8", newline="")
        for path, part in parts.items():
            part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    return list(parts)


def item_row(item: Item) -> list[Any]:
    """One item as cells, in the order of the columns of ``reconciliation.csv``."""
    first = item.reasons[0] if item.reasons else None
    close, one = item.closeness, item.a or item.b or {}
    return [
        item.standing.value, first.why.value if first else "", first.says if first else "",
        " ".join(r.says for r in item.reasons[1:]), first.question if first else "", item.day or "",
        one["place"] or one["division"] or "", one["act"] or "",
        item.a["incident_id"] if item.a else "", item.b["incident_id"] if item.b else "", said(item.a), said(item.b),
        *((_number(close.distance_km), _number(close.hours), round(close.cost, 3)) if close else ("", "", "")),
        "; ".join(f"{k} {v:.3f}" for k, v in close.parts.items()) if close else "",
        *("; ".join(f"{k}: {w}" for k, w in v.items()) for v in (item.verdict_a, item.verdict_b)),
    ]  # fmt: skip


def said(row: Row | None) -> str:
    """What a list says was done by whom, in a few words."""
    if row is None:
        return ""
    arrow = "→" if row["directed"] else "–"
    times = f" ({row['occurrences']} times)" if (row["occurrences"] or 1) > 1 else ""
    return f"{row['side_a'] or 'unknown'} {arrow} {row['side_b'] or 'unknown'}{times}"


def days_csv(rec: Reconciliation) -> str:
    """The totals per day, in the form in which two guarantors publish them: both directions, A's answer to B first."""
    a, b = slug(rec.a), slug(rec.b)
    names = ["day", f"{a}_count", f"{b}_count", f"{b}_items_confirmed_by_{a}", f"{b}_items_exempt_target",
             f"{a}_items_confirmed_by_{b}", f"{a}_items_exempt_target", "source", "note"]  # fmt: skip
    source = f"servanda reconcile, accord {rec.accord} {rec.accord_hash[:12]}"
    rows = [
        [d.day or "", d.a_count, d.b_count, d.b_confirmed_by_a, d.b_exempt, d.a_confirmed_by_b, d.a_exempt, source,
         "" if d.day else "items without a date"]
        for d in rec.days
    ]  # fmt: skip
    return _csv(names, None, rows)


def slug(name: str) -> str:
    """A name as the head of a column."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_") or "list"


def as_data(rec: Reconciliation) -> dict[str, Any]:
    """The reconciliation as plain data."""
    return {
        "a": rec.a, "b": rec.b, "accord": rec.accord, "accord_hash": rec.accord_hash,
        "window": [t.isoformat() for t in rec.window] if rec.window else None,
        "limits": {"distance_km": rec.limits.distance_km, "hours": rec.limits.hours},
        "counts": {k.value: n for k, n in rec.counts().items()},
        "days": [{"day": d.day, "a_count": d.a_count, "b_count": d.b_count, "b_confirmed_by_a": d.b_confirmed_by_a,
                  "b_exempt": d.b_exempt, "a_confirmed_by_b": d.a_confirmed_by_b, "a_exempt": d.a_exempt}
                 for d in rec.days],
        "items": [_item(i) for i in rec.items],
    }  # fmt: skip


def _item(item: Item) -> dict[str, Any]:
    close = item.closeness
    return {
        "standing": item.standing.value,
        "reasons": [{"why": r.why.value, "says": r.says, "question": r.question} for r in item.reasons],
        "day": item.day,
        "a": _filled(item.a), "b": _filled(item.b),
        "match": {"distance_km": close.distance_km, "hours": close.hours, "cost": close.cost, "parts": dict(close.parts)}
        if close else None,
        "verdicts": {"a": dict(item.verdict_a), "b": dict(item.verdict_b)},
    }  # fmt: skip


def _filled(row: Row | None) -> Mapping[str, Any] | None:
    return {k: v for k, v in row.items() if v is not None} if row else None


def _number(value: float | None) -> Any:
    return "" if value is None else value


def _csv(names: Sequence[str], tags: Sequence[str] | None, rows: Sequence[Sequence[Any]]) -> str:
    """CSV as spreadsheets take it; a cell that one would run as a formula is quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    if tags:
        writer.writerow(tags)
    writer.writerows([_safe(c) for c in row] for row in rows)
    return out.getvalue()


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
