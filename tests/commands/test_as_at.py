"""Answers as the record stood on a day: what was so then, and when that was written down."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from storage.models import Action, Area, Evidence, Reading
from storage.rows import rows_in
from storage.states import State

SEPTEMBER = date(2021, 9, 13)


@pytest.fixture(scope="module")
def entered(copy_of, empty_file, sample_text):
    """A file with the sample plan, entered on the very day that it speaks for."""
    that_day = copy_of(empty_file).on(SEPTEMBER)
    that_day.load(sample_text)
    that_day.engine.dispose()
    return Path(that_day.engine.url.database)


@pytest.fixture
def on_the_day(copy_of, entered):
    return copy_of(entered).on(SEPTEMBER)


def change(staff, table, day, reason="a test", key=None, **facts):
    """Give a row of the plan new facts on a day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    with staff.write(now=noon, reason=reason) as write:
        (row,) = rows_in(write.session, write.workspace.id, table, **key)
        write.update(table, row | facts)


@pytest.fixture(scope="module")
def changed(copy_of, entered):
    """MC-3 was done on 1 October, EC-1 moved on 15 October; asked on 15 November 2021."""
    on_the_day = copy_of(entered).on(SEPTEMBER)
    change(
        on_the_day, Action, date(2021, 10, 1), "signed off", {"ref": "MC-3"},
        state=State.COMPLETE, lead="Head of Service", done_text="30 September 2021",
        done_earliest=date(2021, 9, 30), done_latest=date(2021, 9, 30), done_precision="day",
        done_derived=False,
    )  # fmt: skip
    change(
        on_the_day, Action, date(2021, 10, 15), "the supplier is late", {"ref": "EC-1"},
        due_text="31 October 2021", due_earliest=date(2021, 10, 31), due_latest=date(2021, 10, 31),
        due_precision="day", due_derived=False, moves=1,
    )  # fmt: skip
    return on_the_day.on(date(2021, 11, 15))


# --- which day ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["status", "overdue", "actions", "status eclipse", "next", ""])
def test_before_the_record_says_where_it_starts(ask, command):
    answer = ask(f"{command} as at 12 September 2021")
    assert not answer.found
    assert "12 September 2021" in answer.text
    assert "The record starts on 13 September 2021" in answer.text


def test_a_day_to_come_is_refused(ask):
    answer = ask("status as at 14 September 2021")
    assert not answer.found
    assert "has not come yet" in answer.text
    assert "today is 13 September 2021" in answer.text
    assert not ask("status as at tomorrow").found
    assert ask("status as at today").found


@pytest.mark.parametrize("written", [
    "13 September 2021", "13/9/2021", "2021-09-13", "yesterday", "13 sept", "the 13th",
    "13th of September", "monday",
])  # fmt: skip
def test_a_day_is_read_as_people_write_it(ask, written):
    answer = ask.on(date(2021, 9, 14))(f"status as at {written}")
    assert "As the record stood on 13 September 2021" in answer.text


@pytest.mark.parametrize(("command", "period", "days"), [
    ("status missing-children", "october", ["1 October 2021", "31 October 2021"]),
    ("actions open cin", "last month", ["1 October 2021", "31 October 2021"]),
    ("overdue", "last week", ["8 November 2021", "14 November 2021"]),
    ("", "October 2021", ["1 October 2021", "31 October 2021"]),
])  # fmt: skip
def test_a_longer_time_asks_for_the_day_with_choices_that_work(on_the_day, command, period, days):
    ask = on_the_day.on(date(2021, 11, 15))
    answer = ask(f"{command} as at {period}")
    assert not answer.found
    assert answer.choices == [f"{command} as at {day}".strip() for day in days]
    for words, day in zip(answer.choices, days, strict=True):
        assert f"As the record stood on {day}" in ask(words).text


def test_no_day_is_offered_that_would_be_refused(ask):
    for words in ask("status as at september").choices:
        assert ask(words).found, words


@pytest.mark.parametrize("written", ["whenever", "31 Smarch", "the visit", "as at monday"])
def test_what_is_no_day_is_said_to_be_none(ask, written):
    answer = ask(f"status as at {written}")
    assert not answer.found
    assert written not in answer.text


@pytest.mark.parametrize("command", ["help", "help status"])
def test_help_has_no_past(ask, command):
    answer = ask(f"{command} as at 13 September 2021")
    assert not answer.found
    assert "past date" in answer.text
    words = [one.words for one in answer.buttons]
    assert "help" in words
    assert len(set(words)) == len(words)


# --- then and now ---------------------------------------------------------------------------------

THEN_AND_NOW: list[tuple[str, str, str]] = [
    # words, what only the answer of 30 September says, what only today's says
    ("status", "11 done, 10 open", "12 done, 9 open"),
    ("status missing-children", "2 of 3 done", "3 of 3 done"),
    ("show MC-3", "in progress", "complete"),
    ("show EC-1", "late 2021", "31 October 2021"),
    ("who MC-3", "no lead given", "Head of Service"),
    ("overdue", "No open action is known", "1 open action is past"),
    ("actions missing-children", "in progress", "Head of Service"),
    ("completed missing-children", "2 actions", "3 actions"),
    ("next", "due late 2021", "(overdue)"),
    ("status eclipse", "due late 2021", "moved 1 time"),
]


@pytest.mark.parametrize(("words", "then", "now"), THEN_AND_NOW)
def test_the_old_answer_is_given_of_the_old_day_and_the_new_one_now(changed, words, then, now):
    old, new = changed(f"{words} as at 30 September 2021"), changed(words)
    assert then in old.text
    assert now not in old.text
    assert now in new.text
    assert old.text.count("As the record stood on 30 September 2021") == 1
    assert "As the record stood" not in new.text


