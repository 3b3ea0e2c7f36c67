"""How likely two written names are one name, and why: which parts met, by which rule, and what stood alone.

The score is a logistic sum of a few measures of how well the parts meet. It never falls when a part meets better, and
the weights and thresholds with their precision and recall are data (``match.json``), so that anyone can recompute it.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA, Levenshtein

from .fold import odd, script_of, words_of
from .letters import likeness, word
from .lexicon import Concept, actor_of, concept_of, lexicon, pet_names, unlike
from .sounds import skeletons
from .tokens import Token, tokens_of

PERSON = frozenset({"Person"})
_LEAST = 0.25  # parts that sound less alike than this do not meet
_JOIN = 0.7  # two parts written as one must sound at least this much like the other's one
_WELL = 0.85  # parts that meet this well are not tried as halves of another
_OTHER_FORM = 0.02  # what it costs to read a head such as "el" as an article
_UNLIKE = 0.3  # the most that two different common given names count
_INITIAL = 0.75
_NICKNAME = 0.85
_SLIP = 0.8  # one letter added, lost, changed or two swapped, in a word of six letters or more
_KNOWN, _APART, _CONTAINED, _ONE_WORD = 0.99, 0.1, 0.4, 0.45
_WEIGHT = {"class": 0.6, "filler": 0.25}

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_ROMANS = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12, "xv": 15, "xx": 20}
_NUMBERS = {
    **{w: i for i, w in enumerate(_UNITS.split())},
    **{w: 10 * (i + 2) for i, w in enumerate(_TENS.split())},
    **{w: i + 1 for i, w in enumerate(_ORDINALS.split())},
    **{f"{i}{s}": i for i in range(1, 100) for s in ("st", "nd", "rd", "th")},
    **_ROMANS,
    "fourty": 40,
    "hundred": 100,
}


@dataclass(frozen=True, eq=False)
class Part:
    """One part of a name, made ready: its sounds, a second reading, what it says, and how much it weighs."""

    token: Token
    text: str  # the folded letters
    sounds: tuple[int, ...]
    other: tuple[int, ...]
    concept: Concept | None
    weight: float
    bone: str  # its consonants in coarse classes, in order; "-" where there are none
    bones: frozenset[str]  # the classes that occur in any reading of it


@dataclass(frozen=True)
class Form:
    """A name made ready to be compared, for a kind of bearer (a FollowTheMoney schema, or none)."""

    name: str
    parts: tuple[Part, ...]
    known: str  # the id in the lexicon of who this whole name is, or the key itself
    actor: str  # the id in the lexicon alone; empty for a name that it does not have
    joined: tuple[int, ...]  # all sounds in the order written, but for words that say what sort of body it is


@dataclass(frozen=True)
class Meeting:
    """Parts of two names that met: as written, by which rule, how well (0 to 1)."""

    left: str
    right: str
    rule: str  # same | sounds | translation | number | initial | nickname | slip | joined | different given names
    likeness: float

    def __str__(self) -> str:
        if self.rule == "same":
            return f"{self.left} = {self.right}"
        return f"{self.left} ~ {self.right} ({self.rule} {self.likeness:.2f})"


@dataclass(frozen=True)
class Match:
    """How likely two names are one (0 to 1), the parts that met, those that stood alone, and remarks."""

    score: float
    meetings: tuple[Meeting, ...]
    alone: tuple[tuple[str, ...], tuple[str, ...]]  # parts of the first, of the second, that met nothing
    notes: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The score in one line that a person can contest.

        >>> compare("Jabhat al-Nusra", "جبهة النصرة").why
        'known: both are names of nusrah (lexicon); jabhat ~ جبهه (translation 1.00); nusra ~ النصره (sounds 0.84)'
        """
        alone = [
            f"only in {side}: {' '.join(words)}" for side, words in zip(("1", "2"), self.alone, strict=True) if words
        ]
        return "; ".join([*self.notes, *map(str, self.meetings), *alone])


