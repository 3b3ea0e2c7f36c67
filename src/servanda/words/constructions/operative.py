"""Operative paragraphs of a resolution: one performative verb list, the addressee straight after each verb.

"Calls upon all parties to …, demands …, and urges …" gives one draft per verb. Sub-items inherit verb, bearer and
condition of their head. Content verbs ("stresses that …") give a draft only where a duty stands inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document
from ..phrases import agent, frame, parties_in
from ..text import Stretch
from . import stated
from .addressees import addressees, after_addressee, bearers_of_list, decision, is_subordinate
from .draft import Draft
from .heads import SUB, TOP, Head, heads_in, is_preamble, paragraphs
from .modal import CEASE, NOT, duty

_ENDS_OPEN = re.compile(r"[:–—]\s*$|\bfollowing\s*:?\s*$")
_TAIL = re.compile(r"(?:[\s,;:.–—-]|\b(?:and|or|to this end|in this regard))+$")
# a sentence of its own inside a paragraph: "; the Force shall be established …"
_SENTENCE = re.compile(r"[;.]\s+(?=(?:[Tt]he|[Tt]hese|[Tt]his|[Ss]uch)\s+(?:[\w-]+\s+){1,6}(?:shall|must)\b)")
_END = re.compile(
    r"(?i)\s*(?:adopted\s+(?:unanimously|at|by)|\d+\s+(?:ibid|see)\b|ibid\b|in\s+favour\s*:|footnotes?\b|\*\s)"
)


def find(doc: Document) -> Iterator[Draft]:
    """The drafts of a whole resolution."""
    head: Head | None = None
    head_bearers: list[str] = []
    head_condition: Stretch | None = None
    nested: list[str] = []
    blocks = paragraphs(doc)
    for i, block in enumerate(blocks):
        if _END.match(doc.text.folded, block.start, block.end):
            head = None
            continue
        here = heads_in(doc, block)
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        is_sub = bool(SUB.match(doc.text.folded, block.start, block.end)) and not re.match(
            r"\s*\d", doc.text.folded[block.start : block.end]
        )
        if here:
            opens = bool(_ENDS_OPEN.search(doc.text.folded[block.start : block.end])) or (
                following is not None
                and bool(SUB.match(doc.text.folded, following.start, following.end))
                and not TOP.match(doc.text.folded, following.start, following.end)
                and not heads_in(doc, following)
            )
            for n, h in enumerate(here):
                stop = here[n + 1].start if n + 1 < len(here) else block.end
                last = n + 1 == len(here)
                rest = _SENTENCE.search(doc.text.folded, h.verb_end, stop)
                yield from _of_head(doc, h, rest.start() if rest else stop, opens and last)
                if rest:
                    yield from _sub_item(doc, h, Stretch(rest.end(), stop), [doc.issuer_party], None)
            head = here[-1] if opens else (None if not is_sub else head)
            nested = []
            if opens:
                head_bearers = bearers_of_list(doc, here[-1], block)
                head_condition = None
            continue
        if head is None or (is_preamble(doc, block) and not is_sub):
            if not is_sub and head is None:
                continue
            head = None
            continue
        if re.match(r"\s*\d", doc.text.folded[block.start : block.end]):
            nested = []
        found = list(_sub_item(doc, head, block, nested or head_bearers, head_condition))
        yield from found
        if doc.text.folded[block.end - 1] in ":–—":  # an item that opens a list of its own
            nested = found[-1].bearers if found else _own(doc, block)


_SUBJECT = re.compile(
    r"(?i)^(?:that\s+)?(?P<s>[^,;]{3,120}?)(?:\s*,[^;]{3,330},)?\s+(?P<m>shall|should|must|may|will|have\s+to|is\s+to|are\s+to)\b"
)


def _own(doc: Document, block: Stretch) -> list[str]:
    """The parties that a paragraph's own subject names: "2. The Government of X should:"."""
    m = SUB.match(doc.text.folded, block.start, block.end)
    at = m.end() if m else block.start
    own = _SUBJECT.match(doc.text.folded[at : block.end])
    return parties_in(doc, at + own.start("s"), at + own.end("s")) if own else []


def _trim(doc: Document, start: int, end: int) -> Stretch:
    piece = doc.text.folded[start:end]
    piece = _TAIL.sub("", piece)
    return Stretch(start, start + max(1, len(piece)))


