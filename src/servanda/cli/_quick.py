"""What makes commands start quickly and tell how far they are."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: Any = None) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ImportError("a command has no use for pandas")
        return None


def spare_pandas() -> None:
    """Keep pyarrow from importing pandas, which it does on its first array if it can: half a second for nothing.

    Only pyarrow in this process is told that there is no pandas; the package itself can still be imported. For
    commands alone: in a program that people write, tables must stay able to turn into pandas frames.
    """
    if "pandas" in sys.modules:
        return
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        import pyarrow as pa

        pa.array([0])
    finally:
        sys.meta_path.remove(finder)


class Bar:
    """A progress bar on stderr that shows itself only after two seconds, and only to a person."""

    def __init__(self, label: str) -> None:
        self._label, self._begun = label, time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        self._quiet = not sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        """Tell how much is done, of how much."""
        if self._quiet or (self._bar is None and time.monotonic() - self._begun < 2):
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(self._label, total=total)
        self._bar.update(self._task, completed=done, total=total)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def bar(label: str) -> Iterator[Bar]:
    """A bar for as long as the work lasts."""
    made = Bar(label)
    try:
        yield made
    finally:
        made.close()
