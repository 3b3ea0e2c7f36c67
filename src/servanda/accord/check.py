"""What can be wrong between the blocks of an accord once each is read: loops, rivals, empty spans, missing variants."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from servanda.errors import Problem
from servanda.source import Span
from servanda.times import parse_instant

from .documents import cut, find_text, read_text
from .kinds import Reader, suggest
from .model import Accord, Cite, Dated, Milestone, Norm, Zone
from .readings import settled, variant_of


def problems_between(accord: Accord, cites: Iterable[tuple[Cite, Span]], texts: Iterable[Path]) -> Iterator[Problem]:
    """Every problem that lies between blocks. ``texts`` are folders in which cited texts may lie."""
    yield from _aliases_twice(accord)
    yield from _loops(accord)
    yield from _empty_spans(accord)
    yield from _variants(accord)
    yield from _due_dates(accord)
    yield from _documents(accord, cites, list(texts))


def fold(name: str) -> str:
    """A name as it is compared: compatibility forms, upper case and runs of space do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _aliases_twice(accord: Accord) -> Iterator[Problem]:
    claimed: dict[str, str] = {}
    for party in accord.parties.values():
        for name in (*party.name.values(), *party.aliases):
            owner = claimed.setdefault(fold(name), party.id)
            if owner != party.id:
                message = f"The name {name!r} of party {party.id} already belongs to party {owner}."
                hint = "Keep it with one; a name that may mean both is a party of kind umbrella."
                yield Problem("accord.alias-twice", message, hint, party.span)


def loop_in(edges: Mapping[str, Iterable[str]]) -> list[str]:
    """One loop in a graph, its first node again at its end, or nothing. Smallest first node wins, for steady messages.

    >>> loop_in({"a": ["b"], "b": ["c"], "c": ["b"]})
    ['b', 'c', 'b']
    """
    done: set[str] = set()
    for root in sorted(edges):
        path: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = []
        if root not in done:
            stack.append((root, iter(sorted(edges.get(root, ())))))
            path.append(root)
        while stack:
            node, rest = stack[-1]
            child = next(rest, None)
            if child is None:
                stack.pop()
                path.pop()
                done.add(node)
            elif child in path:
                return [*path[path.index(child) :], child]
            elif child not in done:
                path.append(child)
                stack.append((child, iter(sorted(edges.get(child, ())))))
    return []


def _loops(accord: Accord) -> Iterator[Problem]:
    groups = {i: [s.member for s in g.members if s.member in accord.groups] for i, g in accord.groups.items()}
    if loop := loop_in(groups):
        message = f"These groups contain each other: {' > '.join(loop)}."
        yield Problem("accord.group-loop", message, "Take one of them out of the other.", accord.groups[loop[0]].span)
    larger = {i: [s.member for s in p.part_of] for i, p in accord.parties.items()}
    if loop := loop_in(larger):
        message = f"These parties are part of each other: {' > '.join(loop)}."
        yield Problem("accord.part-of-loop", message, "Drop one `part-of`.", accord.parties[loop[0]].span)
    stands = {i: [p.stands_for] for i, p in accord.parties.items() if p.stands_for in accord.parties}
    if loop := loop_in(stands):
        message = f"These umbrellas stand for each other: {' > '.join(loop)}."
        yield Problem("accord.stands-for-loop", message, "Let one stand for a group.", accord.parties[loop[0]].span)
    told: set[tuple[str, ...]] = set()
    for where, milestones in _timetables(accord):
        loop = loop_in({i: [x for x in (s.after, s.not_before) if x in milestones] for i, s in milestones.items()})
        if loop and tuple(loop) not in told:
            told.add(tuple(loop))
            message = f"These milestones wait for each other{where}: {' > '.join(loop)}."
            hint = "Anchor one of them to a date or a document."
            yield Problem("accord.anchor-loop", message, hint, milestones[loop[0]].span)


def _timetables(accord: Accord) -> Iterator[tuple[str, dict[str, Milestone]]]:
    """The milestones as written, then under each reading."""
    yield "", {i: settled(s, None) for i, s in accord.milestones.items()}
    for reading in accord.readings.values():
        yield (
            f" under the reading {reading.id}",
            {i: settled(s, variant_of(reading, s)) for i, s in accord.milestones.items()},
        )


def _empty_spans(accord: Accord) -> Iterator[Problem]:
    for what, when, span in _dated(accord):
        if when.since and when.until and when.until <= when.since:
            message = f"{what} ends ({_day(when.until)}) before it begins ({_day(when.since)})."
            yield Problem("accord.ends-before", message, "The end is the first instant after it; mend a date.", span)
    for milestone in accord.milestones.values():
        for reached in milestone.reached:
            if reached.latest < reached.earliest:
                message = f"Milestone {milestone.id} was reached `to` {_day(reached.latest)}, before its `from`."
                yield Problem("accord.ends-before", message, "Put the earlier date in `from`.", reached.span)
    for norm in accord.norms.values():
        if norm.since[:4].isdigit() and norm.until[:4].isdigit() and "-" in norm.since[:5] and "-" in norm.until[:5]:
            since, until = (parse_instant(t, accord.time_zone) for t in (norm.since, norm.until))
            if until <= since:
                message = f"Norm {norm.id} ends ({norm.until}) before it begins ({norm.since})."
                yield Problem("accord.ends-before", message, "Mend `from` or `until`.", norm.span)


def _day(at: datetime | date) -> str:
    return at.isoformat().replace("+00:00", "Z").removesuffix("T00:00:00Z")


