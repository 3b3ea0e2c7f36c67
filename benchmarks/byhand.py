"""The contenders that the judge is measured against, written by hand for the made case: an expert's DuckDB query, the
plain-Python judge, and the bare scan of the columns that any judge must read.

The query by hand knows what the made case lacks (umbrellas, weapons, kinds of target, grades, rival readings, dated zones
and groups), so it is the least work that gives the same answer for one reading.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from made import Case
from servanda.accord import descendants
from servanda.times import EARLIEST, LATEST

COLUMNS = "incident_id, happened_from, happened_to, lon, lat, radius_m, act, side_a, side_b, directed"
DIGEST = (
    "SELECT norm_id, verdict, count(*) AS n, sum(hash(incident_id) % 65536)::BIGINT AS ids "
    "FROM ({}) GROUP BY ALL ORDER BY ALL"
)


def digest(con: duckdb.DuckDBPyConnection, query: str) -> str:
    """A short hash of the number of verdicts per norm and kind, and of whom they concern."""
    import hashlib

    rows = con.execute(DIGEST.format(query)).fetchall()
    if not rows:
        raise SystemExit("no verdicts")
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:12]


def scan(_: Case, path: Path) -> str:
    """Read the columns that any judge must read, and nothing else."""
    con = duckdb.connect()
    con.execute(f"SELECT bit_xor(hash({COLUMNS})) FROM read_parquet(?)", [str(path)]).fetchall()
    return "scan"


def ancestors_of(case: Case, party: str) -> set[str]:
    """A party with all that it is part of, and the groups that these are in."""
    found, todo = set(), [party]
    while todo:
        p = todo.pop()
        if p not in found:
            found.add(p)
            todo += [m.member for m in case.accord.parties[p].part_of]
    return found | {g.id for g in case.accord.groups.values() if found & {m.member for m in g.members}}


def tables_by_hand(case: Case, con: duckdb.DuckDBPyConnection) -> None:
    """The small tables: norms with their windows, acts, bearers by surface name, listings by surface name as segments."""
    a = case.accord
    rows = []
    for i, n in enumerate(a.norms.values()):
        since = a.milestones[n.since].reached[0].earliest if n.since in a.milestones else EARLIEST
        zone = [z.id for z in a.zones].index(n.territory[0]) if n.territory else -1
        rows.append((i, n.id, since, zone, bool(n.exceptions)))
    con.execute("CREATE TABLE norm(norm INT, norm_id VARCHAR, since TIMESTAMPTZ, zone INT, excepts BOOLEAN)")
    con.executemany("INSERT INTO norm VALUES (?, ?, ?, ?, ?)", rows)
    acts = []
    for i, n in enumerate(a.norms.values()):
        below = set().union(*(descendants(a.acts, x) for x in n.act))
        acts += [(x, i, x in below) for x in a.acts if x in below or any(w in descendants(a.acts, x) for w in n.act)]
    con.execute("CREATE TABLE act(act VARCHAR, norm INT, sure BOOLEAN)")
    con.executemany("INSERT INTO act VALUES (?, ?, ?)", acts)
    bearers, segments = [], []
    for name, party in case.names.items():
        up = ancestors_of(case, party)
        bearers += [(name, i) for i, n in enumerate(a.norms.values()) if n.bearer in up]
        spans = sorted(
            (e.when.since or EARLIEST, e.when.until or LATEST) for e in a.lists["listed"].entries if e.party in up
        )
        merged: list[list[Any]] = []
        for s, e in spans:
            if merged and s <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], e)
            else:
                merged.append([s, e])
        segments += [(name, s, e) for s, e in merged]
    con.execute("CREATE TABLE bearer(name VARCHAR, norm INT)")
    con.executemany("INSERT INTO bearer VALUES (?, ?)", bearers)
    con.execute("CREATE TABLE listing(name VARCHAR, since TIMESTAMPTZ, until TIMESTAMPTZ)")
    con.executemany("INSERT INTO listing VALUES (?, ?, ?)", segments)
    con.execute("CREATE TABLE known(name VARCHAR)")
    con.executemany("INSERT INTO known VALUES (?)", [(n,) for n in case.names])


def places_by_hand(case: Case, con: duckdb.DuckDBPyConnection) -> None:
    """The distinct places with the zones that they must and may lie in, as bits."""
    places = con.execute("SELECT DISTINCT lon, lat, radius_m FROM incidents").to_arrow_table()
    lon, lat, radius = (places[c].to_numpy() for c in ("lon", "lat", "radius_m"))
    must, may = np.zeros(len(lon), np.int64), np.zeros(len(lon), np.int64)
    band = np.round(lat * 4) / 4
    for z, zone in enumerate(case.accord.zones):
        shapely.prepare(zone.geometry)
        x0, y0, x1, y1 = zone.geometry.bounds
        near = np.flatnonzero((lon > x0 - 0.1) & (lon < x1 + 0.1) & (lat > y0 - 0.1) & (lat < y1 + 0.1))
        inside = shapely.intersects_xy(zone.geometry, lon[near], lat[near])
        crosses = np.zeros(len(near), bool)
        for b in np.unique(band[near]):
            at = np.flatnonzero((band[near] == b) & (radius[near] > 0))
            scale = np.array([np.cos(np.radians(b)), 1.0]) * 111_195.0
            edge = shapely.transform(shapely.boundary(zone.geometry), scale.__mul__)
            shapely.prepare(edge)
            points = shapely.points(lon[near][at] * scale[0], lat[near][at] * scale[1])
            crosses[at] = shapely.dwithin(edge, points, radius[near][at])
        must[near] |= (inside & ~crosses).astype(np.int64) << z
        may[near] |= (inside | crosses).astype(np.int64) << z
    con.register("arriving", places.append_column("z_must", pa.array(must)).append_column("z_may", pa.array(may)))
    con.execute("CREATE TABLE place AS SELECT * FROM arriving")


BY_HAND = """
WITH placed AS (
    SELECT i.*, z_must, z_may,
        a1.since IS NOT NULL AS a_first, b1.since IS NOT NULL AS b_first,
        a2.since IS NOT NULL AS a_last, b2.since IS NOT NULL AS b_last,
        ka.name IS NULL AS a_unknown, kb.name IS NULL AS b_unknown
    FROM (SELECT *, greatest(happened_from, happened_to - INTERVAL 1 MICROSECOND) AS last FROM incidents) i
    JOIN place USING (lon, lat, radius_m)
    LEFT JOIN known ka ON ka.name = side_a LEFT JOIN known kb ON kb.name = side_b
    LEFT JOIN listing a1 ON a1.name = side_a AND happened_from >= a1.since AND happened_from < a1.until
    LEFT JOIN listing b1 ON b1.name = side_b AND happened_from >= b1.since AND happened_from < b1.until
    LEFT JOIN listing a2 ON a2.name = side_a AND last >= a2.since AND last < a2.until
    LEFT JOIN listing b2 ON b2.name = side_b AND last >= b2.since AND last < b2.until
), told AS (
    SELECT incident_id, norm_id, directed, act.sure AS act_sure,
        a_unknown OR ba.norm IS NOT NULL AS a_may, ba.norm IS NOT NULL AS a_bound,
        b_unknown OR bb.norm IS NOT NULL AS b_may, bb.norm IS NOT NULL AS b_bound,
        happened_from >= n.since AS t_sure, last >= n.since AS t_may,
        n.zone < 0 OR (z_must >> n.zone) & 1 = 1 AS p_sure, n.zone < 0 OR (z_may >> n.zone) & 1 = 1 AS p_may,
        excepts AND NOT b_unknown AND b_first AND b_last AS xb_sure, excepts AND (b_unknown OR b_first OR b_last) AS xb_may,
        excepts AND NOT a_unknown AND a_first AND a_last AS xa_sure, excepts AND (a_unknown OR a_first OR a_last) AS xa_may
    FROM placed JOIN act USING (act) JOIN norm n USING (norm)
    LEFT JOIN bearer ba ON ba.name = side_a AND ba.norm = n.norm LEFT JOIN bearer bb ON bb.name = side_b AND bb.norm = n.norm
), each AS (
    SELECT *, a_may AND t_may AND p_may AND NOT xb_sure AS a_live,
        NOT directed AND b_may AND t_may AND p_may AND NOT xa_sure AS b_live,
        act_sure AND t_sure AND p_sure AS sure
    FROM told
)
SELECT incident_id, norm_id, CASE
    WHEN sure AND a_live AND a_bound AND NOT xb_may AND (directed OR (b_live AND b_bound AND NOT xa_may)) THEN 'violation'
    WHEN a_live OR b_live THEN 'possible'
    WHEN NOT a_may AND (directed OR NOT b_may) THEN 'not-bound'
    WHEN NOT t_may THEN 'not-in-force'
    WHEN NOT p_may THEN 'outside'
    ELSE 'exempt' END AS verdict
FROM each
"""


def decisions_by_hand(case: Case, path: Path) -> str:
    """The digest by the query written by hand."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.read_parquet(str(path)).create_view("incidents")
    tables_by_hand(case, con)
    places_by_hand(case, con)
    return digest(con, BY_HAND)


def plain_digest(case: Case, path: Path) -> str:
    """The digest by the plain-Python judge, row by row."""
    from servanda.judge.plain import judge_plainly

    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    rows = con.execute("SELECT * FROM read_parquet(?)", [str(path)]).to_arrow_table().to_pylist()
    traces = judge_plainly(case.accord, rows, case.accord.readings.values(), case.names)
    told = [(t.incident_id, t.norm_id, t.verdict) for t in traces if t.norm_id]
    table = pa.table(dict(zip(("incident_id", "norm_id", "verdict"), map(list, zip(*told, strict=True)), strict=True)))
    con.register("told", table)
    return digest(con, "SELECT * FROM told")
