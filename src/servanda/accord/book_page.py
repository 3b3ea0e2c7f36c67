"""The accord book as one HTML page that needs no network."""

from __future__ import annotations

from importlib import resources

from .book import Book, Card
from .phrases import day_words

KINDS = {
    "party": "Party",
    "influence": "Influence",
    "group": "Group",
    "list": "List",
    "milestone": "Milestone",
    "norm": "Provision",
    "power": "Power",
    "reading": "Reading",
}


def book_html(book: Book) -> str:
    """One self-contained page: light and dark, for a telephone, a screen and A4."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    env = Environment(
        loader=PackageLoader("servanda.accord", "book"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["markdown"] = lambda text: Markup(_markdown(text))
    env.filters["day"] = day_words
    css = resources.files("servanda.accord").joinpath("book/book.css").read_text("utf-8")
    return env.get_template("book.html").render(
        book=book, accord=book.accord, css=Markup(css), kinds=KINDS, known=_anchors(book), runs=_runs(book)
    )


def _markdown(text: str) -> str:
    """Prose as HTML; raw HTML in it is shown and not run, pictures (which would need the network) are left out."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable("image").render(text)  # type: ignore[no-any-return]


def _anchors(book: Book) -> set[str]:
    """The ids that have a card on the page, so that no link leads nowhere."""
    cards = {part.id for part in book.parts if not isinstance(part, str)}
    return cards | {f"document-{document.id}" for document, _ in book.documents}


def _runs(book: Book) -> list[tuple[str, list[str | Card]]]:
    """The parts in runs: ``prose``, ``small`` (parties, which stand side by side), ``cards``; the title only once."""
    runs: list[tuple[str, list[str | Card]]] = []
    for part in book.parts:
        if isinstance(part, str):
            title, _, rest = part.partition("\n")
            part = rest.strip() if title.strip() == f"# {book.accord.title['en']}" else part
        kind = "prose" if isinstance(part, str) else "small" if part.kind == "party" else "cards"
        if runs and runs[-1][0] == kind:
            runs[-1][1].append(part)
        elif part:
            runs.append((kind, [part]))
    return runs
