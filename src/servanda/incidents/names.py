"""Names as reports give them, met with the parties of an accord: by names and aliases, exactly, never by guess."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from servanda.accord.model import Accord
from servanda.errors import Problem

from .model import AND

_YEARS = re.compile(r"\s*\((?:\d{4}\s*-\s*(?:\d{4})?)\)")  # ACLED dates its actors: "Military Forces of X (2000-2024)"
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ـ": None, "ک": "ك", "ی": "ي"})


def fold(name: str) -> str:
    """A name without what spellings differ in: capitals, spaces, dashes, quotation marks, accents, vowel signs.

    Letters stay letters of their script; nothing is transliterated.

    >>> fold("Jaysh  al-Islām"), fold("JAYSH AL ISLAM"), fold("داعـش"), fold("Syrian Arab Army (2000-2024)")
    ('jaysh al islam', 'jaysh al islam', 'داعش', 'syrian arab army')
    """
    plain = unicodedata.normalize("NFKD", _YEARS.sub("", name)).casefold()
    plain = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Cf", "Lm"} or c == "ـ")
    plain = unicodedata.normalize("NFC", plain).translate(_ARABIC)
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def resolve(names: Iterable[str], accord: Accord) -> dict[str, str]:
    """Which party each name means: its id, any of its names, in any language, or an alias. Unknown names are left out.

    Two spellings that fold to one name reach the same party. A name that two parties share after folding reaches
    neither, unless one of them claims it letter by letter.
    """
    exact: dict[str, set[str]] = {}
    folded: dict[str, set[str]] = {}
    for party in accord.parties.values():
        for said in (party.id, *party.name.values(), *party.aliases):
            exact.setdefault(said, set()).add(party.id)
            if key := fold(said):
                folded.setdefault(key, set()).add(party.id)
    out: dict[str, str] = {}
    for name in names:
        met = exact.get(name) or folded.get(fold(name)) or set()
        if len(met) == 1:
            out[name] = next(iter(met))
    return out


def names_in(incidents: pa.Table) -> Counter[str]:
    """Every name in side_a and side_b, members of joint sides apart, with the number of incidents that say it."""
    counts: Counter[str] = Counter()
    for column in ("side_a", "side_b"):
        for entry in pc.value_counts(incidents.column(column).combine_chunks()).to_pylist():
            if entry["values"] is not None:
                for name in dict.fromkeys(entry["values"].split(AND)):
                    counts[name] += entry["counts"]
    return counts


def unknown_names(incidents: pa.Table, accord: Accord) -> list[Problem]:
    """The names that no party of the accord claims, most frequent first, one notice each with its count."""
    return unknown_among(names_in(incidents), accord)


def unknown_among(counts: Mapping[str, int], accord: Accord) -> list[Problem]:
    """The same for names that were counted before, batch by batch."""
    known = resolve(counts, accord)
    unknown = sorted(((-n, name) for name, n in counts.items() if name not in known))
    hint = f"Make it an alias of a party in {accord.id}, or a party of its own; until then it is judged as unknown."
    return [
        Problem("incidents.unknown-name", f"No party is called {name!r}: {-n:,} incident{'s' * (n != -1)}.", hint)
        for n, name in unknown
    ]
