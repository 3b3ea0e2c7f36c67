"""Turns: labels in every guise, headers and end marks that belong to nobody, who asks, who answers."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.words import Reading, read

DAY = date(2020, 5, 4)


def of(text: str) -> Reading:
    return read(text, DAY)


PRESS = """Press Conference with Foreign Minister Ana Belo of Northland

Press Conference
John Smith
Secretary of State
Port City
May 4, 2020

Good afternoon. We met here today with our colleagues, and I want to tell you in some detail what we have achieved together.

We will send the team by Friday.

FOREIGN MINISTER BELO: (Via interpreter) Thank you, John. We will open the crossing within two weeks.

FOREIGN MINISTER BLEO: And we will keep it open, for the aid that the people need, every single day of this coming month.

MR. JONES: Our first question will come from Ina Kurz, The Daily.

QUESTION: Thank you. Secretary Smith, what will you do next about the crossing?

SECRETARY SMITH: We will talk to them, of course, and we will look at every single one of the reports that we are getting.

QUESTION: (In Northish.)

SECRETARY SMITH: Thank you all. (Laughter.)

MR. JONES: That concludes the press conference.

4:20 P.M. EDT
"""


def test_every_turn_has_its_speaker_kind_and_span() -> None:
    r = of(PRESS)
    assert [(t.speaker, t.kind) for t in r.turns] == [
        ("John Smith", "statement"),
        ("Ana Belo", "statement"),
        ("Ana Belo", "statement"),
        ("Jones", "moderation"),
        ("Ina Kurz", "question"),
        ("John Smith", "answer"),
        ("Ina Kurz", "interjection"),
        ("John Smith", "moderation"),
        ("Jones", "moderation"),
    ]
    assert r.text[r.turns[0].start :].startswith("Good afternoon")
    assert r.text[: r.turns[-1].end].endswith("press conference.")
    assert r.turns[1].interpreted
    assert not r.turns[2].interpreted
    assert [a.type for a in r.asides] == ["interpretation", "language", "laughter"]


def test_the_exchange_names_questioner_outlet_and_answers() -> None:
    (e,) = of(PRESS).exchanges
    assert (e.questioner, e.outlet, e.addressed_to) == ("Ina Kurz", "The Daily", ("John Smith",))
    assert (e.questions, e.answers) == (("T05",), ("T06",))


def test_we_means_the_side_of_the_speaker() -> None:
    r = of(PRESS)
    by = {c.speaker: c.bearers for c in r.commitments if c.rule == "will"}
    assert by["John Smith"] == ("United States",)
    assert by["Ana Belo"] != by["John Smith"]


def test_line_ends_a_byte_order_mark_and_no_break_spaces_change_no_turn() -> None:
    plain = [(t.speaker, t.kind) for t in of(PRESS).turns]
    odd = "\ufeff" + PRESS.replace("\n", "\r\n").replace("MR. JONES", "MR.\u00a0JONES")
    r = of(odd)
    assert [(t.speaker, t.kind) for t in r.turns] == plain
    assert all(r.text[t.start : t.end] == r.text[t.start : t.end].strip() for t in r.turns)


def test_hard_wrapped_lines_are_one_speech() -> None:
    import textwrap

    wrapped = "\n\n".join("\n".join(textwrap.wrap(p, 72)) or p for p in PRESS.split("\n\n"))
    assert len(of(wrapped).turns) == 9


BRIEFING = """Via Teleconference

2:30 P.M. EST

MODERATOR: This call is on background. We'll have a few words at the top and then your questions.

SENIOR ADMINISTRATION OFFICIAL: Thanks, everybody, for joining us. We will be supporting
the neighbours in this time, and we will say more about that soon.

MODERATOR: Next up, we'll go to Ann Lee with Reuters.

Q Hi. Can you hear me?

SENIOR ADMINISTRATION OFFICIAL: Yes.

Q Thanks. What is the assessment of the talks, and who will lead them from now on?

SENIOR ADMINISTRATION OFFICIAL: I would say that the talks go on, and that we are prepared to help
the parties wherever we can be of help to them.

Q And the border?

SENIOR ADMINISTRATION OFFICIAL: That's between the two governments.

MODEARTOR: Thanks, everyone. That's all the time we have.