@cache
def model() -> dict[str, Any]:
    """Weights of the measures, the default threshold and the table of thresholds, from ``match.json``."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath("match.json").read_text(encoding="utf-8"))
    return found


def threshold() -> float:
    """The score from which two names are taken for one, where nobody chose another."""
    return float(model()["threshold"])


def _bare(name: str, person: bool) -> str:
    """The name without titles (Dr, Sheikh) or legal forms (Ltd, OAO), as rigour knows them, unless nothing is left."""
    from rigour.names import remove_org_prefixes, remove_org_types, remove_person_prefixes

    low = name.casefold()
    bare = remove_person_prefixes(low) if person else remove_org_prefixes(remove_org_types(low))
    return bare if bare != low and words_of(bare) else name


def _numbers(tokens: tuple[Token, ...]) -> list[Token]:
    """The tokens with numbers in words, ordinals and Roman numerals as figures; ``forty four`` is one of them."""
    out: list[Token] = []
    for t in tokens:
        value = int(t.text) if t.text.isdecimal() and len(t.text) < 9 else _NUMBERS.get(t.text)
        if value is None:
            out.append(t)
        elif out and out[-1].kind == "tens" and 0 < value < 10:
            out[-1] = Token(str(int(out[-1].text) + value), f"{out[-1].written} {t.written}", "number")
        else:
            out.append(Token(str(value), t.written, "tens" if 20 <= value < 100 and value % 10 == 0 else "number"))
    return [Token(t.text, t.written, "number") if t.kind == "tens" else t for t in out]


@lru_cache(maxsize=300_000)
def _part(token: Token, person: bool) -> Part:
    concept = None if person or token.kind == "number" else concept_of(token.text)
    sounds = word(token.text)
    weight = max(2.0, float(len(sounds))) * (_WEIGHT.get(concept.kind, 1.0) if concept else 1.0)
    bones = frozenset(c for text in (token.text, token.other) if text for s in skeletons(text) for c in s)
    other = word(token.other) if token.other else ()
    return Part(token, token.text, sounds, other, concept, weight, skeletons(token.text)[0], bones)


@lru_cache(maxsize=200_000)
def form_of(name: str, schema: str | None = None) -> Form:
    """A name made ready; remembered, because lists repeat their names."""
    person = schema in PERSON
    tokens = tokens_of(_bare(name, person) if name.strip() else "")
    parts = [_part(t, person) for t in (tokens if person else _numbers(tokens))]
    if len(parts) > 2:  # a part told twice counts once
        parts = [p for i, p in enumerate(parts) if all(p.text != q.text for q in parts[:i])]
    telling = [p for p in parts if not p.concept or p.concept.kind == "word"] or parts
    joined = tuple(c for p in telling for c in (word(p.concept.id) if p.concept else p.sounds))
    known = actor_of(name)
    return Form(name, tuple(parts), known, known if known in _ids() else "", joined)


def _slip(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < 6:
        return False
    return a.isascii() == b.isascii() and OSA.distance(a, b, score_cutoff=1) <= 1


@lru_cache(maxsize=1_000_000)
def meet(a: Part, b: Part) -> tuple[float, str]:
    """How well two parts meet, and by which rule."""
    kinds = (a.token.kind, b.token.kind)
    if "number" in kinds:
        return (1.0, "number") if a.text == b.text else (0.0, "number")
    if a.text == b.text:
        return 1.0, "same"
    if a.concept and b.concept:
        if a.concept.id == b.concept.id:
            return 1.0, "translation"
        if a.concept.kind != "word" and b.concept.kind != "word":
            return 0.0, "translation"
    if len(a.text) == 1 or len(b.text) == 1:
        first = bool(a.sounds and b.sounds) and likeness(a.sounds[:1], b.sounds[:1]) > 0.7
        return (_INITIAL, "initial") if first and kinds[0] != kinds[1] else (0.0, "initial")
    if script_of(a.text) == "other" or script_of(b.text) == "other":
        return 0.0, "same"
    if a.bones.isdisjoint(b.bones) and "-" not in a.bones | b.bones:
        return 0.0, "sounds"  # not one consonant in common
    longest = max(len(a.bone), len(b.bone))
    if longest > 2 and not (a.other or b.other) and 3 * Levenshtein.distance(a.bone, b.bone) > 2 * longest:
        return 0.0, "sounds"  # of three consonants more than two differ
    best = likeness(a.sounds, b.sounds)
    if a.other or b.other:
        for x, y in ((a.other, b.sounds), (a.sounds, b.other), (a.other, b.other)):
            if x and y:
                best = max(best, likeness(x, y) - _OTHER_FORM)
    rule = "sounds"
    if best < _SLIP and _slip(a.text, b.text):
        best, rule = _SLIP, "slip"
    if 0.5 < best < 0.97 and unlike(a.text, b.text):
        return _UNLIKE, "different given names"
    if best < _NICKNAME and (full := pet_names(a.text)) and full & pet_names(b.text):
        return _NICKNAME, "nickname"
    return best, rule


class Found(NamedTuple):
    """Parts that met: how well, which of the first name, which of the second, by which rule."""

    like: float
    left: tuple[int, ...]
    right: tuple[int, ...]
    rule: str


def align(a: Form, b: Form) -> list[Found]:
    """Which parts meet which, best first; each part meets once at most. Blind to order."""
    found: list[Found] = []
    for i, p in enumerate(a.parts):
        for j, q in enumerate(b.parts):
            like, rule = meet(p, q)
            if like >= _LEAST:
                found.append(Found(like, (i,), (j,), rule))
    good = [f for f in found if f.like > _WELL]
    met = ({i for f in good for i in f.left}, {j for f in good for j in f.right})
    whole = len(met[0]) == len(a.parts) or len(met[1]) == len(b.parts)
    for flip, (x, y) in enumerate(((a.parts, b.parts), (b.parts, a.parts))):
        for i in range(0 if whole else len(x) - 1):
            if i in met[flip] and i + 1 in met[flip]:
                continue  # both stand well by themselves
            p, q = x[i], x[i + 1]
            for j, r in enumerate(y):
                if j in met[1 - flip] or Levenshtein.distance(p.bone + q.bone, r.bone, score_cutoff=1) > 1:
                    continue
                if (like := likeness(p.sounds + q.sounds, r.sounds)) > _JOIN:
                    sides = ((j,), (i, i + 1)) if flip else ((i, i + 1), (j,))
                    found.append(Found(like, sides[0], sides[1], "joined"))
    found.sort(key=lambda f: (0.05 * (len(f.left) + len(f.right)) - f.like, f.left, f.right))
    taken: tuple[set[int], set[int]] = (set(), set())
    out = []
    for f in found:
        if taken[0].isdisjoint(f.left) and taken[1].isdisjoint(f.right):
            taken[0].update(f.left)
            taken[1].update(f.right)
            out.append(f)
    return out


def measures(a: Form, b: Form, met: list[Found]) -> tuple[float, float, float]:
    """What the score is made of, each 0 to 1: see ``MEASURES``."""
    return *_met(a, b, met), likeness(a.joined, b.joined)


def _met(a: Form, b: Form, met: list[Found]) -> tuple[float, float]:
    total = sum(p.weight for p in a.parts) + sum(p.weight for p in b.parts)
    got = sum(f.like * (sum(a.parts[i].weight for i in f.left) + sum(b.parts[j].weight for j in f.right)) for f in met)
    own: dict[int, float] = {}
    few = a.parts if len(a.parts) <= len(b.parts) else b.parts
    for f in met:
        own |= dict.fromkeys(f.left if few is a.parts else f.right, f.like)
    if len(a.parts) == len(b.parts):  # neither has fewer: the worse of both, so that the score is symmetric
        other = {j: f.like for f in met for j in f.right}
        worst = min(_worst(few, own), _worst(b.parts, other))
    else:
        worst = _worst(few, own)
    return got / total, worst


def _worst(parts: tuple[Part, ...], own: dict[int, float]) -> float:
    telling = [own.get(i, 0.0) for i, p in enumerate(parts) if not (p.concept and p.concept.kind == "filler")]
    return min(telling, default=1.0)


# the share of both names that met; the worst-met part of the name with fewer parts; all sounds in the order written
MEASURES = ("both", "worst", "joined")


def _contained(a: Form, b: Form, met: list[Found]) -> bool:
    """Whether one name is a single word inside the other, which adds what sort of body it is (…, … Brigades)."""
    if len(met) != 1 or min(len(a.parts), len(b.parts)) != 1 or len(a.parts) == len(b.parts):
        return False
    short, long, taken = (a, b, met[0].right) if len(a.parts) == 1 else (b, a, met[0].left)
    rest = [p for i, p in enumerate(long.parts) if i not in taken]
    return not short.parts[0].concept and any(p.concept and p.concept.kind == "class" for p in rest)


_SMALL = frozenset(("the", "of", "and", "in", "for", "al", "de", "la", "и"))


def _acronym(a: Form, b: Form) -> bool:
    """Whether one name is a single short word made of the other's first letters."""
    for one, many in ((a, b), (b, a)):
        if len(one.parts) == 1 and 2 < len(one.parts[0].text) <= 6 and len(many.parts) >= 3:
            text = one.parts[0].text
            every = [w[0] for w in words_of(many.name)]
            some = [
                w[0] for w in words_of(many.name) if w not in {"the", "of", "and", "in", "for", "al", "de", "la", "и"}
            ]
            if text in ("".join(every), "".join(some)):
                return True
    return False


