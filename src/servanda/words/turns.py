"""Who speaks when: a state machine over the lines of a transcript.

A line opens a turn when it begins with a label: capitals and a colon, a press label ("QUESTION:", "Q"), a role
("MODERATOR:"), or a misprint of a label seen elsewhere. Headers, datelines and end marks belong to no turn. The first
speaker may have no label; then the speech begins after the header.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from .lexicon import either, table
from .model import Aside, Exchange, Turn
from .naming import side_of
from .people import People, Person, _near, bare_name, host_side
from .text import Stretch, Text

_LABEL = re.compile(
    r"(?P<q>Q:?|A:)(?=\s+\S)"
    r"|(?P<timed>[A-Z][\w.'-]*(?:\s+[\w.'-]+){0,4}\s*[(\[]\d{1,2}:\d\d(?::\d\d)?[)\]]\s*:?)(?=\s|$)"
    r"|(?P<office>(?:(?:UN|United\s+Nations)\s+)?Special\s+(?:Envoy|Representative|Adviser)\s*:|Secretary-General\s*:)"
    r"(?=\s)"
    r"|(?P<label>(?:[A-Z][A-Z0-9À-Þ.'’()/&-]*(?:\s+(?:[A-Z][A-Z0-9À-Þ.'’()/&-]*|de|al-|of|the|for))*)\s*:)(?=\s|\(|$)"
    r"|(?P<seat>(?:(?:Mr|Ms|Mrs|Sir|Dame|Lord)\.?\s+[A-Z][\w'’-]+(?:\s+(?:bin|al|el|de|[A-Z][\w'’-]+)){0,3}"
    r"|The\s+President|The\s+Secretary-General)"
    r"(?:\s*\((?P<land>[A-Z][^()\n]{2,50})\))?(?:\s*\((?:spoke|speaking|interpretation)[^()\n]{2,40}\))*\s*:)(?=\s)"
    r"|(?P<name>(?:(?:Mr|Ms|Mrs|Dr)\.?\s+)?(?:[A-Z][\w'’-]+\s+){0,4}[A-Z][\w'’-]+:)(?=\s)"
)
_NO_LABEL = re.compile(r"(?:NOTE|PRN|RE|SUBJECT|FOR IMMEDIATE RELEASE|DATE|TO|FROM|CC|PS)\b")
_VIA = re.compile(r"\s*\((?:[Vv]ia|[Aa]s|[Tt]hrough)\s+(?:an?\s+)?[Ii]nterpret\w+\.?\)")
_ASIDE = re.compile(r"\([^()\n]{2,60}\)")
_END_MARK = re.compile(
    r"\s*(?:#{2,}|\*{3,}|[-–_]{3,}|END|\(END\)|\[?End of (?:transcript|text)\]?"
    r"|\d{1,2}[:.]\d{2}\s*[AaPp]\.?\s?[Mm]\.?(?:\s*\(?[A-Z]{2,4}\)?)?|PRN:?.*|\(?(?:The )?(?:press"
    r"|briefing|meeting|conference)[^.]{0,40}"
    r"(?:ended|concluded|adjourned)[^.]{0,30}\.?\)?|(?:Share|Print|Back to top)\b.*)\s*"
)
_TECHNICAL = re.compile(
    r"(?i)\b(?:can you hear|hear me|loud and clear|go ahead|muted|got(?:cha| you| it)|sorry about that|yes, "
    r"(?:we can|it is)|broke up|i'm here)\b"
)
_THANKS_ONLY = re.compile(r"(?i)(?:okay|well|all right|thank(?:s| you)|appreciate)\b[^.!?]*[.!?]*\s*")
_GIVES_FLOOR = re.compile(
    r"(?i)\b(?:next question|first question|last question|final question|one more question|go to|take (?:a |your "
    r"|some |a few |a couple |the )*(?:more )?questions?|open it up|the floor|over to)\b"
)
_THANKS = re.compile(r"(?i)^\W*(?:okay|all right|well|great)?\W*(?:thank(?:s| you)|appreciate)\b")
_NAME = r"[A-Z](?:[\w'’-]+|\.[A-Z]\.)(?:\s+(?:de|al-|van|von|bin|el|[A-Z][\w'’-]*)){0,3}"
_HANDOVER = re.compile(
    rf"(?:question\s+(?:today\s+)?(?:will\s+|is\s+)?(?:be\s+)?(?:come\s+|comes\s+|go\s+|goes\s+)?(?:from\s+"
    rf"|to\s+)?|go\s+(?:next\s+)?to\s+|line\s+of\s+|over\s+to\s+|turn\s+to\s+|call\s+on\s+|hear\s+from\s+"
    rf"|take\s+)"
    rf"(?:the\s+line\s+of\s+)?(?P<who>{_NAME})(?:\s*(?:,\s*|\s+with\s+|\s+from\s+|\s+of\s+"
    rf"|\s+at\s+)(?P<outlet>(?:the\s+)?[A-Z0-9](?:[\w'’+&]"
    rf"|\.(?=\w))*(?:\s+(?:of\s+)?[A-Z0-9][\w'’+&]*){{0,4}}))?"
)
_SELF = re.compile(
    rf"^(?:(?:Hi|Hello|Hey|Thank you|Thanks|Yeah|Yes|Good \w+)[^.?!]{{0,40}}[.,!]\s*)*(?:(?:[Tt]his is|[Ii]t's"
    rf"|[Ii]'m|[Mm]y name is)\s+)?(?P<who>{_NAME})"
    rf"(?:,\s+(?:from\s+|with\s+)?(?P<outlet>(?:the\s+)?[A-Z0-9][\w'’+&]*(?:\s+[\w'’+&]+){{0,3}})|\s+(?:from"
    rf"|with)\s+(?P<outlet2>(?:the\s+)?[A-Z][\w'’+&]*(?:\s+[A-Z][\w'’+&]*){{0,3}})|\s+here)[.,]"
)


def is_transcript(text: Text) -> bool:
    """Whether the text is a record of several speakers."""
    found = _labels(text, strict=True)
    labels = Counter(lab for _, lab, _ in found)
    if (len(labels) >= 2 and sum(labels.values()) >= 3) or sum(labels.values()) >= 6:
        return True
    if len(labels) >= 2 and any(lab.rstrip(": ") in table("offices")["press"] for lab in labels):
        return True
    held = any(_HELD.match(lab) and len(text.raw) - at > 60 for at, lab, _ in found)
    return held or (not found and _unlabelled(text))


_HELD = re.compile(
    r"(?:(?:[A-Z.]+\s+){0,2}(?:SECRETARY|MINISTER|PRESIDENT|AMBASSADOR|CHANCELLOR|GENERAL|ADMIRAL|ENVOY|REPRESENTATIVE"
    r"|ADVISOR|ADVISER|COMMISSIONER|DIRECTOR|SENATOR)(?:[\s-][A-Z][A-Z.'\s-]*)?|(?:MR|MS|MRS|DR)\.?\s+[A-Z][A-Z'-]+|(?:Mr|Ms|Mrs|Dr)\.?\s+[A-Z][\w'-]+|MODERATOR"
    r"|SENIOR\s[A-Z\s]*OFFICIAL[A-Z\s]*|Special\s(?:Envoy|Representative|Adviser)|Secretary-General)\s*:$"
)
_RECORD = re.compile(
    r"(?i)\b(?:transcript|stake-?out|press\s+(?:availability|conference|encounter)|remarks\s+(?:to\s+the\s+press|at|with"
    r"|after|before|following))\b"
)


def _unlabelled(text: Text) -> bool:
    """The record of one speaker: its head says so, and somebody speaks in the first person."""
    head = text.folded[:400]
    return bool(_RECORD.search(head)) and len(re.findall(r"\b(?:I|we|We)\b", text.folded[:4000])) >= 3


def _known_roles() -> set[str]:
    offices = table("offices")
    return {
        *offices["press"],
        *offices["moderators"],
        "SENIOR ADMINISTRATION OFFICIAL",
        "SENIOR STATE DEPARTMENT OFFICIAL",
    }


def _labels(text: Text, strict: bool = False) -> list[tuple[int, str, int]]:
    """(start of the label, the label, where the speech begins) for each block that opens a turn.

    Labels in capitals and the seats of a council are sure; other names open a turn only where the same label does so
    twice, or where they are a role. ``strict`` leaves names out unless roles of the press stand beside them.
    """
    sure: list[tuple[int, str, int]] = []
    names: list[tuple[int, str, int]] = []
    roles = {r.lower() for r in _known_roles()}
    for b in text.blocks:
        m = _LABEL.match(text.folded, b.start, b.end)
        if not m:
            continue
        label = (m["label"] or m["seat"] or m["name"] or m["q"] or m["timed"] or m["office"]).strip()
        stop = m.end()
        while stop < b.end and text.raw[stop].isspace():
            stop += 1
        bare = label.rstrip(": ")
        if m["label"] or m["q"]:
            if not m["q"] and (len(label) < 3 or _NO_LABEL.match(label)):
                continue
            sure.append((b.start, label, stop))
        elif m["seat"] or m["timed"] or m["office"]:
            sure.append((b.start, label, stop))
        elif bare.lower() in roles:
            sure.append((b.start, bare.upper() + ":", stop))
        elif len(label) <= 50 and re.match(r"(?:Mr|Ms|Mrs|Dr)\b|(?:[A-Z][\w'’-]+\s+){1,4}[A-Z]", label):
            names.append((b.start, label, stop))
    counts = Counter(lab for _, lab, _ in names)
    asked = any(lab.rstrip(": ") in table("offices")["press"] for _, lab, _ in sure)
    if not asked:
        sure = [x for x in sure if x[1] != "A:"]  # an answer without questions is a letter of a list
    if strict and not asked and sum(n >= 2 for n in counts.values()) < 2:
        return sure
    return sorted([*sure, *(x for x in names if counts[x[1]] >= 2)])


class Transcript:
    """The turns, asides and exchanges of one transcript."""

    def __init__(self, text: Text, people: People, host: str = "") -> None:
        self.text = text
        self.people = people
        self.host = host or host_side(text)
        self.turns = self._kinds(self._split())
        self.asides = self._asides()
        self.exchanges, self.turns = self._exchanges()

    # -- cutting ---------------------------------------------------------------------------------------------------

    def _split(self) -> list[Turn]:
        labels = _labels(self.text)
        labels = self._mend(labels)
        ends = [s for s, _, _ in labels[1:]] + [len(self.text.raw)] * bool(labels)
        out = []
        opening = self._opening(labels[0][0] if labels else len(self.text.raw))
        if opening:
            who = self._opening_speaker(opening)
            out.append(
                Turn(
                    "",
                    who.name if who else "",
                    "",
                    who.role if who else "",
                    "statement",
                    False,
                    opening.start,
                    opening.start,
                    opening.end,
                    side=self._side(who),
                )
            )
        for (start, label, speech), stop in zip(labels, ends, strict=True):
            end = self._last_character(start, stop)
            via = _VIA.match(self.text.folded, speech)
            speaker, role, side = self._speaker(label)
            out.append(Turn("", speaker, label, role, "", bool(via), start, min(speech, end), end, side=side))
        return [replace(t, id=f"T{n:02}") for n, t in enumerate(out, 1)]

    def _mend(self, labels: list[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
        """A label seen once that is one slip away from a frequent one or from a role is that one."""
        counts = Counter(lab.rstrip(":") for _, lab, _ in labels)
        named = {
            lab for lab in counts if bare_name(_unstamped(lab)).split()[-1].lower().strip(".") in self.people.known
        }
        good = {lab for lab, n in counts.items() if n >= 2} | named | _known_roles()
        out = []
        for start, lab, speech in labels:
            bare = lab.rstrip(":")
            if bare not in good and len(bare) > 4:
                close = sorted(g for g in good if _close_labels(g, bare))
                if close:
                    out.append((start, close[0], speech))
                    continue
            out.append((start, lab, speech))
        return out

    def _last_character(self, start: int, stop: int) -> int:
        """The end of the speech before ``stop``, without end marks."""
        end = stop
        while True:
            while end > start and self.text.raw[end - 1].isspace():
                end -= 1
            line = max(self.text.raw.rfind("\n", start, end) + 1, start)
            if line > start and _END_MARK.fullmatch(self.text.folded, line, end):
                end = line
                continue
            return end

    def _opening(self, first: int) -> Stretch | None:
        """The speech before the first label, without the header: from the first block that reads like speech."""
        blocks = [b for b in self.text.blocks if b.end <= first]
        for b in blocks:
            line = self.text.folded[b.start : b.end]
            if len(line) > 120 and re.search(r"[a-z][.?!]", line) and not re.match(r"\(?(?:Via|The following)\b", line):
                return Stretch(b.start, self._last_character(b.start, first))
            if (
                len(line) > 30
                and re.match(r"(?:Thank|Good|Well|I|We|Ladies|Let|Hello|So)\b", line)
                and line[-1] in ".?!"
            ):
                return Stretch(b.start, self._last_character(b.start, first))
        return None

    # -- naming ----------------------------------------------------------------------------------------------------

    def _side(self, person: Person | None) -> str:
        return (person.side if person else "") or self.host

    def _opening_speaker(self, opening: Stretch) -> Person | None:
        """The person named in the header of the text."""
        head = self.text.raw[: opening.start]
        named = [
            (head.find(p.name), p)
            for p in self.people.known.values()
            if re.search(rf"(?m)^\s*{re.escape(p.name)}\s*$", head)
        ]
        if named:
            return min(named, key=lambda x: x[0])[1]
        named = [(head.find(p.name), p) for p in self.people.known.values() if p.name in head]
        return min(named, key=lambda x: x[0])[1] if named else None

    def _speaker(self, label: str) -> tuple[str, str, str]:
        """Full name, role and side for a label."""
        bare = _unstamped(label).rstrip(": ")
        if bare == "A":
            own = self._opening_speaker(Stretch(min(1500, len(self.text.raw)), len(self.text.raw)))
            return (own.name, own.role, self._side(own)) if own else ("", "", self.host)
        if bare in {"Special Envoy", "Special Representative", "Special Adviser", "Secretary-General"}:
            own = self._opening_speaker(Stretch(min(1500, len(self.text.raw)), len(self.text.raw)))
            return (own.name if own else bare), bare, (own.side if own else "") or "United Nations"
        if _INTERVIEWER.fullmatch(bare):
            return "", "journalist", ""
        offices = table("offices")
        if bare in offices["press"]:
            return "", "journalist", ""
        if any(_close_labels(bare, m) or bare == m for m in offices["moderators"]):
            return "Moderator", "moderator", self.host
        seat = re.fullmatch(r"(?P<who>[^()]+?)\s*(?:\((?P<land>[^()]+)\))?(?:\s*\([^()]*\))*", bare)
        if seat and seat["land"]:
            land = side_of(seat["land"]) or seat["land"]
            return bare_name(seat["who"]), f"representative, {seat['land']}", land
        person = self.people.by_label(bare)
        if person and self._fits(person, bare):
            return person.name, person.role or _title_of(bare), self._side(person)
        if re.match(r"SENIOR\b", bare):
            return bare.title(), bare.lower(), self.host or "United States"
        name = bare_name(bare)
        nice = " ".join(w if w.lower() in {"de", "al"} else w.capitalize() for w in name.split())
        title = _title_of(bare)
        full = self.text.folded.find(nice)
        moderator = self._opens(bare)
        return (
            (f"{title} {nice}".strip() if full < 0 and title and title not in {"Mr", "Mrs", "Ms"} else nice),
            ("moderator" if moderator else title),
            self.host,
        )

    def _fits(self, person: Person, label: str) -> bool:
        """A label without a title or with a person's own: "MR KIRBY" is not the Kerry of one slip away."""
        return bare_name(label).split()[-1].lower().strip(".") == person.surname or bool(
            re.match(r"(?:SECRETARY|MINISTER|PRESIDENT|FOREIGN)", label)
        )

    def _opens(self, label: str) -> bool:
        """Whether the speaker of this label mostly gives the floor."""
        turns = [x for x in _labels(self.text) if x[1].rstrip(": ") == label]
        gives = sum(bool(_GIVES_FLOOR.search(self.text.folded, s, s + 200)) for _, _, s in turns)
        return bool(turns) and gives * 2 >= len(turns)

    # -- what kind of turn -----------------------------------------------------------------------------------------

    def _speech(self, t: Turn) -> str:
        return _ASIDE.sub("", self.text.folded[t.speech_start : t.end]).strip()

    def _kinds(self, turns: list[Turn]) -> list[Turn]:
        out: list[Turn] = []
        press = _press(turns)
        asked = False
        for i, t in enumerate(turns):
            speech = self._speech(t)
            following = turns[i + 1] if i + 1 < len(turns) else None
            before = turns[i - 1] if i else None
            is_press = t.label.rstrip(": ") in press
            short = len(speech) < 105
            if is_press:
                kind = "question"
                if (
                    not speech
                    or (len(speech) < 75 and "?" not in speech)
                    or (_TECHNICAL.search(speech) and len(speech) < 60)
                    or ("?" not in speech and re.fullmatch(r"\W*(?:\w+\W+){1,4}", speech + " "))
                ):
                    kind = "interjection"
                asked = asked or kind == "question"
            elif "moderator" in t.role.lower() or t.speaker == "Moderator":
                kind = "interjection" if _TECHNICAL.search(speech) and len(speech) < 60 else "moderation"
            elif short:
                kind = self._short(speech, before, following, press, asked)
            else:
                kind = "answer" if asked else "statement"
            out.append(replace(t, kind=kind))
        return out

    def _short(self, speech: str, before: Turn | None, following: Turn | None, press: set[str], asked: bool) -> str:
        """A short remark by someone who is not the press."""
        last = following is None or "moderator" in following.role.lower()
        if re.search(
            r"(?i)\b(?:last|first|next|couple|few|some|your) questions?\b|\bcall on\b", speech
        ) and not speech.endswith("question?"):
            return "moderation"
        if _THANKS.match(speech) and len(_THANKS_ONLY.sub("", speech)) < 20:
            return (
                "moderation"
                if last or not asked or (following is not None and following.kind != "" and following.label == "")
                else "interjection"
            )
        after_question = before is not None and before.label.rstrip(": ") in press
        if after_question and "?" not in speech and len(speech) > 18 and not _TECHNICAL.search(speech) and asked:
            return (
                "answer"
                if following is None or following.label.rstrip(": ") in press or "moderator" in following.role.lower()
                else "interjection"
            )
        return (
            "statement"
            if not asked and (before is None or (len(speech) > 45 and "?" not in speech))
            else "interjection"
        )

    # -- asides and exchanges --------------------------------------------------------------------------------------

    def _asides(self) -> list[Aside]:
        out: list[Aside] = []
        for t in self.turns:
            for m in _ASIDE.finditer(self.text.raw, t.speech_start, t.end):
                kind = _aside_type(m[0])
                if kind:
                    out.append(Aside(f"A{len(out) + 1:02}", t.id, kind, m.start(), m.end()))
        return out

    def _exchanges(self) -> tuple[list[Exchange], list[Turn]]:
        press = _press(self.turns)
        turns = list(self.turns)
        out: list[Exchange] = []
        current: dict[str, list[str]] | None = None
        who = outlet = ""
        moderator: str | None = None
        pending: tuple[str, str, str] | None = None  # moderator's turn, name, outlet

        def close() -> None:
            nonlocal current
            if current and current["questions"]:
                out.append(
                    Exchange(
                        f"E{len(out) + 1}",
                        moderator,
                        who,
                        outlet,
                        tuple(current["questions"]),
                        tuple(dict.fromkeys(current["to"])),
                        tuple(current["answers"]),
                    )
                )
            current = None

        for i, t in enumerate(turns):
            speech = self._speech(t)
            if t.label.rstrip(": ") in press:
                own = _SELF.match(speech)
                fresh = pending is not None or current is None
                if (
                    not fresh
                    and current is not None
                    and current["answers"]
                    and (
                        own
                        or (
                            t.kind == "question"
                            and re.match(r"(?:Hi|Hello|Hey|Thank you|Thanks|Oh, hi|Good \w+)\b", speech)
                            and len(speech) > 60
                        )
                    )
                ):
                    fresh = True
                if fresh:
                    close()
                    current = {"questions": [], "answers": [], "to": []}
                    moderator, who, outlet = pending if pending else (None, "", "")
                    if own and (not who or own["who"].split()[0] == who.split()[0]):
                        who = own["who"] if len(own["who"]) > len(who) else who
                        outlet = outlet or own["outlet"] or own["outlet2"] or ""
                    pending = None
                assert current is not None
                if t.kind == "question":
                    current["questions"].append(t.id)
                    current["to"] += self._addressed(speech, turns)
                turns[i] = replace(
                    t,
                    questioner=who,
                    outlet=outlet,
                    speaker=who or "Journalist",
                    role=f"journalist, {outlet}" if outlet else "journalist",
                )
            else:
                handovers = list(_HANDOVER.finditer(speech)) if t.kind == "moderation" else []
                named = handovers[-1] if handovers else None
                if t.kind == "moderation" and (named or "moderator" in t.role.lower()):
                    if named and not re.match(
                        r"(?:The|Questions?|Secretary|President|Minister|Senior)\b", named["who"]
                    ):
                        close()
                        pending = (t.id, named["who"], re.sub(r"^the\s+", "", named["outlet"] or "").strip(".,"))
                    elif current is not None and current["answers"] and _GIVES_FLOOR.search(speech):
                        close()
                elif t.kind == "answer" and current is not None:
                    current["answers"].append(t.id)
        close()
        return out, turns

    def _addressed(self, speech: str, turns: list[Turn]) -> list[str]:
        """The speakers whom a question calls by name."""
        names = {t.speaker for t in turns if t.speaker and t.kind in {"answer", "statement"}}
        return [
            n
            for n in sorted(names)
            if re.search(
                rf"(?:^|[.,?!]\s+)(?:And\s+)?(?:[A-Z][\w.]+\s+){{1,3}}{re.escape(n.split()[-1])},", speech, re.MULTILINE
            )
        ]


