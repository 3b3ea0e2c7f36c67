"""The nouns of reports: one source's telling of something that happened, with the doubt that it states.

A report says when and where as precisely as its source knows. ``Reports`` holds a set of them as plain columns, in the
order of their ids, so that the same set gives the same incidents in whatever order it was handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from servanda.errors import Problem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_INSTANT = pa.timestamp("us", tz="UTC")

REPORTS = pa.schema(
    [
        pa.field("report_id", pa.string(), nullable=False),
        pa.field("source", pa.string()),  # who tells it; reports of one source never corroborate each other
        pa.field("happened_at", _INSTANT),  # as told; null: not told
        pa.field("time_precision", pa.string()),  # a word of TIME_PRECISIONS; null: day
        pa.field("lon", pa.float64()),  # degrees, WGS 84
        pa.field("lat", pa.float64()),
        pa.field("place_precision", pa.string()),  # a word of PLACE_PRECISIONS; null: village
        pa.field("place", pa.string()),  # the place's name as told
        pa.field("act", pa.string()),  # as told; null or "unknown": not told
        pa.field("actor", pa.string()),  # who did it, as told, in any script
        pa.field("killed_low", pa.float64()),
        pa.field("killed_high", pa.float64()),
        # what other files may have besides; all may be null
        pa.field("division", pa.string()),  # governorate, province, district as told
        pa.field("weapon", pa.string()),
        pa.field("target", pa.string()),  # whom it struck, as told
        pa.field("target_kind", pa.string()),
        pa.field("reliability", pa.string()),  # of the source, A (reliable) to F (cannot be judged)
        pa.field("copied_from", pa.string()),  # the source or the report that this one only repeats
        pa.field("basis", pa.string()),  # on what it rests: witness, video, radar, statement
        pa.field("text", pa.string()),
        pa.field("known_at", _INSTANT),  # when it entered the record
    ]
)

REQUIRED = ("report_id",)


@dataclass(frozen=True)
class TimePrecision:
    """What a word about time means: the truth is normally spread around ``told + offset_h``.

    It certainly lies within ``window_h`` hours of there, as far as honest slips go (a night counted to the next day).
    """

    sd_h: float  # hours
    window_h: float  # hours, half width
    offset_h: float = 0.0
    from_h: float = 0.0  # the incident happened within [told + from_h, told + to_h), taken at its word
    to_h: float = 0.0


@dataclass(frozen=True)
class PlacePrecision:
    """What a word about place means: the truth is normally spread around the point, ``sd_m`` metres each way."""

    sd_m: float

    @property
    def radius_m(self) -> float:
        """Metres: the disc that holds the truth in 95 of 100 cases."""
        return round(2.45 * self.sd_m, -1)


# The words, and what a careful reader takes them to mean. A day is told as its noon; "late" is told by the day of
# telling, one to three days after. These are the reporter's own statements about the report, not facts about any data.
TIME_PRECISIONS: dict[str, TimePrecision] = {
    "minute": TimePrecision(0.3, 1.0, 0.0, -0.25, 0.25),
    "hour": TimePrecision(0.8, 1.6, 0.0, -1.0, 1.0),
    "part-of-day": TimePrecision(2.5, 5.0, 0.0, -4.0, 4.0),
    "day": TimePrecision(9.0, 24.0, 0.0, -12.0, 12.0),
    "late": TimePrecision(22.0, 45.0, -45.0, -84.0, 12.0),
    "week": TimePrecision(50.0, 96.0, 0.0, -84.0, 84.0),
    "month": TimePrecision(210.0, 400.0, 0.0, -372.0, 372.0),
}
PLACE_PRECISIONS: dict[str, PlacePrecision] = {
    "gps": PlacePrecision(400.0),
    "neighbourhood": PlacePrecision(1_000.0),
    "village": PlacePrecision(3_000.0),
    "town-centre": PlacePrecision(4_500.0),
    "district": PlacePrecision(18_000.0),
    "governorate": PlacePrecision(45_000.0),
}
FINE_TIMES = frozenset({"minute", "hour", "part-of-day"})
FINE_PLACES = frozenset({"gps", "neighbourhood", "village"})
DEFAULT_TIME = "day"
DEFAULT_PLACE = "village"

EARTH_KM = 6371.0088


@dataclass(frozen=True)
class Reports:
    """A set of reports as columns, sorted by report_id. Texts are lists with None where nothing was told.

    ``hours`` are since 1970 (UTC), NaN without a time; ``lon``/``lat`` are NaN without a place.
    """

    table: pa.Table  # columns as in REPORTS, sorted by report_id
    time_words: Sequence[str]  # one of TIME_PRECISIONS for each report
    place_words: Sequence[str]  # one of PLACE_PRECISIONS

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def rows(self, which: Ints) -> Reports:
        """Some of the reports; ``which`` must ascend, so that they stay in the order of their ids."""
        return Reports(
            self.table.take(pa.array(which, pa.int64())),
            [self.time_words[k] for k in which],
            [self.place_words[k] for k in which],
        )

    def texts(self, column: str) -> list[str | None]:
        """A column of texts, None where nothing was told."""
        out: list[str | None] = self.table.column(column).to_pylist()
        return out

    def numbers(self, column: str) -> Floats:
        """A column of numbers, NaN where nothing was told."""
        return np.asarray(self.table.column(column).to_numpy(zero_copy_only=False), dtype=np.float64)

    @cached_property
    def ids(self) -> list[str]:
        return [str(i) for i in self.texts("report_id")]

    @cached_property
    def told_h(self) -> Floats:
        """Hours since 1970 as told; the day's noon where only the day was told."""
        us = self.table.column("happened_at").cast(pa.int64()).to_numpy(zero_copy_only=False).astype(np.float64)
        hours = np.asarray(us / 3.6e9, dtype=np.float64)
        coarse = np.array([w in ("day", "late", "week", "month") for w in self.time_words], dtype=bool)
        return np.where(coarse & (hours % 24 == 0), hours + 12.0, hours)

    @cached_property
    def mid_h(self) -> Floats:
        """Hours since 1970 around which the truth is spread."""
        return self.told_h + self._time("offset_h")

    @cached_property
    def time_sd_h(self) -> Floats:
        return self._time("sd_h")

    @cached_property
    def window_h(self) -> Floats:
        return self._time("window_h")

    @cached_property
    def place_sd_km(self) -> Floats:
        return np.array([PLACE_PRECISIONS[w].sd_m / 1000 for w in self.place_words], dtype=np.float64)

    @cached_property
    def xyz_km(self) -> Floats:
        """Points on the globe in kilometres, (n, 3): distances are right everywhere, also across 180°."""
        lon, lat = np.radians(self.numbers("lon")), np.radians(self.numbers("lat"))
        return EARTH_KM * np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)

    @cached_property
    def placed(self) -> npt.NDArray[np.bool_]:
        """Whether a report has both a time and a place: the others are kept, and fused with nothing."""
        return np.asarray(np.isfinite(self.mid_h) & np.isfinite(self.xyz_km[:, 0]))

    def codes(self, column: str, key: Callable[[str], str | None] = str) -> tuple[Ints, list[str]]:
        """A text column as numbers: −1 where nothing was told, and the distinct texts in their order.

        ``key`` makes one text of several that mean the same; texts for which it gives None count as not told.
        """
        told = self.texts(column)
        keys = {t: key(t) for t in set(told) if t is not None}
        told = [None if t is None else keys[t] for t in told]
        names = sorted({t for t in told if t is not None})
        at = {name: k for k, name in enumerate(names)}
        return np.array([-1 if t is None else at.get(t, -1) for t in told], dtype=np.int64), names

    def _time(self, what: str) -> Floats:
        values = {word: float(getattr(p, what)) for word, p in TIME_PRECISIONS.items()}
        return np.array([values[w] for w in self.time_words], dtype=np.float64)


@dataclass(frozen=True)
class ReportIntake:
    """What a reader made of a file of reports: rows in = ``reports`` + rows named in ``aside``."""

    reports: Reports
    aside: tuple[Problem, ...]  # one per row set aside, with its Cell
    notices: tuple[Problem, ...]  # what was noticed and kept
    rows: int