def decide(a: Form, b: Form, met: list[Found], person: bool, least: float = 0.0) -> tuple[float, tuple[str, ...]]:
    """The score of two aligned names, and remarks where more than the parts decided.

    A score that cannot reach ``least`` however well the sounds meet is given as 0 by the parts alone.
    """
    if not a.parts or not b.parts:
        return 0.0, ("one name is empty",)
    if a.known == b.known:
        return _KNOWN, (f"known: both are names of {a.known} (lexicon)",) if a.actor else ()
    if frozenset((a.known, b.known)) in lexicon().apart:
        return _APART, ("known to be two (lexicon)",)
    if a.actor and b.actor:
        return _APART, (f"known: {a.known} and {b.known} are two (lexicon)",)
    weights = model()["weights"]
    both, worst = _met(a, b, met)
    total = weights["bias"] + weights["both"] * both + weights["worst"] * worst
    if least and total + weights["joined"] < math.log(least / (1 - least)) and (person or not _acronym(a, b)):
        return 0.0, ()
    total += weights["joined"] * likeness(a.joined, b.joined)
    score = 1.0 / (1.0 + math.exp(-total))
    few, many = sorted((len(a.parts), len(b.parts)))
    if person and few == 1 < many and met and met[0].rule != "joined":
        return min(score, _ONE_WORD), ("one word against a full name: ask a person",)
    if not person:
        numbers = [sorted(p.text for p in f.parts if p.token.kind == "number") for f in (a, b)]
        if numbers[0] != numbers[1] and numbers[0] and numbers[1]:
            return min(score, _CONTAINED), ("the numbers differ",)
        if _acronym(a, b):
            return max(score, 0.8), ("acronym",)
        if _contained(a, b, met):
            return min(score, _CONTAINED), (
                "one name is a part of the other, which adds what sort of body it is: ask a person",
            )
    return score, ()