def _press(turns: list[Turn]) -> set[str]:
    """The labels of those who ask."""
    return {*table("offices")["press"], *(t.label.rstrip(": ") for t in turns if t.role == "journalist")}


_INTERVIEWER = re.compile(r"(?:Speaker|SPEAKER|Interviewer|INTERVIEWER|Reporter)(?:\s+\d+)?")


def _unstamped(label: str) -> str:
    """A label without the time of a recording: "Jane Doe (00:13):" is "Jane Doe"."""
    return re.sub(r"\s*[(\[]\d{1,2}:\d\d(?::\d\d)?[)\]]\s*:?$", "", label)


def _title_of(label: str) -> str:
    rest = label[: len(label) - len(bare_name(label))].strip(" .:")
    return rest.title()


def _close_labels(a: str, b: str) -> bool:
    """Whether two labels differ by one slip."""
    return len(a) > 4 and len(b) > 4 and _near(a.lower(), b.lower())


def _aside_type(words: str) -> str:
    low = words.lower()
    for kind, pattern in (
        ("interpretation", r"interpret"),
        ("laughter", r"laugh|chuckl"),
        ("applause", r"applau"),
        (
            "inaudible",
            r"inaudible|muted|no audio"
            r"|unintelligible|off[- ]mic|cross-?talk",
        ),
        ("in progress", r"in progress|break|joined"),
        (
            "language",
            r"\bin (?:[A-Z]?\w+)\b.*|speaks? \w+|in \w+ "
            r"language",
        ),
    ):
        if kind == "language" and not re.match(r"\((?:in [a-z]+|speaks? [a-z]+)\.?\)", low):
            continue
        if re.search(pattern, low):
            return kind
    return ""


def titles_pattern() -> str:
    """A pattern for any title."""
    return either(table("offices")["titles"])
