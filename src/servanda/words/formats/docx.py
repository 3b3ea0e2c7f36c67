"""The text of a DOCX file: paragraphs and tables in order. Needs the extra ``documents``."""

from __future__ import annotations

import io
from pathlib import Path

from .load import UnreadableFileError


def text_of_docx(path: Path, data: bytes) -> str:
    """The text of a Word document, or UnreadableFileError for other or broken archives."""
    try:
        import docx
        from docx.table import Table
        from docx.text.paragraph import Paragraph
    except ImportError as e:
        raise UnreadableFileError(
            path, "reading DOCX needs the extra packages.", "Install them: pip install 'servanda[documents]'."
        ) from e
    try:
        document = docx.Document(io.BytesIO(data))
        lines: list[str] = []
        for part in document.iter_inner_content():
            if isinstance(part, Paragraph):
                marker = "- " if "List" in (part.style.name if part.style else "") and part.text.strip() else ""
                lines.append(marker + part.text)
            elif isinstance(part, Table):
                lines += ["\t".join(cell.text.replace("\n", " ") for cell in row.cells) for row in part.rows]
    except Exception as e:  # python-docx raises many kinds on broken files
        raise UnreadableFileError(
            path,
            f"the file is an archive but not a readable DOCX ({type(e).__name__}).",
            "Text, Markdown, HTML, PDF and DOCX are read.",
        ) from e
    text = "\n\n".join(line.strip() for line in lines if line.strip()) + "\n"
    if not text.strip():
        raise UnreadableFileError(path, "the document holds no text.", "")
    return text
