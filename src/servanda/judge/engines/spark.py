"""Spark: the same plan past one machine, on Parquet that all workers see, local or on a cluster given by its master.

The plan goes from Ibis to Spark's SQL. Small tables are broadcast, so that incidents are not shuffled; zones are resolved
on the executors where places are many. Verdicts come in the order of Spark's partitions, and within each in the order of
the incidents. Workers need Python with ``servanda[spark]``.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from servanda.errors import ServandaError
from servanda.judge.facts import Facts
from servanda.judge.judgement import Batch, coordinates, spots_here, whole
from servanda.judge.spots import Era, Spot, Spots
from servanda.judge.tables import DEED, NOWHERE, PLACE
from servanda.judge.zones import place_bits

LOCAL = "local[2]"
WAIT = 30.0  # seconds that a master has to answer and to give an executor
MANY_PLACES = 200_000  # distinct places from which on the executors resolve the zones
BROADCAST = 2_000_000  # rows up to which a table is sent to every executor


class SparkMissingError(ServandaError):
    """What Spark needs is not on this machine."""

    def __init__(self, what: str, how: str) -> None:
        super().__init__(f"--engine spark needs {what}, which is not here: {how}, or leave --engine out.")


class MasterSilentError(ServandaError):
    """The Spark master does not answer, or gives nothing to work with."""

    def __init__(self, master: str, why: str) -> None:
        super().__init__(
            f"The Spark master {master} {why}. Nothing was judged or written. "
            f"Check its address and that it has workers that are free, or judge on this machine: --master {LOCAL}."
        )


class Spark:
    """A Spark session that takes instants as UTC."""

    def __init__(self, master: str = LOCAL) -> None:
        self.session = session(master)
        self._folder: Any = None

    def timed(self, incidents: Any, facts: Facts) -> None:
        """Make the view ``timed`` over an Arrow table or the path or paths of Parquet files."""
        from pyspark.sql import functions as f

        if isinstance(incidents, pa.Table):
            self._folder = tempfile.TemporaryDirectory(prefix="servanda-")
            pq.write_table(whole(incidents), Path(self._folder.name) / "incidents.parquet")
            incidents = Path(self._folder.name) / "incidents.parquet"
        paths = [str(p) for p in ([incidents] if isinstance(incidents, str | Path) else incidents)]
        rows = self.session.read.parquet(*(p if "://" in p else str(Path(p).absolute()) for p in paths))
        # the position also carries, as its last bit, whether the attribution is a claim: the plan hands it through
        pos = f.monotonically_increasing_id() * 2 + f.col("claimant").isNotNull().cast("long")
        rows.withColumn("pos", pos).createOrReplaceTempView("servanda_incidents")
        self._run(timed(facts)).createOrReplaceTempView("servanda_timed")

    def distinct(self, *columns: str) -> pa.Table:
        return self._distinct(columns).toArrow().sort_by([(c, "ascending") for c in columns])

    def _distinct(self, columns: Sequence[str]) -> Any:
        import ibis

        from servanda.judge.plan import unbound

        return self._run(unbound()["timed"].select(*columns).distinct().select(*map(ibis._.__getattr__, columns)))

    def table(self, name: str, data: pa.Table) -> None:
        """Sent to every executor."""
        from pyspark.sql import functions as f

        made = self.session.createDataFrame(data)
        made = f.broadcast(made) if len(data) <= BROADCAST else made
        made.createOrReplaceTempView(f"servanda_{name}")

    def place(self, spots: Spots, eras: Sequence[Era]) -> list[Spot]:
        """Resolve the zones of the distinct places: here if they are few, else on the executors."""
        places = self._distinct(PLACE).cache()
        try:
            if places.count() < MANY_PLACES:
                return spots_here(self, spots, eras)
            return self._place_there(places, spots, eras)
        finally:
            places.unpersist()

    def _place_there(self, places: Any, spots: Spots, eras: Sequence[Era]) -> list[Spot]:
        zones = spots.facts.accord.zones

        def resolve(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                table = pa.Table.from_batches([batch])
                words = np.concatenate(place_bits(zones, *coordinates(table)), axis=1)
                pattern = pa.array([row.tobytes() for row in words], pa.binary())
                yield pa.record_batch([*batch.columns, pattern], names=[*PLACE, "pattern"])

        form = "lon double, lat double, radius_m double, within string, pattern binary"
        resolved = places.mapInArrow(resolve, form).cache()
        patterns = resolved.select("pattern").distinct().toArrow().sort_by("pattern")
        words = np.array([np.frombuffer(p, np.uint64) for p in patterns["pattern"].to_pylist()])
        half = words.shape[1] // 2
        index, found = spots.of_bits(words[:, :half], words[:, half:], eras)
        spot_of = pa.concat_tables(
            patterns.append_column("era", pa.array(np.full(len(patterns), era))).append_column("spot", pa.array(row))
            for era, row in enumerate(index)
        )
        from pyspark.sql import functions as f

        joined = resolved.join(f.broadcast(self.session.createDataFrame(spot_of)), "pattern").drop("pattern")
        joined.createOrReplaceTempView("servanda_spot_of")
        return found

    def codes(self) -> Iterator[Batch]:
        from servanda.judge.plan import decided, keyed, spread, unbound

        tables = unbound()
        codes = self._run(spread(decided(keyed(tables), tables), tables)).sortWithinPartitions("pos", "norm", "bit")
        for row in codes.mapInArrow(_packed, "batch binary").toLocalIterator(prefetchPartitions=True):
            batch = pa.ipc.open_stream(row.batch).read_all()
            pos, first, here = np.unique(batch["pos"].to_numpy(), return_index=True, return_inverse=True)
            ids = batch["incident_id"].combine_chunks().take(pa.array(first))
            codes_here = batch.drop_columns(["pos", "incident_id"]).add_column(0, "pos", pa.array(here))
            yield Batch(codes_here, ids, pa.array(pos % 2 == 1))
        if self._folder is not None:
            self._folder.cleanup()

    def _run(self, expression: Any) -> Any:
        import ibis

        compiler = ibis.pyspark  # named once, so that Ibis knows the options of this dialect
        return self.session.sql(str(ibis.to_sql(expression, dialect=compiler.name)))


def _packed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Each batch as the bytes of an Arrow stream, so that the driver takes whole batches and not rows."""
    for batch in batches:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as stream:
            stream.write_batch(batch)
        yield pa.record_batch([pa.array([sink.getvalue().to_pybytes()], pa.binary())], names=["batch"])


