"""How names look: patterns for bodies, offices, roles of a country, definitions; the gazetteer; bags of words.

Patterns are for the folded text, in which the line breaks inside a block are spaces: a name never crosses a block.
"""

from __future__ import annotations

import re
from functools import cache

from .lexicon import countries, table

_ROLE = (
    r"(?P<role>(?:Arab +Republic's +)?(?:[Gg]overnment|[Rr]egime|[Aa]uthorities|[Oo]pposition(?: +(?:groups?"
    r"|forces|delegation|parties))?|[Pp]eople|[Aa]rmy"
    r"|[Aa]rmed +[Ff]orces|[Mm]ilitary|[Dd]elegations?|[Dd]iaspora|[Pp]arties|[Ss]ide|[Ss]ecurity +[Ff]orces"
    r"|[Dd]efen[sc]e +[Ff]orces"
    r"|[Cc]olleagues|[Pp]artners|[Gg]overnments|[Cc]ommunities))"
)
GROUP_OF = {
    "government": "Government of {c}",
    "regime": "Government of {c}",
    "authorities": "Government of {c}",
    "people": "{a} people",
    "opposition": "{a} opposition",
    "diaspora": "{a} diaspora",
    "parties": "{a} parties",
    "delegation": "{a} delegation",
    "delegations": "{a} delegations",
    "army": "{a} Army",
    "military": "{a} military",
    "armed forces": "{a} armed forces",
    "security forces": "{a} security forces",
    "side": "{c}",
    "colleagues": "{c}",
    "partners": "{c}",
}
HEADS = (
    r"(?:Council|Committee|Commission|Mission|Group|Front|Army|Forces?|Union|League|Organi[sz]ation|Movement"
    r"|Party|Authority|Agency|Conference"
    r"|Coalition|Alliance|Court|Tribunal|Office|Fund|Team|Panel|Mechanism|Government|Parliament|Assembly|Ministry"
    r"|Department|Delegation"
    r"|Secretariat|Board|Bureau|Ombudsperson|Envoy|Representative|Observers?|Command|Militia|Brigade|Guarantors?"
    r"|Quartet|Community|Corps"
    r"|Programme|Directorate|Administration|Presidency|Chairman|Facilitator|Parties|Congress|Federation|Republic"
    r"|Kingdom)"
)
_WORD = r"(?:[A-Z][\w'-]*|[A-Z](?:\.[A-Z])+\.?)"
_LINK = r"(?:of(?: +the)?|for(?: +the)?|and|on(?: +the)?|in(?: +the)?|to(?: +the)?|against)"
BODY = re.compile(rf"\b{_WORD}(?: +(?:{_WORD}|{_LINK}(?= +{_WORD})))*")
ABBREVIATED = re.compile(
    r"(?P<long>(?:[A-Z][\w'-]*)(?: +(?:of|the|for|and|in|on|to|de|[A-Z][\w'-]*"
    r"|al-\w+))*) +\((?:hereinafter(?: +referred +to +as)? +|the +)?"
    r"[\"']?(?P<abbr>[A-Z][A-Za-z0-9-]{1,11})[\"']?\)"
)
DEFINED = re.compile(
    r"(?P<long>(?:[A-Z][\w'-]*)(?: +(?:of|the|for|and|in|on|to"
    r"|[A-Z][\w'-]*))*) *,? *\(? *(?:hereinafter(?: +(?:referred +to +as|called))?|also +known +as"
    r"|hereafter"
    r"|referred +to +(?:hereinafter +)?as) +(?:the +)?[\"']?(?P<alias>[A-Z][\w'-]*(?: +[A-Z][\w'-]*){0,3})[\"']?"
)
GENERIC = re.compile(
    r"(?i)\b(?:all|both|each|any|either|neither|no|those|the +two|the +other|other|the|all +the|all +other"
    r"|all +of +the"
    r"|all +relevant|all +concerned|all +interested|interested|relevant) +"
    r"(?:parties|sides|states|member +states|countries|nations|governments|delegations|armed +groups"
    r"|opposition +groups|communities|factions|belligerents|guarantors|mediators|co-chairs"
    r"|party|country|government|opposition|authorities|regime)\b(?: +(?:and +others +concerned|concerned"
    r"|to +the +(?:present +)?(?:conflict|fighting|dispute|agreement)))?"
    r"(?! +of\b)"
)
OFFICE_OF = re.compile(
    rf"\b(?:[Ss]ecretary[- ][Gg]eneral|[Dd]irector[- ][Gg]eneral|[Cc]hairman|[Cc]hair|[Pp]resident"
    rf"|[Ss]pecial +[Rr]epresentative|[Ss]pecial +[Ee]nvoy|[Hh]igh +[Cc]ommissioner|[Mm]embers"
    rf"|[Ll]eaders)"
    rf"(?: +(?:of|for|on) +(?:the +)?{_WORD}(?: +(?:{_WORD}|{_LINK}(?= +{_WORD})))*)+"
)
# one capitalised word that stands for the body of that kind which the text is about
SHORT = {
    "Council",
    "Committee",
    "Commission",
    "Mission",
    "Force",
    "Conference",
    "Tribunal",
    "Panel",
    "Mechanism",
    "Assembly",
    "Organization",
}
KINDS_OF_FORCES = re.compile(
    r"\b(?:all +)?(?:(?:local|occupying|irregular|speciali[sz]ed|foreign|regional|neighbouring|humanitarian|armed"
    r"|mixed|government|opposition"
    r"|paramilitary|rebel|peace-?keeping|multinational|international|non-\s?governmental|political|military"
    r"|[A-Z][a-z]+an) +){1,2}"
    r"(?:forces|agencies|organi[sz]ations|commissions|troops|militias|communities|observers|groups|parties|units)\b"
)
TOO_SHORT = {"Republic", "Kingdom", "Parties", "Group", "Office", "Union", "Front", "Party", "Army"}  # alone
NOT_NAMES = re.compile(
    r"^(?:The|This|That|These|Those|It|We|I|He|She|They|And|But|So|Now|In|On|At|By|For|If|As|All|Our|My|His|Her"
    r"|Their|There|Today|Thank|Yes|No|Well"
    r"|Resolution|Article|Annex|Chapter|Decision|Agreement|Statement|Communiqu\S+|Declaration|Charter|Convention"
    r"|Protocol|Treaty|Report)\b"
)


