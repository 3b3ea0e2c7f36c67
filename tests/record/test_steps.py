"""An incident's way: the steps that were done, what is overdue, when the clock stood still; questions from the record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from servanda.accord import load
from servanda.record import Draft
from servanda.record.questions import outcomes, questions, unfounded
from servanda.record.steps import STEPS, allowed_times, medians, overdue, way
from servanda.record.tables import tables
from servanda.times import Duration

from .conftest import HeldClock

DAY = timedelta(days=1)
START = datetime(2016, 3, 1, tzinfo=UTC)
ALLOWED = {"acknowledged": Duration(24, "hour"), "verified": Duration(3, "day"), "answered": Duration(7, "day")}


class Story:
    """A log with a clock that the story moves: days after 1 March 2016."""

    def __init__(self, home):
        self.clock = HeldClock(step=timedelta(0))
        self.log = home.create(self.clock)

    def on(self, day, form, author, subject, **body):
        self.clock.now = START + day * DAY
        return self.log.append(Draft(f"{form}/1", author, body, subject))

    def way(self, day):
        self.clock.now = START + day * DAY
        return way(tables(self.log, START + day * DAY), START + day * DAY, ALLOWED)

    def states(self, day, incident="i1"):
        return {r["step"]: r["state"] for r in self.way(day).to_pylist() if r["incident_id"] == incident}


@pytest.fixture
def story(home):
    """One incident, from two reports to its publication."""
    s = Story(home)
    s.on(0, "report", "monitor:a", "r1", act="shelling")
    s.on(0.5, "receipt", "verifier:v", "r1", by_party="mission")
    s.on(1, "report", "party@north:p", "r2", act="shelling")
    s.on(1.5, "incident", "verifier:v", "i1", reports=["r1", "r2"])
    s.on(3, "verification", "verifier:v", "i1", source_grade="B", info_grade=2)
    s.on(4, "claim", "party@north:p", "r2", claimant="north", side_a="south")
    s.on(5, "assessment", "commissioner:c", "i1", finding="verdict", accord_hash="0" * 64)
    s.on(
        6,
        "proposal",
        "commissioner:c",
        "q1",
        question="Did south do it?",
        rule="majority",
        of=["a", "b", "c"],
        about="i1",
    )
    s.on(7, "position", "party@north:p", "q1", member="a", stance="yes")
    s.on(7, "position", "commissioner:c", "q1", member="b", stance="yes")
    s.on(7, "position", "party@south:p", "q1", member="c", stance="no", text="not us")
    dissent = [{"member": "c", "text": "not us"}]
    s.on(8, "decision", "commissioner:c", "q1", outcome="adopted", signed_by=["a", "b"], dissent=dissent, about="i1")
    s.on(9, "notification", "commissioner:c", "i1", kind="finding", to=["russia"])
    s.on(12, "answer", "guarantor@russia:g", "i1", by_party="russia", stance="explains")
    s.on(13, "publication", "commissioner:c", "i1")
    return s


def test_a_whole_way_is_done_step_by_step(story):
    assert set(story.states(13).values()) == {"done"}
    assert story.way(13)["incident_id"].unique().to_pylist() == ["i1"]
    assert list(story.states(13)) == list(STEPS)
    assert overdue(story.way(13)) == []


def test_as_known_then_later_steps_are_not_yet(story):
    then = story.states(3.5)
    assert [then[s] for s in STEPS[:5]] == ["done", "done", "done", "open", "waiting"]
    early = story.way(0.9).to_pylist()
    assert {r["incident_id"] for r in early} == {"r1"}  # the two reports were not yet known to be one


def test_the_median_days_of_each_step_are_told(story):
    found = medians(story.way(13))
    assert found["acknowledged"] == 0.5
    assert found["answered"] == 3
    assert found["verified"] == 1.5


def test_findings_keep_their_dissent_and_the_rule_agrees(story):
    held = tables(story.log)
    (row,) = held["decisions"].to_pylist()
    assert row["dissent"] == [{"member": "c", "text": "not us"}]
    found = outcomes(held, START + 8 * DAY)["q1"]
    assert found.state == row["outcome"] == "adopted"
    assert dict(found.tally)["no"] == ("c",)


def test_what_is_late_is_overdue_and_a_late_deed_is_remembered(home):
    s = Story(home)
    s.on(0, "report", "monitor:a", "r1", act="shelling")
    assert s.states(0.9, "r1")["acknowledged"] == "open"
    (row,) = overdue(s.way(3))
    assert (row["incident_id"], row["step"], row["late_hours"]) == ("r1", "acknowledged", 48)
    s.on(4, "receipt", "verifier:v", "r1", by_party="mission")
    assert overdue(s.way(5)) == []
    rows = {r["step"]: r for r in s.way(5).to_pylist()}
    assert (rows["acknowledged"]["state"], rows["acknowledged"]["late_hours"]) == ("done", 72)
    assert rows["fused"]["due_at"] is None  # no time was allowed for it: it is never overdue


def test_refused_access_stops_the_clock_with_its_reason_and_a_grant_starts_it_again(home):
    s = Story(home)
    s.on(0, "report", "monitor:a", "r1", act="shelling")
    s.on(0, "receipt", "verifier:v", "r1", by_party="mission")
    s.on(0, "incident", "verifier:v", "i1", reports=["r1"])
    refused = {"by_party": "south", "at": "2016-03-03T00:00:00Z", "reason": "no escort"}
    seq = s.on(2, "refusal", "monitor:a", "i1", **refused).seq
    row = next(r for r in s.way(20).to_pylist() if r["step"] == "verified")
    assert (row["state"], row["reason"]) == ("stopped", "access refused by south: no escort")
    assert overdue(s.way(20)) == []
    body = {"body": refused | {"until": "2016-03-21T00:00:00Z"}, "reason": "access given"}
    s.clock.now = START + 20 * DAY
    s.log.append(Draft("correction/1", "monitor:a", body, f"#{seq}", compartment="parties"))
    row = next(r for r in s.way(20.5).to_pylist() if r["step"] == "verified")
    assert (row["state"], row["stopped_hours"]) == ("open", 18 * 24)
    assert row["due_at"] == START + 21 * DAY
    (late,) = overdue(s.way(23))
    assert late["late_hours"] == 48


def test_overlapping_refusals_stop_each_hour_once(home):
    s = Story(home)
    s.on(0, "report", "monitor:a", "i1", act="shelling")
    for at, until in (("01", "05"), ("03", "08"), ("04", "05"), ("20", "21")):
        span = {"at": f"2016-03-{at}T00:00:00Z", "until": f"2016-03-{until}T00:00:00Z"}
        s.on(0, "refusal", "monitor:a", "i1", by_party="x", reason="x", **span)
    row = next(r for r in s.way(10).to_pylist() if r["step"] == "acknowledged")
    assert row["stopped_hours"] == 7 * 24
    assert row["due_at"] == START + 8 * DAY


def test_a_step_that_was_passed_over_is_skipped_and_not_overdue(home):
    s = Story(home)
    s.on(0, "report", "monitor:a", "i1", act="shelling")
    s.on(9, "publication", "commissioner:c", "i1")
    states = s.states(10)
    assert states["published"] == "done"
    assert {states[step] for step in STEPS[:-1]} == {"skipped"}
    assert overdue(s.way(30)) == []


def test_a_withdrawn_report_has_no_way(home):
    s = Story(home)
    s.on(0, "report", "monitor:a", "r1", act="shelling")
    s.on(1, "withdrawal", "monitor:a", "#0", reason="a double")
    assert s.way(2).num_rows == 0
    assert s.way(0.5).num_rows == len(STEPS)


def test_allowed_times_come_from_the_norms_of_the_accord():
    from servanda.accord.model import Deadline, Norm
    from servanda.terms import Force

    accord = load("vienna")
    norm = Norm(
        "step-verified", {"en": "x"}, Force.OBLIGATION, "mission", deadline=Deadline(within=Duration(72, "hour"))
    )
    from dataclasses import replace

    accord = replace(accord, norms={**accord.norms, "step-verified": norm})
    assert allowed_times(accord) == {"verified": Duration(72, "hour")}
    assert "verified" not in allowed_times(load("vienna"))


def test_questions_take_their_rule_from_the_power_and_their_extension_from_a_later_proposal(home):
    from dataclasses import replace

    from servanda.accord.model import Group, Membership, Power, Rule

    s = Story(home)
    accord = load("vienna")
    group = Group("three", {"en": "three"}, tuple(Membership(m) for m in ("a", "b", "c")))
    power = Power("pause", {"en": "x"}, decided_by=Rule("silence", "three", within=Duration(72, "hour")))
    accord = replace(accord, groups={**accord.groups, "three": group}, powers={**accord.powers, "pause": power})
    s.on(0, "proposal", "mediator:m", "q", question="A pause?", power="pause")
    s.on(2.9, "position", "party@a:p", "q", member="a", stance="no")
    (question, said) = questions(tables(s.log), accord)["q"]
    assert (question.rule, question.members, question.deadline) == ("silence", ("a", "b", "c"), START + 3 * DAY)
    assert len(said) == 1
    assert outcomes(tables(s.log), START + 4 * DAY, accord)["q"].blockers == ("a",)
    s2 = tables(s.log, START + 2 * DAY)
    assert outcomes(s2, START + 3 * DAY, accord)["q"].state == "adopted"


def test_a_later_proposal_extends_the_deadline(home):
    s = Story(home)
    more = {"question": "A pause?", "rule": "silence", "of": ["a", "b"]}
    s.on(0, "proposal", "mediator:m", "q", deadline="2016-03-02T00:00:00Z", **more)
    s.on(0.9, "proposal", "mediator:m", "q", deadline="2016-03-05T00:00:00Z", **more)
    s.on(3, "position", "party@a:p", "q", member="a", stance="no")
    assert outcomes(tables(s.log), START + 1.5 * DAY)["q"].state == "pending"
    assert outcomes(tables(s.log), START + 6 * DAY)["q"].state == "blocked"


def test_a_finding_that_the_rule_does_not_bear_out_is_told(story):
    assert unfounded(tables(story.log)) == []
    story.on(14, "proposal", "mediator:m", "q2", question="A pause?", rule="mutual-consent", of=["north", "south"])
    story.on(15, "position", "party@north:p", "q2", member="north", stance="yes")
    story.on(16, "decision", "commissioner:c", "q2", outcome="adopted", signed_by=["north"])
    story.on(17, "position", "party@south:p", "q2", member="south", stance="yes")  # too late for what was signed
    story.on(18, "decision", "commissioner:c", "q9", outcome="adopted")
    said = unfounded(tables(story.log))
    assert [p.code for p in said] == ["record.unfounded", "record.no-question"]
    assert "signed as adopted; by the rule it is pending" in said[0].message
