"""The UN Security Council's Consolidated List: its XML in and out, every element kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from servanda.errors import Problem

from .listed import Listed, ListFile, Name, UnreadableListError, unique
from .safe_xml import Node, parse, serialise

_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_QUALITY = {"good": "alias", "low": "weak", "a.k.a.": "alias", "f.k.a.": "former"}
_BACK = {"alias": "Good", "weak": "Low", "former": "f.k.a."}
_SECTIONS = (("INDIVIDUALS", "INDIVIDUAL", "Person"), ("ENTITIES", "ENTITY", "Organization"))


def moment(text: str) -> datetime | None:
    """A date or time as the list writes it, as an instant in UTC; None if it is no date."""
    text = text.strip()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        try:
            at = datetime.fromisoformat(text[:10])
        except ValueError:
            return None
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:  # the first or last day there is
        return None


def _entry(node: Node, kind: str, schema: str, list_id: str, problems: list[Problem]) -> Listed:
    full = " ".join(t for n in _NAMES if (t := node.get(n)))
    names = [Name(full, "name")] if full else []
    if original := node.get("NAME_ORIGINAL_SCRIPT"):
        names.append(Name(original, "original-script"))
    for alias in node.all(f"{kind}_ALIAS"):
        quality = _QUALITY.get(alias.get("QUALITY").lower(), "alias")
        names += [Name(text, quality) for t in alias.get("ALIAS_NAME").split(";") if (text := t.strip())]
    reference = node.get("REFERENCE_NUMBER")
    id_ = node.get("DATAID") or reference
    listed = node.get("LISTED_ON")
    if listed and moment(listed) is None:
        problems.append(
            Problem(
                "list.bad-date", f"{list_id}: {id_} {full!r} is listed on {listed!r}, which is no date.", "Mend it."
            )
        )
    if not names:
        problems.append(Problem("list.no-name", f"{list_id}: the entry {id_!r} has no name.", "Add FIRST_NAME."))
    return Listed(
        id=id_,
        schema=schema,
        names=tuple(names),
        listed_from=moment(listed) if listed else None,
        reference=reference,
        programme=node.get("UN_LIST_TYPE"),
        note=node.get("COMMENTS1"),
        list_id=list_id,
        raw=node,
    )


def read_un_xml(data: bytes, list_id: str, path: str = "") -> ListFile:
    """A Consolidated List (or a part of it, such as the Al-Qaida list) with every entry.

    Raises UnsafeXmlError for XML with entities or a document type, UnreadableListError for other XML.
    """
    root = parse(data, path or list_id)
    if root.tag != "CONSOLIDATED_LIST":
        raise UnreadableListError(path or list_id, f"its root is <{root.tag}>, not <CONSOLIDATED_LIST>.")
    problems: list[Problem] = []
    entries: list[Listed] = []
    around: list[Node] = []
    for section in root.children:
        known = {name: (kind, schema) for name, kind, schema in _SECTIONS}
        if section.tag in known:
            kind, schema = known[section.tag]
            entries += [_entry(n, kind, schema, list_id, problems) for n in section.all(kind)]
            section = replace(section, children=tuple(c for c in section.children if c.tag != kind))
        around.append(section)
    kept, doubles = unique(entries, path or list_id)
    dated = moment(dict(root.attributes).get("dateGenerated", ""))
    return ListFile(list_id, "un-xml", kept, tuple(problems + doubles), dated, replace(root, children=tuple(around)))


def _leaf(tag: str, text: str) -> Node:
    return Node(tag, (), text)


def _node(e: Listed, kind: str) -> Node:
    """An entry that came from elsewhere, in the form of the UN list."""
    first, *rest = e.names or (Name(e.id, "name"),)
    children = [_leaf("DATAID", e.id), _leaf("FIRST_NAME", first.text)]
    if e.programme:
        children.append(_leaf("UN_LIST_TYPE", e.programme))
    children.append(_leaf("REFERENCE_NUMBER", e.reference))
    if e.listed_from:
        children.append(_leaf("LISTED_ON", e.listed_from.replace(tzinfo=None).isoformat()))
    original = next((n for n in rest if n.kind == "original-script"), None)
    if original:
        children.append(_leaf("NAME_ORIGINAL_SCRIPT", original.text))
    if e.note:
        children.append(_leaf("COMMENTS1", e.note))
    for n in rest:
        if n is not original:
            quality = _BACK.get(n.kind, "Good")
            children.append(Node(f"{kind}_ALIAS", (), "", (_leaf("QUALITY", quality), _leaf("ALIAS_NAME", n.text))))
    return Node(kind, (), "", tuple(children))


def write_un_xml(entries: Iterable[Listed], like: ListFile | None = None, dated: datetime | None = None) -> bytes:
    """The entries in the form of the UN list: those that were read from it as they were, the others in its terms.

    Args:
        like: a list whose root element (its attributes and date) is kept.
        dated: the date of the list, where there is no such root.
    """
    people: list[Node] = []
    bodies: list[Node] = []
    for e in entries:
        kind = "INDIVIDUAL" if e.schema == "Person" else "ENTITY"
        node = e.raw if isinstance(e.raw, Node) and e.raw.tag == kind else _node(e, kind)
        (people if kind == "INDIVIDUAL" else bodies).append(node)
    made = {"INDIVIDUALS": tuple(people), "ENTITIES": tuple(bodies)}
    if like and like.around:
        sections = [replace(s, children=s.children + made.pop(s.tag, ())) for s in like.around.children]
        sections += [Node(tag, (), "", nodes) for tag, nodes in made.items() if nodes]
        return serialise(replace(like.around, children=tuple(sections)))
    attributes = (("dateGenerated", dated.isoformat()),) if dated else ()
    sections = [Node(tag, (), "", nodes) for tag, nodes in made.items()]
    return serialise(Node("CONSOLIDATED_LIST", attributes, "", tuple(sections)))
