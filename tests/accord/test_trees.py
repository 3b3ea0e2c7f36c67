"""The trees of acts and weapons, and what other codings' words mean in them."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import yaml

from servanda.accord import acts, ancestors, descendants, mappings, weapons
from servanda.accord import folder as folder_module

DATA = Path(folder_module.__file__).parent


def nodes_in(nested: object) -> list[str]:
    if not isinstance(nested, dict):
        return []
    return [name for node, inner in nested.items() for name in (node, *nodes_in(inner))]


def test_no_node_stands_twice_in_a_tree():
    for name, tree in (("acts.yaml", acts()), ("weapons.yaml", weapons())):
        written = nodes_in(yaml.load((DATA / name).read_text("utf-8"), Loader=yaml.BaseLoader))
        assert sorted(written) == sorted(tree)
        assert all(parent == "" or parent in tree for parent in tree.values())


def test_every_word_of_another_coding_leads_to_a_node_or_to_nothing():
    for coding, words in mappings().items():
        assert words
        for word, node in words.items():
            assert node == "" or node in acts(), (coding, word, node)
            assert word == word.lower()


def test_the_codings_are_whole():
    assert set(mappings()["ucdp"]) == {"1", "2", "3"}
    assert {f"{n:02}" for n in range(1, 21)} <= set(mappings()["cameo"])
    assert len(mappings()["acled-event"]) == 6
    assert len(mappings()["acled-sub-event"]) == 25
    assert len(mappings()["plover"]) == 16


def test_ancestors_and_descendants_are_each_others_inverse():
    for tree in (acts(), weapons()):
        for node in tree:
            for other in tree:
                assert (node in descendants(tree, other)) == (other in ancestors(tree, node))
    assert descendants(acts(), "armed-clash") == {"armed-clash", "ground-assault", "exchange-of-fire"}


def test_every_type_in_the_ucdp_file_has_a_node(shared: Path):
    path = shared / "data" / "events" / "ucdp-ged-syria-2016.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        types = {row["type_of_violence"] for row in csv.DictReader(file)}
    assert types
    assert types <= set(mappings()["ucdp"])
