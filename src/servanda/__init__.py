"""Servanda keeps a peace process checkable: accord → record → incidents → judge → brief.

>>> import servanda as sv
>>> accord = sv.load("vienna")
>>> incidents = sv.incidents(accord.folder / "incidents-2016.csv", accord=accord)
>>> verdicts = sv.judge(accord, incidents, readings=["un"])  # an Arrow table: pandas, Polars and DuckDB take it as it is
>>> verdicts.num_rows > 0
True
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what type checkers see of the verbs; at run time they are imported when first used
    from servanda.accord import load as load
    from servanda.accord.timetable import gantt_svg as gantt_svg
    from servanda.accord.timetable import timetable as timetable
    from servanda.incidents import door as _incidents
    from servanda.incidents.fuse import fuse as fuse
    from servanda.judge.run import judge as _judge

    incidents = _incidents
    judge = _judge

__version__ = "0.1.0"

# The API's verbs and where they live; imported when first used, so that `import servanda` stays quick.
_LAZY: dict[str, str] = {
    "load": "servanda.accord",
    "incidents": "servanda.incidents",
    "fuse": "servanda.incidents.fuse",
    "judge": "servanda.judge",
    "read": "servanda.words",
    "timetable": "servanda.accord.timetable",
    "gantt_svg": "servanda.accord.timetable",
}


def __getattr__(name: str) -> object:
    if name in _LAZY:
        module = importlib.import_module(_LAZY[name], __name__)
        return getattr(module, name, module)  # a station that is called by its own name is its verb
    raise AttributeError(f"servanda has no {name!r}: it offers {', '.join(sorted(_LAZY))}.")


def __dir__() -> list[str]:
    return sorted([*_LAZY, "__version__"])
