"""Our tree against pymerkle, the RFC's own definition, and the verifier."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from servanda.record import tree
from servanda.record import verifier as v


def mth(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as RFC 9162 defines it, by recursion."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def grown(count: int) -> tuple[list[bytes], tree.Edge, dict[tree.Key, bytes]]:
    leaves = [str(i).encode() for i in range(count)]
    edge, nodes = tree.Edge(), {}
    for leaf in leaves:
        nodes.update({(level, i): h for level, i, h in edge.push(tree.leaf_hash(leaf))})
    return leaves, edge, nodes


def test_roots_paths_and_consistency_equal_pymerkles_at_every_small_size():
    oracle = InmemoryTree(algorithm="sha256")
    leaves, _, nodes = grown(70)
    fetch = lambda keys: {k: nodes[k] for k in keys}  # noqa: E731
    for size in range(1, 71):
        oracle.append_entry(leaves[size - 1])
        root = tree.root_from(size, nodes)
        assert root == oracle.get_root() == mth(leaves[:size])
        for index in range(size):
            path = tree.prove(tree.inclusion_ranges(index, size), fetch)
            theirs = oracle.prove_inclusion(index + 1, size)
            assert path == theirs.path[1:]
            assert v.inclusion_holds(tree.leaf_hash(leaves[index]), index, size, path, root)
        for old in range(1, size + 1):
            path = tree.prove(tree.consistency_ranges(old, size), fetch)
            assert v.consistency_holds(old, mth(leaves[:old]), size, root, path)


def test_the_known_roots_of_certificate_transparency_come_out():
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    roots = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    edge, verifier = tree.Edge(), v.Tree()
    for size, text in enumerate(inputs, 1):
        edge.push(tree.leaf_hash(bytes.fromhex(text)))
        verifier.push(v.leaf_hash(bytes.fromhex(text)))
        assert edge.root() == verifier.root()
        assert edge.root().hex() == roots.get(size, edge.root().hex())


@settings(max_examples=60)
@given(st.data(), st.integers(1, 300))
def test_a_proof_of_another_leaf_place_size_or_root_fails(data, size):
    leaves, _, nodes = grown(size)
    fetch = lambda keys: {k: nodes[k] for k in keys}  # noqa: E731
    index = data.draw(st.integers(0, size - 1))
    path = tree.prove(tree.inclusion_ranges(index, size), fetch)
    root, leaf = tree.root_from(size, nodes), tree.leaf_hash(leaves[index])
    assert v.inclusion_holds(leaf, index, size, path, root)
    assert not v.inclusion_holds(tree.leaf_hash(b"x"), index, size, path, root)
    assert not v.inclusion_holds(leaf, index, size, path, sha256(root).digest())
    assert not v.inclusion_holds(leaf, index, size, [*path, root], root)
    assert not v.inclusion_holds(leaf, size, size, path, root)
    if path:
        place = data.draw(st.integers(0, len(path) - 1))
        assert not v.inclusion_holds(leaf, index, size, path[:place] + path[place + 1 :], root)
        broken = [*path[:place], sha256(path[place]).digest(), *path[place + 1 :]]
        assert not v.inclusion_holds(leaf, index, size, broken, root)
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert not v.inclusion_holds(leaf, other, size, path, root)


@settings(max_examples=60)
@given(st.data(), st.integers(1, 300))
def test_consistency_holds_only_between_the_true_roots(data, size):
    _, _, nodes = grown(size)
    fetch = lambda keys: {k: nodes[k] for k in keys}  # noqa: E731
    old = data.draw(st.integers(0, size))
    path = tree.prove(tree.consistency_ranges(old, size), fetch)
    one = tree.root_from(old, nodes) if old else tree.EMPTY
    two = tree.root_from(size, nodes)
    assert v.consistency_holds(old, one, size, two, path)
    wrong = sha256(b"wrong").digest()
    assert not v.consistency_holds(old, wrong, size, two, path)
    assert old == 0 or not v.consistency_holds(old, one, size, wrong, path)
    assert not v.consistency_holds(old, one, size, two, [*path, wrong])
    assert not v.consistency_holds(size + 1, one, size, two, path)
    if path:
        assert not v.consistency_holds(old, one, size, two, path[1:])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 255, 256, 257])
def test_the_edge_can_be_taken_up_again_from_stored_nodes(size):
    _, edge, nodes = grown(size)
    again = tree.Edge(size, [nodes[k] for k in tree.edge_keys(size)])
    assert again.root() == edge.root()
    assert again.push(tree.leaf_hash(b"next")) == edge.push(tree.leaf_hash(b"next"))
    assert len(nodes) == 2 * size - bin(size).count("1")
