"""Every kind of block and its keys, in one table: it drives reading, printing, JSON Schema and the table in the docs.

A key's value lands in the attribute ``attr`` of the block's class. ``tidy`` and ``untidy`` turn what is written into
the class's attributes and back where the two differ (``within`` and ``round`` are one Duration, for instance).
"""

# ruff: noqa: ARG005 (every kind reads and writes by the same arguments, whether it needs them all or not)
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from servanda.terms import Force, PartyKind

from . import kinds as k
from . import kinds_of_norm as n
from . import kinds_of_time as t
from . import model as m
from .kinds import Kind
from .nodes import Node, Scalar
from .records import read_record, record_schema, write_record

Attrs = dict[str, Any]


@dataclass(frozen=True)
class Key:
    """One key of a block. ``kind`` None is ``readings`` of a block: variants of the block's own keys."""

    key: str
    attr: str
    kind: Kind | None
    doc: str
    required: bool = False


@dataclass(frozen=True)
class Spec:
    """A kind of block or of item: its keys in the order in which they are printed, and the class it becomes."""

    name: str
    cls: type
    doc: str
    keys: tuple[Key, ...]
    short: str = ""  # an item written as a single word means this key
    tidy: Callable[[Attrs, Node], Attrs] = lambda attrs, _: attrs
    untidy: Callable[[Attrs], Attrs] = lambda attrs: attrs

    def key(self, name: str) -> Key | None:
        return next((key for key in self.keys if key.key == name), None)


def _key(key: str, kind: Kind, doc: str, attr: str = "", required: bool = False) -> Key:
    return Key(key, attr or key.replace("-", "_"), kind, doc, required)


ID = _key("id", k.IDENT, "what other blocks call it", required=True)
NAME = _key("name", k.NAMES, "what people call it; left out, its id")
NOTE = _key("note", k.TEXT, "our own words about it")
CITES = _key("cites", n.CITES, "the passages it rests on")
SOURCE = _key("source", k.TEXT, "where a fact comes from that no cited document holds")
SINCE = _key("since", t.INSTANT, "first instant at which it holds; left out: always", "when.since")
UNTIL = _key("until", t.INSTANT, "first instant at which it no longer holds; left out: never ended", "when.until")
KNOWN = _key("known", t.INSTANT, "when the fact became known; left out: from its beginning", "when.known")
READINGS = _key("readings", k.refs("reading"), "only under these readings; left out: under all")
ITEM_END = (CITES, SOURCE, READINGS, NOTE)
VARIANTS = Key("readings", "variants", None, "other values by name: {variant: {key: other value}}")


def record(spec: Spec) -> Kind:
    """A mapping with the keys of ``spec``, or its short form."""
    label = "a mapping with " + ", ".join(key.key for key in spec.keys if key.required or key.key == spec.short)
    return Kind(
        label.removesuffix(" with "),
        lambda reader, node, key: read_record(spec, reader, node),
        lambda writer, value: write_record(spec, writer, value),
        record_schema(spec),
    )


def records(spec: Spec) -> Kind:
    """One or more of them."""
    return k.several(record(spec), f"a list of {spec.name} items")


# ---- members and entries -------------------------------------------------------------------------------------------


def _member(attrs: Attrs, node: Node) -> Attrs:
    named = [attrs.pop(name) for name in ("party", "group", "any") if name in attrs]
    if len(named) != 1:
        raise k.WrongValueError(
            node.span, "A member is one party or one group.", "Write {party: x} or {group: x}.", "missing-key"
        )
    return attrs | {"member": named[0]}


def _member_written(attrs: Attrs) -> Attrs:
    return attrs | {"any": attrs.pop("member")}


MEMBER = Spec(
    "member",
    m.Membership,
    "A party, or every member of a group, that belongs to a group or to a larger party for some time.",
    (
        _key("party", k.ref("party"), "the party that belongs", "party"),
        _key("group", k.ref("group"), "the group whose members all belong", "group"),
        SINCE,
        UNTIL,
        KNOWN,
        *ITEM_END,
    ),
    short="any",
    tidy=_member,
    untidy=_member_written,
)
LARGER = replace(
    MEMBER,
    name="part-of",
    keys=(_key("party", k.ref("party"), "the larger party", "member", required=True), *MEMBER.keys[2:]),
    short="party",
    tidy=lambda attrs, _: attrs,
    untidy=lambda attrs: attrs,
)
ENTRY = Spec(
    "entry",
    m.Entry,
    "A party that stands on a list for some time.",
    (_key("party", k.ref("party"), "the party listed", required=True), SINCE, UNTIL, KNOWN, *ITEM_END),
    short="party",
)


