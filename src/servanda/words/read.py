"""Read one document: text in, a Reading out. Pure: no clock, no file, no network, the same answer every time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from servanda.errors import Problem, ServandaError

from .claims import claims_of
from .confidence import confidence, threshold
from .constructions import drafts_of
from .details import complete
from .document import Document, guess_date
from .model import Commitment, Reading
from .quarrels import disagreements_of
from .text import Text

MOST_CHARACTERS = 5_000_000


class NothingToReadError(ServandaError):
    """The document holds no text that can be read."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Nothing can be read: {what}")


class NoDateError(ServandaError):
    """The document's date is needed for its deadlines and stands nowhere in it."""

    def __init__(self) -> None:
        super().__init__(
            "The document's date stands nowhere in its head or tail, and every deadline counts from it. Give it "
            "with --date YYYY-MM-DD."
        )


def check_text(text: str) -> list[Problem]:
    """What makes a text unreadable or doubtful."""
    out = []
    if not text.strip():
        out.append(
            Problem("words.empty", "The document holds no text.", "A scanned document must be recognised (OCR) first.")
        )
        return out
    letters = sum(c.isalpha() for c in text[:200_000])
    latin = sum("a" <= c.lower() <= "z" for c in text[:200_000])
    if letters and latin < 0.5 * letters:
        out.append(
            Problem(
                "words.language",
                "The text is not in English (its letters are mostly not Latin).",
                "Only English is read; nothing was taken from it.",
            )
        )
    elif letters > 400:
        low = f" {text[:200_000].lower()} "
        common = sum(low.count(f" {w} ") for w in ("the", "of", "and", "to", "that", "in"))
        if common < letters / 300:
            out.append(
                Problem(
                    "words.language",
                    "The text does not read like English.",
                    "Only English is read; nothing was taken from it.",
                )
            )
    control = sum(c < " " and c not in "\n\r\t\f\v" for c in text[:200_000])
    if control > 0.02 * min(len(text), 200_000):
        out.append(
            Problem(
                "words.binary",
                "The document looks like binary data, not text.",
                "Give text, Markdown, HTML, PDF or DOCX.",
            )
        )
    if len(text) > MOST_CHARACTERS:
        out.append(
            Problem(
                "words.too-long",
                f"The text has {len(text):,} characters; more than {MOST_CHARACTERS:,} are not one document.",
                "Split it.",
            )
        )
    return out


def read(
    text: str,
    on: date | None = None,
    issuer: str = "",
    title: str = "",
    accord_names: dict[str, str] | None = None,
    parse: bool = False,
) -> Reading:
    """Read a document.

    Args:
        text: the document as str; all offsets count its characters.
        on: the document's date; sought in the text where it is None.
        issuer: on whose authority it speaks, where the text does not tell.
        accord_names: printed name → name of an accord's party, to join with.
        parse: sharpen with the optional parser (extra ``parse``).

    Raises:
        NothingToReadError: no text, binary data, another language, or more than 5 million characters.
        NoDateError: no date given and none found.
    """
    problems = check_text(text)
    if problems:
        raise NothingToReadError(" ".join(f"{p.message} {p.hint}" for p in problems))
    body = Text(text)
    day = on or guess_date(body)
    if day is None:
        raise NoDateError
    doc = Document(body, day, issuer, title)
    for form, name in (accord_names or {}).items():
        if form in doc.names.canonical:
            doc.names.rename(doc.names.canonical[form], name)
    found = [complete(doc, d) for d in drafts_of(doc)]
    if parse:
        from .parser import sharpen

        found = sharpen(doc, found)
    found = [replace(c, confidence=confidence(c.features)) for c in found]
    found = _apart([c for c in found if c.confidence >= threshold() and c.bearers])
    turns = tuple(doc.transcript.turns) if doc.transcript else ()
    reading = Reading(
        text,
        day,
        doc.genre,
        title or _title(body),
        doc.issuer_party,
        turns=turns,
        asides=tuple(doc.transcript.asides) if doc.transcript else (),
        exchanges=tuple(doc.transcript.exchanges) if doc.transcript else (),
        commitments=tuple(found),
        disagreements=tuple(disagreements_of(doc)),
        claims=tuple(claims_of(doc, found)),
    )
    return replace(reading, parties=doc.names.parties([*_persons(doc), *_meant(reading)]))


def _meant(reading: Reading) -> list[tuple[str, str, tuple[str, ...]]]:
    """Parties that are meant though no form of theirs is printed, such as the parties to an unnamed conflict."""
    named = [n for c in reading.commitments for n in (*c.bearers, *c.counterparty, *c.issuer)]
    named += [p.holder for d in reading.disagreements for p in d.positions]
    return [(n, "", ()) for n in dict.fromkeys(named)]


def _persons(doc: Document) -> list[tuple[str, str, tuple[str, ...]]]:
    """Persons, journalists and outlets as parties."""
    out = []
    for p in doc.people.known.values():
        printed = {f for f in p.forms if f in doc.text.folded}
        out.append((p.name, "person", tuple(sorted(printed))))
    if doc.transcript:
        for t in doc.transcript.turns:
            label = t.label.rstrip(": ")
            if t.questioner:
                first = t.questioner.split()[0]
                out.append((t.questioner, "person", (t.questioner, *((first,) if len(first) > 2 else ()))))
                if t.outlet:
                    out.append((t.outlet, "media", (t.outlet,)))
            elif t.speaker and label and label not in {"Q", "QUESTION"}:
                out.append((t.speaker, "person", (label,)))
    return out


def _apart(found: list[Commitment]) -> list[Commitment]:
    """Where two items cover nearly the same words, the surer one stays."""
    out: list[Commitment] = []
    for c in sorted(found, key=lambda c: (-c.confidence, c.start)):
        clash = [
            o for o in out if min(c.end, o.end) - max(c.start, o.start) > 0.6 * min(c.end - c.start, o.end - o.start)
        ]
        if not clash:
            out.append(c)
    return sorted(out, key=lambda c: (c.start, c.end))


def _title(text: Text) -> str:
    first = text.blocks[0] if text.blocks else None
    return " ".join(text.raw[first.start : first.end].split())[:160] if first else ""
