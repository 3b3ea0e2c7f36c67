"""Sentences into clauses: cut where a new subject and verb begin, never inside a list or a spoken self-correction."""

from __future__ import annotations

import re

from .text import Stretch, Text

_SUBJECT = (
    r"(?:we|I|they|he|she|it|there|this|that|these|those|everybody|you"
    r"|(?:this|that|these|those)\s+(?:[\w'-]+\s+){1,3}?"
    r"|(?:the|our|their|its|his|each|all|no|some|any|other)\s+(?:(?!that\b|which\b|who\b|for\b)[\w'-]+\s+){1,6}?"
    r"|[A-Z][\w'.-]+\s+(?:[A-Z][\w'.-]+\s+)*)"
)
_FINITE = (
    r"\s*(?:'s|'re|'ve|'ll|'d|'m|(?:also|now|then|clearly|certainly|really|obviously|fully|actually|still|just"
    r"|already|all)\s+)?\s*"
    r"(?:is|are|was|were|will|would|shall|should|must|may|can|could|has|have|had|do|does|did|'ll|'ve|'re|want"
    r"|wants|need|needs|think|believe|support|agreed|decided|pledged|welcome|welcomes|urge|urges|call"
    r"|calls|intend|intends"
    r"|understand|know|see|hope|expect|remain|stand|stands|continue|continues|agree|agrees|said|says|cannot|can't"
    r"|won't|don't|didn't|isn't|aren't)\b"
)
_CUT = re.compile(
    rf"(?:;\s+(?:and\s+|but\s+|or\s+|so\s+)?(?=(?:{_SUBJECT}){_FINITE})"
    rf"|,\s+(?:and|but|so|or)\s+(?:that\s+)?(?=(?:{_SUBJECT}){_FINITE})"
    rf"|\s+[–—]\s+(?:and\s+|but\s+|so\s+)?(?=(?:we|I|they|he|she|it|there|this|that's|the\s+\w+)\b{_FINITE})"
    r"|,\s+(?:and\s+)?(?=with\s+(?:all|the|every)\s+(?:[\w'-]+\s+){0,4}[\w'-]+,?\s+(?:[^,]{3,40},\s+)?(?:eligible"
    r"|entitled|allowed|free)\s+to)"
    r"|,\s+and\s+as\s+(?:I|we)\s+[^,]{2,40},\s+|,?\s+because\s+|,\s+(?:which|whereas|although|though|since|while)\s+)"
)
_LEAD = re.compile(
    r"(?i)^(?:(?:and|but|so|or|now|well|also|again|yes|look|okay|then|therefore|furthermore|moreover|finally"
    r"|second|third|first of all|in addition|in other words|obviously|frankly|of course|certainly|you know"
    r"|i mean|(?:i(?:'d| would)|let me)(?: just| also| simply)* (?:say|add|note|repeat)(?: that)?|first"
    r"|i think|we think|i believe|we believe|as (?:i|we|you|john|he|she) (?:have |has |already |rightly )*(?:said"
    r"|mentioned|underscored|noted|heard|know)|as i said|i underscore|let me be clear|make no mistake|in "
    r"fact|at the same time|today|overall|together|here)\b(?:[,:]|\s+[–-])?\s*)+"
)
_MATRIX = re.compile(
    r"(?i)^(?:(?:it's|it\s+is)\s+important\s+(?:for\s+[\w\s]{2,30}?\s+)?to\s+(?:know|note|understand|say"
    r"|remember)\s+(?:that\s+)?|what\s+we\s+(?:[\w']+\s+){1,6}?(?:was|is)\s+(?:that\s+)?(?=we\b|the\b)"
    r"|(?:the|one|another|our)\s+(?:[\w-]+\s+){0,2}?(?:point|idea|principle|thing|first|second|third|plan"
    r"|agreement|understanding"
    r"|decision|rule|commitment|bottom\s+line|task|homework)\s+(?:is|was)\s+that\s+|that\s+is\s+why\s+"
    r"|that's\s+why\s+"
    r"|(?:it\s+is|it's)\s+(?:clear|understood|further\s+understood|agreed)\s+that\s+"
    r"|(?:i|we)\s+(?:want|would\s+like)\s+to\s+(?:make\s+(?:it\s+)?\w+\s+\w+\s+that|say\s+that|underscore\s+that"
    r"|emphasize\s+that|stress\s+that)\s+"
    r"|(?:we|i)\s+(?:are|have|had|am|also|very|clearly|just|already|\s)*(?:indicated|said|stated|noted|heard"
    r"|underlined|stressed)\s+that\s+)"
)


def clauses_of(text: Text, sentence: Stretch) -> list[Stretch]:
    """The clauses of a sentence, without the words that only open them."""
    folded = text.folded
    cuts = [sentence.start]
    ends = []
    for m in _CUT.finditer(folded, sentence.start, sentence.end):
        if _open_bracket(folded, sentence.start, m.start()) or _parenthesis(folded, m, sentence.end):
            continue
        ends.append(m.start())
        cuts.append(m.end())
    ends.append(sentence.end)
    out = []
    for a, b in zip(cuts, ends, strict=True):
        piece = tidy(text, Stretch(a, b))
        if piece and len(piece) > 8:
            out.append(piece)
    return out


def _parenthesis(folded: str, cut: re.Match[str], end: int) -> bool:
    """A dash that opens an insertion after which the sentence goes on: "has told us – I was there – that …"."""
    if not re.match(r"\s+[–—]", cut[0]):
        return False
    closing = re.compile(r"\s[–—]\s").search(folded, cut.end(), min(end, cut.end() + 90))
    if closing is None:
        return False
    goes_on = r"(?:that|which|to|in|for|is|are|has|have|will|would|with|on|of|and\s+to|should|who)\b"
    return bool(re.match(goes_on, folded[closing.end() : closing.end() + 12]))


def _open_bracket(folded: str, start: int, at: int) -> bool:
    piece = folded[start:at]
    return piece.count("(") > piece.count(")")


def tidy(text: Text, s: Stretch) -> Stretch | None:
    """The stretch without opening words, trailing marks and dashes."""
    a, b = s.start, s.end
    folded = text.folded
    while True:
        while a < b and folded[a] in " \n,;:–—-.\"'":
            a += 1
        m = _LEAD.match(folded[a : min(b, a + 80)]) or _MATRIX.match(folded[a : min(b, a + 120)])
        if not m or a + m.end() >= b:
            break
        a += m.end()
    while b > a and folded[b - 1] in " \n,;:.–—-\"'?!":
        b -= 1
    if b > a and text.folded[b - 1 : b + 1] in {"S.", "N.", "K."}:
        b += 1
    return Stretch(a, b) if b > a else None
