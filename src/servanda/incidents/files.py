"""What a file is, found out from its first bytes: its compression, kind, encoding and delimiter."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from servanda.errors import ServandaError

from .header import most_known

SAMPLE = 1 << 20  # bytes looked at to tell encoding and delimiter
DELIMITERS = ",;\t|"

_UNREADABLE = {
    b"%PDF": ("a PDF", "Copy the table into a spreadsheet and save it as CSV or XLSX."),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook (.xls)", "Open it and save it as .xlsx or CSV."),
    b"FEA1": ("a Feather file of version 1", "Write it again as Feather version 2 or Parquet."),
    b"SQLite format 3": ("an SQLite database", "Export the table as CSV."),
    b"\x89PNG": ("a picture", "Give the table itself, as CSV or XLSX."),
    b"\xff\xd8\xff": ("a picture", "Give the table itself, as CSV or XLSX."),
    b"BZh": ("compressed with bzip2", "Decompress it, or use gzip."),
    b"\xfd7zXZ": ("compressed with xz", "Decompress it, or use gzip."),
    b"(\xb5/\xfd": ("compressed with Zstandard", "Decompress it, or use gzip."),
    b"7z\xbc\xaf": ("a 7-Zip archive", "Unpack it first."),
    b"Rar!": ("a RAR archive", "Unpack it first."),
}


class UnreadableFileError(ServandaError):
    """A file that no reader can take at all."""

    def __init__(self, path: str, why: str, hint: str) -> None:
        super().__init__(f"{path}: {why} {hint}".rstrip())


DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error)  # what reading a damaged gzip file raises, at its start or later


def damaged(name: str, reason: BaseException) -> UnreadableFileError:
    """That a gzip file is cut off or broken, with the reason."""
    return UnreadableFileError(name, f"the gzip file is damaged ({reason}).", "Fetch it again.")


@dataclass(frozen=True)
class Found:
    """A file as recognised: ``kind`` is csv, xlsx, parquet, arrow-file or arrow-stream."""

    path: Path
    name: str  # as shown to people
    kind: str
    gzipped: bool
    size: int  # bytes on disk
    encoding: str = "utf-8"
    delimiter: str = ","
    guessed: str = ""  # what was assumed about the encoding, for a notice; empty: it was certain

    def open(self, progress: Callable[[int, int], None] | None = None) -> IO[bytes]:
        """The decompressed bytes; ``progress`` hears of bytes read and bytes in all, as they lie on disk."""
        raw: io.RawIOBase | IO[bytes] = _Watched(self.path, self.size, progress) if progress else self.path.open("rb")
        if self.gzipped:
            return gzip.open(raw, "rb")  # type: ignore[return-value]
        return io.BufferedReader(raw) if isinstance(raw, io.RawIOBase) else raw


class _Watched(io.RawIOBase):
    """A file that tells how far it has been read."""

    def __init__(self, path: Path, size: int, progress: Callable[[int, int], None]) -> None:
        self._file, self._size, self._tell = path.open("rb", buffering=0), size, progress

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        n = self._file.readinto(buffer)
        self._tell(self._file.tell(), self._size)
        return n

    def close(self) -> None:
        self._file.close()
        super().close()


def recognise(path: Path, encoding: str | None = None) -> Found:
    """Tell what a file is by its contents, whatever its name says.

    Raises:
        UnreadableFileError: it is missing, a directory, empty, damaged, or of a kind that holds no table for us.
    """
    name = str(path)
    if path.is_dir():
        raise UnreadableFileError(name, "this is a directory.", "Name the files in it.")
    try:
        size = path.stat().st_size
        with path.open("rb") as f:
            gzipped = f.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if gzipped else path.open("rb") as f:
            sample = f.read(SAMPLE)
    except FileNotFoundError:
        raise UnreadableFileError(name, "there is no such file.", "Check the name and the folder.") from None
    except DAMAGED as e:
        raise damaged(name, e) from None
    except OSError as e:
        raise UnreadableFileError(name, f"it cannot be read ({e.strerror or e}).", "") from None
    if not sample.strip():
        raise UnreadableFileError(name, "the file is empty.", "It needs a line with column names, then one row each.")
    kind = _kind(name, sample)
    if kind != "csv":
        return Found(path, name, kind, gzipped, size)
    encoding, guessed = (_known(encoding, name), "") if encoding else _encoding(name, sample)
    text = sample.decode(encoding, errors="replace")
    return Found(path, name, "csv", gzipped, size, encoding, delimiter_of(text), guessed)


def _kind(name: str, sample: bytes) -> str:
    if sample.startswith(b"PK\x03\x04"):
        if b"xl/" in sample or b"[Content_Types].xml" in sample[:200]:
            return "xlsx"
        raise UnreadableFileError(name, "this is a ZIP archive.", "Unpack it and give the table in it.")
    if sample.startswith(b"PAR1"):
        return "parquet"
    if sample.startswith(b"ARROW1"):
        return "arrow-file"
    if sample.startswith(b"\xff\xff\xff\xff"):
        return "arrow-stream"
    for magic, (what, hint) in _UNREADABLE.items():
        if sample.startswith(magic):
            raise UnreadableFileError(name, f"this is {what}, not a table.", hint)
    if re.match(rb"(\xef\xbb\xbf)?\s*[{[]", sample) and re.search(rb'"\s*:', sample[:4096]):
        raise UnreadableFileError(name, "this is JSON.", "Save the table as CSV, XLSX or Parquet.")
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml)", sample[:200], re.IGNORECASE):
        raise UnreadableFileError(name, "this is a web page or XML.", "Save the table as CSV or XLSX.")
    return "csv"


def _known(encoding: str, name: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise UnreadableFileError(name, f"{encoding!r} is no encoding.", "Say utf-8, windows-1256, utf-16, …") from None


def _encoding(name: str, sample: bytes) -> tuple[str, str]:
    """The encoding of a text and, where it is a guess, the guess in words.

    A byte order mark is certain. A zero byte in every second place is UTF-16. Valid UTF-8 is UTF-8. Of the one-byte
    encodings: letters of Arabic or Cyrillic stand in runs, accented Latin letters stand among plain ones.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if sample.startswith(mark):
            return encoding, ""
    if b"\0" in sample:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        half = len(sample) / 2
        if odd > 0.3 * half and even < 0.05 * half:
            return "utf-16-le", "UTF-16 (little-endian), by its zero bytes"
        if even > 0.3 * half and odd < 0.05 * half:
            return "utf-16-be", "UTF-16 (big-endian), by its zero bytes"
        raise UnreadableFileError(name, "this is a binary file, not a table.", "Give CSV, XLSX, Parquet or Arrow.")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=len(sample) < SAMPLE)
        return "utf-8", ""
    except UnicodeDecodeError:
        pass
    high = re.findall(rb"[\x80-\xff]+", sample)
    letters = b"".join(high)
    controls = sum(sample.count(bytes([c])) for c in range(32) if c not in (9, 10, 13))
    if controls > len(sample) / 200:
        raise UnreadableFileError(name, "this is a binary file, not a table.", "Give CSV, XLSX, Parquet or Arrow.")
    if len(letters) > 0.9 * len(sample.strip()) and len(high) < 3:
        raise UnreadableFileError(name, "this is a binary file, not a table.", "Give CSV, XLSX, Parquet or Arrow.")
    in_runs = sum(len(run) for run in high if len(run) > 1) / max(1, len(letters))
    if in_runs <= 0.5:
        return "cp1252", "Windows-1252 (Western European)"
    arabic = sum("\u0600" <= c <= "\u06ff" for c in letters.decode("cp1256", "replace")) / len(letters)
    if arabic > 0.85:
        return "cp1256", "Windows-1256 (Arabic)"
    return "cp1251", "Windows-1251 (Cyrillic)"


def delimiter_of(text: str) -> str:
    """The character between the cells: the one that shows the most known names, then cuts evenly, then the most cells.

    >>> delimiter_of("date;place;killed\\n2016-02-27;Homs, old town;3\\n")
    ';'
    """
    if m := re.match(r"\ufeff?sep=(.)\r?\n", text):  # how Excel is told
        return m[1]
    lines = text.splitlines(keepends=True)
    lines = lines[: min(len(lines) - 1, 60)] or lines[:1]  # the sample's last line may be cut
    best, best_score = ",", (0, 0.0, 0)
    for delimiter in DELIMITERS:
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not rows:
            continue
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        score = (most_known(rows), round(widths.count(usual) / len(widths), 1), usual)
        if usual > 1 and score > best_score:
            best, best_score = delimiter, score
    return best
