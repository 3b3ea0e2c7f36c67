"""Read, write and describe a mapping by its table of keys (``blocks.Spec``), whatever the block."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from typing import TYPE_CHECKING, Any

from .kinds import IDENT, IncompleteError, Plain, Reader, Reference, Writer, WrongValueError, a_or_an, suggest
from .model import Dated
from .nodes import Map, Node, Scalar

if TYPE_CHECKING:
    from .blocks import Attrs, Spec


def read_record(spec: Spec, reader: Reader, node: Node) -> Any:
    """The object that ``node`` says, by the keys of ``spec``.

    Raises WrongValueError, once every key has been read, if no object can be made; problems are in the reader.
    """
    attrs = read_attrs(spec, reader, node)
    attrs.setdefault("span", node.span)
    return build(spec, attrs)


def read_attrs(spec: Spec, reader: Reader, node: Node) -> Attrs:
    """The attributes that ``node`` sets. All its problems are told before IncompleteError stops the mapping."""
    known = [key.key for key in spec.keys]
    if isinstance(node, Scalar) and spec.short:
        return _short(spec, reader, node)
    if not isinstance(node, Map):
        what = ", ".join(key.key for key in spec.keys if key.required) or ", ".join(known)
        raise WrongValueError(
            node.span, f"{a_or_an(spec.name).capitalize()} is a mapping of keys to values.", f"It takes {what}."
        )
    attrs: Attrs = {}
    told = len(reader.problems)
    for name, value in node.pairs:
        key = spec.key(name.text)
        if key is None:
            reader.problem(
                "unknown-key",
                f"{a_or_an(spec.name).capitalize()} has no key `{name.text}`.",
                suggest(name.text, known),
                name.span,
            )
            continue
        try:
            if key.kind is None:
                attrs[key.attr] = _variants(spec, reader, value)
            else:
                attrs[key.attr] = key.kind.read(reader, value, key.key)
        except WrongValueError as e:
            reader.keep(e)
    present = {name.text for name, _ in node.pairs}
    for key in spec.keys:
        if key.required and key.key not in present:
            hint = f"Add `{key.key}:` ({key.doc})."
            reader.problem("missing-key", f"This {spec.name} has no `{key.key}`.", hint, node.span)
    if len(reader.problems) > told:
        raise IncompleteError(node.span, "")
    return spec.tidy(attrs, node)


def _short(spec: Spec, reader: Reader, node: Scalar) -> Attrs:
    if spec.short == "any":  # a member: a party or a group, whichever has the id
        if not node.text.strip():
            raise WrongValueError(node.span, "A member's id is missing.", "Name a party or a group, or drop the line.")
        reader.references.append(Reference(node.text.strip(), ("party", "group"), "members", node.span))
        return spec.tidy({"any": node.text.strip()}, node)
    key = spec.key(spec.short)
    assert key is not None
    assert key.kind is not None
    return spec.tidy({key.attr: key.kind.read(reader, node, key.key)}, node)


def _variants(spec: Spec, reader: Reader, node: Node) -> dict[str, Attrs]:
    if not isinstance(node, Map):
        hint = "Write {variant: {key: other value}}."
        raise WrongValueError(node.span, "The `readings` of a block give other values by name.", hint)
    partial = _partial(spec)
    out = {}
    for name, value in node.pairs:
        try:
            IDENT.read(reader, name, "readings")
            out[name.text] = read_attrs(partial, reader, value)
        except WrongValueError as e:
            reader.keep(e)
    return out


def _partial(spec: Spec) -> Spec:
    keys = [replace(key, required=False) for key in spec.keys if key.key not in {"id", "readings"}]
    return replace(spec, keys=tuple(keys), name=f"variant of a {spec.name}")


def build(spec: Spec, attrs: Attrs) -> Any:
    """The object of the spec's class: dotted attributes go into their part, names left out become the id."""
    if spec.cls is dict:
        return attrs
    flat = {name: value for name, value in attrs.items() if "." not in name}
    when = {name.removeprefix("when."): value for name, value in attrs.items() if name.startswith("when.")}
    if when:
        flat["when"] = Dated(**when)
    has = {f.name for f in fields(spec.cls)}
    if "name" in has and "name" not in flat:
        flat["name"] = {"en": flat["id"]}
    return spec.cls(**{name: value for name, value in flat.items() if name in has})


def take(spec: Spec, value: Any) -> Attrs:
    """The attributes of an object that differ from its class's defaults; the inverse of ``build``."""
    attrs: Attrs = {}
    for f in fields(spec.cls):
        it = getattr(value, f.name)
        default = f.default_factory() if f.default_factory is not MISSING else f.default
        if it == default or f.name == "span" or (f.name == "name" and it == {"en": getattr(value, "id", None)}):
            continue
        if isinstance(it, Dated):
            attrs |= {f"when.{name}": at for name, at in vars(it).items() if at is not None}
        else:
            attrs[f.name] = it
    return attrs


def write_record(spec: Spec, writer: Writer, value: Any) -> Plain:
    """A mapping in the order of the spec's keys, or the single word that says the same."""
    attrs = spec.untidy(take(spec, value) if spec.cls is not dict else dict(value))
    if "any" in attrs:
        if len(attrs) == 1:
            return str(attrs["any"])
        member = attrs.pop("any")
        attrs["group" if member in writer.groups else "party"] = member
    written = write_attrs(spec, writer, attrs)
    short = spec.key(spec.short)
    if (
        short is not None
        and list(written) == [short.key]
        and isinstance(written[short.key], str)
        and spec.name != "rule"
    ):
        return str(written[short.key])
    return written


def write_attrs(spec: Spec, writer: Writer, attrs: Attrs) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key in spec.keys:
        if key.attr not in attrs:
            continue
        if key.kind is None:
            partial = _partial(spec)
            out[key.key] = {
                name: write_attrs(partial, writer, spec.untidy(dict(variant)))
                for name, variant in attrs[key.attr].items()
            }
        else:
            out[key.key] = key.kind.write(writer, attrs[key.attr])
    return out


def record_schema(spec: Spec) -> dict[str, Any]:
    """JSON Schema (2020-12) of a mapping with the spec's keys and no others."""
    properties: dict[str, Any] = {}
    for key in spec.keys:
        if key.kind is None:
            inner = record_schema(_partial(spec))
            properties[key.key] = {"type": "object", "additionalProperties": inner, "description": key.doc}
        else:
            properties[key.key] = dict(key.kind.schema) | {"description": key.doc}
    schema: dict[str, Any] = {
        "description": spec.doc,
        "type": "object",
        "properties": properties,
        "required": [key.key for key in spec.keys if key.required],
        "additionalProperties": False,
    }
    if spec.short:
        return {"anyOf": [{"type": "string"}, schema]}
    return schema
