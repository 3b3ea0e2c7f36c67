"""What reporters call the acts, as nodes of the act tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

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
NOT_TOLD = frozenset({"unknown", "na", "none", "unclear", "unidentified", "غيرمعروف", "مجهول"})


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


def act_key(told: str) -> str | None:
    """One key for the words of one act, whatever tree there is; None where nothing was told.

    >>> act_key("Air-Strike") == act_key("airstrikes"), act_key("Unknown")
    (True, None)
    """
    bare = _bare(told)
    return None if not bare or bare in NOT_TOLD else _bare(PLAIN_WORDS.get(bare, bare))


def unknown_acts(told: Iterable[str | None], tree: Mapping[str, str]) -> list[tuple[str, int]]:
    """The words that name an act and are no node of the tree, most frequent first, with how often they are told."""
    counts = Counter(word for word in told if word and act_key(word))
    unknown = [(word, n) for word, n in counts.items() if act_node(word, tree) is None]
    return sorted(unknown, key=lambda item: (-item[1], item[0]))


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
