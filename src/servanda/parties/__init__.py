"""Who: matching a name to a listed party, member lists, the common list.

>>> from servanda.parties import compare
>>> compare("Ahrar al-Sham", "أحرار الشام").score > 0.9
True
"""

from .fold import fold
from .lexicon import actor_of
from .match import Match, Meeting, compare, threshold
from .tokens import skeleton

__all__ = ["Match", "Meeting", "actor_of", "compare", "fold", "skeleton", "threshold"]
