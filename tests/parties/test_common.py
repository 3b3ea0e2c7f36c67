"""The common list: groups across scripts, agreement and blockers against a known truth, people's judgements."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import combinations

import pytest

from servanda.parties.common import consolidate, side
from servanda.parties.listed import Listed, Name
from servanda.parties.review import (
    Judgement,
    contradictions,
    open_doubts,
    read_doubts,
    read_judgements,
    standing,
    write_doubts,
    write_judgement,
)

NOW = datetime(2016, 1, 1, tzinfo=UTC)
CLASS = {
    "Liwa": ("لواء", "Brigade"),
    "Katibat": ("كتيبة", "Battalion"),
    "Jaysh": ("جيش", "Army"),
    "Firqat": ("فرقة", "Division"),
    "Faylaq": ("فيلق", "Legion"),
    "Harakat": ("حركة", "Movement"),
    "Jabhat": ("جبهة", "Front"),
    "Tajammu": ("تجمع", "Tajammu"),
}
SECOND = [
    ("al-Badr", "البدر"),
    ("al-Zubayr", "الزبير"),
    ("al-Qadisiya", "القادسية"),
    ("Hittin", "حطين"),
    ("al-Murabitin", "المرابطين"),
    ("Mu'ta", "مؤتة"),
    ("al-Furqan", "الفرقان"),
    ("Dir al-Ghuta", "درع الغوطة"),
    ("al-Rashidin", "الراشدين"),
    ("Tariq bin Ziyad", "طارق بن زياد"),
    ("al-Habib", "الحبيب"),
    ("al-Khattab", "الخطاب"),
    ("al-Qaqa", "القعقاع"),
    ("al-Nimr", "النمر"),
    ("Dhu al-Faqar", "ذو الفقار"),
    ("al-Mansur", "المنصور"),
    ("al-Wisam", "الوسام"),
    ("al-Farouq", "الفاروق"),
    ("Safwan", "صفوان"),
    ("Halab al-Shahba", "حلب الشهباء"),
]


def _made(members: int, seed: int) -> tuple[dict[str, list[Listed]], dict[tuple[str, str], int], list[set[str]]]:
    """Members' lists with 160 groups; for each entry which group it is; for each group who lists it."""
    rng = random.Random(seed)
    groups = [(f, s) for f in CLASS for s in SECOND]
    lists: dict[str, list[Listed]] = {f"m{m:02}": [] for m in range(members)}
    truth: dict[tuple[str, str], int] = {}
    listed: list[set[str]] = []
    for g, (first, (latin, arabic)) in enumerate(groups):
        agreed = g % 10 == 0
        who = {m for m in lists if agreed or rng.random() < 0.6}
        if g % 10 == 1:
            who = set(lists) - {f"m{g % members:02}"}
        listed.append(who)
        spelt = latin.replace("al-", "Al ").replace("Q", "K").replace("u", "ou")
        forms = [f"{first} {latin}", f"{CLASS[first][0]} {arabic}", f"{latin} {CLASS[first][1]}", f"{first} {spelt}"]
        for m in sorted(who):
            entry = Listed(f"e{g}", "Organization", tuple(Name(n) for n in rng.sample(forms, 2)), list_id=m)
            lists[m].append(entry)
            truth[m, entry.id] = g
    return lists, truth, listed


