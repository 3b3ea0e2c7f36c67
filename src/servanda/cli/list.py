"""`servanda list`: the common list of a group of states, from members' lists to decisions and back into an accord."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from servanda.errors import ServandaError

if TYPE_CHECKING:
    from servanda.parties.common import CommonList
    from servanda.parties.proposals import Proposal, Said

GROUPS, DOUBTS, EVENTS = "groups.json", "doubts.jsonl", "events.jsonl"
_JUDGED = "doubts.judgements.jsonl"


class NoCommonListError(ServandaError):
    """A folder in which no common list was begun."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds no common list: begin one with `servanda list consolidate … -o {folder}`.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Bring members' lists together, propose, take positions, see what is agreed, export.

    \b
      servanda list consolidate jordan.csv russia.csv iran.xml -o common
      servanda review common/doubts.jsonl --by anna
      servanda list status common
      servanda list propose common ahrar-al-sham --by jordan --rule 'silence: 72 h' --members jordan,russia,iran
      servanda list position common p1 russia no
      servanda list export common --form accord
    """


@command.command()
@click.argument("lists", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder.")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of words.")
def consolidate(lists: tuple[Path, ...], output: Path, as_json: bool) -> None:
    """Group the entries of members' LISTS; a file's name is the member, MEMBER.refused.csv what it would not list.

    \b
    Writes groups.json (with the reason for every merge) and doubts.jsonl (for `servanda review`) into the folder.
    Judgements beside the doubts are applied; run it again after a review. Exit codes: 0 done, 1 problems, 2 unusable.
    """
    from servanda.cli._files import write_whole
    from servanda.cli._names import tell
    from servanda.parties.common import consolidate as bring
    from servanda.parties.lists import list_id_of, read_list
    from servanda.parties.review import contradictions, read_judgements, standing, write_doubts

    listed: dict[str, list[Any]] = {}
    refused: dict[str, list[Any]] = {}
    problems = []
    for path in lists:
        name = list_id_of(path)
        found = read_list(path, name)
        member = name.removesuffix(".refused")
        (refused if name.endswith(".refused") else listed).setdefault(member, []).extend(found.entries)
        listed.setdefault(member, [])
        problems += list(found.problems)
    output.mkdir(parents=True, exist_ok=True)
    kept = output / _JUDGED
    said, more = read_judgements(kept.read_text("utf-8") if kept.is_file() else "", str(kept))
    judged = {p: j for p, j in standing(said).items() if j.verdict != "skip"}
    problems += more + contradictions(judged)
    common = bring(listed, judged, refused)
    data = json.dumps(_as_data(common), ensure_ascii=False, indent=1) + "\n"
    write_whole(output / GROUPS, data.encode())
    write_whole(output / DOUBTS, write_doubts(common.doubts).encode())
    if as_json:
        click.echo(data, nl=False)
    else:
        merged = sum(len(g.entries) > 1 for g in common.groups)
        click.echo(
            f"{len(common.members)} members, {sum(len(g.entries) for g in common.groups)} entries, {len(common.groups)} groups"
            f" ({merged} of several entries; why stands in {output / GROUPS}).\n"
            f"agreed {len(common.agreed)} · disputed {len(common.disputed)} · moderate {len(common.moderate)}"
            f" · {len(common.doubts)} pairs to review in {output / DOUBTS}"
        )
    tell(problems)
    raise SystemExit(1 if problems else 0)


@command.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("group")
@click.option("--by", required=True, help="Who proposes.")
@click.option("--rule", required=True, help="consensus, mutual-consent, 'silence: 72 h', 'majority: 2/3' or unsc.")
@click.option("--members", help="Who decides, with commas (default: the members of the list).")
@click.option("--deadline", help="Until when (a date or an instant); silence counts its hours from the opening.")
@click.option("--delist", is_flag=True, help="Take the group off.")
@click.option("--from", "effective", help="From when it counts as listed (default: from adoption).")
@click.option("--at", "at_text", help="When it is proposed (default: now).")
@click.option("--note", default="", help="On what it rests.")
def propose(
    folder: Path, group: str, by: str, rule: str, members: str | None, deadline: str | None, delist: bool,
    effective: str | None, at_text: str | None, note: str,
) -> None:  # fmt: skip
    """Propose that GROUP (an id of groups.json) be listed, or taken off with --delist."""
    from servanda.cli._names import moment
    from servanda.parties.proposals import Proposal, write_event
    from servanda.times import parse_duration

    common = _common(folder)
    proposals, _, _ = _events(folder)
    found = next((g for g in common.groups if g.id == group), None)
    if found is None:
        near = ", ".join(g.id for g in common.groups if group.lower() in g.id)[:200]
        raise click.BadParameter(
            f"there is no group {group!r} in {folder / GROUPS}.{f' Perhaps {near}.' if near else ''}"
        )
    kind, _, detail = (s.strip() for s in rule.partition(":"))
    opened = moment(at_text) or datetime.now(UTC)
    until = moment(deadline)
    share = detail if kind == "majority" else ""
    if kind == "silence" and detail:
        try:
            span = parse_duration(detail)
        except ValueError as e:
            raise click.BadParameter(str(e)) from e
        from datetime import timedelta

        hours = {"hour": 1, "day": 24, "week": 168}.get(span.unit)
        if hours is None:
            raise click.BadParameter("silence runs for hours, days or weeks.")
        until = opened + timedelta(hours=hours * span.count)
    who = tuple(m.strip() for m in members.split(",") if m.strip()) if members else common.members
    proposal = Proposal(
        f"p{len(proposals) + 1}", group, found.names, "delist" if delist else "list", kind, who, by, opened, until,
        share, moment(effective), found.entries[0].schema, note,
    )  # fmt: skip
    state = _state(proposal, [], opened)  # an unknown rule is told before anything is written
    _append(folder / EVENTS, write_event(proposal))
    click.echo(f"{proposal.id}: {proposal.action} {found.name} under {rule}: {state.state}. {state.needs}".rstrip())


@command.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("proposal")
@click.argument("member")
@click.argument("stance", type=click.Choice(["yes", "no", "abstain", "not-participating", "hold", "withdrawn"]))
@click.option("--at", "at_text", help="When it was said (default: now).")
def position(folder: Path, proposal: str, member: str, stance: str, at_text: str | None) -> None:
    """Note MEMBER's position on PROPOSAL. Positions are added; the last one counts, `withdrawn` takes it back."""
    from servanda.cli._names import moment
    from servanda.parties.proposals import Said, write_event

    proposals, said, _ = _events(folder)
    found = next((p for p in proposals if p.id == proposal), None)
    if found is None:
        raise click.BadParameter(
            f"there is no proposal {proposal!r}: {', '.join(p.id for p in proposals) or 'none yet'}."
        )
    if member not in found.members:
        raise click.BadParameter(f"{member!r} has no say in {proposal}: {', '.join(found.members)}.")
    at = moment(at_text) or datetime.now(UTC)
    new = Said(proposal, member, stance, at)
    _append(folder / EVENTS, write_event(new))
    state = _state(found, [*said, new], at)
    blocked = f", blocked by {', '.join(state.blockers)}" if state.blockers else ""
    click.echo(f"{proposal}: {state.state}{blocked}. {state.needs}".rstrip())


