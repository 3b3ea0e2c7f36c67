"""Words into drafts: utterances, commitments and disagreements, each with its exact span."""

from __future__ import annotations

from .emit import as_data
from .formats import load
from .model import Commitment, Disagreement, Party, Reading, Turn
from .read import NoDateError, NothingToReadError, read

__all__ = [
    "Commitment",
    "Disagreement",
    "NoDateError",
    "NothingToReadError",
    "Party",
    "Reading",
    "Turn",
    "as_data",
    "load",
    "read",
]
