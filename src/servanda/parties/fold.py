"""A name as it is compared: cleaned, in plain letters, cut into tokens; every script keeps its own letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 1000  # characters of a name that are read; the rest is left out, and said so by ``odd``

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0000-\u0008\u000e-\u001f\u007f-\u009f]"
)
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_APOSTROPHES = re.compile("['’‘`´ʿʾʼʻ′ˊˋ]")
_NOT_WORD = re.compile(r"[^\w&%+]+|_+")

_ARABIC = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیېۍ", "ي"),
        **dict.fromkeys("ؤۆۇ", "و"),
        "ئ": "ي",
        "ء": "",
        "ة": "ه",
        **dict.fromkeys("ۀہۂھە", "ه"),
        **dict.fromkeys("کڪ", "ك"),
        "گ": "ڭ",
        "ڤ": "ف",
        "ﷲ": "الله",
        **{chr(0x0660 + i): str(i) for i in range(10)},
        **{chr(0x06F0 + i): str(i) for i in range(10)},
    }
)
_LATIN = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "dh", "þ": "th", "ł": "l", "ı": "i", "ş": "sh",
        "ș": "sh", "š": "sh", "ç": "ch", "č": "ch", "ć": "ch", "ž": "zh", "ğ": "gh", "ġ": "gh", "ḫ": "kh", "ẖ": "kh",
        "ṯ": "th", "ḏ": "dh", "ŝ": "sh", "ə": "e", "ţ": "ts", "ț": "ts",
    }
)  # fmt: skip
# Letters of other alphabets that look like Latin ones; mended only inside a word that is otherwise Latin.
_LOOKALIKES = str.maketrans("асеорхуіјѕԁһкмтвнгαοενικρτυχ", "aceopxyijsdhkmtbhraoevikptux")
_LOOKALIKES_CYRILLIC = str.maketrans("aceopxykmtbh", "асеорхукмтвн")


@lru_cache(maxsize=300_000)
def script_of(word: str) -> str:
    """``latin``, ``arabic``, ``cyrillic``, ``other`` or ``""`` (no letters): the script of most of its letters.

    >>> script_of("النصرة"), script_of("Нусра"), script_of("Nusra"), script_of("44")
    ('arabic', 'cyrillic', 'latin', '')
    """
    counts = {"latin": 0, "arabic": 0, "cyrillic": 0, "other": 0}
    for c in word:
        if not c.isalpha():
            continue
        code = ord(c)
        if code < 0x250 or 0x1E00 <= code < 0x1F00:
            counts["latin"] += 1
        elif 0x600 <= code < 0x780 or 0x8A0 <= code < 0x900 or 0xFB50 <= code < 0xFF00:
            counts["arabic"] += 1
        elif 0x400 <= code < 0x530:
            counts["cyrillic"] += 1
        else:
            counts["other"] += 1
    best = max(counts, key=lambda s: counts[s])
    return best if counts[best] else ""


def _mend(word: str) -> str:
    """A word that mixes look-alike letters of two alphabets, written in the alphabet of its majority."""
    if not any("a" <= c <= "z" for c in unicodedata.normalize("NFKD", word)):
        return word
    script = script_of(word)
    if script == "latin":
        return word.translate(_LOOKALIKES)
    if script == "cyrillic":
        return word.translate(_LOOKALIKES_CYRILLIC)
    return word


@lru_cache(maxsize=300_000)
def _plain(word: str) -> str:
    """One lower-case word in plain letters: Latin without accents, Arabic without vowels and hamza seats."""
    if word.isascii():
        return word
    word = _mend(word)
    script = script_of(word)
    if script == "latin":
        word = word.translate(_LATIN)
        return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    if script == "arabic":
        return word.translate(_ARABIC)
    if script == "other":
        from normality import latinize_text

        latin = (latinize_text(word) or "").lower()
        return "".join(
            c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c) and c not in "'ʼʹ"
        )
    return word


@lru_cache(maxsize=200_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in plain letters, in the order written.

    Case, accents, vowel signs, hamza seats, apostrophes, bidirectional controls and look-alike letters are folded;
    hyphens and full stops part words, except between single letters (``U.S.`` is ``us``).

    >>> words_of("Al-Nuṣrah Front"), words_of("جَبْهَةُ النُّصْرَة"), words_of("\u202eHizb\u200fallah")
    (('al', 'nusrah', 'front'), ('جبهه', 'النصره'), ('hizballah',))
    """
    text = unicodedata.normalize("NFKC", name[:LONGEST])
    text = _INVISIBLE.sub("", text)
    text = _ARABIC_MARKS.sub("", text).casefold() if max(text, default="") >= "\u0600" else text.casefold()
    text = unicodedata.normalize("NFC", _APOSTROPHES.sub("", text))
    text = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", text)
    return tuple(p for w in _NOT_WORD.split(text) if w and (p := _plain(_plain(w))))


def fold(name: str) -> str:
    """A name in plain letters and single spaces: the same for every spelling that differs only in form.

    >>> fold("Jabhat an-Nuṣra"), fold("JABHAT  AN NUSRA")
    ('jabhat an nusra', 'jabhat an nusra')
    """
    return " ".join(words_of(name))


def odd(name: str) -> tuple[str, ...]:
    """What is strange about a name, for a person to look at: nothing, too long, hidden controls, mixed alphabets.

    >>> odd("Bаshar"), odd("ok"), odd("")
    (('letters of two alphabets in one word',), (), ('empty',))
    """
    found = []
    if not words_of(name):
        found.append("empty")
    if len(name) > LONGEST:
        found.append(f"longer than {LONGEST} characters: the rest is not read")
    if _INVISIBLE.search(name):
        found.append("hidden or bidirectional control characters")
    for word in re.split(r"[\s\-.,/]+", name[:LONGEST]):
        scripts = {script_of(c) for c in word if c.isalpha()}
        if len(scripts) > 1:
            found.append("letters of two alphabets in one word")
            break
    return tuple(found)
