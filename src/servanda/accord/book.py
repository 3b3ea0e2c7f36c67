"""The accord book: prose and blocks in plain words, who owes what to whom, readings side by side, the cited passages.

``make_book`` gives plain data; ``book_text`` prints it for a terminal, ``book_html`` as one page that needs no network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from servanda.terms import Force

from . import phrases as p
from .documents import passage
from .model import (
    Accord,
    Cite,
    Document,
    Entry,
    Group,
    Influence,
    ListBlock,
    Membership,
    Milestone,
    Norm,
    Party,
    Power,
    Reading,
)
from .phrases import Phrase, Ref
from .readings import accepted, settled, under, variant_of

_Block = Party | Group | ListBlock | Milestone | Norm | Power | Reading


@dataclass(frozen=True)
class Row:
    """One line of a card: what it tells, and one or more values."""

    label: str
    values: tuple[Phrase, ...]


@dataclass(frozen=True)
class Passage:
    """What a block rests on: the citation, and the document's own words where they are at hand."""

    cite: Phrase
    words: str | None


@dataclass(frozen=True)
class Card:
    """One block of the accord in plain words."""

    kind: str
    id: str
    names: Mapping[str, str]
    rows: tuple[Row, ...]
    passages: tuple[Passage, ...] = ()
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class Duty:
    """Who owes what to whom, by when."""

    norm: str
    force: Force
    bearer: Phrase
    must: str
    what: Phrase
    counterparty: Phrase
    when: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    guarantors: Phrase


@dataclass(frozen=True)
class Dispute:
    """One point on which readings differ, and what each of them holds."""

    about: Phrase
    values: tuple[Phrase, ...]  # in the order of the book's readings


@dataclass(frozen=True)
class Book:
    """A whole accord, ready to be shown."""

    accord: Accord
    reading: str  # the one reading that is shown, or "" for all
    readings: tuple[Ref, ...]
    parts: tuple[str | Card, ...]  # prose as Markdown, or a block
    duties: tuple[Duty, ...]
    disputes: tuple[Dispute, ...]
    documents: tuple[tuple[Document, bool], ...]  # with whether the text is at hand


def make_book(accord: Accord, texts: Iterable[Path] = (), reading: str = "") -> Book:
    """The book of an accord. ``texts`` are folders in which cited texts may lie beside the accord's own."""
    folders = list(texts)
    maker = _Cards(accord, folders)
    return Book(
        accord,
        reading,
        tuple(p.reading_ref(accord, r) for r in accord.readings),
        tuple(maker.parts()),
        tuple(_duty(accord, norm) for norm in accord.norms.values()),
        tuple(_disputes(accord)),
        tuple((d, passage(accord, Cite(d.id), folders) is not None) for d in accord.documents.values()),
    )


def _duty(accord: Accord, norm: Norm) -> Duty:
    when: list[Phrase] = []
    if norm.deadline and (due := p.due(accord, norm.deadline)):
        when.append(due)
    if norm.since:
        when.append(("from ", *p.moment(accord, norm.since)))
    if norm.until:
        when.append(("until ", *p.moment(accord, norm.until)))
    if norm.condition:
        when.append((f"if {norm.condition}",))
    if norm.condition_milestone:
        when.append(("once reached: ", p.ref(accord, norm.condition_milestone)))
    return Duty(
        norm.id,
        norm.force,
        (p.ref(accord, norm.bearer),),
        p.MUST[norm.force],
        (p.ref(accord, norm.id),),
        p.refs(accord, norm.counterparty),
        tuple(when),
        tuple(p.exception(accord, e) for e in norm.exceptions),
        p.refs(accord, p.guarantors(accord, norm)),
    )


# ---- readings side by side -----------------------------------------------------------------------------------------


def _disputes(accord: Accord) -> Iterable[Dispute]:
    """Every point on which the readings do not all hold the same."""
    for about, value in (*_variants(accord), *_items(accord), *_rules(accord)):
        values = tuple(value(reading) for reading in accord.readings)
        if len(set(values)) > 1:
            yield Dispute(about, values)


Ask = tuple[Phrase, Callable[[str], Phrase]]  # what is asked, and what a reading answers