# ---- milestones and deadlines --------------------------------------------------------------------------------------


def _reached(attrs: Attrs, node: Node) -> Attrs:
    on, earliest, latest = (attrs.pop(name, None) for name in ("on", "earliest", "latest"))
    if on is not None and earliest is None and latest is None:
        return attrs | {"earliest": on, "latest": on}
    if on is not None or earliest is None or latest is None:
        hint = "Write {on: 2016-02-01}, or {from: 2016-02-01, to: 2016-02-03} when it is uncertain."
        raise k.WrongValueError(node.span, "A reached date is `on` a day, or `from` and `to`.", hint, "missing-key")
    return attrs | {"earliest": earliest, "latest": latest}


def _reached_written(attrs: Attrs) -> Attrs:
    if attrs["earliest"] == attrs["latest"]:
        return {"on": attrs.pop("earliest")} | {n: v for n, v in attrs.items() if n != "latest"}
    return attrs


REACHED = Spec(
    "reached",
    m.Reached,
    "When a milestone was reached: on a day or instant, or between two.",
    (
        _key("on", t.INSTANT, "the day or instant"),
        _key("from", t.INSTANT, "the earliest that it can have been", "earliest"),
        _key("to", t.INSTANT, "the latest that it can have been", "latest"),
        _key("known", t.INSTANT, "when that became known; left out: at once"),
        *ITEM_END,
    ),
    short="on",
    tidy=_reached,
    untidy=_reached_written,
)


def _due(attrs: Attrs, node: Node) -> Attrs:
    """``round`` belongs to ``within``; ``about`` is a yes or a number of days."""
    rounding = attrs.pop("round", None)
    if rounding is not None:
        if "within" not in attrs:
            hint = "Give `within` beside it, or drop it."
            raise k.WrongValueError(node.span, "`round` says how `within` is counted.", hint, "missing-key")
        attrs["within"] = replace(attrs["within"], rounding=rounding)
    if "about" in attrs:
        about = attrs["about"]
        attrs |= {"about": bool(about), "about_days": 0 if isinstance(about, bool) else about}
    return attrs


def _due_written(attrs: Attrs) -> Attrs:
    within = attrs.get("within")
    if within is not None and within.rounding != "down":
        attrs["round"] = within.rounding
    days = attrs.pop("about_days", 0)
    return attrs | ({"about": days} if days else {})


BY = _key("by", t.DAY, "the last day on which it may be reached")
WITHIN = _key("within", t.DURATION, "how long after `after` it is due")
AFTER = _key("after", k.ref("milestone", "document"), "the milestone, or document (its date), that starts the clock")
ROUND = _key(
    "round", k.choice(("down", "up")), "a day that the month lacks becomes its last (down) or the next first (up)"
)
BINDING = _key("binding", k.BOOL, "true: a date that is missed is a violation; false: a target")
ABOUT = _key("about", k.ABOUT, "true, or a number of days: the date is meant roughly")
DEADLINE = Spec(
    "deadline",
    m.Deadline,
    "By when a deed is due.",
    (BY, WITHIN, AFTER, ROUND, _key("at", k.ref("milestone"), "due when this milestone is reached"), BINDING, ABOUT),
    tidy=_due,
    untidy=_due_written,
)


def _deadline() -> Kind:
    inner = record(DEADLINE)
    bare = {"immediate": m.Deadline(immediate=True), "asap": m.Deadline(as_soon_as_possible=True)}

    def read(reader: k.Reader, node: Node, key: str) -> Any:
        if isinstance(node, Scalar):
            return bare[k.choice(tuple(bare)).read(reader, node, key)]
        return inner.read(reader, node, key)

    def write(writer: k.Writer, value: m.Deadline) -> k.Plain:
        return next((word for word, deadline in bare.items() if deadline == value), "") or inner.write(writer, value)

    label = "immediate, asap, or {by: …}, {within: …, after: …}, {at: …}"
    return Kind(label, read, write, {"anyOf": [{"enum": list(bare)}, inner.schema]})


