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

    from servanda.accord.model import Accord

    from .aside import write_aside
    from .from_claims import Claimed, read_claims
    from .intake import gather, read, stream, stream_all
    from .model import CLAIMS, INCIDENTS, Intake
    from .names import resolve, unknown_names

__all__ = [
    "CLAIMS",
    "INCIDENTS",
    "Claimed",
    "Intake",
    "door",
    "gather",
    "read",
    "read_claims",
    "resolve",
    "stream",
    "stream_all",
    "unknown_names",
    "write_aside",
]

_HOME = {
    "CLAIMS": "model",
    "Claimed": "from_claims",
    "INCIDENTS": "model",
    "Intake": "model",
    "gather": "intake",
    "read": "intake",
    "read_claims": "from_claims",
    "resolve": "names",
    "stream": "intake",
    "stream_all": "intake",
    "unknown_names": "names",
    "write_aside": "aside",
}


def door(
    path: str | Path | Any,
    *more: str | Path | Any,
    accord: Accord | None = None,
    form: str | None = None,
    mapping: Mapping[str, str] | None = None,
    time_zone: str | None = None,
    encoding: str | None = None,
) -> pa.Table:
    """The incidents in one or more files or tables, as one Arrow table with the columns of INCIDENTS.

    Days are read in ``time_zone``; left out, in that of the ``accord``; without one, in UTC. What was set aside is told
    as a warning; ``read`` gives it as data, and tells of the other arguments.

    Raises:
        ServandaError: an input cannot be used at all.
    """
    import warnings

    from .intake import gather, stream_all

    zone = time_zone or (accord.time_zone if accord else "UTC")
    taken = gather(stream_all((path, *more), form=form, mapping=mapping, time_zone=zone, encoding=encoding))
    if taken.aside:
        first = taken.aside[0].render()
        warnings.warn(f"{len(taken.aside)} of {taken.rows} rows were set aside; the first: {first}", stacklevel=3)
    return taken.incidents


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


make_callable(__name__)
