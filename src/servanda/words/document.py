"""One document while it is being read: its text, genre, names, people, and who "we" are."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise

from .dates.core import CORE, meaning
from .lexicon import countries, table
from .model import Turn
from .names import Names
from .naming import side_of
from .people import People, host_side
from .text import Stretch, Text
from .turns import Transcript, is_transcript

_ORGAN = re.compile(
    r"(?im)^[\"'\s]*(?:\[[^\]\n]{1,20}\]\s*)?(?:Therefore\s+|Accordingly,\s+)?The\s+(?P<organ>Security\s+Council"
    r"|General\s+Assembly|Human\s+Rights\s+Council|(?:Peace\s+and\s+Security|European)\s+Council"
    r"|Council|Assembly|Conference|Committee|Commission)\s*,?\s*$"
)
_AGREEMENT_WORDS = re.compile(
    r"(?i)\b(?:agreement|accord|protocol|memorandum|principles|measures|terms|truce|armistice|framework"
    r"|statement by|outcomes|declaration)\b"
)


_SAYS_DATE = re.compile(
    r"(?i)\b(?:done\s+(?:at|in)|signed\s+(?:at|in|on)|adopted|distr\.|washington"
    r"|meeting\s*,?\s+(?:held\s+)?on|concluded\s+(?:at|in|on))\b[^\n]{0,80}$"
)


def guess_date(text: Text) -> date | None:
    """The document's own date: one that is said to be it, else one alone on a line of the head, else the first."""
    far = date(1900, 1, 1)
    found: list[tuple[int, int, date]] = []
    size = len(text.folded)
    for lo, hi in ((0, min(size, 2000)), (max(2000, size - 1500), size)):
        for m in CORE.finditer(text.folded, lo, hi):
            ranged = (m["d1"] and m["dy"]) or (m["md1"] and m["my"])
            if not (m["iso"] or (m["day"] and m["year"]) or (m["aday"] and m["ayear"]) or ranged):
                continue
            got = meaning(m, far)
            if not got:
                continue
            line = text.folded.rfind("\n", 0, m.start()) + 1
            stop = text.folded.find("\n", m.end())
            before = text.folded[line : m.start()]
            rest = before + text.folded[m.end() : stop if stop >= 0 else size]
            said = bool(_SAYS_DATE.search(before))
            alone = len(re.sub(r"[\W\d_]+", "", rest)) < 30 and lo == 0
            near = m.start() < 700 or m.start() > size - 800
            rank = 0 if said and near else 1 if alone else 2 if lo == 0 else 3
            found.append((rank, m.start(), got.last))
    return min(found)[2] if found else None