@pytest.mark.slow
def test_160_groups_of_20_members_come_out_with_their_agreement_and_blockers():
    lists, truth, listed = _made(20, 7)
    common = consolidate(lists)
    found = {(a.list_id, a.id, b.list_id, b.id) for g in common.groups for a, b in combinations(g.entries, 2)}
    right = sum(truth[a, i] == truth[b, j] for a, i, b, j in found)
    all_pairs = sum(len(w) * (len(w) - 1) // 2 for w in listed)
    precision, recall = right / len(found), right / all_pairs
    assert 2 * precision * recall / (precision + recall) > 0.95, (precision, recall)
    pure = {truth[g.entries[0].list_id, g.entries[0].id]: g for g in common.groups if len(g.entries) > 1}
    agreed = {k for k, w in enumerate(listed) if len(w) == 20}
    assert {truth[g.entries[0].list_id, g.entries[0].id] for g in common.agreed} <= agreed
    assert len(common.agreed) >= 0.9 * len(agreed)
    assert all(g.listed_by == listed[k] for k, g in pure.items() if k in agreed)
    blockers = common.blockers()
    assert sum(len(v) for v in blockers.values()) >= 0.8 * sum(len(w) == 19 for w in listed)


def _lists(**members: list[str]) -> dict[str, list[Listed]]:
    return {
        m: [Listed(f"{i}", "Organization", (Name(n),), list_id=m) for i, n in enumerate(ns)]
        for m, ns in members.items()
    }


THREE = _lists(
    jordan=["Jabhat al-Nusra", "Daesh", "Kata'ib Hizballah"],
    russia=["Джабхат ан-Нусра", "ИГИЛ", "Ахрар аш-Шам"],
    iran=["جبهة النصرة", "داعش", "Ahrar al-Cham", "Jaysh al-Islam"],
)  # fmt: skip


def test_agreed_disputed_moderate_and_blockers_of_three_lists_in_three_scripts():
    southern = Listed("x", "Organization", (Name("Southern Front"),), list_id="jordan-no")
    common = consolidate(THREE, refused={"jordan": [southern]})
    assert {g.id for g in common.agreed} == {"daesh", "jabhat-al-nusra"}
    assert {g.name for g in common.moderate} == {"Southern Front"}
    assert {g.name for g in common.disputed} == {"Ahrar al-Cham", "Jaysh al-Islam", "Kata'ib Hizballah"}
    alone = {m: [g.name for g in gs] for m, gs in common.blockers().items()}
    assert alone == {"iran": [], "jordan": ["Ahrar al-Cham"], "russia": []}
    cheapest = [(who, [g.name for g in won]) for who, won in common.next_agreements(2)]
    assert cheapest[0] == (("jordan",), ["Ahrar al-Cham"])
    assert cheapest[1][1] == ["Ahrar al-Cham", "Jaysh al-Islam"]
    assert len(common.groups) == len(common.agreed) + len(common.disputed) + len(common.moderate)


def test_the_order_of_members_and_entries_changes_nothing():
    turned = {m: list(reversed(es)) for m, es in reversed(list(THREE.items()))}
    assert consolidate(turned) == consolidate(THREE)


def test_no_merge_is_silent():
    for g in consolidate(THREE).groups:
        assert len(g.entries) == 1 or all(link.why for link in g.links)
        assert len(g.links) >= len(g.entries) - 1


def test_a_judgement_joins_parts_and_is_never_asked_again():
    lists = _lists(a=["Zahra"], b=["Kata'ib al-Zahra"])
    common = consolidate(lists)
    assert len(common.groups) == 2
    assert [d.pair for d in common.doubts] == [frozenset(("a/0", "b/0"))]
    same = Judgement("a/0", "b/0", "same", "anna", NOW, "their own statement")
    joined = consolidate(lists, standing([same]))
    assert len(joined.groups) == 1
    assert joined.doubts == ()
    assert "anna" in joined.groups[0].links[0].why
    other = Judgement("b/0", "a/0", "different", "ben", NOW)
    parted = consolidate(lists, standing([same, other]))
    assert len(parted.groups) == 2
    assert parted.doubts == ()


def test_a_wrong_merge_can_be_taken_apart():
    lists = _lists(a=["Jabhat al-Nusra"], b=["al-Nusrah Front"])
    assert len(consolidate(lists).groups) == 1
    apart = standing([Judgement("a/0", "b/0", "different", "ben", NOW)])
    assert len(consolidate(lists, apart).groups) == 2


def test_entries_of_one_list_are_not_put_together_by_score():
    lists = _lists(a=["Jabhat al-Nusra", "al-Nusrah Front"], b=["جبهة النصرة"])
    assert sorted(len(g.entries) for g in consolidate(lists).groups) == [1, 2]


def test_undo_takes_back_the_last_word_and_later_words_win():
    a = Judgement("x", "y", "same", "anna", NOW)
    b = Judgement("y", "x", "different", "ben", NOW)
    undo = Judgement("x", "y", "undo", "ben", NOW)
    assert standing([a, b])[frozenset("xy")] == b
    assert standing([a, b, undo])[frozenset("xy")] == a
    assert standing([a, undo, undo]) == {}


def test_judgements_that_contradict_each_other_are_named():
    said = [Judgement(*p, "same", "anna", NOW) for p in (("x", "y"), ("y", "z"))] + [
        Judgement("x", "z", "different", "ben", NOW)
    ]
    assert [p.code for p in contradictions(standing(said))] == ["review.contradiction"]


def test_the_queue_and_judgements_come_back_from_their_files_and_bad_lines_are_told():
    common = consolidate(_lists(a=["Zahra"], b=["Kata'ib al-Zahra"]))
    doubts, problems = read_doubts(write_doubts(common.doubts) + "{}\nnonsense\n[1]\n")
    assert doubts == list(common.doubts)
    assert len(problems) == 3
    said = Judgement("a/0", "b/0", "same", "anna", NOW, "why")
    assert read_judgements(write_judgement(said) + '{"verdict": "maybe"}\n')[0] == [said]
    assert open_doubts(doubts, standing([said])) == []


def test_an_entry_is_named_by_its_list_and_reference():
    assert side(Listed("7", "Person", (), reference="QI.A.12.01.", list_id="un")) == "un/QDi.012"
