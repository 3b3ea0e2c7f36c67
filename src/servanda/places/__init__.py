"""Where: points with their stated precision, distances, degrees."""

from servanda.places.model import Place, box_around, degrees_of, distance_m, is_position

__all__ = ["Place", "box_around", "degrees_of", "distance_m", "is_position"]
