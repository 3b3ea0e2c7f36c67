"""The word lists, read once from the data files beside this one; each entry's source stands in the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Country:
    """A State as texts print it."""

    name: str
    aliases: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]


def _read(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


@cache
def table(name: str) -> dict[str, Any]:
    """A YAML lexicon by its file's name without ending."""
    data: dict[str, Any] = yaml.safe_load(_read(f"{name}.yaml"))
    return data


@cache
def countries() -> tuple[Country, ...]:
    """Every State of ``countries.csv``."""
    rows = csv.DictReader(line for line in _read("countries.csv").splitlines() if not line.startswith("#"))
    return tuple(
        Country(r["name"], _cut(r["aliases"]), _cut(r["adjective"]), _cut(r["people"]), _cut(r["capital"]))
        for r in rows
    )


def _cut(cell: str | None) -> tuple[str, ...]:
    return tuple(x for x in (cell or "").split(";") if x)


def phrase(words: str) -> str:
    """A pattern for a phrase that allows any white space between its words, at word borders.

    >>> phrase("ready to")
    '\\\\bready\\\\s+to\\\\b'
    """
    body = r"\s+".join(re.escape(w) for w in words.split())
    return ("" if words.startswith("'") else r"\b") + body + (r"\b" if words[-1].isalnum() else "")


def either(phrases: Iterable[str]) -> str:
    """One pattern for any of the phrases, the longest first."""
    return "(?:" + "|".join(phrase(p) for p in sorted(phrases, key=len, reverse=True)) + ")"