@command.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--at", "at_text", help="As things stood then (default: now).")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of words.")
def status(folder: Path, at_text: str | None, as_json: bool) -> None:
    """Show what is agreed, disputed and moderate, who blocks what, the next cheapest agreements, and each proposal."""
    from servanda.cli._names import moment, tell

    common = _common(folder)
    proposals, said, problems = _events(folder)
    at = moment(at_text) or datetime.now(UTC)
    states = [(p, _state(p, said, at)) for p in proposals if p.opened_at <= at]
    if as_json:
        told = {
            **{k: [g.id for g in getattr(common, k)] for k in ("agreed", "disputed", "moderate")},
            "missing": {g.id: sorted(common.missing(g)) for g in common.disputed},
            "blockers": {m: [g.id for g in gs] for m, gs in common.blockers().items()},
            "next": [{"members": who, "groups": [g.id for g in won]} for who, won in common.next_agreements()],
            "proposals": [
                {"id": p.id, "group": p.group, "action": p.action, "rule": p.rule, "state": s.state, "needs": s.needs,
                 "blockers": s.blockers, "would_change": s.would_change} for p, s in states
            ],
            "problems": [p.as_dict() for p in problems],
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        raise SystemExit(1 if problems else 0)
    for title, groups in (("Agreed", common.agreed), ("Disputed", common.disputed), ("Moderate", common.moderate)):
        click.echo(f"\n{title} ({len(groups)})")
        for g in groups:
            lacks = ", ".join(f"{m}{' (refuses)' if m in g.refused_by else ''}" for m in sorted(common.missing(g)))
            click.echo(f"  {g.id}: {g.name}" + (f"  lacks {lacks}" if title == "Disputed" else ""))
    alone = {m: gs for m, gs in common.blockers().items() if gs}
    if alone:
        click.echo("\nBlocked by one member alone")
        for m, gs in alone.items():
            click.echo(f"  {m}: {', '.join(g.name for g in gs)}")
    if steps := common.next_agreements():
        click.echo("\nNext cheapest agreements")
        for who, won in steps:
            names = ", ".join(g.name for g in won[:6]) + (", …" if len(won) > 6 else "")
            click.echo(f"  with {' and '.join(who)}: {len(won)} more ({names})")
    if states:
        click.echo("\nProposals")
    for p, s in states:
        blocked = f", blocked by {', '.join(s.blockers)}" if s.blockers else ""
        click.echo(f"  {p.id} {p.action} {p.group} ({p.rule}): {s.state}{blocked}. {s.needs}".rstrip())
    tell(problems)
    raise SystemExit(1 if problems else 0)


@command.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--form", type=click.Choice(["accord", "un-xml", "ftm", "csv"]), default="accord", show_default=True)
@click.option("--as-known-at", metavar="WHEN", help="The list as it was known then (default: now).")
@click.option("--agreed", is_flag=True, help="What members' lists agree on, rather than what was decided.")
@click.option("--id", "list_id", default="common-list-entries", show_default=True, help="The id of the accord's list.")
@click.option("--changed-by", default="", help="The accord's power over the list.")
@click.option("--without-parties", is_flag=True, help="Only the list block, for parties that the accord has.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here, else to the screen.")
def export(
    folder: Path, form: str, as_known_at: str | None, agreed: bool, list_id: str, changed_by: str,
    without_parties: bool, output: Path | None,
) -> None:  # fmt: skip
    """Give the decided list as blocks of an accord, UN XML, FollowTheMoney or CSV, from..to and known when."""
    from servanda.cli._names import give, moment, tell
    from servanda.parties.listed import Listed, Name
    from servanda.parties.lists import write_list
    from servanda.parties.proposals import entries_of, to_accord

    common = _common(folder)
    proposals, said, problems = _events(folder)
    at = moment(as_known_at) or datetime.now(UTC)
    if agreed:
        entries = [Listed(g.id, g.entries[0].schema, tuple(map(Name, g.names))) for g in common.agreed]
    else:
        entries = entries_of(proposals, said, at, lambda p, t: str(_state(p, said, t).state))
    if form == "accord":
        data = to_accord(entries, list_id, changed_by, parties=not without_parties).encode()
    else:
        data = write_list(entries if form == "csv" else [e for e in entries if e.known_to is None], form)
    give(data, output)
    tell(problems)
    raise SystemExit(1 if problems else 0)


@command.command()
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of words.")
def changes(old: Path, new: Path, as_json: bool) -> None:
    """Name who was added, removed and amended between two versions of a list, by their permanent references."""
    from servanda.cli._names import tell
    from servanda.parties.listed import changes as between
    from servanda.parties.lists import read_list

    before, after = read_list(old), read_list(new)
    found = between(before.entries, after.entries)
    if as_json:
        told = [{"kind": c.kind, "id": e.id, "reference": e.reference, "name": e.name, "fields": c.fields}
                for c in found if (e := c.new or c.old)]  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for c in found:
            if c.kind != "amended":
                click.echo(str(c))
        amended = [c for c in found if c.kind == "amended"]
        click.echo(f"{len(found) - len(amended)} came or went; {len(amended)} amended:")
        for c in amended:
            click.echo(f"  {c}")
    problems = [*before.problems, *after.problems]
    tell(problems)
    raise SystemExit(1 if problems else 0)


def _append(path: Path, line: str) -> None:
    import os

    with path.open("a", encoding="utf-8") as f:
        f.write(line)
        f.flush()
        os.fsync(f.fileno())


def _events(folder: Path) -> tuple[list[Proposal], list[Said], list[Any]]:
    from servanda.parties.proposals import read_events

    path = folder / EVENTS
    return read_events(path.read_text("utf-8") if path.is_file() else "", str(path))


def _state(proposal: Proposal, said: list[Said], at: datetime) -> Any:
    """How a proposal stands, by the record's rules of decision."""
    from servanda.record.decisions import Position, Question, outcome

    try:
        share = Fraction(proposal.share) if proposal.share else Fraction(1, 2)
    except (ValueError, ZeroDivisionError) as e:
        raise click.BadParameter(f"{proposal.share!r} is no share: write 1/2 or 2/3.") from e
    question = Question(proposal.rule, proposal.members, proposal.opened_at, proposal.deadline, share=share)
    positions = [Position(s.member, s.stance, s.at, k) for k, s in enumerate(said) if s.proposal == proposal.id]
    return outcome(question, positions, at)


def _as_data(common: CommonList) -> dict[str, Any]:
    return {
        "members": common.members,
        "groups": [
            {
                "id": g.id, "name": g.name, "schema": g.entries[0].schema, "names": g.names,
                "listed_by": sorted(g.listed_by), "refused_by": sorted(g.refused_by),
                "entries": [{"list": e.list_id, "id": e.id, "reference": e.reference, "names": [n.text for n in e.names]}
                            for e in g.entries],
                "why": [{"left": k.left, "right": k.right, "score": round(k.score, 4), "why": k.why} for k in g.links],
            }
            for g in common.groups
        ],
    }  # fmt: skip


def _common(folder: Path) -> CommonList:
    from servanda.parties.common import CommonList, Group, Link
    from servanda.parties.listed import Listed, Name

    path = folder / GROUPS
    if not path.is_file():
        raise NoCommonListError(folder)
    try:
        data = json.loads(path.read_text("utf-8"))
        groups = tuple(
            Group(
                g["id"],
                tuple(
                    Listed(
                        e["id"], g["schema"], tuple(map(Name, e["names"])), reference=e["reference"], list_id=e["list"]
                    )
                    for e in g["entries"]
                ),
                frozenset(g["listed_by"]),
                frozenset(g["refused_by"]),
                tuple(Link(k["left"], k["right"], k["score"], k["why"]) for k in g["why"]),
            )
            for g in data["groups"]
        )
        return CommonList(tuple(data["members"]), groups, ())
    except (ValueError, KeyError, TypeError) as e:
        raise NoCommonListError(folder) from e