def _variants(accord: Accord) -> Iterable[Ask]:
    blocks: list[Milestone | Norm] = [*accord.milestones.values(), *accord.norms.values()]
    for block in blocks:
        if block.variants:
            labels = [row.label for reading in accord.readings for row in _under(accord, block, reading)]
            for label in dict.fromkeys(labels):
                yield (p.ref(accord, block.id), f": {label.lower()}"), partial(_line, accord, block, label)


def _under(accord: Accord, block: Milestone | Norm, reading: str) -> list[Row]:
    return _rows(accord, settled(block, variant_of(accord.readings[reading], block)))


def _line(accord: Accord, block: Milestone | Norm, label: str, reading: str) -> Phrase:
    found = [row.values for row in _under(accord, block, reading) if row.label == label]
    return p.joined(found[0], "; ") if found else ("–",)


def _items(accord: Accord) -> Iterable[Ask]:
    for listed in accord.lists.values():
        yield (p.ref(accord, listed.id),), partial(_named, accord, [(e.party, e.readings) for e in listed.entries])
    for group in accord.groups.values():
        yield (p.ref(accord, group.id),), partial(_named, accord, [(m.member, m.readings) for m in group.members])
    for step in accord.milestones.values():
        yield (p.ref(accord, step.id), ": reached"), partial(_reached, accord, step)
    for edge in accord.influence:
        about: Phrase = (p.ref(accord, edge.who), f" – {edge.how} – ", p.ref(accord, edge.over))
        yield about, partial(_yes_or_no, edge.readings)
    for party in accord.parties.values():
        for larger in party.part_of:
            about = (p.ref(accord, party.id), ", part of ", p.ref(accord, larger.member))
            yield about, partial(_yes_or_no, larger.readings)


def _named(accord: Accord, items: list[tuple[str, tuple[str, ...]]], reading: str) -> Phrase:
    held = dict.fromkeys(name for name, readings in items if not readings or reading in readings)
    return p.refs(accord, held) or ("no one",)


def _reached(accord: Accord, step: Milestone, reading: str) -> Phrase:
    return p.joined([p.reached_words(accord, one) for one in accepted(step.reached, reading)], "; ") or ("not",)


def _yes_or_no(readings: tuple[str, ...], reading: str) -> Phrase:
    return ("yes",) if not readings or reading in readings else ("no",)


def _rules(accord: Accord) -> Iterable[Ask]:
    readings = accord.readings
    yield ("A name that may stand for several parties counts as",), lambda r: (_UMBRELLAS[readings[r].umbrellas],)
    yield ("A listed beside an unlisted group counts as",), lambda r: (_MIXED[readings[r].mixed],)
    yield ("Whose attributions count",), lambda r: p.refs(accord, readings[r].claimants) or ("everyone's",)
    yield ("The least grade that is enough",), lambda r: (readings[r].grade or "as each norm says",)
    yield ("What is counted",), lambda r: (f"{readings[r].unit}s" if readings[r].unit else "as each norm says",)


_UMBRELLAS = {"undetermined": "undetermined", "side": "the side it stands for", "listed": "listed"}
_MIXED = {"undetermined": "undetermined", "listed": "listed", "unlisted": "not listed"}


# ---- blocks in plain words -----------------------------------------------------------------------------------------


def _rows(accord: Accord, block: Milestone | Norm) -> list[Row]:
    return _norm_rows(accord, block) if isinstance(block, Norm) else _milestone_rows(accord, block)