def _written(form: Form, parts: tuple[int, ...]) -> str:
    return " ".join(form.parts[i].token.written for i in parts)


@cache
def _ids() -> frozenset[str]:
    return frozenset(lexicon().same.values())


def compare(a: str, b: str, *, schema: str | None = None) -> Match:
    """How likely two names are one, with the reasons. Symmetric in its names, and blind to the order of their parts.

    Args:
        a, b: names in any of Latin, Arabic, Cyrillic (others are read as ICU spells them in Latin).
        schema: a FollowTheMoney schema (Person, Organization, Company, …), where it is known. For a Person words are
            not translated and titles are set aside; for all others legal forms are.

    Returns:
        A Match; its ``score`` is 0 to 1, to be read with ``threshold()`` and the table in ``docs/matching.md``.

    >>> compare("Hizballah", "Kata'ib Hizballah").score < threshold() < compare("Hizballah", "حزب الله").score
    True
    """
    return compare_forms(form_of(a, schema), form_of(b, schema), schema in PERSON)


def compare_forms(left: Form, right: Form, person: bool) -> Match:
    """``compare``, of names that are ready."""
    met = align(left, right)
    score, notes = decide(left, right, met, person)
    meetings = tuple(
        Meeting(_written(left, f.left), _written(right, f.right), f.rule, f.like)
        for f in sorted(met, key=lambda f: f.left)
    )
    lone = [
        tuple(p.token.written for i, p in enumerate(form.parts) if i not in taken)
        for form, taken in ((left, {i for f in met for i in f.left}), (right, {j for f in met for j in f.right}))
    ]
    remarks = tuple(f"name {k}: {o}" for k, form in ((1, left), (2, right)) for o in odd(form.name) if o != "empty")
    return Match(score, meetings, (lone[0], lone[1]), notes + remarks)
