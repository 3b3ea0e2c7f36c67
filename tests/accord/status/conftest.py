"""The small accords in plain text are those of the timetable's stories."""

from tests.accord.timetable.conftest import accord

__all__ = ["accord"]
