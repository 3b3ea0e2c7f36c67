"""Norm statuses: where every norm about a deed stands, as known at a moment, and how far it was carried out."""

from .derive import is_deed, statuses
from .from_csv import read_assessments
from .model import Assessment, AssessmentKind, NormStatus, Score, Statuses
from .score import Compared, Comparison, compare

__all__ = [
    "Assessment",
    "AssessmentKind",
    "Compared",
    "Comparison",
    "NormStatus",
    "Score",
    "Statuses",
    "compare",
    "is_deed",
    "read_assessments",
    "statuses",
]
