"""Faults that must lose nothing. ``make torture`` (SERVANDA_TORTURE=50) runs the loops longer."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from servanda.record import Draft, NoRecordError, StoreError, create_record, open_record
from servanda.record import verifier as v
from servanda.record.check import check_record
from servanda.record.checkpoint import make_checkpoint, proof, witness
from servanda.record.notes import make_signer
from servanda.record.tables import table

from .conftest import ORIGIN, HeldClock, report

ROUNDS = int(os.environ.get("SERVANDA_TORTURE", "3"))
WRITER = Path(__file__).with_name("writer.py")
SRC = Path(__file__).parents[2] / "src"


class Writer:
    """A process that writes to a record; what it acknowledges goes to a file, so that it never waits for a reader."""

    def __init__(self, place, name, count=1_000_000, batch=1, **more):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "said"  # read by its own handle: a shared one would move where it writes
        with self.path.open("a") as out:
            self._start(out, place, name, count, batch, more)

    def _start(self, out, place, name, count, batch, more):
        self.process = subprocess.Popen(
            [sys.executable, str(WRITER), str(place), name, str(count), str(batch)],
            stdout=out,
            env=os.environ | {"PYTHONPATH": str(SRC)},
            **more,
        )

    def said(self):
        return self.path.read_text("utf-8")

    def until(self, holds, seconds=60):
        """Wait until what it said fulfils a condition."""
        end = time.monotonic() + seconds
        while not holds(self.said()):
            assert time.monotonic() < end, f"waited in vain; it said {self.said()[-300:]!r}"
            assert self.process.poll() is None or holds(self.said()), self.said()[-300:]
            time.sleep(0.02)
        return self

    def ready(self):
        return self.until(lambda text: text.startswith("ready\n"))

    def kill(self):
        self.process.kill()
        self.process.wait()
        return self.said()

    def finish(self):
        assert self.process.wait(timeout=240) == 0
        return self.said()


def acknowledged(out):
    """(seq, ref) of each whole line that a writer printed before it died."""
    whole = out[: out.rfind("\n") + 1].splitlines()
    return [(int(a), b) for a, b in (line.split(" ", 1) for line in whole if line[:1] in "-0123456789" and " " in line)]


def assert_sound(log, acked):
    """Gapless, every hash right, and each acknowledged ref there exactly once, where it was said to be."""
    found = check_record(log)
    assert found.problems == ()
    leaves = v.Tree()
    for payload in log.payloads():
        leaves.push(v.leaf_hash(payload))
    assert leaves.root() == log.root()
    refs = dict(log.store.rows("select ref, seq from ref"))
    assert len(refs) == log.store.rows("select count(*) from ref")[0][0]
    for seq, ref in acked:
        assert ref in refs, f"{ref} was acknowledged and is lost"
        assert seq in {-1, refs[ref]}
    entries = [log.entry(seq).ref for seq in range(log.size)]
    assert len(entries) == len(set(entries)), "an entry is doubled"


def test_kill_9_under_load_loses_nothing_that_was_acknowledged(home):
    log, rng, acked = home.create(), random.Random(1), []
    for number in range(ROUNDS):
        writers = [Writer(home.place, f"w{number}a"), Writer(home.place, f"w{number}b", batch=7)]
        for w in writers:
            w.until(acknowledged)
        time.sleep(rng.random() * 0.3)
        for w in writers:
            acked += acknowledged(w.kill())
    assert len(acked) > ROUNDS
    assert_sound(log, acked)


@pytest.mark.parametrize("count", [2, 8])
def test_concurrent_writers_neither_lose_nor_double(home, count):
    log = home.create()
    writers = [Writer(home.place, f"w{i}", 24, batch=1 if i % 2 else 4) for i in range(count)]
    acked = []
    for w in writers:
        out = w.finish()
        assert "error" not in out
        acked += acknowledged(out)
    assert len(acked) == 24 * count == log.size
    assert_sound(log, acked)


def test_the_same_submission_by_eight_writers_at_once_is_one_entry(home):
    log = home.create()
    writers = [Writer(home.place, "same", 10) for _ in range(8)]
    for w in writers:
        w.finish()
    assert log.size == 10
    assert_sound(log, [])


def until_refused(log, drafts):
    """Append until the database refuses: what was acknowledged, and what was said."""
    acked = []
    for draft in drafts:
        try:
            acked.append((log.append(draft).seq, draft.ref))
        except StoreError as e:
            return acked, str(e)
    return acked, ""


def test_a_full_disk_refuses_the_entry_and_keeps_the_others(tmp_path):
    log = create_record(tmp_path / "r.db", ORIGIN)
    log.append(report("before"))
    pages = log.store.rows("pragma page_count")[0][0]
    log.store.run(f"pragma max_page_count = {pages + 8}")
    stored, said = until_refused(log, [report(f"r{i}", text="x" * 500) for i in range(500)])
    assert re.search(r"full.*acknowledged entries are safe", said)
    log.store.run("pragma max_page_count = 1000000")
    assert log.size == len(stored) + 1
    log.append(report("after"))
    assert check_record(log).problems == ()


def test_a_disk_that_fills_under_the_write_ahead_log_loses_nothing(tmp_path):
    """The operating system refuses to let files grow (as a quota does): the writer gets an error, not a broken record."""
    create_record(tmp_path / "r.db", ORIGIN).close()

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    w = Writer(tmp_path / "r.db", "w", 3000, preexec_fn=limit)
    w.until(lambda text: "error" in text)
    said = w.kill()
    log = open_record(tmp_path / "r.db")
    assert_sound(log, acknowledged(said))
    log.append(report("there is room again"))


def test_postgres_on_a_full_disk_refuses_the_entry_and_keeps_the_others(cluster):
    """The tables lie on a small disk of their own; it fills, is refused, and is made larger."""
    disk = Path(cluster.folder) / "small"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m,mode=777", "none", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here (needs root)")
    try:
        if os.geteuid() == 0:
            os.chown(disk, 65534, 65534)
        url = cluster.new_schema()
        import psycopg

        with psycopg.connect(cluster.url(), autocommit=True) as db:
            db.execute(f"create tablespace small location '{disk}'")
        log = create_record(f"{url.replace('-csearch_path', '-cdefault_tablespace%3Dsmall%20-csearch_path')}", ORIGIN)
        big = (
            Draft("report/1", "monitor:m", {"text": os.urandom(3000).hex()}, f"{i}", ref=f"{i}") for i in range(3000)
        )
        acked, said = until_refused(log, big)
        assert re.search(r"space.*acknowledged entries are safe", said)
        assert len(acked) > 20
        subprocess.run(["mount", "-o", "remount,size=40m", str(disk)], check=True)
        log.append(Draft("report/1", "monitor:m", {}, "after", ref="after"))
        assert log.size == len(acked) + 1
        assert_sound(log, acked)
        log.close()
        with psycopg.connect(cluster.url(), autocommit=True) as db:
            db.execute(f"drop schema {url.rpartition('%3D')[2]} cascade")
            db.execute("drop tablespace small")
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def test_a_read_only_disk_is_told_and_still_readable(tmp_path):
    place = tmp_path / "ro"
    place.mkdir()
    log = create_record(place / "r.db", ORIGIN)
    log.append(report())
    log.close()
    code = (
        "import os, sys\n"
        "from servanda.record import *\n"
        "import servanda.record.store, json.decoder, encodings.idna\n"
        "place = sys.argv[1]\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "try:\n"
        "    log = open_record(place)\n"
        "    log.append(Draft('report/1', 'monitor:m', {'act': 'x'}, 's'))\n"
        "except StoreError as e: print('told', e)\n"
        "print(open_record(place, read_only=True).size)\n"
    )
    for p in [place / "r.db", place]:
        p.chmod(0o555 if p.is_dir() else 0o444)
    for p in tmp_path.parents:
        if p != Path("/") and p.is_relative_to("/tmp") and p.stat().st_uid == os.geteuid():
            p.chmod(p.stat().st_mode | 0o055) if p != Path("/tmp") else None
    tmp_path.chmod(0o755)
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, str(place / "r.db")],
            capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(SRC)},
        )  # fmt: skip
    finally:
        place.chmod(0o755)
    assert done.stdout.startswith("told"), done.stdout + done.stderr
    assert "Nothing was written" in done.stdout
    assert done.stdout.splitlines()[-1] == "1"


def test_postgres_in_read_only_mode_is_told(cluster):
    url = cluster.new_schema()
    log = create_record(url, ORIGIN)
    log.append(report())
    reader = open_record(url.replace("-csearch_path", "-cdefault_transaction_read_only%3Don%20-csearch_path"))
    with pytest.raises(StoreError, match="read-only"):
        reader.append(report())
    assert reader.size == 1
    log.close()
    reader.close()


def hold(home, seconds):
    """Another process has the write lock for a while."""
    locked = threading.Event()

    def run():
        other = open_record(home.place)
        with other.store.writing():
            other.store.run("update meta set value = value")
            locked.set()
            time.sleep(seconds)
        other.close()

    thread = threading.Thread(target=run)
    thread.start()
    locked.wait(20)
    return thread


@pytest.mark.slow
def test_a_database_that_is_locked_for_ten_seconds_is_waited_for(home):
    log = home.create()
    thread = hold(home, 10)
    began = time.monotonic()
    assert log.append(report()).seq == 0
    assert time.monotonic() - began > 8
    thread.join()


def test_a_database_that_stays_locked_is_told_and_nothing_is_written(home, monkeypatch):
    from servanda.record import postgres, store

    monkeypatch.setattr(store, "WAIT_S", 1)
    monkeypatch.setattr(postgres, "WAIT_S", 1)
    log = home.create()
    thread = hold(home, 3)
    with pytest.raises(StoreError, match="Nothing was written: send it again"):
        log.append(report())
    thread.join()
    assert log.size == 0
    assert log.append(report()).seq == 0


def test_postgres_stopped_and_started_under_load_loses_nothing(cluster):
    place = cluster.new_schema()
    create_record(place, ORIGIN).close()
    writers = [Writer(place, "a"), Writer(place, "b", batch=5)]
    try:
        for w in writers:
            w.until(acknowledged)
        for _ in range(max(1, ROUNDS // 3)):
            errors = [w.said().count("error") for w in writers]
            cluster.stop()
            for w, before in zip(writers, errors, strict=True):
                w.until(lambda text, n=before: text.count("error") > n)
            cluster.start()
            for w in writers:  # each goes on by itself once the server is back
                w.until(lambda text: acknowledged(text[text.rfind("error") :].partition("\n")[2]))
    finally:
        acked = [a for w in writers for a in acknowledged(w.kill())]
    log = open_record(place)
    assert_sound(log, acked)
    log.close()


def test_a_copy_of_the_files_taken_while_writing_is_a_sound_beginning_or_says_what_is_wrong(tmp_path):
    """Copying a database file by file under load is not a backup; it must never look like one when it is not."""
    log = create_record(tmp_path / "r.db", ORIGIN)
    w = Writer(tmp_path / "r.db", "w", batch=3).ready()
    sound = []
    try:
        for i in range(max(8, ROUNDS)):
            time.sleep(0.05)
            w.until(lambda text, n=i: len(acknowledged(text)) > n)
            copy = tmp_path / f"copy{i}"
            copy.mkdir()
            for name in ("r.db", "r.db-wal"):
                # another process copies: closing a file here would drop the locks that SQLite holds on it
                subprocess.run(["cp", str(tmp_path / name), str(copy / name)], capture_output=True, check=False)
            try:
                found = open_record(copy / "r.db")
                problems = check_record(found).problems
            except StoreError:
                continue
            if not problems:
                sound.append((found.size, found.root()))
    finally:
        w.kill()
    assert sound
    for size, root in sound:  # afterwards: a copy can be ahead by the transaction that is just being acknowledged
        assert root == log.root(size)


def test_a_backup_taken_while_writing_is_a_sound_beginning(tmp_path):
    log = create_record(tmp_path / "r.db", ORIGIN)
    w = Writer(tmp_path / "r.db", "w").until(acknowledged)
    try:
        with sqlite3.connect(tmp_path / "r.db") as source, sqlite3.connect(tmp_path / "b.db") as target:
            source.backup(target)
    finally:
        w.kill()
    copy = open_record(tmp_path / "b.db")
    assert check_record(copy).problems == ()
    assert 0 < copy.size <= log.size
    assert copy.root() == log.root(copy.size)


def test_a_truncated_write_ahead_log_gives_a_beginning_and_the_witness_notices_the_loss(tmp_path, signer):
    log = create_record(tmp_path / "r.db", ORIGIN, clock=HeldClock())
    log.store.run("pragma wal_autocheckpoint = 0")
    for i in range(40):
        log.append(report(f"r{i}"))
    make_checkpoint(log, signer)
    north, state = make_signer("north.example"), tmp_path / "north.json"
    witness(proof(log, since=0), signer.vkey, north, state)
    wal = (tmp_path / "r.db-wal").read_bytes()
    roots = {n: log.root(n) for n in range(41)}
    sizes = set()
    rng = random.Random(5)
    for i in range(25):
        copy = tmp_path / f"c{i}.db"
        shutil.copy(tmp_path / "r.db", copy)
        Path(f"{copy}-wal").write_bytes(wal[: rng.randrange(len(wal))])
        try:
            cut = open_record(copy)
        except (StoreError, NoRecordError):
            continue  # cut before the tables were made
        assert check_record(cut).problems == ()
        assert cut.root() == roots[cut.size]
        sizes.add(cut.size)
        if 0 < cut.size < 40:
            make_checkpoint(cut, signer)
            with pytest.raises(Exception, match=r"last seen 40 entries.*rewound"):
                witness(proof(cut, since=0), signer.vkey, north, state)
        cut.append(report("goes on"))
        cut.close()
    assert len(sizes) > 5


@pytest.mark.slow
def test_a_hundred_thousand_attachments_are_kept_by_their_hashes(home):
    log = home.create()
    drafts = (
        Draft("evidence/1", "monitor:m", {"sha256": f"{i:064x}", "bytes": i, "media_type": "image/jpeg"}, f"r{i % 900}")
        for i in range(100_000)
    )
    added = log.append_many(drafts)
    assert (added.added, added.aside) == (100_000, [])
    assert table(log, "evidence")["sha256"].to_pylist()[99_999] == f"{99_999:064x}"