def _norm_rows(accord: Accord, norm: Norm) -> list[Row]:
    rows = [Row("Who", ((p.ref(accord, norm.bearer), f" {p.MUST[norm.force]}"),))]
    if norm.act:
        rows.append(Row("Act", ((f"{', '.join(norm.act)}, with all below it in the act tree",),)))
    if norm.weapon:
        rows.append(Row("Weapon", ((", ".join(norm.weapon),),)))
    if norm.target:
        kinds: list[Phrase] = [(kind,) for kind in norm.target.kinds]
        rows.append(Row("Against", (p.joined([*((p.ref(accord, i),) for i in norm.target.parties), *kinds]),)))
    if norm.counterparty:
        rows.append(Row("To whom", (p.refs(accord, norm.counterparty),)))
    if norm.territory:
        rows.append(Row("Where", (p.refs(accord, norm.territory),)))
    if norm.since:
        rows.append(Row("From", (p.moment(accord, norm.since),)))
    if norm.until:
        rows.append(Row("Until", (p.moment(accord, norm.until),)))
    if norm.deadline and (due := p.due(accord, norm.deadline)):
        rows.append(Row("By when", (due,)))
    if norm.condition:
        rows.append(Row("If", ((norm.condition,),)))
    if norm.condition_milestone:
        rows.append(Row("Once reached", ((p.ref(accord, norm.condition_milestone),),)))
    if norm.exceptions:
        rows.append(Row("Unless", tuple(p.exception(accord, e) for e in norm.exceptions)))
    if behind := p.guarantors(accord, norm):
        how = "by influence: " if norm.guarantors == ("influence",) else ""
        rows.append(Row("Stands behind it", ((how, *p.refs(accord, behind)),)))
    if norm.fulfilled_by:
        rows.append(Row("Fulfilled when reached", ((p.ref(accord, norm.fulfilled_by),),)))
    if norm.reparation:
        rows.append(Row("A breach brings about", ((p.ref(accord, norm.reparation),),)))
    if norm.replaces:
        since: Phrase = (", from ", *p.moment(accord, norm.replaces_from)) if norm.replaces_from else ()
        rows.append(Row("Replaces", ((", ".join(norm.replaces), *since),)))
    if norm.act:
        grade = f", of information grade {norm.grade} or better" if norm.grade else ""
        rows.append(Row("Counted in", ((f"{norm.unit}s{grade}",),)))
    return rows


def _milestone_rows(accord: Accord, step: Milestone) -> list[Row]:
    rows = []
    if due := p.due(accord, step):
        rows.append(Row("Due", (due,)))
    if step.not_before:
        rows.append(Row("Not before", ((p.ref(accord, step.not_before),),)))
    if step.reached_when in accord.norms:
        rows.append(Row("Reached when fulfilled", ((p.ref(accord, step.reached_when),),)))
    elif step.reached_when == "decision":
        rows.append(Row("Reached when", (("it is decided",),)))
    for reached in step.reached:
        said = _by_readings(accord, reached.readings)
        source: Phrase = (f" – {reached.source}",) if reached.source else ()
        rows.append(Row("Reached", ((*p.reached_words(accord, reached), *said, *source),)))
    return rows


def _by_readings(accord: Accord, readings: tuple[str, ...]) -> Phrase:
    named: list[Phrase] = [(p.reading_ref(accord, r),) for r in readings]
    return (" [only under: ", *p.joined(named), "]") if named else ()


