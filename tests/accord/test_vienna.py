"""The Vienna accord as shipped: it covers the gold reading, quotes nobody, and says where every fact comes from."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

import servanda.accord

VIENNA = Path(servanda.accord.__file__).parent / "vienna"
WORDS_IN_A_ROW = 8  # from here on it is somebody else's sentence

# Gold commitment → the blocks that code it, each of which must cite its paragraph.
CODED = {
    "C02": ["us-goals"],
    "C06": ["formal-talks", "talks"],
    "C07": ["gather-opposition", "opposition-gathered"],
    "C08": ["transition-governance", "transition-schedule", "transition-eligibility", "governance"],
    "C09": ["hold-elections", "elections"],
    "C10": ["supervise-elections"],
    "C11": ["diaspora-votes"],
    "C12": ["ceasefire-beside-talks"],
    "C13": ["bring-about-ceasefire", "ceasefire", "cessation"],
    "C14": ["support-mission", "mission-resolution"],
    "C15": ["plan-support"],
    "C16": ["lead-modalities"],
    "C17": ["ensure-adherence", "ceasefire"],
    "C18": ["enforce", "countries-with-influence"],
    "C19": ["press-on-weapons"],
    "C20": ["action-against-listed", "ceasefire", "terrorists"],
    "C22": ["people-decide"],
    "C23": ["convene", "talks"],
    "C24": ["find-delegation"],
    "C25": ["russia-helps-convene"],
    "C27": ["unity-government", "governance"],
    "C28": ["people-adopt-constitution", "elections"],
    "C29": ["work-on-list", "list-agreed"],
    "C31": ["jordan-coordinates", "common-list"],
    "C32": ["russia-on-list"],
    "C33": ["amman-centre"],
    "C34": ["conditions-for-ceasefire"],
    "C35": ["plan-support", "mission-plan"],
    "C37": ["aid-and-access"],
    "C38": ["arab-league-seat", "issg"],
    "C39": ["oic-seat", "issg"],
    "C40": ["un-ready"],
    "C41": ["un-ready"],
    "C42": ["government-ready"],
    "C43": ["un-helps-opposition"],
    "C44": ["aim-for-december", "opposition-gathered"],
    "C45": ["start-at-once", "elections"],
    "C46": ["nationwide-ceasefire", "cessation"],
    "C47": ["jordan-assists", "common-list"],
    "C50": ["assad-negotiates"],
    "C52": ["oil-trade"],
    "C53": ["russia-with-coalition"],
    "C55": ["orderly-transition"],
    "C56": ["discuss-options", "g20"],
    "C59": ["deconfliction"],
    "C60": ["broad-opposition"],
    "C61": ["own-delegation"],
    "C62": ["meeting-soon"],
    "C63": ["speed"],
    "C64": ["bring-to-table", "countries-with-influence"],
}


@cache
def blocks() -> tuple[tuple[str, Any], ...]:
    """Every fenced block of the accord as (kind, plain data), read without the accord's own parser."""
    text = (VIENNA / "accord.md").read_text("utf-8")
    return tuple(
        (kind, yaml.load(body, yaml.BaseLoader))
        for kind, body in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S)
    )


@cache
def by_id() -> dict[str, tuple[str, Any]]:
    return {body["id"]: (kind, body) for kind, body in blocks() if isinstance(body, dict) and kind != "reading"}


def cites(body: Any) -> list[str]:
    found = body.get("cites", [])
    return [found] if isinstance(found, str) else list(found)


def front_matter() -> Any:
    return yaml.load((VIENNA / "accord.md").read_text("utf-8").split("---\n")[1], yaml.BaseLoader)