def slug(name: str) -> str:
    """An id from a name: lower case, digits and hyphens.

    >>> slug("UN Secretary-General (Mr X)")
    'un-secretary-general-mr-x'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-") or "party"


@cache
def fixed_names() -> frozenset[str]:
    return frozenset(n for k in ("organisations", "generic") for n in table("organisations")[k])


def head_noun(name: str) -> str:
    """The head noun of a body's name, "" if it has none."""
    m = re.search(
        r"\b(Group|Council|Committee|Commission|Mission|Coalition|Front|Army|Mechanism|Conference|Force"
        r"|Organi[sz]ation|Tribunal|Panel)\b",
        name,
        re.IGNORECASE,
    )
    return m[1].lower() if m else ""


def is_office(name: str) -> bool:
    return bool(
        re.match(r"(?i)(?:members?|chair\w*|president|director\S*|secretary\S*|special|leaders?|head|five)\b", name)
    )


@cache
def _lands() -> dict[str, str]:
    """Adjective → country, both in small letters."""
    return {a.lower(): c.lower() for a, (c, _) in adjectives().items()}


@cache
def bag(name: str) -> frozenset[str]:
    """The content words of a name, demonyms as their countries."""
    words = re.findall(r"[a-z][\w'-]*", re.sub(r"\b(?:of|the|for|on|in|and|to|un)\b", "", name.lower()))
    return frozenset(_lands().get(w, w) for w in words)


