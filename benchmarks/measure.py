"""How a piece of work is measured: in a process of its own, by the operating system's own account."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any


def machine(*packages: str) -> str:
    """The machine and the versions, in one line to print beside every number."""
    versions = ", ".join(f"{p} {version(p)}" for p in packages)
    cpu = next(
        (r.split(":")[1].strip() for r in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in r), "?"
    )
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{cpu}, {os.cpu_count()} cores, {system}, {versions}"


def apart(script: str, *arguments: object) -> dict[str, Any]:
    """Run `script ARGUMENTS` in a process of its own; what it printed as JSON on its last line, with ``cpu_s``, ``wall_s``
    and ``peak_mb`` of the whole process, its start included."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, script, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{script} {' '.join(map(str, arguments))} failed with exit code {process.returncode}.")
    told: dict[str, Any] = json.loads(printed.strip().splitlines()[-1]) if printed.strip() else {}
    return told | measured(usage) | {"wall_s": time.perf_counter() - begun}


def measured(usage: resource.struct_rusage) -> dict[str, float]:
    """CPU seconds and peak memory of a finished process."""
    return {"cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024}
