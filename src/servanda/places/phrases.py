"""What reports say around a place's name: "3 km north of X", "X countryside", "between X and Y", in English and Arabic."""

from __future__ import annotations

import re
from dataclasses import dataclass

DIRECTIONS = {  # words → degrees clockwise from north
    "north": 0,
    "northern": 0,
    "northeast": 45,
    "northeastern": 45,
    "east": 90,
    "eastern": 90,
    "southeast": 135,
    "southeastern": 135,
    "south": 180,
    "southern": 180,
    "southwest": 225,
    "southwestern": 225,
    "west": 270,
    "western": 270,
    "northwest": 315,
    "northwestern": 315,
    "شمال": 0,
    "الشمالي": 0,
    "شرق": 90,
    "شرقي": 90,
    "الشرقي": 90,
    "جنوب": 180,
    "جنوبي": 180,
    "الجنوبي": 180,
    "غرب": 270,
    "غربي": 270,
    "الغربي": 270,
    "شمالي": 0,
    "شمال شرق": 45,
    "شمال شرقي": 45,
    "جنوب شرق": 135,
    "جنوب شرقي": 135,
    "جنوب غرب": 225,
    "جنوب غربي": 225,
    "شمال غرب": 315,
    "شمال غربي": 315,
}
_WAY = "|".join(sorted((re.escape(w).replace(r"\ ", r"\s+") for w in DIRECTIONS), key=len, reverse=True))
_UNIT = r"(?:km|kms|kilomet(?:er|re)s?|كم|كيلومترا?|كيلو\s?متر)"
_MILE = r"(?:mi|miles?|ميل)"
_NUMBER = r"(\d{1,3}(?:[.,]\d+)?)"

_OFFSET = re.compile(rf"^{_NUMBER}\s*-?\s*({_UNIT}|{_MILE})\s+(?:to\s+the\s+)?({_WAY})\s+(?:of\s+|من\s+)?(.+)$")
_TOWARDS = re.compile(rf"^(?:just\s+)?(?:to\s+the\s+)?({_WAY})\s+(?:of|من)\s+(.+)$")
_AWAY = re.compile(rf"^{_NUMBER}\s*-?\s*({_UNIT}|{_MILE})\s+(?:from|off|عن|من)\s+(.+)$")
_BETWEEN = re.compile(
    r"^(?:(?:the\s+)?(?:road|highway|area|الطريق|طريق)\s+)?(?:between|بين)\s+(.+?)\s+(?:and\s+|و\s*)(.+)$"
)
_RURAL = re.compile(
    rf"^(?:(?P<way>{_WAY})\s+)?(?:(?P<name>.+?)(?:'s|s')?\s+(?:(?P<mid>{_WAY})\s+)?countryside|"
    rf"countryside\s+of\s+(?P<of>.+)|rural\s+(?P<rural>.+)|ريف\s+(?P<ar>.+?)(?:\s+(?P<arway>{_WAY}))?)$"
)
_NEAR = re.compile(
    r"^(?:near|close\s+to|around|outside|outskirts\s+of|vicinity\s+of|قرب|بالقرب\s+من|محيط|اطراف|أطراف)\s+(.+)$"
)
_AREA = re.compile(r"^(.+?)\s+(?:area|outskirts|surroundings|front|frontline|axis)$")

MILES_KM = 1.609344


@dataclass(frozen=True)
class Phrase:
    """A place as told: the names in it, and how they are meant."""

    names: tuple[str, ...]
    how: str = "at"  # at | offset | towards | away | rural | near | between
    km: float = 0.0
    bearing: float | None = None  # degrees clockwise from north


def read_phrase(text: str) -> Phrase:
    """Take a told place apart. What is no known phrase is a name.

    >>> read_phrase("3 km north of Duma")
    Phrase(names=('duma',), how='offset', km=3.0, bearing=0)
    >>> read_phrase("ريف حلب الشمالي")
    Phrase(names=('حلب',), how='rural', km=0.0, bearing=0)
    """
    said = re.sub(r"\b(north|south)[\s-]+(east|west)", r"\1\2", " ".join(text.casefold().split()).strip(" .,;"))
    if m := _OFFSET.match(said):
        return Phrase((m[4],), "offset", _km(m[1], m[2]), _bearing(m[3]))
    if m := _AWAY.match(said):
        return Phrase((m[3],), "away", _km(m[1], m[2]))
    if m := _BETWEEN.match(said):
        return Phrase((m[1], m[2]), "between")
    if m := _TOWARDS.match(said):
        return Phrase((m[2],), "towards", 0.0, _bearing(m[1]))
    if m := _RURAL.match(said):
        way = m["way"] or m["mid"] or m["arway"]
        name = m["name"] or m["of"] or m["rural"] or m["ar"]
        return Phrase((name,), "rural", 0.0, _bearing(way) if way else None)
    if m := _NEAR.match(said) or _AREA.match(said):
        return Phrase((m[1],), "near")
    return Phrase((text.strip(),))


def _km(number: str, unit: str) -> float:
    return float(number.replace(",", ".")) * (MILES_KM if re.fullmatch(_MILE, unit) else 1.0)


def _bearing(word: str) -> int:
    return DIRECTIONS[" ".join(word.split())]
