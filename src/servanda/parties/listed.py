"""Those who are listed: names with their quality, from when to when, known when; and lists as they were at a moment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from servanda.errors import Problem, ServandaError

from .safe_xml import Node

SCHEMATA = ("Person", "Organization", "Company", "LegalEntity", "Vessel", "Airplane")


class UnreadableListError(ServandaError):
    """A file that cannot be read as a list at all."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"{path} cannot be read as a list: {why} Lists are UN Consolidated List XML, OFAC SDN CSV (its alias file"
            " beside it), FollowTheMoney JSON lines, or CSV with a column `name`."
        )


# In December 2014 the United Nations gave entries new references with the old serial numbers: QI.A.325.14. is QDi.325.
_OLD_REFERENCE = re.compile(r"^([A-Z]{1,2})([IE])\.[A-Z]\.(\d+)\.\d\d\.?$")
_NEW_COMMITTEE = {"Q": "QD", "T": "TA"}


def reference_key(reference: str) -> str:
    """A permanent reference in one form, whichever form the version of the list has.

    >>> reference_key("QI.A.12.01."), reference_key("QDi.012"), reference_key("QE.A.4.01")
    ('QDi.012', 'QDi.012', 'QDe.004')
    """
    text = reference.strip()
    if (m := _OLD_REFERENCE.match(text)) and m[1] in _NEW_COMMITTEE:
        return f"{_NEW_COMMITTEE[m[1]]}{m[2].lower()}.{int(m[3]):03}"
    return text.rstrip(".")


@dataclass(frozen=True)
class Name:
    """One name of an entry. ``kind``: name, original-script, alias, weak (known to be vague) or former."""

    text: str
    kind: str = "alias"


@dataclass(frozen=True)
class Listed:
    """An entry of a list: who, under which names, listed from when to when, and known from when to when.

    Intervals are half-open; None is open. ``raw`` is the entry as it was read, to be written back whole.
    """

    id: str
    schema: str  # one of SCHEMATA
    names: tuple[Name, ...]
    listed_from: datetime | None = None
    listed_to: datetime | None = None
    known_from: datetime | None = None
    known_to: datetime | None = None
    reference: str = ""  # the list's own permanent reference number
    programme: str = ""
    note: str = ""
    list_id: str = ""  # which list, such as a member's
    raw: Node | tuple[str, ...] | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        """Its first name."""
        return self.names[0].text if self.names else self.id

    @property
    def key(self) -> str:
        """What identifies it between versions of a list: its permanent reference, in the newer form, or its id."""
        return reference_key(self.reference) or self.id

    @property
    def version_id(self) -> str:
        """An id that no other version of the entry shares: it ends in a digest of what the entry says.

        Matchers that remember names by id (nomenklatura's logic-v2 does) must be given this one.
        """
        said = "\x1f".join([self.schema, *(f"{n.kind}:{n.text}" for n in self.names)])
        return f"{self.list_id}-{self.id}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class ListFile:
    """A list as read: its entries, what was noticed, and what stood around the entries."""

    id: str
    form: str  # un-xml | ofac-csv | ftm | csv
    entries: tuple[Listed, ...]
    problems: tuple[Problem, ...] = ()
    dated: datetime | None = None  # when the list says that it was made
    around: Node | None = None  # of UN XML: the root element, without its entries
    beside: tuple[str, ...] = ()  # of FollowTheMoney: lines that are no entries, as written


def _within(start: datetime | None, end: datetime | None, at: datetime) -> bool:
    return (start is None or start <= at) and (end is None or at < end)


def as_of(
    entries: Iterable[Listed], known_at: datetime | None = None, listed_at: datetime | None = None
) -> list[Listed]:
    """The entries that were known at a moment and, if asked, listed at a moment. Without moments, the latest known."""
    return [
        e
        for e in entries
        if (_within(e.known_from, e.known_to, known_at) if known_at else e.known_to is None)
        and (listed_at is None or _within(e.listed_from, e.listed_to, listed_at))
    ]


def _said(e: Listed) -> tuple[object, ...]:
    return (e.schema, e.names, e.listed_from, e.listed_to, e.key, e.programme, e.note)


def merge_versions(versions: Sequence[ListFile]) -> list[Listed]:
    """One bitemporal list from dated versions of one list: each entry is known from the version that first says it so.

    An entry that is missing from a later version is no longer known from then on; one that is changed is a new entry
    from then on. Nothing is overwritten. Versions must be dated.
    """
    out: list[Listed] = []
    current: dict[str, Listed] = {}
    for version in sorted(versions, key=lambda v: (v.dated is None, v.dated)):
        if version.dated is None:
            raise UnreadableListError(version.id, "it has no date, so it cannot be put among other versions.")
        seen = {e.key: e for e in version.entries}
        for key, old in list(current.items()):
            if key not in seen or _said(seen[key]) != _said(old):
                out.append(replace(old, known_to=version.dated))
                del current[key]
        for key, new in seen.items():
            if key not in current:
                current[key] = replace(new, known_from=version.dated)
    return sorted([*out, *current.values()], key=lambda e: (e.known_from or datetime.min, e.id))


@dataclass(frozen=True)
class Change:
    """What became of an entry between two versions of a list. ``kind``: added, removed or amended."""

    kind: str
    old: Listed | None
    new: Listed | None
    fields: tuple[str, ...] = ()  # what was amended

    def __str__(self) -> str:
        entry = self.new or self.old
        assert entry is not None
        return f"{self.kind}: {entry.name} ({entry.reference or entry.id})" + (
            f": {', '.join(self.fields)}" if self.fields else ""
        )


def changes(old: Iterable[Listed], new: Iterable[Listed]) -> list[Change]:
    """Who was added, removed and amended between two versions of a list, by their permanent reference, else by id."""
    before, after = {e.key: e for e in old}, {e.key: e for e in new}
    out = [Change("removed", e, None) for key, e in before.items() if key not in after]
    out += [Change("added", None, e) for key, e in after.items() if key not in before]
    labels = ("schema", "names", "listed from", "listed to", "reference", "programme", "note")
    for key, e in before.items():
        if key in after and _said(e) != _said(after[key]):
            differ = tuple(f for f, x, y in zip(labels, _said(e), _said(after[key]), strict=True) if x != y)
            out.append(Change("amended", e, after[key], differ))
    return out


def unique(entries: Iterable[Listed], path: str) -> tuple[tuple[Listed, ...], list[Problem]]:
    """The entries with ids made unique: the second of an id keeps its place as ``id#2``, and a problem says so."""
    seen: dict[str, int] = {}
    out: list[Listed] = []
    problems: list[Problem] = []
    for e in entries:
        seen[e.id] = seen.get(e.id, 0) + 1
        if seen[e.id] > 1:
            problems.append(
                Problem(
                    "list.duplicate-id",
                    f"{path}: the id {e.id} stands {seen[e.id]} times; {e.name!r} is kept as {e.id}#{seen[e.id]}.",
                    "Give each entry an id of its own, or write the names of one entry under one id.",
                )
            )
            e = replace(e, id=f"{e.id}#{seen[e.id]}")
        out.append(e)
    return tuple(out), problems
