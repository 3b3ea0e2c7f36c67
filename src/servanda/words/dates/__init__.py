"""A grammar of time expressions: the core gives an interval, the words before it choose which end binds.

>>> from datetime import date
>>> deadline("within a target of six months", date(2015, 11, 14)).to.isoformat()
'2016-05-14'
"""

from __future__ import annotations

from .model import Kind, When
from .phrases import deadline, find_whens, merge_whens
from .say import say

__all__ = ["Kind", "When", "deadline", "find_whens", "merge_whens", "say"]
