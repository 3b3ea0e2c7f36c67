"""`servanda record show`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from ._record import moment, opened, place_options, say

if TYPE_CHECKING:
    from servanda.record import Record
    from servanda.record.policy import User


@click.command("show")
@click.argument("what", required=False, default="")
@click.option("--at", help="As known at a number of entries, a day or an instant [now].")
@click.option("--as", "who", help="As this reader sees it (role:name); left out, everything.")
@click.option("--accord", help="For questions and way: the accord with the powers and the allowed times.")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")
@place_options
def show_command(
    what: str, at: str | None, who: str | None, accord: str | None, as_json: bool, db: str, vault: str | None
) -> None:
    """Show an entry (its number), a table (its name), `questions`, `way` (each incident's steps) or, without WHAT, a summary.

    \b
      servanda record show
      servanda record show 17 --as party@north:desk
      servanda record show reports --at 2016-03-03 --json
      servanda record show way --accord vienna
      servanda record show questions
    """
    from ._quick import spare_pandas

    spare_pandas()
    record = opened(db, vault, read_only=True)
    user = _user(who)
    when = moment(at)
    if what.isascii() and what.isdigit():
        _entry(record, int(what), user, as_json)
    elif what == "questions":
        _questions(record, when, user, accord, as_json)
    elif what == "way":
        _way(record, when, user, accord, as_json)
    elif what:
        from servanda.record.tables import table

        rows = table(record, what, when, user).to_pylist()
        say(as_json, rows, "\n".join(_line(r) for r in rows) or f"No {what.replace('_', ' ')}.")
    else:
        _summary(record, when, user, as_json)


def _user(who: str | None) -> User | None:
    from servanda.record.policy import read_user

    if who is None:
        return None
    user = read_user(who)
    if user is None:
        raise click.UsageError(f"{who!r} names no reader: role:name, or role@party:name for parties and guarantors.")
    return user


def _entry(record: Record, seq: int, user: User | None, as_json: bool) -> None:
    from servanda.record.policy import fields_hidden, may_read

    entry = record.entry(seq)
    if user is not None and not may_read(user, entry.compartment, entry.author):
        click.echo(f"Entry {seq} is in a compartment that {user} may not read.", err=True)
        raise SystemExit(1)
    hidden = fields_hidden(user, entry.author) if user else frozenset()
    told: dict[str, Any] = {
        "seq": entry.seq,
        "form": entry.form,
        "recorded_at": entry.recorded_at.isoformat(),
        "author": None if "author" in hidden else entry.author,
        "subject": entry.subject,
        "compartment": entry.compartment,
        "sealed": bool(entry.commitment),
        "body": entry.body,
    }
    if entry.commitment and entry.body is None:
        told["note"] = "sealed: its key is not here, or it was erased"
    say(as_json, told, "\n".join(f"{k:12} {_cell(v)}" for k, v in told.items()))


def _summary(record: Record, when: Any, user: User | None, as_json: bool) -> None:
    from servanda.record.forms import TABLES
    from servanda.record.tables import size_of, table

    size = size_of(record, when)
    counts = {name: table(record, name, size, user).num_rows for name in TABLES}
    told = {"origin": record.origin, "entries": size, "root": record.root(size).hex(), "tables": counts}
    lines = [f"{record.origin}: {size} entries, root {record.root(size).hex()}"]
    lines += [f"  {n:8} {name.replace('_', ' ')}" for name, n in counts.items() if n]
    say(as_json, told, "\n".join(lines))


def _known(record: Record, when: Any, user: User | None) -> tuple[dict[str, Any], Any]:
    """The tables as known at a moment, and the instant of that moment."""
    from datetime import UTC, datetime

    from servanda.record.tables import size_of, tables

    size = size_of(record, when)
    at = when if isinstance(when, datetime) else datetime.now(UTC)
    if isinstance(when, int) and size:
        at = record.entry_time(size - 1)
    return tables(record, size, user), at


def _questions(record: Record, when: Any, user: User | None, accord: str | None, as_json: bool) -> None:
    from servanda.record.questions import outcomes, unfounded

    held, at = _known(record, when, user)
    loaded = _accord(accord)
    found = outcomes(held, at, loaded)
    for problem in unfounded(held, loaded):
        click.echo(problem.render(), err=True)
    told = [{"question": name, **o.__dict__} for name, o in found.items()]
    lines = []
    for name, o in found.items():
        tail = f"; blocked by {', '.join(o.blockers)}" if o.blockers else ""
        lines.append(f"{name}: {o.state}{tail}{f'; needs {o.needs}' if o.needs else ''}")
        lines += [f"    if {member} says {stance}: {state}" for member, stance, state in o.would_change]
    say(as_json, told, "\n".join(lines) or "No questions.")


def _way(record: Record, when: Any, user: User | None, accord: str | None, as_json: bool) -> None:
    from servanda.record.steps import allowed_times, medians, overdue, way

    held, at = _known(record, when, user)
    loaded = _accord(accord)
    found = way(held, at, allowed_times(loaded) if loaded else {})
    late = overdue(found)
    half = medians(found)
    lines = [f"overdue: {r['incident_id']} {r['step']}, {r['late_hours']:.0f} h late" for r in late]
    lines += [
        f"stopped: {r['incident_id']} {r['step']}, {r['reason']}" for r in found.to_pylist() if r["state"] == "stopped"
    ]
    lines += [f"median days to {step}: {days:.1f}" for step, days in half.items()]
    say(
        as_json,
        {"steps": found.to_pylist(), "overdue": late, "medians": half},
        "\n".join(lines) or "Nothing is overdue.",
    )


def _accord(name: str | None) -> Any:
    from ._accord import accord_or_exit

    return accord_or_exit(name) if name else None


def _line(row: dict[str, Any]) -> str:
    return "  ".join(f"{k}={_cell(v)}" for k, v in row.items() if v is not None and k != "root")


def _cell(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return "".join(c if c.isprintable() else " " for c in text)
