"""Two lists laid beside each other: matched, judged by the accord, each item with its standing and its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from servanda.accord import Accord
from servanda.incidents.model import AND, INCIDENTS
from servanda.judge.reconcile.match import match
from servanda.judge.reconcile.model import (
    Day,
    EmptyWindowError,
    Item,
    Limits,
    Reconciliation,
    Row,
    SameClaimantError,
    Standing,
    span_of,
)
from servanda.judge.reconcile.reasons import Judged, Reasons

if TYPE_CHECKING:
    import pyarrow as pa


def reconcile(
    accord: Accord,
    a: pa.Table,
    b: pa.Table,
    names: tuple[str, str],
    *,
    window: tuple[datetime, datetime] | None = None,
    limits: Limits | None = None,
    readings: Sequence[str] | None = None,
) -> Reconciliation:
    """Compare two claimants' lists of the same days.

    Args:
        accord: what their items are judged by.
        a, b: rows with the columns of INCIDENTS, one list each.
        names: whose lists they are, in the order given.
        window: UTC instants, half-open; items that lie wholly outside are not compared. None: all are.
        limits: how far apart two items may lie and still be one.
        readings: ids of readings; None for all of the accord's.

    Raises:
        SameClaimantError: both lists bear one name.
        EmptyWindowError: the window ends where it starts, or before.
        UnknownReadingError: see ``judge``.
    """
    from servanda.incidents.names import fold, resolve

    if fold(names[0]) == fold(names[1]):
        raise SameClaimantError(names[0])
    if window is not None and window[1] <= window[0]:
        raise EmptyWindowError(*window)
    limits = limits or Limits()
    lists = [a.to_pylist(), b.to_pylist()]
    parties = resolve(
        {n for rows in lists for r in rows for s in ("side_a", "side_b") for n in (r[s] or "").split(AND)}, accord
    )
    told = [_judged(accord, table, readings) for table in (a, b)]
    inside = [[i for i, r in enumerate(rows) if _inside(r, window)] for rows in lists]
    one, two = ([rows[i] for i in chosen] for rows, chosen in zip(lists, inside, strict=True))
    matched = match(one, two, accord.acts, parties, limits)

    zone = ZoneInfo(accord.time_zone)
    span = span_of(window, accord.time_zone) if window else "of the lists"
    reasons = Reasons(*names, limits, parties, span)
    pairs = {(inside[0][i], inside[1][j]): c for (i, j), c in matched.pairs.items()}
    items: list[Item] = []
    for (i, j), closeness in pairs.items():
        mine, theirs, told_a, told_b = lists[0][i], lists[1][j], told[0][i], told[1][j]
        why = reasons.of_pair(mine, theirs, told_a, told_b)
        standing = Standing.CONTESTED if why else Standing.AGREED
        day = _day(mine, zone) or _day(theirs, zone)
        items.append(Item(standing, mine, theirs, why, closeness, told_a.verdicts, told_b.verdicts, day))
    partner = (dict(pairs.keys()), {j: i for i, j in pairs})
    near = tuple(
        {inside[side][i]: [(inside[1 - side][n.item], n.fits) for n in could] for i, could in found.items()}
        for side, found in enumerate((matched.near_a, matched.near_b))
    )
    for side, standing in ((0, Standing.ONLY_A), (1, Standing.ONLY_B)):
        spare = {k: (lists[1 - side][k]["occurrences"] or 1) - 1 for k in partner[1 - side]}
        compared = set(inside[side])
        for i, row in enumerate(lists[side]):
            if i in partner[side]:
                continue
            could = near[side].get(i, [])
            whole = next((k for k, fits in could if fits and spare.get(k, 0) > 0), None)
            if whole is not None:
                spare[whole] -= 1
            why = reasons.of_single(
                row, told[side][i], by=names[side], other=names[1 - side], in_window=i in compared,
                unit=None if whole is None else lists[1 - side][whole],
                near=[lists[1 - side][k]["incident_id"] for k, fits in could if fits],
                unlike=[lists[1 - side][k]["incident_id"] for k, fits in could if not fits],
            )  # fmt: skip
            verdicts, day = told[side][i].verdicts, _day(row, zone)
            if side == 0:
                items.append(Item(standing, row, None, why, None, verdicts, {}, day))
            else:
                items.append(Item(standing, None, row, why, None, {}, verdicts, day))
    items.sort(key=_place_in_order)
    return Reconciliation(
        *names, window, limits, accord.id, accord.hash, accord.time_zone, tuple(items), tuple(_days(items, zone))
    )


def _judged(accord: Accord, table: pa.Table, readings: Sequence[str] | None) -> list[Judged]:
    """What the accord makes of each row, whatever ids the list gives them and whenever they became known."""
    import pyarrow as pa

    from servanda.judge.run import judge

    found = [Judged() for _ in range(table.num_rows)]
    ids = pa.array([str(n) for n in range(table.num_rows)], pa.string())
    anew = {"incident_id": ids, "claimant": pa.nulls(table.num_rows, pa.string())}  # each as its list tells it
    rows = pa.table([anew.get(f.name, table[f.name]) for f in INCIDENTS], schema=INCIDENTS)
    columns = ("incident_id", "reading", "verdict", "unknowns", "list_entry", "zone")
    for row in judge(accord, rows, readings).select(columns).to_pylist():
        found[int(row["incident_id"])].add(row)
    return found


def _inside(row: Row, window: tuple[datetime, datetime] | None) -> bool:
    """Whether an item may lie in the window; one without a date may."""
    start, end = row["happened_from"] or row["happened_to"], row["happened_to"] or row["happened_from"]
    return window is None or start is None or (start < window[1] and end > window[0])


def _day(row: Row, zone: ZoneInfo) -> date | None:
    at = row["happened_from"] or row["happened_to"]
    return at.astimezone(zone).date() if at else None


def _place_in_order(item: Item) -> Any:
    """Contested first, then what only one side has, then what is agreed; by day and id."""
    order = (Standing.CONTESTED, Standing.ONLY_A, Standing.ONLY_B, Standing.AGREED)
    ids = tuple(r["incident_id"] for r in (item.a, item.b) if r)
    return order.index(item.standing), item.day or date.max, ids


def _days(items: Sequence[Item], zone: ZoneInfo) -> list[Day]:
    """The totals per day, each list's items on the day that the list gives."""
    counts: dict[date | None, list[int]] = {}
    for item in items:
        for row, verdicts, at in ((item.a, item.verdict_a, 0), (item.b, item.verdict_b, 1)):
            if row is not None:
                day = counts.setdefault(_day(row, zone), [0] * 6)
                day[at] += 1
                day[4 - 2 * at] += item.standing is Standing.AGREED
                day[5 - 2 * at] += "exempt" in verdicts.values()
    return [Day(day, *counts[day]) for day in sorted(counts, key=lambda d: d or date.max)]
