"""The nouns of the judge: the columns of its verdicts, as an Arrow schema."""

from __future__ import annotations

import pyarrow as pa

VERDICTS = pa.schema(
    [
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("norm_id", pa.string()),  # null: no norm covers the incident
        pa.field("reading", pa.string(), nullable=False),
        pa.field("verdict", pa.string(), nullable=False),  # terms.VerdictKind
        pa.field("unknowns", pa.string(), nullable=False),  # terms.Unknown, joined with "; "; "" if none
        pa.field("bearers", pa.string(), nullable=False),  # party ids (or names not known), joined with "; "
        pa.field("bearer_mode", pa.string(), nullable=False),  # terms.BearerMode; "" where nobody is charged
        pa.field("list_entry", pa.string(), nullable=False),  # list#party entries that the exception rests on
        pa.field("zone", pa.string(), nullable=False),  # the zones that it was tested against and may lie in
        pa.field("from_milestone", pa.string(), nullable=False),  # what starts the norm
        pa.field("guarantors", pa.string(), nullable=False),  # party ids that answer for the bearers, at that time
        pa.field("accord_hash", pa.string(), nullable=False),
    ]
)
