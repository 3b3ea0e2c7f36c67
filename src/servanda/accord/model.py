"""The nouns of an accord as plain, frozen data: what the parser gives and the judge, timetable and brief read.

Every block of ``accord.md`` becomes one of these. All ids of an accord share one namespace, except those of readings.
A value that is disputed carries its variants by reading (``variants``); ``accord.under`` settles them for one reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from servanda.source import Span
from servanda.terms import Force, PartyKind
from servanda.times import Duration

Names = Mapping[str, str]  # language code → text; "en" is always there
Variants = Mapping[str, Mapping[str, Any]]  # variant name → {field of the block's class: its value there, parsed}


@dataclass(frozen=True)
class Cite:
    """A passage that a block rests on: a paragraph or a character span of one of the accord's documents."""

    document: str
    paragraph: int | None = None  # counted from 1; paragraphs are runs of lines without a blank line
    start: int | None = None  # character span, start inclusive
    end: int | None = None  # end exclusive

    def __str__(self) -> str:
        if self.paragraph is not None:
            return f"{self.document} {self.paragraph}"
        if self.start is not None:
            return f"{self.document} @{self.start}-{self.end}"
        return self.document


@dataclass(frozen=True)
class Document:
    """A text that the accord cites. Only its hash is needed; the text itself may lie beside the accord or elsewhere."""

    id: str
    title: str
    date: date
    sha256: str = ""
    file: str = ""  # a file name, looked for beside the accord and where the caller says
    source: str = ""  # where it was published
    span: Span | None = None


@dataclass(frozen=True)
class Dated:
    """When a fact holds and when it was known. ``None`` is open: always, or never ended."""

    since: datetime | None = None
    until: datetime | None = None
    known: datetime | None = None  # None: known from ``since``, or always


@dataclass(frozen=True)
class Membership:
    """That a party, or every member of another group, belongs to a group or to a larger party, for some time."""

    member: str
    when: Dated = Dated()
    cites: tuple[Cite, ...] = ()
    source: str = ""
    readings: tuple[str, ...] = ()  # only under these readings; empty: under all
    note: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class Party:
    """An actor. ``part_of`` are the larger parties it belongs to; an umbrella ``stands_for`` a party or group."""

    id: str
    name: Names
    kind: PartyKind
    aliases: tuple[str, ...] = ()
    part_of: tuple[Membership, ...] = ()
    stands_for: str = ""
    note: str = ""
    cites: tuple[Cite, ...] = ()
    source: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class Influence:
    """That one party has influence over another, how, since when."""

    who: str
    over: str
    how: str
    when: Dated = Dated()
    cites: tuple[Cite, ...] = ()
    source: str = ""
    readings: tuple[str, ...] = ()
    note: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class Group:
    """A named set of parties; members may join and leave by date."""

    id: str
    name: Names
    members: tuple[Membership, ...]
    note: str = ""
    cites: tuple[Cite, ...] = ()
    source: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class Entry:
    """That a party stands on a list for some time; ``readings`` names those that say so, if it is disputed."""

    party: str
    when: Dated = Dated()
    readings: tuple[str, ...] = ()  # empty: agreed, under every reading
    cites: tuple[Cite, ...] = ()
    source: str = ""
    note: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class ListBlock:
    """A bitemporal list of parties, such as the terrorist organisations; ``changed_by`` names the power over it."""

    id: str
    name: Names
    entries: tuple[Entry, ...]
    changed_by: str = ""
    note: str = ""
    cites: tuple[Cite, ...] = ()
    source: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class Reached:
    """That a milestone was reached, somewhere in ``earliest`` ≤ t ≤ ``latest`` (equal when the instant is certain)."""

    earliest: datetime
    latest: datetime
    known: datetime | None = None  # None: known from ``latest``
    cites: tuple[Cite, ...] = ()
    source: str = ""
    readings: tuple[str, ...] = ()
    note: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class Milestone:
    """A dated step: due ``by`` a day, or ``within`` a duration after another milestone, or neither (an event)."""

    id: str
    name: Names
    by: date | None = None
    within: Duration | None = None
    after: str = ""  # a milestone, or a document (its date)
    binding: bool = False  # a target is missed; a binding date is violated
    about: bool = False  # "around": kept, shown; a reading may widen it
    about_days: int = 0  # by how many days a reading widens it
    not_before: str = ""  # a milestone that must come first
    reached_when: str = "record"  # record | decision | the id of a norm
    reached: tuple[Reached, ...] = ()
    note: str = ""
    cites: tuple[Cite, ...] = ()
    source: str = ""
    variants: Variants = field(default_factory=dict)
    span: Span | None = None


@dataclass(frozen=True)
class Condition:
    """One way in which a norm does not apply, such as ``target in: terrorists``.

    ``kind`` is ``target-in``, ``initiator-in`` (a list, group or party), ``self-defence`` (``claimed``), ``act``,
    ``weapon`` (nodes of the trees) or ``zone`` (zone ids).
    """

    kind: str
    values: tuple[str, ...]
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True)
class Target:
    """Whom or what the act must strike for the norm to cover it; empty fields ask nothing."""

    parties: tuple[str, ...] = ()  # party, group or list ids
    kinds: tuple[str, ...] = ()  # protected kinds: civilians, hospital, school, humanitarian, …


