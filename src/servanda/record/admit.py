"""Whether a draft may become an entry: what is wrong with it, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from servanda.errors import Problem

from .canonical import HostileJsonError, canonical
from .forms import FORMS
from .known import Known, target_of
from .model import Draft
from .policy import may_amend, why_not_add

_PLAIN = re.compile(r"[^\x00-\x1f\ud800-\udfff]{0,200}")


@dataclass(slots=True)
class Ready:
    """A draft that passed every check that needs no database."""

    draft: Draft
    body: bytes  # canonical
    compartment: str


def admit(draft: Draft, vault: bool, erasing: bool = False) -> Ready | tuple[Problem, ...]:
    """What needs no database: the form, who may, the fields, the seal. Gives the draft made ready, or all its problems."""
    form = FORMS.get(draft.form)
    if form is None:
        return (Problem("record.form", f"There is no form {draft.form!r:.80}.", f"Forms: {', '.join(FORMS)}."),)
    compartment = draft.compartment or ("sealed" if draft.sealed else form.compartment)
    problems = []
    why = why_not_add(draft.author, form.name, compartment) if not erasing else ""
    if why:
        problems.append(Problem("record.role", why, "See docs/forms/policy.md for who may add what."))
    if form.name == "redaction" and not erasing:
        problems.append(Problem("record.redaction", "A redaction is made by erasing.", "Use `servanda record erase`."))
    problems += form.problems(draft.body, draft.subject)
    if not draft.sealed and form.private and not form.private.isdisjoint(draft.body):
        named = ", ".join(sorted(form.private & set(draft.body)))
        problems.append(
            Problem("record.private", f"{named} may endanger somebody.", "Seal the entry, or leave it out.")
        )
    if draft.sealed and compartment == "public":
        problems.append(Problem("record.sealed", "A sealed entry cannot be public.", "Leave the compartment out."))
    if draft.sealed and not vault:
        problems.append(Problem("record.vault", "There is no vault for sealed entries.", "Name one with --vault."))
    for what, text in (("subject", draft.subject), ("ref", draft.ref)):
        if not _PLAIN.fullmatch(text):
            problems.append(Problem("record.text", f"The {what} is no plain text of up to 200 characters."))
    try:
        body = canonical(draft.body)
    except HostileJsonError as e:
        problems.append(Problem("record.json", str(e)))
    return tuple(problems) if problems else Ready(draft, body, compartment)


def about_an_entry(r: Ready, known: Known, is_sealed: Callable[[int], bool]) -> tuple[Problem, ...]:
    """What is wrong with an entry about another entry (a correction, a withdrawal); empty if nothing."""
    d, form = r.draft, r.draft.form.partition("/")[0]
    if form not in {"correction", "withdrawal", "redaction"}:
        return ()
    row = known.find(target_of(d.subject))
    if row is None:
        return (Problem("record.target", f"There is no entry {d.subject:.40}.", "Name it as #17."),)
    seq, _, tab, root, _, subject, _, compartment = row
    if form == "redaction":
        return ()
    problems = []
    original = known.find(root)
    assert original is not None
    if not tab or original[1].partition("/")[0] in {"withdrawal", "redaction"}:
        problems.append(Problem("record.target", f"Entry {seq} is a {original[1]}: it cannot be corrected."))
    if not may_amend(d.author, original[6]):
        problems.append(
            Problem("record.role", f"{d.author} may not amend what {original[6]} wrote.", "Only authors and verifiers.")
        )
    if r.compartment != compartment:
        problems.append(
            Problem("record.compartment", f"Entry {seq} is in {compartment}: so must be its {form}.", "Name it.")
        )
    if form == "correction" and tab:
        inner = FORMS[original[1]]
        problems += inner.problems(d.body["body"], subject)
        if not d.sealed and (inner.private & set(d.body["body"]) or is_sealed(root)):
            problems.append(Problem("record.sealed", f"Entry {seq} is sealed: so must be its correction."))
    return tuple(problems)
