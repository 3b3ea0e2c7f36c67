"""What the record's tests share: both databases, a clock that tests hold, keys, and made drafts."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from servanda.record import Draft, Record, Vault, create_record, open_record
from servanda.record.notes import Signer, make_signer

# a loaded machine is slow, and that says nothing about a law
settings.register_profile("record", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("record")

ORIGIN = "example.org/north"
DATABASES = ["sqlite", "postgres"]
_COUNT = itertools.count()


@dataclass
class Cluster:
    """A private PostgreSQL, started for this test session and thrown away after it."""

    folder: Path
    binaries: Path
    wrap: list[str]
    port: int

    def control(self, *args: str) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "-t", "60", *args)

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
        self.control("-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self.control("stop")

    def create(self) -> None:
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-A", "trust", "-E", "UTF8", "--locale=C", "-U", "postgres"
        )

    def url(self, schema: str = "") -> str:
        tail = f"&options=-csearch_path%3D{schema}" if schema else ""
        return f"postgresql:///postgres?host={self.folder}&port={self.port}&user=postgres{tail}"

    def new_schema(self) -> str:
        import psycopg

        name = f"t{next(_COUNT)}_{os.getpid()}"
        with psycopg.connect(self.url(), autocommit=True) as db:
            db.execute(f"create schema {name}")
        return self.url(name)

    def _run(self, program: str, *args: str) -> None:
        done = subprocess.run(
            [*self.wrap, str(self.binaries / program), *args],
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT if program == "initdb" else subprocess.DEVNULL,
            cwd="/",
            timeout=120,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} {args}: {(done.stdout or b'').decode(errors='replace')}")


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named else None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running private PostgreSQL; tests that need it are skipped where its programs are absent."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL's programs are not installed (apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="servanda-pg-", dir="/tmp"))
    wrap: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        wrap = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        os.chown(folder, 65534, 65534)
    made = Cluster(folder, binaries, wrap, 54000 + os.getpid() % 1000)
    try:
        made.create()
        made.start()
        yield made
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            made.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class HeldClock:
    """A clock that moves only as told: a second at each look unless set."""

    now: datetime = datetime(2016, 2, 27, tzinfo=UTC)
    step: timedelta = timedelta(seconds=1)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


@dataclass
class Home:
    """Where one test's record lies, and how to open it again."""

    place: str
    vault: Vault
    kind: str
    opened: list[Record] = field(default_factory=list)

    def create(self, clock: Callable[[], datetime] | None = None, origin: str = ORIGIN) -> Record:
        return self._keep(create_record(self.place, origin, self.vault, clock))

    def open(self, **more: Any) -> Record:
        return self._keep(open_record(self.place, self.vault, **more))

    def _keep(self, record: Record) -> Record:
        self.opened.append(record)
        return record


@pytest.fixture(params=DATABASES)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """A place for a record, on each database in turn."""
    sqlite = request.param == "sqlite"
    place = str(tmp_path / "record.db") if sqlite else request.getfixturevalue("cluster").new_schema()
    made = Home(place, Vault(tmp_path / "vault"), request.param)
    yield made
    for record in made.opened:
        record.close()


@pytest.fixture
def other_home(home: Home, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """A place on the other database than ``home``."""
    if home.kind == "postgres":
        made = Home(str(tmp_path / "other.db"), home.vault, "sqlite")
    else:
        made = Home(request.getfixturevalue("cluster").new_schema(), home.vault, "postgres")
    yield made
    for record in made.opened:
        record.close()


@pytest.fixture
def log(home: Home) -> Record:
    """A new record with a held clock."""
    return home.create(HeldClock())


@pytest.fixture
def signer() -> Signer:
    """The log's key."""
    return make_signer(ORIGIN)


def report(subject: str = "r1", **body: Any) -> Draft:
    """A made report."""
    body = {"happened_from": "2016-03-01T10:00:00Z", "happened_to": "2016-03-01T11:00:00Z", "act": "shelling"} | body
    return Draft("report/1", "monitor:m2", body, subject=subject)