class _Cards:
    """Makes the parts of a book, in the order of the text."""

    def __init__(self, accord: Accord, texts: list[Path]) -> None:
        self.accord, self.texts = accord, texts
        self.edges = iter(accord.influence)

    def parts(self) -> Iterable[str | Card]:
        a = self.accord
        for kind, what in a.prose:
            if kind == "prose":
                yield what
            elif kind == "influence":
                yield self.influence(int(what))
            elif what in a.parties and kind == "party":
                yield self.party(a.parties[what])
            elif what in a.groups and kind == "group":
                yield self.card(kind, a.groups[what], [Row("Members", self.items(a.groups[what].members))])
            elif what in a.lists and kind == "list":
                yield self.listed(a.lists[what])
            elif what in a.milestones and kind == "milestone":
                yield self.card(kind, a.milestones[what], self.disputed(a.milestones[what]))
            elif what in a.norms and kind == "norm":
                yield self.card(kind, a.norms[what], self.disputed(a.norms[what]))
            elif what in a.powers and kind == "power":
                yield self.power(a.powers[what])
            elif what in a.readings and kind == "reading":
                yield self.reading(a.readings[what])

    def ref(self, block: str) -> Phrase:
        return (p.ref(self.accord, block),)

    def card(self, kind: str, block: _Block, rows: Iterable[Row]) -> Card:
        passages = [
            Passage(p.cite_words(self.accord, cite), passage(self.accord, cite, self.texts) if _short(cite) else None)
            for cite in block.cites
        ]
        anchor = f"reading-{block.id}" if kind == "reading" else block.id
        return Card(kind, anchor, block.name, tuple(rows), tuple(passages), block.note, block.source)

    def item(self, head: Phrase, item: Membership | Entry | Influence) -> Phrase:
        when = p.while_words(self.accord, item.when)
        rest: Phrase = (f", {when}",) if when else ()
        basis: list[Phrase] = [(item.source,)] if item.source else []
        basis += [p.cite_words(self.accord, cite) for cite in item.cites]
        behind: Phrase = (" – ", *p.joined(basis, "; ")) if basis else ()
        note: Phrase = (f". {item.note}",) if item.note else ()
        return (*head, *rest, *_by_readings(self.accord, item.readings), *behind, *note)

    def items(self, items: Iterable[Membership | Entry]) -> tuple[Phrase, ...]:
        return tuple(self.item(self.ref(i.party if isinstance(i, Entry) else i.member), i) for i in items)

    def party(self, party: Party) -> Card:
        rows = [Row("Kind", ((party.kind.value.replace("-", " "),),))]
        if party.aliases:
            rows.append(Row("Also called", ((", ".join(party.aliases),),)))
        if party.part_of:
            rows.append(Row("Part of", self.items(party.part_of)))
        if party.stands_for:
            rows.append(Row("Stands for", ((*self.ref(party.stands_for), ", where a reading says so"),)))
        return self.card("party", party, rows)

    def listed(self, block: ListBlock) -> Card:
        rows = [Row("On it", self.items(block.entries) or (("no one",),))]
        if block.changed_by:
            rows.append(Row("Changed by", (self.ref(block.changed_by),)))
        return self.card("list", block, rows)

    def influence(self, count: int) -> Card:
        edges = [edge for edge, _ in zip(self.edges, range(count), strict=False)]
        lines = [self.item((*self.ref(e.who), f" – {e.how} – ", *self.ref(e.over)), e) for e in edges]
        return Card("influence", "", {}, (Row("Who has influence over whom", tuple(lines)),))

    def disputed(self, block: Milestone | Norm) -> Iterable[Row]:
        """The rows of a block, then what each variant says otherwise, and who takes it."""
        own = _rows(self.accord, block)
        yield from own
        for variant in block.variants:
            takers = [r for r, reading in self.accord.readings.items() if variant_of(reading, block) == variant]
            names = p.plain(p.joined([(p.reading_ref(self.accord, r),) for r in takers]))
            changed = [row for row in _rows(self.accord, settled(block, variant)) if row not in own]
            values = tuple((f"{row.label.lower()}: ", *p.joined(row.values, "; ")) for row in changed)
            yield Row(f"Under {names}", values or (("as above",),))

    def power(self, power: Power) -> Card:
        rows = [Row("Held by", (self.ref(power.holder),))] if power.holder else []
        if power.changes:
            rows.append(Row("Changes", (p.refs(self.accord, power.changes),)))
        if power.proposed_by:
            rows.append(Row("Proposed by", (self.ref(power.proposed_by),)))
        if power.decided_by:
            rows.append(Row("Decided", (p.rule_words(self.accord, power.decided_by),)))
        return self.card("power", power, rows)

    def reading(self, reading: Reading) -> Card:
        rows = [
            Row("Umbrella names", ((_UMBRELLAS[reading.umbrellas],),)),
            Row("Mixed forces", ((_MIXED[reading.mixed],),)),
        ]
        if reading.claimants:
            rows.append(Row("Whose attributions count", (p.refs(self.accord, reading.claimants),)))
        if reading.grade:
            rows.append(Row("Least grade", ((reading.grade,),)))
        if reading.unit:
            rows.append(Row("Counted in", ((f"{reading.unit}s",),)))
        if reading.sets:
            taken = tuple((*self.ref(block), f": variant {variant}") for block, variant in reading.sets.items())
            rows.append(Row("Takes", taken))
        return self.card("reading", reading, rows)


def _short(cite: Cite) -> bool:
    """A whole document is named, not quoted."""
    return cite.paragraph is not None or cite.start is not None


def chosen(accord: Accord, texts: Iterable[Path] = (), reading: str = "") -> Book:
    """The book of the accord as a whole, or as one reading has it. Raises UnknownReadingError."""
    return make_book(under(accord, reading) if reading else accord, texts, reading)
