"""XML in and out as plain trees, with document types, entities and anything external refused."""

from __future__ import annotations

from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from servanda.errors import ServandaError

_DEEPEST = 100


class UnsafeXmlError(ServandaError):
    """XML that defines entities or a document type, or points outside; or that is not well formed."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why} Lists of the United Nations need none of this; ask for a clean copy.")


@dataclass(frozen=True)
class Node:
    """An element: its name and attributes as written (prefixes included), its text, or its elements."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""
    children: tuple[Node, ...] = ()

    def child(self, tag: str) -> Node | None:
        """The first child of that name."""
        return next((c for c in self.children if c.tag == tag), None)

    def get(self, tag: str) -> str:
        """The text of the first child of that name, spaces collapsed; empty if there is none."""
        found = self.child(tag)
        return " ".join(found.text.split()) if found else ""

    def all(self, tag: str) -> list[Node]:
        """The children of that name."""
        return [c for c in self.children if c.tag == tag]


class _Open:
    def __init__(self, tag: str, attributes: list[str]) -> None:
        self.tag = tag
        self.attributes = tuple(zip(attributes[::2], attributes[1::2], strict=True))
        self.text: list[str] = []
        self.children: list[Node] = []

    def closed(self) -> Node:
        text = "".join(self.text)
        return Node(self.tag, self.attributes, text if not self.children or text.strip() else "", tuple(self.children))


def parse(data: bytes, path: str = "XML") -> Node:
    """The tree of an XML text. Raises UnsafeXmlError for a document type, an entity, or text that is not well formed.

    >>> parse(b"<a><b x='1'>t</b></a>").children[0].text
    't'
    """
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    top = _Open("", [])
    stack = [top]

    def refuse(*_: object) -> None:
        raise UnsafeXmlError(path, "it has a document type or defines entities, which could expand or point outside.")

    def start(tag: str, attributes: list[str]) -> None:
        if len(stack) > _DEEPEST:
            raise UnsafeXmlError(path, f"its elements lie more than {_DEEPEST} deep.")
        stack.append(_Open(tag, attributes))

    def end(_: str) -> None:
        node = stack.pop().closed()
        stack[-1].children.append(node)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]
    parser.SkippedEntityHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: stack[-1].text.append(text)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as e:
        raise UnsafeXmlError(path, f"it is not well formed: {e}.") from e
    return top.children[0]


def serialise(root: Node) -> bytes:
    """The tree as UTF-8 XML, two spaces a level; text is written as it was read."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']

    def write(node: Node, depth: int) -> None:
        pad = "  " * depth
        head = node.tag + "".join(f" {k}={quoteattr(v)}" for k, v in node.attributes)
        if node.children:
            lines.append(f"{pad}<{head}>{escape(node.text)}")
            for c in node.children:
                write(c, depth + 1)
            lines.append(f"{pad}</{node.tag}>")
        elif node.text:
            lines.append(f"{pad}<{head}>{escape(node.text)}</{node.tag}>")
        else:
            lines.append(f"{pad}<{head}/>")

    write(root, 0)
    return ("\n".join(lines) + "\n").encode()
