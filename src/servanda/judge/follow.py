"""Follow a growing file, or a pipe, of incidents and write their verdicts as they come: none lost, none doubled.

Each round reads some whole lines, judges them, appends verdicts and bad lines, makes them durable, and only then notes in
one small file, written beside and renamed, how far the input is read and how long the outputs are. After a crash the
outputs are cut back to what was noted and the input is read from there; so a file of verdicts has each verdict once. On
standard output nothing can be taken back: there each verdict bears the ``offset`` of its line, by which a reader drops
what it has. A round is bounded, and nothing is read while the last one is being written: a slow reader slows the input.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import select
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from servanda.errors import ServandaError
from servanda.incidents.from_lines import BadLineError, read_line
from servanda.incidents.model import INCIDENTS
from servanda.judge.facts import Facts
from servanda.judge.judgement import judgement

LINES = 2_000  # judged in one round at most
BYTES = 4_000_000  # read in one round at most; a longer line is set aside
PAUSE = 0.2  # seconds between looks at a file that has not grown
_TAIL = 256  # bytes before the noted offset that must be the same after a restart


class FollowError(ServandaError):
    """The stream cannot go on from where it was left."""


@dataclass(frozen=True)
class Noted:
    """How far the work is done: what ``state.json`` holds."""

    accord_hash: str = ""
    readings: tuple[str, ...] = ()
    offset: int = 0  # bytes of the input that are judged
    tail: str = ""  # SHA-256 of the bytes before the offset
    tail_bytes: int = 0
    verdict_bytes: int = 0  # lengths of the outputs
    aside_bytes: int = 0


@dataclass
class Outputs:
    """Where verdicts, bad lines and the note go. ``verdicts`` None: standard output; ``folder`` None: nothing is noted."""

    verdicts: Path | None
    folder: Path | None
    stdout: BinaryIO
    noted: Noted = field(default_factory=Noted)

    def open(self, facts: Facts) -> None:
        """Take up the work where it was noted.

        Raises:
            FollowError: another process is at it, it was begun under another accord, or the outputs were changed.
        """
        now = Noted(facts.accord.hash, tuple(r.id for r in facts.readings))
        self.noted = now
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = (self.folder / "lock").open("w")
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise FollowError(f"Another process follows with the state in {self.folder}. Stop it first.") from None
            if (self.folder / "state.json").exists():
                self.noted = self._read(now)
            elif self.verdicts is not None and self.verdicts.exists() and self.verdicts.stat().st_size:
                raise FollowError(
                    f"{self.verdicts} is there already, and nothing was noted of it. Name another output."
                )
            self._note()  # before any output, so that none is ever without its note
        self._verdicts = self._cut(self.verdicts, self.noted.verdict_bytes) if self.verdicts else None
        self._aside = self._cut(self.folder / "aside.jsonl", self.noted.aside_bytes) if self.folder else None

    def _read(self, now: Noted) -> Noted:
        assert self.folder is not None
        try:
            told = json.loads((self.folder / "state.json").read_text("utf-8"))
            noted = Noted(**told | {"readings": tuple(told["readings"])})
        except (ValueError, TypeError, KeyError):
            raise FollowError(
                f"{self.folder / 'state.json'} is damaged. Move {self.folder} away to begin anew."
            ) from None
        if (noted.accord_hash, noted.readings) != (now.accord_hash, now.readings):
            raise FollowError(
                f"{self.folder} was begun under another accord or other readings ({noted.accord_hash[:12]}, "
                f"{', '.join(noted.readings)}). Begin anew with another --state and another output."
            )
        return noted

    @staticmethod
    def _cut(path: Path, length: int) -> BinaryIO:
        """Open an output at the length noted: what stands after it was never acknowledged."""
        file = path.open("ab")
        if file.tell() < length:
            raise FollowError(
                f"{path} is shorter than was noted. Put back the file, or begin anew with another --state."
            )
        file.truncate(length)
        return file

    def write(self, verdicts: bytes, aside: bytes, noted: Noted) -> None:
        """Append durably, then note it."""
        if self._verdicts:
            _append(self._verdicts, verdicts)
        else:
            self.stdout.write(verdicts)
            self.stdout.flush()
        if self._aside:
            _append(self._aside, aside)
        elif aside:
            os.write(2, aside)
        lengths = {
            "verdict_bytes": self.noted.verdict_bytes + len(verdicts), "aside_bytes": self.noted.aside_bytes + len(aside)
        }  # fmt: skip
        self.noted = Noted(**asdict(noted) | lengths)
        self._note()

    def _note(self) -> None:
        if self.folder is not None:
            beside = self.folder / ".state.json.part"
            with beside.open("w", encoding="utf-8") as file:
                json.dump(asdict(self.noted), file)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.folder / "state.json")
            _sync_folder(self.folder)


def _append(file: BinaryIO, data: bytes) -> None:
    if data:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Line:
    """A line as it stood, without its end; ``offset`` is where it begins in the input."""

    offset: int
    text: bytes
    whole: bool = True  # False: longer than a round takes; ``text`` is its beginning

    def incident(self, zone: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """As ``read_line`` gives it; raises BadLineError."""
        if not self.whole:
            raise BadLineError(f"It is longer than {BYTES:,} bytes.")
        return read_line(self.text, zone)


class Input:
    """Whole lines from a file that grows, or from a pipe, from an offset on."""

    def __init__(self, path: Path | None, noted: Noted, wait: Callable[[float], bool]) -> None:
        self._wait = wait  # waits so many seconds; True: it was asked to stop
        self._pipe = path is None
        self.offset = noted.offset
        self._buffer, self._long = b"", False
        self._head, self._skipped = b"", 0  # of a line too long: where it began, and how much of it is gone
        self._fd = 0 if path is None else os.open(path, os.O_RDONLY)
        if path is not None:
            self._check(path, noted)
            os.lseek(self._fd, noted.offset, os.SEEK_SET)

    def _check(self, path: Path, noted: Noted) -> None:
        before = os.pread(self._fd, noted.tail_bytes, noted.offset - noted.tail_bytes)
        if hashlib.sha256(before).hexdigest() != noted.tail and noted.offset:
            raise FollowError(
                f"{path} is not the file that was followed, or was changed before byte {noted.offset:,}. "
                "Only append to it; begin anew with another --state and another output."
            )

    def tail(self) -> bytes:
        """The last bytes before the offset; none of a pipe."""
        many = 0 if self._pipe else min(_TAIL, self.offset)
        return os.pread(self._fd, many, self.offset - many) if many else b""

    def rounds(self) -> Iterator[list[Line]]:
        """Some whole lines at a time; ends with the pipe, or when asked to stop."""
        while True:
            while lines := self._lines():
                yield lines
                if self._wait(0):
                    return
            if self._pipe:
                while not select.select([self._fd], [], [], PAUSE)[0]:
                    if self._wait(0):
                        return
            if self._wait(0):
                return
            arrived = os.read(self._fd, BYTES - len(self._buffer) if len(self._buffer) < BYTES else 65536)
            if arrived:
                self._buffer += arrived
            elif not self._pipe:
                if self._wait(PAUSE):
                    return
            elif self._buffer:
                self._buffer += b"\n"  # a last line needs no end
            else:
                return

    def _lines(self) -> list[Line]:
        found: list[Line] = []
        while len(found) < LINES:
            end = self._buffer.find(b"\n")
            if end < 0:
                break
            whole = not self._long
            found.append(Line(self.offset, self._buffer[:end].rstrip(b"\r") if whole else self._head, whole))
            self.offset += end + 1 + (0 if whole else self._skipped)
            self._buffer, self._long = self._buffer[end + 1 :], False
        if not found and len(self._buffer) >= BYTES:  # drop the middle of a line too long, keep where it began
            if not self._long:
                self._head, self._skipped, self._long = self._buffer[:200], 0, True
            self._skipped += len(self._buffer)
            self._buffer = b""
        return found


def follow(
    facts: Facts,
    resolve: Callable[[list[str]], Mapping[str, str]],
    path: Path | None,
    outputs: Outputs,
    wait: Callable[[float], bool],
) -> int:
    """Judge lines as they come until the pipe ends or ``wait`` says to stop; how many lines were set aside.

    Args:
        facts: the accord's facts under the readings.
        resolve: names as reported → party ids, of the names that are known.
        path: a file that others append to; None: standard input.
        outputs: where it all goes, not opened yet.
        wait: waits so many seconds, and tells whether to stop.
    """
    outputs.open(facts)
    source = Input(path, outputs.noted, wait)
    known: dict[str, str | None] = {}

    def remembered(names: Any) -> Mapping[str, str]:
        if new := [n for n in names if n not in known]:
            met = resolve(new)
            known.update({n: met.get(n) for n in new})
        return {n: p for n in names if (p := known[n]) is not None}

    bad = 0
    for lines in source.rounds():
        verdicts, aside, wrong = _round(facts, remembered, lines)
        bad += wrong
        tail = source.tail()
        now = Noted(
            outputs.noted.accord_hash,
            outputs.noted.readings,
            source.offset,
            hashlib.sha256(tail).hexdigest(),
            len(tail),
        )
        outputs.write(verdicts, aside, now)
    return bad


def _round(facts: Facts, resolve: Any, lines: list[Line]) -> tuple[bytes, bytes, int]:
    """The verdicts on some lines, and the lines set aside, as JSON lines; and how many these are."""
    rows, others, offsets, aside = [], [], [], []
    for line in lines:
        if line.whole and not line.text.strip():
            continue
        try:
            row, other = line.incident(facts.accord.time_zone)
        except BadLineError as e:
            why = {"offset": line.offset, "problem": str(e), "line": line.text[:2000].decode("utf-8", "replace")}
            aside.append(_json(why))
            continue
        offsets.append(line.offset)
        others.append(other)
        rows.append(row)
    told = [] if not rows else verdicts_on(facts, pa.Table.from_pylist(rows, schema=INCIDENTS), resolve)
    out = []
    for position, verdict in told:
        more: dict[str, Any] = {"other": others[position]} if others[position] else {}
        out.append(_json({"offset": offsets[position]} | verdict | more))
    return b"".join(out), b"".join(aside), len(aside)


def verdicts_on(facts: Facts, incidents: pa.Table, resolve: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each verdict with the position of its incident; the accord's facts stay warm from one call to the next."""
    from servanda.judge.engines.duckdb import DuckDB
    from servanda.judge.tellings import combined, overlaid, tellings

    def laid(rows: pa.Table) -> tuple[Any, Any]:
        engine = DuckDB()
        return engine, judgement(engine, rows, facts, resolve)

    # ids may come twice in a stream: here each line is its own
    numbers = pa.array(map(str, range(len(incidents))), pa.string())
    numbered = incidents.set_column(0, INCIDENTS.field(0), numbers)
    engine, words = laid(numbered)
    told = tellings(numbered, None, facts, resolve)
    if told is None:
        batches: Iterator[tuple[pa.Table, int]] = (
            (words.render(b.codes, b.ids, b.claimed), len(b.ids)) for b in engine.codes()
        )
    else:
        batches = overlaid(engine.codes(), words, told, combined(*laid(told.rows), told))
    ids = incidents[0].to_pylist()
    for table, _ in batches:
        for verdict in table.to_pylist():
            position = int(verdict["incident_id"])
            yield position, verdict | {"incident_id": ids[position]}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