@dataclass(frozen=True)
class Deadline:
    """By when a deed is due: ``by`` a day, ``within`` a duration after a milestone or document, or ``at`` one."""

    by: date | None = None
    within: Duration | None = None
    after: str = ""
    at: str = ""  # due when this milestone is reached
    immediate: bool = False
    as_soon_as_possible: bool = False
    binding: bool = False
    about: bool = False
    about_days: int = 0


@dataclass(frozen=True)
class Norm:
    """Our coded reading of a provision: who must, must not, may or can do what, where, when, except when.

    Norms with acts of the act tree are judged on incidents; norms about deeds have a status instead.
    """

    id: str
    name: Names
    force: Force
    bearer: str  # a party, group or list id
    counterparty: tuple[str, ...] = ()
    act: tuple[str, ...] = ()  # nodes of the act tree; empty: a deed, told in ``name``
    weapon: tuple[str, ...] = ()
    target: Target | None = None
    territory: tuple[str, ...] = ()  # zone ids; the norm applies inside any of them; empty: everywhere
    since: str = ""  # milestone id or date or instant as written; empty: always
    until: str = ""
    exceptions: tuple[Condition, ...] = ()
    guarantors: tuple[str, ...] = ()  # ids; the word "influence" asks the influence graph over the bearer
    unit: str = "incident"  # what is counted: incident | occurrence
    grade: str = ""  # the least information grade that is enough, 1–6; empty: any
    deadline: Deadline | None = None
    condition: str = ""  # in our own words: what the deed depends on
    condition_milestone: str = ""  # the milestone that fulfils the condition
    fulfilled_by: str = ""  # the milestone whose being reached fulfils the deed
    reparation: str = ""  # the norm that a breach brings about
    replaces: tuple[str, ...] = ()  # accord#norm ids, replaced from ``replaces_from``
    replaces_from: str = ""
    cites: tuple[Cite, ...] = ()
    source: str = ""
    note: str = ""
    variants: Variants = field(default_factory=dict)
    span: Span | None = None


@dataclass(frozen=True)
class Rule:
    """How a power is exercised: consensus, mutual-consent, silence, majority or unsc, with its parameters."""

    kind: str
    of: str = ""  # the group that decides
    share: str = ""  # for a majority: 1/2, 2/3
    within: Duration | None = None  # for a silence procedure


@dataclass(frozen=True)
class Power:
    """Who may change what, by which rule."""

    id: str
    name: Names
    holder: str = ""
    changes: tuple[str, ...] = ()  # ids of blocks; empty: a question outside the accord, told in ``name``
    proposed_by: str = ""
    decided_by: Rule | None = None
    note: str = ""
    cites: tuple[Cite, ...] = ()
    source: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class Reading:
    """A named, consistent choice among the rival values of an accord."""

    id: str
    name: Names
    sets: Mapping[str, str] = field(default_factory=dict)  # block id → name of the variant it takes there
    umbrellas: str = "undetermined"  # undetermined | side (the side it stands for) | listed
    mixed: str = "undetermined"  # a listed beside an unlisted group: undetermined | listed | unlisted
    claimants: tuple[str, ...] = ()  # whose attributions count; empty: everyone's
    grade: str = ""  # the least information grade that is enough, where the norm is silent
    unit: str = ""  # what is counted, where it overrides the norm
    note: str = ""
    source: str = ""
    cites: tuple[Cite, ...] = ()
    span: Span | None = None
    each_umbrella: Mapping[str, str] = field(default_factory=dict)  # umbrella → its own rule, as a supposition sets it

    def rule_for(self, umbrella: str) -> str:
        """How one umbrella counts: its own rule, else the one for all."""
        return self.each_umbrella.get(umbrella, self.umbrellas)


@dataclass(frozen=True)
class Zone:
    """One version of a named area or line of ``zones.geojson``; ``geometry`` is shapely's, in degrees, WGS 84."""

    id: str
    name: Names
    kind: str  # territory | division | line | site
    geometry: Any
    aliases: tuple[str, ...] = ()  # names by which reports state that something lies in it
    when: Dated = Dated()
    readings: tuple[str, ...] = ()  # only under these readings; empty: all
    source: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class Accord:
    """A whole accord folder, parsed and free of problems. ``hash`` is the SHA-256 over the folder's contents."""

    id: str
    title: Names
    time_zone: str
    documents: Mapping[str, Document]
    parties: Mapping[str, Party]
    influence: tuple[Influence, ...]
    groups: Mapping[str, Group]
    lists: Mapping[str, ListBlock]
    milestones: Mapping[str, Milestone]
    norms: Mapping[str, Norm]
    powers: Mapping[str, Power]
    readings: Mapping[str, Reading]
    zones: tuple[Zone, ...]
    acts: Mapping[str, str]  # act node → its parent; "" for a root; the shipped tree plus the accord's own nodes
    weapons: Mapping[str, str]
    builds_on: tuple[str, ...] = ()
    prose: tuple[tuple[str, str], ...] = ()  # ("prose", markdown) and (block kind, id) in the order of the file;
    # influence blocks have no id: ("influence", the number of edges in the block), taken in their order
    folder: Path | None = None
    hash: str = ""

    def actors(self) -> Iterator[str]:
        """Every id that can bear, owe or be struck: parties, groups and lists."""
        yield from self.parties
        yield from self.groups
        yield from self.lists
