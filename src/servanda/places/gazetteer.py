"""Names of places to points with a precision: several candidates stay several, and nothing is chosen by guess.

A name is met first letter by letter, then without articles and words such as "town", then by sound across scripts; the
first of these that meets anything counts. What a report says around the name moves or widens the disc.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from servanda.places.model import distance_m
from servanda.places.phrases import Phrase, read_phrase
from servanda.places.spellings import bare, fold, sound

RADII_M = {  # metres: how far from its point a place of each kind may reach, where no outline or population says it
    "neighbourhood": 1_000.0,
    "site": 500.0,
    "place": 3_000.0,
    "subdistrict": 15_000.0,
    "district": 30_000.0,
    "governorate": 80_000.0,
    "country": 500_000.0,
}
DIVISIONS = ("country", "governorate", "district", "subdistrict")  # from wide to narrow
SAME_M = 4_000.0  # entries of one name nearer than this are one place, listed twice
COUNTRYSIDE_M = 25_000.0
NEAR_M = 5_000.0
TOWARDS_M = 6_000.0  # "north of X", with no distance told
_SHORT = 3  # across scripts, sounds shorter than this meet too many names
_ALIKE = 84.0  # of 100: in one script, names of one sound must also look so much alike


@dataclass(frozen=True)
class Entry:
    """A place in a gazetteer."""

    id: str
    names: tuple[str, ...]  # the first is the one to show
    lon: float  # degrees, WGS 84
    lat: float
    kind: str = "place"  # a key of RADII_M
    radius_m: float = 0.0  # 0: by its kind
    within: tuple[str, ...] = ()  # ids and names of the divisions that it lies in
    shape: Any = field(default=None, compare=False)  # its outline (shapely), if known

    @property
    def reach_m(self) -> float:
        return self.radius_m or RADII_M.get(self.kind, RADII_M["place"])


@dataclass(frozen=True)
class Candidate:
    """Where a told place may lie: somewhere in the disc around a point."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True)
