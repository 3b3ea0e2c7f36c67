"""Persons: their titles, full names and the side for which they say "we"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from .lexicon import either, table
from .naming import side_of
from .text import Text

_NAME = r"(?:(?:al|el|ash|ad)-[A-Z][\w'-]*|[A-Z][\w'À-ÿ-]*\.?|de|da|di|bin|ben|van|von|der|del|la|El|Al|Ki-moon)"
_SURNAME = r"(?:[A-Z][\w'À-ÿ-]+|(?:al|el)-[A-Z][\w'-]+)"


@dataclass
class Person:
    """A person of the document, as far as it tells."""

    name: str  # the fullest form, without title
    role: str = ""
    side: str = ""
    forms: set[str] = field(default_factory=set)

    @property
    def surname(self) -> str:
        """The last word, in lower case."""
        return self.name.split()[-1].lower() if self.name else ""


@cache
def _titled() -> re.Pattern[str]:
    titles = either(table("offices")["titles"]).replace("(?:", "(?:", 1)
    return re.compile(
        rf"(?P<before>(?:(?:[A-Z][\w.'-]+|U\.S\.|U\.N\.) +){{0,3}}?)(?P<title>(?:{titles} +){{1,3}}?)"
        rf"(?P<name>{_SURNAME}(?: +{_NAME}){{0,3}}|de +[A-Z]\w+"
        rf"|al-[A-Z]\w+)(?P<of> +of +(?:the +)?[A-Z][\w'-]+(?: +[A-Z][\w'-]+)?)?"
    )


@cache
def title_words() -> frozenset[str]:
    """Single words that belong to titles, in lower case without stops."""
    return frozenset(w.strip(".").lower() for t in table("offices")["titles"] for w in re.split(r"[\s-]", t)) | {
        "former",
        "us",
        "un",
    }


def bare_name(label: str) -> str:
    """A label or titled name without its title words.

    >>> bare_name("FOREIGN MINISTER LAVROV"), bare_name("MR DE MISTURA")
    ('LAVROV', 'DE MISTURA')
    """
    words = label.strip(" :").split()
    while len(words) > 1 and words[0].strip(".,").lower() in title_words():
        words = words[1:]
    return " ".join(words)


def _office_side(words: str) -> str:
    low = words.lower()
    return next((side for office, side in table("offices")["offices"].items() if office in low), "")


def host_side(text: Text) -> str:
    """The country whose press office keeps the record, told by rooms of office and time zones in the head."""
    head = text.folded[:1500]
    for place, side in table("offices")["places_of_office"].items():
        if place in head:
            return str(side)
    for zone, side in table("offices")["timezones"].items():
        if re.search(rf"\b\d{{1,2}}:\d\d *[AaPp]\.?[Mm]\.? *{zone}\b", head):
            return str(side)
    return ""


_HEADLINE = re.compile(
    r"\s+(?:Remarks|Press|Joint|Statements?|Interview|Holds?|Meets?|Speaks?|Delivers|Transcript|Briefing|Opening"
    r"|Discusses|Announces|Visits?|Travels?|Calls?|Urges?|At|With|Before|After|On|Following)\b.*$"
)


class People:
    """The persons of one document."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.known: dict[str, Person] = {}  # surname → person
        for b in text.blocks:
            self._titled_in(b.start, b.end)
        self._header()
        self._envoys()
        self._described()
        self._full_names()

    def _titled_in(self, start: int, end: int) -> None:
        for m in _titled().finditer(self.text.folded, start, end):
            name = m["name"].strip(" .,'")
            name = re.sub(r"'s$", "", name)
            name = _HEADLINE.sub("", name)
            words = name.split()
            while len(words) > 1 and (
                words[-1].lower() in title_words() or words[-1] in {"The", "And", "But", "In", "On", "We", "I"}
            ):
                words = words[:-1]
            if not words or words[-1].lower() in title_words() or len(words[-1]) < 2:
                continue
            name = " ".join(words)
            title = re.sub(r"\s+", " ", m["title"]).strip()
            of = (m["of"] or "").strip()
            land = re.sub(r"^of +(?:the +)?", "", of)
            sent = re.search(
                r"\b(?:to|for|on)\s+(?:[A-Z][\w'-]+\s+and\s+)?$", self.text.folded[max(0, m.start() - 40) : m.start()]
            )
            rules = re.search(r"(?i)\b(?:president|minister|king|emir|chancellor|sultan)\b", title)
            side = (
                ("" if sent else side_of(m["before"]))  # "Envoy to South Sudan Ambassador Doe" is not South Sudan's
                or side_of(of)
                or (land if rules else "")
                or ("United States" if title == "Secretary" else "")  # alone it is a title of one country only
                or ("" if title in {"President", "Minister"} else _office_side(title))
            )
            p = self.learn(name, title if title.strip(".") not in {"Mr", "Mrs", "Ms", "Dr"} else "", side)
            at = self.text.folded[m.start("title") : m.start("name") + len(name)]
            p.forms |= {re.sub(r"\s+", " ", at), name}
            before = m["before"].strip()
            if before and side_of(before):
                p.forms.add(re.sub(r"\s+", " ", f"{before} {at}"))

    def learn(self, name: str, role: str = "", side: str = "") -> Person:
        """Add what is known of a person; the fullest name and the first side stay."""
        key = name.split()[-1].lower().strip("'.")
        p = self.known.setdefault(key, Person(name))
        if len(name.split()) > len(p.name.split()) and (
            len(p.name.split()) == 1 or p.name.split()[0].lower() in {"de", "al"}
        ):
            p.name = name
        p.role = p.role or role
        p.side = p.side or side
        p.forms.add(name)
        return p

    def _header(self) -> None:
        """A name alone on a line of the head with an office on the next is a person of that office."""
        flat = self.text.raw[:1500].replace("’", "'")
        lines = [line.strip() for line in flat.splitlines() if line.strip()][:16]
        for line in lines:
            m = re.fullmatch(
                r"([A-Z][\w'-]+(?: +(?:[A-Z]\.|[A-Z][\w'-]+|de|al-\w+)){1,3}), +([A-Z][\w -]{4,50}):?", line
            )
            if m and (_office_side(m[2]) or (side_of(m[2]) and m[2].split()[0].lower() in title_words())):
                self.learn(m[1], m[2], side_of(m[2]) or _office_side(m[2])).forms.add(m[1])
        for a, b in pairwise(lines):
            if (
                re.fullmatch(r"[A-Z][\w'-]+(?: +(?:[A-Z]\.|[A-Z][\w'-]+|de|al-\w+)){1,3}", a)
                and _office_side(b)
                and len(b) < 60
            ):
                p = self.learn(a, b, side_of(b) or _office_side(b))
                p.forms |= {a, b}

    def _envoys(self) -> None:
        """ "UN Special Envoy for Westland, Jane Doe" in the head: an office with its field, then the name."""
        for m in re.finditer(
            r"\b(?P<land>(?:U\.?[NSK]\.?|United\s+Nations|EU|AU|[A-Z]\w+)\s+)?(?P<title>Special\s+(?:Envoy|Representative"
            r"|Adviser|Coordinator)|Ambassador)\s+(?:for|to|on|of)\s+(?:the\s+)?[A-Z][\w-]+(?:\s+(?:and\s+)?[A-Z][\w-]+){0,2}?"
            rf"(?:,\s+(?:Mr\.?|Ms\.?|Mrs\.?|Ambassador)?\s*|\s+(?:Mr|Ms|Mrs)\.?\s+)(?P<name>{_SURNAME}(?: +{_NAME}){{1,3}})",
            self.text.folded[:900],
        ):
            side = side_of(m["land"] or "") or _office_side(m["title"])
            self.learn(m["name"].strip(" ."), re.sub(r"\s+", " ", m["title"]), side).forms.add(m["name"].strip(" ."))

    def _described(self) -> None:
        """A description after the name tells the side better than the bare office: "Jane Doe, U.S. Special Envoy"."""
        for p in self.known.values():
            m = re.search(
                rf"\b{re.escape(p.name)}, +(?:the +)?(?P<land>(?:[A-Z][\w.]+ +){{1,2}})(?P<title>[A-Z][\w-]+)",
                self.text.folded,
            )
            if m and m["title"].lower() in {w for t in table("offices")["titles"] for w in t.lower().split()}:
                p.side = side_of(m["land"]) or p.side

    def _full_names(self) -> None:
        """A first name before a known surname makes the full name."""
        for p in self.known.values():
            if len(p.name.split()) > 1:
                self._first_name(p)
                continue
            m = re.search(rf"\b((?:[A-Z][a-z][\w'-]+ +)(?:(?:al|el)-)?){re.escape(p.name)}\b", self.text.folded)
            if (
                m
                and m[1].strip().lower() not in title_words()
                and m[1].strip() not in {"The", "And", "But", "When", "That", "As", "For", "If", "Thank"}
            ):
                p.forms.add(m[0])
                p.name = m[0]
                self._first_name(p)

    def _first_name(self, p: Person) -> None:
        first = p.name.split()[0]
        if len(first) > 2 and re.search(rf"\b{re.escape(first)}\b(?! +[A-Z])", self.text.folded):
            p.forms.add(first)

    def by_label(self, label: str) -> Person | None:
        """The person whom a speaker's label means."""
        name = bare_name(label)
        key = name.split()[-1].lower().strip(".:") if name else ""
        if key in self.known:
            return self.known[key]
        close = [k for k in self.known if len(k) > 4 and abs(len(k) - len(key)) <= 1 and _near(k, key)]
        return self.known[close[0]] if len(close) == 1 else None


def _near(a: str, b: str) -> bool:
    """Whether two words differ by one slip of the pen (a letter more, less, other, or two swapped).

    >>> _near("lavrov", "larvov"), _near("kerry", "kirby")
    (True, False)
    """
    if a == b:
        return True
    if len(a) == len(b):
        diff = [i for i in range(len(a)) if a[i] != b[i]]
        return len(diff) == 1 or (
            len(diff) == 2 and diff[1] == diff[0] + 1 and a[diff[0]] == b[diff[1]] and a[diff[1]] == b[diff[0]]
        )
    short, long = sorted((a, b), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