def _dated(accord: Accord) -> Iterator[tuple[str, Dated, Span | None]]:
    for party in accord.parties.values():
        for item in party.part_of:
            yield f"That {party.id} is part of {item.member}", item.when, item.span
    for group in accord.groups.values():
        for item in group.members:
            yield f"The membership of {item.member} in {group.id}", item.when, item.span
    for block in accord.lists.values():
        for entry in block.entries:
            yield f"The entry of {entry.party} on {block.id}", entry.when, entry.span
    for edge in accord.influence:
        yield f"The influence of {edge.who} over {edge.over}", edge.when, edge.span
    for zone in accord.zones:
        yield f"A version of zone {zone.id}", zone.when, zone.span


def _variants(accord: Accord) -> Iterator[Problem]:
    blocks: dict[str, Milestone | Norm] = {**accord.milestones, **accord.norms}
    for reading in accord.readings.values():
        for block_id, variant in reading.sets.items():
            offered = blocks[block_id].variants if block_id in blocks else {}
            if variant not in offered:
                message = f"Reading {reading.id} takes the variant {variant!r} of {block_id}, which does not offer it."
                hint = suggest(variant, offered) or f"Add it to the `readings` of {block_id}."
                yield Problem("accord.no-variant", message, hint, reading.span)
    for block in blocks.values():
        taken = {variant_of(reading, block) for reading in accord.readings.values()}
        for variant in block.variants:
            if variant not in taken:
                message = f"No reading takes the variant {variant!r} of {block.id}."
                hint = (
                    suggest(variant, accord.readings)
                    or f"Add a reading {variant}, or `sets: {{{block.id}: {variant}}}`."
                )
                yield Problem("accord.variant-unused", message, hint, block.span)


def _due_dates(accord: Accord) -> Iterator[Problem]:
    """``within`` needs ``after``, ``by`` excludes it, as written and under every reading."""
    told: set[tuple[str, str]] = set()
    for where, milestones in _timetables(accord):
        for s in milestones.values():
            yield from _once(told, _due(f"Milestone {s.id}{where}", s.id, s.by, s.within, s.after, s.span))
    norms: list[tuple[str, Norm]] = [("", settled(n, None)) for n in accord.norms.values()]
    norms += [
        (f" under the reading {r.id}", settled(n, variant_of(r, n)))
        for r in accord.readings.values()
        for n in accord.norms.values()
    ]
    for where, n in norms:
        if d := n.deadline:
            yield from _once(told, _due(f"Norm {n.id}{where}", n.id, d.by, d.within, d.after, n.span))


def _due(
    who: str, block: str, by: date | None, within: object, after: str, span: Span | None
) -> Iterator[tuple[str, Problem]]:
    if within is not None and not after:
        hint = "Name the milestone or document from which the time runs."
        yield block, Problem("accord.no-anchor", f"{who} is due `within` a time `after` nothing.", hint, span)
    if within is None and after:
        hint = "Give `within`, or use `not-before` for mere order."
        yield (
            block,
            Problem("accord.no-duration", f"{who} is due `after` {after}, but not within what time.", hint, span),
        )
    if by is not None and within is not None:
        hint = "Keep one, or make the other a variant in `readings`."
        yield block, Problem("accord.two-dates", f"{who} is due both `by` a day and `within` a time.", hint, span)


def _once(told: set[tuple[str, str]], found: Iterable[tuple[str, Problem]]) -> Iterator[Problem]:
    for block, problem in found:
        if (block, problem.code) not in told:
            told.add((block, problem.code))
            yield problem


def _documents(accord: Accord, cites: Iterable[tuple[Cite, Span]], folders: list[Path]) -> Iterator[Problem]:
    texts: dict[str, str] = {}
    for document in accord.documents.values():
        path = find_text(document, folders)
        text = read_text(document, path) if path else None
        if path and text is None:
            message = f"The file {path.name} is not the text of document {document.id}: its SHA-256 differs."
            hint = "Fetch the text that was cited, or cite this one and give its SHA-256."
            yield Problem("accord.wrong-text", message, hint, document.span)
        elif text is not None:
            texts[document.id] = text
    for cite, span in cites:
        if cite.document in texts and cut(texts[cite.document], cite) is None:
            what = f"paragraph {cite.paragraph}" if cite.paragraph is not None else f"characters up to {cite.end}"
            message = f"Document {cite.document} has no {what}."
            yield Problem("accord.no-passage", message, f"It has {_size(texts[cite.document], cite)}.", span)


def _size(text: str, cite: Cite) -> str:
    from .documents import paragraphs

    return f"{len(paragraphs(text))} paragraphs" if cite.paragraph is not None else f"{len(text)} characters"


def check_trees(reader: Reader, tree: Mapping[str, str], added: Mapping[str, str], key: str, span: Span | None) -> None:
    """An accord's own nodes must be new and must hang on the tree without a loop."""
    for node in added:
        if node in tree:
            reader.problem("node-twice", f"`{node}` is a node of the shipped tree already.", "Use it as it is.", span)
    if loop := loop_in({node: [parent] for node, parent in added.items()}):
        message = f"These {key} hang on each other: {' > '.join(loop)}."
        reader.problem("node-loop", message, "Hang one of them on a node of the shipped tree.", span)


def zones_by_id(zones: Iterable[Zone]) -> dict[str, list[Zone]]:
    """The versions of each zone, in the order of the file."""
    out: dict[str, list[Zone]] = {}
    for zone in zones:
        out.setdefault(zone.id, []).append(zone)
    return out