MILESTONE = Spec(
    "milestone",
    m.Milestone,
    "A dated step: due by a day, or within a duration after another, or neither (an event).",
    (
        ID,
        NAME,
        BY,
        WITHIN,
        AFTER,
        ROUND,
        BINDING,
        ABOUT,
        _key("not-before", k.ref("milestone"), "a milestone that must come first"),
        _key("reached-when", n.REACHED_WHEN, "record, decision, or the id of a norm"),
        _key("reached", records(REACHED), "when it was reached, with source; disputed dates name their readings"),
        NOTE,
        CITES,
        SOURCE,
        VARIANTS,
    ),
    tidy=_due,
    untidy=_due_written,
)


# ---- norms, powers, readings ---------------------------------------------------------------------------------------

TARGET = Spec(
    "target",
    m.Target,
    "Whom or what the act must strike.",
    (
        _key("party", k.refs(*k.ACTORS), "parties, groups or lists", "parties"),
        _key("kind", k.TEXTS, "protected kinds: civilians, hospital, school, humanitarian …", "kinds"),
    ),
)
RULE = Spec(
    "rule",
    m.Rule,
    "How a power is exercised.",
    (
        _key(
            "rule", k.choice(("consensus", "mutual-consent", "silence", "majority", "unsc")), "the rule", "kind", True
        ),
        _key("of", k.ref(*k.ACTORS), "the group that decides"),
        _key("share", k.SHARE, "for a majority: 1/2, 2/3"),
        _key("within", t.DURATION, "for a silence procedure: the time allowed"),
    ),
    short="rule",
)
NORM = Spec(
    "norm",
    m.Norm,
    "Our coded reading of a provision: who must, must not, may or can do what, where, when, except when.",
    (
        ID,
        NAME,
        _key("force", k.choice(Force), "what it does to its bearer", required=True),
        _key("bearer", k.ref(*k.ACTORS), "who owes it", required=True),
        _key("counterparty", k.refs(*k.ACTORS), "to whom it is owed"),
        _key(
            "act", k.refs("act"), "nodes of the act tree, each covering its children; left out: a deed, told in `name`"
        ),
        _key("weapon", k.refs("weapon"), "only by these weapons (nodes of the weapon tree)"),
        _key("target", record(TARGET), "only against these parties or protected kinds"),
        _key("territory", k.refs("zone"), "zones; inside any of them; left out: everywhere"),
        _key("from", t.MOMENT, "when it begins to bind; left out: always", "since"),
        _key("until", t.MOMENT, "when it ceases to bind"),
        _key("except", n.EXCEPTIONS, "when it does not apply", "exceptions"),
        _key("guarantors", n.GUARANTORS, "who stands behind it"),
        _key("unit", k.choice(("incident", "occurrence")), "what is counted"),
        _key("grade", k.GRADE, "the least information grade that is enough, 1 (confirmed) to 6"),
        _key("deadline", _deadline(), "by when the deed is due"),
        _key("condition", k.TEXT, "in our own words, what the deed depends on"),
        _key("condition-milestone", k.ref("milestone"), "the milestone that fulfils the condition"),
        _key("fulfilled-by", k.ref("milestone"), "the milestone whose being reached fulfils the deed"),
        _key("reparation", k.ref("norm"), "the norm that a breach brings about"),
        _key("replaces", k.several(k.NORM_OF_ACCORD), "norms of earlier accords that it replaces"),
        _key("replaces-from", t.MOMENT, "since when it replaces them"),
        NOTE,
        CITES,
        SOURCE,
        VARIANTS,
    ),
)
POWER = Spec(
    "power",
    m.Power,
    "Who may change what, by which rule.",
    (
        ID,
        NAME,
        _key("holder", k.ref(*k.ACTORS), "who has the power"),
        _key("changes", k.refs(), "ids of the blocks it changes; left out: a question outside the accord"),
        _key("proposed-by", k.ref(*k.ACTORS), "who prepares the proposal"),
        _key("decided-by", record(RULE), "by which rule it is decided"),
        NOTE,
        CITES,
        SOURCE,
    ),
)
READING = Spec(
    "reading",
    m.Reading,
    "A named, consistent choice among the rival values of an accord.",
    (
        ID,
        NAME,
        _key(
            "sets", k.words("block", (), k.matching("the name of a variant", k.ID)), "block: the variant it takes there"
        ),
        _key("umbrellas", k.choice(("undetermined", "side", "listed")), "how a name that may stand for several counts"),
        _key("mixed", k.choice(("undetermined", "listed", "unlisted")), "how a listed beside an unlisted group counts"),
        _key("claimants", k.refs(*k.ACTORS), "whose attributions count; left out: everyone's"),
        _key("grade", k.GRADE, "the least information grade that is enough, where the norm is silent"),
        _key("unit", k.choice(("incident", "occurrence")), "what is counted, where it overrides the norm"),
        NOTE,
        CITES,
        SOURCE,
    ),
)

