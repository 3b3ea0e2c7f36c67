"""Who may add which form, and who may read which entry. Pure; the one place where it is said.

Reading is a ``Scope``: data, from which both the predicate for one entry and the filter for lists of entries are made,
so that they cannot differ. A compartment may be narrowed to one party or state: ``parties:syr-government``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

COMPARTMENTS = ("public", "parties", "guarantors", "mission", "sealed")
ROLES = ("public", "party", "guarantor", "mediator", "monitor", "verifier", "commissioner", "electoral", "keeper")

_ALL_MISSION = frozenset({"public", "parties", "guarantors", "mission"})

# role → compartments read in whole, with every party's part of them
_READS_WHOLE: dict[str, frozenset[str]] = {
    "public": frozenset({"public"}),
    "party": frozenset({"public"}),
    "guarantor": frozenset({"public"}),
    "mediator": _ALL_MISSION,
    "monitor": frozenset({"public", "mission"}),
    "verifier": frozenset(COMPARTMENTS),
    "commissioner": _ALL_MISSION,
    "electoral": frozenset({"public"}),
    "keeper": _ALL_MISSION,
}
# role → compartments of which the common part and its own party's part are read
_READS_OWN: dict[str, frozenset[str]] = {
    "party": frozenset({"parties"}),
    "guarantor": frozenset({"parties", "guarantors"}),
    "monitor": frozenset({"parties"}),
    "electoral": frozenset({"parties"}),
}
_FIELD_WORK = frozenset(
    {"report", "evidence", "notification", "access-request", "access-outcome", "refusal", "receipt"}
)
_AMENDS = frozenset({"correction", "withdrawal"})
# role → forms it may add
_ADDS: dict[str, frozenset[str]] = {
    "public": frozenset({"report"}),
    "party": frozenset({"report", "evidence", "claim", "answer", "proposal", "position", "notification", "receipt"})
    | {"access-request", "access-outcome", "influence"}
    | _AMENDS,
    "guarantor": frozenset({"report", "evidence", "claim", "answer", "proposal", "position", "notification", "receipt"})
    | _AMENDS,
    "mediator": frozenset({"proposal", "milestone", "notification", "receipt", "assessment", "publication"}) | _AMENDS,
    "monitor": _FIELD_WORK | _AMENDS,
    "verifier": _FIELD_WORK | {"verification", "incident", "claim", "assessment"} | _AMENDS,
    "commissioner": frozenset({"assessment", "proposal", "position", "decision", "list-change", "milestone"})
    | {"influence", "notification", "receipt", "publication"}
    | _AMENDS,
    "electoral": frozenset({"report", "evidence", "milestone", "publication"}) | _AMENDS,
    "keeper": frozenset({"appointment", "milestone", "list-change", "influence", "receipt", "publication", "incident"})
    | {"redaction"}
    | _AMENDS,
}
# role → compartments into which it may put an entry (with its own party's part where it has one)
_PUTS: dict[str, frozenset[str]] = {
    "public": frozenset({"mission", "sealed"}),
    "party": frozenset({"public", "parties", "guarantors", "mission", "sealed"}),
    "guarantor": frozenset({"public", "parties", "guarantors", "mission", "sealed"}),
    "mediator": frozenset(COMPARTMENTS),
    "monitor": frozenset(COMPARTMENTS),
    "verifier": frozenset(COMPARTMENTS),
    "commissioner": frozenset(COMPARTMENTS),
    "electoral": frozenset(COMPARTMENTS),
    "keeper": frozenset(COMPARTMENTS),
}

_AUTHOR = re.compile(r"([a-z]+)(?:@([a-z0-9][a-z0-9-]*))?:([^\s:;][^\x00-\x1f;]{0,99})")
_COMPARTMENT = re.compile(r"([a-z]+)(?::([a-z0-9][a-z0-9-]*))?")


@dataclass(frozen=True)
class User:
    """Somebody who reads or writes: a role, for whom (a party or a state; "" for none), a name."""

    role: str
    party: str
    name: str

    def __str__(self) -> str:
        return f"{self.role}{'@' + self.party if self.party else ''}:{self.name}"


@dataclass(frozen=True)
class Scope:
    """What one user may read: whole compartments, exact compartments, and what they wrote themselves."""

    whole: frozenset[str]
    exact: frozenset[str]
    author: str

    def admits(self, compartment: str, author: str) -> bool:
        """Whether an entry of this compartment by this author may be read."""
        return compartment in self.exact or compartment.split(":")[0] in self.whole or author == self.author

    def condition(self, table: str = "known") -> tuple[str, list[str]]:
        """The same as SQL over the columns ``compartment`` and ``author``, with its values."""
        parts = [f"{table}.author = ?"]
        values: list[str] = [self.author]
        exact = sorted(self.exact | self.whole)
        parts.append(f"{table}.compartment in ({','.join('?' * len(exact))})")
        values += exact
        for whole in sorted(self.whole):
            parts.append(f"substr({table}.compartment, 1, {len(whole) + 1}) = ?")
            values.append(f"{whole}:")
        return "(" + " or ".join(parts) + ")", values


PUBLIC = User("public", "", "anyone")


def read_user(text: str) -> User | None:
    """The user that an author's text names, as ``role[@party]:name``; None if it is not well formed.

    >>> read_user("guarantor@russia:desk")
    User(role='guarantor', party='russia', name='desk')
    """
    m = _AUTHOR.fullmatch(text)
    if not m or m[1] not in ROLES or (m[1] in {"party", "guarantor"}) != bool(m[2]):
        return None
    return User(m[1], m[2] or "", m[3])


def scope_of(user: User) -> Scope:
    """What the user may read."""
    own = _READS_OWN.get(user.role, frozenset())
    exact = own | (frozenset(f"{c}:{user.party}" for c in own) if user.party else frozenset())
    return Scope(_READS_WHOLE[user.role], exact, str(user))


def may_read(user: User, compartment: str, author: str) -> bool:
    """Whether the user may read an entry of this compartment by this author."""
    return scope_of(user).admits(compartment, author)


@lru_cache(maxsize=4096)
def why_not_add(author: str, form: str, compartment: str) -> str:
    """Why this author may not add this form into this compartment; "" if they may."""
    user = read_user(author)
    if user is None:
        return f"{author!r} names no author: write role:name, or role@party:name for a party or guarantor."
    if form not in _ADDS[user.role]:
        return f"A {user.role} may not add a {form}."
    m = _COMPARTMENT.fullmatch(compartment)
    if not m or m[1] not in COMPARTMENTS or (m[2] and m[1] not in {"parties", "guarantors"}):
        return f"There is no compartment {compartment!r}: {', '.join(COMPARTMENTS)}; or parties:ID, guarantors:ID."
    if m[1] not in _PUTS[user.role]:
        return f"A {user.role} may not put an entry into the compartment {m[1]}."
    return ""


def may_amend(author: str, original: str) -> bool:
    """Whether this author may correct or withdraw what ``original`` wrote: their own, or anything for a verifier."""
    user = read_user(author)
    return author == original or (user is not None and user.role == "verifier")


def fields_hidden(user: User, author: str) -> frozenset[str]:
    """Names of envelope fields that are hidden from a reader: outside the mission, who of its people wrote an entry."""
    writer = read_user(author)
    inside = user.role in {"mediator", "verifier", "commissioner", "keeper", "monitor"}
    person = writer is None or writer.role in {"public", "monitor", "verifier", "electoral"}
    return frozenset({"author"}) if person and not inside and str(user) != author else frozenset()


def table() -> str:
    """The policy as a page of Markdown."""
    from .forms import FORMS

    names = list(dict.fromkeys(f.name for f in FORMS.values()))
    lines = [
        "# Who may",
        "",
        "Printed from `servanda.record.policy`; do not edit.",
        "",
        "## Who may add which form",
        "",
    ]
    lines += ["| form | " + " | ".join(ROLES) + " |", "|---" * (len(ROLES) + 1) + "|"]
    lines += [f"| {n} | " + " | ".join("yes" if n in _ADDS[r] else "" for r in ROLES) + " |" for n in names]
    lines += ["", "## Who may read which compartment", ""]
    lines += ["| compartment | " + " | ".join(ROLES) + " |", "|---" * (len(ROLES) + 1) + "|"]
    for c in COMPARTMENTS:
        cells = ["all" if c in _READS_WHOLE[r] else "own" if c in _READS_OWN.get(r, ()) else "" for r in ROLES]
        lines.append(f"| {c} | " + " | ".join(cells) + " |")
    lines += ["", "`own`: what is in the compartment for all, and what is narrowed to one's own party (`parties:ID`)."]
    lines += ["Everybody reads what they wrote themselves. A sealed body is read with its key only.", ""]
    lines += ["## Who may put an entry into which compartment", ""]
    lines += ["| compartment | " + " | ".join(ROLES) + " |", "|---" * (len(ROLES) + 1) + "|"]
    lines += [f"| {c} | " + " | ".join("yes" if c in _PUTS[r] else "" for r in ROLES) + " |" for c in COMPARTMENTS]
    lines += ["", "## Where each form goes unless said otherwise", "", "| form | compartment |", "|---|---|"]
    lines += [f"| {f.id} | {f.compartment} |" for f in FORMS.values()]
    lines += ["", "## Fields", ""]
    private = [f"`{f.name}.{n}`" for f in FORMS.values() for n in sorted(f.private)]
    lines += [f"Only in sealed entries: {', '.join(private)}."]
    lines += [
        "Who of the public, the monitors, verifiers and electoral officers wrote an entry is shown to the mission"
    ]
    lines += ["alone: the field `author` is hidden from parties, guarantors and the public, in tables and in entries;"]
    lines += ["exports for them hold the hash of such entries, since the exact bytes would name the author.", ""]
    lines += ["A sealed body is erased (`redaction`) by its author, the keeper or a verifier. An entry is corrected or"]
    lines += ["withdrawn by its author or a verifier, in the compartment of the original.", ""]
    return "\n".join(lines)
