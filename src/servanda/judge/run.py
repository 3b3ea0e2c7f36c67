"""The judge's door: an accord and incidents in, verdicts out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.accord import Accord
from servanda.judge.facts import facts
from servanda.judge.model import VERDICTS

if TYPE_CHECKING:
    import pyarrow as pa

    from servanda.judge.judgement import Engine
    from servanda.judge.render import Words

Incidents = Any  # a pyarrow.Table with the columns of INCIDENTS, or the path(s) of Parquet files that have them


def lay_out(
    engine: Engine,
    accord: Accord,
    incidents: Incidents,
    readings: Sequence[str] | None = None,
    known_at: datetime | None = None,
    *,
    parties: Mapping[str, str] | None = None,
) -> Words:
    """Lay accord and incidents out on an engine, ready to run; the other arguments as for ``judge``."""
    from servanda.judge.judgement import judgement

    words = judgement(engine, incidents, facts(accord, readings, known_at), resolver(accord, parties))
    assert words is not None
    return words


def engine_named(name: str = "duckdb", master: str | None = None) -> Engine:
    """A fresh engine: ``duckdb``, or ``spark`` on the master given (this machine if none is)."""
    if name == "spark":
        from servanda.judge.engines.spark import LOCAL, Spark

        return Spark(master or LOCAL)
    from servanda.judge.engines.duckdb import DuckDB

    return DuckDB()


def verdicts_of(
    accord: Accord,
    incidents: Incidents,
    readings: Sequence[str] | None = None,
    known_at: datetime | None = None,
    *,
    parties: Mapping[str, str] | None = None,
    claims: pa.Table | None = None,
    engine: str = "duckdb",
    master: str | None = None,
) -> Iterator[tuple[pa.Table, int]]:
    """The verdicts batch by batch, encoded as ``render.ENCODED``, each with how many incidents it comes from.

    The arguments are as for ``judge``.
    """
    from servanda.judge.tellings import combined, overlaid, tellings

    def laid(rows: Incidents, engine: Engine) -> tuple[Engine, Words]:
        return engine, lay_out(engine, accord, rows, readings, known_at, parties=parties)

    runs, words = laid(incidents, engine_named(engine, master))
    told = tellings(incidents, claims, facts(accord, readings, known_at), resolver(accord, parties))
    if told is None:
        return ((words.render(b.codes, b.ids, b.claimed), len(b.ids)) for b in runs.codes())
    several = combined(*laid(told.rows, engine_named()), told)  # they are few, and their order matters
    return overlaid(runs.codes(), words, told, several, ordered=engine != "spark")


def judge(
    accord: Accord,
    incidents: Incidents,
    readings: Sequence[str] | None = None,
    known_at: datetime | None = None,
    *,
    parties: Mapping[str, str] | None = None,
    claims: pa.Table | None = None,
    engine: str = "duckdb",
    master: str | None = None,
) -> pa.Table:
    """Judge incidents by every norm of an accord that tells acts apart, under every reading asked for.

    Args:
        accord: a loaded accord.
        incidents: one row per incident with the columns of ``servanda.incidents.INCIDENTS``: a ``pyarrow.Table``, or the
            path or paths of Parquet files.
        readings: ids of readings; None for all of the accord's, in its order.
        known_at: judge on what was known at this UTC instant; None for all that is known.
        parties: names as reported → party ids; None to resolve them by the accord's names and aliases.
        claims: who else says who did it, with the columns of ``servanda.incidents.CLAIMS``; ``tellings`` tells how they
            are taken together.
        engine, master: ``duckdb``; or ``spark`` and the address of its master, None for this machine.

    Returns:
        One row per incident × norm whose act it may be × reading, and one with a null ``norm_id`` where no norm covers
        the incident; columns as in ``VERDICTS``; in the order of the incidents.

    Raises:
        UnknownReadingError, TooManyReadingsError: see there.
    """
    import pyarrow as pa

    batches = verdicts_of(
        accord, incidents, readings, known_at, parties=parties, claims=claims, engine=engine, master=master
    )
    return pa.concat_tables([VERDICTS.empty_table(), *(b.cast(VERDICTS) for b, _ in batches)])


door = judge


def judge_to_file(
    accord: Accord,
    incidents: Incidents,
    path: Path,
    readings: Sequence[str] | None = None,
    known_at: datetime | None = None,
    *,
    parties: Mapping[str, str] | None = None,
    claims: pa.Table | None = None,
    about: Mapping[str, Any] | None = None,
    progress: Callable[[int], None] | None = None,
    engine: str = "duckdb",
    master: str | None = None,
) -> None:
    """Judge and write the verdicts to a Parquet file, batch by batch; written beside and renamed when whole.

    ``about`` is kept in the file as JSON under the key ``servanda``; ``progress`` is told how many incidents have
    been judged so far; the other arguments as for ``judge``.
    """
    import json

    import pyarrow.parquet as pq

    from servanda.judge.render import ENCODED

    beside = path.with_name(f".{path.name}.part")
    batches = verdicts_of(
        accord, incidents, readings, known_at, parties=parties, claims=claims, engine=engine, master=master
    )
    said = json.dumps(about or {}, ensure_ascii=False, sort_keys=True)
    try:
        with pq.ParquetWriter(beside, ENCODED, compression="zstd", store_schema=False) as out:
            out.add_key_value_metadata({"servanda": said})
            done = 0
            for verdicts, judged in batches:
                out.write_table(verdicts)
                done += judged
                if progress:
                    progress(done)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def resolver(accord: Accord, parties: Mapping[str, str] | None) -> Callable[[Iterable[str]], Mapping[str, str]]:
    """The function from names as reported to party ids that a judgement uses."""
    if parties is not None:
        return lambda _: dict(parties)
    from servanda.incidents.names import resolve

    return lambda names: resolve(names, accord)


def about(path: Path) -> dict[str, Any]:
    """What a file of verdicts says of itself: the accord and its hash, readings, inputs; empty if it says nothing."""
    import json

    import pyarrow.parquet as pq

    said = (pq.read_metadata(path).metadata or {}).get(b"servanda", b"{}")
    found: dict[str, Any] = json.loads(said)
    return found
