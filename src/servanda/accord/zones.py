"""``zones.geojson`` into zones: named areas, lines and sites, in versions, every mistake with its place in the file."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from servanda.source import Span

from .blocks import ZONE
from .kinds import IncompleteError, Reader, WrongValueError
from .model import Zone
from .nodes import Map, Node, Scalar, Seq
from .records import build, read_attrs

_SHAPES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
_AREAS = {"Polygon", "MultiPolygon"}
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


def read_zones(text: str, path: str, reader: Reader) -> tuple[list[Zone], list[tuple[str, Span]]]:
    """The zones of a FeatureCollection in WGS 84, and the id of every feature with its place.

    What is wrong goes to the reader; a wrong feature is no zone, but its id is told.
    """
    here = _Places(text, path)
    try:
        whole = _DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError) as e:
        at = e.pos if isinstance(e, json.JSONDecodeError) else 0
        why = e.msg if isinstance(e, json.JSONDecodeError) else "brackets nest too deeply"
        reader.problem(
            "zones-json", f"The zones are not JSON: {why}.", "Mend or export the file again.", here.span(at, 1)
        )
        return [], []
    if (
        not isinstance(whole, dict)
        or whole.get("type") != "FeatureCollection"
        or not isinstance(whole.get("features"), list)
    ):
        hint = 'Write {"type": "FeatureCollection", "features": […]}.'
        reader.problem("zones-geojson", "The zones are not a GeoJSON FeatureCollection.", hint, here.span(0, 1))
        return [], []
    crs = whole.get("crs")
    if crs is not None and not re.search(r"CRS84|4326|WGS ?84", json.dumps(crs)):
        hint = "Convert the file to longitude and latitude in WGS 84 (EPSG:4326)."
        reader.problem("zones-crs", "The zones are in another coordinate system than WGS 84.", hint, here.find('"crs"'))
    zones, names = [], []
    for feature, start, end in here.features():
        spot = here.within(start, end)
        zone = _zone(feature, spot, reader)
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict) and isinstance(properties.get("id"), str):
            names.append((properties["id"], spot.find(json.dumps(properties["id"]), '"properties"')))
        if zone is not None:
            zones.append(zone)
    return zones, names


def _zone(feature: Any, here: _Places, reader: Reader) -> Zone | None:
    told = len(reader.problems)
    if (
        not isinstance(feature, dict)
        or feature.get("type") != "Feature"
        or not isinstance(feature.get("properties"), dict)
    ):
        hint = 'Write {"type": "Feature", "properties": {"id": …}, "geometry": {…}}.'
        reader.problem("zones-geojson", "This is not a GeoJSON Feature with properties.", hint, here.start())
        return None
    attrs: dict[str, Any] = {}
    try:
        attrs = read_attrs(ZONE, reader, _node(feature["properties"], '"properties"', here))
    except IncompleteError:
        pass
    except WrongValueError as e:
        reader.keep(e)
    name = feature["properties"].get("id", "without id")
    geometry = _geometry(feature.get("geometry"), f"Zone {name}", here, reader)
    if geometry is None or len(reader.problems) > told:
        return None
    zone: Zone = build(ZONE, attrs | {"geometry": geometry, "span": here.start()})
    return zone


def _geometry(raw: Any, who: str, here: _Places, reader: Reader) -> Any:
    """The shapely geometry, or None with a problem told."""
    spot = here.find('"geometry"')
    if not isinstance(raw, dict) or raw.get("type") not in _SHAPES:
        reader.problem(
            "zone-geometry", f"{who} has no geometry that we know.", f"Use {', '.join(sorted(_SHAPES))}.", spot
        )
        return None
    spot = here.find('"coordinates"')
    points = list(_points(raw.get("coordinates")))
    if not points or any(point is None for point in points):
        hint = "Write coordinates as [longitude, latitude] in degrees."
        reader.problem(
            "zone-geometry", f"The coordinates of {who[0].lower()}{who[1:]} are not pairs of numbers.", hint, spot
        )
        return None
    out = next((p for p in points if p and not (abs(p[0]) <= 180 and abs(p[1]) <= 90)), None)
    if out is not None:
        hint = "Longitude comes first (-180 to 180), then latitude (-90 to 90), in degrees."
        reader.problem(
            "zone-out-of-range", f"{who} has a point {out[0]:g}, {out[1]:g} that is not on Earth.", hint, spot
        )
        return None
    if raw["type"] in _AREAS:
        rings = raw["coordinates"] if raw["type"] == "Polygon" else [r for p in raw["coordinates"] for r in p]
        if any(
            not isinstance(ring, list) or not isinstance(ring[0], list) or len(ring) < 4 or ring[0] != ring[-1]
            for ring in rings
        ):
            hint = "End every ring with its first point; a ring has at least four."
            reader.problem("zone-open", f"{who} has a ring that does not close.", hint, spot)
            return None
    from shapely.geometry import shape
    from shapely.validation import explain_validity

    try:
        geometry = shape(raw)
    except Exception as e:  # shapely raises several kinds for shapes that nest wrongly
        reader.problem(
            "zone-geometry", f"{who} is not a {raw['type']}: {str(e).splitlines()[0]}.", "Export it again.", spot
        )
        return None
    if geometry.is_empty or not geometry.is_valid:
        why = "it is empty" if geometry.is_empty else explain_validity(geometry)
        reader.problem("zone-invalid", f"{who} is not a valid shape: {why}.", "Mend it in a map editor.", spot)
        return None
    return geometry


def _points(raw: Any) -> Iterator[tuple[float, float] | None]:
    if isinstance(raw, list) and raw and not any(isinstance(item, list) for item in raw):
        ok = 2 <= len(raw) <= 4 and all(isinstance(n, int | float) and not isinstance(n, bool) for n in raw)
        yield (float(raw[0]), float(raw[1])) if ok and all(math.isfinite(n) for n in raw) else None
    elif isinstance(raw, list) and raw:
        for item in raw:
            yield from _points(item)
    else:
        yield None


def _node(raw: Any, anchor: str, here: _Places) -> Node:
    """A JSON value as a node, placed where its text occurs after ``anchor`` in the feature."""
    if isinstance(raw, dict):
        pairs = []
        for key, value in raw.items():
            if value is None or (isinstance(value, str) and not value):
                continue  # GIS programs write empty columns out
            spot = json.dumps(key, ensure_ascii=False)
            pairs.append((Scalar(key, here.find(spot, anchor)), _node(value, spot, here)))
        return Map(tuple(pairs), here.find(anchor))
    if isinstance(raw, list):
        return Seq(tuple(_node(item, anchor, here) for item in raw), here.find(anchor))
    written = raw if isinstance(raw, str) else json.dumps(raw)
    return Scalar(written, here.find(json.dumps(raw, ensure_ascii=False), anchor), quoted=True)


class _Places:
    """Lines and columns of a JSON text, or of one feature of it."""

    def __init__(self, text: str, path: str, start: int = 0, end: int | None = None) -> None:
        self.text, self.path, self.first, self.last = text, path, start, len(text) if end is None else end

    def within(self, start: int, end: int) -> _Places:
        return _Places(self.text, self.path, start, end)

    def span(self, at: int, length: int) -> Span:
        row_start = self.text.rfind("\n", 0, at) + 1
        row_end = self.text.find("\n", at)
        row_end = len(self.text) if row_end < 0 else row_end
        return Span(self.path, self.text.count("\n", 0, at) + 1, at - row_start + 1, max(1, min(length, row_end - at)))

    def start(self) -> Span:
        return self.span(self.first, 1)

    def find(self, token: str, after: str = "") -> Span:
        """Where ``token`` stands after ``after``, else ``after`` itself, else the feature's start."""
        base = self.text.find(after, self.first, self.last) if after else self.first
        at = self.text.find(token, max(base, self.first), self.last)
        if at >= 0:
            return self.span(at, len(token))
        return self.span(base, len(after)) if after and base >= 0 else self.start()

    def features(self) -> Iterator[tuple[Any, int, int]]:
        """Each feature with the offsets at which it starts and ends, read once more so that its place is known."""
        text, at = self.text, self._after(self.text.index("{") + 1)
        while text[at] != "}":
            key, at = _DECODER.raw_decode(text, at)
            at = self._after(self._after(at) + 1)  # the colon
            if key != "features" or text[at] != "[":
                _, at = _DECODER.raw_decode(text, at)
            else:
                at = self._after(at + 1)
                while text[at] != "]":
                    feature, end = _DECODER.raw_decode(text, at)
                    yield feature, at, end
                    at = self._after(end)
                    at = self._after(at + 1) if text[at] == "," else at
                at += 1
            at = self._after(at)
            at = self._after(at + 1) if text[at] == "," else at

    def _after(self, at: int) -> int:
        m = _SPACE.match(self.text, at)
        return m.end() if m else at