@cache
def gazetteer() -> dict[str, tuple[tuple[str, str], ...]]:
    """First word of each alias → (alias, canonical name), the longest alias first."""
    pairs: dict[str, set[tuple[str, str]]] = {}

    def put(alias: str, name: str) -> None:
        pairs.setdefault(alias.split()[0], set()).add((alias, name))

    for c in countries():
        for a in (c.name, *c.aliases):
            put(a, c.name)
        for p in c.people:
            if p not in c.adjectives and p.endswith("s"):
                put(p, f"{c.adjectives[0]} people")
                put(f"all {p}", f"{c.adjectives[0]} people")
    for book, key in (("organisations", "organisations"), ("organisations", "generic"), ("armed_groups", "groups")):
        for name, aliases in table(book)[key].items():
            for a in (name, *aliases):
                put(a, name)
                if a[0].islower():
                    put(a[0].upper() + a[1:], name)
    for a in table("offices")["departments"]:
        put(a, a)
    return {w: tuple(sorted(s, key=lambda p: (-len(p[0]), p))) for w, s in pairs.items()}


@cache
def adjectives() -> dict[str, tuple[str, str]]:
    """Adjective → (country, the adjective used for names)."""
    return {a: (c.name, c.adjectives[0]) for c in reversed(countries()) for a in c.adjectives}


@cache
def demonym_pattern() -> re.Pattern[str]:
    adj = "|".join(re.escape(a) for a in sorted(adjectives(), key=len, reverse=True))
    return re.compile(rf"\b(?P<adj>{adj}) +(?:Arab +Republic +)?{_ROLE}\b")


@cache
def of_pattern() -> re.Pattern[str]:
    names = {a: c for c in countries() for a in (c.name, *c.aliases)}
    alt = "|".join(re.escape(a) for a in sorted(names, key=len, reverse=True))
    return re.compile(
        rf"\b(?P<role>[Gg]overnments?|[Pp]eoples?|[Rr]egime|[Aa]uthorities|[Oo]pposition"
        rf"|[Aa]rmed +[Ff]orces) +(?:of|in) +(?:the +)?(?P<c>{alt})(?![\w-])"
    )


@cache
def country_of() -> dict[str, str]:
    """Every name of a country, its aliases and capitals → the country."""
    out: dict[str, str] = {}
    for c in countries():
        for a in (*c.capitals, *c.aliases, c.name):
            out[a] = c.name
    return out


@cache
def acting_capitals() -> re.Pattern[str]:
    """A capital that acts: "Moscow has announced"."""
    names = "|".join(re.escape(c) for x in countries() for c in x.capitals)
    return re.compile(
        rf"\b(?P<c>{names}) +(?:has|have|had|said|says|will|would|announced|must|wants|agreed|insists|rejects"
        rf"|welcomes)\b"
    )


# organs speak for their organisation
_SIDES_OF = dict.fromkeys(
    ("UN Security Council", "UN General Assembly", "UN Secretary-General", "UN Secretariat"), "United Nations"
)


def side_of(words: str) -> str:
    """The country or organisation that a description names, "" if none: "Russian Foreign Minister" → Russia."""
    for name in table("organisations")["organisations"]:
        if " of " in name and name in words:
            return str(_SIDES_OF.get(name, name))
    for m in re.finditer(r"[A-Z][\w.'-]*(?: +[A-Z][\w.'-]*)*", words):
        run = m[0]
        tokens = run.split()
        for i in range(len(tokens)):
            for j in range(len(tokens), i, -1):
                piece = " ".join(tokens[i:j])
                if piece in adjectives():
                    return adjectives()[piece][0]
                if piece in country_of():
                    return country_of()[piece]
                for alias, name in gazetteer().get(tokens[i], ()):
                    if alias == piece:
                        return str(_SIDES_OF.get(name, table("offices")["offices"].get(name.lower(), name)))
    return ""
