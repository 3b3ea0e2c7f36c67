"""The two small trees of acts and weapons, how an accord extends them, and what other codings call their nodes.

A tree is a mapping from node to parent, ``""`` for a root, as in ``Accord.acts``. Facts about UCDP, ACLED, CAMEO and
PLOVER follow their codebooks, in our own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

Tree = Mapping[str, str]


def _data(name: str) -> Any:
    text = resources.files("servanda.accord").joinpath(name).read_text("utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def _flatten(nested: Any, parent: str, out: dict[str, str]) -> dict[str, str]:
    for node, children in nested.items():
        out[node] = parent
        if children:
            _flatten(children, node, out)
    return out


@cache
def acts() -> Tree:
    """The shipped act tree: node → parent."""
    return _flatten(_data("acts.yaml"), "", {})


@cache
def weapons() -> Tree:
    """The shipped weapon tree: node → parent."""
    return _flatten(_data("weapons.yaml"), "", {})


@cache
def mappings() -> Mapping[str, Mapping[str, str]]:
    """What other codings' words mean here: coding (``ucdp``, ``acled-event`` …) → their word → node of the act tree."""
    coded: Mapping[str, Mapping[str, str]] = _data("mappings.yaml")
    return coded


def ancestors(tree: Tree, node: str) -> tuple[str, ...]:
    """The node itself, its parent, and so on up to its root.

    >>> ancestors({"attack": "", "shelling": "attack"}, "shelling")
    ('shelling', 'attack')
    """
    out: list[str] = []
    while node and node not in out:
        out.append(node)
        node = tree.get(node, "")
    return tuple(out)


def descendants(tree: Tree, node: str) -> frozenset[str]:
    """The node itself and every node below it.

    >>> sorted(descendants({"attack": "", "shelling": "attack", "move": ""}, "attack"))
    ['attack', 'shelling']
    """
    return frozenset(other for other in (*tree, node) if node in ancestors(tree, other))
