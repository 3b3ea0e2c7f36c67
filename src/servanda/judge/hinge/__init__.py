"""Hinge: which open question, settled which way, changes how many verdicts."""

from .questions import Answer, Question, questions
from .rounds import Hinge, Hinges, Shift, hinge
from .show import as_dict, csv_text, html, rows, sentence

__all__ = [
    "Answer",
    "Hinge",
    "Hinges",
    "Question",
    "Shift",
    "as_dict",
    "csv_text",
    "hinge",
    "html",
    "questions",
    "rows",
    "sentence",
]
