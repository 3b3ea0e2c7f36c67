"""Screening: hits with reasons, aliases, scripts, moments; batch and one at a time agree."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from servanda.parties import compare
from servanda.parties.listed import Listed, Name, as_of
from servanda.parties.lists import read_list
from servanda.parties.screen import Index


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


LIST = [
    Listed("1", "Person", (Name("Ayman al-Zawahiri", "name"), Name("أيمن الظواهري", "original-script"))),
    Listed("2", "Organization", (Name("Jabhat al-Nusra"), Name("Al-Nusrah Front"))),
    Listed("3", "Person", (Name("Tariq Anwar al-Sayyid Ahmad"),), known_from=_day("2015-01-01")),
    Listed("4", "Person", (Name("Omar Farouk"),), known_from=_day("2014-01-01"), known_to=_day("2015-01-01")),
    Listed("4", "Person", (Name("Umar Faruq Hasan"),), known_from=_day("2015-01-01")),
]


def test_a_hit_tells_its_entry_the_name_that_met_and_why():
    (hit, *_) = Index(LIST).search("Айман аз-Завахири")
    assert hit.entry.id == "1"
    assert hit.name in {n.text for n in LIST[0].names}
    assert hit.score == compare("Айман аз-Завахири", hit.name, schema="Person").score
    assert hit.why


def test_one_at_a_time_and_batch_give_the_same():
    names = ["Zawahiri Ayman", "جبهة النصرة", "nobody at all", "", "Тарик Анвар Ахмад"]
    index = Index(LIST)
    whole = index.search_many(names)
    assert [[(h.entry.id, h.score) for h in hits] for hits in whole] == [
        [(h.entry.id, h.score) for h in index.search(n)] for n in names
    ]
    assert [bool(h) for h in whole] == [True, True, False, False, True]


def test_the_list_as_known_at_a_moment_is_what_is_asked():
    index = Index(LIST)
    then, now = _day("2014-06-01"), _day("2016-01-01")
    assert [h.name for h in index.search("Omar Farouk", as_known_at=then)] == ["Omar Farouk"]
    assert [h.name for h in index.search("Umar Faruq Hassan", as_known_at=then, least=0.9)] == []
    assert [h.name for h in index.search("Umar Faruq Hassan", as_known_at=now)] == ["Umar Faruq Hasan"]
    assert [h.name for h in index.search("Umar Faruq Hassan")] == ["Umar Faruq Hasan"]
    assert len(as_of(LIST, then)) == 3


def test_an_empty_list_finds_nothing():
    assert Index([]).search("Ali") == []


def test_every_name_of_the_un_list_finds_its_own_entry(shared):
    entries = read_list(shared / "data/lists/un-alqaida-list-2015-02-01.xml.gz").entries
    index = Index(entries)
    names = [e.name for e in entries]
    found = index.search_many(names, limit=3)
    lost = [n for n, e, hits in zip(names, entries, found, strict=True) if e.id not in {h.entry.id for h in hits}]
    assert lost == []


@pytest.mark.slow
def test_one_name_is_answered_within_a_hundredth_of_a_second(shared):
    index = Index(read_list(shared / "data/lists/un-consolidated-list-2015-03-27.xml.gz").entries)
    index.search("warm up")
    start = time.process_time()
    for i in range(20):
        index.search(f"Muhammad Ahmad {i}", schema="Person")
    assert (time.process_time() - start) / 20 < 0.05
