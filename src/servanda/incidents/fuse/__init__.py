"""Fuse reports into incidents: who tells of the same thing, how well it is confirmed, where tellings differ."""

from .assemble import FUSED, MEMBERS, Assembled, assemble
from .constraints import Judgement, read_judgements
from .engine import Fused, Model, fuse, reports_of
from .grade import info_grade, source_grade

__all__ = [
    "FUSED",
    "MEMBERS",
    "Assembled",
    "Fused",
    "Judgement",
    "Model",
    "assemble",
    "fuse",
    "info_grade",
    "read_judgements",
    "reports_of",
    "source_grade",
]
