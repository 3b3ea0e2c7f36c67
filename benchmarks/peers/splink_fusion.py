"""Splink 5 on made reports, run by an interpreter that has it: scored pairs out as Parquet.

    python splink_fusion.py REPORTS.parquet OUT.parquet [TRAIN.parquet]

REPORTS has the plain columns and, worked out by us for a fair start, hours (of the middle of the time told), sd_h,
x_km, y_km, sd_km, log_killed and party (actors already resolved). TRAIN has the same and incident_id: m is then
estimated from its labels, else by expectation–maximisation.
"""

from __future__ import annotations

import sys

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.internals.duckdb.database_api import DuckDBAPI


def levels(name: str, null: str, *conditions: str) -> cl.CustomComparison:
    """A comparison by SQL conditions, from near to far."""
    made = [cll.CustomLevel(null).configure(is_null_level=True)]
    made += [cll.CustomLevel(c) for c in conditions]
    return cl.CustomComparison([*made, cll.ElseLevel()], output_column_name=name)


def null(*columns: str) -> str:
    return " or ".join(f"{c}_l is null or {c}_r is null" for c in columns)


Z_TIME = "abs(hours_l - hours_r) / sqrt(sd_h_l * sd_h_l + sd_h_r * sd_h_r)"
Z_PLACE = (
    "sqrt((x_km_l - x_km_r) * (x_km_l - x_km_r) + (y_km_l - y_km_r) * (y_km_l - y_km_r))"
    " / sqrt(sd_km_l * sd_km_l + sd_km_r * sd_km_r)"
)
COMPARISONS = [
    levels("hours", null("hours"), *(f"{Z_TIME} < {z}" for z in (0.4, 0.8, 1.2, 1.8, 2.5))),
    levels("spot", null("x_km"), *(f"{Z_PLACE} < {z}" for z in (0.6, 1.0, 1.5, 2.0, 3.0))),
    levels("place", null("place"), "place_l = place_r"),
    levels("act", f"{null('act')} or act_l = 'unknown' or act_r = 'unknown'", "act_l = act_r"),
    levels("party", null("party"), "party_l = party_r"),
    levels(
        "log_killed", null("log_killed"), *(f"abs(log_killed_l - log_killed_r) < {g}" for g in (0.01, 0.3, 0.7, 1.2))
    ),
    levels("source", null("source"), "source_l = source_r"),
]
NEAR = "abs(l.hours - r.hours) < l.window_h + r.window_h"
BLOCKS = [
    f"l.place = r.place and l.month = r.month and {NEAR}",
    f"l.cell = r.cell and l.month = r.month and {NEAR}",
    f"l.cell_b = r.cell_b and l.month = r.month and {NEAR}",
]


def main(reports: str, out: str, train: str | None = None) -> None:
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="report_id",
        comparisons=COMPARISONS,
        blocking_rules_to_generate_predictions=BLOCKS,
        retain_matching_columns=False,
        additional_columns_to_retain=[],
    )

    def linker(path: str) -> Linker:
        api = DuckDBAPI(connection=duckdb.connect())
        api.duckdb_con.execute("set threads = 2")
        table = api.duckdb_con.execute(f"select * from read_parquet('{path}')").to_arrow_table()
        return Linker(api.register(table), settings)

    first = linker(train or reports)
    first.training.estimate_probability_two_random_records_match(
        ["l.place = r.place and l.month = r.month and abs(l.hours - r.hours) < 3 and l.act = r.act"], recall=0.5
    )
    first.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    if train:
        first.training.estimate_m_from_label_column("incident_id")
    else:
        for rule in (block_on("place", "day"), block_on("cell", "day", "act")):
            first.training.estimate_parameters_using_expectation_maximisation(rule)
    if train:
        learned = first.misc.save_model_to_json()
        settings_dict = learned
        api = DuckDBAPI(connection=duckdb.connect())
        table = api.duckdb_con.execute(f"select * from read_parquet('{reports}')").to_arrow_table()
        first = Linker(api.register(table), settings_dict)
    pairs = first.inference.predict(threshold_match_probability=0.001)
    pairs.as_duckdbpyrelation().select("report_id_l, report_id_r, match_probability").write_parquet(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
