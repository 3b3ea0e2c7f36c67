"""The text of a PDF, with page headers and broken words mended. Needs the extra ``documents``."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path

from .load import UnreadableFileError


def text_of_pdf(path: Path, data: bytes) -> str:
    """The text of a PDF's pages, or UnreadableFileError for broken, encrypted and scanned files."""
    try:
        import pypdf
    except ImportError as e:
        raise UnreadableFileError(
            path, "reading PDF needs the extra packages.", "Install them: pip install 'servanda[documents]'."
        ) from e
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        locked = bool(reader.is_encrypted and not reader.decrypt(""))
        pages = [] if locked else [(page.extract_text() or "").splitlines() for page in reader.pages]
    except Exception as e:  # pypdf raises many kinds on broken files
        raise UnreadableFileError(
            path, f"the PDF cannot be opened ({type(e).__name__}).", "It may be cut off or broken."
        ) from e
    if locked:
        raise UnreadableFileError(path, "the PDF is encrypted.", "Save a copy without a password.")
    text = _join(pages)
    if sum(c.isalpha() for c in text) < 20 * max(1, len(pages)):
        raise UnreadableFileError(
            path, "the PDF holds no text, it is probably scanned.", "Recognise its text (OCR) first."
        )
    return text


def _join(pages: list[list[str]]) -> str:
    """Pages joined; lines that stand at the edge of most pages and page numbers are left out."""
    edges = Counter(line.strip() for page in pages for line in {*(page[:2]), *(page[-2:])} if line.strip())
    running = {line for line, n in edges.items() if len(pages) > 2 and n > 0.6 * len(pages)}
    lines = [
        line.rstrip()
        for page in pages
        for line in page
        if line.strip() not in running and not re.fullmatch(r"\s*(?:-\s*)?\d{1,4}(?:\s*/\s*\d+)?(?:\s*-)?\s*", line)
    ]
    text = "\n".join(lines)
    text = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
