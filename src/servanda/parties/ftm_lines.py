"""FollowTheMoney entities, one JSON object a line: people, bodies and vessels, with their Sanction beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from servanda.errors import Problem
from servanda.source import Cell

from .listed import SCHEMATA, Listed, ListFile, Name, unique
from .un_xml import moment

_KINDS = (("name", "name"), ("alias", "alias"), ("weakAlias", "weak"), ("previousName", "former"))
_BACK = {"name": "name", "original-script": "name", "alias": "alias", "weak": "weakAlias", "former": "previousName"}
_MORE = {"Airplane", "Vehicle", "PublicBody", "CryptoWallet", "Security"}


def read_ftm(data: bytes, list_id: str, path: str = "") -> ListFile:
    """The entries of a file of FollowTheMoney entities. Lines of other schemata are kept beside them.

    A line that is no entity becomes a problem with its row.
    """
    problems: list[Problem] = []
    entries: list[Listed] = []
    beside: list[str] = []
    sanctions: dict[str, dict[str, Any]] = {}
    found: list[tuple[dict[str, Any], str]] = []
    for i, line in enumerate(data.decode("utf-8", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            entity = json.loads(line)
            schema, properties = entity["schema"], dict(entity["properties"].items())
            found_id = entity["id"] + ""  # a text, or TypeError
        except (ValueError, KeyError, TypeError, AttributeError):
            hint = "Each line is a JSON object with id, schema and properties."
            problems.append(Problem("list.bad-line", f"Line {i} is no entity.", hint, Cell(path, i, "", line[:60])))
            continue
        if schema == "Sanction":
            for of in _values(properties, "entity"):
                sanctions.setdefault(of, properties)
            beside.append(line)
        elif found_id and (schema in SCHEMATA or schema in _MORE):
            found.append((entity, line))
        else:
            beside.append(line)
    for entity, line in found:
        p = entity["properties"]
        sanction = sanctions.get(entity["id"], {})
        texts = [Name(str(t), kind) for key, kind in _KINDS for t in _values(p, key)]
        texts = texts or [Name(t, "name") for t in _values(entity, "caption")[:1]]
        names = (
            [texts[0], *(Name(n.text, "original-script") if n.kind == "name" else n for n in texts[1:])]
            if texts
            else []
        )
        if not names:
            problems.append(Problem("list.no-name", f"{entity['id']} has no name.", "Add properties.name."))
        entries.append(
            Listed(
                id=entity["id"],
                schema=entity["schema"],
                names=tuple(names),
                listed_from=_first_date(sanction, "listingDate", "startDate"),
                listed_to=_first_date(sanction, "endDate"),
                reference=_first(sanction, "unscId", "authorityId") or _first(p, "registrationNumber"),
                programme=_first(sanction, "program") or _first(p, "program"),
                note=_first(p, "notes"),
                list_id=list_id,
                raw=(line,),
            )
        )
    kept, doubles = unique(entries, path or list_id)
    return ListFile(list_id, "ftm", kept, tuple(problems + doubles), beside=tuple(beside))


def _values(properties: dict[str, Any], key: str) -> list[str]:
    """The values of a property as texts, whether they stand in a list or alone."""
    found = properties.get(key)
    return [str(v) for v in (found if isinstance(found, list) else [found]) if v is not None and str(v).strip()]


def _first(properties: dict[str, Any], *keys: str) -> str:
    return next((values[0] for k in keys if (values := _values(properties, k))), "")


def _first_date(properties: dict[str, Any], *keys: str) -> Any:
    text = _first(properties, *keys)
    return moment(text) if text else None


def write_ftm(entries: Iterable[Listed], like: ListFile | None = None) -> bytes:
    """The entries as FollowTheMoney lines; those that were read from such lines as they were."""
    lines: list[str] = []
    whole = like is not None and like.form == "ftm"
    for e in entries:
        if whole and isinstance(e.raw, tuple):
            lines += e.raw
            continue
        properties: dict[str, list[str]] = {}
        for n in e.names:
            properties.setdefault(_BACK.get(n.kind, "alias"), []).append(n.text)
        properties["topics"] = ["sanction"]
        if e.note:
            properties["notes"] = [e.note]
        lines.append(_line(e.id, e.schema, properties))
        sanction: dict[str, list[str]] = {"entity": [e.id]}
        for key, at in (("listingDate", e.listed_from), ("endDate", e.listed_to)):
            if at:
                sanction[key] = [at.date().isoformat() if at.time().isoformat() == "00:00:00" else at.isoformat()]
        for key, text in (("authorityId", e.reference), ("program", e.programme), ("authority", e.list_id)):
            if text:
                sanction[key] = [text]
        lines.append(_line(f"{e.id}-sanction", "Sanction", sanction))
    if whole and like:
        lines += like.beside
    return ("\n".join(lines) + "\n").encode() if lines else b""


def _line(id_: str, schema: str, properties: dict[str, list[str]]) -> str:
    return json.dumps({"id": id_, "schema": schema, "properties": properties}, ensure_ascii=False, sort_keys=True)