class Located:
    """What a gazetteer makes of a told place."""

    told: str
    candidates: tuple[Candidate, ...]
    how: str  # in words: by which spelling, and what the phrase did

    @property
    def place(self) -> Candidate | None:
        """The one candidate; None where there is none or more than one."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def ambiguous(self) -> bool:
        return len(self.candidates) > 1


class Gazetteer:
    """Entries, found by any spelling of their names."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._by: list[dict[str, dict[int, set[str]]]] = [{}, {}, {}]  # key → entry → its names there, bare
        for k, entry in enumerate(self.entries):
            for name in entry.names:
                for keys, key_of in zip(self._by, _TIERS, strict=True):
                    if key := key_of(name):
                        keys.setdefault(key, {}).setdefault(k, set()).add(bare(name))
        self._inside = [{bare(w) for w in entry.within} | {fold(w) for w in entry.within} for entry in self.entries]

    def locate(self, told: str, division: str | None = None) -> Located:
        """Find where a told place may lie; a division that the report states narrows the candidates.

        A name with commas is read from the narrow to the wide: "Newton, Westland" is a Newton in Westland.
        """
        if not told.strip():
            return Located(told, (), "nothing told")
        phrase = read_phrase(told)
        if phrase.how != "at":  # a name may look like a phrase ("Rural Westland"), but only letter by letter
            entries, how = self._named(told, division, exact=True)
            if entries:
                return Located(told, self._candidates(entries), how)
        if phrase.how == "between":
            return self._between(told, phrase, division)
        entries, how = self._named(phrase.names[0], division)
        moved = tuple(_moved(c, phrase) for c in self._candidates(entries))
        return Located(told, moved, f"{how}; {_said(phrase)}" if moved and phrase.how != "at" else how)

    def division(self, name: str) -> Entry | None:
        """The division that a name means, the widest if several; None if none does."""
        spelled = bare(name)
        for keys, key_of in zip(self._by, _TIERS, strict=True):
            met = keys.get(key_of(name), {})
            found = [
                self.entries[k] for k, names in met.items() if key_of is not sound or _sounds_right(spelled, names)
            ]
            found = [e for e in found if e.kind in DIVISIONS]
            if found:
                return min(found, key=lambda e: (DIVISIONS.index(e.kind), e.shape is None, e.id))
        return None

    def _named(self, told: str, division: str | None, exact: bool = False) -> tuple[list[Entry], str]:
        """Entries of one name, narrowed by the divisions told with it."""
        parts = [p for p in (p.strip() for p in told.split(",")) if p]
        if not parts:
            return [], "nothing told"
        name, wider = parts[0], [*parts[1:], *([division] if division else [])]
        found, how = self._met(name, exact)
        for told_in in wider:
            if found and self._knows(told_in):
                inside = [k for k in found if self._lies_in(k, told_in)]
                if not inside:
                    return [], f"no such name in {told_in}; elsewhere there is {self.entries[found[0]].names[0]}"
                how = how if len(inside) == len(found) else f"{how}; in {told_in}"
                found = inside
        return [self.entries[k] for k in found], how

    def _met(self, name: str, exact: bool = False) -> tuple[list[int], str]:
        """The entries of the first tier of spellings that meets any; where the name says a kind, of that kind first."""
        spellings = [s for s in dict.fromkeys((name, *name.split("/"))) if s.strip()]
        tiers = zip(self._by, _TIERS, ("spelled so", "without article and kind", "sounds so"), strict=True)
        told = set(fold(name).split())
        kinds = [kind for kind, words in _KIND_WORDS.items() if told & set(words)]
        settled = bool(told & _SETTLEMENT)
        met: list[tuple[list[int], str]] = []
        for keys, key_of, how in list(tiers)[: 1 if exact else 3]:
            hits: dict[int, None] = {}
            for spelling in spellings:
                for k, names in keys.get(key_of(spelling), {}).items():
                    if key_of is not sound or _sounds_right(bare(spelling), names):
                        hits[k] = None
            met.append(([k for k in hits if not (settled and self.entries[k].kind == "neighbourhood")], how))
        for wanted in (*kinds, None):
            for hit, how in met:
                found = [k for k in hit if wanted is None or self.entries[k].kind == wanted]
                if found:
                    return self._plain(found), how
        return [], "no such name"

    def _knows(self, division: str) -> bool:
        stated = self.division(division)
        named = {fold(division), bare(division)}
        return (stated is not None and stated.shape is not None) or any(named & inside for inside in self._inside)

    def _plain(self, found: list[int]) -> list[int]:
        """Places before divisions of the same name; of divisions the widest, which holds the others."""
        places = [k for k in found if self.entries[k].kind not in DIVISIONS]
        if places:
            return places
        widest = min((self.entries[k].kind for k in found), key=DIVISIONS.index)
        return [k for k in found if self.entries[k].kind == widest]

    def _lies_in(self, k: int, division: str) -> bool:
        if self._inside[k] & {fold(division), bare(division)}:
            return True
        stated = self.division(division)
        if stated is None or stated.shape is None:
            return False
        from shapely import contains_xy

        return bool(contains_xy(stated.shape, self.entries[k].lon, self.entries[k].lat))

    def _candidates(self, entries: list[Entry]) -> tuple[Candidate, ...]:
        """One candidate per place: entries of one name side by side are one, with the smaller disc."""
        out: list[Candidate] = []
        for e in sorted(entries, key=lambda e: (e.reach_m, e.id)):
            if all(distance_m(e.lon, e.lat, c.lon, c.lat) > max(SAME_M, min(e.reach_m, c.radius_m)) for c in out):
                out.append(Candidate(e.id, e.names[0], e.kind, e.lon, e.lat, e.reach_m))
        return tuple(sorted(out, key=lambda c: (c.name, c.id)))

    def _between(self, told: str, phrase: Phrase, division: str | None) -> Located:
        ends = [self._candidates(self._named(name, division)[0]) for name in phrase.names]
        out = []
        for a in ends[0]:
            for b in ends[1]:
                lon, lat = (a.lon + b.lon) / 2, (a.lat + b.lat) / 2
                radius = distance_m(a.lon, a.lat, b.lon, b.lat) / 2 + min(a.radius_m, b.radius_m)
                out.append(Candidate(f"{a.id}–{b.id}", f"between {a.name} and {b.name}", "place", lon, lat, radius))
        nearest = min((c.radius_m for c in out), default=0.0)
        kept = tuple(c for c in out if c.radius_m <= 1.5 * nearest)  # a road between far namesakes is not meant
        return Located(told, kept, "between two places" if kept else "no such name")


