"""Words that are translated and names that are known to be one: data in ``lexicon.csv``, read once.

No string method can tell that an Army of Emigrants is Jaysh al-Muhajirin, that ISIL is Daesh, or that Muhammad and
Mahmud, though alike, are two names. A committee can read, contest and mend each line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from .letters import Word, likeness, word
from .sounds import skeletons
from .tokens import tokens_of

_NEAR = 0.86  # how near a word must sound to a class word's Arabic form to be read as it
_ALIKE = 0.75  # how near a whole name must sound to a known spelling with the same consonants
_ALIKE_ALONE = 0.85  # and a name of one word
_GIVEN = 0.8  # how near a word must sound to a common given name to be taken for it
_AS_GOOD = 0.1  # other given names that sound this nearly as well are possible too


@dataclass(frozen=True)
class Concept:
    """What a word says in any language. ``kind``: ``class`` (front, brigade), ``filler`` (group) or ``word``."""

    id: str
    kind: str


@dataclass(frozen=True)
class Lexicon:
    """The lines of ``lexicon.csv``, keyed by folded forms."""

    concepts: dict[str, Concept]  # a folded word without its article → what it says
    heard: dict[str, tuple[tuple[tuple[int, ...], Concept], ...]]  # skeleton → class words of Arabic, met by sound
    same: dict[str, str]  # the key of a whole name → the id of who it is
    apart: frozenset[frozenset[str]]  # pairs of ids (or keys) that differ although they are alike
    pets: dict[str, frozenset[str]]  # a given name or its pet form → the names it may stand for
    given: dict[str, tuple[tuple[str, tuple[int, ...]], ...]]  # skeleton → common given names and their sounds


def key_of(name: str) -> str:
    """A whole name as a key: its tokens without articles and particles, in order."""
    return " ".join(t.text for t in tokens_of(name))


@lru_cache(maxsize=300_000)
def _loose_word(text: str) -> str:
    concept = concept_of(text)
    return f"<{concept.id}>" if concept else text if len(text) < 5 else skeletons(text)[0]


def loose_key(key: str) -> str:
    """A key blind to vowels and to the language of common nouns; acronyms and short words keep their letters."""
    return " ".join(sorted(map(_loose_word, key.split())))


def _telling(key: str) -> Word:
    """The sounds of a key's words that are no common nouns, in the order of the loose key."""
    words = sorted((_loose_word(text), text) for text in key.split())
    return tuple(c for loose, text in words if loose[0] != "<" for c in word(text))


@cache
def _loose() -> dict[str, list[tuple[str, Word]]]:
    found: dict[str, list[tuple[str, Word]]] = {}
    for key, id_ in lexicon().same.items():
        found.setdefault(loose_key(key), []).append((id_, _telling(key)))
    return found


def actor_of(name: str) -> str:
    """The id of the actor that the whole name is known for, or the name's own key.

    >>> actor_of("al-Nusrah Front"), actor_of("Front al-Nosra"), actor_of("Some Militia"), actor_of("Khamis")
    ('nusrah', 'nusrah', 'some militia', 'khamis')
    """
    key = key_of(name)
    if exact := lexicon().same.get(key):
        return exact
    loose = loose_key(key)
    if loose not in _loose():
        return key
    sounds = _telling(key)
    near = {(likeness(sounds, other), id_) for id_, other in _loose()[loose]}
    best = max(near, default=(0.0, ""))
    least = _ALIKE if " " in loose else _ALIKE_ALONE
    if best[0] < least or any(id_ != best[1] and like >= least for like, id_ in near):
        return key  # too far from every spelling, or near those of two actors
    return best[1]


@cache
def lexicon() -> Lexicon:
    """The lexicon that is shipped."""
    concepts: dict[str, Concept] = {}
    heard: dict[str, list[tuple[tuple[int, ...], Concept]]] = {}
    same: dict[str, str] = {}
    apart: set[frozenset[str]] = set()
    pets: dict[str, set[str]] = {}
    given: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
    for line in files(__package__).joinpath("lexicon.csv").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, id_, text = line.split(",", 2)
        forms = text.split("|")
        if kind in {"class", "filler", "word"}:
            concept = Concept(id_, kind)
            for form in forms:
                tokens = tokens_of(form)
                if len(tokens) == 1:
                    concepts.setdefault(tokens[0].text, concept)
                    if kind == "class" and tokens[0].text > "\u0600" and len(tokens[0].text) > 2:
                        bones = skeletons(tokens[0].text)[0]
                        heard.setdefault(bones, []).append((word(tokens[0].text), concept))
        elif kind in {"same", "person"}:
            same |= {key_of(form): id_ for form in forms}
        elif kind == "unlike":
            for form in forms:
                text = form.split("=")[1]
                given.setdefault(skeletons(text)[0], []).append((form, word(text)))
        elif kind == "pet":
            for form in forms:
                pets.setdefault(form, set()).add(forms[0])
        elif kind == "apart":
            apart.add(frozenset(key_of(form) for form in forms))
    return Lexicon(
        concepts,
        {k: tuple(v) for k, v in heard.items()},
        same,
        frozenset(frozenset(same.get(k, k) for k in pair) for pair in apart),
        {k: frozenset(v) for k, v in pets.items()},
        {k: tuple(v) for k, v in given.items()},
    )


@lru_cache(maxsize=100_000)
def concept_of(text: str) -> Concept | None:
    """What a folded word says, if the lexicon has it, by spelling or (for what a body is) by sound.

    >>> concept_of("jeish").id, concept_of("армия").id, concept_of("nusra")
    ('army', 'army', None)
    """
    lex = lexicon()
    if found := lex.concepts.get(text):
        return found
    if len(text) >= 4:
        for bones in skeletons(text):
            for other, concept in lex.heard.get(bones, ()):
                if likeness(word(text), other) >= _NEAR:
                    return concept
    return None


@lru_cache(maxsize=100_000)
def given_names(text: str) -> frozenset[str]:
    """The common given names that a folded word may stand for."""
    sounds = word(text)
    if not 2 <= len(sounds) <= 9:
        return frozenset()
    near = [g for bones in skeletons(text) for g in lexicon().given.get(bones, ())]
    like = {id_: likeness(sounds, other) for id_, other in near}
    least = max(_GIVEN, max(like.values(), default=0.0) - _AS_GOOD)
    return frozenset(id_ for id_, v in like.items() if v >= least)


def unlike(a: str, b: str) -> bool:
    """Whether two words are common given names that are never one another's spelling.

    >>> unlike("mahmoud", "محمد"), unlike("mohamed", "محمد"), unlike("said", "saeed")
    (True, False, False)
    """
    ga, gb = given_names(a), given_names(b)
    return bool(ga and gb and not ga & gb)


def pet_names(text: str) -> frozenset[str]:
    """The full given names that a word may be a pet form of, itself among them.

    >>> pet_names("ted") & pet_names("theodore")
    frozenset({'theodore'})
    """
    return lexicon().pets.get(text, frozenset())
