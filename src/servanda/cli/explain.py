"""`servanda explain`: one verdict walked back, from the incident to the sentence in the text and to the guarantors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._accord import Unusable, accord_or_exit
from ._quick import spare_pandas

if TYPE_CHECKING:
    from servanda.accord import Accord, Cite, Norm
    from servanda.judge.explain import Explanation
    from servanda.judge.plain import PlainJudge
    from servanda.judge.trace import Ground

Para = Callable[[str, int], str]  # a paragraph, wrapped and indented
MARKS = {True: "yes", False: "no", None: "unknown"}
WIDTH = 110


@click.command()
@click.argument("accord")
@click.argument("verdicts", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--incident", "incident_id", required=True, metavar="ID", help="The incident.")
@click.option(
    "--norm", "norm_ids", multiple=True, metavar="ID", help="A norm; again for more; left out: all that cover it."
)
@click.option("--reading", "readings", multiple=True, help="A reading; again for more; left out: all that were judged.")
@click.option(
    "--texts",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where cited documents lie.",
)
@click.option("--full", is_flag=True, help="Every condition, also those that did not decide.")
@click.option("--json", "as_json", is_flag=True, help="Plain data instead of text.")
def command(
    accord: str,
    verdicts: Path,
    incident_id: str,
    norm_ids: tuple[str, ...],
    readings: tuple[str, ...],
    texts: tuple[Path, ...],
    full: bool,
    as_json: bool,
) -> None:
    """Tell in plain words why an incident was judged as it was, condition by condition.

    VERDICTS is what `servanda judge` wrote; the incidents are read from the file beside it. Readings that agree are told
    together. Sentences are quoted where the cited document is at hand (beside the accord, or in --texts).

    \b
      servanda explain vienna verdicts.parquet --incident 214797
      servanda explain vienna verdicts.parquet --incident 214797 --norm ceasefire --reading un --texts documents/
      servanda explain vienna verdicts.parquet --incident 214797 --json | jq '.[0].verdict'
    """
    spare_pandas()
    loaded = accord_or_exit(accord)
    from servanda.judge.explain import explain

    incident, rows, about = _judged(loaded, verdicts, incident_id)
    claims = _claims(verdicts, incident_id, about)
    names = [r for r in about["readings"] if not readings or r in readings]
    if unknown := [r for r in readings if r not in about["readings"]]:
        raise click.UsageError(f"{verdicts} has no reading {unknown[0]!r}: it has {', '.join(about['readings'])}.")
    covering = list(dict.fromkeys(r["norm_id"] for r in rows if r["norm_id"]))
    if unknown := [n for n in norm_ids if n not in loaded.norms]:
        raise click.UsageError(f"The accord has no norm {unknown[0]!r}; it has {', '.join(loaded.norms)}.")
    judges = {r: _judge(loaded, r, incident, about, claims) for r in names}
    found = explain(list(judges.values()), incident, norm_ids or covering, claims)
    differing = list(_differences(found, rows))
    if as_json:
        click.echo(
            json.dumps(
                [_plain(e, loaded, texts, judges, incident) for e in found], ensure_ascii=False, indent=2, default=str
            )
        )
    else:
        for line in _told(incident, claims, found, loaded, texts, judges, full):
            click.echo(line)
    for told in differing:
        click.echo(told, err=True)
    raise SystemExit(1 if differing else 0)


def _judged(
    accord: Accord, verdicts: Path, incident_id: str
) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]:
    """The incident, its verdicts, and what the file says of itself; each thing that is missing is told."""
    import duckdb

    from servanda.judge import about as about_of

    try:
        about = about_of(verdicts)
    except (OSError, ValueError) as e:
        raise Unusable(f"{verdicts} is not a file of verdicts: {e}") from e
    if "accord_hash" not in about:
        raise Unusable(f"{verdicts} is not a file of verdicts: it was not written by `servanda judge`.")
    if about["accord_hash"] != accord.hash:
        raise Unusable(
            f"{verdicts} was judged under accord {about['accord']} {about['accord_hash'][:12]}, not {accord.id} "
            f"{accord.hash[:12]}: the reasons would be those of another text. Give that accord, or judge again."
        )
    incidents = verdicts.with_name(f"{verdicts.stem}.incidents.parquet")
    if not incidents.is_file():
        raise Unusable(f"{incidents} is missing: `servanda judge` writes it beside {verdicts.name}. Judge again.")
    query = "SELECT * FROM read_parquet(?) WHERE incident_id = ?"
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    [incident, *_] = con.execute(query, [str(incidents), incident_id]).to_arrow_table().to_pylist() or [None]
    if incident is None:
        like = con.execute(
            "SELECT incident_id FROM read_parquet(?) ORDER BY levenshtein(incident_id, ?), incident_id LIMIT 3",
            [str(incidents), incident_id],
        ).fetchall()
        near = f" The nearest ids are {', '.join(i for (i,) in like)}." if like else ""
        raise Unusable(f"No incident {incident_id!r} was judged.{near}")
    return incident, con.execute(query, [str(verdicts), incident_id]).to_arrow_table().to_pylist(), about


def _claims(verdicts: Path, incident_id: str, about: dict[str, Any]) -> list[dict[str, Any]]:
    """Who else says who did it, if the judgement was given claims."""
    import duckdb

    if "claims" not in about:
        return []
    path = verdicts.with_name(f"{verdicts.stem}.claims.parquet")
    if not path.is_file():
        raise click.ClickException(
            f"{path} is missing: `servanda judge --claims` writes it beside {verdicts.name}. Judge again."
        )
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    query = "SELECT * FROM read_parquet(?) WHERE incident_id = ?"
    found: list[dict[str, Any]] = con.execute(query, [str(path), incident_id]).to_arrow_table().to_pylist()
    return found


def _judge(
    accord: Accord, reading: str, incident: dict[str, Any], about: dict[str, Any], claims: list[dict[str, Any]]
) -> PlainJudge:
    from datetime import datetime

    from servanda.accord import Reading
    from servanda.incidents.model import AND
    from servanda.incidents.names import resolve
    from servanda.judge.plain import PlainJudge

    told = [incident, *claims]
    names = [n for t in told for side in ("side_a", "side_b") for n in (t[side] or "").split(AND) if n]
    names += [t["claimant"] for t in told if t["claimant"]]
    known_at = datetime.fromisoformat(about["known_at"]) if about["known_at"] else None
    chosen = accord.readings.get(reading) or Reading(reading, {"en": reading})
    return PlainJudge(accord, chosen, resolve(names, accord), known_at)


def _differences(found: list[Explanation], rows: list[dict[str, Any]]) -> Iterator[str]:
    """Where the chain, worked out afresh, does not end in the verdict of the file: that must never be."""
    kept = {(r["norm_id"], r["reading"]): r["verdict"] for r in rows}
    for e in found:
        for reading in e.readings:
            said = kept.get((e.trace.norm_id, reading))
            if said is not None and said != e.trace.verdict:
                what = f"{e.trace.norm_id} under {reading}"
                yield f"The file says {said} for {what}, the chain says {e.trace.verdict}: please report this."


def _quote(accord: Accord, cite: Cite, texts: tuple[Path, ...]) -> str | None:
    from servanda.accord import passage

    return passage(accord, cite, texts)


def _told(
    incident: dict[str, Any],
    claims: list[dict[str, Any]],
    found: list[Explanation],
    accord: Accord,
    texts: tuple[Path, ...],
    judges: dict[str, PlainJudge],
    full: bool,
) -> Iterator[str]:
    import textwrap

    def para(text: str, indent: int) -> str:
        return textwrap.fill(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))

    yield f"Incident {incident['incident_id']}"
    if incident["note"]:
        yield para(incident["note"], 2)
    yield para(
        f"{incident['side_a'] or 'unknown'} {'→' if incident['directed'] else '–'} {incident['side_b'] or 'unknown'}", 2
    )
    claimed = f", as claimed by {incident['claimant']}" if incident["claimant"] else ""
    yield para(f"Source: {incident['source'] or 'not told'}{claimed}. {incident['source_ref'] or ''}", 2)
    for c in claims:
        known = f", known {c['known_at']:%Y-%m-%d}" if c["known_at"] else ""
        basis = f", on {c['basis']}" if c["basis"] else ""
        sides = f"{c['side_a'] or 'unknown'} {'→' if c['directed'] else '–'} {c['side_b'] or 'unknown'}"
        yield para(f"{c['claimant']} says: {sides}{basis}{known}", 2)
    if not found:
        yield "\nNo norm of the accord covers what was done: not-covered."
    for norm_id in dict.fromkeys(e.trace.norm_id for e in found):
        yield from _norm(accord, accord.norms[norm_id or ""], texts, para)
        for e in found:
            if e.trace.norm_id == norm_id:
                yield from _chain(e, judges, incident, para, full)
    if any(_quote(accord, c, texts) is None for e in found if e.norm for c in e.norm.cites):
        yield "\nTo read the passages themselves, put the documents beside the accord or name their folder: --texts FOLDER"


def _norm(accord: Accord, norm: Norm, texts: tuple[Path, ...], para: Para) -> Iterator[str]:
    """The norm and the passages that it rests on."""
    yield f"\n{norm.id}: {norm.name['en']} [{norm.force.value}, on {norm.bearer}]"
    for cite in norm.cites:
        quote = _quote(accord, cite, texts)
        yield para(f"{cite}: “{' '.join(quote.split())}”" if quote else f"{cite} (the text is not at hand)", 2)
    if norm.source:
        yield para(f"source: {norm.source}", 2)


def _chain(
    e: Explanation, judges: dict[str, PlainJudge], incident: dict[str, Any], para: Para, full: bool
) -> Iterator[str]:
    """What the norm makes of the incident: each course, its conditions and their grounds, and who answers."""
    from servanda.judge.explain import deciding, influence_grounds

    t = e.trace
    unknown = f" (unknown: {', '.join(t.unknowns)})" if t.unknowns else ""
    yield f"\n  under {', '.join(e.readings)}: {t.verdict.upper()}{unknown}"
    several = len({c.claimant for c in t.courses}) > 1
    for course in t.courses:
        doer = "; ".join(n or "unknown" for n in course.doer)
        ways = sum(c.claimant == course.claimant for c in t.courses)
        way = f"If {doer} did it: {course.verdict}" if ways > 1 else f"Done by {doer}: {course.verdict}"
        teller = f"As {course.claimant or 'the source'} tells it. " if several or course.claimant else ""
        yield para(f"{teller}{way}", 4)
        for step in course.steps if full else deciding(course):
            yield para(f"{step.name:<10} {MARKS[step.value]}", 6)
            yield from (para(_ground(g), 10) for g in step.grounds)
    if t.bearers:
        yield para(f"Charged: {', '.join(t.bearers)} ({t.bearer_mode})", 2)
    if t.guarantors:
        yield para(f"Guarantors who answer: {', '.join(t.guarantors)}", 2)
        yield from (para(_ground(g), 6) for g in influence_grounds(judges[e.readings[0]], t, incident))


def _ground(g: Ground) -> str:
    rests = "; ".join([*map(str, g.cites), *([g.source] if g.source else [])])
    return f"{g.says}{f' [{rests}]' if rests else ''}"


def _plain(
    e: Explanation, accord: Accord, texts: tuple[Path, ...], judges: dict[str, PlainJudge], incident: dict[str, Any]
) -> dict[str, Any]:
    """An explanation as plain data."""
    from servanda.judge.explain import influence_grounds

    assert e.norm is not None
    data = asdict(e.trace)
    data["reading"] = list(e.readings)
    data["norm"] = {
        "id": e.norm.id,
        "name": dict(e.norm.name),
        "force": e.norm.force.value,
        "cites": [{"cite": str(c), "quote": _quote(accord, c, texts)} for c in e.norm.cites],
        "source": e.norm.source,
    }
    data["guarantor_grounds"] = [asdict(g) for g in influence_grounds(judges[e.readings[0]], e.trace, incident)]
    return data
