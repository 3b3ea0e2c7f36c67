"""What commands that take claims share: reading them against the incidents, and telling who says what."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from servanda.accord import Accord
    from servanda.incidents import Claimed


def read_claims_on(path: Path, incidents: Path, accord: Accord, time_zone: str) -> Claimed:
    """Read claims on the incidents of a Parquet file. Claimants are one if they are one party, or one name but for spelling."""
    import duckdb

    from servanda.incidents import read_claims, resolve
    from servanda.incidents.names import fold

    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")

    def own(ids: Any) -> Mapping[str, tuple[str | None, Any]]:
        query = "SELECT incident_id, claimant, known_at FROM read_parquet(?) WHERE incident_id IN (SELECT unnest(?))"
        rows = con.execute(query, [str(incidents), ids.to_pylist()]).to_arrow_table().to_pylist()
        return {r["incident_id"]: (r["claimant"], r["known_at"]) for r in rows}

    def same(name: str) -> str:
        return resolve([name], accord).get(name) or fold(name)

    return read_claims(path, own, time_zone=time_zone, same=same)


def keep_claims(claimed: Claimed, beside: Path) -> dict[str, Any]:
    """Write the claims (``.claims.parquet``) and the rows set aside (``.claims.aside.csv``) beside a file of verdicts."""
    import pyarrow.parquet as pq

    from servanda.incidents.aside import AsideWriter

    claims, aside = (beside.with_name(f"{beside.stem}.claims.{kind}") for kind in ("parquet", "aside.csv"))
    part = claims.with_name(f".{claims.name}.part")
    pq.write_table(claimed.claims, part, compression="zstd")
    part.replace(claims)
    with AsideWriter(aside) as out:
        out.add(claimed.aside, claimed.originals)
    return {"rows": claimed.rows, "claims": claimed.claims.num_rows, "claims_file": str(claims), "aside": claimed.aside,
            "aside_file": str(aside) if claimed.aside else None, "notices": claimed.notices}  # fmt: skip


def who_says(claims: Path, incidents: Path) -> list[dict[str, Any]]:
    """Per claimant: on how many incidents it tells who did what, and on how many of them another telling names other sides."""
    import duckdb

    rows = duckdb.execute(
        """WITH told AS (
            SELECT incident_id, claimant, side_a, side_b, directed FROM read_parquet($claims)
            UNION ALL
            SELECT incident_id, claimant, side_a, side_b, directed FROM read_parquet($incidents)
            WHERE incident_id IN (SELECT incident_id FROM read_parquet($claims)) OR claimant IS NOT NULL),
        each AS (
            SELECT *, count(DISTINCT [side_a, side_b, directed::VARCHAR])
                FILTER (side_a IS NOT NULL OR side_b IS NOT NULL) OVER (PARTITION BY incident_id) > 1 AS contested
            FROM told)
        SELECT coalesce(claimant, '') AS claimant, count(DISTINCT incident_id) AS incidents,
            count(DISTINCT incident_id) FILTER (contested) AS contested
        FROM each GROUP BY 1 ORDER BY 2 DESC, 1""",
        {"claims": str(claims), "incidents": str(incidents)},
    ).fetchall()
    return [dict(zip(("claimant", "incidents", "contested"), row, strict=True)) for row in rows]


def tell_claims(told: Mapping[str, Any]) -> None:
    """What became of the claims, and who says what, as people read it."""
    click.echo(f"\nClaims: {told['rows']:,} rows = {told['claims']:,} claims + {len(told['aside']):,} set aside")
    for title, key in (("Set aside", "aside"), ("Noticed", "notices")):
        for n, problem in enumerate(told[key][:10]):
            if not n:
                click.echo(f"{title}:")
            click.echo("  " + problem.render().replace("\n", "\n  "))
        if len(told[key]) > 10:
            click.echo(f"  … and {len(told[key]) - 10:,} more")
    for row in told["who"]:
        name = row["claimant"] or "the sources themselves"
        n = row["incidents"]
        click.echo(
            f"  {name}: {n:,} incident{'' if n == 1 else 's'}; on {row['contested']:,} somebody names other sides"
        )
