"""Each station has one door: calling the package is using it, so ``sv.judge(accord, table)`` runs the judge."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Station(ModuleType):
    """A package that can be called; the call goes to its function ``door``."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__dict__["door"](*args, **kwargs)


def make_callable(name: str) -> None:
    """Let the imported package ``name`` be called; it must define ``door``."""
    sys.modules[name].__class__ = _Station
