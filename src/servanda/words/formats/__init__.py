"""From a file to text: plain text, Markdown, HTML, PDF, DOCX. Offsets always count the text that this gives."""

from __future__ import annotations

from .load import Loaded, UnreadableFileError, load

__all__ = ["Loaded", "UnreadableFileError", "load"]
