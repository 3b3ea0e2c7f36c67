"""The Merkle tree over the log, as the hashes of its complete subtrees, each named (level, index).

Subtree (level, index) covers the entries from index·2^level up to (index+1)·2^level. All of them are stored when they
become complete, so an append writes two hashes on average and a proof reads a few dozen, whatever the size.
Source: RFC 9162, section 2.1. How a proof is checked stands in ``verifier.py`` alone, so that there is one such text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256

Key = tuple[int, int]
Node = tuple[int, int, bytes]
EMPTY = sha256(b"").digest()


def leaf_hash(payload: bytes) -> bytes:
    """The hash of one entry's bytes."""
    return sha256(b"\x00" + payload).digest()


class Edge:
    """The right edge of a tree: what is needed to append. Gives the nodes that each new leaf completes."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self._hashes = list(hashes)  # of the complete subtrees from left to right, largest first

    def push(self, leaf: bytes) -> list[Node]:
        """Append a leaf hash; gives the leaf's node and those it completes."""
        level, index, h = 0, self.size, leaf
        nodes = [(0, index, h)]
        while index & 1:
            h = sha256(b"\x01" + self._hashes.pop() + h).digest()
            level, index = level + 1, index >> 1
            nodes.append((level, index, h))
        self._hashes.append(h)
        self.size += 1
        return nodes

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return _fold(self._hashes)

    def copy(self) -> Edge:
        return Edge(self.size, self._hashes)


def edge_keys(size: int) -> list[Key]:
    """The complete subtrees that make up a tree of ``size`` entries, left to right.

    >>> edge_keys(7)
    [(2, 0), (1, 2), (0, 6)]
    """
    return _cover(0, size)


def root_from(size: int, nodes: Mapping[Key, bytes]) -> bytes:
    """The root of the first ``size`` entries, from stored nodes that hold ``edge_keys(size)``."""
    return _fold([nodes[k] for k in edge_keys(size)])


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The entry ranges whose roots prove that entry ``index`` is in the tree of ``size``, from the leaf upwards."""
    out: list[tuple[int, int]] = []
    lo, hi = 0, size
    while hi - lo > 1:
        mid = lo + _split(hi - lo)
        if index < mid:
            out.append((mid, hi))
            hi = mid
        else:
            out.append((lo, mid))
            lo = mid
    return out[::-1]


def consistency_ranges(old: int, size: int) -> list[tuple[int, int]]:
    """The entry ranges whose roots prove that the tree of ``size`` begins with the tree of ``old`` entries."""
    if old in {0, size}:
        return []
    out: list[tuple[int, int]] = []
    lo, hi, whole = 0, size, True
    while old != hi:
        mid = lo + _split(hi - lo)
        if old <= mid:
            out.append((mid, hi))
            hi = mid
        else:
            out.append((lo, mid))
            lo, whole = mid, False
    if not whole:
        out.append((lo, hi))
    return out[::-1]


def prove(ranges: list[tuple[int, int]], fetch: Callable[[list[Key]], Mapping[Key, bytes]]) -> list[bytes]:
    """The proof: the root of each range. ``fetch`` is called once with all the nodes that are needed."""
    covers = [_cover(lo, hi) for lo, hi in ranges]
    nodes = fetch([k for keys in covers for k in keys])
    return [_fold([nodes[k] for k in keys]) for keys in covers]


def _split(n: int) -> int:
    """The largest power of two below ``n``."""
    return 1 << ((n - 1).bit_length() - 1)


def _cover(lo: int, hi: int) -> list[Key]:
    out = []
    while lo < hi:
        level = (hi - lo).bit_length() - 1
        if lo:
            level = min(level, (lo & -lo).bit_length() - 1)
        out.append((level, lo >> level))
        lo += 1 << level
    return out


def _fold(hashes: list[bytes]) -> bytes:
    if not hashes:
        return EMPTY
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = sha256(b"\x01" + left + root).digest()
    return root
