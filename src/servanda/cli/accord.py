"""`servanda accord schema` and `servanda accord show`: an accord's form, and an accord as a book."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ._accord import accord_or_exit
from ._files import write_whole


@click.group()
def command() -> None:
    """Show an accord as a book, or the schema of its blocks.

    \b
      servanda accord show vienna
      servanda accord show vienna --html vienna.html
      servanda accord schema norm
    """


@command.command()
@click.argument("kind", required=False, default="")
@click.option("--table", is_flag=True, help="The same as a table of keys in Markdown.")
def schema(kind: str, table: bool) -> None:
    """Print JSON Schema of the blocks of an accord, or of one KIND (party, norm, "front matter", zone …).

    \b
      servanda accord schema > accord-blocks.json
      servanda accord schema milestone
      servanda accord schema --table
    """
    from servanda.accord.schema import json_schema, keys_table

    if table:
        click.echo(keys_table(), nl=False)
        return
    try:
        found = json_schema(kind)
    except KeyError:
        known = ", ".join(json_schema()["$defs"])
        raise click.BadParameter(f"{kind!r} is no kind of block; there are: {known}.", param_hint="KIND") from None
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


@command.command()
@click.argument("accord")
@click.option("--reading", default="", help="Show the accord as one reading has it.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write one page that needs no network.")
@click.option(
    "--texts",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder in which cited texts lie, so that the book can quote them; again for more.",
)
@click.option("--markdown", is_flag=True, help="Print the accord's own text in canonical form instead.")
def show(accord: str, reading: str, html: Path | None, texts: tuple[Path, ...], markdown: bool) -> None:
    """Show ACCORD as a book: prose, who owes what to whom by when, readings side by side, cited passages.

    \b
      servanda accord show vienna
      servanda accord show vienna --reading un
      servanda accord show vienna --html vienna.html --texts documents/
    """
    import shutil

    from servanda.accord import print_accord
    from servanda.accord.book import chosen

    loaded = accord_or_exit(accord)
    if markdown:
        click.echo(print_accord(loaded), nl=False)
        return
    book = chosen(loaded, texts, reading)
    if html is None:
        from servanda.accord.book_text import book_text

        click.echo_via_pager(book_text(book, min(shutil.get_terminal_size().columns, 100)))
        return
    from servanda.accord.book_page import book_html

    write_whole(html, book_html(book))
    click.echo(f"{html}: the book of {loaded.id}", err=True)