3:00 P.M. EST
"""


def test_background_briefings_have_roles_for_names() -> None:
    r = of(BRIEFING)
    assert [t.kind for t in r.turns] == [
        "moderation",
        "statement",
        "moderation",
        "interjection",
        "interjection",
        "question",
        "answer",
        "question",
        "answer",
        "moderation",
    ]
    assert {t.speaker for t in r.turns} == {"Moderator", "Senior Administration Official", "Ann Lee"}
    assert all(t.outlet == "Reuters" for t in r.turns if t.speaker == "Ann Lee")
    assert r.exchanges[0].questions == ("T06", "T08")


@pytest.mark.parametrize("mark", ["###", "END", "(END)", "4:44 P.M. EST", "* * * *".replace(" ", ""), "-----"])
def test_end_marks_belong_to_no_turn(mark: str) -> None:
    r = of(BRIEFING.replace("3:00 P.M. EST", mark))
    assert r.text[: r.turns[-1].end].endswith("all the time we have.")


def test_a_text_cut_in_mid_word_keeps_its_last_turn() -> None:
    r = of(BRIEFING[: BRIEFING.index("wherever") + 5])
    assert r.text[: r.turns[-1].end].endswith("where")


def test_a_text_without_labels_has_no_turns() -> None:
    assert of("The parties shall withdraw their forces within 30 days. They shall not return to the zone.").turns == ()


MINISTRY = """Remarks and answers to questions

Anna Petrova: Good afternoon. We have finished our talks, and I would like to tell you about them in short.

We will send a team to the border by 1 June 2020, and we agreed to go on with our talks.

Question: Will the crossing be open, and who is going to watch it from now on?

Anna Petrova: We are ready to open it, and we have said so more than once to all our partners.

Question: And the aid?

Anna Petrova: It will go through, as we have agreed it with the United Nations in this very town.
"""


def test_labels_in_small_letters_are_taken_where_they_recur() -> None:
    r = of(MINISTRY)
    assert [(t.speaker, t.kind) for t in r.turns] == [
        ("Anna Petrova", "statement"),
        ("Journalist", "question"),
        ("Anna Petrova", "answer"),
        ("Journalist", "question"),
        ("Anna Petrova", "answer"),
    ]


COUNCIL = """The President (spoke in French): I call on the representative of the Russian Federation to take the floor.

Mr. Churkin (Russian Federation) (spoke in Russian): We cannot agree with the draft. We are prepared to work on it.

Mr. Rycroft (United Kingdom): The text is clear. We will vote for it, and we urge all members to support it.
"""


def test_the_seats_of_a_council_speak_for_their_states() -> None:
    r = of(COUNCIL)
    assert [t.side for t in r.turns][1:] == ["Russian Federation", "United Kingdom"]
    assert [t.speaker for t in r.turns][1:] == ["Churkin", "Rycroft"]
    assert {c.bearers[0] for c in r.commitments if c.rule == "will"} == {"United Kingdom"}


def test_questions_and_answers_by_letter() -> None:
    r = of(
        "Transcript of press encounter with UN Special Envoy for Westland, Ana Belo\n\nPort City, 4 May 2020\n\n"
        "I would like to tell you where we stand tonight. The United Nations is urging all sides to stop the shelling.\n\n"
        "Q: Will they come back tomorrow?\n\nA: We will wait for them here, and we will send them our text tonight.\n"
    )
    assert [(t.speaker, t.kind) for t in r.turns] == [
        ("Ana Belo", "statement"),
        ("Journalist", "question"),
        ("Ana Belo", "answer"),
    ]
    assert {t.side for t in r.turns if t.speaker == "Ana Belo"} == {"United Nations"}


def test_labels_with_the_time_of_a_recording() -> None:
    r = of(
        "Speaker 1 (00:05):\nWhat did you agree with them today, and what comes next?\n\n"
        "Jane Doe (00:13):\nWe will appoint a team on our side to work on the details of it this week.\n\n"
        "Speaker 1 (01:22):\nAnd after that?\n"
    )
    assert [(t.speaker, t.kind) for t in r.turns] == [
        ("Journalist", "question"),
        ("Jane Doe", "answer"),
        ("Journalist", "question"),
    ]


def test_a_speaker_without_a_known_side_speaks_for_himself() -> None:
    r = of(
        "Remarks to the press\n\nMR. ROE: Good evening to all of you. We will open the road to the north by 1 June 2020, and we "
        "will keep it open for the aid that people need so badly. Our teams have been at work on it for weeks and weeks now.\n"
    )
    assert [c.bearers for c in r.commitments][:1] == [("Roe",)]


def test_letters_of_a_list_are_no_answers() -> None:
    r = of(
        "Agreement on a Ceasefire\n\nA: The Parties shall cease fire.\n\nB: The Parties shall withdraw.\n\nC: They shall meet.\n"
    )
    assert r.turns == ()
