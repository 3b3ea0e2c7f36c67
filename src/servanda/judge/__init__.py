"""The judge: norms × incidents × lists into verdicts, for every reading at once.

verdicts = judge(accord, incidents)                  # an Arrow table, the columns of VERDICTS
verdicts = judge(accord, incidents, readings=["un"], known_at=...)
"""

from servanda.door import make_callable
from servanda.judge.facts import Facts, TooManyReadingsError, facts
from servanda.judge.model import VERDICTS
from servanda.judge.run import about, door, judge, judge_to_file

__all__ = [
    "VERDICTS",
    "Facts",
    "TooManyReadingsError",
    "about",
    "door",
    "facts",
    "judge",
    "judge_to_file",
]

make_callable(__name__)
