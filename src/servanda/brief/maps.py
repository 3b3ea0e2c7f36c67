"""A map as one SVG: zones, and incidents by verdict, as shapes that differ without colour. Nothing is fetched."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from servanda.accord import Zone

from .model import Sighting

MOST_POINTS = 1500  # above this, points are gathered into hexagons
_KM_PER_DEGREE = 111.195  # along a meridian, on a sphere of 6,371 km

# Classes of an incident on a map, strongest last on the page: key → (what it means, its mark around 0,0).
MARKS = {
    "all": ("violation under every reading", '<path class="m-all" d="M0 -5.2L5.2 0L0 5.2L-5.2 0Z"/>'),
    "some": ("violation under some readings", '<path class="m-some" d="M0 -4.6L4.6 0L0 4.6L-4.6 0Z"/>'),
    "violation": ("violation", '<path class="m-all" d="M0 -5.2L5.2 0L0 5.2L-5.2 0Z"/>'),
    "possible": ("possible", '<circle class="m-may" r="3.8"/>'),
    "silent": ("the reports do not tell", '<path class="m-no" d="M-3 -3L3 3M3 -3L-3 3"/>'),
    "none": ("no violation", '<circle class="m-dot" r="1.6"/>'),
}
_AROUND = (
    (0, -15),
    (0, 15),
    (1, 0),
    (-1, 0),
    (0, -28),
    (1, -18),
    (-1, -18),
    (0, 28),
    (1, 20),
    (-1, 20),
    (0, -44),
    (-1, -36),
)
_ORDER = ("none", "silent", "possible", "some", "all", "violation")


@dataclass(frozen=True)
class _Frame:
    """Degrees to px: equirectangular, true to scale along the middle parallel."""

    west: float
    north: float
    squeeze: float  # cosine of the middle latitude
    px_per_degree: float  # along a meridian
    width: int
    height: int

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = (lon - self.west) * self.squeeze * self.px_per_degree
        return round(x, 1), round((self.north - lat) * self.px_per_degree, 1)

    def holds(self, x: float, y: float) -> bool:
        return 0 <= x <= self.width and 0 <= y <= self.height


def map_svg(
    zones: Sequence[Zone],
    sightings: Sequence[Sighting],
    classes: Sequence[str],
    title: str,
    *,
    width: int = 640,
    labels: bool = True,
) -> str:
    """Draw incidents by class over the zones.

    Args:
        zones: versions of zones to outline.
        sightings: the incidents; those with no place, or far outside the zones, are counted in the text.
        classes: for each incident, a key of MARKS.
        title: what the map shows, for those who hear it read.
        width: px of the drawing; it scales to its container.
        labels: whether to name the divisions, where their incidents lie.
    """
    placed = [(s, c) for s, c in zip(sightings, classes, strict=True) if s.lon is not None and s.lat is not None]
    frame = _frame(zones, [(s.lon or 0.0, s.lat or 0.0) for s, _ in placed], width)
    dots = [(*frame.at(s.lon or 0.0, s.lat or 0.0), s, c) for s, c in placed]
    inside = [d for d in dots if frame.holds(d[0], d[1])]
    body = _hexagons(inside, 7 if width > 400 else 5) if len(inside) > MOST_POINTS else _points(inside, frame)
    gathered = len(inside) > MOST_POINTS
    names = _labels(inside, frame, not gathered) if labels else ""
    away, unplaced = len(dots) - len(inside), len(sightings) - len(placed)
    missing = "; ".join(
        t for n, t in ((away, f"{away:,} beyond this frame"), (unplaced, f"{unplaced:,} without a place")) if n
    )
    counts = Counter(classes)
    desc = ", ".join(f"{MARKS[c][0]}: {counts[c]:,}" for c in reversed(_ORDER) if counts[c])
    note = f'<text class="m-small" x="6" y="{frame.height - 6}">{missing}</text>' if missing else ""
    return (
        f'<svg class="map" viewBox="0 0 {frame.width} {frame.height}" role="img" width="{frame.width}">'
        f"<title>{escape(title)}</title><desc>{escape(desc)}{'; ' + missing if missing else ''}</desc>"
        f'<rect class="m-sea" width="{frame.width}" height="{frame.height}"/>'
        f"{''.join(_outline(z, frame) for z in zones)}{body}{names}{_scale_bar(frame)}{note}</svg>"
    )


def is_gathered(sightings: Sequence[Sighting]) -> bool:
    """Whether a map of these shows hexagons instead of single incidents."""
    return sum(s.lon is not None for s in sightings) > MOST_POINTS


def _frame(zones: Sequence[Zone], points: Sequence[tuple[float, float]], width: int) -> _Frame:
    boxes = [z.geometry.bounds for z in zones if z.kind == "territory"] or [z.geometry.bounds for z in zones]
    if boxes:
        west, south, east, north = _around(boxes)
    elif points:
        west, south, east, north = _around([(x, y, x, y) for x, y in points])
    else:
        west, south, east, north = -180.0, -60.0, 180.0, 75.0
    pad = max(east - west, north - south, 0.1) * 0.04
    west, south, east, north = west - pad, south - pad, east + pad, north + pad
    squeeze = max(0.1, math.cos(math.radians((south + north) / 2)))
    scale = width / ((east - west) * squeeze)
    return _Frame(west, north, squeeze, scale, width, max(60, round((north - south) * scale)))


def _around(boxes: Sequence[tuple[float, ...]]) -> tuple[float, float, float, float]:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _outline(zone: Zone, frame: _Frame) -> str:
    shape = zone.geometry.simplify(0.4 / frame.px_per_degree)
    paths = "".join(_path(ring, frame) for ring in _rings(shape))
    if not paths:
        return ""
    closed = shape.geom_type.endswith("Polygon")
    name = zone.name.get("en", zone.id)
    return f'<path class="{"m-zone" if closed else "m-line"}" d="{paths}"><title>{escape(name)}</title></path>'


def _rings(shape: Any) -> Iterator[Sequence[tuple[float, ...]]]:
    match shape.geom_type:
        case "Polygon":
            yield list(shape.exterior.coords)
            yield from (list(r.coords) for r in shape.interiors)
        case "LineString" | "LinearRing":
            yield list(shape.coords)
        case "MultiPolygon" | "MultiLineString" | "GeometryCollection":
            for part in shape.geoms:
                yield from _rings(part)


def _path(ring: Sequence[tuple[float, ...]], frame: _Frame) -> str:
    points = [frame.at(c[0], c[1]) for c in ring]
    closed = "Z" if points[0] == points[-1] else ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + closed


def _points(dots: Sequence[tuple[float, float, Sighting, str]], frame: _Frame) -> str:
    """Each incident by itself; those at one spot are set around it, and the disc of an imprecise one is drawn."""
    discs: Counter[tuple[float, float, float]] = Counter()
    spots: dict[tuple[int, int], list[tuple[Sighting, str]]] = defaultdict(list)
    for x, y, s, c in sorted(dots, key=lambda d: (-_ORDER.index(d[3]), d[2].id)):
        r = round((s.radius_m or 0) / 1000 / _KM_PER_DEGREE * frame.px_per_degree, 1)
        if r > 7:
            discs[x, y, r] += 1
        spots[round(x / 4), round(y / 4)].append((s, c))
    place = {(round(x / 4), round(y / 4)): (x, y) for x, y, _, _ in reversed(dots)}
    out = [
        f'<circle class="m-disc" cx="{x:g}" cy="{y:g}" r="{r:g}"/>'
        for x, y, r in sorted(discs, key=lambda d: (-d[2], d))
    ]
    marks: list[tuple[int, str]] = []
    for key, found in spots.items():
        x, y = place[key]
        for i, (s, c) in enumerate(found):
            turn, far = i * 2.39996, 5.6 * math.sqrt(i)  # the golden angle: as dense as sunflower seeds
            at = f"{x + far * math.cos(turn):.1f} {y + far * math.sin(turn):.1f}"
            tip = escape(f"{s.id}, {s.day}, {s.place or 'place not told'}: {MARKS[c][0]}")
            marks.append((_ORDER.index(c), f'<g transform="translate({at})">{MARKS[c][1]}<title>{tip}</title></g>'))
    return "".join(out) + "".join(m for _, m in sorted(marks, key=lambda m: m[0]))


def _hexagons(dots: Sequence[tuple[float, float, Sighting, str]], size: float) -> str:
    """Counts per hexagon: the fill tells how many incidents are or may be violations, a diamond that some are."""
    cells: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for x, y, _, c in dots:
        cells[_hex(x, y, size)][c] += 1
    most = max(
        sum(n for c, n in cell.items() if c in {"all", "some", "violation", "possible"}) for cell in cells.values()
    )
    corners = [(size * math.sin(math.pi / 3 * k), -size * math.cos(math.pi / 3 * k)) for k in range(6)]
    shape = "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)
    out = []
    for (q, r), cell in sorted(cells.items(), key=lambda c: (c[0][1], c[0][0])):
        sure = cell["all"] + cell["some"] + cell["violation"]
        high = sure + cell["possible"]
        depth = 0.0 if not high else 0.15 + 0.75 * math.log1p(high) / math.log1p(most)
        x, y = size * math.sqrt(3) * (q + r / 2), size * 1.5 * r
        wide = size * 0.62 * (0.35 + 0.65 * math.log1p(sure) / math.log1p(most)) if sure else 0
        diamond = f'<path class="m-all" d="M0 {-wide:.1f}L{wide:.1f} 0L0 {wide:.1f}L{-wide:.1f} 0Z"/>' if sure else ""
        tip = f"{sum(cell.values()):,} incidents; violations {sure:,} to {high:,}"
        out.append(
            f'<g transform="translate({x:.1f} {y:.1f})"><path class="m-hex" fill-opacity="{depth:.2f}" d="M{shape}Z"/>'
            f"{diamond}<title>{tip}</title></g>"
        )
    return "".join(out)


def _hex(x: float, y: float, size: float) -> tuple[int, int]:
    """Which hexagon (axial coordinates, pointed top) a point lies in."""
    q, r = (math.sqrt(3) / 3 * x - y / 3) / size, 2 / 3 * y / size
    rq, rr, rs = round(q), round(r), round(-q - r)
    dq, dr, ds = abs(rq - q), abs(rr - r), abs(rs + q + r)
    if dq > dr and dq > ds:
        rq = -rr - rs
    elif dr > ds:
        rr = -rq - rs
    return rq, rr


def _labels(dots: Sequence[tuple[float, float, Sighting, str]], frame: _Frame, clear: bool) -> str:
    """The names of the divisions with most incidents, near the middle of where theirs lie; none where names would meet.

    With ``clear``, a name stands where it covers no incident, or not at all.
    """
    by: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for x, y, s, _ in dots:
        if s.division:
            by[s.division].append((x, y))
    marks = [(x - 5, y - 5, 10.0, 10.0) for x, y in {(round(d[0]), round(d[1])) for d in dots}] if clear else []
    out: list[str] = []
    taken: list[tuple[float, float, float, float]] = [(frame.width - 170.0, frame.height - 30.0, 170.0, 30.0)]
    for name, at in sorted(by.items(), key=lambda d: (-len(d[1]), d[0]))[:14]:
        said = name.removesuffix(" Governorate").removesuffix(" governorate")
        x = sorted(p[0] for p in at)[len(at) // 2]
        y = sorted(p[1] for p in at)[len(at) // 2]
        half = 3.7 * len(said)
        for right, down in _AROUND:
            box = (x - half + right * (half + 9), y - 8 + down, 2 * half, 15.0)
            within = box[0] > 2 and box[0] + box[2] < frame.width - 2 and 2 < box[1] < frame.height - 17
            if within and not any(_meet(box, b) for b in taken) and not any(_meet(box, m) for m in marks):
                taken.append(box)
                out.append(f'<text class="m-name" x="{box[0] + half:g}" y="{box[1] + 12:g}">{escape(said)}</text>')
                break
    return "".join(out)


def _meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _scale_bar(frame: _Frame) -> str:
    px_per_km = frame.px_per_degree / _KM_PER_DEGREE
    wanted = frame.width / 5 / px_per_km
    unit = 10 ** math.floor(math.log10(max(wanted, 1e-6)))
    km = max(m * unit for m in (1, 2, 5) if m * unit <= wanted)
    wide = round(km * px_per_km, 1)
    x, y = frame.width - wide - 12, frame.height - 22
    return (
        f'<path class="m-bar" d="M{x:g} {y}v4h{wide:g}v-4"/>'
        f'<text class="m-small" text-anchor="middle" x="{x + wide / 2:g}" y="{y - 4}">{km:g} km</text>'
    )
