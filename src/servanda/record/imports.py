"""Reports from files into drafts: JSON lines, and what phones send (KoboToolbox and ODK submissions as JSON).

Tables (CSV, XLSX, HXL, GED, ACLED) are read by the incidents station, which hands over bodies of reports.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from servanda.errors import Problem, ServandaError
from servanda.source import Cell
from servanda.times import parse_instant

from .canonical import HostileJsonError, canonical, strict
from .forms import FORMS
from .model import Draft, instant_text

Row = Draft | Problem


class ImportFileError(ServandaError):
    """A file that cannot be read at all."""


def read_json_lines(path: Path, author: str, form: str = "report/1") -> Iterator[Row]:
    """One draft a line; a Problem for each line that is none, so that nothing is dropped quietly.

    A line is a body of ``form``, or an object with ``body`` and any of ``form``, ``subject``, ``compartment``, ``ref``,
    ``sealed``. A line without a ``ref`` gets one from its own content, so that the same file twice is harmless.
    """
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = strict(line)
            if not isinstance(row, dict):
                raise HostileJsonError("A line is an object.")  # noqa: TRY301
            enveloped = isinstance(row.get("body"), dict)
            body = row["body"] if enveloped else row
            more = row if enveloped else {}
            ref = str(more.get("ref") or _ref(path.name, number, body))
        except HostileJsonError as e:
            yield Problem("record.line", str(e), "", Cell(path.name, number, "", line[:80].decode("utf-8", "replace")))
            continue
        yield Draft(
            str(more.get("form") or form),
            author,
            body,
            str(more.get("subject") or ""),
            str(more.get("compartment") or ""),
            ref,
            bool(more.get("sealed", False)),
        )


def read_kobo(path: Path, author: str, mapping: Mapping[str, str] | None = None, sealed: bool = False) -> Iterator[Row]:
    """KoboToolbox or ODK Central submissions: a JSON array, or ``{"results": […]}`` / ``{"value": […]}``.

    A question's answer goes to the report's field of the same name (the group before a ``/`` is dropped), or to the one
    that ``mapping`` (question → field) names. Geopoints become lon, lat and radius. Everything else is kept under its
    own name. The submission's uuid is the ``ref``: sent twice, it is one entry.
    """
    try:
        found = strict(path.read_bytes())
    except OSError as e:
        raise ImportFileError(f"{path} cannot be read: {e.strerror}.") from e
    except HostileJsonError as e:
        raise ImportFileError(f"{path}: {e}") from e
    rows = found.get("results", found.get("value")) if isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise ImportFileError(f"{path} holds no list of submissions: export them as JSON.")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            yield Problem("record.submission", "A submission is an object.", "", Cell(path.name, number))
            continue
        try:
            body = _kobo_body(row, mapping or {})
        except ValueError as e:
            yield Problem("record.submission", str(e), "", Cell(path.name, number, "", str(row.get("_uuid", ""))))
            continue
        uuid = str(row.get("_uuid") or row.get("__id") or row.get("_id") or "")
        yield Draft(
            "report/1", author, body, uuid or f"{path.stem}-{number}", "", uuid or _ref(path.name, number, body), sealed
        )


def _kobo_body(row: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any]:
    kinds = {f.name: f.kind for f in FORMS["report/1"].fields}
    body: dict[str, Any] = {}
    for name, value in _flat(row):
        field = mapping.get(name) or mapping.get(name.rpartition("/")[2]) or name.rpartition("/")[2]
        if value is None or value == "" or field in {"formhub", "uuid", "instanceID"}:
            continue
        if field == "_geolocation" or (field in {"location", "geopoint", "gps"} and _is_point(value)):
            body |= _point(value)
            continue
        kind = kinds.get(field)
        if kind == "instant":
            value = instant_text(parse_instant(str(value)))
        elif kind in {"count", "grade"}:
            value = int(str(value))
        elif kind in {"lon", "lat", "metres"}:
            value = float(str(value))
        elif kind == "flag":
            value = str(value).lower() in {"true", "yes", "1"}
        elif kind in {"text", "id"}:
            value = str(value)
        body[field] = value
    if "happened_from" not in body and "happened_to" not in body and isinstance(row.get("start"), str):
        body["filled_in_at"] = row["start"]
    return body


def _flat(row: Mapping[str, Any], lead: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict) and "coordinates" in value:
            lon, lat = value["coordinates"][:2]
            yield "_geolocation", [lat, lon]
        elif isinstance(value, dict) and not lead.count("/") > 8:
            yield from _flat(value, f"{lead}{name}/")
        else:
            yield f"{lead}{name}", value


def _is_point(value: Any) -> bool:
    return isinstance(value, str) and 2 <= len(value.split()) <= 4


def _point(value: Any) -> dict[str, float]:
    parts = value.split() if isinstance(value, str) else list(value)
    if len(parts) < 2 or parts[0] is None or parts[1] is None:
        return {}
    out = {"lat": float(parts[0]), "lon": float(parts[1])}
    if len(parts) > 3 and float(parts[3]) > 0:
        out["radius_m"] = float(parts[3])
    return out


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as f:
            yield from f
    except OSError as e:
        raise ImportFileError(f"{path} cannot be read: {e.strerror}.") from e


def _ref(name: str, number: int, body: Any) -> str:
    return f"{name}:{number}:{hashlib.sha256(canonical(body)).hexdigest()[:16]}"


def plain_instant(value: Any) -> Any:
    """An instant as the forms write it; anything else as it is."""
    return instant_text(value) if isinstance(value, datetime) else value
