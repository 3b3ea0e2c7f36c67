"""A reconciliation as a page that needs nothing, and as the fragment of it that another page can take in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from servanda.judge.reconcile.model import Item, Reconciliation, Standing, span_of
from servanda.judge.reconcile.write import said

SHOWN = 500  # items of one table; the rest is in the CSV
_STYLE = """
.reconciliation { font: 16px/1.45 system-ui, sans-serif; color: #222; max-width: 72rem; margin: 0 auto; padding: 0 1rem }
.reconciliation table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem }
.reconciliation th, .reconciliation td { text-align: start; vertical-align: top; padding: .3rem .6rem;
  border-bottom: 1px solid #ccc }
.reconciliation .n { text-align: end; font-variant-numeric: tabular-nums }
.reconciliation .q { color: #444; font-style: italic }
.reconciliation .wide { overflow-x: auto }
@media (prefers-color-scheme: dark) {
  .reconciliation { color: #ddd; background: #181818 } .reconciliation .q { color: #bbb }
  .reconciliation th, .reconciliation td { border-color: #444 } }
"""


def page(rec: Reconciliation) -> str:
    """The whole page."""
    title = escape(f"{rec.a} and {rec.b}: two lists side by side")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>body {{ margin: 1rem 0 }}{_STYLE}</style></head>\n<body>{fragment(rec, style=False)}</body></html>\n"
    )


def fragment(rec: Reconciliation, *, style: bool = True) -> str:
    """One ``section`` with the totals, the days and the items; with its own style unless the page has it already."""
    return "\n".join(_lines(rec, style))


def _lines(rec: Reconciliation, style: bool) -> Iterator[str]:
    a, b, counts = escape(rec.a), escape(rec.b), rec.counts()
    yield '<section class="reconciliation">'
    if style:
        yield f"<style>{_STYLE}</style>"
    yield f"<h1>{a} and {b}: two lists side by side</h1>"
    n_a, n_b = (sum(getattr(i, side) is not None for i in rec.items) for side in "ab")
    yield (
        f"<p>{a} lists {n_a:,} items, {b} lists {n_b:,}. Two items are taken for one where they lie within "
        f"{rec.limits.distance_km:g} km and {rec.limits.hours:g} hours of each other, beyond the precision that each states, "
        f"and tell of the same kind of act. {_window(rec)}That only one side lists an item does not make it untrue. "
        f"Judged by the accord {escape(rec.accord)} (<code>{escape(rec.accord_hash[:12])}</code>).</p>"
    )
    names = {
        Standing.AGREED: "In both lists, agreed",
        Standing.CONTESTED: "In both lists, contested",
        Standing.ONLY_A: f"Only in the list of {a}",
        Standing.ONLY_B: f"Only in the list of {b}",
    }
    yield _table(("", "items"), [(names[s], counts[s]) for s in names])
    yield "<h2>Day by day</h2>"
    yield _table(
        ("day", a, b, f"of {b}, confirmed by {a}", f"of {b}, exempt target", f"of {a}, confirmed by {b}",
         f"of {a}, exempt target"),
        [
            (str(d.day or "no date"), d.a_count, d.b_count, d.b_confirmed_by_a, d.b_exempt, d.a_confirmed_by_b, d.a_exempt)
            for d in rec.days
        ],
    )  # fmt: skip
    yield "<p>Confirmed: in both lists and agreed. Exempt target: exempt under at least one reading of the accord.</p>"
    for standing in (Standing.CONTESTED, Standing.ONLY_A, Standing.ONLY_B, Standing.AGREED):
        items = [i for i in rec.items if i.standing is standing]
        yield f"<h2>{names[standing]}: {len(items):,}</h2>"
        if items:
            yield _items(rec, standing, items)
        if len(items) > SHOWN:
            yield f"<p>The first {SHOWN} are shown; all are in reconciliation.csv.</p>"
    yield "</section>"


def _window(rec: Reconciliation) -> str:
    if rec.window is None:
        return ""
    return f"Compared are the days {escape(span_of(rec.window, rec.time_zone))}. "


def _items(rec: Reconciliation, standing: Standing, items: Sequence[Item]) -> str:
    sides = [s for s, skip in (("a", Standing.ONLY_B), ("b", Standing.ONLY_A)) if standing is not skip]
    head = ["day", "place", "act", *(escape({"a": rec.a, "b": rec.b}[s]) for s in sides)]
    head += [{True: "apart", False: "why, and what would settle it"}[standing is Standing.AGREED]]
    rows = []
    for item in items[:SHOWN]:
        one = item.a or item.b or {}
        cells = [str(item.day or ""), one["place"] or one["division"] or "", one["act"] or "not told"]
        cells += [f"{getattr(item, s)['incident_id']}: {said(getattr(item, s))}" for s in sides]
        last = _apart(item) if standing is Standing.AGREED else "<br>".join(_why(item))
        rows.append((*map(escape, cells), last))
    return _table(head, rows)


def _apart(item: Item) -> str:
    c = item.closeness
    if c is None:
        return ""
    km = "place not told" if c.distance_km is None else f"{c.distance_km:.1f} km"
    hours = "time not told" if c.hours is None else f"{c.hours:.0f} h"
    parts = ", ".join(f"{k} {v:.2f}" for k, v in c.parts.items() if v)
    return f'<span title="{escape(parts)}">{km}, {hours}</span>'


def _why(item: Item) -> Iterator[str]:
    for r in item.reasons:
        yield f'{escape(r.says)} <span class="q">{escape(r.question)}</span>'
    if item.closeness is not None:
        yield _apart(item)


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    heads = "".join(f'<th scope="col">{h}</th>' for h in head)
    body = "\n".join(
        "<tr>" + "".join(f'<td class="n">{c:,}</td>' if isinstance(c, int) else f"<td>{c}</td>" for c in row) + "</tr>"
        for row in rows
    )
    return f'<div class="wide"><table><thead><tr>{heads}</tr></thead>\n<tbody>{body}</tbody></table></div>'
