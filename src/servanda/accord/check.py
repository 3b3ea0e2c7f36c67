"""What can be wrong between the blocks of an accord once each is read: loops, rivals, empty spans, missing variants."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from servanda.errors import Problem
from servanda.source import Span
from servanda.times import parse_instant

from .documents import cut, find_text, paragraphs, read_text
from .index import Index
from .kinds import suggest
from .kinds_of_time import is_instant
from .model import Accord, Cite, Dated, Milestone, Norm
from .readings import settled, variant_of
from .trees import acts, weapons


def problems_between(
    accord: Accord,
    own_nodes: Mapping[str, Mapping[str, str]],
    index: Index,
    cites: Iterable[tuple[Cite, Span]],
    texts: Iterable[Path],
    unread: set[str],
) -> Iterator[Problem]:
    """Every problem that lies between blocks.

    Args:
        own_nodes: the nodes that the accord adds to the trees, by ``acts`` and ``weapons``.
        index: where each block stands in the text.
        cites: every citation, with its place.
        texts: folders in which cited texts may lie.
        unread: kinds of block of which some could not be read, so that what they lack is not told again.
    """
    yield from _names_twice(accord, index)
    yield from _own_nodes(own_nodes, index)
    yield from _loops(accord, index)
    yield from _empty_spans(accord, index)
    if not unread & {"reading", "milestone", "norm"}:
        yield from _variants(accord, index)
    yield from _due_dates(accord, index)
    yield from _bases(accord, index)
    yield from _documents(accord, cites, index, list(texts))


def fold(name: str) -> str:
    """A name as it is compared: compatibility forms, upper case and runs of space do not count.

    >>> fold("  ＮＢＦ  Front ")
    'nbf front'
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _names_twice(accord: Accord, index: Index) -> Iterator[Problem]:
    claimed: dict[str, str] = {}
    for party in accord.parties.values():
        names = [("name", name) for name in party.name.values()] + [("aliases", alias) for alias in party.aliases]
        told: set[str] = set()
        for key, name in names:
            owner = claimed.setdefault(fold(name), party.id)
            if owner != party.id and fold(name) not in told:
                told.add(fold(name))
                message = f"The name {name!r} of party {party.id} already belongs to party {owner}."
                hint = "Keep it with one; a name that may mean both is a party of kind umbrella."
                yield Problem("accord.name-twice", message, hint, index.spot(party.id, key, name))


def _own_nodes(own_nodes: Mapping[str, Mapping[str, str]], index: Index) -> Iterator[Problem]:
    for key, tree in (("acts", acts()), ("weapons", weapons())):
        own = own_nodes.get(key, {})
        for node in own:
            if node in tree:
                message = f"`{node}` is a node of the shipped tree already."
                yield Problem("accord.node-twice", message, "Use it as it is.", index.spot("front matter", key, node))
        for loop in loops_in({node: [parent] for node, parent in own.items()}):
            message = f"These {key} hang on each other: {' > '.join(loop)}."
            hint = "Hang one of them on a node of the shipped tree."
            yield Problem("accord.node-loop", message, hint, index.spot("front matter", key, loop[0]))


def loop_in(edges: Mapping[str, Iterable[str]]) -> list[str]:
    """One loop in a graph, its first node again at its end, or nothing; the same one whatever the order of the edges.

    >>> loop_in({"a": ["b"], "b": ["c"], "c": ["b"]})
    ['b', 'c', 'b']
    """
    done: set[str] = set()
    for root in sorted(edges):
        path, stack = [root], [iter(sorted(edges[root]))]
        while stack and root not in done:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
                done.add(path.pop())
            elif child in path:
                return [*path[path.index(child) :], child]
            elif child not in done:
                path.append(child)
                stack.append(iter(sorted(edges.get(child, ()))))
    return []


