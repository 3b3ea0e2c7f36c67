"""Who is named in the text: a table of parties with every printed form of their names, learnt in the document.

Sources of names, in order of trust: the lexicons, definitions in the text ("… (ISSG)", "also known as …"), a country's
adjective with a role ("the Syrian opposition"), offices and bodies told by their head noun, persons by their titles.
Organs stay apart from their organisation, a State from its government and people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from .lexicon import countries, table
from .model import Party
from .naming import (
    ABBREVIATED,
    BODY,
    DEFINED,
    GENERIC,
    GROUP_OF,
    HEADS,
    KINDS_OF_FORCES,
    NOT_NAMES,
    OFFICE_OF,
    SHORT,
    TOO_SHORT,
    acting_capitals,
    adjectives,
    bag,
    country_of,
    demonym_pattern,
    fixed_names,
    gazetteer,
    head_noun,
    is_office,
    of_pattern,
    slug,
)
from .text import Stretch, Text


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
        for m in of_pattern().finditer(folded):
            self._note(m.start(), m.end(), self._role_name(m["role"], country_of()[m["c"]]), "government")
        for m in demonym_pattern().finditer(folded):
            self._note(m.start(), m.end(), self._role_name(m["role"], adjectives()[m["adj"]][0]), "group")
        for m in OFFICE_OF.finditer(folded):
            self._note(m.start(), m.end(), self._plain(m[0]), "office")
        self._listed(folded)
        self._bodies(folded)
        for m in re.finditer(
            r"\b[Tt]he +(?P<a>[A-Z]{3,9})\b(?!-)|\b(?P<b>[A-Z]{4,9})(?= (?:is|has|will|have|said|does)\b)", folded
        ):
            k = "a" if m["a"] else "b"
            if m[k] not in self.canonical:
                self._note(m.start(k), m.end(k), m[k], "group")
        for m in KINDS_OF_FORCES.finditer(folded):
            name = re.sub(r"^all +", "", re.sub(r"\s+", " ", m[0]))
            self._note(m.start(), m.end(), name, "group")
        for m in re.finditer(r"\b(?P<who>[A-Z][a-z]+) +regime\b", folded):
            if m["who"] not in adjectives() and m["who"] not in country_of() and self.generic_role("government"):
                self._note(m.start(), m.end(), self.generic_role("government"), "government")
        for m in acting_capitals().finditer(folded):
            self._note(m.start("c"), m.end("c"), country_of()[m["c"]], "state")
        for m in GENERIC.finditer(folded):
            self._note(m.start(), m.end(), self.generic(m[0]), "group")
        self._merge_groups()

    def _definitions(self, folded: str) -> None:
        for pattern, group in ((ABBREVIATED, "abbr"), (DEFINED, "alias")):
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
        return next((name for alias, name in gazetteer().get(form.split()[0], ()) if alias == form), "")

    @staticmethod
    def _plain(name: str) -> str:
        return re.sub(r"\s+", " ", re.sub(r"^(?:the|The) +", "", name)).strip(" ,;")

    def _role_name(self, role: str, country: str) -> str:
        r = re.sub(r"\s+", " ", role.lower())
        r = {"governments": "government", "peoples": "people", "security forces": "security forces"}.get(r, r)
        adjective = next(c.adjectives[0] for c in countries() if c.name == country)
        if r.startswith("opposition"):
            r = "opposition"
        return GROUP_OF.get(r, "{a} " + r).format(c=country, a=adjective)

    def _listed(self, folded: str) -> None:
        book = gazetteer()
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
        for m in BODY.finditer(folded):
            words = re.sub(r"\s+", " ", m[0])
            words = words[:-2] if words.endswith("'s") else words
            alone = " " not in words and words not in self.canonical
            if alone and (not re.fullmatch(HEADS, words) or words in TOO_SHORT):
                continue
            if words in self.canonical:
                self._note(m.start(), m.start() + len(words), self.canonical[words])
                continue
            words = re.sub(r"^(?:The|This|That|A|An|In|On|By|For|And|But|Its|Our|Their|His) +", "", words)
            if NOT_NAMES.match(words) or len(words) > 90:
                continue
            if re.search(rf"\b{HEADS}(?: +(?:of|on|for|in|against)\b.*)?$", words) or re.match(
                rf"{HEADS} +of +", words
            ):
                at = m.start() + re.sub(r"\s+", " ", m[0]).find(words)
                self._note(at, at + len(words), words, "group")

    def _merge_groups(self) -> None:
        """Names of one body in longer and shorter wording are one, such as "Support Group" and "Support Group on X"."""
        bags = {n: bag(n) for n in self.forms if head_noun(n)}
        order = sorted(bags, key=lambda n: (-len(bags[n]), -sum(self.forms[n].values()), n))
        moved: dict[str, str] = {}
        for i, small in enumerate(order):
            fits = [
                big
                for big in order[:i]
                if big not in moved and bags[small] <= bags[big] and head_noun(small) == head_noun(big)
            ]
            fits = [b for b in fits if not (is_office(b) ^ is_office(small))]
            if len(bags[small]) >= 2 and len(fits) == 1 and small not in fixed_names():
                moved[small] = fits[0]
        for small, big in moved.items():
            self.rename(small, big)
        counts = Counter({n: sum(c.values()) for n, c in self.forms.items()})
        for short in [n for n in self.forms if n in SHORT]:
            bodies = [n for n in self.forms if n != short and re.search(rf"\b{short}\b", n) and not is_office(n)]
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