@pytest.fixture(scope="module")
def gold(shared: Path) -> Any:
    return json.loads((shared / "data/gold/vienna-2015-11-14.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def transcript(shared: Path) -> str:
    return (shared / "data/texts/vienna-2015-11-14-press-availability.txt").read_bytes().decode("utf-8")


def paragraph_of(transcript: str, at: int) -> int:
    """Which run of lines without a blank line the character lies in, counted from 1."""
    before = transcript[: at + 1].split("\n")
    return sum(1 for above, line in zip(["", *before], before, strict=False) if line.strip() and not above.strip())


def test_every_core_commitment_of_the_gold_reading_is_cited_by_a_block(gold: Any, transcript: str) -> None:
    cited = {c for _, body in blocks() for item in (body if isinstance(body, list) else [body]) for c in cites(item)}
    core = [c for c in gold["commitments"] if not c.get("optional")]
    uncovered = [c["id"] for c in core if f"press {paragraph_of(transcript, c['start'])}" not in cited]
    assert uncovered == []


def test_every_core_commitment_has_its_own_blocks_with_its_force(gold: Any, transcript: str) -> None:
    core = {c["id"]: c for c in gold["commitments"] if not c.get("optional")}
    assert set(CODED) == set(core)
    for gold_id, ids in CODED.items():
        place = f"press {paragraph_of(transcript, core[gold_id]['start'])}"
        for block_id in ids:
            assert place in cites(by_id()[block_id][1]), f"{block_id} does not cite {place} for {gold_id}"
        kind, body = by_id()[ids[0]]
        force = "power" if kind == "power" else body["force"]
        assert force == core[gold_id]["force"].replace("_", "-"), f"{gold_id} is coded as {force} by {ids[0]}"


def test_every_actor_of_the_gold_reading_is_known_by_name_or_alias(gold: Any) -> None:
    known = set()
    for _, body in by_id().values():
        names = body.get("name", "")
        known |= {n.casefold() for n in ([names] if isinstance(names, str) else names.values())}
        known |= {a.casefold() for a in body.get("aliases", [])}
    missing = [
        party["id"]
        for party in gold["parties"]
        if party["type"] not in {"group", "media"}
        and not {n.casefold() for n in (party["name"], *party["aliases"])} & known
    ]
    assert missing == []


def test_documents_are_those_that_were_read(shared: Path) -> None:
    for document in front_matter()["documents"]:
        content = (shared / "data/texts" / document["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == document["sha256"], document["id"]


def test_spans_of_resolutions_hold_whole_paragraphs(shared: Path) -> None:
    files = {d["id"]: d["file"] for d in front_matter()["documents"]}
    spans = set(re.findall(r"\b(unsc-\d+) @(\d+)-(\d+)", (VIENNA / "accord.md").read_text("utf-8")))
    assert spans
    for document, start, end in spans:
        passage = (shared / "data/texts" / files[document]).read_bytes().decode("utf-8")[int(start) : int(end)]
        assert re.match(r"\d+\. ", passage), (document, start, passage[:40])
        assert passage.endswith((";", ".")), (document, end, passage[-40:])


def test_every_block_says_what_it_rests_on() -> None:
    items = [
        (kind, item) for kind, body in blocks() if kind != "group" for item in (body if kind == "influence" else [body])
    ]
    reached = [("reached", item) for kind, body in blocks() if kind == "milestone" for item in body.get("reached", [])]
    assert [(kind, item) for kind, item in items + reached if not (item.get("cites") or item.get("source"))] == []


def test_what_is_only_reported_of_a_tie_is_called_reported() -> None:
    for kind, body in blocks():
        for tie in body if kind == "influence" else []:
            if "press reports" in tie.get("source", "").lower() and "own statements" not in tie["source"]:
                assert "(reported)" in tie["how"], tie


def test_members_of_the_support_group_stand_in_order_of_their_names() -> None:
    _, issg = by_id()["issg"]
    ids = [m if isinstance(m, str) else m["party"] for m in issg["members"]]
    assert ids == sorted(ids)
    assert len(ids) == 21


def test_no_alias_is_claimed_twice() -> None:
    claimed: dict[str, str] = {}
    for kind, body in by_id().values():
        if kind != "party":
            continue
        names = body["name"]
        for alias in {*([names] if isinstance(names, str) else names.values()), *body.get("aliases", [])}:
            assert claimed.setdefault(alias.casefold(), body["id"]) == body["id"], alias


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold().replace("’", "").replace("'", ""))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    return (tuple(words[i : i + WORDS_IN_A_ROW]) for i in range(len(words) - WORDS_IN_A_ROW + 1))


def _our_sentences() -> Iterator[tuple[str, str]]:
    """Where it stands and what it says: prose by paragraph, every text in a block, every note of an incident."""
    text = (VIENNA / "accord.md").read_text("utf-8")
    prose = re.sub(r"^```\w+\n.*?^```$", "\n", text.split("---\n", 2)[2], flags=re.M | re.S)
    yield from (("prose", paragraph) for paragraph in re.split(r"\n\s*\n", prose))
    for kind, body in blocks():  # what a party is called is not ours to reword
        told = {k: v for k, v in body.items() if k not in {"name", "aliases"}} if kind == "party" else body
        yield from ((f"{kind} block", found) for found in _texts(told))
    yield "README.md", (VIENNA / "README.md").read_text("utf-8")
    with (VIENNA / "incidents-2016.csv").open(encoding="utf-8", newline="") as file:
        yield from ((row["incident_id"], row["note"] or "") for row in csv.DictReader(file))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        yield from chain.from_iterable(map(_texts, value.values() if isinstance(value, dict) else value))


def test_no_sentence_is_copied_from_the_texts(shared: Path) -> None:
    theirs = set()
    for path in (shared / "data/texts").glob("*.txt"):
        theirs.update(_runs(path.read_text("utf-8")))
    copied = [(where, " ".join(run)) for where, text in _our_sentences() for run in _runs(text) if run in theirs]
    assert copied == []


def test_copies_would_be_found(transcript: str) -> None:
    assert next(_runs(transcript[2000:2400])) in set(_runs(transcript))
