"""Resolutions: one item per verb, addressees, sub-items that inherit, preambles that bind nobody."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from servanda.words import Commitment, as_data, read

DAY = date(1999, 6, 1)
HEAD = "Resolution 4000 (1999)\n\nThe Security Council,\n\nRecalling its resolution 3999 (1998) of 2 May 1998,\n\n"


def items(paragraph: str, head: str = HEAD) -> list[Commitment]:
    return list(read(head + paragraph, DAY).commitments)


@pytest.mark.parametrize(
    ("paragraph", "force", "bearers"),
    [
        ("1. Calls upon all parties to cease fire;", "call_upon", ["Parties to the conflict"]),
        ("1. Requests the Secretary-General to report by 1 July 1999;", "obligation", ["UN Secretary-General"]),
        ("1. Requests Member States to provide assistance;", "call_upon", ["Member States"]),
        ("1. Demands that all parties cease all attacks on civilians;", "prohibition", ["Parties to the conflict"]),
        ("1. Decides that all States shall freeze the funds;", "obligation", ["Member States"]),
        ("1. Decides that no State shall supply arms to the group;", "prohibition", None),
        ("1. Decides to remain seized of the matter.", "obligation", ["UN Security Council"]),
        ("1. Expresses its intention to review the mandate;", "intention", ["UN Security Council"]),
        ("1. Authorizes Member States to use the crossings;", "permission", ["Member States"]),
        ("1. Stresses that the people of Mali will decide the future of Mali;", "power", ["Malian people"]),
        ("1. Strongly urges the Government of Mali to open talks;", "call_upon", ["Government of Mali"]),
        ("1. Decides that the embargo shall not apply to medical supplies;", "permission", ["Member States"]),
        (
            "1. Reiterates its call in resolution 3999 (1998) for Member States to prevent attacks;",
            "call_upon",
            ["Member States"],
        ),
        ("1. Urges the three communities in Croatia to resume talks;", "call_upon", ["three communities in Croatia"]),
        ("1. Calls upon Iran and Iraq to withdraw all forces;", "call_upon", ["Iran", "Iraq"]),
    ],
)
def test_one_verb_one_item(paragraph: str, force: str, bearers: list[str] | None) -> None:
    (c,) = items(paragraph)
    assert c.force == force
    assert bearers is None or list(c.bearers) == bearers


@pytest.mark.parametrize(
    "paragraph",
    [
        "1. Welcomes the report of the Secretary-General;",
        "1. Condemns the attacks of 3 May 1999;",
        "1. Takes note of the letter;",
        "1. Expresses its appreciation to the Force;",
        "1. Emphasizes the importance of dialogue;",
    ],
)
def test_praise_and_blame_bind_nobody(paragraph: str) -> None:
    assert items(paragraph) == []


def test_several_verbs_in_one_paragraph_are_several_items() -> None:
    got = items(
        "1. Welcomes the truce, calls upon the parties to keep it, urges all States to help, "
        "and requests the Secretary-General to report within 30 days;"
    )
    assert [(c.cue, c.bearers[0]) for c in got] == [
        ("calls upon", "Parties to the conflict"),
        ("urges", "Member States"),
        ("requests", "UN Secretary-General"),
    ]
    assert got[2].deadline is not None
    assert got[2].deadline.to == date(1999, 7, 1)


def test_sub_items_inherit_verb_and_bearer() -> None:
    got = items(
        "1. Requests the Secretary-General:\n\n(a) To send a team to the area without delay;\n\n"
        "(b) To report to the Council by 15 June 1999;\n\n2. Decides to remain seized of the matter."
    )
    assert [c.bearers for c in got] == [("UN Secretary-General",)] * 2 + [("UN Security Council",)]
    assert [c.force for c in got[:2]] == ["obligation", "obligation"]
    assert got[1].deadline is not None
    assert got[1].deadline.to == date(1999, 6, 15)


def test_a_text_without_line_breaks_is_cut_at_its_numbers() -> None:
    head = "Resolution 4000 (1999) The Security Council, Recalling its resolution 3999 (1998), "
    got = items(
        "1. Calls upon all parties to cease fire; 2. Requests the Secretary-General to report; "
        "3. Decides to remain seized of the matter.",
        head,
    )
    assert [c.cue for c in got] == ["calls upon", "requests", "decides"]


def test_hard_wrapped_names_are_found_whole() -> None:
    text = (
        HEAD
        + "1. Calls upon the Government\nof Rwanda to allow the United Nations\nofficials to reach the camps and to\n"
        "report on this within ten\ndays of the adoption of this\nresolution;\n"
        + "filler line of about forty characters here\n"
        * 3
    )
    (c, *_) = read(text, DAY).commitments
    assert c.bearers == ("Government of Rwanda",)
    assert c.deadline is not None
    assert c.deadline.to == date(1999, 6, 11)


def test_nouns_that_look_like_verbs_open_nothing() -> None:
    got = items("1. Requests the Secretary-General to examine all requests, demands and calls that the parties make;")
    assert len(got) == 1


def test_a_statement_of_the_president_is_read_like_a_resolution() -> None:
    text = (
        "Statement by the President of the Security Council\n\n17 August 2015\n\n"
        "The Security Council recalls its resolutions.\n\n"
        "The Security Council demands that all parties cease attacks. The Council calls upon the Government of Mali to"
        " allow access without delay.\n\n"
        "The Security Council requests the Secretary-General to report within 90 days.\n"
    )
    r = read(text)
    assert [(c.cue, c.bearers[0]) for c in r.commitments] == [
        ("demands", "Parties to the conflict"),
        ("calls upon", "Government of Mali"),
        ("requests", "UN Secretary-General"),
    ]
    assert r.commitments[1].deadline is not None
    assert r.commitments[1].deadline.kind == "immediate"


def test_another_organ_with_capital_verbs() -> None:
    text = (
        "COMMUNIQUE\n\nAdopted on 3 May 2021\n\nThe Peace and Security Council,\n\nRecalling its previous communiques,\n\n"
        "1. STRONGLY CONDEMNS the attacks and CALLS ON the parties to cease hostilities;\n\n"
        "2. DECIDES to deploy observers by 1 July 2021;\n"
    )
    r = read(text)
    assert [(c.force, c.bearers) for c in r.commitments] == [
        ("call_upon", ("Parties to the conflict",)),
        ("obligation", ("Peace and Security Council",)),
    ]


def test_an_item_that_opens_a_list_names_its_bearer() -> None:
    text = (
        "Resolution 4000 (1999)\n\nThe Security Council,\n\nRecommends to the Governments of India and Pakistan the following"
        " measures:\n\nA. Restoration of peace\n\n1. The Government of Pakistan should undertake:\n\n"
        "(a) To secure the withdrawal of tribesmen;\n\n2. The Government of India should:\n\n"
        "(a) Make known that the withdrawal takes place in stages;\n"
    )
    got = [c for c in read(text, DAY).commitments if c.rule == "list item"]
    assert [c.bearers for c in got] == [("Government of Pakistan",), ("Government of India",)]


@pytest.mark.slow
def test_no_resolution_of_the_collection_makes_it_fail(shared: Path) -> None:
    """Every tenth of 1,114, from 1946 to 2015, scanned, numbered or not, with and without line breaks."""
    with gzip.open(shared / "data/texts/unsc-resolutions-1946-2015-even.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for n, line in enumerate(lines) if n % 10 == 0]
    none = 0
    for row in rows:
        on = date.fromisoformat(row["date"]) if row["date"] != "NA" else date(row["year"], 1, 1)
        data = as_data(read(row["text"], on))  # raises where a span is not the text
        assert data["document"]["genre"] == "resolution", row["number"]
        none += not data["commitments"]
    assert none <= 0.05 * len(rows)
