"""Proposals to put a group on the common list or to take it off, positions on them, and the list that follows.

Kept as JSON lines that are only ever added to. How a proposal stands is worked out by a rule of decision, which the
caller brings (`servanda.record.decisions`): this station knows names, not votes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from servanda.errors import Problem
from servanda.source import Cell
from servanda.times import parse_instant

from .listed import Listed, Name

STANCES = ("yes", "no", "abstain", "not-participating", "hold", "withdrawn")


@dataclass(frozen=True)
class Proposal:
    """That a group be listed (or taken off), by whom, under which rule, among which members."""

    id: str
    group: str
    names: tuple[str, ...]
    action: str  # list | delist
    rule: str  # consensus | mutual-consent | silence | majority | unsc
    members: tuple[str, ...]
    by: str
    opened_at: datetime
    deadline: datetime | None = None
    share: str = ""  # of a majority, such as 2/3
    effective_at: datetime | None = None  # from when the group is to count as listed; None: from adoption
    schema: str = "Organization"
    note: str = ""


@dataclass(frozen=True)
class Said:
    """A member's position on a proposal from an instant on."""

    proposal: str
    member: str
    stance: str
    at: datetime


def write_event(event: Proposal | Said) -> str:
    """A proposal or position as one JSON line."""
    kind = "proposal" if isinstance(event, Proposal) else "position"
    plain = {
        k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(event).items() if v not in (None, "")
    }
    return json.dumps({"kind": kind, **plain}, ensure_ascii=False) + "\n"


def read_events(text: str, path: str = "") -> tuple[list[Proposal], list[Said], list[Problem]]:
    """Proposals and positions from JSON lines. A line that is neither, or a position on nothing, becomes a problem."""
    proposals: dict[str, Proposal] = {}
    said: list[Said] = []
    problems: list[Problem] = []
    for i, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            d = json.loads(line)
            if d["kind"] == "proposal":
                p = _proposal(d)
                if p.id in proposals:
                    problems.append(_bad(path, i, f"A second proposal {p.id} is left aside.", "Give it another id."))
                    continue
                proposals[p.id] = p
                continue
            s = Said(str(d["proposal"]), str(d["member"]), str(d["stance"]), parse_instant(str(d["at"])))
        except (ValueError, KeyError, TypeError, AttributeError):
            problems.append(_bad(path, i, "This line is no proposal and no position.", "Add lines with the command."))
            continue
        on = proposals.get(s.proposal)
        if on is None or s.member not in on.members or s.stance not in STANCES:
            what = "no proposal" if on is None else "no member" if s.member not in on.members else "no stance"
            message = f"{s.member} says {s.stance} on {s.proposal}: there is {what} of that name; it does not count."
            problems.append(_bad(path, i, message, f"Stances are {', '.join(STANCES)}."))
            continue
        said.append(s)
    return list(proposals.values()), said, problems


def _proposal(d: dict[str, object]) -> Proposal:
    def when(key: str) -> datetime | None:
        return parse_instant(str(d[key])) if d.get(key) else None

    def texts(key: str) -> tuple[str, ...]:
        found = d[key]
        if not isinstance(found, list):
            raise TypeError(key)
        return tuple(map(str, found))

    opened = when("opened_at")
    if opened is None or d["action"] not in {"list", "delist"}:
        raise ValueError("a proposal opens at a moment and lists or delists")
    return Proposal(
        str(d["id"]), str(d["group"]), texts("names"), str(d["action"]), str(d["rule"]), texts("members"), str(d["by"]),
        opened, when("deadline"), str(d.get("share", "")), when("effective_at"),
        str(d.get("schema", "Organization")), str(d.get("note", "")),
    )  # fmt: skip


def _bad(path: str, row: int, message: str, hint: str) -> Problem:
    return Problem("list.bad-event", message, hint, Cell(path, row))


def adopted_at(
    proposal: Proposal, said: Iterable[Said], at: datetime, state_at: Callable[[Proposal, datetime], str]
) -> datetime | None:
    """Since when a proposal has been adopted without a break, as it stands at a moment; None if it is not."""
    moments = {proposal.opened_at, at, *(s.at for s in said if s.proposal == proposal.id)}
    if proposal.deadline:
        moments.add(proposal.deadline)
    since: datetime | None = None
    for moment in sorted(m for m in moments if proposal.opened_at <= m <= at):
        if state_at(proposal, moment) != "adopted":
            since = None
        elif since is None:
            since = moment
    return since


def entries_of(
    proposals: Iterable[Proposal], said: Iterable[Said], at: datetime, state_at: Callable[[Proposal, datetime], str]
) -> list[Listed]:
    """The list that the proposals adopted by a moment make: listed from..to, known from adoption.

    A group that was taken off stays as an entry with an end. The same lines and moment give the same list.
    """
    said = list(said)
    dated = [(when, p) for p in proposals if (when := adopted_at(p, said, at, state_at))]
    out: list[Listed] = []
    for when, p in sorted(dated, key=lambda d: (d[0], d[1].id)):
        from_ = p.effective_at or when
        standing = next((k for k, e in enumerate(out) if e.id == p.group and e.known_to is None), None)
        if p.action == "list" and (standing is None or out[standing].listed_to is not None):
            names = tuple(Name(n, "name" if k == 0 else "alias") for k, n in enumerate(p.names))
            if standing is not None:
                out[standing] = replace(out[standing], known_to=None)
            out.append(Listed(p.group, p.schema, names, from_, None, when, None, note=p.note, programme=p.rule))
        elif p.action == "delist" and standing is not None and out[standing].listed_to is None:
            open_ = out[standing]
            out[standing] = replace(open_, known_to=when)  # what was held until then
            out.append(replace(open_, listed_to=from_, known_from=when))
    return out


def to_accord(
    entries: Iterable[Listed], list_id: str = "common-list-entries", changed_by: str = "", parties: bool = True
) -> str:
    """Entries as blocks of an accord: a party for each (if asked) and one list with since, until and known."""
    blocks: list[str] = []
    lines: list[str] = []
    seen: set[str] = set()
    for e in entries:
        if e.known_to is not None:
            continue  # a version that no longer stands; the list says what is known now
        if parties and e.id not in seen:
            kind = "person" if e.schema == "Person" else "armed-group"
            block = ["```party", f"id: {e.id}", f"name: {_text(e.name)}", f"kind: {kind}"]
            if others := list(dict.fromkeys(n.text for n in e.names if n.text != e.name)):
                block.append(f"aliases: [{', '.join(map(_text, others))}]")
            block += [f"source: {_text(e.note or 'the common list')}", "```", ""]
            blocks += block
        seen.add(e.id)
        parts = [f"party: {e.id}"]
        parts += [
            f"{k}: {_when(t)}"
            for k, t in (("since", e.listed_from), ("until", e.listed_to), ("known", e.known_from))
            if t
        ]
        parts.append(f"source: {_text(f'common list, decided by {e.programme}' if e.programme else 'common list')}")
        lines.append(f"  - {{{', '.join(parts)}}}")
    body = ["```list", f"id: {list_id}", "entries:" if lines else "entries: []", *lines]
    return "\n".join([*blocks, *body, *([f"changed-by: {changed_by}"] if changed_by else []), "```", ""])


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _when(at: datetime) -> str:
    return f'"{at.strftime("%Y-%m-%dT%H:%M")}+00:00"'
