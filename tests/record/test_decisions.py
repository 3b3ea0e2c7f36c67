"""Rules of decision: laws over all votes, and votes that were really taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.record.decisions import P5, Outcome, Position, Question, UnknownRuleError, outcome

T = datetime(2016, 3, 1, 12, tzinfo=UTC)
H = timedelta(hours=1)
FIVE = ("a", "b", "c", "d", "e")


def votes(at=T, **by_stance):
    out = []
    for stance, members in by_stance.items():
        out += [Position(m, stance.replace("_", "-"), at, len(out) + i) for i, m in enumerate(members)]
    return out


# --- laws ---

RULES = st.sampled_from(["consensus", "mutual-consent", "silence", "majority", "unsc"])
MEMBERS = (*P5, *(f"e{i}" for i in range(10)))


@st.composite
def questions(draw):
    rule = draw(RULES)
    members = MEMBERS if rule == "unsc" else MEMBERS[: draw(st.integers(1, 7))]
    return Question(
        rule,
        members,
        deadline=draw(st.none() | st.integers(0, 30).map(lambda h: T + h * H)),
        share=draw(st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)])),
        base=draw(st.sampled_from(["members", "voting"])),
        quorum=draw(st.integers(0, 5)),
        chair=draw(st.sampled_from(["", members[0]])),
    )


@st.composite
def said(draw, question, size=25):
    stances = st.sampled_from(["yes", "no", "abstain", "not-participating", "hold", "withdrawn"])
    rows = draw(st.lists(st.tuples(st.sampled_from(question.members), stances, st.integers(0, 30)), max_size=size))
    return [Position(m, s, T + h * H, i) for i, (m, s, h) in enumerate(rows)]


@given(st.data(), questions(), st.integers(0, 40))
def test_the_order_of_arrival_does_not_matter(data, question, hour):
    positions = data.draw(said(question))
    shuffled = data.draw(st.permutations(positions))
    assert outcome(question, positions, T + hour * H) == outcome(question, shuffled, T + hour * H)


@given(st.data(), questions(), st.integers(0, 40))
def test_nobody_blocks_a_question_by_agreeing(data, question, hour):
    """One more yes never turns adopted into something else."""
    positions = data.draw(said(question))
    at = T + hour * H
    if outcome(question, positions, at).state != "adopted":
        return
    member = data.draw(st.sampled_from(question.members))
    when = data.draw(st.integers(0, 40))
    more = [*positions, Position(member, "yes", T + min(when, hour) * H, 99)]
    assert outcome(question, more, at).state == "adopted"


@given(st.data(), questions(), st.integers(0, 40))
def test_one_more_no_never_adopts(data, question, hour):
    positions = data.draw(said(question))
    at = T + hour * H
    if outcome(question, positions, at).state == "adopted":
        return
    member = data.draw(st.sampled_from(question.members))
    if question.quorum and question.rule == "majority":
        return  # a no may bring the quorum
    if any(p.stance == "hold" and p.member == member for p in positions):
        return  # a no may replace a hold
    if question.rule == "consensus" and all(p.member != member for p in positions):
        return  # or end the waiting
    assert outcome(question, [*positions, Position(member, "no", at, 99)], at).state != "adopted"


@given(st.data(), questions(), st.integers(1, 40))
def test_a_withdrawal_undoes(data, question, hour):
    at = T + hour * H
    positions = [p for p in data.draw(said(question)) if p.stance != "hold"]
    member = data.draw(st.sampled_from(question.members))
    positions = [p for p in positions if p.member != member]
    stance = data.draw(st.sampled_from(["yes", "no", "abstain", "not-participating"]))
    before = min([at, *([question.deadline] if question.deadline else [])]) - timedelta(minutes=2)
    more = [Position(member, stance, before, 98), Position(member, "withdrawn", before + timedelta(minutes=1), 99)]
    assert outcome(question, positions + more, at) == outcome(question, positions, at)


@given(st.data(), questions(), st.integers(0, 30), st.integers(0, 200))
def test_a_closed_question_stays_as_it_closed(data, question, hour, later):
    positions = data.draw(said(question))
    at = T + hour * H
    now = outcome(question, positions, at)
    if now.closed_at is None:
        return
    late = [p for p in positions if p.at <= at]
    more = [Position(question.members[0], s, at + timedelta(minutes=1 + i), 99) for i, s in enumerate(("no", "hold"))]
    then = outcome(question, late + more, at + later * H)
    assert (then.state, then.closed_at) == (now.state, now.closed_at)
    assert now.would_change == ()


@given(st.data(), questions(), st.integers(0, 40))
def test_what_would_change_it_really_does(data, question, hour):
    positions = data.draw(said(question))
    at = T + hour * H
    now = outcome(question, positions, at)
    for member, stance, state in now.would_change[:4]:
        then = outcome(question, [*positions, Position(member, stance, at, 999)], at)
        assert then.state == state != now.state


@given(st.data(), questions(), st.integers(0, 40))
def test_blockers_are_members_and_a_blocked_question_names_some(data, question, hour):
    now = outcome(question, data.draw(said(question)), T + hour * H)
    assert set(now.blockers) <= set(question.members)
    assert now.state != "blocked" or now.blockers


@given(st.permutations(MEMBERS), st.integers(0, 15), st.integers(0, 15))
def test_the_security_council_by_arithmetic(order, yes, no):
    yes, no = order[:yes], order[yes : yes + no]
    rest = [m for m in MEMBERS if m not in yes and m not in no]
    found = outcome(Question("unsc", MEMBERS), votes(yes=yes, no=no, abstain=rest), T)
    veto = set(no) & set(P5)
    assert (found.state == "adopted") == (len(yes) >= 9 and not veto)
    assert (found.state == "blocked") == (len(yes) >= 9 and bool(veto))
    if found.state == "blocked":
        assert set(found.blockers) == veto


# --- each rule ---


def test_consensus_needs_no_objection_and_is_reached_at_the_deadline_or_when_all_have_spoken():
    q = Question("consensus", FIVE, deadline=T + 10 * H)
    assert outcome(q, votes(yes="abcd"), T).needs == "the word of e, or the deadline"
    assert outcome(q, votes(yes="abcd", abstain="e"), T).state == "adopted"
    assert outcome(q, votes(yes="ab"), T + 10 * H).state == "adopted"
    blocked = outcome(q, votes(yes="abc", no="d"), T)
    assert (blocked.state, blocked.blockers) == ("blocked", ("d",))
    assert ("d", "yes", "pending") in blocked.would_change


def test_mutual_consent_needs_each_side_and_silence_is_no_consent():
    q = Question("mutual-consent", ("north", "south"), deadline=T + 10 * H)
    assert outcome(q, votes(yes=["north"]), T).would_change == (
        ("south", "yes", "adopted"),
        ("north", "no", "blocked"),
        ("south", "no", "blocked"),
    ) or set(outcome(q, votes(yes=["north"]), T).would_change) == {
        ("south", "yes", "adopted"), ("south", "no", "blocked"), ("north", "no", "blocked")
    }  # fmt: skip
    lapsed = outcome(q, votes(yes=["north"], abstain=["south"]), T + 10 * H)
    assert (lapsed.state, lapsed.blockers) == ("lapsed", ("south",))


def test_a_silence_procedure_broken_in_the_last_hour():
    """Circulated at noon with 72 hours; one delegation breaks it 20 minutes before the end."""
    q = Question("silence", FIVE, opened_at=T, deadline=T + 72 * H)
    last = T + 72 * H - timedelta(minutes=20)
    broken = [Position("d", "no", last, 1)]
    assert outcome(q, broken, last - H).state == "pending"
    found = outcome(q, broken, last)
    assert (found.state, found.blockers) == ("blocked", ("d",))
    assert outcome(q, broken, T + 90 * H).state == "blocked"
    assert outcome(q, [], T + 72 * H).state == "adopted"
    late = [Position("d", "no", T + 72 * H, 1)]
    assert outcome(q, late, T + 73 * H).state == "adopted"
    early = [Position("d", "no", T - H, 1)]
    assert outcome(q, early, T + 73 * H).state == "adopted"
    withdrawn = [*broken, Position("d", "withdrawn", last + timedelta(minutes=5), 2)]
    assert outcome(q, withdrawn, T + 72 * H).state == "adopted"
    too_late = [*broken, Position("d", "withdrawn", T + 73 * H, 2)]
    assert outcome(q, too_late, T + 80 * H).state == "blocked"


def test_a_hold_keeps_a_silence_procedure_open_until_it_is_lifted():
    q = Question("silence", FIVE, opened_at=T, deadline=T + 72 * H)
    hold = [Position("c", "hold", T + 70 * H, 1)]
    found = outcome(q, hold, T + 100 * H)
    assert (found.state, found.blockers, found.needs) == ("pending", ("c",), "c to lift the hold")
    lifted = [*hold, Position("c", "withdrawn", T + 101 * H, 2)]
    assert outcome(q, lifted, T + 101 * H).state == "adopted"
    assert outcome(q, lifted, T + 101 * H).closed_at == T + 101 * H
    turned = [*hold, Position("c", "no", T + 101 * H, 2)]
    assert outcome(q, turned, T + 102 * H).state == "blocked"
    meanwhile = [*hold, Position("b", "no", T + 80 * H, 2), Position("c", "withdrawn", T + 101 * H, 3)]
    assert outcome(q, meanwhile, T + 102 * H).blockers == ("b",)


def test_an_extension_counts_if_it_was_made_in_time():
    q = Question("silence", FIVE, opened_at=T, deadline=T + 24 * H, extensions=((T + 23 * H, T + 48 * H),))
    broken = [Position("a", "no", T + 30 * H, 1)]
    assert outcome(q, broken, T + 25 * H).state == "pending"
    assert outcome(q, broken, T + 31 * H).state == "blocked"
    late = replace(q, extensions=((T + 25 * H, T + 48 * H),))
    assert outcome(late, broken, T + 31 * H).state == "adopted"


@pytest.mark.parametrize(
    ("share", "base", "yes", "no", "abstain", "state"),
    [
        (Fraction(1, 2), "voting", "ab", "c", "de", "adopted"),
        (Fraction(1, 2), "voting", "ab", "cd", "e", "rejected"),
        (Fraction(1, 2), "members", "ab", "", "cde", "rejected"),
        (Fraction(1, 2), "members", "abc", "de", "", "adopted"),
        (Fraction(2, 3), "voting", "ab", "c", "de", "adopted"),
        (Fraction(2, 3), "voting", "abc", "de", "", "rejected"),
        (Fraction(2, 3), "members", "abcd", "e", "", "adopted"),
        (Fraction(2, 3), "members", "abc", "", "de", "rejected"),
        (Fraction(1, 2), "voting", "", "", "abcde", "rejected"),
    ],
)
def test_majorities_with_their_base(share, base, yes, no, abstain, state):
    q = Question("majority", FIVE, share=share, base=base)
    assert outcome(q, votes(yes=yes, no=no, abstain=abstain), T).state == state


def test_a_quorum_and_a_chair_who_breaks_a_tie():
    q = Question("majority", FIVE, deadline=T + H, quorum=3)
    assert outcome(q, votes(yes="ab"), T).needs == "1 more members to take part"
    assert outcome(q, votes(yes="ab"), T + H).state == "lapsed"
    assert outcome(q, votes(yes="ab", abstain="c"), T + H).state == "adopted"
    tie = votes(yes="ab", no="cd", abstain="e")
    assert outcome(q, tie, T + H).state == "rejected"
    assert outcome(replace(q, chair="a"), tie, T + H).state == "adopted"
    assert outcome(replace(q, chair="c"), tie, T + H).state == "rejected"
    assert outcome(replace(q, chair="a", share=Fraction(2, 3)), tie, T + H).state == "rejected"


def test_what_a_majority_still_needs():
    q = Question("majority", FIVE, deadline=T + H, share=Fraction(2, 3), base="members")
    assert outcome(q, votes(yes="ab"), T).needs == "2 more yes"
    q = Question("majority", FIVE, deadline=T + H)
    assert outcome(q, votes(yes="a", no="bc"), T).needs == "2 more yes"


def test_strangers_do_not_vote_and_unknown_rules_are_refused():
    q = Question("mutual-consent", ("north", "south"))
    assert outcome(q, votes(yes=["north", "south"], no=["west"]), T).state == "adopted"
    with pytest.raises(UnknownRuleError, match="acclamation"):
        outcome(Question("acclamation", FIVE), [], T)


# --- votes of the Security Council, with where they are recorded ---


def council(*elected):
    return Question("unsc", (*P5, *elected))


COUNCIL_2011 = council(
    "bosnia-herzegovina", "brazil", "colombia", "gabon", "germany", "india", "lebanon", "nigeria", "portugal",
    "south-africa",
)  # fmt: skip
COUNCIL_2012 = council(
    "azerbaijan", "colombia", "germany", "guatemala", "india", "morocco", "pakistan", "portugal", "south-africa", "togo"
)
COUNCIL_2015 = council(
    "angola", "chad", "chile", "jordan", "lithuania", "malaysia", "new-zealand", "nigeria", "spain", "venezuela"
)
COUNCIL_2018 = council(
    "bolivia", "cote-divoire", "equatorial-guinea", "ethiopia", "kazakhstan", "kuwait", "netherlands", "peru", "poland",
    "sweden",
)  # fmt: skip
COUNCIL_2020 = council(
    "belgium", "dominican-republic", "estonia", "germany", "indonesia", "niger", "saint-vincent", "south-africa",
    "tunisia", "viet-nam",
)  # fmt: skip
COUNCIL_1973 = Question(
    "unsc",
    ("china", "france", "ussr", "united-kingdom", "united-states", "australia", "austria", "guinea", "india",
     "indonesia", "kenya", "panama", "peru", "sudan", "yugoslavia"),
    permanent=("china", "france", "ussr", "united-kingdom", "united-states"),
)  # fmt: skip


def cast(question: Question, no=(), abstain=(), absent=(), yes=None) -> Outcome:
    rest = [m for m in question.members if m not in {*no, *abstain, *absent}]
    if yes is not None:
        assert set(rest) == set(yes)
    return outcome(question, votes(yes=rest, no=no, abstain=abstain, not_participating=absent), T)


def test_resolution_2254_on_syria_was_adopted_unanimously():
    """18 December 2015, S/PV.7588: 15 in favour."""
    assert cast(COUNCIL_2015).state == "adopted"


def test_the_draft_of_4_october_2011_on_syria_was_vetoed_by_two():
    """S/2011/612, S/PV.6627: 9 in favour, 2 against, 4 abstentions."""
    found = cast(COUNCIL_2011, no=["china", "russia"], abstain=["brazil", "india", "lebanon", "south-africa"])
    assert (found.state, found.blockers) == ("blocked", ("china", "russia"))
    assert dict(found.tally)["yes"] == (
        "france", "united-kingdom", "united-states", "bosnia-herzegovina", "colombia", "gabon", "germany", "nigeria",
        "portugal",
    )  # fmt: skip
    assert not any(state == "adopted" for _, _, state in found.would_change)  # neither could free it alone


def test_the_draft_of_4_february_2012_on_syria_was_vetoed():
    """S/2012/77, S/PV.6711: 13 in favour, 2 against."""
    assert cast(COUNCIL_2012, no=["china", "russia"]).blockers == ("china", "russia")


def test_the_draft_of_14_april_2018_failed_for_want_of_votes_and_not_by_veto():
    """S/2018/355, S/PV.8233: 3 in favour, 8 against, 4 abstentions."""
    found = cast(
        COUNCIL_2018,
        no=["cote-divoire", "france", "kuwait", "netherlands", "poland", "sweden", "united-kingdom", "united-states"],
        abstain=["equatorial-guinea", "ethiopia", "kazakhstan", "peru"],
        yes=["bolivia", "china", "russia"],
    )
    assert (found.state, found.needs) == ("rejected", "6 more yes")


def test_resolution_2449_passed_while_two_permanent_members_abstained():
    """13 December 2018, S/PV.8423: 13 in favour, 2 abstentions."""
    assert cast(COUNCIL_2018, abstain=["china", "russia"]).state == "adopted"


def test_resolution_2504_passed_while_four_permanent_members_abstained():
    """10 January 2020, S/PV.8700: 11 in favour, 4 abstentions."""
    assert cast(COUNCIL_2020, abstain=["china", "russia", "united-kingdom", "united-states"]).state == "adopted"


def test_resolution_344_passed_while_one_permanent_member_did_not_take_part():
    """15 December 1973: 10 in favour, 4 abstentions, China not participating."""
    found = cast(COUNCIL_1973, abstain=["france", "ussr", "united-kingdom", "united-states"], absent=["china"])
    assert found.state == "adopted"


def test_a_procedural_question_knows_no_veto():
    q = replace(COUNCIL_2015, procedural=True)
    assert cast(q, no=["russia", "china", "venezuela"]).state == "adopted"
