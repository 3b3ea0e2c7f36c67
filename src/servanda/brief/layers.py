"""The incidents and verdicts of a window for maps and for other programs: GeoJSON and Parquet."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from .model import KINDS, Case, Figures


def geojson_bytes(case: Case, figures: Figures) -> bytes:
    """One feature per incident (RFC 7946), with its strongest verdict per reading; no geometry where no place is told."""
    return b"".join(_lines(case, figures))


def _lines(case: Case, figures: Figures) -> Iterator[bytes]:
    yield b'{"type": "FeatureCollection", "features": [\n'
    for n, s in enumerate(figures.sightings):
        placed = s.lon is not None and s.lat is not None
        feature = {
            "type": "Feature",
            "id": s.id,
            "geometry": {"type": "Point", "coordinates": [s.lon, s.lat]} if placed else None,
            "properties": {
                "incident_id": s.id, "day": s.day, "place": s.place, "division": s.division, "radius_m": s.radius_m,
                "act": s.act, "weapon": s.weapon, "target_kind": s.target_kind, "side_a": s.side_a, "side_b": s.side_b,
                "directed": s.directed, "claimant": s.claimant, "killed_low": s.killed_low, "killed_high": s.killed_high,
                "grade": s.grade, "source": s.source, "source_ref": s.source_ref,
                **{f"verdict_{r}": KINDS[k] for r, k in zip(figures.readings, s.kinds, strict=True)},
                "accord_hash": case.accord.hash,
            },
        }  # fmt: skip
        yield (",\n" if n else "").encode() + json.dumps(feature, ensure_ascii=False).encode()
    yield b"\n]}\n"


def parquet_bytes(case: Case, figures: Figures) -> bytes:
    """The judge's verdicts on the incidents of the window, its metadata kept."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    if case.window.whole:
        return case.verdicts.read_bytes()
    ids = pa.array([s.id for s in figures.sightings], pa.string())
    table = pq.read_table(case.verdicts)
    table = table.filter(pc.is_in(table["incident_id"], ids))
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()
