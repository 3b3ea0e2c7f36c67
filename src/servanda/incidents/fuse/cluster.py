"""Group reports by average link: two groups become one while their pairs, taken all together, speak for one incident.

Connected components would chain through a busy town: a like b and b like c makes a and c one incident, whatever speaks
against it. Here every pair between two groups counts, and a pair that was never near counts as zero.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

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
    told = shares >= IGNORED_BELOW
    pairs, shares = pairs[told], shares[told]
    joined, parted = list(must), list(cannot)
    edges = np.concatenate([pairs, np.array(joined, dtype=np.int64).reshape(-1, 2)])
    piece = connected_components(
        coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count)), directed=False
    )[1]
    root = np.arange(count, dtype=np.int64)
    for members, inside in _pieces(piece.astype(np.int64), pairs):
        if len(members) == 2 and not joined and not parted:  # most pieces: one pair
            if shares[inside[0]] > join_at:
                root[members[1]] = members[0]
        elif len(members) > 1:
            at = {m: k for k, m in enumerate(members)}
            groups = _Groups(len(members), _within(parted, at))
            heap = groups.load(np.searchsorted(members, pairs[inside]), shares[inside], join_at)
            groups.join_all(heap, _within(joined, at), join_at)
            root[members] = np.array(members)[groups.smallest()]
    return root


def _pieces(piece: Ints, pairs: Ints) -> Iterator[tuple[list[int], Ints]]:
    """The members of each connected piece of two and more, ascending, and the pairs inside it."""
    order = np.argsort(piece, kind="stable")
    member_edges = np.searchsorted(piece[order], np.arange(piece.max() + 2 if len(piece) else 1))
    of_pair = piece[pairs[:, 0]]
    pair_order = np.argsort(of_pair, kind="stable")
    pair_edges = np.searchsorted(of_pair[pair_order], np.arange(len(member_edges)))
    many = np.flatnonzero(np.diff(member_edges) > 1).tolist()
    rows, starts, pair_starts = order.tolist(), member_edges.tolist(), pair_edges.tolist()
    for k in many:
        yield rows[starts[k] : starts[k + 1]], pair_order[pair_starts[k] : pair_starts[k + 1]]


def _within(links: Iterable[tuple[int, int]], at: Mapping[int, int]) -> list[tuple[int, int]]:
    return [(at[a], at[b]) for a, b in links if a in at and b in at]


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

    def join_all(self, heap: list[tuple[float, int, int]], must: Iterable[tuple[int, int]], join_at: float) -> None:
        """Join what must be joined, then the best pair of groups, again and again."""
        for a, b in must:
            for pair in self.merge(self.root(a), self.root(b), join_at):
                heapq.heappush(heap, pair)
        while heap:
            minus, a, b = heapq.heappop(heap)
            if self.alive[a] and self.alive[b] and self.mean(a, b) == -minus:
                for pair in self.merge(a, b, join_at):
                    heapq.heappush(heap, pair)

    def smallest(self) -> Ints:
        """For each member the smallest member of its group."""
        root = np.array([self.root(k) for k in range(len(self.into))], dtype=np.int64)
        smallest = np.full(len(root), len(root), dtype=np.int64)
        np.minimum.at(smallest, root, np.arange(len(root)))
        return smallest[root]

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
