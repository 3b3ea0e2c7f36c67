"""The brief: verdicts, timetable and record as pages, tables and maps.

opened = case(accord, Path("verdicts.parquet"), first=date(2016, 3, 1), last=date(2016, 3, 31))
brief(opened, Path("out"))           # brief.html, CSV, XLSX, GeoJSON, Parquet, iCalendar
figures(opened)["totals"]            # the same numbers as data
"""

from servanda.door import make_callable

from .annex import AnnexError, read_annex
from .figures import figures
from .force import in_force
from .from_judge import (
    EmptyBriefError,
    NoIncidentsFileError,
    NotVerdictsError,
    OtherAccordError,
    WindowError,
    case,
    incidents_beside,
)
from .model import ACCOUNTS, KINDS, Case, Column, Figures, Sighting, Table, Window
from .write import AnnexTwiceError, CannotWriteError, brief

__all__ = [
    "ACCOUNTS",
    "KINDS",
    "AnnexError",
    "AnnexTwiceError",
    "CannotWriteError",
    "Case",
    "Column",
    "EmptyBriefError",
    "Figures",
    "NoIncidentsFileError",
    "NotVerdictsError",
    "OtherAccordError",
    "Sighting",
    "Table",
    "Window",
    "WindowError",
    "brief",
    "case",
    "door",
    "figures",
    "in_force",
    "incidents_beside",
    "read_annex",
]

door = brief
make_callable(__name__)
