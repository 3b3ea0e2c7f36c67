"""Incidents: reports from files become rows that the judge takes, and every row is accounted for.

``servanda.incidents("ged.csv.gz")`` reads files and gives the Arrow table; ``read`` also tells what was set aside.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.door import make_callable

if TYPE_CHECKING:
    import pyarrow as pa

    from .aside import write_aside
    from .intake import gather, read, stream, stream_all
    from .model import CLAIMS, INCIDENTS, Intake
    from .names import resolve, unknown_names

__all__ = [
    "CLAIMS",
    "INCIDENTS",
    "Intake",
    "door",
    "gather",
    "read",
    "resolve",
    "stream",
    "stream_all",
    "unknown_names",
    "write_aside",
]

_HOME = {
    "CLAIMS": "model",
    "INCIDENTS": "model",
    "Intake": "model",
    "gather": "intake",
    "read": "intake",
    "resolve": "names",
    "stream": "intake",
    "stream_all": "intake",
    "unknown_names": "names",
    "write_aside": "aside",
}


def door(
    *paths: str | Path | Any,
    form: str | None = None,
    mapping: Mapping[str, str] | None = None,
    time_zone: str = "UTC",
    encoding: str | None = None,
) -> pa.Table:
    """The incidents in one or more files or tables, as one Arrow table with the columns of INCIDENTS.

    What was set aside or noticed is told as a warning; ``read`` gives it as data. See ``read`` for the arguments.

    Raises:
        ServandaError: an input cannot be used at all.
    """
    import warnings

    from .intake import gather, stream_all

    taken = gather(stream_all(paths, form=form, mapping=mapping, time_zone=time_zone, encoding=encoding))
    if taken.aside:
        first = taken.aside[0].render()
        warnings.warn(f"{len(taken.aside)} of {taken.rows} rows were set aside; the first: {first}", stacklevel=3)
    return taken.incidents


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


make_callable(__name__)
