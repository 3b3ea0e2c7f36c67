"""Following a stream: the same verdicts as judging at once, none lost or doubled however often it is killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.accord import load
from servanda.incidents.from_lines import BadLineError, read_line
from servanda.incidents.model import INCIDENTS
from servanda.judge import facts, follow, judge
from servanda.judge.follow import FollowError, Outputs
from tests.conftest import ROOT

NAMES = ["Government of Syria", "Jaysh al-Islam", "IS", "Ahrar al-Sham", "Unheard-of Front"]


def report(n: int) -> dict[str, Any]:
    return {
        "incident_id": f"r{n}", "act": "attack", "side_a": NAMES[n % 5], "side_b": [NAMES[n % 3], NAMES[n % 4]],
        "directed": n % 2 == 0, "lon": 36 + n % 7 / 2, "lat": 33.5 + n % 5 / 2, "radius_m": 0, "happened_from": "2016-03-02",
        "desk": "Geneva",
    }  # fmt: skip


def line(n: int) -> bytes:
    return json.dumps(report(n)).encode() + b"\n"


def at_once(count: int) -> Counter[str]:
    rows = [read_line(line(n), "Asia/Damascus")[0] for n in range(count)]
    return Counter(map(key, judge(load("vienna"), pa.Table.from_pylist(rows, schema=INCIDENTS)).to_pylist()))


def key(verdict: dict[str, Any]) -> str:
    return json.dumps(
        [verdict[name] for name in ("incident_id", "norm_id", "reading", "verdict", "bearers", "guarantors")]
    )


def told(path: Path) -> list[dict[str, Any]]:
    return [json.loads(x) for x in path.read_bytes().splitlines()] if path.exists() else []


def started(*arguments: object, stdin: Any = None, stdout: Any = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "servanda", "judge", "vienna", "--follow", *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE)


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_however_often_it_is_killed(tmp_path: Path) -> None:
    count, rng = 3_000, random.Random(5)
    reports, out = tmp_path / "reports.jsonl", tmp_path / "verdicts.jsonl"
    reports.touch()

    def write() -> None:
        with reports.open("ab", buffering=0) as file:
            for n in range(count):
                whole = line(n)
                cut = rng.randrange(len(whole))
                file.write(whole[:cut])  # a reader may see half a line
                file.write(whole[cut:])
                if n % 20 == 0:
                    time.sleep(0.03)

    writer = threading.Thread(target=write)
    writer.start()
    expected = at_once(count)
    killed = 0
    for _ in range(8):
        process = started(reports, "-o", out)
        deadline = time.monotonic() + 30
        grown = out.stat().st_size if out.exists() else 0
        while time.monotonic() < deadline and (out.stat().st_size if out.exists() else 0) == grown:
            if process.poll() is not None or sum(1 for _ in told_safely(out)) == expected.total():
                break
            time.sleep(0.005)
        time.sleep(rng.random() * 0.1)
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        with out.open("ab") as file:
            file.write(b'{"offset": 12, "incident_id": "to')  # as a torn write would leave it
    writer.join()
    process = started(reports, "-o", out)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and sum(1 for _ in told_safely(out)) < expected.total():
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert killed == 8
    assert Counter(map(key, told(out))) == expected
    assert max(Counter((v["offset"], v["norm_id"], v["reading"]) for v in told(out)).values()) == 1
    assert all(v["other"] == {"desk": "Geneva"} for v in told(out))


def told_safely(path: Path) -> Iterator[bytes]:
    return (x for x in (path.read_bytes() if path.exists() else b"").splitlines(keepends=True) if x.endswith(b"}\n"))


def followed(tmp_path: Path, text: bytes) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Follow a file until its end is reached."""
    (tmp_path / "in").write_bytes(text)
    outputs = Outputs(tmp_path / "out", tmp_path / "state", sys.stdout.buffer)
    held = facts(load("vienna"), ["un"])
    follow.follow(held, lambda _: {}, tmp_path / "in", outputs, lambda seconds: seconds > 0)
    outputs._lock.close()
    return told(tmp_path / "out"), told(tmp_path / "state" / "aside.jsonl")


def test_bad_lines_are_set_aside_with_their_reason_and_the_rest_is_judged(tmp_path: Path) -> None:
    bad = [b"{half", b"[1]", b'{"act": "attack"}', b'{"incident_id": "x", "lon": 999}', b"\xff\xfe", b"[" * 100_000]
    verdicts, aside = followed(tmp_path, line(0) + b"\n".join(bad) + b"\n\n" + line(1) + b'{"incident_id": "not yet wh')
    assert {v["incident_id"] for v in verdicts} == {"r0", "r1"}
    assert len(aside) == len(bad)
    assert "incident_id" in aside[2]["problem"]
    assert "lon must be" in aside[3]["problem"]


def test_a_line_that_was_half_written_is_judged_once_it_is_whole(tmp_path: Path) -> None:
    whole = line(0) + line(1)
    assert {v["incident_id"] for v in followed(tmp_path, whole[:-9])[0]} == {"r0"}
    verdicts, _ = followed(tmp_path, whole)
    assert [v["incident_id"] for v in verdicts if v["norm_id"] == verdicts[0]["norm_id"]] == ["r0", "r1"]


def test_a_line_longer_than_a_round_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "BYTES", 5_000)
    long = b'{"incident_id": "' + b"x" * 22_000 + b'"}\n'
    verdicts, aside = followed(tmp_path, line(0) + long + line(1))
    assert {v["incident_id"] for v in verdicts} == {"r0", "r1"}
    assert [a["offset"] for a in aside] == [len(line(0))]
    assert {v["offset"] for v in verdicts} == {0, len(line(0) + long)}


def test_a_file_that_was_changed_before_where_it_was_left_is_refused(tmp_path: Path) -> None:
    followed(tmp_path, line(0) + line(1))
    with pytest.raises(FollowError, match="not the file that was followed"):
        followed(tmp_path, line(2) + line(3) + line(4))


def test_an_output_that_nothing_was_noted_of_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine\n")
    with pytest.raises(FollowError, match="there already"):
        followed(tmp_path, line(0))
    assert (tmp_path / "out").read_text() == "mine\n"


def test_a_pipe_is_judged_as_it_comes_and_ends_with_it() -> None:
    process = started(stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line(0))
    process.stdin.flush()
    first = json.loads(process.stdout.readline())  # it does not wait for more
    process.stdin.write(b"nonsense\n" + line(1).rstrip())
    process.stdin.close()
    rest = [json.loads(x) for x in process.stdout]
    assert process.wait(30) == 1
    assert Counter(map(key, [first, *rest])) == at_once(2)


def test_two_processes_cannot_share_a_state(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(line(0))
    held = facts(load("vienna"), ["un"])
    first = Outputs(tmp_path / "out", tmp_path / "state", sys.stdout.buffer)
    first.open(held)
    with pytest.raises(FollowError, match="Another process"):
        Outputs(tmp_path / "out", tmp_path / "state", sys.stdout.buffer).open(held)


@given(st.binary() | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(
    lambda v: json.dumps({"incident_id": "x", "lon": v, "happened_from": v, "directed": v, "side_a": v}).encode()
))  # fmt: skip
def test_any_line_is_read_or_told(text: bytes) -> None:
    with suppress(BadLineError):
        row, _ = read_line(text, "UTC")
        assert pa.Table.from_pylist([row], schema=INCIDENTS).num_rows == 1