@dataclass
class Document:
    """What the constructions ask about a text."""

    text: Text
    on: date
    issuer: str = ""
    title: str = ""
    names: Names = field(init=False)
    people: People = field(init=False)

    def __post_init__(self) -> None:
        self.people = People(self.text)
        self.names = Names(self.text)
        self.transcript: Transcript | None = (
            Transcript(self.text, self.people, self.host) if is_transcript(self.text) else None
        )
        self._sides()
        host = self.host
        for name in [n for n in self.names.forms if host and re.search(r"\b[Aa]dministration$", n)]:
            self.names.rename(name, host)

    # -- kind ------------------------------------------------------------------------------------------------------

    @cached_property
    def organ(self) -> str:
        """The organ that speaks in a resolution, "" elsewhere."""
        m = _ORGAN.search(self.text.folded)
        if not m:
            # an organ named in a running sentence
            m = re.search(
                r"\bThe\s+(?P<organ>Security\s+Council|General\s+Assembly)\s*,?\s+(?=(?:Having|Recalling"
                r"|Reaffirming|Considering|Noting|Decides|Calls|Bearing|Taking|\d))",
                self.text.folded,
            )
        return re.sub(r"\s+", " ", m["organ"]) if m else ""

    @cached_property
    def genre(self) -> str:
        """transcript, resolution, agreement or statement."""
        if self.transcript:
            return "transcript"
        if (
            len(
                re.findall(
                    r"(?m)^\W*(?:\d+\.\s*)?[\"“]?The (?:Security Council|General Assembly|Council) [a-z ]*?[a-z]+s\b",
                    self.text.raw,
                )
            )
            >= 3
        ):
            return "resolution"  # a statement of the President: every paragraph begins with the organ
        named = re.search(r"(?i)\bresolution\s+(?:\d+|of\b)|S/RES/", self.text.folded[:500])
        if self.organ or (
            named and re.search(r"(?i)\bthe\s+(?:security\s+council|general\s+assembly)\b", self.text.folded)
        ):
            return "resolution"
        head = self.text.folded[:600]
        if re.match(
            r"(?i)\s*(?:statements?|remarks|address)\s+(?:by|of)\s+(?:M\.|Mr|Mrs|Ms|Dr|[A-Z])", head
        ) and re.search(r"\b(?:I|my)\b", self.text.folded[:2500]):
            return "statement"
        if len(re.findall(r"\bshall\b", self.text.folded)) >= 3 and re.search(
            r"(?m)^\s*(?:\(?\d+[.)]|ARTICLE"
            r"|Article)\s",
            self.text.raw,
        ):
            return "agreement"
        words = max(1, len(self.text.folded) // 6)
        shall = len(re.findall(r"(?i)\bshall\b|\bundertakes?\b|\bwill\b|\bagree[ds]?\b", self.text.folded))
        if re.search(r"\b(?:I|we|We)\b", head) and not re.search(r"(?i)\bagreement\b|\barticle\s+1\b", head):
            return "statement"
        return "agreement" if _AGREEMENT_WORDS.search(head) or shall / words > 0.012 else "statement"

    # -- sides -----------------------------------------------------------------------------------------------------

    @cached_property
    def host(self) -> str:
        """The country whose press office keeps the record."""
        return host_side(self.text) or (side_of(self.issuer) if self.issuer else "")

    def _sides(self) -> None:
        """A speaker who needs an interpreter is not of the host's side: of the foreign country most often named."""
        if not self.transcript:
            return
        interpreted = {t.speaker for t in self.transcript.turns if t.interpreted}
        counts = self.names.counts()
        foreign = [c.name for c in countries() if c.name != self.host]
        best = max(foreign, key=lambda n: (counts[n], n), default="")
        for who in sorted(interpreted):
            person = next((p for p in self.people.known.values() if p.name == who), None)
            if person and not person.side and counts[best] > 3:
                person.side = best
        fixed = []
        for t in self.transcript.turns:
            person = next((p for p in self.people.known.values() if p.name == t.speaker), None)
            side = person.side if person and person.side else t.side
            if not side and re.match(r"SECRETARY\s+[A-Z]", t.label):
                side = "United States"
            if not side and "journalist" not in t.role and "moderator" not in t.role.lower():
                side = t.speaker  # better himself than nobody
            fixed.append(Turn(**{**t.__dict__, "side": side}))
        self.transcript.turns = fixed

    @cached_property
    def issuer_party(self) -> str:
        """The party on whose authority the text speaks."""
        if self.genre == "resolution":
            return (
                "UN Security Council"
                if self.organ in {"Security Council", "Council", ""}
                else self.names._known(self.organ) or self.organ
            )
        if self.transcript:
            return next((t.side for t in self.transcript.turns if t.side), self.host)
        head = self.text.folded[:400]
        m = re.search(
            r"\b[Ww]e,?\s+(?:the\s+)?(?:leaders|foreign ministers|ministers|members|heads of \w+|representatives"
            r"|participants)\s+of\s+(?:the\s+)?([^,.]{3,60}),",
            head,
        )
        if m:
            return side_of(m[1]) or self.names._plain(re.sub(r"\s*\([^)]*\)", "", m[1]))
        if self.issuer:
            return self.names._known(self.issuer) or side_of(self.issuer) or self.issuer
        if re.search(r"\b(?:I|my)\b", self.text.folded[:3000]):
            m = re.search(
                r"\b(?:The\s+)?(United States(?: of America)?|United Kingdom|European Union|[A-Z]\w+)\s+will\b",
                self.text.folded,
            )
            if m and side_of(m[1]):
                return side_of(m[1])
        m = re.match(
            r"(?i)\s*(?:(?:press|joint|media)\s+)*(?:statements?|remarks|address|declaration)\s+(?:by|of|from)\s", head
        )
        if m and not self.host:  # a personal statement: its author, and his side where the text tells it
            author = next((p for p in self.people.known.values() if p.name in head), None)
            if author:
                return author.side or author.name
        return self.host

    @cached_property
    def group(self) -> str:
        """The body that a collective "we" means: the most named group that met, or "" where none is named."""
        counts = self.names.counts()
        groups = [
            n
            for n in self.names.forms
            if re.search(r"(?i)\b(?:Group|Quartet|Conference|Coalition|Task Force|Contact Group|Troika)\b", n)
            and not re.search(
                r"(?i)opposition|terror|armed|against|-led|experts|working group|monitoring"
                r"|minority",
                n,
            )
            and n not in table("armed_groups")["groups"]
        ]
        best = max(groups, key=lambda n: (counts[n], len(n)), default="")
        return best if best and counts[best] >= 2 else ""

    @cached_property
    def meeting(self) -> tuple[str, ...]:
        """The sides whose speakers make statements: whom a collective "we" means where no group is named."""
        if not self.transcript:
            return ()
        return tuple(dict.fromkeys(t.side for t in self.transcript.turns if t.side and t.kind == "statement"))[:3]

    @cached_property
    def government(self) -> str:
        """The government of the country that the document is about, "" where none is named."""
        return self.names.generic_role("government")

    @cached_property
    def opposition(self) -> str:
        """Its opposition."""
        return self.names.generic_role("opposition")

    @cached_property
    def sides(self) -> tuple[str, ...]:
        """Those who would have to act in the conflict: government and opposition, or its parties."""
        if self.government and self.opposition:
            return (self.government, self.opposition)
        return ("Parties to the conflict",)

    @cached_property
    def signatories(self) -> tuple[str, ...]:
        """Those who bind themselves in an agreement: States joined in subjects, else the most named."""
        m = re.search(
            r"(?:between|by|of)\s+(?:the\s+)?([A-Z][^.;:\n]{3,140}?)(?:\s+(?:concerning|regarding|on|in|for"
            r"|agree)\b|[.;:\n])",
            self.text.folded[:700],
        )
        found = (
            [
                (side_of(n) if re.match(r"(?i)(?:president|prime|minister)", n) else n)
                for s, e, n in self.mentions_in(m.start(1), m.end(1))
            ]
            if m
            else []
        )
        kinds = {c.name for c in countries()}
        states = [n for n in dict.fromkeys(found) if n in kinds or n.startswith("Government of")]
        if len(states) >= 2:
            return tuple(states[:4])
        text = self.text.folded
        for (_, e1, a), (s2, e2, b) in pairwise(self.mentions):
            joined = re.fullmatch(r",? *and +(?:the +)?", text[e1:s2])
            binds = re.match(
                r" +(?:have|agree|commit|shall|will|express|reached|decided|undertake)", text[e2 : e2 + 14]
            )
            if joined and binds and a in kinds and b in kinds:
                return (a, b)
        top = [
            n for n, c in self.names.counts().most_common(6) if (n in kinds or n.startswith("Government of")) and c >= 2
        ]
        return tuple(top[:2]) if len(top) >= 2 else ("Parties to the conflict",)

    # -- mentions --------------------------------------------------------------------------------------------------

    @cached_property
    def mentions(self) -> list[tuple[int, int, str]]:
        """Every mention of a party, persons by name included."""
        found = list(self.names.found)
        for p in self.people.known.values():
            forms = sorted({*p.forms, p.name}, key=len, reverse=True)
            pattern = r"\b(?:" + "|".join(re.escape(f) for f in forms if len(f) > 2) + r")(?![\w-])"
            if any(len(f) > 2 for f in forms):
                found += [(m.start(), m.end(), p.name) for m in re.finditer(pattern, self.text.folded)]
        out: list[tuple[int, int, str]] = []
        for s, e, n in sorted(set(found), key=lambda x: (x[0], -x[1], x[2])):
            if not out or s >= out[-1][1]:
                out.append((s, e, n))
        return out

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [s for s, _, _ in self.mentions]

    def mentions_in(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """The mentions that lie in ``[start, end)``."""
        if "mentions" not in self.__dict__ and not self.people:
            return []
        i, j = bisect_left(self._mention_starts, start), bisect_right(self._mention_starts, end - 1)
        return [m for m in self.mentions[i:j] if m[1] <= end]

    def last_mention(self, before: int, since: int) -> str:
        """The party named last in ``[since, before)``, "" if none."""
        found = self.mentions_in(since, before)
        return found[-1][2] if found else ""

    # -- speech ----------------------------------------------------------------------------------------------------

    def speeches(self) -> Iterator[tuple[Turn | None, Stretch]]:
        """Stretches in which someone commits: statements and answers, or the whole text."""
        if not self.transcript:
            yield None, Stretch(0, len(self.text.raw))
            return
        for t in self.transcript.turns:
            if t.kind in {"statement", "answer"}:
                yield t, Stretch(t.speech_start, t.end)

    def side(self, turn: Turn | None) -> str:
        """For whom the speaker says "we"."""
        return turn.side if turn else self.issuer_party
