"""A reading as plain data in the form ``servanda-gold/1``, every span checked against the text first."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from servanda.errors import ServandaError

from .dates import When
from .model import Commitment, Number, Party, Reading
from .text import Stretch

SCHEMA = "servanda-gold/1"


class UngroundedError(ServandaError):
    """A span does not lie in the text; nothing is written."""

    def __init__(self, what: str, start: int, end: int) -> None:
        super().__init__(
            f"{what} would cite characters {start} to {end}, which are not a passage of the text. This is our "
            f"mistake: please report it."
        )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


class _Writer:
    def __init__(self, reading: Reading) -> None:
        self.r = reading
        self.ids = {p.name: p.id for p in reading.parties}
        for p in reading.parties:
            for a in p.aliases:
                self.ids.setdefault(a, p.id)

    def span(self, start: int, end: int, what: str) -> dict[str, Any]:
        """start, end and quote; the quote is the text and holds no white space at its ends."""
        quote = self.r.text[start:end]
        if not 0 <= start < end <= len(self.r.text) or quote != quote.strip():
            raise UngroundedError(what, start, end)
        return {"start": start, "end": end, "quote": quote}

    def party(self, name: str) -> str:
        return self.ids.get(name, name)

    def deadline(self, w: When | None) -> dict[str, Any] | None:
        if w is None:
            return None
        end = w.end
        while end > w.start and self.r.text[end - 1].isspace():
            end -= 1
        return {
            "kind": str(w.kind),
            "from": _iso(w.since),
            "to": _iso(w.to),
            "approximate": w.approximate,
            "target": w.target,
            "anchor": w.anchor,
            **({"rounding": w.rounding} if w.rounding else {}),
            **self.span(w.start, end, "A deadline"),
        }

    def stretch(self, s: Stretch | None, what: str) -> dict[str, Any] | None:
        return self.span(s.start, s.end, what) if s else None

    @staticmethod
    def numbers(found: tuple[Number, ...]) -> list[dict[str, Any]]:
        return [
            {"text": n.text, "value": int(n.value) if n.value == int(n.value) else n.value, "unit": n.unit}
            for n in found
        ]

    def commitment(self, n: int, c: Commitment) -> dict[str, Any]:
        return {
            "id": f"C{n:02}",
            "turn": c.turn or None,
            "speaker": c.speaker or None,
            "issuer": [self.party(i) for i in c.issuer],
            "bearers": [self.party(b) for b in c.bearers],
            "act": c.act,
            "force": c.force,
            "counterparty": [self.party(p) for p in c.counterparty],
            "deadline": self.deadline(c.deadline),
            "condition": self.stretch(c.condition, "A condition"),
            "exception": self.stretch(c.exception, "An exception"),
            "territory": list(c.territory),
            "numbers": self.numbers(c.numbers),
            "status": c.status,
            **self.span(c.start, c.end, "A commitment"),
            "confidence": c.confidence,
            "optional": False,
            "why": {"rule": c.rule, "cue": c.cue},
        }

    def a_party(self, p: Party) -> dict[str, Any]:
        return {
            "id": p.id,
            "name": p.name,
            "type": p.type,
            "aliases": list(p.aliases),
            "context_aliases": [],
            "other_names": list(p.other_names),
            "mentions": [self.span(m.start, m.end, "A mention") for m in p.mentions],
        }


def as_data(reading: Reading, text_file: str = "", document_id: str = "", source: str = "") -> dict[str, Any]:
    """The reading as JSON-ready data. Raises UngroundedError where a span is not a passage of the text."""
    w = _Writer(reading)
    turns = []
    for t in reading.turns:
        row: dict[str, Any] = {
            "id": t.id,
            "speaker": t.speaker,
            "label": t.label,
            "role": t.role,
            "kind": t.kind,
            "interpreted": t.interpreted,
        }
        row |= {
            "start": t.start,
            "speech_start": t.speech_start,
            "end": t.end,
            "quote": w.span(t.start, t.end, "A turn")["quote"],
        }
        if t.questioner or t.outlet:
            row |= {"questioner": t.questioner, "outlet": t.outlet}
        turns.append(row)
    return {
        "schema": SCHEMA,
        "document": {
            "id": document_id or (text_file.rsplit(".", 1)[0] if text_file else "document"),
            "title": reading.title,
            "date": reading.date.isoformat(),
            "genre": reading.genre,
            "language": "en",
            "issuer": reading.issuer,
            "source": source,
            "text_file": text_file,
            "sha256": hashlib.sha256(reading.text.encode("utf-8", "surrogatepass")).hexdigest(),
            "chars": len(reading.text),
        },
        "parties": [w.a_party(p) for p in reading.parties],
        "turns": turns,
        "asides": [
            {"id": a.id, "turn": a.turn, "type": a.type, **w.span(a.start, a.end, "An aside")} for a in reading.asides
        ],
        "exchanges": [
            {
                "id": e.id,
                "moderator": e.moderator,
                "questioner": e.questioner,
                "outlet": e.outlet,
                "questions": list(e.questions),
                "addressed_to": list(e.addressed_to),
                "answers": list(e.answers),
            }
            for e in reading.exchanges
        ],
        "commitments": [w.commitment(n, c) for n, c in enumerate(reading.commitments, 1)],
        "disagreements": [
            {
                "id": f"D{n:02}",
                "topic": d.topic,
                "kind": d.kind,
                "positions": [
                    {
                        "turn": p.turn,
                        "speaker": p.speaker,
                        "holder": w.party(p.holder),
                        "stance": p.stance,
                        **w.span(p.start, p.end, "A position"),
                    }
                    for p in d.positions
                ],
            }
            for n, d in enumerate(reading.disagreements, 1)
        ],
        "claims": [
            {
                "id": f"F{n:02}",
                "turn": c.turn,
                "speaker": c.speaker,
                "about": "",
                "numbers": w.numbers(c.numbers),
                **w.span(c.start, c.end, "A claim"),
            }
            for n, c in enumerate(reading.claims, 1)
        ],
    }