def test_a_day_has_the_changes_made_on_it_and_none_made_after(changed):
    assert "in progress" in changed("show MC-3 as at 30 September 2021").text
    assert "complete" in changed("show MC-3 as at 1 October 2021").text
    assert "late 2021" in changed("show EC-1 as at 14 October 2021").text
    assert "31 October 2021" in changed("show EC-1 as at 15 October 2021").text


def test_what_was_overdue_is_told_of_the_day_asked_about(changed):
    assert "No open action is known" in changed("overdue as at 31 October 2021").text
    assert "1 open action is past" in changed("overdue as at 1 November 2021").text


def test_history_and_changes_end_at_the_day_asked_about(changed):
    assert "the supplier is late" in changed("history EC-1").text
    assert "the supplier is late" not in changed("history EC-1 as at 14 October 2021").text
    assert "signed off" in changed("changes in october").text
    early = changed("changes last 2 weeks as at 10 October 2021").text
    assert "signed off" in early
    assert "supplier" not in early


def test_history_tells_before_and_after(changed):
    text = changed("history EC-1").text
    assert "late 2021 to 31 October 2021" in text
    assert re.search(r"15 October 2021\b[\s\S]*13 September 2021", text)
    assert "state from in progress to complete" in changed("history MC-3").text


@pytest.mark.parametrize(("words", "dates"), [
    ("completed last quarter as at 31 October 2021", "1 July to 30 September 2021"),
    ("completed this month as at 30 September 2021", "1 to 30 September 2021"),
    ("due next month as at 30 September 2021", "1 to 31 October 2021"),
    ("due next 2 weeks as at 20 October 2021", "20 October to 3 November 2021"),
    ("changes as at 8 October 2021", "1 to 8 October 2021"),
    ("completed since the focused visit as at 20 October 2021", "to 20 October 2021"),
])  # fmt: skip
def test_a_relative_period_counts_from_the_day_asked_about(changed, words, dates):
    assert dates in changed(words).text


def test_what_is_due_is_told_of_the_record_of_that_day(changed):
    assert "EC-1" in changed("due next 2 weeks as at 20 October 2021").text
    assert "May fall due" not in changed("due next 2 weeks as at 20 October 2021").text
    assert "May fall due" in changed("due next 2 weeks as at 1 October 2021").text


def test_as_at_stands_in_the_words_to_share_and_in_the_pages(changed):
    answer = changed("status as at 30/9/2021")
    assert answer.reply.words == "status as at 30 September 2021"
    more = changed("actions as at 30/9/2021").button("More")
    assert more == "actions as at 30 September 2021 page 2"
    assert "As the record stood on 30 September 2021" in changed(more).text


def test_the_overview_of_a_past_day_is_shared_as_of_that_day(changed):
    answer = changed("as at 30 September 2021")
    assert "11 done" in answer.text
    assert "11 done" in changed(answer.reply.words).text


# --- when it was written down ---------------------------------------------------------------------


def test_an_entry_made_later_than_it_was_so_is_said_to_be(nobody, sample_text):
    ask = nobody.on(date(2021, 9, 20))
    ask.load(sample_text)
    text = ask("status as at 15 September 2021").text
    assert "of 13 September 2021" in text
    assert "made on 20 September 2021" in text


@pytest.mark.parametrize("words", ["status", "show MC-3", "overdue"])
def test_an_entry_made_at_once_is_not(on_the_day, words):
    assert "made on" not in on_the_day(f"{words} as at 13 September 2021").text


def test_of_several_entries_the_last_by_then_counts(nobody, sample_text):
    ask = nobody.on(date(2021, 9, 20))
    ask.load(sample_text)
    change(ask, Action, date(2021, 10, 1), "x", {"ref": "MC-3"}, state=State.COMPLETE)
    later = ask.on(date(2021, 10, 2))
    assert "made on 20 September 2021" in later("status as at 30 September 2021").text
    assert "made on" not in later("status as at 1 October 2021").text


# --- every table ----------------------------------------------------------------------------------


def test_areas_evidence_and_readings_are_told_as_they_stood(on_the_day):
    day = date(2021, 10, 1)
    change(on_the_day, Area, day, key={"slug": "missing-children"}, lead="Service Manager")
    change(on_the_day, Evidence, day, key={"ref": "EV-8"}, text="Two missing children workers")
    with on_the_day.write(now=datetime(2021, 10, 2, tzinfo=UTC)) as write:
        (row,) = rows_in(
            write.session, write.workspace.id, Reading, measure_slug="strategy-health-attendance"
        )
        quarter = {"period_text": "Q1 2021-22", "period_earliest": date(2021, 4, 1)}
        newer = {"number": 2, "value_text": "just over 92%", "value": 92, "qualifier": "at least"}
        write.insert(Reading, row | quarter | newer | {"period_latest": date(2021, 6, 30)})
    ask = on_the_day.on(date(2021, 11, 1))
    asked = ("status missing-children", "evidence missing-children", "measure strats", "status")
    for words, only_now in zip(
        asked, ("Service Manager", "Two missing", "just over 92%", "just over 92%"), strict=True
    ):
        assert only_now in ask(words).text
        assert only_now not in ask(f"{words} as at 30 September 2021").text
    assert "almost 90% (Q4 2020-21)" in ask("measure strategy-health-attendance").text


def test_before_a_council_has_a_plan_there_is_no_past_either(nobody):
    answer = nobody("status as at 12 September 2021")
    assert not answer.found
    assert "can't say how it stood" in answer.text
