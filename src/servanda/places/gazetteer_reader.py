"""Read gazetteers: GeoNames (its dump or a CSV of it), OCHA boundaries with P-codes (GeoJSON), any CSV with names."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from servanda.errors import Problem, ServandaError
from servanda.places.gazetteer import DIVISIONS, Entry, Gazetteer
from servanda.places.model import distance_m, is_position
from servanda.source import Cell

_ID = ("id", "geonameid", "pcode", "adm4_pcode", "adm3_pcode", "adm2_pcode", "adm1_pcode", "admin_pcode", "code")
_LON = ("lon", "longitude", "lng", "x", "x_coord", "long")
_LAT = ("lat", "latitude", "y", "y_coord")
_NAME = ("name_en", "name", "asciiname", "name_latin", "adm4_en", "admin4name_en", "place", "title")
_MORE = ("name_ar", "name_ru", "name_fr", "name_tr", "name1", "adm4_ar", "admin4name_ar", "name_arabic", "name_local")
_MANY = ("arabic_script_names", "other_names", "alternatenames", "alternate_names", "aliases")
_WITHIN = ("country", "admin1code", "admin1", "admin2", "admin3", "governorate", "district", "subdistrict", "division")
_DUMP = 19  # columns of a GeoNames dump, which has no header
_LEVELS = {0: "country", 1: "governorate", 2: "district", 3: "subdistrict", 4: "place"}


class UnreadableGazetteerError(ServandaError):
    """A file that holds no names with coordinates."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} cannot be read as a gazetteer: {why}. Give a CSV with name (or name_en, name_ar), lat and lon, "
            "a GeoNames dump, or GeoJSON of divisions with P-codes."
        )


def read_gazetteer(*paths: Path) -> tuple[Gazetteer, list[Problem]]:
    """Read one or more files into a gazetteer; rows without a name or a position are named and left out.

    Raises:
        UnreadableGazetteerError: a file has no names with coordinates at all.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            data = path.read_bytes()
            text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
        except (OSError, EOFError, UnicodeDecodeError, gzip.BadGzipFile) as e:
            raise UnreadableGazetteerError(path, str(getattr(e, "strerror", None) or e)) from e
        rows = _features(path, text) if text.lstrip()[:1] == "{" else _rows(path, text)
        before = len(entries)
        for made in rows:
            if isinstance(made, Entry):
                entries.append(made)
            else:
                problems.append(made)
        if len(entries) == before:
            raise UnreadableGazetteerError(path, "no row has both a name and a position")
    return Gazetteer(entries), problems


def _rows(path: Path, text: str) -> Iterator[Entry | Problem]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    table = list(
        csv.reader(
            io.StringIO(text), delimiter=delimiter, quoting=csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        )
    )
    if delimiter == "\t" and table and len(table[0]) == _DUMP:
        for k, row in enumerate(table, start=1):
            if len(row) == _DUMP:
                told = {
                    "id": row[0],
                    "name": row[1],
                    "lat": row[4],
                    "lon": row[5],
                    "country": row[8],
                    "admin1": row[10],
                }
                told |= {
                    "aliases": row[3],
                    "population": row[14],
                    "kind": {"P": "place", "A": "division"}.get(row[6], "site"),
                }
                yield _entry(path, k, told | ({"kind": _admin(row[7])} if row[6] == "A" else {}))
        return
    header = [h.strip().casefold() for h in table[0]] if table else []
    for k, row in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in row):
            yield _entry(path, k, dict(zip(header, (cell.strip() for cell in row), strict=False)))


def _admin(code: str) -> str:
    return {"ADM1": "governorate", "ADM2": "district", "ADM3": "subdistrict", "PCLI": "country"}.get(code, "place")


def _entry(path: Path, row: int, told: Mapping[str, str]) -> Entry | Problem:
    names = [told[c] for c in (*_NAME, *_MORE) if told.get(c)]
    for column in _MANY:
        names += [n.strip() for n in (told.get(column) or "").replace("|", ",").split(",") if n.strip()]
    cell = Cell(str(path), row)
    try:
        lon, lat = (float(next((told[c] for c in cs if told.get(c)), "")) for cs in (_LON, _LAT))
    except ValueError:
        return Problem("places.no-position", "The row has no longitude and latitude.", "Both in degrees.", cell)
    if not names:
        return Problem("places.no-name", "The row has no name.", f"In a column such as {', '.join(_NAME[:2])}.", cell)
    if not is_position(lon, lat):
        return Problem("places.off-globe", f"({lon}, {lat}) is no longitude and latitude.", "Are they swapped?", cell)
    kind = told.get("kind") or "place"
    within = tuple(told[c] for c in _WITHIN if told.get(c))
    identity = next((told[c] for c in _ID if told.get(c)), f"{path.name}:{row}")
    return Entry(identity, tuple(dict.fromkeys(names)), lon, lat, kind, _radius(told, kind), within)


def _radius(told: Mapping[str, str], kind: str) -> float:
    """The radius as told, else a town's by its people: 1 km for 3,000, 6 km for 100,000, 15 km at most."""
    try:
        if told.get("radius_m"):
            return max(0.0, float(told["radius_m"]))
        people = float(told.get("population") or 0)
    except ValueError:
        return 0.0
    if kind != "place" or not people > 0 or not math.isfinite(people):
        return 0.0
    return min(15_000.0, max(1_500.0, 19.0 * math.sqrt(people)))


