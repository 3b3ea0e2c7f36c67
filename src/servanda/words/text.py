"""The text as it lies: blocks, sentences, and a folded copy of the same length in which patterns are sought.

Offsets are always those of the text that was read. The folded copy has plain quotes and hyphens, no-break spaces as
spaces, and the line breaks inside a block as spaces, so that a hard-wrapped name is found like any other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

_FOLD = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "\u00a0": " ",
        "\u2011": "-",
        "\u2010": "-",
        "\t": " ",
        "\r": " ",
        "\ufeff": " ",
        "\u200b": " ",
        "\u2028": "\n",
        "~": "-",
        "_": " ",
    }
)

MARKER = r"(?:\(?(?:\d{1,3}|[a-z]{1,2}|[ivxIVX]{1,6}|[A-Z])[.)](?=\s)|[-–—•*·](?=\s))"
_MARKER_LINE = re.compile(rf"\s*{MARKER}(?!\s*of\s+\d)")
_LABEL_LINE = re.compile(
    r"\s*(?:[A-Z][A-Z .'’()-]{1,60}:|Q(?=\s)|(?:Article|ARTICLE|Annex|ANNEX|Chapter|Section|Protocol)\b)"
)
_HEADING = re.compile(r"(?i:article|annex|chapter|section|part|protocol|appendix)\s+[\w.-]+\.?|[A-Z][A-Z ,-]{3,60}")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|Nos|Gen|Col|Lt|Sgt|Sen|Rep|Gov|Prof|Hon|para|paras|art|arts|p|pp|vol|cf|vs|etc"
    r"|e\.g|i\.e|inter alia|approx"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec|a\.m|p\.m|A\.M|P\.M|U\.S|U\.N|U\.K|E\.U|M\.J|D\.C)|\b[A-Z])\.$"
)
_STOP = re.compile(r"[.!?…]+[\"')\]]*(?=\s|$)|\n")


@dataclass(frozen=True, order=True)
class Stretch:
    """A run of characters: ``start`` inclusive, ``end`` exclusive."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, at: object) -> bool:
        return isinstance(at, int) and self.start <= at < self.end


@dataclass(frozen=True)
class Text:
    """A text with its blocks and its folded copy."""

    raw: str

    @cached_property
    def wrapped(self) -> bool:
        """Whether its lines are broken at a fixed width."""
        lines = sorted(n for n in map(len, self.raw.splitlines()) if n > 0)
        if len(lines) < 8:
            return False
        return sum(n > 110 for n in lines) < 0.15 * len(lines) and sum(35 <= n <= 95 for n in lines) > 0.3 * len(lines)

    @cached_property
    def blocks(self) -> tuple[Stretch, ...]:
        """Paragraphs, list items and speaker's lines, without surrounding white space."""
        out: list[Stretch] = []
        begin: int | None = None
        last = 0
        ended = ""
        headed = False
        at = 0
        for line in self.raw.splitlines(keepends=True):
            body = line.strip()
            if not body:
                if begin is not None:
                    out.append(Stretch(begin, last))
                begin = None
            else:
                lead = at + len(line) - len(line.lstrip())
                gerund = re.match(r"[A-Z]\w+(?:ing|ed)\b", body)
                opening = re.match(r"[A-Z]\w+s\b", body)
                fresh = bool(
                    not self.wrapped
                    or _MARKER_LINE.match(line)
                    or _LABEL_LINE.match(line)
                    or headed
                    or (ended in ".;:" and (opening or gerund))
                    or (ended == "," and gerund)
                )
                if begin is not None and fresh:
                    out.append(Stretch(begin, last))
                    begin = lead
                elif begin is None:
                    begin = lead
                last = at + len(line.rstrip())
                ended = body[-1]
                headed = bool(_HEADING.fullmatch(body))
            at += len(line)
        if begin is not None:
            out.append(Stretch(begin, last))
        return tuple(out)

    @cached_property
    def folded(self) -> str:
        """The same length, made plain for patterns."""
        flat = self.raw.translate(_FOLD)
        parts: list[str] = []
        at = 0
        for b in self.blocks:
            parts.append(flat[at : b.start])
            parts.append(flat[b.start : b.end].replace("\n", " "))
            at = b.end
        parts.append(flat[at:])
        return "".join(parts)

    def block_of(self, at: int) -> int:
        """The number of the block that holds the character ``at``, or of the one before it."""
        return max(0, bisect_right(self._starts, at) - 1)

    @cached_property
    def _starts(self) -> list[int]:
        return [b.start for b in self.blocks]

    def sentences(self, within: Stretch) -> list[Stretch]:
        """The sentences of a stretch, trimmed; abbreviations and initials do not end one."""
        out = []
        begin = within.start
        for m in _STOP.finditer(self.folded, within.start, within.end):
            if m[0] == "." and _ABBREVIATION.search(self.folded[max(begin, m.start() - 12) : m.end()]):
                rest = self.folded[m.end() : m.end() + 14].lstrip()
                if not re.match(r"(?:The|We|I|It|They|And|But|This|That|He|She|So|In|As)\s", rest) or (
                    re.search(r"\b(?:Mr|Mrs|Ms|Dr|No|[A-Z])\.$", self.folded[max(begin, m.start() - 4) : m.end()])
                    and not re.search(
                        r"(?:U\.S|U\.N|U\.K|[ap]\.m|[AP]\.M)\.$", self.folded[max(begin, m.start() - 6) : m.end()]
                    )
                ):
                    continue
            piece = self.trim(Stretch(begin, m.end()))
            if piece:
                out.append(piece)
            begin = m.end()
        piece = self.trim(Stretch(begin, within.end))
        if piece:
            out.append(piece)
        return out

    def trim(self, s: Stretch) -> Stretch | None:
        """The stretch without white space at its ends, or None if nothing is left."""
        a, b = s.start, s.end
        raw = self.raw
        while a < b and (raw[a].isspace() or raw[a] in "\ufeff\u200b"):
            a += 1
        while b > a and (raw[b - 1].isspace() or raw[b - 1] in "\ufeff\u200b"):
            b -= 1
        return Stretch(a, b) if a < b else None
