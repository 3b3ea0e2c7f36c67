"""Who is named in the text: a table of parties with every printed form of their names, learnt in the document.

Sources of names, in order of trust: the lexicons, definitions in the text ("… (ISSG)", "also known as …"), a country's
adjective with a role ("the Syrian opposition"), offices and bodies told by their head noun, persons by their titles.
Organs stay apart from their organisation, a State from its government and people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from .lexicon import countries, table
from .model import Party
from .text import Stretch, Text

_ROLE = (
    r"(?P<role>(?:Arab +Republic's +)?(?:[Gg]overnment|[Rr]egime|[Aa]uthorities|[Oo]pposition(?: +(?:groups?"
    r"|forces|delegation|parties))?|[Pp]eople|[Aa]rmy"
    r"|[Aa]rmed +[Ff]orces|[Mm]ilitary|[Dd]elegations?|[Dd]iaspora|[Pp]arties|[Ss]ide|[Ss]ecurity +[Ff]orces"
    r"|[Dd]efen[sc]e +[Ff]orces"
    r"|[Cc]olleagues|[Pp]artners|[Gg]overnments|[Cc]ommunities))"
)
_GROUP_OF = {
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
_HEADS = (
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
_BODY = re.compile(rf"\b{_WORD}(?: +(?:{_WORD}|{_LINK}(?= +{_WORD})))*")
_ABBR = re.compile(
    r"(?P<long>(?:[A-Z][\w'-]*)(?: +(?:of|the|for|and|in|on|to|de|[A-Z][\w'-]*"
    r"|al-\w+))*) +\((?:hereinafter(?: +referred +to +as)? +|the +)?"
    r"[\"']?(?P<abbr>[A-Z][A-Za-z0-9-]{1,11})[\"']?\)"
)
_DEFINED = re.compile(
    r"(?P<long>(?:[A-Z][\w'-]*)(?: +(?:of|the|for|and|in|on|to"
    r"|[A-Z][\w'-]*))*) *,? *\(? *(?:hereinafter(?: +(?:referred +to +as|called))?|also +known +as"
    r"|hereafter"
    r"|referred +to +(?:hereinafter +)?as) +(?:the +)?[\"']?(?P<alias>[A-Z][\w'-]*(?: +[A-Z][\w'-]*){0,3})[\"']?"
)
_GENERIC = re.compile(
    r"(?i)\b(?:all|both|each|any|either|neither|no|those|the +two|the +other|other|the|all +the|all +other"
    r"|all +of +the"
    r"|all +relevant|all +concerned|all +interested|interested|relevant) +"
    r"(?:parties|sides|states|member +states|countries|nations|governments|delegations|armed +groups"
    r"|opposition +groups|communities|factions|belligerents|guarantors|mediators|co-chairs"
    r"|party|country|government|opposition|authorities|regime)\b(?: +(?:and +others +concerned|concerned"
    r"|to +the +(?:present +)?(?:conflict|fighting|dispute|agreement)))?"
)
_OFFICE_OF = re.compile(
    rf"\b(?:[Ss]ecretary[- ][Gg]eneral|[Dd]irector[- ][Gg]eneral|[Cc]hairman|[Cc]hair|[Pp]resident"
    rf"|[Ss]pecial +[Rr]epresentative|[Ss]pecial +[Ee]nvoy|[Hh]igh +[Cc]ommissioner|[Mm]embers"
    rf"|[Ll]eaders)"
    rf"(?: +(?:of|for|on) +(?:the +)?{_WORD}(?: +(?:{_WORD}|{_LINK}(?= +{_WORD})))*)+"
)
# one capitalised word that stands for the body of that kind which the text is about
_SHORT = {
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
_KINDS_OF_FORCES = re.compile(
    r"\b(?:all +)?(?:(?:local|occupying|irregular|speciali[sz]ed|foreign|regional|neighbouring|humanitarian|armed"
    r"|mixed|government|opposition"
    r"|paramilitary|rebel|peace-?keeping|multinational|international|non-\s?governmental|political|military"
    r"|[A-Z][a-z]+an) +){1,2}"
    r"(?:forces|agencies|organi[sz]ations|commissions|troops|militias|communities|observers|groups|parties|units)\b"
)
_TOO_SHORT = {"Republic", "Kingdom", "Parties", "Group", "Office", "Union", "Front", "Party", "Army"}  # alone
_NOT_NAMES = re.compile(
    r"^(?:The|This|That|These|Those|It|We|I|He|She|They|And|But|So|Now|In|On|At|By|For|If|As|All|Our|My|His|Her"
    r"|Their|There|Today|Thank|Yes|No|Well"
    r"|Resolution|Article|Annex|Chapter|Decision|Agreement|Statement|Communiqu\S+|Declaration|Charter|Convention"
    r"|Protocol|Treaty|Report)\b"
)


@cache
def _fixed() -> frozenset[str]:
    return frozenset(n for k in ("organisations", "generic") for n in table("organisations")[k])


def _head(name: str) -> str:
    """The head noun of a body's name, "" if it has none."""
    m = re.search(
        r"\b(Group|Council|Committee|Commission|Mission|Coalition|Front|Army|Mechanism|Conference|Force"
        r"|Organi[sz]ation|Tribunal|Panel)\b",
        name,
        re.IGNORECASE,
    )
    return m[1].lower() if m else ""