def _features(path: Path, text: str) -> Iterator[Entry | Problem]:
    from shapely.geometry import shape

    try:
        features = list(json.loads(text)["features"])
    except (ValueError, KeyError, TypeError) as e:
        raise UnreadableGazetteerError(path, f"it is no GeoJSON FeatureCollection ({e})") from e
    for k, feature in enumerate(features, start=1):
        told = {
            str(c).casefold(): str(v).strip() for c, v in (feature.get("properties") or {}).items() if v is not None
        }
        try:
            outline = shape(feature["geometry"])
            point = outline.representative_point()
            lon, lat = (point.x, point.y) if outline.area else (outline.centroid.x, outline.centroid.y)
        except Exception as e:  # shapely raises many kinds, and the row is named
            yield Problem("places.no-position", f"Feature {k} has no usable geometry ({e}).", "", Cell(str(path), k))
            continue
        kind, identity, names, within = _unit(told)
        if not names:
            yield Problem("places.no-name", f"Feature {k} has no name.", "", Cell(str(path), k))
            continue
        reach = _reach_m(outline, lon, lat) if outline.area else 0.0
        yield Entry(
            identity or f"{path.name}:{k}", names, lon, lat, kind, reach, within, outline if outline.area else None
        )


def _unit(told: Mapping[str, str]) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """Kind, id, names and wider divisions of an OCHA unit, or of any feature with a name."""
    null = {"", "<null>", "none"}

    def of(*columns: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(told[c] for c in columns if told.get(c, "").casefold() not in null))

    around = [of(*(f"adm{n}_{what}" for what in ("name", "name1", "en", "ar", "pcode", "ref_n"))) for n in range(5)]
    if "neighborho" in told:
        names = of("neighborho", "neighbor_1", "neighbor_3", "neighbor_4", "areaname_e", "areaname_a")
        return "neighbourhood", told.get("neighbor_2", ""), names, sum(around, ())
    told_level = told.get("admin_leve") or told.get("admin_level") or ""
    level = int(told_level) if told_level.isdigit() and int(told_level) < 5 else None
    if level is None and any(around):
        level = max(n for n, names in enumerate(around) if names)
    if level is None:
        names = of(*_NAME, *_MORE, "id")
        return told.get("kind") if told.get("kind") in DIVISIONS else "place", told.get("id", ""), names, ()  # type: ignore[return-value]
    names = of("name", "name1") or around[level]
    names = tuple(n for n in dict.fromkeys((*names, *around[level])) if n != told.get(f"adm{level}_pcode"))
    return _LEVELS[level], told.get(f"adm{level}_pcode", ""), names, sum(around[:level], ())


def _reach_m(outline: Any, lon: float, lat: float) -> float:
    """How far the outline's corners lie from the point."""
    west, south, east, north = outline.bounds
    return max(distance_m(lon, lat, x, y) for x in (west, east) for y in (south, north))
