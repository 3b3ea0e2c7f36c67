"""The tables that the plan joins: their names, columns and types; and what its codes stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from servanda.incidents.model import AND
from servanda.terms import Unknown, VerdictKind

KINDS = tuple(VerdictKind)  # a verdict's code is its place here
UNKNOWNS = tuple(u for u in Unknown if u is not Unknown.CLAIM)  # an unknown's code is its bit here
NOWHERE = 999.0  # stands for a missing coordinate
DEED = ("act", "weapon", "target_kind", "info_grade", "self_defence")
PLACE = ("lon", "lat", "radius_m", "within")

_INTS = dict.fromkeys
SCHEMAS: dict[str, dict[str, str]] = {
    # the incidents, with the span of epochs that each touches; what is missing has a stand-in
    "timed": {
        "pos": "int64", "incident_id": "string", "directed": "boolean",
        "act": "string", "weapon": "string", "target_kind": "string", "info_grade": "int8", "self_defence": "boolean",
        "lon": "float64", "lat": "float64", "radius_m": "float64", "within": "string",
        "side_a": "string", "side_b": "string", "moment": "int64",
    },
    # keys of what occurs
    "deed_of": {
        "act": "string", "weapon": "string", "target_kind": "string", "info_grade": "int8", "self_defence": "boolean",
        "deed": "int64",
    },
    "stance_of": {"side": "string", "of_moment": "int64", "stance": "int64"},
    "era_of": {"moment": "int64", "era": "int64"},
    "spot_of": {
        "lon": "float64", "lat": "float64", "radius_m": "float64", "within": "string", "era": "int64", "spot": "int64",
    },
    # masks per key and norm; every key has a row for every norm, and one for no norm,
    # which comes after the last; ``stride`` is their number, ``every`` the mask of all readings
    "deeds": _INTS(
        ["deed", "norm", "stride", "every", "act_must", "act_may", "kind_must", "kind_may", "dx_must", "dx_may",
         "grade_must", "p_default"], "int64",
    ),
    "moments": _INTS(["moment_norm", "t_must", "t_may"], "int64"),
    "stances": _INTS(
        ["stance_norm", "b_must", "xi_must", "x_must", "tp_must", "b_may", "xi_may", "x_may", "tp_may"], "int64"
    ),
    "spots": _INTS(["spot_norm", "p_must", "p_may", "zx_must", "zx_may"], "int64"),
    # the readings: the number of each, and the mask of it alone
    "bits": _INTS(["bit", "one"], "int64"),
}  # fmt: skip

OUTCOMES = ("violation", "live", "exempt", "away", "late", "unbound")  # the masks that make up the kind of a verdict
PATTERN = ("norm", "stance_a", "stance_b", *OUTCOMES, "live_a", "live_b", "account_a", "account_b")  # of ``shifts.sql``


def int_table(rows: Sequence[tuple[int, ...]], names: Sequence[str]) -> pa.Table:
    """Rows of integers as a table."""
    columns = zip(*rows, strict=True) if rows else [[] for _ in names]
    return pa.table({n: pa.array(c, pa.int64()) for n, c in zip(names, columns, strict=True)})


def joined(texts: Iterable[str]) -> str:
    """Texts sorted, each once, joined as in one column."""
    return AND.join(sorted(dict.fromkeys(texts)))
