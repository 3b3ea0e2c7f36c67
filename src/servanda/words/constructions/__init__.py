"""The grammar: one small file per construction. Each finds drafts of commitments and says which cue made it fire.

To add a construction: write a file with a function ``find(doc, …) -> Iterator[Draft]``, put its words into the
lexicon, and name it in ``SPEECH`` below (for clauses of speech and of agreed texts), or call it from ``operative``.
"""

from __future__ import annotations

from .draft import Clause, Draft
from .inventory import SPEECH, drafts_of

__all__ = ["SPEECH", "Clause", "Draft", "drafts_of"]
