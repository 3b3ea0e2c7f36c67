"""From a reviewed reading to drafts of blocks: what the accord already covers, what is new, what is unsure.

The only door from ``words`` into the accord. It reads a reading as plain data (``servanda-gold/1``, as people have
reviewed it) and writes text; nothing of the accord is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from servanda.errors import ServandaError
from servanda.words.naming import bag

from .documents import paragraphs
from .model import Accord, Norm, Power

_KINDS = {
    "state": "state",
    "igo": "organisation",
    "igo_organ": "organisation",
    "office": "person",
    "person": "person",
    "people": "population",
    "government": "government",
    "armed_group": "armed-group",
    "terrorist_group": "armed-group",
}
_PLAIN = frozenset(
    [
        "the",
        "and",
        "that",
        "this",
        "with",
        "for",
        "from",
        "would",
        "will",
        "shall",
        "should",
        "also",
        "their",
        "them",
        "have",
        "has",
    ]
)


class NotAReadingError(ServandaError):
    """The file is not a reading."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"This is not a reading in the form servanda-gold/1: {why}. Make one with: servanda "
            f"read DOCUMENT -o FILE.json"
        )


@dataclass(frozen=True)
class Covered:
    """A commitment that the accord has already, with the block and why we think so."""

    item: str
    block: str
    reason: str


@dataclass(frozen=True)
class Drafts:
    """The drafted text and an account of every commitment of the reading."""

    text: str
    new: tuple[str, ...]  # ids of the blocks that were drafted
    unsure: tuple[str, ...]  # items below the least confidence, written as comments
    covered: tuple[Covered, ...]


def draft(data: Mapping[str, Any], accord: Accord, text: str | None = None, least: float = 0.5) -> Drafts:
    """Blocks for the commitments of a reading.

    Args:
        data: the reading as plain data.
        accord: the accord into which the blocks go; its parties are used, its blocks are not touched.
        text: the document's text, where at hand: paragraph citations can then be compared.
        least: commitments less sure than this are written as ``text`` fences, which an accord keeps as prose.

    Raises:
        NotAReadingError: the data lacks what a reading has.
    """
    _check(data)
    work = _Work(data, accord, text)
    parts, new, unsure, covered = [], [], [], []
    for c in data["commitments"]:
        if c.get("optional"):
            continue
        known = work.covered_by(c)
        if known:
            covered.append(known)
            continue
        block = work.block(c)
        lines = yaml.safe_dump(block, allow_unicode=True, sort_keys=False, width=100).strip()
        sure = float(c.get("confidence", 1.0))
        words = " ".join(str(c.get("quote", "")).split())
        if sure < least or not c["bearers"]:
            unsure.append(str(c["id"]))
            why = f"unsure ({sure:.0%})" if c["bearers"] else "no bearer was found"
            parts.append(f"> {words}\n\n```text\n# {c['id']}: {why}; make it a norm block if it is one\n{lines}\n```")
        else:
            new.append(str(block["id"]))
            parts.append(f"> {words}\n\n```norm\n{lines}\n```")
    head = [f"## Drafts from {data['document'].get('title') or work.document}", ""]
    head.append("Drafted from a reading, to be reviewed: nothing here is agreed until a person has read the passage.")
    if work.missing_document:
        head.append(f"\n```text\n# add to documents: in the front matter\n{work.missing_document}\n```")
    if covered:
        head.append("\nAlready in the accord: " + "; ".join(f"{c.item} ({c.block}: {c.reason})" for c in covered) + ".")
    return Drafts(
        "\n\n".join(["\n".join(head), *work.party_blocks(), *parts]) + "\n", tuple(new), tuple(unsure), tuple(covered)
    )


def _check(data: Mapping[str, Any]) -> None:
    if not isinstance(data, Mapping) or not str(data.get("schema", "")).startswith("servanda-gold"):
        raise NotAReadingError("its schema is another")
    for key in ("document", "parties", "commitments"):
        if key not in data:
            raise NotAReadingError(f"it has no {key!r}")
    for c in data["commitments"]:
        for key in ("id", "start", "end", "force", "bearers"):
            if not isinstance(c, Mapping) or key not in c:
                raise NotAReadingError(f"a commitment has no {key!r}")