def timed(facts: Facts) -> Any:
    """The incidents as the plan takes them: those known, with their span of epochs; stand-ins for nulls."""
    import ibis

    t = ibis.table(
        {
            "pos": "int64", "incident_id": "string", **dict.fromkeys((*DEED[:3], PLACE[3], "side_a", "side_b"), "string"),
            **dict.fromkeys(PLACE[:3], "float64"), "info_grade": "int8", "self_defence": "boolean", "directed": "boolean",
            **dict.fromkeys(("happened_from", "happened_to", "known_at"), "timestamp('UTC', 6)"),
        },
        name="servanda_incidents",
    )  # fmt: skip
    if facts.known_at is not None:
        t = t.filter(t.known_at.isnull() | (t.known_at <= ibis.literal(facts.known_at)))

    def passed(at: Any, early: bool, none: int) -> Any:
        def tree(low: int, high: int) -> Any:
            if low == high:
                return ibis.literal(low, "int64")
            middle = (low + high) // 2
            cut = ibis.literal(facts.cuts[middle])
            return ibis.ifelse(at <= cut if early else at < cut, tree(low, middle), tree(middle + 1, high))

        return ibis.ifelse(at.isnull(), ibis.literal(none, "int64"), tree(0, len(facts.cuts)))

    t = t.mutate(
        first=passed(t.happened_from, False, 0), last=passed(t.happened_to, True, len(facts.cuts)),
        **{c: t[c].fill_null("") for c in (*DEED[:3], PLACE[3], "side_a", "side_b")},
        **{c: t[c].fill_null(NOWHERE) for c in PLACE[:3]},
        **{c: t[c].fill_null(False) for c in ("directed", "self_defence")},
        info_grade=t.info_grade.fill_null(0).cast("int8"),
    )  # fmt: skip
    moment = t.first * facts.epochs + ibis.greatest(t.first, t.last)
    return t.mutate(moment=moment).drop("first", "last", "happened_from", "happened_to", "known_at")


def session(master: str) -> Any:
    """A Spark session on a master, the one at hand if it is on the same.

    Raises:
        SparkMissingError: PySpark or Java is not installed.
        MasterSilentError: the master does not answer in time, or runs nothing.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise SparkMissingError("PySpark", "pip install 'servanda[spark]'") from None
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (home and (Path(home) / "bin" / "java").exists())):
        raise SparkMissingError("Java 17", "install a Java 17 runtime and set JAVA_HOME")
    active = SparkSession.getActiveSession()
    if active is not None and active.sparkContext.master == master:
        return active
    _reach(master)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if "://" not in master:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {
        "spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false", "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "200" if "://" in master else "2", "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "100000", "spark.ui.showConsoleProgress": "false",
        "spark.sql.ansi.enabled": "false",
    }  # fmt: skip
    found: list[Any] = []

    def start() -> None:
        try:
            builder = SparkSession.builder.master(master).appName("servanda judge")
            for key, value in settings.items():
                builder = builder.config(key, value)
            made = builder.getOrCreate()
            made.range(1).count()
            found.append(made)
        except Exception as e:  # whatever it is, the waiting side tells it in one line
            found.append(e)

    waited = threading.Thread(target=start, daemon=True)
    waited.start()
    waited.join(WAIT if "://" in master else 4 * WAIT)
    if not found:
        raise MasterSilentError(master, f"gave nothing to work with within {WAIT:.0f} seconds")
    if isinstance(found[0], Exception):
        said = str(found[0]).strip().splitlines() or [type(found[0]).__name__]
        raise MasterSilentError(master, f"could not be used ({said[0][:160]})")
    return found[0]


def _reach(master: str) -> None:
    """Knock at the master's door before the Java machine is started."""
    if not master.startswith("spark://"):
        return
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.partition(":")
        try:
            socket.create_connection((host, int(port or 7077)), timeout=WAIT / 3).close()
            return
        except (OSError, ValueError):
            continue
    raise MasterSilentError(master, "does not answer")
