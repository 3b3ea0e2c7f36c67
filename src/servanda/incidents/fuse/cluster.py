"""Group reports by average link: two groups become one while their pairs, taken all together, speak for one incident.

Connected components would chain through a busy town: a like b and b like c makes a and c one incident, whatever speaks
against it. Here every pair between two groups counts, and a pair that was never near counts as zero.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

import numpy as np

from servanda.incidents.report import Floats, Ints

JOIN_AT = 0.35  # the mean share from which two groups are one; half of the pair F1 one may hope for is the best place
IGNORED_BELOW = 0.03  # pairs less likely than this count as never near


def average_link(
    count: int,
    pairs: Ints,
    shares: Floats,
    join_at: float = JOIN_AT,
    must: Iterable[tuple[int, int]] = (),
    cannot: Iterable[tuple[int, int]] = (),
) -> Ints:
    """The group of each of ``count`` reports, named by its smallest member.

    Args:
        pairs: (m, 2), each unordered pair at most once.
        shares: for each pair, how likely it is one incident, 0 to 1.
        must: pairs that people have joined; ``cannot``: pairs that people have parted (these win).

    The result does not depend on the order of the pairs.
    """
    groups = _Groups(count, cannot)
    told = shares >= IGNORED_BELOW
    heap = groups.load(pairs[told], shares[told], join_at)
    for a, b in must:
        for pair in groups.merge(groups.root(a), groups.root(b), join_at):
            heapq.heappush(heap, pair)
    while heap:
        minus, a, b = heapq.heappop(heap)
        if groups.alive[a] and groups.alive[b] and groups.mean(a, b) == -minus:
            for pair in groups.merge(a, b, join_at):
                heapq.heappush(heap, pair)
    root = np.array([groups.root(k) for k in range(count)], dtype=np.int64)
    smallest = np.full(count, count, dtype=np.int64)
    np.minimum.at(smallest, root, np.arange(count))
    return smallest[root]


class _Groups:
    """Groups of reports while they are being joined; a group is named by one of its members."""

    def __init__(self, count: int, cannot: Iterable[tuple[int, int]]) -> None:
        self.size = [1] * count
        self.alive = [True] * count
        self.into = list(range(count))
        self.sums: list[dict[int, float]] = [{} for _ in range(count)]  # group → summed shares with each other group
        self.parted: dict[int, set[int]] = {}
        for a, b in cannot:
            self.parted.setdefault(a, set()).add(b)
            self.parted.setdefault(b, set()).add(a)

    def load(self, pairs: Ints, shares: Floats, join_at: float) -> list[tuple[float, int, int]]:
        """Take in the pairs; gives the heap of those that may be joined."""
        heap = []
        sums = self.sums
        for a, b, share in zip(pairs[:, 0].tolist(), pairs[:, 1].tolist(), shares.tolist(), strict=True):
            sums[a][b] = sums[b][a] = share
            if share > join_at:
                heap.append((-share, a, b) if a < b else (-share, b, a))
        heapq.heapify(heap)
        return heap

    def root(self, a: int) -> int:
        while self.into[a] != a:
            self.into[a] = self.into[self.into[a]]
            a = self.into[a]
        return a

    def mean(self, a: int, b: int) -> float:
        return self.sums[a].get(b, 0.0) / (self.size[a] * self.size[b])

    def merge(self, a: int, b: int, join_at: float) -> list[tuple[float, int, int]]:
        """Join two groups, unless people have parted them; gives the pairs of groups that may be joined next."""
        if a == b or b in self.parted.get(a, ()):
            return []
        if len(self.sums[a]) < len(self.sums[b]):
            a, b = b, a
        mine, theirs = self.sums[a], self.sums[b]
        self.alive[b], self.into[b], self.sums[b] = False, a, {}
        mine.pop(b, None)
        self.size[a] += self.size[b]
        for other, total in theirs.items():
            if other != a:
                back = self.sums[other]
                del back[b]
                mine[other] = back[a] = mine.get(other, 0.0) + total
        if b in self.parted:
            for other in self.parted.pop(b):
                self.parted[other].discard(b)
                self.parted[other].add(a)
                self.parted.setdefault(a, set()).add(other)
        next_pairs = []
        for other, total in mine.items():
            mean = total / (self.size[a] * self.size[other])
            if mean > join_at:
                next_pairs.append((-mean, a, other) if a < other else (-mean, other, a))
        return next_pairs
