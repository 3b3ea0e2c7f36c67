"""Lists from files, whatever their form, and back into files. The only part of this station that reads files."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable
from pathlib import Path

from .ftm_lines import read_ftm, write_ftm
from .listed import Listed, ListFile, UnreadableListError
from .ofac_csv import read_ofac, write_ofac
from .plain_csv import read_csv, write_csv
from .un_xml import read_un_xml, write_un_xml

_BIGGEST = 1 << 30  # bytes; a list is some megabytes, and a packed file may hide far more


def _bytes(path: Path) -> bytes:
    try:
        if path.suffix != ".gz":
            return path.read_bytes()
        with gzip.open(path) as f:
            data = f.read(_BIGGEST + 1)
    except (OSError, EOFError) as e:
        raise UnreadableListError(str(path), f"{e}.") from e
    if len(data) > _BIGGEST:
        raise UnreadableListError(str(path), "unpacked it is larger than 1 GiB.")
    return data


def _alias_file(path: Path) -> Path | None:
    """The alias file beside an OFAC main file: sdn.csv and alt.csv, in any prefix."""
    other = path.with_name(path.name.replace("sdn", "alt").replace("SDN", "ALT"))
    return other if other != path and other.is_file() else None


def list_id_of(path: Path) -> str:
    """A list's id: its file's name without endings."""
    name = path.name
    for ending in (".gz", ".xml", ".csv", ".json", ".jsonl", ".ftm", ".tsv"):
        name = name.removesuffix(ending)
    return name


def read_list(path: Path, list_id: str = "") -> ListFile:
    """Read a list: UN XML, OFAC CSV, FollowTheMoney lines or plain CSV, each also gzipped; told apart by content.

    Raises UnreadableListError where it is none of these, UnsafeXmlError where XML is unsafe.
    """
    data = _bytes(path)
    try:
        return _read(path, data, list_id or list_id_of(path))
    except csv.Error as e:
        raise UnreadableListError(str(path), f"it is no CSV: {e}.") from e


def _read(path: Path, data: bytes, id_: str) -> ListFile:
    head = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"<"):
        return read_un_xml(data, id_, str(path))
    if head.startswith(b"{"):
        return read_ftm(data, id_, str(path))
    first = head.split(b"\n", 1)[0].split(b",")
    if first[0].strip(b' "').isdigit() and len(first) >= 8:
        beside = _alias_file(path)
        return read_ofac(data, _bytes(beside) if beside else None, id_, str(path))
    if not head:
        raise UnreadableListError(str(path), "it is empty.")
    return read_csv(data, id_, str(path))


def write_list(entries: Iterable[Listed], form: str, like: ListFile | None = None) -> bytes:
    """Entries in a form: ``un-xml``, ``ftm``, ``csv``, or the main file of ``ofac-csv``."""
    if form == "un-xml":
        return write_un_xml(entries, like)
    if form == "ftm":
        return write_ftm(entries, like)
    if form == "ofac-csv":
        return write_ofac(entries)[0]
    return write_csv(entries)
