"""The documents that an accord cites: their paragraphs, and the passage behind a citation where the text is at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from .model import Accord, Cite, Document


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Start and end (exclusive) of every paragraph: runs of lines with no blank line between them, in order.

    >>> [("a\\nb\\n\\n  \\nc\\n")[s:e] for s, e in paragraphs("a\\nb\\n\\n  \\nc\\n")]
    ['a\\nb', 'c']
    """
    out, at, start, end = [], 0, -1, -1
    for line in text.split("\n"):
        if line.strip():
            start = at if start < 0 else start
            end = at + len(line)
        elif start >= 0:
            out.append((start, end))
            start = -1
        at += len(line) + 1
    if start >= 0:
        out.append((start, end))
    return out


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def find_text(document: Document, folders: Iterable[Path]) -> Path | None:
    """The first file of the document's name in the folders, or None."""
    if not document.file:
        return None
    return next((f / document.file for f in folders if (f / document.file).is_file()), None)


def read_text(document: Document, path: Path) -> str | None:
    """The text of the document (LF line ends), or None if the file is not the text that was cited.

    The file's bytes must have the document's SHA-256; line ends that git changed on the way are forgiven.
    """
    data = path.read_bytes()
    unix = data.replace(b"\r\n", b"\n")
    if document.sha256 and document.sha256 not in {digest(data), digest(unix)}:
        return None
    try:
        return unix.decode("utf-8")
    except UnicodeDecodeError:
        return None


def cut(text: str, cite: Cite) -> str | None:
    """The cited part of the document's text, or None if the text has no such paragraph or span."""
    if cite.paragraph is not None:
        found = paragraphs(text)
        if not 1 <= cite.paragraph <= len(found):
            return None
        start, end = found[cite.paragraph - 1]
        return text[start:end]
    if cite.start is not None and cite.end is not None:
        return text[cite.start : cite.end] if cite.end <= len(text) else None
    return text


def passage(accord: Accord, cite: Cite, where: Path | Iterable[Path] | None = None) -> str | None:
    """The sentence or paragraph that a citation points at, or None where the text is not at hand or is another text.

    Looked for beside the accord, then in ``where`` (a folder or several). The text's SHA-256 must be the cited one.
    """
    document = accord.documents.get(cite.document)
    if document is None:
        return None
    folders = [accord.folder] if accord.folder else []
    folders += [where] if isinstance(where, Path) else list(where or [])
    for folder in folders:
        path = find_text(document, [folder])
        text = read_text(document, path) if path else None
        if text is not None:
            return cut(text, cite)
    return None