# ---- parties, influence, groups, lists -----------------------------------------------------------------------------

PARTY = Spec(
    "party",
    m.Party,
    "An actor.",
    (
        ID,
        replace(NAME, required=True),
        _key("kind", k.choice(PartyKind), "what sort of actor it is", required=True),
        _key("aliases", k.TEXTS, "other names by which reports call it"),
        _key("part-of", records(LARGER), "the larger parties that it belongs to"),
        _key("stands-for", k.ref("party", "group"), "umbrellas only: what it counts as where a reading says so"),
        NOTE,
        CITES,
        SOURCE,
    ),
)
INFLUENCE = Spec(
    "influence",
    m.Influence,
    "That one party has influence over another.",
    (
        _key("who", k.ref("party", "group"), "who has it", required=True),
        _key("over", k.ref("party", "group"), "over whom", required=True),
        _key("how", k.TEXT, "how: supports, arms, hosts, commands …", required=True),
        SINCE,
        UNTIL,
        KNOWN,
        *ITEM_END,
    ),
)
GROUP = Spec(
    "group",
    m.Group,
    "A named set of parties; members may join and leave by date.",
    (ID, NAME, _key("members", records(MEMBER), "who belongs to it", required=True), NOTE, CITES, SOURCE),
)
LIST = Spec(
    "list",
    m.ListBlock,
    "A list of parties, such as the terrorist organisations, as it changes with time and by reading.",
    (
        ID,
        NAME,
        _key("entries", records(ENTRY), "who stands on it", required=True),
        _key("changed-by", k.ref("power"), "the power over it"),
        NOTE,
        CITES,
        SOURCE,
    ),
)

BLOCKS: Mapping[str, Spec] = {
    spec.name: spec for spec in (PARTY, INFLUENCE, GROUP, LIST, MILESTONE, NORM, POWER, READING)
}

# ---- front matter --------------------------------------------------------------------------------------------------

DOCUMENT = Spec(
    "document",
    m.Document,
    "A text that the accord cites.",
    (
        ID,
        _key("title", k.TEXT, "its title", required=True),
        _key("date", t.DAY, "its date", required=True),
        _key("sha256", k.SHA256, "SHA-256 of its text, in hexadecimal"),
        _key("file", k.FILE_NAME, "the name of its text, beside the accord or elsewhere"),
        SOURCE,
    ),
)
FRONT = Spec(
    "front matter",
    dict,
    "What the accord is called, its time zone and the documents that it cites.",
    (
        ID,
        _key("title", k.NAMES, "the accord's title", required=True),
        _key("time-zone", t.TIME_ZONE, "in which its dates are read", required=True),
        _key("builds-on", k.several(k.IDENT), "ids of the accords that it builds on"),
        _key("documents", records(DOCUMENT), "the texts that it cites"),
        _key("acts", k.words("node", None, k.ref("act")), "nodes added to the act tree, node: parent"),
        _key("weapons", k.words("node", None, k.ref("weapon")), "nodes added to the weapon tree, node: parent"),
    ),
)
ZONE = Spec(
    "zone",
    m.Zone,
    "The properties of a feature of zones.geojson.",
    (
        ID,
        NAME,
        _key("kind", k.choice(("territory", "division", "line", "site")), "what it is", required=True),
        _key("aliases", k.TEXTS, "names by which reports say that something lies in it"),
        _key("from", t.INSTANT, "first instant of this version", "when.since"),
        _key("to", t.INSTANT, "first instant after this version", "when.until"),
        _key("known", t.INSTANT, "when this version became known", "when.known"),
        READINGS,
        SOURCE,
    ),
)
