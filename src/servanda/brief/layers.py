"""The incidents and verdicts of a window for maps and for other programs: GeoJSON and Parquet."""

from __future__ import annotations

import io
import json
from typing import Any

from .model import KINDS, Case, Figures


def geojson_bytes(case: Case, figures: Figures) -> bytes:
    """One feature per incident (RFC 7946), with its strongest verdict per reading; no geometry where no place is told."""
    features: list[dict[str, Any]] = []
    for s in figures.sightings:
        placed = s.lon is not None and s.lat is not None
        features.append({
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
        })  # fmt: skip
    lines = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'.encode()


def parquet_bytes(case: Case, figures: Figures) -> bytes:
    """The judge's verdicts on the incidents of the window, its metadata kept."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(case.verdicts)
    if not case.window.whole:
        ids = pa.array([s.id for s in figures.sightings], pa.string())
        table = table.filter(pc.is_in(table["incident_id"], ids))
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()
