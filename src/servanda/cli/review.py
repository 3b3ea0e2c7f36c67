"""`servanda review`: judge uncertain pairs at the keyboard; each judgement is kept with who, when and why."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

_KEYS = {"a": "same", "y": "same", "r": "different", "n": "different", "s": "skip"}


def _key() -> str:
    """One key from a person, or the next letter of a pipe; the end of either is leaving."""
    if not sys.stdin.isatty():
        letter = sys.stdin.read(1)
        while letter.isspace():
            letter = sys.stdin.read(1)
        return letter.lower()
    try:
        return click.getchar().lower()
    except (EOFError, KeyboardInterrupt, OSError):
        return "q"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", default=lambda: os.environ.get("USER", ""), help="Who judges (default: the user's name).")
@click.option("--why", default="", help="A reason noted with every judgement of this sitting.")
@click.option(
    "--judgements",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where judgements are kept (default: FILE with .judgements.jsonl).",
)
@click.option("--json", "as_json", is_flag=True, help="Ask nothing; print what is open and what was judged.")
def command(file: Path, by: str, why: str, judgements: Path | None, as_json: bool) -> None:
    """Go through the pairs of FILE (a queue that `servanda list consolidate` wrote) that nobody has judged.

    \b
    Keys: a accept (the same), r refuse (different), s skip, u undo the last, q leave. Each judgement is written at once,
    so a sitting can be broken off and taken up again; a pair that was judged is never asked again. Skipped pairs come
    back in the next sitting.
    Exit codes: 0 done or left, 1 lines that are no pairs, or judgements that contradict each other, 2 wrong use.

    \b
      servanda review common/doubts.jsonl --by anna
      servanda review common/doubts.jsonl --json
    """
    from servanda.cli._names import tell
    from servanda.parties.review import (
        Doubt,
        Judgement,
        contradictions,
        open_doubts,
        read_doubts,
        read_judgements,
        standing,
        write_judgement,
    )

    kept = judgements or file.with_name(file.name.removesuffix(".jsonl") + ".judgements.jsonl")
    doubts, problems = read_doubts(file.read_text("utf-8", errors="replace"), str(file))
    said, more = read_judgements(kept.read_text("utf-8") if kept.is_file() else "", str(kept))
    judged = {p: j for p, j in standing(said).items() if j.verdict != "skip"}
    problems += more + contradictions(judged)
    waiting = open_doubts(doubts, judged)
    if as_json:
        told = {
            "open": [{"left": d.left, "right": d.right, "score": d.score, "why": d.why} for d in waiting],
            "judged": [{"left": j.left, "right": j.right, "verdict": j.verdict, "by": j.by, "at": j.at.isoformat()}
                       for j in judged.values()],
            "problems": [p.as_dict() for p in problems],
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        raise SystemExit(1 if problems else 0)
    tell(problems)
    if not by:
        raise click.UsageError("Say who judges: --by NAME.")

    def keep(d: Doubt, verdict: str) -> None:
        with kept.open("a", encoding="utf-8") as f:
            f.write(write_judgement(Judgement(d.left, d.right, verdict, by, datetime.now(UTC), why)))
            f.flush()
            os.fsync(f.fileno())

    done: list[Doubt] = []
    i = 0
    while waiting:
        if i == len(waiting):
            click.echo("\nAll judged: u takes the last back, any other key leaves ", nl=False)
            if not done or _key() != "u":
                break
            keep(done.pop(), "undo")
            i -= 1
        d = waiting[i]
        click.echo(f"\n{i + 1} of {len(waiting)}   score {d.score:.2f}")
        click.echo(f"  {d.left}: {' · '.join(d.left_names)}\n  {d.right}: {' · '.join(d.right_names)}\n  {d.why}")
        click.echo("a same · r different · s skip · u undo · q leave ", nl=False)
        key = _key()
        click.echo(key if key.isprintable() else "")
        if key in _KEYS:
            keep(d, _KEYS[key])
            done.append(d)
            i += 1
        elif key == "u" and done:
            keep(done.pop(), "undo")
            i -= 1
        elif key in {"q", "", "\x03", "\x04", "\x1b"}:
            break
        elif key == "u":
            click.echo("Nothing of this sitting to take back.")
    click.echo(f"\n{len(waiting) - i} of {len(waiting)} pairs are left. Judgements: {kept}")
    raise SystemExit(1 if problems else 0)