def _of_head(doc: Document, h: Head, stop: int, opens: bool) -> Iterator[Draft]:
    """The draft or drafts of one performative verb and its content, up to the next verb."""
    span = _trim(doc, h.start, stop)
    folded = doc.text.folded
    content = folded[h.verb_end : span.end]
    shape, force = h.entry["shape"], h.entry["force"]
    status = h.entry.get("status", "new")
    if (
        opens
        and len(content.split()) < 14
        and re.search(r"(?i)\bfollowing\b|:\s*$|\bto\s*$|\bby\s*$|\bthat\s*$", folded[h.verb_end : stop].strip())
    ):
        return  # a bare head; its sub-items carry the content
    if shape == "none":
        yield from stated.find(doc, h, span, strict=True)
        return
    if shape == "content":
        yield from stated.find(doc, h, span, strict=False)
        return
    if shape == "support":
        if re.search(
            r"(?i)\b(?:shall|must|to\s+be\s+\w+(?:ed|d|t)\b|within\s+\w+\s+(?:months|days|weeks)"
            r"|within\s+a\s+target|come\s+into\s+effect|no\s+later\s+than)\b",
            content,
        ):
            bearers = agent(doc, h.verb_end, span.end) or frame(doc, content) or list(doc.sides)
            yield Draft(
                span.start, span.end, "obligation", bearers, "support", h.verb, status, subject="thing", weight=-0.3
            )
        return
    bearers, kind = addressees(doc, h, span.end)
    if force == "request":
        force = "obligation" if is_subordinate(content) else "call_upon"
    if h.verb == "decides" or shape == "decide":
        yield decision(doc, h, span, status)
        return
    if shape == "addressee":
        d = duty(content)
        if (
            force == "obligation"
            and h.verb != "requests"
            and (NOT.search(content) or CEASE.match(after_addressee(content)))
        ):
            force = "prohibition"
        if force == "permission" and d == "prohibition":
            force = "prohibition"
    yield Draft(span.start, span.end, force, bearers, "performative", h.verb, status, subject=kind)


def _sub_item(
    doc: Document, head: Head, block: Stretch, bearers: list[str], condition: Stretch | None
) -> Iterator[Draft]:
    """A numbered, lettered or dashed item under an open head."""
    folded = doc.text.folded
    m = SUB.match(folded, block.start, block.end)
    start = m.end() if m else block.start
    m2 = SUB.match(folded, start, block.end)
    if m2:
        start = m2.end()
    span = _trim(doc, start, block.end)
    words = folded[span.start : span.end]
    if len(words) < 15 or (_ENDS_OPEN.search(folded[block.start : block.end]) and len(words.split()) < 14):
        return
    if head.entry["force"] == "none" or head.entry["shape"] == "none":
        return
    force = head.entry["force"]
    if force == "request":
        force = "obligation" if is_subordinate(folded[head.verb_end : head.verb_end + 90]) else "call_upon"
    marker = m["marker"] if m else ""
    if re.match(r"[A-Z]\.", marker) and len(words.split()) <= 8 and folded[block.end - 1].isalnum():
        return  # a heading
    modal = _SUBJECT.search(words)
    doer = re.match(r"(?i)(?:the\s+)?\w+(?:ing|ion|ment|al)\s+by\s+", words)
    who = bearers
    kind = "inherited"
    if modal:
        own = parties_in(doc, span.start + modal.start("s"), span.start + modal.end("s"))
        passive = re.match(r"(?i)\s+(?:not\s+)?be\s+\w+", words[modal.end() :])
        if own and not passive:
            who, kind = own, "name"
        elif passive:
            who = agent(doc, span.start, span.end) or bearers
        found = duty(words)
        force = found if found in {"prohibition", "permission"} and force != "call_upon" else force
    elif NOT.search(words) and force == "obligation":
        force = "prohibition"
    if doer and not modal:
        who = agent(doc, span.start, span.end) or who
    yield Draft(
        span.start,
        span.end,
        force,
        who or [doc.issuer_party],
        "list item",
        head.verb,
        head.entry.get("status", "new"),
        condition=condition,
        subject=kind,
        weight=-0.2,
    )
