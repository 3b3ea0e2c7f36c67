"""Commitments in speech and in agreed texts: force, bearer, condition, exception, and what is no commitment."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.words import Commitment, read

DAY = date(2020, 5, 4)


def said(words: str) -> list[Commitment]:
    """What the first speaker of a small press conference commits to."""
    text = (
        "Press Conference\nJohn Smith\nSecretary of State\nPort City\nMay 4, 2020\n\n"
        "Thank you for coming. The International Contact Group on Westland met, and the Contact Group on Westland worked hard. "
        "The Government of Mali and the Malian opposition took part in it, as did many others from the region.\n\n"
        f"{words}\n\nMINISTER BELO: I agree with that.\n\nMINISTER BELO: Thank you.\n\nSECRETARY SMITH: Thank you.\n"
    )
    return list(read(text, DAY).commitments)


@pytest.mark.parametrize(
    ("words", "force", "bearers"),
    [
        ("We agreed to send observers within 30 days.", "obligation", ["International Contact Group on Westland"]),
        ("We will open the road by June 1.", "intention", ["United States"]),
        (
            "We also agreed that elections would be held within 18 months.",
            "obligation",
            ["Government of Mali", "Malian opposition"],
        ),
        ("We agreed that the future of the country will be decided by the Malian people.", "power", ["Malian people"]),
        ("All countries must break all connections with this trade.", "obligation", ["Member States"]),
        ("We have asked Jordan to coordinate the list.", "call_upon", ["Jordan"]),
        ("The truce does not apply to Daesh.", "permission", None),
        ("We urge all parties to stop the shelling at once.", "call_upon", ["Parties to the conflict"]),
        ("The Government of Mali has told us that they're ready to send a team.", "intention", ["Government of Mali"]),
        (
            "Each country that supports anybody in the field will become an enforcer.",
            "obligation",
            ["Each country that supports anybody in the field"],
        ),
        ("We're prepared to help the parties to find a way out.", "intention", ["United States"]),
    ],
)
def test_who_owes_what(words: str, force: str, bearers: list[str] | None) -> None:
    (c,) = said(words)
    assert c.force == force
    assert bearers is None or list(c.bearers) == bearers


@pytest.mark.parametrize(
    "words",
    [
        "I agree with the Minister on that.",
        "I'll say a few words about it.",
        "We hope that it will happen.",
        "We cannot agree on some things.",
        "The war won't end that way.",
        "I would like to answer the question.",
        "If they come, the talks would be easier.",
        "We have been ready for a while.",
        "It is important for the world to hear this.",
        "He's going to fail.",
        "Thank you, and we'll take your questions.",
    ],
)
def test_what_is_no_commitment(words: str) -> None:
    assert said(words) == []


def test_a_condition_and_a_deadline_are_told_apart() -> None:
    (c,) = said("We agreed that the ceasefire would come into effect as soon as the delegations have met.")
    assert c.condition is not None
    assert c.deadline is not None
    assert (c.deadline.kind, c.deadline.to) == ("event", None)


def test_an_exception_is_found() -> None:
    (c,) = said("We agreed to stop all strikes, excluding those against Daesh.")
    assert c.exception is not None


AGREEMENT = """Agreement on a Ceasefire between Northland and Southland

Article 1
The Parties shall cease fire from 00:00 on 10 May 2020.

Article 2
Neither Party shall lay new mines. The Commission may call a meeting at any time.

Article 3
The List District shall be returned to Northland by 1 June 2020.

Article 4
The Parties undertake:
(a) To release all prisoners within 14 days;
(b) To refrain from hostile propaganda.

Article 5
"Ceasefire" shall mean:
(a) cessation of hostilities of all kinds.

Done at Port City on 4 May 2020.
"""


def test_an_agreement_binds_its_parties() -> None:
    r = read(AGREEMENT, None)
    assert (r.genre, r.date) == ("agreement", DAY)
    got = {(c.force, r.text[c.start : c.end][:22]) for c in r.commitments}
    assert ("obligation", "The Parties shall ceas") in got
    assert ("prohibition", "Neither Party shall la") in got
    assert ("permission", "The Commission may cal") in got
    assert ("obligation", "To release all prisone") in got
    assert ("prohibition", "To refrain from hostil") in got
    assert not any("hostilities of all kinds" in r.text[c.start : c.end] for c in r.commitments)


FRAMEWORK = """Port City, 14 September 2013

Framework for the elimination of weapons

For this purpose, the United States and the Russian Federation have committed to submit a draft decision. In particular,
Westland must submit, within a week, a comprehensive listing of its stockpiles.

In addition, the two sides agreed on the following target dates:

A. Completion of initial inspections of declared sites by November.
B. Destruction of all equipment in the first half of 2014.
"""


def test_a_framework_binds_its_makers_and_others() -> None:
    r = read(FRAMEWORK)
    got = [(c.bearers, c.deadline.to.isoformat() if c.deadline and c.deadline.to else "") for c in r.commitments]
    assert got == [
        (("United States", "Russian Federation"), ""),
        (("Westland",), "2013-09-21"),
        (("United States", "Russian Federation"), "2013-11-01"),
        (("United States", "Russian Federation"), "2014-06-30"),
    ]


def alone(
    words: str, head: str = "Remarks to the press\n\nJane Doe, Secretary of State\nPort City\n4 May 2020"
) -> list[Commitment]:
    """What the only speaker of a record commits to."""
    return list(
        read(
            f"{head}\n\nSECRETARY DOE: Good evening, and thank you for waiting with us until this hour. {words}\n", DAY
        ).commitments
    )


@pytest.mark.parametrize(
    ("words", "force", "bearers"),
    [
        ("We will not stop working until the last of them is home.", "intention", ["United States"]),
        ("I will talk to my Northish counterpart tomorrow.", "intention", ["United States"]),
        ("We'll take this offer now to the other side.", "intention", ["United States"]),
        ("Our aim, and we say it clearly, is to hold a third round in August.", "intention", ["United States"]),
        ("The ceasefire will take effect at midnight on 15 May 2020.", "obligation", ["Parties to the conflict"]),
        ("The President has made clear that Mali would support those who take risks for peace.", "intention", ["Mali"]),
        ("Ukraine reaffirmed its readiness to begin talks.", "intention", ["Ukraine"]),
        ("We were asked by the chairs to continue the work on the text.", "call_upon", ["United States"]),
        ("We are calling, therefore, for an immediate halt of all strikes.", "call_upon", ["Parties to the conflict"]),
        ("The United States is providing nearly $600 million in new assistance.", "intention", ["United States"]),
        ("This Friday, the United States intends to gather the donors.", "intention", ["United States"]),
    ],
)
def test_a_single_speaker_is_heard(words: str, force: str, bearers: list[str]) -> None:
    (c,) = alone(words)
    assert (c.force, list(c.bearers)) == (force, bearers)


@pytest.mark.parametrize(
    "words",
    [
        "And hopefully they will say yes.",
        "We hope the other side will reciprocate.",
        "The convoys should be arriving as we speak.",
        "There were a number of issues that needed to be worked through.",
        "I'll take the second question first.",
    ],
)
def test_hope_and_manner_of_a_single_speaker_are_no_commitment(words: str) -> None:
    assert alone(words) == []


def test_this_friday_is_a_deadline() -> None:
    (c,) = alone("This Friday, the United States intends to gather the donors.")
    assert c.deadline is not None
    assert c.deadline.to == date(2020, 5, 8)
