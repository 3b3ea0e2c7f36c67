"""Where: points with their stated precision, distances, degrees; names to points; coordinates that cannot be right."""

from servanda.places.flags import Flag, flag_rows, flags
from servanda.places.gazetteer import Candidate, Entry, Gazetteer, Located
from servanda.places.gazetteer_reader import UnreadableGazetteerError, read_gazetteer
from servanda.places.model import Place, box_around, degrees_of, distance_m, is_position

__all__ = [
    "Candidate",
    "Entry",
    "Flag",
    "Gazetteer",
    "Located",
    "Place",
    "UnreadableGazetteerError",
    "box_around",
    "degrees_of",
    "distance_m",
    "flag_rows",
    "flags",
    "is_position",
    "read_gazetteer",
]