def _office(name: str) -> bool:
    return bool(
        re.match(r"(?i)(?:members?|chair\w*|president|director\S*|secretary\S*|special|leaders?|head|five)\b", name)
    )


@cache
def bag(name: str) -> frozenset[str]:
    """The content words of a name, demonyms as their countries."""
    words = re.findall(r"[a-z][\w'-]*", re.sub(r"\b(?:of|the|for|on|in|and|to|un)\b", "", name.lower()))
    adjectives = {a.lower(): c.lower() for a, (c, _) in _adjectives().items()}
    return frozenset(adjectives.get(w, w) for w in words)


def slug(name: str) -> str:
    """An id from a name: lower case, digits and hyphens.

    >>> slug("UN Secretary-General (Mr X)")
    'un-secretary-general-mr-x'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-") or "party"


@cache
def _gazetteer() -> dict[str, tuple[tuple[str, str], ...]]:
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
def _adjectives() -> dict[str, tuple[str, str]]:
    """Adjective → (country, the adjective used for names)."""
    return {a: (c.name, c.adjectives[0]) for c in reversed(countries()) for a in c.adjectives}


@cache
def _demonym_pattern() -> re.Pattern[str]:
    adj = "|".join(re.escape(a) for a in sorted(_adjectives(), key=len, reverse=True))
    return re.compile(rf"\b(?P<adj>{adj}) +(?:Arab +Republic +)?{_ROLE}\b")


@cache
def _of_pattern() -> re.Pattern[str]:
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
def _generic_capitals() -> re.Pattern[str]:
    """A capital that acts: "Moscow has announced"."""
    names = "|".join(re.escape(c) for x in countries() for c in x.capitals)
    return re.compile(
        rf"\b(?P<c>{names}) +(?:has|have|had|said|says|will|would|announced|must|wants|agreed|insists|rejects"
        rf"|welcomes)\b"
    )


def side_of(words: str) -> str:
    """The country or organisation that a description names, "" if none: "Russian Foreign Minister" → Russia."""
    for m in re.finditer(r"[A-Z][\w.'-]*(?: +[A-Z][\w.'-]*)*", words):
        run = m[0]
        tokens = run.split()
        for i in range(len(tokens)):
            for j in range(len(tokens), i, -1):
                piece = " ".join(tokens[i:j])
                if piece in _adjectives():
                    return _adjectives()[piece][0]
                if piece in country_of():
                    return country_of()[piece]
                for alias, name in _gazetteer().get(tokens[i], ()):
                    if alias == piece:
                        return "United Nations" if name.startswith("UN ") else name
    return ""


class Names:
    """The parties of one document. Filled once, then asked."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.canonical: dict[str, str] = {}  # printed form → name of its party
        self.forms: dict[str, Counter[str]] = {}  # name of a party → printed forms with their counts
        self.types: dict[str, str] = {}
        self.found: list[tuple[int, int, str]] = []  # start, end, name of the party
        self._read()

    # -- filling ---------------------------------------------------------------------------------------------------

    def add(self, form: str, name: str, kind: str = "") -> str:
        """Learn that ``form`` names the party ``name``; an older meaning of the form stays."""
        name = self.canonical.get(name, name)
        self.canonical.setdefault(form, name)
        self.forms.setdefault(self.canonical[form], Counter())[form] += 1
        if kind:
            self.types.setdefault(self.canonical[form], kind)
        return self.canonical[form]

    def _note(self, start: int, end: int, name: str, kind: str = "") -> None:
        form = self.text.folded[start:end]
        self.found.append((start, end, self.add(re.sub(r"\s+", " ", form), name, kind)))

    def _read(self) -> None:
        folded = self.text.folded
        self._definitions(folded)
        for m in _of_pattern().finditer(folded):
            self._note(m.start(), m.end(), self._role_name(m["role"], country_of()[m["c"]]), "government")
        for m in _demonym_pattern().finditer(folded):
            self._note(m.start(), m.end(), self._role_name(m["role"], _adjectives()[m["adj"]][0]), "group")
        for m in _OFFICE_OF.finditer(folded):
            self._note(m.start(), m.end(), self._plain(m[0]), "office")
        self._listed(folded)
        self._bodies(folded)
        for m in re.finditer(
            r"\b[Tt]he +(?P<a>[A-Z]{3,9})\b(?!-)|\b(?P<b>[A-Z]{4,9})(?= (?:is|has|will|have|said|does)\b)", folded
        ):
            k = "a" if m["a"] else "b"
            if m[k] not in self.canonical:
                self._note(m.start(k), m.end(k), m[k], "group")
        for m in _KINDS_OF_FORCES.finditer(folded):
            name = re.sub(r"^all +", "", re.sub(r"\s+", " ", m[0]))
            self._note(m.start(), m.end(), name, "group")
        for m in re.finditer(r"\b(?P<who>[A-Z][a-z]+) +regime\b", folded):
            if m["who"] not in _adjectives() and m["who"] not in country_of() and self.generic_role("government"):
                self._note(m.start(), m.end(), self.generic_role("government"), "government")
        for m in _generic_capitals().finditer(folded):
            self._note(m.start("c"), m.end("c"), country_of()[m["c"]], "state")
        for m in _GENERIC.finditer(folded):
            self._note(m.start(), m.end(), self.generic(m[0]), "group")
        self._merge_groups()

    def _definitions(self, folded: str) -> None:
        for pattern, group in ((_ABBR, "abbr"), (_DEFINED, "alias")):
            for m in pattern.finditer(folded):
                long, short = re.sub(r"\s+", " ", m["long"]), re.sub(r"\s+", " ", m[group])
                long = self._fits(long, short) if group == "abbr" else self._plain(long)
                if not long or re.fullmatch(r"[IVX]+|E|A|S", short) or short.isdigit():
                    continue
                name = self._known(long) or self._known(short) or long
                self.add(long, name, "group")
                self.add(short, name, "group")

    @staticmethod
    def _fits(long: str, short: str) -> str:
        """The shortest tail of ``long`` whose initials spell ``short``, small words counted or not; "" where none does."""
        words = long.split()
        caps = [c for c in short.upper() if c.isalpha()]
        for i in range(len(words) - 1, -1, -1):
            if not words[i][0].isupper():
                continue
            tail = words[i:]
            big = [w[0] for w in tail if w[0].isupper()]
            every = [w[0].upper() for w in tail]
            if caps in (big, every) or (len(caps) >= 3 and (big[: len(caps)] == caps or every[: len(caps)] == caps)):
                return " ".join(tail)
        first = next((i for i, w in enumerate(words) if w[0] == short[0]), None)
        if first is not None and len(caps) >= 4:
            letters = iter("".join(words[first:]).upper())
            if all(c in letters for c in caps):
                return " ".join(words[first:])
        return ""

    def _known(self, form: str) -> str:
        if form in self.canonical:
            return self.canonical[form]
        return next((name for alias, name in _gazetteer().get(form.split()[0], ()) if alias == form), "")

    @staticmethod
    def _plain(name: str) -> str:
        return re.sub(r"\s+", " ", re.sub(r"^(?:the|The) +", "", name)).strip(" ,;")

    def _role_name(self, role: str, country: str) -> str:
        r = re.sub(r"\s+", " ", role.lower())
        r = {"governments": "government", "peoples": "people", "security forces": "security forces"}.get(r, r)
        adjective = next(c.adjectives[0] for c in countries() if c.name == country)
        if r.startswith("opposition"):
            r = "opposition"
        return _GROUP_OF.get(r, "{a} " + r).format(c=country, a=adjective)

    def _listed(self, folded: str) -> None:
        book = _gazetteer()
        for m in re.finditer(r"[A-Za-zÀ-ÿ][^\s,;:()\"]*", folded):
            word = m[0]
            choices = book.get(word) or book.get(word.rstrip(".'")) or book.get(re.sub(r"'s$|-led$|[.']$", "", word))
            if not choices:
                continue
            for alias, name in choices:
                stop = m.start() + len(alias)
                if folded.startswith(alias, m.start()) and not folded[stop : stop + 1].isalnum():
                    if folded[stop : stop + 1] == "-" and folded[stop + 1 : stop + 2].isalpha():
                        break
                    self._note(m.start(), stop, name, "")
                    break

    def _bodies(self, folded: str) -> None:
        """Bodies told by their head noun, and bare capitals in brackets that were defined."""
        for m in _BODY.finditer(folded):
            words = re.sub(r"\s+", " ", m[0])
            words = words[:-2] if words.endswith("'s") else words
            alone = " " not in words and words not in self.canonical
            if alone and (not re.fullmatch(_HEADS, words) or words in _TOO_SHORT):
                continue
            if words in self.canonical:
                self._note(m.start(), m.start() + len(words), self.canonical[words])
                continue
            words = re.sub(r"^(?:The|This|That|A|An|In|On|By|For|And|But|Its|Our|Their|His) +", "", words)
            if _NOT_NAMES.match(words) or len(words) > 90:
                continue
            if re.search(rf"\b{_HEADS}(?: +(?:of|on|for|in|against)\b.*)?$", words) or re.match(
                rf"{_HEADS} +of +", words
            ):
                at = m.start() + re.sub(r"\s+", " ", m[0]).find(words)
                self._note(at, at + len(words), words, "group")

    def _merge_groups(self) -> None:
        """Names of one body in longer and shorter wording are one, such as "Support Group" and "Support Group on X"."""
        bags = {n: bag(n) for n in self.forms if _head(n)}
        order = sorted(bags, key=lambda n: (-len(bags[n]), -sum(self.forms[n].values()), n))
        moved: dict[str, str] = {}
        for i, small in enumerate(order):
            fits = [
                big for big in order[:i] if big not in moved and bags[small] <= bags[big] and _head(small) == _head(big)
            ]
            fits = [b for b in fits if not (_office(b) ^ _office(small))]
            if len(bags[small]) >= 2 and len(fits) == 1 and small not in _fixed():
                moved[small] = fits[0]
        for small, big in moved.items():
            self.rename(small, big)
        counts = Counter({n: sum(c.values()) for n, c in self.forms.items()})
        for short in [n for n in self.forms if n in _SHORT]:
            bodies = [n for n in self.forms if n != short and re.search(rf"\b{short}\b", n) and not _office(n)]
            ours = [
                n
                for n in bodies
                if n in {"UN Security Council", "UN General Assembly"} and short in {"Council", "Assembly"}
            ]
            pick = ours or bodies
            if pick:
                self.rename(short, max(pick, key=lambda n: (counts[n], n)))

    def rename(self, old: str, new: str) -> None:
        """Make the party ``old`` one with ``new``: every form and mention goes over."""
        if old == new or old not in self.forms:
            return
        self.forms.setdefault(new, Counter()).update(self.forms.pop(old))
        self.types.setdefault(new, self.types.pop(old, ""))
        self.canonical = {f: (new if n == old else n) for f, n in self.canonical.items()}
        self.canonical[old] = self.canonical[new] = new
        self.found = [(s, e, new if n == old else n) for s, e, n in self.found]

    def generic(self, words: str) -> str:
        """The party that a general description stands for: "all the parties concerned", the parties to the conflict."""
        low = re.sub(r"\s+", " ", words).strip().lower()
        bare = re.sub(
            r"^(?:(?:all|both|either|neither|no|the|each|any|every|those|other|two|of|relevant|concerned"
            r"|interested) +)+",
            "",
            low,
        )
        if re.match(r"(?:parties|party|sides|side|warring|conflicting|belligerents)\b", bare):
            return "Parties to the conflict"
        if re.fullmatch(r"(?:member +)?states|countries|nations|members of the united nations|governments", bare):
            return "Member States"
        return self.generic_role(bare) or bare

    def generic_role(self, bare: str) -> str:
        """ "the government", "the opposition": that of the country which the document is about, where it has one."""
        role = {"authorities": "government", "regime": "government"}.get(bare, bare)
        if role not in {"government", "opposition"}:
            return ""
        known = Counter(
            {
                n: sum(c.values())
                for n, c in self.forms.items()
                if n.lower().endswith(" opposition" if role == "opposition" else " ")
                or (role == "government" and n.startswith("Government of "))
            }
        )
        return known.most_common(1)[0][0] if known else ""

    # -- asking ----------------------------------------------------------------------------------------------------

    def mentions(self) -> list[tuple[int, int, str]]:
        """Where parties are named: the longest form wins, none overlap."""
        out: list[tuple[int, int, str]] = []
        for s, e, n in sorted(set(self.found), key=lambda x: (x[0], -x[1], x[2])):
            if not out or s >= out[-1][1]:
                out.append((s, e, n))
        return out

    def counts(self) -> Counter[str]:
        """How often each party is named."""
        return Counter(n for _, _, n in self.mentions())

    def parties(self, extra: Iterable[tuple[str, str, tuple[str, ...]]] = ()) -> tuple[Party, ...]:
        """Every party, by first mention; ``extra`` adds (name, type, aliases), such as speakers."""
        spans: dict[str, list[Stretch]] = {}
        for s, e, n in self.mentions():
            spans.setdefault(n, []).append(Stretch(s, e))
        forms = {n: dict(c) for n, c in self.forms.items()}
        for name, kind, aliases in extra:
            name = name if name in forms else self.canonical.get(name, name)
            forms.setdefault(name, {})
            if kind:
                self.types.setdefault(name, kind)
            for a in aliases:
                forms[name].setdefault(a, 1)
        out: list[Party] = []
        taken: set[str] = set()
        for name in sorted(forms, key=lambda n: (spans[n][0].start if n in spans else len(self.text.raw), n)):
            pid = slug(name)
            while pid in taken:
                pid += "-2"
            taken.add(pid)
            printed = sorted(set(forms[name]), key=lambda f: (-len(f), f))
            out.append(
                Party(pid, name, self._type(name), tuple(printed), self._others(name), tuple(spans.get(name, ())))
            )
        return tuple(out)

    def _type(self, name: str) -> str:
        if name in self.types and self.types[name] not in {"", "group"}:
            return self.types[name]
        if any(c.name == name for c in countries()):
            return "state"
        if name in table("armed_groups")["groups"]:
            return "armed_group"
        if name in table("organisations")["organisations"]:
            return "igo_organ" if name.startswith("UN ") else "igo"
        return "people" if name.endswith(" people") else "group"

    @staticmethod
    def _others(name: str) -> tuple[str, ...]:
        for book, key in (("organisations", "organisations"), ("organisations", "generic"), ("armed_groups", "groups")):
            if name in table(book)[key]:
                return tuple(table(book)[key][name])
        return next((c.aliases for c in countries() if c.name == name), ())
