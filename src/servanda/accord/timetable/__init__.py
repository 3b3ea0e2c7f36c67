"""The timetable: an accord's dates as a network of days, and where each step stands as known at a moment."""

from .as_json import as_dict
from .from_accord import UnknownMilestoneError
from .ics import calendar
from .model import Conflict, Ground, Item, Standing, Timetable, Window
from .network import ORIGIN, Lag, Network, Statement, Windows
from .reckon import timetable
from .svg import gantt_svg

__all__ = [
    "ORIGIN",
    "Conflict",
    "Ground",
    "Item",
    "Lag",
    "Network",
    "Standing",
    "Statement",
    "Timetable",
    "UnknownMilestoneError",
    "Window",
    "Windows",
    "as_dict",
    "calendar",
    "gantt_svg",
    "timetable",
]
