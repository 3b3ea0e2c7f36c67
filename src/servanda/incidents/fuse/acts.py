"""What reporters call the acts, as nodes of the act tree."""

from __future__ import annotations

from collections.abc import Mapping

# Plain words of reporters that are not the tree's own; compared without case, spaces and hyphens.
PLAIN_WORDS: dict[str, str] = {
    "airstrikes": "air-strike",
    "airraid": "air-strike",
    "aerialbombardment": "air-strike",
    "artillery": "shelling",
    "mortar": "shelling",
    "rocketfire": "shelling",
    "clash": "armed-clash",
    "clashes": "armed-clash",
    "fighting": "armed-clash",
    "sniper": "sniping",
    "sniperfire": "sniping",
    "chemical": "chemical-attack",
    "bomb": "bombing",
    "detention": "detain",
    "arrest": "detain",
    "abduction": "abduct",
    "kidnapping": "abduct",
    "aidobstruction": "obstruct-access",
    "accessdenied": "refuse-access",
    "landmine": "mine-explosion",
}
NOT_TOLD = frozenset({"unknown", "other", "na", "none", "unclear"})


def act_node(told: str | None, tree: Mapping[str, str]) -> str | None:
    """The node of the tree that a reporter's word means; None where it means none.

    >>> act_node("Airstrike", {"air-strike": "attack"}), act_node("unknown", {}), act_node("picnic", {})
    ('air-strike', None, None)
    """
    bare = _bare(told or "")
    if not bare or bare in NOT_TOLD:
        return None
    squeezed = {_bare(node): node for node in tree}
    node = squeezed.get(bare) or PLAIN_WORDS.get(bare)
    return node if node in tree else None


def common_node(nodes: list[str], tree: Mapping[str, str]) -> str | None:
    """The lowest node that covers all of them; None where there is none.

    >>> common_node(["ied", "car-bomb"], {"ied": "bombing", "car-bomb": "bombing", "bombing": ""})
    'bombing'
    """
    paths = [_path(node, tree) for node in nodes]
    return next((node for node in paths[0] if all(node in path for path in paths)), None) if paths else None


def _path(node: str, tree: Mapping[str, str]) -> list[str]:
    out: list[str] = []
    while node and node not in out:
        out.append(node)
        node = tree.get(node, "")
    return out


def _bare(word: str) -> str:
    return "".join(c for c in word.casefold() if c.isalnum())