def _key(name: str) -> str:
    return re.sub(r"\W+", " ", re.sub(r"^(?:the|all)\s+", "", name.strip().lower())).strip()


def _words(text: str) -> frozenset[str]:
    return frozenset(
        re.sub(r"(?:ing|ed|es|s)$", "", w) for w in re.findall(r"[a-z]{4,}", text.lower()) if w not in _PLAIN
    )


class _Work:
    def __init__(self, data: Mapping[str, Any], accord: Accord, text: str | None) -> None:
        self.accord, self.data = accord, data
        self.unix = text.replace("\r\n", "\n") if text is not None else None
        self.text = text
        self.paragraphs = paragraphs(self.unix) if self.unix is not None else []
        digest = data["document"].get("sha256", "")
        self.document = next((d.id for d in accord.documents.values() if digest and d.sha256 == digest), "")
        self.missing_document = ""
        if not self.document:
            self.document = _ident(str(data["document"].get("id") or "document"))
            told = {k: data["document"].get(k) for k in ("title", "date", "sha256")}
            entry = {
                "id": self.document,
                **{k: v for k, v in told.items() if v},
                "file": data["document"].get("text_file", ""),
            }
            self.missing_document = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=200).strip()
        self.ids = {*accord.actors(), *accord.milestones, *accord.norms, *accord.powers}
        self.by_name: dict[str, str] = {}
        for p in accord.parties.values():
            for name in (*p.name.values(), *p.aliases, p.id):
                self.by_name.setdefault(_key(name), p.id)
        for g in accord.groups.values():
            for name in (*g.name.values(), g.id):
                self.by_name.setdefault(_key(name), g.id)
        self.by_bag = {bag(name): ident for name, ident in self.by_name.items() if len(bag(name)) >= 3}
        self.read_parties = {str(p["id"]): p for p in data["parties"]}
        self.new_parties: dict[str, dict[str, Any]] = {}

    def party(self, read_id: str) -> str:
        """The accord's id for a party of the reading; a block is drafted where the accord has none."""
        p = self.read_parties.get(read_id, {"id": read_id, "name": read_id})
        for name in (p.get("name", ""), *p.get("aliases", ()), *p.get("other_names", ())):
            if _key(str(name)) in self.by_name:
                return self.by_name[_key(str(name))]
        for name in (p.get("name", ""), *p.get("aliases", ())):
            if bag(str(name)) in self.by_bag:
                return self.by_bag[bag(str(name))]
        ident = self._fresh(_ident(str(p["id"])))
        kind = _KINDS.get(str(p.get("type", "")), "umbrella")
        block = {"id": ident, "name": str(p.get("name") or read_id), "kind": kind}
        aliases = [a for a in p.get("aliases", ()) if _key(a) != _key(block["name"])][:6]
        if aliases:
            block["aliases"] = aliases  # type: ignore[assignment]
        self.new_parties[ident] = block
        for name in (block["name"], *p.get("aliases", ())):
            self.by_name[_key(str(name))] = ident
        return ident

    def _fresh(self, ident: str) -> str:
        wanted, n = ident, 2
        while ident in self.ids:
            ident, n = f"{wanted}-{n}", n + 1
        self.ids.add(ident)
        return ident

    def party_blocks(self) -> list[str]:
        """The parties that the accord lacks."""
        return [
            f"```party\n{yaml.safe_dump(b, allow_unicode=True, sort_keys=False, width=100).strip()}\n```"
            for b in self.new_parties.values()
        ]

    def _unix(self, at: int) -> int:
        """An offset of the text as the accord counts it, with LF line ends."""
        return at - self.text.count("\r\n", 0, at) if self.text is not None else at

    def block(self, c: Mapping[str, Any]) -> dict[str, Any]:
        """A norm block for one commitment."""
        bearers = [self.party(str(b)) for b in c["bearers"]]
        act = re.sub(r"\s+", " ", str(c.get("act") or c.get("quote", ""))).strip().rstrip(".")
        out: dict[str, Any] = {"id": self._fresh(f"draft-{_ident(str(c['id']))}"), "name": act[:1].upper() + act[1:140]}
        out["force"] = str(c["force"]).replace("_", "-")
        if bearers:
            out["bearer"] = bearers[0] if len(bearers) == 1 else list(dict.fromkeys(bearers))
        other = [self.party(str(p)) for p in c.get("counterparty") or ()]
        if other:
            out["counterparty"] = list(dict.fromkeys(other))
        deadline, notes = _deadline(c.get("deadline"))
        if deadline is not None:
            out["deadline"] = deadline
        if c.get("condition"):
            out["condition"] = " ".join(str(c["condition"]["quote"]).split())
        if c.get("exception"):
            notes.append(f"Exception: {' '.join(str(c['exception']['quote']).split())}.")
        if c.get("status") not in {None, "new"}:
            notes.append(f"The text says this as {c['status']}.")
        out["cites"] = f"{self.document} @{self._unix(int(c['start']))}-{self._unix(int(c['end']))}"
        if notes:
            out["note"] = " ".join(notes)
        return out

    def covered_by(self, c: Mapping[str, Any]) -> Covered | None:
        """The block of the accord that cites the same passage for the same bearer or force, or says the same elsewhere."""
        start, end = self._unix(int(c["start"])), self._unix(int(c["end"]))
        bearers = self._known_bearers(c)
        words = _words(f"{c.get('quote', '')} {c.get('act', '')}")
        best: tuple[float, str, str] | None = None
        blocks: Iterable[Norm | Power] = [*self.accord.norms.values(), *self.accord.powers.values()]
        for b in blocks:
            force = str(b.force) if isinstance(b, Norm) else "power"
            owner = {b.bearer} if isinstance(b, Norm) else {b.holder}
            same_force = force == str(c["force"]).replace("_", "-")
            same_bearer = bool(owner & bearers)
            told = _words(" ".join(b.name.values()))
            alike = len(told & words) / max(1, min(len(told), len(words)))
            here = self._cites(b, start, end)
            if here and (same_bearer or (same_force and alike >= 0.2)):
                score, reason = 2 + alike + same_force, "cites the same passage"
            elif same_bearer and same_force and alike >= 0.6:
                score, reason = alike, "says the same of the same bearer"
            else:
                continue
            if best is None or score > best[0]:
                best = (score, b.id, reason)
        return Covered(str(c["id"]), best[1], best[2]) if best else None

    def _known_bearers(self, c: Mapping[str, Any]) -> set[str]:
        """The accord's ids for the bearers, and the groups that hold them."""
        out = set()
        for b in c["bearers"]:
            p = self.read_parties.get(str(b), {"name": str(b)})
            for name in (p.get("name", ""), *p.get("aliases", ()), *p.get("other_names", ())):
                if _key(str(name)) in self.by_name:
                    out.add(self.by_name[_key(str(name))])
                elif bag(str(name)) in self.by_bag:
                    out.add(self.by_bag[bag(str(name))])
        groups = {g.id for g in self.accord.groups.values() if any(m.member in out for m in g.members)}
        return out | groups

    def _cites(self, block: Norm | Power, start: int, end: int) -> bool:
        for cite in block.cites:
            if cite.document != self.document:
                continue
            if cite.start is not None and cite.end is not None:
                lo, hi = cite.start, cite.end
            elif cite.paragraph is not None and 1 <= cite.paragraph <= len(self.paragraphs):
                lo, hi = self.paragraphs[cite.paragraph - 1]
            else:
                continue
            if min(hi, end) - max(lo, start) > 0.5 * (end - start):
                return True
        return False


def _ident(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60] or "x"


def _deadline(d: Mapping[str, Any] | None) -> tuple[Any, list[str]]:
    """The ``deadline`` key of a norm, and what it cannot hold as notes."""
    if not d:
        return None, []
    words = " ".join(str(d.get("quote", "")).split())
    if d.get("to"):
        out: dict[str, Any] = {"by": str(d["to"])}
        if d.get("approximate"):
            out["about"] = True
        notes = [f"The text says: {words}."]
        if d.get("from"):
            notes.append(f"Not before {d['from']}.")
        if d.get("target"):
            notes.append("A target.")
        return out, notes
    if d.get("kind") == "immediate":
        return "immediate", []
    if d.get("kind") == "asap":
        return "asap", []
    return None, [f"When: {words}."] if words else []
