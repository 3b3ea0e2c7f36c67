"""The nouns of the record: drafts that people hand in, entries as the log holds them, receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from servanda.errors import Problem, ServandaError


@dataclass(frozen=True)
class Draft:
    """What somebody hands in, before the log has numbered and dated it."""

    form: str  # "report/1"
    author: str  # "monitor:m2", "guarantor@russia:desk": role, whose, name
    body: Mapping[str, Any]
    subject: str = ""  # what it is about: an incident, a question, a list; "#17" for entry 17
    compartment: str = ""  # who may read it; empty: the form's own
    ref: str = ""  # the sender's own reference: the same one twice is one entry
    sealed: bool = False  # the body is kept under its own key and can be forgotten


@dataclass(frozen=True)
class Entry:
    """One entry of the log. ``body`` is None where it is sealed and the reader has no key, or it was erased."""

    seq: int  # counted from 0
    form: str
    recorded_at: datetime
    author: str
    subject: str
    compartment: str
    body: Mapping[str, Any] | None
    payload: bytes = field(repr=False)  # the exact bytes that were hashed
    ref: str = ""
    commitment: str = ""  # of a sealed body: SHA-256 over salt and canonical body, hex


@dataclass(frozen=True, slots=True)
class Receipt:
    """That the record holds an entry, durably. ``repeated``: it was there before, by its ref."""

    seq: int
    leaf: bytes
    repeated: bool = False


class RejectedError(ServandaError):
    """An entry that the record does not accept; ``problems`` says why, all at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("The record does not accept this entry.\n" + "\n".join(p.render() for p in problems))


def instant_text(at: datetime) -> str:
    """An instant as the log writes it, to the microsecond.

    >>> instant_text(datetime(2016, 2, 27, tzinfo=UTC))
    '2016-02-27T00:00:00.000000Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_instant(text: str) -> datetime:
    """The instant that the log wrote."""
    return datetime.fromisoformat(text)
