"""HTML and Markdown into plain text: paragraphs stay paragraphs, list items keep a marker, nothing hidden is read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "tr",
    "blockquote",
    "pre",
    "table",
    "ul",
    "ol",
    "header",
    "dd",
    "dt",
}
_HIDDEN = {"script", "style", "noscript", "template", "nav", "footer", "head", "svg", "form", "button", "aside"}
_VOID = {"br", "hr", "img", "input", "meta", "link"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.hidden: list[str] = []
        self.lists: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self.hidden.append(tag)
        elif tag == "br":
            self.out.append("\n")
        elif tag in _BLOCKS:
            self.out.append("\n\n")
        if tag in {"ul", "ol"}:
            self.lists.append(0 if tag == "ol" else None)
        if tag == "li":
            if self.lists and self.lists[-1] is not None:
                self.lists[-1] += 1
                self.out.append(f"{self.lists[-1]}. ")
            else:
                self.out.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.hidden:
            while self.hidden and self.hidden.pop() != tag:
                pass
        elif tag in _BLOCKS and tag not in _VOID:
            self.out.append("\n\n")
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.out.append(re.sub(r"\s+", " ", data))


def text_of_html(source: str) -> str:
    """The visible text of a page.

    >>> text_of_html("<p>We agreed this.</p><script>x</script><ol><li>Withdraw</ol>")
    'We agreed this.\\n\\n1. Withdraw\\n'
    """
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return _tidy("".join(reader.out))


def text_of_markdown(source: str) -> str:
    """Markdown without its marks: headings, emphasis, links, code fences, quotes.

    >>> text_of_markdown("# Title\\n\\nThe *sides* [agreed](http://x) to **stop**.")
    'Title\\n\\nThe sides agreed to stop.\\n'
    """
    text = re.sub(r"\A\ufeff?---\n.*?\n---\n", "", source, flags=re.DOTALL)
    text = re.sub(r"(?ms)^(```|~~~).*?^\1[ \t]*$", "", text)
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(?m)^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t#]*$", r"\1", text)
    text = re.sub(r"(?m)^[ \t]{0,3}>[ \t]?", "", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)", r"\1", text)
    text = re.sub(r"`([^`\n]+)`", r"\1", text)
    return _tidy(text)


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"
