"""Hinge counts every answer in one pass: it must be what judging again with that answer gives, and read as a sentence."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.accord import (
    Accord,
    Condition,
    Dated,
    Entry,
    Group,
    ListBlock,
    Membership,
    Norm,
    Reading,
    UnknownReadingError,
    find_folder,
    load,
)
from servanda.cli.hinge import command
from servanda.incidents.model import CLAIMS
from servanda.judge.engines.duckdb import plan_sql
from servanda.judge.hinge import as_dict, csv_text, hinge, html, questions, sentence
from servanda.judge.hinge.questions import PLAIN, base_reading, items_of
from servanda.judge.hinge.suppose import with_items
from servanda.judge.plain import judge_plainly
from servanda.judge.shifts import sql
from servanda.terms import Force
from tests.judge import made

SHIPPED = find_folder("vienna")
IDENTITY = {p: p for p in made.PARTIES}


def test_the_kept_query_is_current() -> None:
    assert sql().strip() == plan_sql("shifts.sql"), "the query changed: run `make plan` and look at the difference"


def rewritten(accord: Accord, reading: str, settled: Any) -> Accord:
    """The accord as a person would rewrite it so that one reading gives the answers: apart from ``suppose``."""
    base = accord.readings.get(reading, PLAIN)
    chosen = {q.id: (q, a) for q, a in settled}
    new: dict[int, Any] = {}
    seen: Counter[str] = Counter()
    for key, _, item in items_of(accord):
        if not item.readings:
            continue
        place, seen[key] = seen[key], seen[key] + 1
        if key in chosen:
            new[id(item)] = replace(item, readings=()) if place in chosen[key][1].value else None
    accord = with_items(accord, new)
    for question, answer in settled:
        match question.kind:
            case "variant":
                base = replace(base, sets={**base.sets, question.id: answer.value})
            case "umbrella":
                each = {**base.each_umbrella, question.id.removeprefix("umbrella#"): answer.value}
                base = replace(base, each_umbrella=each)
            case "mixed" | "grade" | "claimants":
                base = replace(base, **{question.kind: answer.value})
    return replace(accord, readings={base.id: base})


def kinds(accord: Accord, rows: Any, reading: str, claims: Any = ()) -> dict[tuple[str, str], tuple[str, str, str]]:
    """By the judge written apart."""
    found = judge_plainly(accord, rows, [accord.readings[reading]], IDENTITY, claims=claims)
    return {
        (t.incident_id, t.norm_id): (t.verdict, "; ".join(t.bearers), "; ".join(t.guarantors))
        for t in found
        if t.norm_id is not None
    }


NOTHING = ("not-covered", "", "")


def rerun(
    accord: Accord, rows: Any, reading: str, settled: Any, claims: Any = ()
) -> tuple[Counter[Any], Counter[Any], int]:
    """By judging twice: changes by norm, changes by bearer, and verdicts of one kind with others to answer."""
    before = kinds(replace(accord, readings={reading: accord.readings.get(reading, PLAIN)}), rows, reading, claims)
    after = kinds(rewritten(accord, reading, settled), rows, reading, claims)
    by_norm, by_bearer, accounts = Counter[Any](), Counter[Any](), 0
    for key in before.keys() | after.keys():
        was, now = before.get(key, NOTHING), after.get(key, NOTHING)
        if was[0] != now[0]:
            by_norm[key[1], was[0], now[0]] += 1
            charged = was[1] if was[0] in {"possible", "violation"} else now[1]
            for bearer in filter(None, charged.split("; ")):
                by_bearer[bearer, was[0], now[0]] += 1
        elif now[0] in {"possible", "violation"} and was[1:] != now[1:]:
            accounts += 1
    return by_norm, by_bearer, accounts


def counted(shifts: Any) -> Counter[Any]:
    return Counter({(s.of, s.was.value, s.now.value): s.verdicts for s in shifts})


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_each_answer_counts_what_judging_again_with_it_gives(data: Any) -> None:
    accord = data.draw(made.accords())
    rows = [data.draw(made.incidents(f"i{n}")) for n in range(data.draw(st.integers(1, 12)))]
    reading = data.draw(st.sampled_from([*accord.readings] or ["plain"]))
    claims = data.draw(made.claims([r["incident_id"] for r in rows]))
    found = hinge(
        accord, made.table(rows), reading if accord.readings else None, parties=IDENTITY,
        claims=pa.Table.from_pylist(claims, schema=CLAIMS),
    )  # fmt: skip
    answers = [(q, a) for q in questions(accord, base_reading(accord, found.reading)) for a in q.answers]
    assert len(found.alone) == len(answers)
    assert [h.charges for h in found.alone] == sorted((h.charges for h in found.alone), reverse=True)
    some = data.draw(st.lists(st.sampled_from(found.alone), max_size=6)) if found.alone else []
    for h in (*found.alone[:3], *some, *found.together):
        by_norm, by_bearer, accounts = rerun(accord, rows, reading, h.settled, claims)
        assert counted(h.by_norm) == by_norm, h.settled
        assert counted(h.by_bearer) == by_bearer, h.settled
        assert h.verdicts == by_norm.total()
        assert h.accounts == accounts, h.settled


def story() -> tuple[Accord, list[dict[str, Any]]]:
    """A truce between north and south; one reading lists the band from day 3, and no other."""
    accord = made.made_accord(
        groups={"sides": Group("sides", {"en": "sides"}, (Membership("north"), Membership("south")))},
        lists={
            "listed": ListBlock(
                "listed", {"en": "listed"}, (Entry("raiders"), Entry("band", Dated(made.FIRST + 2 * made.DAY), ("two",)))
            )
        },
        norms={
            "truce": Norm(
                "truce", {"en": "truce"}, Force.PROHIBITION, "sides", act=("attack",),
                exceptions=(Condition("target-in", ("listed",)),),
            )
        },
        readings={r: Reading(r, {"en": r}) for r in ("one", "two")},
    )  # fmt: skip
    rows = [
        {f.name: None for f in made.INCIDENTS}
        | {
            "incident_id": f"i{day}", "happened_from": made.FIRST + day * made.DAY,
            "happened_to": made.FIRST + day * made.DAY, "act": "attack", "side_a": "north" if day % 4 else "south",
            "side_b": "band", "directed": True,
        }
        for day in range(10)
    ]  # fmt: skip
    return accord, rows


def test_a_sentence_tells_who_is_let_off() -> None:
    accord, rows = story()
    found = hinge(accord, made.table(rows), "one", parties=IDENTITY)
    first = next(h for h in found.alone if h.settled[0][0].kind == "entry")
    assert sentence(accord, first) == (
        "If band is listed from 2020-01-03, 8 violations become exempt, 6 of them by north."
    )
    back = hinge(accord, made.table(rows), "two", parties=IDENTITY)
    assert sentence(accord, next(h for h in back.alone if h.settled[0][0].kind == "entry")) == (
        "If band is not listed, 8 exempt incidents become violations, 6 of them by north."
    )


def test_the_table_names_every_answer_and_quotes_formulas() -> None:
    accord, rows = story()
    found = hinge(accord, made.table(rows), "one", parties=IDENTITY)
    told = list(csv.reader(csv_text(found).splitlines()))
    assert len(told) == 2 + len(found.alone) + len(found.together)
    assert all(tag.startswith("#") for tag in told[1])
    assert {len(row) for row in told} == {len(told[0])}
    assert as_dict(found)["alone"][0]["verdicts"] == 8
    assert html(found).startswith('<ol class="hinge">\n<li>If band is listed from 2020-01-03, 8 violations')


def test_an_accord_that_leaves_nothing_open_has_no_hinge() -> None:
    accord, rows = story()
    plain = replace(accord, readings={}, lists={}, parties={p: accord.parties[p] for p in ("north", "south", "band")})
    plain = replace(plain, norms={"truce": replace(plain.norms["truce"], exceptions=())})
    found = hinge(plain, made.table(rows), parties=IDENTITY)
    assert [q.kind for q in questions(plain, PLAIN)] == ["mixed"]
    assert all(not h.verdicts for h in found.alone)
    assert not found.together
    assert html(found) == "<p>No open question changes a verdict.</p>\n"


def test_vienna_lists_are_told_by_name() -> None:
    accord = load("vienna")
    asked = {q.id: q for q in questions(accord, accord.readings["un"])}
    assert [a.says for a in asked["terrorists#ahrar-al-sham"].answers] == [
        "Ahrar al-Sham is listed from 2016-04-26 until 2016-12-30"
    ]
    assert {a.held_by for a in asked["umbrella#syrian-insurgents"].answers} == {("us", "turkey"), ()}
    assert all(q.asks.endswith("?") and q.answers for q in asked.values())


def test_the_command_tells_and_writes(tmp_path: Path) -> None:
    accord = str(SHIPPED / "incidents-2016.csv")
    run = CliRunner().invoke(command, ["vienna", accord, "--reading", "un", "-o", str(tmp_path / "h"), "--top", "3"])
    assert run.exit_code == 0, run.output
    assert "  1. If " in run.output
    assert "Together:" in run.output
    assert {p.name for p in (tmp_path / "h").iterdir()} == {"hinge.csv", "hinge.json", "hinge.html"}
    told = CliRunner().invoke(command, ["vienna", accord, "--reading", "un", "--json", "--top", "1"])
    assert len(json.loads(told.output)["alone"]) == 1
    wrong = CliRunner().invoke(command, ["vienna", accord, "--reading", "nobody"])
    assert isinstance(wrong.exception, UnknownReadingError)
