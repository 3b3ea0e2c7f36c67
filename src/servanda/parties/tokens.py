"""The parts of a name that are compared: particles set aside, articles cut off, compounds and kunyas joined.

``Abd al-Rahman``, ``Abdurrahman`` and ``عبد الرحمن`` become one token; so do ``Nour al-Din`` and ``Noureddine``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .fold import script_of, words_of
from .sounds import skeletons


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ARTICLES = _set(
    "al el ul il an ar as ash at ad az ach ech es en er et ed ez us ur un ud ut uz аль эль ан ар ас аш ат ад аз ал уль"
)
_FILIATION = _set("bin ben ibn bint binti b bnt bt bent ould uld wuld mint бин бен ибн бинт бент بن ابن بنت ولد")
_HOUSE = _set("ال")  # Āl, the house of; the article does not stand alone
_LINKS = _set(
    "of the de la le les du des der die das von van and und et y e for li wa wal i и в из & و لل في من fi min o dos da"
    " di del"
)
_SERVANT = _set(
    "abd abdul abdel abdal abdol abdu abdur abdus abder abdes abdun abdar abdas عبد абд абду абдул абдель абдуль"
)
_FATHER = _set("abu abou abi aba abo bu bou ابو ابي ابا بو абу абуль абул")
_MOTHER = _set("umm um oum om ام умм")
_FAITH = _set("din deen dine dien eddine eddin uddin addin aldin eldin eldine elddine addine دين الدين дин аддин ддин")
_GOD = _set("allah ullah ollah الله lillah алла аллах")

_ARABIC_ARTICLE = re.compile(r"^(?:و?ال|لل|بال)(?=.{3})")
_SERVANT_HEAD = re.compile(r"^abd(?:[aeuo]l+(?=[a-z]{3})|[aeuo]?(?=rr|ss|nn|zz|dd|tt|sh|jj))(?=[a-z]{3})")
_SERVANT_HEAD_CYRILLIC = re.compile(r"^абд(?:[уаео]ль?(?=\w{3})|[уаео]?(?=рр|сс|нн|зз))")
_FAITH_TAIL = re.compile(r"(?<=[a-z]{2})[aeuio]?(?:d|l|ld)?d(?:ine?|een|yn)$")
_FAITH_TAIL_CYRILLIC = re.compile(r"(?<=\w{2})[аеэу]?ддин$")
_GOD_TAIL = re.compile(r"(?<=[a-z]{2})[aeuo]?ll?ah$")
_GOD_TAIL_CYRILLIC = re.compile(r"(?<=\w{2})[аеоу]?лл(?:а[хг]?|ы|у|ой)$")
_ARTICLE_HEAD = re.compile(r"^(?:[ae]l(?=[bcdfghjkmnpqrstvwxyz][a-z]{3})|[ae](?=(?:nn|ss|rr|zz|dd|tt|ch{2})[a-z]{2}))")


@dataclass(frozen=True)
class Token:
    """One part of a name. ``text`` is compared; ``written`` is shown; ``other`` is a second form, or empty.

    ``kind`` is ``word``, ``kunya`` (father or mother of), ``initial`` or ``number``.
    """

    text: str
    written: str
    kind: str = "word"
    other: str = ""


def _bare(word: str) -> str:
    """The word without an article written into it."""
    if script_of(word) == "arabic":
        return _ARABIC_ARTICLE.sub("", word)
    return word


def _token(word: str) -> Token:
    script = script_of(word)
    if not script:
        return Token(word, word, "number")
    if len(word) == 1:
        return Token(word, word, "initial")
    text, other = _bare(word), ""
    if script == "latin":
        if head := _SERVANT_HEAD.match(text):
            text = "abd" + text[head.end() :]
        if (tail := _FAITH_TAIL.search(text)) and len(text) > 5:
            text = text[: tail.start()] + "din"
        elif (tail := _GOD_TAIL.search(text)) and len(text) > 5:
            text = text[: tail.start()] + "lah"
        if head := _ARTICLE_HEAD.match(text):
            other = text[head.end() :]
    elif script == "cyrillic":
        if head := _SERVANT_HEAD_CYRILLIC.match(text):
            text = "абд" + text[head.end() :]
        if tail := _FAITH_TAIL_CYRILLIC.search(text):
            text = text[: tail.start()] + "дин"
        elif tail := _GOD_TAIL_CYRILLIC.search(text):
            text = text[: tail.start()] + "лах"
    return Token(text, word, "word", other)


def _glue(script: str, kind: str) -> str:
    forms = {
        "abd": ("abd", "عبد", "абд"),
        "abu": ("abu", "ابو", "абу"),
        "um": ("um", "ام", "ум"),
        "din": ("din", "دين", "дин"),
        "lah": ("lah", "له", "лах"),
    }
    return forms[kind][{"arabic": 1, "cyrillic": 2}.get(script, 0)]


def split(words: tuple[str, ...]) -> tuple[tuple[Token, ...], tuple[str, ...]]:
    """The tokens of a name's words, and the particles that were set aside."""
    tokens: list[Token] = []
    aside: list[str] = []
    i, n = 0, len(words)
    lone = n == 1
    while i < n:
        word = words[i]
        head = "abd" if word in _SERVANT else "abu" if word in _FATHER else "um" if word in _MOTHER else ""
        if head and i + 1 < n:
            j = i + 1
            while j + 1 < n and words[j] in _ARTICLES:
                j += 1
            if words[j] in _FILIATION:
                tokens.append(_token(word))
                i += 1
                continue
            rest = words[j]
            script = script_of(rest)
            whole = _token(rest)
            tail = _glue(script, "lah") if head == "abd" and rest in _GOD else whole.other or whole.text
            kind = "word" if head == "abd" else "kunya"
            tokens.append(Token(_glue(script, head) + tail, " ".join(words[i : j + 1]), kind))
            i = j + 1
            continue
        if tokens and (word in _FAITH or word in _GOD):
            last = tokens[-1]
            tail = _glue(script_of(word), "din" if word in _FAITH else "lah")
            tokens[-1] = Token(last.text + tail, f"{last.written} {word}", last.kind, last.other and last.other + tail)
            i += 1
            continue
        if not lone and (word in _ARTICLES or word in _FILIATION or word in _HOUSE or word in _LINKS):
            aside.append(word)
            i += 1
            continue
        tokens.append(_token(word))
        i += 1
    if not tokens and words:
        return tuple(_token(w) for w in words), ()
    return tuple(tokens), tuple(aside)


@lru_cache(maxsize=200_000)
def tokens_of(name: str) -> tuple[Token, ...]:
    """The tokens of a name, in the order written.

    >>> [t.text for t in tokens_of("Abd al-Rahman ibn Nour al-Din")]
    ['abdrahman', 'nourdin']
    >>> [t.text for t in tokens_of("عبد الرحمن نور الدين")]
    ['عبدرحمن', 'نوردين']
    """
    return split(words_of(name))[0]


def skeleton(name: str) -> str:
    """The consonants of a name in coarse classes, order-free: names that sound alike mostly share it.

    For finding candidates, never for deciding: unlike names may share a skeleton.

    >>> skeleton("Muammar Qadhafi") == skeleton("قذافي معمر")
    True
    """
    return " ".join(sorted(skeletons(t.text)[0] for t in tokens_of(name)))
