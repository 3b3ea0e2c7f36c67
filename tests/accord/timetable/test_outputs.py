"""What people and programs get: the table, JSON, the calendar and the chart."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from xml.etree import ElementTree

import icalendar
import pytest
from rich.console import Console

from servanda.accord.timetable import as_dict, calendar, gantt_svg, timetable
from servanda.accord.timetable.show import show

STORY = """
milestone talks: name: {en: Talks & <first> steps, ar: محادثات}; by: 2016-01-01; about: true; cites: text 3; \
reached: [{on: 2016-02-01, readings: [one]}, {on: 2016-01-29, readings: [other]}]
milestone election-law: within: 6 months; after: talks; binding: true; cites: text 4
milestone monitors: reached: [{from: 2016-01-10, to: 2016-01-20}]
milestone someday: cites: text 9
norm invite: deadline: {by: 2016-01-01}; fulfilled-by: talks; cites: text 3
norm hurry: deadline: asap; condition-milestone: monitors; cites: text
reading one: source: a statement
reading other: source: a statement
"""
DAY = date(2016, 9, 1)


@pytest.fixture
def tables(accord):
    a = accord(STORY.replace("\\\n", ""))
    return [timetable(a, r, DAY) for r in ("one", "other")]


def printed(tables, width=120):
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(show(tables))
    return out.getvalue()


def test_the_table_tells_each_step_once_and_each_reading_where_they_differ(tables):
    text = printed(tables)
    assert text.count("Talks & <first> steps") == 1
    assert "settles: invite" in text
    assert re.search(r"one +≈ by 2016-01-01 +2016-02-01 +△ missed, 31 days late", text)
    assert re.search(r"other +≈ by 2016-01-01 +2016-01-29 +△ missed, 28 days late", text)
    assert "▲ violated, 31 days overdue" in text
    assert "Reached, with no date set: monitors 2016-01-10 … 2016-01-20" in text
    assert "Not reached, with no date set: someday" in text
    assert "a day that the month lacks becomes the last of the month" in text


def test_the_table_fits_a_narrow_terminal(tables):
    assert max(map(len, printed(tables, 60).splitlines())) <= 60


def test_json_has_the_documented_shape(tables):
    data = json.loads(json.dumps(as_dict(tables)))
    assert data["form"] == "timetable/1"
    assert [r["reading"] for r in data["readings"]] == ["one", "other"]
    law = next(i for i in data["readings"][0]["items"] if i["id"] == "election-law")
    assert law["standing"] == "violated"
    assert law["due"] == {"earliest": "2016-08-01", "latest": "2016-08-01"}
    assert law["begins"] == {"earliest": "2016-02-01", "latest": "2016-02-01"}
    assert law["late_days"] == {"at_least": 31, "at_most": 31}
    assert law["cites"] == ["text 4"]


def test_the_calendar_is_the_same_each_time_and_keeps_identities_from_day_to_day(accord, tables):
    assert calendar(tables) == calendar(tables)
    cal = icalendar.Calendar.from_ical(calendar(tables))
    events = {str(e["uid"]): e for e in cal.walk("VEVENT")}
    assert len(events) == len(cal.walk("VEVENT"))
    reached = events["reached.milestone.talks@mini.accord.servanda"]
    assert reached.start == date(2016, 2, 1)
    assert str(reached["summary"]) == "reached: Talks & <first> steps (one)"
    assert events["reached.milestone.talks.other@mini.accord.servanda"].start == date(2016, 1, 29)
    window = events["reached.milestone.monitors@mini.accord.servanda"]
    assert (window.start, window.end) == (date(2016, 1, 10), date(2016, 1, 21))
    assert {str(e["dtstamp"].to_ical()) for e in events.values()} == {"b'20160901T235959Z'"}
    a = accord(STORY.replace("\\\n", ""))
    later = calendar([timetable(a, r, date(2016, 10, 1)) for r in ("one", "other")])
    assert set(events) == {str(e["uid"]) for e in icalendar.Calendar.from_ical(later).walk("VEVENT")}


@pytest.mark.parametrize("width", [960, 360])
def test_the_chart_is_one_self_contained_element(tables, width):
    svg = gantt_svg(tables, width)
    root = ElementTree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Talks &amp; &lt;first&gt;" in svg
    assert "محادثات" in svg
    assert "\u2067محادثات\u2069" in svg
    assert not re.search(r"(href|src|@import|url\((?!#))", svg)
    assert "prefers-color-scheme:dark" in svg
    assert svg == gantt_svg(tables, width)
    used = set(re.findall(r"url\(#([\w-]+)\)", svg))
    assert used <= set(re.findall(r'id="([\w-]+)"', svg))


def test_the_chart_says_every_standing_in_words_beside_its_colour(tables):
    svg = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", gantt_svg(tables).split("</style>")[1]))
    for words in (
        "missed, 31 days late",
        "missed, 28 days late",
        "no last day",
        "No date set and not reached: someday",
    ):
        assert words in svg
    assert "▲" in svg
    assert "around: by 2016-01-01" in svg


def test_an_accord_without_dates_still_gives_every_output(accord):
    t = [timetable(accord("norm peace: act: [attack]; force: prohibition; cites: text"), None, DAY)]
    assert "sets no dates" in printed(t)
    ElementTree.fromstring(gantt_svg(t))
    assert not icalendar.Calendar.from_ical(calendar(t)).walk("VEVENT")
    assert as_dict(t)["readings"][0]["items"] == []


def test_days_at_the_end_of_the_calendar_do_not_break_a_chart(accord):
    a = accord("milestone far: by: 9999-12-30\nmilestone near: within: 9000 years; after: text")
    t = [timetable(a, None, DAY)]
    ElementTree.fromstring(gantt_svg(t))
    calendar(t)
    printed(t)


def test_clashes_and_the_least_room_are_told_with_their_passages(accord):
    a = accord("""
    milestone constitution: reached: [{on: 2016-09-01, known: 2016-02-01, source: a decree}]
    milestone elections: by: 2016-06-01; not-before: constitution; cites: text 19; binding: true
    milestone early: not-before: late; reached: [{on: 2016-01-10}]
    milestone late: by: 2016-05-01; about: true
    norm at-once: deadline: immediate; from: 2016-02-01; fulfilled-by: late; cites: text 4
    """)
    t = [timetable(a, None, date(2016, 3, 1), {"constitution": date(2016, 8, 1)})]
    text = printed(t)
    assert "× The date of elections can no longer be kept:" in text
    assert "elections by 2016-06-01 [text 19]" in text
    assert "supposed: constitution on 2016-08-01" in text
    assert "× no longer possible" in text
    assert "Facts go against what must come first:" in text
    assert "Least room: late, 61 days:" in text
    assert "≈ at once, from 2016-02-01" in text
    assert "Supposed: constitution on 2016-08-01." in text
    assert [c["about"] for c in as_dict(t)["readings"][0]["conflicts"]] == ["order", "item"]
    ElementTree.fromstring(gantt_svg(t))
    assert b"supposed: constitution" in calendar(t)
