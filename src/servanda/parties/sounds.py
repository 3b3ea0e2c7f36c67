"""The sounds of a word: one symbol per sound, whatever the script, so that words can be aligned sound by sound.

Latin digraphs become one symbol (``sh`` is ``S``, ``kh`` is ``X``), doubled letters one; Cyrillic is read as Latin;
Arabic letters keep their own symbols, because one of them answers to several Latin spellings.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .fold import script_of

# longest first; upper case marks a sound that plain Latin writes with two letters
_DIGRAPHS = (
    ("tch", "C"), ("sch", "S"), ("dsh", "D"), ("ssh", "S"), ("kh", "X"), ("sh", "S"), ("ch", "C"), ("gh", "G"),
    ("th", "T"), ("dh", "D"),
    ("zh", "Z"), ("dj", "j"), ("dz", "z"), ("ph", "f"), ("ck", "k"), ("qu", "q"), ("ou", "U"), ("oo", "U"), ("ee", "I"),
    ("ei", "E"), ("ai", "E"), ("ay", "E"), ("ey", "E"), ("aw", "O"), ("au", "O"), ("ow", "O"), ("aa", "a"), ("ii", "i"),
)  # fmt: skip
_LATIN = re.compile("|".join([*(d for d, _ in _DIGRAPHS), "."]))
_SYMBOL = dict(_DIGRAPHS)
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "o", "ж": "j", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "H", "ц": "ts", "ч": "C", "ш": "S", "щ": "S", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "i", "є": "e", "ґ": "g", "қ": "q", "ғ": "G", "ұ": "u", "ү": "u", "һ": "h", "ә": "a", "ө": "o",
    "ң": "n",
}  # fmt: skip
LATIN_SYMBOLS = "abcdefghijklmnopqrstuvwxyzSXCGTDZUIEOH"
ARABIC_SYMBOLS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويڭپچژ"
SYMBOLS = LATIN_SYMBOLS + ARABIC_SYMBOLS + "?"
CODE = {c: i for i, c in enumerate(SYMBOLS)}
UNKNOWN = CODE["?"]


@lru_cache(maxsize=300_000)
def sounds(word: str) -> str:
    """The symbols of one folded word.

    >>> sounds("khaled"), sounds("mouhammad"), sounds("джейш"), sounds("خالد")
    ('Xaled', 'mUhamad', 'jeyS', 'خالد')
    """
    script = script_of(word)
    if script == "cyrillic":
        read = "".join(_CYRILLIC.get(c, c) for c in word.replace("дж", "ж"))
    elif script == "arabic":
        read = word
    else:
        read = "".join(_SYMBOL.get(m, m) for m in _LATIN.findall(word))
    out: list[str] = []
    for c in read:
        if not out or out[-1] != c or c.isdigit():
            out.append(c)
    return "".join(out)


def codes(symbols: str) -> list[int]:
    """The symbols as small integers, for arrays."""
    return [CODE.get(c, UNKNOWN) for c in symbols]


# What a sound comes to when vowels, doubtful letters and the finer differences between languages are left aside.
_COARSE = {
    **dict.fromkeys("kqcgGjZxقكغجڭ", "K"), **dict.fromkeys("hHXحخ", "H"), **dict.fromkeys("sSCzسصشزچژ", "S"),
    **dict.fromkeys("tdTDتطدضثذظ", "T"), **dict.fromkeys("bpبپ", "B"), **dict.fromkeys("fvف", "F"),
    "l": "L", "ل": "L", "r": "R", "ر": "R", "m": "M", "م": "M", "n": "N", "ن": "N", "ه": "h",
}  # fmt: skip
_SECOND = {**dict.fromkeys("ثذظضTD", "S"), "c": "S", "z": "T"}


@lru_cache(maxsize=300_000)
def skeletons(word: str) -> tuple[str, ...]:
    """The consonants of a folded word in coarse classes, the likeliest first; a second where a letter is read two ways.

    Words of vowels alone keep their first letter's vowel, so that no word is without a skeleton.

    >>> skeletons("qadhafi"), skeletons("gaddafi"), skeletons("قذافي")
    (('KTF', 'KSF'), ('KTF',), ('KTF', 'KSF'))
    """
    read = sounds(word)
    if not any(c.isalpha() for c in read):
        return (read,)
    first = [_COARSE.get(c, "") for c in read]
    second = [_SECOND.get(c) or _COARSE.get(c, "") for c in read]
    out = []
    for letters in (first, second):
        text = "".join(
            "H" if c == "h" and i < len(letters) - 1 else "" if c == "h" else c for i, c in enumerate(letters)
        )
        text = text[:-1] if len(text) > 1 and read[-1] == "h" and text[-1] == "H" else text
        squeezed = "".join(c for i, c in enumerate(text) if not i or text[i - 1] != c)
        out.append(squeezed or "-")
    return (out[0],) if out[0] == out[1] else (out[0], out[1])
