"""Which ids an accord has, which block each names, and where in the text a block's keys and words stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from servanda.source import Span

from .kinds import Reader, Reference, a_or_an, either, suggest
from .nodes import Map, Node, Scalar, Seq


@dataclass
class Index:
    """Ids by namespace: all blocks share one, readings have their own (``reading:…``)."""

    kinds: dict[str, str] = field(default_factory=dict)  # id → kind of block
    spans: dict[str, Span] = field(default_factory=dict)  # id → where it is given
    nodes: dict[str, Map] = field(default_factory=dict)  # id → the block as written

    def claim(self, reader: Reader, kind: str, node: Node | None) -> None:
        """Take the id of a block, or tell that it is taken."""
        name = node.get("id") if isinstance(node, Map) else None
        if not isinstance(node, Map) or not isinstance(name, Scalar):
            return
        self.claim_name(reader, kind, name.text.strip(), name.span)
        self.nodes.setdefault(_key(kind, name.text.strip()), node)

    def claim_name(self, reader: Reader, kind: str, name: str, span: Span) -> None:
        key = _key(kind, name)
        if self.kinds.setdefault(key, kind) != kind or (key in self.spans and kind != "zone"):
            message = f"The id `{name}` is taken: a {self.kinds[key]} on line {self.spans[key].line} has it."
            reader.problem("id-twice", message, "Give one of them another id.", span)
        else:
            self.spans.setdefault(key, span)

    def spot(self, name: str, key: str = "", word: str = "") -> Span | None:
        """Where a word stands in a key of a block; else the key's value; else the block's id."""
        block = self.nodes.get(name)
        value = block.get(key) if block and key else None
        if value is None:
            return self.spans.get(name)
        found = _find(value, word) if word else None
        return found or value.span

    def resolve(self, reader: Reader, trees: Mapping[str, Mapping[str, str]]) -> None:
        """Tell every reference that finds nothing, or something of another kind."""
        for asked in reader.references:
            if asked.kinds in (("act",), ("weapon",)):
                self._node(reader, asked, trees[asked.kinds[0]])
            else:
                self._block(reader, asked)

    def _node(self, reader: Reader, asked: Reference, tree: Mapping[str, str]) -> None:
        kind = asked.kinds[0]
        if asked.id not in tree:
            hint = suggest(asked.id, tree) or f"Add it to `{kind}s` in the front matter, with its parent."
            reader.problem(f"unknown-{kind}", f"The {kind} tree has no node `{asked.id}`.", hint, asked.span)

    def _block(self, reader: Reader, asked: Reference) -> None:
        readings = asked.kinds == ("reading",)
        found = self.kinds.get(_key("reading", asked.id) if readings else asked.id)
        if found is not None and (found in asked.kinds or not asked.kinds):
            return
        wanted = either(asked.kinds)
        names = [n.removeprefix("reading:") for n, kind in self.kinds.items() if not asked.kinds or kind in asked.kinds]
        hint = suggest(asked.id, names) or f"Write the {wanted}, or name another."
        if found is not None:
            message = f"`{asked.id}` is {a_or_an(found)}; `{asked.key}` takes the id of {a_or_an(wanted)}."
            reader.problem("wrong-reference", message, hint, asked.span)
        else:
            code = "unknown-reading" if readings else "dangling"
            code = "unknown-document" if asked.kinds == ("document",) else code
            reader.problem(code, f"No {wanted} is called `{asked.id}`.", hint, asked.span)


def _key(kind: str, name: str) -> str:
    return f"reading:{name}" if kind == "reading" else name


def _find(node: Node, word: str) -> Span | None:
    if isinstance(node, Scalar):
        return node.span if " ".join(node.text.split()) == word else None
    if isinstance(node, Seq):
        children: list[Node] = list(node.items)
    else:
        children = [part for pair in node.pairs for part in pair]
    return next((span for child in children if (span := _find(child, word))), None)