def loops_in(edges: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Loops in a graph, no two of which share a node, until none is left."""
    left = {node: set(children) for node, children in edges.items()}
    while loop := loop_in(left):
        yield loop
        left = {node: children for node, children in left.items() if node not in loop}


def _loops(accord: Accord, index: Index) -> Iterator[Problem]:
    groups = {i: [s.member for s in g.members if s.member in accord.groups] for i, g in accord.groups.items()}
    for loop in loops_in(groups):
        message = f"These groups contain each other: {' > '.join(loop)}."
        hint = "Take one of them out of the other."
        yield Problem("accord.group-loop", message, hint, index.spot(loop[0], "members", loop[1]))
    for loop in loops_in({i: [s.member for s in p.part_of] for i, p in accord.parties.items()}):
        message = f"These parties are part of each other: {' > '.join(loop)}."
        yield Problem("accord.part-of-loop", message, "Drop one `part-of`.", index.spot(loop[0], "part-of", loop[1]))
    stands = {i: [p.stands_for] for i, p in accord.parties.items() if p.stands_for in accord.parties}
    for loop in loops_in(stands):
        message = f"These umbrellas stand for each other: {' > '.join(loop)}."
        yield Problem("accord.stands-for-loop", message, "Let one stand for a side.", index.spot(loop[0], "stands-for"))
    told: set[tuple[str, ...]] = set()
    for where, milestones in _timetables(accord):
        waits = {i: [x for x in (s.after, s.not_before) if x in milestones] for i, s in milestones.items()}
        for loop in loops_in(waits):
            if tuple(loop) in told:
                continue
            told.add(tuple(loop))
            step = milestones[loop[0]]
            message = f"These milestones wait for each other{where}: {' > '.join(loop)}."
            hint = "Anchor one of them to a date or a document."
            key = "after" if step.after == loop[1] else "not-before"
            spot = index.spot(step.id, "readings" if where and "readings" in _keys(index, step.id) else key, loop[1])
            yield Problem("accord.anchor-loop", message, hint, spot)


def _keys(index: Index, block: str) -> set[str]:
    node = index.nodes.get(block)
    return {name.text for name, _ in node.pairs} if node else set()


def _timetables(accord: Accord) -> Iterator[tuple[str, dict[str, Milestone]]]:
    """The milestones as written, then under each reading."""
    yield "", {i: settled(s, None) for i, s in accord.milestones.items()}
    for reading in accord.readings.values():
        under = {i: settled(s, variant_of(reading, s)) for i, s in accord.milestones.items()}
        yield f" under the reading {reading.id}", under


@dataclass(frozen=True)
class _Stretch:
    """Something that holds for a time: what, where it is written, and the key for its end."""

    what: str
    when: Dated
    span: Span | None


def _stretches(accord: Accord) -> Iterator[_Stretch]:
    for party in accord.parties.values():
        for item in party.part_of:
            yield _Stretch(f"The time for which {party.id} is part of {item.member}", item.when, item.span)
    for group in accord.groups.values():
        for item in group.members:
            yield _Stretch(f"The membership of {item.member} in {group.id}", item.when, item.span)
    for block in accord.lists.values():
        for entry in block.entries:
            yield _Stretch(f"The entry of {entry.party} on {block.id}", entry.when, entry.span)
    for edge in accord.influence:
        yield _Stretch(f"The influence of {edge.who} over {edge.over}", edge.when, edge.span)
    for zone in accord.zones:
        yield _Stretch(f"A version of zone {zone.id}", zone.when, zone.span)


def _empty_spans(accord: Accord, index: Index) -> Iterator[Problem]:
    hint = "The end is the first instant at which it no longer holds; mend one of the two."
    for stretch in _stretches(accord):
        when = stretch.when
        if when.since and when.until and when.until <= when.since:
            message = f"{stretch.what} ends ({_day(when.until)}) {_or_as(when)} it begins ({_day(when.since)})."
            yield Problem("accord.ends-before", message, hint, stretch.span)
    for milestone in accord.milestones.values():
        for reached in milestone.reached:
            if reached.latest < reached.earliest:
                message = f"Milestone {milestone.id} was reached `to` {_day(reached.latest)}, before its `from`."
                yield Problem("accord.ends-before", message, "Put the earlier date in `from`.", reached.span)
    for norm in accord.norms.values():
        since, until = (_written_instant(text, accord.time_zone) for text in (norm.since, norm.until))
        if since and until and until <= since:
            message = f"Norm {norm.id} ends ({norm.until}) {_or_as(Dated(since, until))} it begins ({norm.since})."
            yield Problem("accord.ends-before", message, hint, index.spot(norm.id, "until"))


def _or_as(when: Dated) -> str:
    return "as" if when.since == when.until else "before"


def _written_instant(text: str, zone: str) -> datetime | None:
    return parse_instant(text, zone) if is_instant(text) else None


def _day(at: datetime) -> str:
    return at.isoformat(timespec="minutes").replace("+00:00", "Z").removesuffix("T00:00Z")


def _variants(accord: Accord, index: Index) -> Iterator[Problem]:
    blocks: dict[str, Milestone | Norm] = {**accord.milestones, **accord.norms}
    for reading in accord.readings.values():
        for block_id, variant in reading.sets.items():
            offered = blocks[block_id].variants if block_id in blocks else {}
            if variant not in offered:
                message = f"Reading {reading.id} takes the variant `{variant}` of {block_id}, which does not offer it."
                hint = suggest(variant, offered) or f"Add it to the `readings` of {block_id}."
                spot = index.spot(f"reading:{reading.id}", "sets", variant)
                yield Problem("accord.no-variant", message, hint, spot)
    for block in blocks.values():
        taken = {variant_of(reading, block) for reading in accord.readings.values()}
        for variant in block.variants:
            if variant not in taken:
                message = f"No reading takes the variant `{variant}` of {block.id}."
                hint = f"Add a reading `{variant}`, or `sets: {{{block.id}: {variant}}}` to one. "
                hint = (hint + suggest(variant, accord.readings)).strip()
                yield Problem("accord.unused-variant", message, hint, index.spot(block.id, "readings", variant))


def _due_dates(accord: Accord, index: Index) -> Iterator[Problem]:
    """``within`` needs ``after``, ``by`` excludes it, as written and under every reading."""
    told: set[tuple[str, str]] = set()
    norms = [("", settled(n, None)) for n in accord.norms.values()]
    for r in accord.readings.values():
        norms += [(f" under the reading {r.id}", settled(n, variant_of(r, n))) for n in accord.norms.values()]
    due = [
        (f"Milestone {s.id}{where}", s.id, "", s.by, s.within, s.after)
        for where, milestones in _timetables(accord)
        for s in milestones.values()
    ]
    due += [
        (f"Norm {n.id}{where}", n.id, "deadline", n.deadline.by, n.deadline.within, n.deadline.after)
        for where, n in norms
        if n.deadline
    ]
    for who, block, key, by, within, after in due:
        for problem in _due(who, by, within, after, index.spot(block, key)):
            if (block, problem.code) not in told:
                told.add((block, problem.code))
                yield problem


def _due(who: str, by: date | None, within: object, after: str, span: Span | None) -> Iterator[Problem]:
    if within is not None and not after:
        hint = "Name in `after` the milestone or document from which the time runs."
        yield Problem("accord.no-anchor", f"{who} is due within a time that runs from nothing.", hint, span)
    if within is None and after:
        hint = "Give `within`, or use `not-before` for mere order."
        yield Problem("accord.no-duration", f"{who} is due after {after}, but not within what time.", hint, span)
    if by is not None and within is not None:
        hint = "Keep one, or make the other a variant in `readings`."
        yield Problem("accord.two-dates", f"{who} is due both by a day and within a time.", hint, span)


def _bases(accord: Accord, index: Index) -> Iterator[Problem]:
    for norm in accord.norms.values():
        for replaced in norm.replaces:
            base, _, name = replaced.partition("#")
            spot = index.spot(norm.id, "replaces", replaced)
            if base == accord.id and name not in accord.norms:
                yield Problem("accord.dangling", f"No norm is called `{name}`.", suggest(name, accord.norms), spot)
            elif base != accord.id and base not in accord.builds_on:
                message = f"`{replaced}` is of an accord that this one does not build on."
                yield Problem("accord.unknown-base", message, f"Add {base} to `builds-on` in the front matter.", spot)


def _documents(
    accord: Accord, cites: Iterable[tuple[Cite, Span]], index: Index, folders: list[Path]
) -> Iterator[Problem]:
    texts: dict[str, str] = {}
    for document in accord.documents.values():
        path = find_text(document, folders)
        text = read_text(document, path) if path else None
        if path and text is None:
            message = f"The file {path.name} is not the text of document {document.id}: its SHA-256 is another."
            hint = "Fetch the text that was cited, or cite this one and give its SHA-256."
            yield Problem("accord.wrong-text", message, hint, index.spot(document.id, "sha256"))
        elif text is not None:
            texts[document.id] = text
    for cite, span in cites:
        text = texts.get(cite.document)
        if text is not None and cut(text, cite) is None:
            what = f"paragraph {cite.paragraph}" if cite.paragraph is not None else f"character {cite.end}"
            size = f"{len(paragraphs(text))} paragraphs" if cite.paragraph is not None else f"{len(text)} characters"
            yield Problem("accord.no-passage", f"Document {cite.document} has no {what}.", f"It has {size}.", span)
