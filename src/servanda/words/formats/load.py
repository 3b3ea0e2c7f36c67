"""Open a document file, tell its kind by its first bytes and its ending, and give its text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from servanda.errors import Problem, ServandaError

MOST_BYTES = 60_000_000


class UnreadableFileError(ServandaError):
    """A file from which no text can be taken."""

    def __init__(self, path: Path, why: str, hint: str) -> None:
        super().__init__(f"{path}: {why} {hint}".strip())


@dataclass(frozen=True)
class Loaded:
    """A document's text. ``extracted`` tells that it is not the file's own characters: keep it beside the file."""

    text: str
    kind: str  # text | markdown | html | pdf | docx
    extracted: bool
    problems: tuple[Problem, ...] = ()


def load(path: Path) -> Loaded:
    """The text of a document.

    Raises:
        UnreadableFileError: missing, empty, binary, too large, encrypted or scanned files, or a missing extra.
    """
    if not path.is_file():
        raise UnreadableFileError(path, "there is no such file." if not path.exists() else "this is not a file.", "")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFileError(path, "the file is empty.", "")
    if size > MOST_BYTES:
        raise UnreadableFileError(
            path, f"the file has {size / 1e6:.0f} MB; more than {MOST_BYTES / 1e6:.0f} MB are not read.", "Split it."
        )
    data = path.read_bytes()
    ending = path.suffix.lower()
    if data[:5] == b"%PDF-" or ending == ".pdf":
        from .pdf import text_of_pdf

        return Loaded(text_of_pdf(path, data), "pdf", True)
    if data[:4] == b"PK\x03\x04":
        from .docx import text_of_docx

        return Loaded(text_of_docx(path, data), "docx", True)
    text, problems, exact = _decode(path, data)
    if text.lstrip("\ufeff \r\n\t")[:1] in {"{", "["} and _is_json(text):
        raise UnreadableFileError(
            path, "this is JSON, not a document.", "A reading is shown by draft and compared by diff-reading."
        )
    if ending in {".html", ".htm", ".xhtml"} or text[:400].lstrip("\ufeff \r\n\t").lower().startswith(
        ("<!doctype html", "<html")
    ):
        from .markup import text_of_html

        return Loaded(text_of_html(text), "html", True, problems)
    if ending in {".md", ".markdown"}:
        from .markup import text_of_markdown

        return Loaded(text_of_markdown(text), "markdown", True, problems)
    return Loaded(text, "text", not exact, problems)


def _is_json(text: str) -> bool:
    """Whether the text is JSON: data, in which every key would be taken for words."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _decode(path: Path, data: bytes) -> tuple[str, tuple[Problem, ...], bool]:
    """UTF-8 as it stands (a byte order mark stays a character), UTF-16 by its mark, else Windows-1252 and a Problem."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16"), (), False
        except UnicodeDecodeError as e:
            raise UnreadableFileError(path, "the file begins like UTF-16 and is not.", "Save it as UTF-8.") from e
    if b"\x00" in data[:100_000]:
        raise UnreadableFileError(
            path, "this is a binary file, not a text.", "Text, Markdown, HTML, PDF and DOCX are read."
        )
    try:
        return data.decode("utf-8"), (), True
    except UnicodeDecodeError as e:
        text = data.decode("cp1252", errors="replace")
        odd = sum(c < " " and c not in "\n\r\t\f" for c in text[:100_000]) + text[:100_000].count("\ufffd")
        if odd > 0.01 * min(len(text), 100_000):
            raise UnreadableFileError(
                path, "this is a binary file, not a text.", "Text, Markdown, HTML, PDF and DOCX are read."
            ) from e
        problem = Problem(
            "words.encoding",
            f"{path.name} is not UTF-8 (first at byte {e.start}); it was read as Windows-1252.",
            "Check accents and quotes, or save it as UTF-8.",
        )
        return text, (problem,), False
