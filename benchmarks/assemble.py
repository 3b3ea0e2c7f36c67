"""Put the sections of benchmarks/results/ together as benchmarks/RESULTS.md, in the order of the stations."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
ORDER = (
    "judge",
    "scale",
    "hinge",
    "reconcile",
    "timetable",
    "incidents",
    "brief",
    "record",
    "names",
    "fusion",
    "reading",
)
HEAD = """# What was measured

Each section is written by its own script and says with which command, on which machine, with which versions. The machine
was shared with other work: CPU seconds and ratios from one run are to be trusted, wall seconds are not.
"""


def main() -> None:
    found = {p.stem: p.read_text("utf-8").strip() for p in (HERE / "results").glob("*.md")}
    names = [*(n for n in ORDER if n in found), *sorted(set(found) - set(ORDER))]
    sections = [found[n] for n in names]
    (HERE / "RESULTS.md").write_text("\n\n".join([HEAD.strip(), *sections]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
