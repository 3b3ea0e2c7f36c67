"""JSON that has exactly one spelling (RFC 8785), and a strict reader for what strangers send.

The record hashes bytes, so one entry must have one spelling. Reading refuses what two readers could understand in two
ways: doubled keys, NaN, numbers beyond the exact range of a double, lone surrogates, bottomless nesting.
"""

from __future__ import annotations

import json
import math
from json.encoder import encode_basestring as _quote
from typing import Any

from servanda.errors import ServandaError

EXACT = 2**53 - 1  # the largest whole number that every JSON reader keeps exactly
DEPTH = 32  # levels of nesting
MAX_BYTES = 16 * 2**20  # of one canonical value


class HostileJsonError(ServandaError):
    """A JSON text or value that has no canonical spelling, or that readers could understand in two ways."""


def canonical(value: Any) -> bytes:
    """The one spelling of ``value`` as UTF-8 bytes.

    Args:
        value: None, bool, int (that a double holds exactly), finite float, str, and lists and dicts of these.

    Raises:
        HostileJsonError: a value that JSON cannot carry exactly.

    Source: RFC 8785.

    >>> canonical({"b": 1.0, "a": [True, 1e21, 0.000001, "\\u20ac\\n"]})
    b'{"a":[true,1e+21,0.000001,"\\xe2\\x82\\xac\\\\n"],"b":1}'
    """
    try:
        data = _spell(value, DEPTH).encode()
    except UnicodeEncodeError as e:
        raise HostileJsonError("A text holds half of a surrogate pair, which is no character: send it as UTF-8.") from e
    if len(data) > MAX_BYTES:
        raise HostileJsonError(
            f"{len(data):,} bytes are more than the {MAX_BYTES:,} of one entry: send files as hashes."
        )
    return data


def strict(text: str | bytes) -> Any:
    """Read JSON, refusing what has two meanings.

    Raises:
        HostileJsonError: not JSON, a doubled key, NaN or Infinity, nesting beyond ``DEPTH``. What the value itself
            may not hold (huge numbers, lone surrogates) is found by ``canonical``.
    """
    try:
        return _DECODER.decode(text.decode() if isinstance(text, bytes) else text)
    except UnicodeDecodeError as e:
        raise HostileJsonError(f"Not UTF-8 at byte {e.start}: save the file as UTF-8.") from e
    except RecursionError as e:
        raise HostileJsonError(f"Nested too deep: at most {DEPTH} levels.") from e
    except json.JSONDecodeError as e:
        raise HostileJsonError(f"Not JSON at line {e.lineno}, column {e.colno}: {e.msg}.") from e
    except ValueError as e:  # a number with more digits than Python will read
        raise HostileJsonError("A number has too many digits: send it as text.") from e


def number(value: float) -> str:
    """A finite double as ECMAScript writes it: the shortest digits that read back to the same double.

    >>> [number(x) for x in (1e20, 1e21, 1e-6, 1e-7, -0.0, 35.5)]
    ['100000000000000000000', '1e+21', '0.000001', '1e-7', '0', '35.5']
    """
    if not math.isfinite(value):
        raise HostileJsonError("NaN and Infinity are no JSON numbers: leave the field out.")
    text = repr(value)
    if text.endswith(".0"):
        return "0" if value == 0 else text[:-2]
    if "e" not in text:
        return text
    mantissa, _, power = text.partition("e")
    sign, mantissa = ("-", mantissa[1:]) if mantissa[0] == "-" else ("", mantissa)
    whole, _, rest = mantissa.partition(".")
    digits, exponent = (whole + rest).rstrip("0"), int(power)
    if 0 <= exponent < 21:
        return sign + digits.ljust(exponent + 1, "0")
    if -7 < exponent < 0:
        return sign + "0." + "0" * (-exponent - 1) + digits
    return f"{sign}{digits[0]}{'.' + digits[1:] if digits[1:] else ''}e{'+' if exponent > 0 else '-'}{abs(exponent)}"


def _spell(value: Any, depth: int) -> str:
    kind = type(value)
    if kind is str:
        return _quote(value)
    if kind is int:
        if not -EXACT <= value <= EXACT:
            return _huge(value)
        return str(value)
    if kind is float:
        return number(value)
    if kind is bool:
        return "true" if value else "false"
    if value is None:
        return "null"
    if not depth:
        raise HostileJsonError(f"Nested too deep: at most {DEPTH} levels.")
    if kind is dict:
        return "{" + ",".join([f"{_quote(key)}:{_spell(value[key], depth - 1)}" for key in _sorted(value)]) + "}"
    if kind is list or kind is tuple:
        return "[" + ",".join([_spell(item, depth - 1) for item in value]) + "]"
    raise HostileJsonError(f"JSON cannot carry a {kind.__name__}: send text, numbers, lists or objects.")


def _huge(value: int) -> str:
    """A whole number that is kept only if a reader who holds doubles spells it the same."""
    try:
        if number(float(value)) == str(value):
            return str(value)
    except (OverflowError, ValueError):
        pass
    raise HostileJsonError("A whole number beyond 2^53 - 1 is not kept exactly by every reader: send it as text.")


def _sorted(value: dict[str, Any]) -> list[str]:
    try:
        keys = sorted(value)
        if not "".join(keys).isascii():  # RFC 8785 orders by UTF-16 units, Python by code points
            keys.sort(key=lambda k: k.encode("utf-16-be", "surrogatepass"))
    except TypeError as e:
        raise HostileJsonError("The keys of a JSON object are texts.") from e
    return keys


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        seen: set[str] = set()
        double = next(k for k, _ in pairs if k in seen or seen.add(k))  # type: ignore[func-returns-value]
        raise HostileJsonError(
            f"The key {double[:80]!r} stands twice in one object: readers would disagree which counts."
        )
    return out


def _refuse(text: str) -> Any:
    raise HostileJsonError(f"{text} is no JSON number: leave the field out.")


_DECODER = json.JSONDecoder(object_pairs_hook=_no_doubles, parse_constant=_refuse)
