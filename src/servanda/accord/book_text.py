"""The accord book as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from .book import Book, Card
from .phrases import Phrase, day_words, plain


def book_text(book: Book, width: int = 100) -> str:
    """The whole book, no line longer than ``width`` where words allow it."""
    return "\n".join(_lines(book, max(40, width))) + "\n"


def _lines(book: Book, width: int) -> Iterator[str]:
    accord = book.accord
    title = accord.title["en"]
    yield from (title, "=" * min(width, len(title)), "")
    shown = f"as the reading {book.reading} has it" if book.reading else f"with {len(book.readings)} readings"
    yield from _wrap(f"Accord {accord.id}, {shown}. Dates are in {accord.time_zone}. Hash {accord.hash}.", width)
    yield ""
    for document, at_hand in book.documents:
        where = "text at hand" if at_hand else f"SHA-256 {document.sha256[:16]}…" if document.sha256 else "no text"
        yield from _wrap(f"{document.id}: {document.title}, {day_words(document.date)} ({where})", width, "  ")
    yield from _heading("Who owes what to whom, by when", width)
    for duty in book.duties:
        to = f", to {plain(duty.counterparty)}" if duty.counterparty else ""
        yield from _wrap(f"{plain(duty.bearer)} {duty.must}: {plain(duty.what)}{to}", width)
        for label, values in (("when", duty.when), ("unless", duty.unless), ("behind it", _one(duty.guarantors))):
            if values:
                yield from _wrap(f"{label}: {'; '.join(plain(v) for v in values)}", width, "    ")
    if len(book.readings) > 1:
        yield from _heading("The readings side by side", width)
        for dispute in book.disputes:
            yield from _wrap(plain(dispute.about), width)
            for name, value in zip(book.readings, dispute.values, strict=True):
                yield from _wrap(f"{name.name}: {plain(value)}", width, "    ")
    yield from _heading("The accord", width)
    for part in book.parts:
        yield from (part, "") if isinstance(part, str) else _card(part, width)


def _one(phrase: Phrase) -> tuple[Phrase, ...]:
    return (phrase,) if phrase else ()


def _heading(text: str, width: int) -> tuple[str, ...]:
    return ("", text, "-" * min(width, len(text)), "")


def _wrap(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _card(card: Card, width: int) -> Iterable[str]:
    others = [name for language, name in card.names.items() if language != "en"]
    name = card.names.get("en", "")
    head = (
        f"[{card.kind}] {name}" + (f" ({', '.join(others)})" if others else "") + (f"  #{card.id}" if card.id else "")
    )
    yield from _wrap(head.replace("[influence] ", "[influence]"), width)
    for row in card.rows:
        values = [plain(value) for value in row.values]
        if len(values) == 1:
            yield from _wrap(f"{row.label}: {values[0]}", width, "  ")
        else:
            yield f"  {row.label}:"
            for value in values:
                yield from _wrap(f"- {value}", width, "    ")
    for passage in card.passages:
        yield from _wrap(f"Rests on {plain(passage.cite)}", width, "  ")
        if passage.words:
            yield from _wrap(f"“{' '.join(passage.words.split())}”", width, "    | ")
    if card.source:
        yield from _wrap(f"Source: {card.source}", width, "  ")
    if card.note:
        yield from _wrap(f"Note: {card.note}", width, "  ")
    yield ""