def _sounds_right(told: str, names: Iterable[str]) -> bool:
    """Whether names of one sound are near enough: alike in letters, or, across scripts, long enough to mean something."""
    from rapidfuzz.fuzz import ratio

    for name in names:
        if told[:1].isascii() == name[:1].isascii():
            if ratio(told, name) >= _ALIKE:
                return True
        elif len(sound(told)) >= _SHORT:
            return True
    return False


_TIERS = (fold, bare, sound)
_SETTLEMENT = frozenset({"village", "town", "city", "قريه", "بلده", "مدينه"})
_KIND_WORDS = {
    "governorate": ("governorate", "governate", "province", "محافظه"),
    "district": ("district", "منطقه"),
    "subdistrict": ("subdistrict", "ناحيه", "nahiya"),
    "neighbourhood": ("neighbourhood", "neighborhood", "حي"),
}


def _moved(c: Candidate, phrase: Phrase) -> Candidate:
    if phrase.how == "offset" and phrase.bearing is not None:
        lon, lat = moved(c.lon, c.lat, phrase.km * 1000, phrase.bearing)
        return replace(c, lon=lon, lat=lat, radius_m=min(c.radius_m, 3_000.0) + 0.35 * phrase.km * 1000)
    if phrase.how == "towards" and phrase.bearing is not None:
        lon, lat = moved(c.lon, c.lat, TOWARDS_M, phrase.bearing)
        return replace(c, lon=lon, lat=lat, radius_m=c.radius_m + TOWARDS_M)
    if phrase.how == "away":
        return replace(c, radius_m=c.radius_m + phrase.km * 1000)
    if phrase.how == "rural":
        if phrase.bearing is None:
            return replace(c, radius_m=max(c.radius_m, COUNTRYSIDE_M))
        lon, lat = moved(c.lon, c.lat, 0.6 * COUNTRYSIDE_M, phrase.bearing)
        return replace(c, lon=lon, lat=lat, radius_m=max(c.radius_m, COUNTRYSIDE_M))
    return replace(c, radius_m=c.radius_m + NEAR_M) if phrase.how == "near" else c


def moved(lon: float, lat: float, metres: float, bearing: float) -> tuple[float, float]:
    """The point so many metres away in a direction (degrees clockwise from north), on the sphere.

    >>> [round(x, 3) for x in moved(36.0, 35.0, 111_195, 0)]
    [36.0, 36.0]
    """
    angle, way, phi = metres / 6_371_008.8, math.radians(bearing), math.radians(lat)
    north = math.asin(math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(way))
    east = math.atan2(
        math.sin(way) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * math.sin(north)
    )
    return (lon + math.degrees(east) + 540) % 360 - 180, math.degrees(north)


def _said(phrase: Phrase) -> str:
    way = "" if phrase.bearing is None else f" towards {phrase.bearing:.0f}°"
    return {
        "offset": f"{phrase.km:g} km{way}",
        "towards": f"somewhere{way}",
        "away": f"within {phrase.km:g} km",
        "rural": f"its countryside{way}",
        "near": "near it",
    }.get(phrase.how, phrase.how)
