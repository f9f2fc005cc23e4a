"""From words to a command: every way to name a thing, any order, and what is no command at all."""

import re
import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

import storage
from commands import parsing
from commands.changing import MayNameSomeone
from commands.parsing import ATTESTING, LONGEST, LONGEST_CHANGE, TooLong, candidates, split
from commands.registry import Command, commands
from storage.errors import OfstedError

COMMANDS = commands()
quickly = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="session")
def names():
    """Every name an area of the sample plan has, with its number."""
    plan = yaml.safe_load(
        (Path(storage.__file__).parent / "sample_plan.yaml").read_text(encoding="utf-8")
    )
    return [
        (name, area.get("number") or area["title"])
        for area in plan["areas"]
        for name in filter(None, (area["id"], area.get("number"), area["title"], *area["aliases"]))
    ]


def test_an_area_is_found_by_every_name_it_has_in_any_case(ask, names):
    assert len(names) > 60
    for name, number in names:
        for written in (name, name.upper(), name.title()):
            title = ask(f"who {written}").reply.title
            assert title == ask(f"who {number}").reply.title, written


@pytest.mark.parametrize(("typed", "number"), [
    ("misssing-children", "2018-4"), ("missing childern", "2018-4"), ("RHI", "2018-4"),
    ("rhis", "2018-4"), ("retrun home interview", "2018-4"), ("the missing children", "2018-4"),
    ("Cin", "2018-2"), ("childern in need", "2018-2"), ("chilren in need", "2018-2"),
    ("plo", "2018-3"), ("pre procedings", "2018-3"), ("pre-proceedngs", "2018-3"),
    ("pf", "2018-5"), ("private fosterng", "2018-5"), ("care leaver", "2018-5"),
    ("strats", "2020-1"), ("stratgey discussions", "2020-1"), ("Strategy   Meetings", "2020-1"),
    ("voice of the child", "2020-2"), ("childs voice", "2020-2"), ("visit recordng", "2020-2"),
    ("audit followup", "2020-3"), ("audit follow-up area", "2020-3"), ("audti actions", "2020-3"),
    ("case recrding", "2018-1"), ("case_recording", "2018-1"), ("2018 - 1", "2018-1"),
])  # fmt: skip
def test_an_area_is_found_with_a_slip_of_the_finger(ask, typed, number):
    assert f"({number})" in ask(f"status {typed}").reply.title


@pytest.mark.parametrize("command", ["status", "actions", "evidence", "measure", "who"])
@pytest.mark.parametrize(("typed", "first"), [
    ("visit records", {"case-recording", "recording-of-visits"}),
    ("missing and strats", {"missing-children", "strategy-discussions"}),
    ("children", {"children-in-need", "missing-children"}),
])  # fmt: skip
def test_two_areas_that_fit_are_offered_and_each_offer_works(ask, command, typed, first):
    answer = ask(f"{command} {typed}")
    if command == "measure" and typed == "children":
        return  # "children" is in many measures' names
    assert not answer.found
    assert {words.split()[-1] for words in answer.choices} >= first
    for words in answer.choices:
        assert ask(words).found, words


def test_a_choice_keeps_the_other_arguments(ask):
    answer = ask("actions visit records open")
    assert len(answer.choices) == 2
    for words in answer.choices:
        assert all(row[3] in {"in progress", "not started"} for row in ask(words).rows), words
    assert {row[0] for row in ask(answer.choices[0]).rows} == {"CR-4"}


@pytest.mark.parametrize("typed", ["housing", "zzz", "mc", "fostering panel", "2018-9", "20184"])
def test_no_area_that_fits_gives_the_nearest_three_and_help(ask, typed):
    answer = ask(f"status {typed}")
    assert not answer.found
    assert len(answer.choices) == 3
    assert answer.buttons[-1].words == "help"
    for words in answer.choices:
        assert ask(words).found


@pytest.mark.parametrize(("one", "other"), [
    ("actions open cin", "actions cin open"),
    ("actions cin open heads of service", "actions heads of service open children in need"),
    ("actions heads of service", "ACTIONS Heads Of Service"),
    ("completed missing kids in 2018", "completed in 2018 missing kids"),
    ("completed MFH last 3 years", "completed last 3 years missing from home"),
    ("status as at 13 september 2021", "status as of 13/9/2021"),
    ("/ofsted overdue", "overdue"),
    ("  overdue  ", "OVERDUE"),
])  # fmt: skip
def test_arguments_come_in_any_order_and_any_dress(ask, one, other):
    first, second = ask(one), ask(other)
    assert first.found
    assert first.text == second.text


def test_a_lead_an_area_and_a_state_are_told_apart(ask):
    assert {row[0] for row in ask("actions heads of service").rows} == {"CIN-3"}
    assert {row[0] for row in ask("actions open cin").rows} == {"CIN-2", "CIN-3"}
    assert {row[0] for row in ask("actions cin done").rows} == {"CIN-1"}
    assert ask("actions done heads of service").rows == []
    assert {row[0] for row in ask("completed missing kids in 2018").rows} == {"MC-1"}


def test_the_longest_name_of_a_command_wins(ask, monkeypatch):
    def run(question, *values):
        raise AssertionError

    longer = Command("status all", "Everything", run, "reader", False, True, False, "back")
    monkeypatch.setattr(parsing, "commands", lambda: COMMANDS | {"status all": longer})
    assert [one.name for one, _ in candidates("Status ALL")] == ["status all", "status"]
    assert [rest for _, rest in candidates("status all cin")] == [["cin"], ["all", "cin"]]
    assert [one.name for one, _ in candidates("status cin")] == ["status"]
    # it takes no argument, so with one the shorter name is what is meant
    assert "(2018-2)" in ask("status cin").reply.title


@pytest.mark.parametrize(("typed", "first"), [
    ("stauts", "status"), ("overdu", "overdue"), ("what is overdue", "overdue"),
    ("findngs 2018", "findings"), ("evidnce cin", "evidence"), ("frobnicate", None),
    ("redcat MC-3", None), ("show me the status", "status"), ("thanks", None),
])  # fmt: skip
def test_an_unknown_command_gets_the_nearest(ask, typed, first):
    answer = ask(typed)
    assert not answer.found
    assert 1 <= len(answer.choices) <= 3
    # One that needs more is explained, since asked alone it would only be refused.
    offered = {words.removeprefix("help ") for words in answer.choices}
    offered -= {"status children-in-need"}  # an area that is named is offered too
    assert offered <= set(COMMANDS)
    assert first is None or first in offered
    assert "redact" not in offered


def test_what_changes_the_record_is_never_offered(ask):
    assert not any("redact" in words for words in ask.who(role="admin")("redcat MC-3").choices)


@pytest.mark.parametrize("command", ["show", "history", "who", "evidence"])
@pytest.mark.parametrize(("typed", "near"), [("MC-9", "MC-3"), ("cin 7", "CIN-3"), ("SD9", "SD-1")])
def test_an_unknown_reference_gets_the_nearest(ask, command, typed, near):
    answer = ask(f"{command} {typed}")
    assert not answer.found
    assert answer.choices
    if command in {"show", "history"}:
        assert f"{command} {near}" in answer.choices
        assert "reference" in answer.text
    for words in answer.choices:
        assert ask(words).found


@pytest.mark.parametrize("typed", ["MC-3", "mc-3", "mc3", "Mc 3", "MC3"])
def test_a_reference_is_read_as_people_write_it(ask, typed):
    assert ask(f"show {typed}").reply.title.startswith("MC-3")


@pytest.mark.parametrize("typed", [
    "due by november", "due in 2 weeks", "due late 2021", "due nov 21", "due next friday",
    "completed early 2021", "completed Q1 2021", "completed fy 2021", "completed winter 2020",
    "completed end of october", "completed whenever", "due sometime", "changes zzz", "due late",
    "due 31/02/2022", "due 11/30/2021",
])  # fmt: skip
def test_an_unreadable_period_asks_with_choices_that_work(ask, typed):
    answer = ask(typed)
    assert not answer.found
    assert len(answer.choices) >= 2
    for words in answer.choices:
        assert ask(words).found, words


@pytest.mark.parametrize("typed", ["completed cin nov 21", "completed early 2021 missing kids"])
def test_a_period_asked_about_keeps_the_area(ask, typed):
    answer = ask(typed)
    assert not answer.found
    assert len(answer.choices) >= 2
    for words in answer.choices:
        assert ask(words).found, words
        assert "cin" in words or "missing" in words or "children-in-need" in words


@pytest.mark.parametrize(("typed", "dates"), [
    ("due this month", "1 to 30 September 2021"),
    ("due next fortnight", "13 to 27 September 2021"),
    ("due between 1 october and 3 november", "1 October to 3 November 2021"),
    ("completed Q1 2021-22", "1 April to 30 June 2021"),
    ("completed since 1 july", "1 July to 13 September 2021"),
    ("changes this week", "13 to 19 September 2021"),
    ("completed 30/11/2018", "30 November 2018"),
])  # fmt: skip
def test_an_answer_states_the_dates_it_understood(ask, typed, dates):
    assert dates in ask(typed).text


def test_empty_text_gives_the_overview_with_what_to_try(ask):
    for typed in ("", "   ", "/ofsted", "/ofsted  "):
        answer = ask(typed)
        assert answer.found
        assert "8 areas" in answer.text
        assert {"overdue", "help"} <= {one.words for one in answer.buttons}


def test_too_long_a_text_is_refused_in_a_sentence(ask):
    answer = ask("status " + "x" * LONGEST)
    assert not answer.found
    assert "too long" in answer.text
    assert "xxx" not in answer.everything


def test_a_change_leaves_room_for_the_words_that_vouch_for_it(staff):
    """Whatever is taken can be vouched for: its button carries the text and those words."""
    manager = staff.who(role="manager")
    start = "update MC-3 mum of Jayden "
    text = start + "x" * (LONGEST_CHANGE - len(start))
    asked = manager(text)
    assert isinstance(asked.error, MayNameSomeone)
    (vouched,) = asked.choices
    assert len(vouched) == LONGEST
    assert manager(vouched).reply.is_note
    for longer in (text + "x", f"{text}x{ATTESTING}"):
        refused = manager(longer)
        assert isinstance(refused.error, TooLong)
        assert f"{LONGEST_CHANGE:,} characters is the most" in refused.text
        assert "in two parts" in refused.text
        assert refused.choices == []


def test_the_page_and_the_moment_come_off_the_end():
    assert split("status cin as at 1 July 2021 page 3") == parsing.Asked(
        "status cin", "1 July 2021", 3
    )
    assert split("status page 0").page == 1
    assert split("find page turner").words == "find page turner"
    assert split("as at 1 July 2021").words == ""


@pytest.mark.parametrize("typed", ["page 2", "as at 13 September 2021 page 2", "/ofsted page 1"])
def test_a_page_of_the_overview_is_a_page_of_the_overview(ask, typed):
    assert "improvement plan" in ask(typed).reply.title


# --- anything at all -----------------------------------------------------------------------------

WORDS = st.sampled_from([
    *COMMANDS, "cin", "missing kids", "recording", "visit records", "MC-3", "EV-2", "A5", "NS-1",
    "open", "done", "overdue", "heads of service", "me", "<@U012ABCDE>", "because", "as at",
    "as of", "page 2", "page", "13 September 2021", "september", "before christmas", "last quarter",
    "since", "in 2018", "between", "and", "to", "late 2021", "/ofsted", "%", "_", "\\", "'", "\x00",
    "<!channel>", "`", "66.7", "\u202e", "\N{PILE OF POO}", "\u0130", "\ufb03", "१२",
])  # fmt: skip
ANYTHING = st.one_of(
    st.text(max_size=200),
    st.text(st.characters(), max_size=60),  # with halves of surrogate pairs, as JSON can carry them
    st.lists(WORDS, max_size=12).map(" ".join),
    st.builds("{} {}".format, st.sampled_from(sorted(COMMANDS)), st.text(max_size=80)),
    st.builds(lambda word, times: f"{word} " * times, WORDS, st.integers(1, 150)),
)


@quickly
@example("find \ud800")
@example("status \ud800")
@example("find \x00")
@example("actions " + "records open " * 29)
@example("completed " + "since 1 july " * 20)
@given(ANYTHING)
def test_any_text_gives_an_answer_or_a_sentence(ask, typed):
    ask = ask.who(role="admin")
    assume("redact" not in typed.lower())  # it would change the plan that others ask
    began = time.process_time()
    answer = ask(typed)  # an OfstedError is a refusal; any other exception ends the test
    assert time.process_time() - began < 1
    assert answer.reply.title
    assert answer.found == (answer.error is None) or answer.reply.title == "Nothing found"


@pytest.mark.parametrize("word", ["a", "e", "ab", "eclipse", "%", "the plan"])
def test_many_words_to_find_are_no_slower_than_a_second(ask, word):
    began = time.process_time()
    ask("find " + f"{word} " * ((LONGEST - 10) // (len(word) + 1)))
    assert time.process_time() - began < 1


@quickly
@given(ANYTHING)
def test_words_never_grow(ask, typed):
    """What a reply says was asked is no longer than that, and asks the same again."""
    assume("redact" not in typed.lower())
    answer = ask(typed)
    for button in answer.buttons:
        assert len(button.words) <= LONGEST
    if answer.reply.words and answer.error is None:
        again = ask(answer.reply.words)
        assert again.reply.words == answer.reply.words
        # Only someone who typed nothing is told what to try.
        assert answer.text.startswith(again.text)


def test_a_page_of_the_longest_question_can_still_be_turned(ask):
    words = ("find " + "e " * LONGEST)[:LONGEST].strip()
    for answer in (ask(words), ask("find " + "e" * 10)):
        for button in answer.buttons:
            assert len(button.words) <= 2_000  # what a Slack button can carry
            assert ask(button.words).error is None


NAME = st.from_regex(r"\A[A-Z][bcdfghjkqvwxz]{6,12}\Z")


@quickly
@given(st.sampled_from(sorted(COMMANDS)), NAME, st.booleans())
def test_no_sentence_repeats_what_was_typed(ask, command, name, after):
    """It may be a child's name."""
    typed = f"{command} {name}" if after else f"{name} {command}"
    if command == "redact":
        typed = f"redact {name} because {name}"
    answer = ask.who(role="admin")(typed)
    if isinstance(answer.error, OfstedError):
        assert name.lower() not in answer.error.sentence.lower()
    assert name.lower() not in answer.text.lower()


IDENTIFIERS = st.sampled_from([
    "999 000 0018", "9990000018", "NHS number 123 456 7890", "AB123456C", "BN1 1AA", "bn11aa",
    "07700 900123", "someone@example.org", "dob 3/5/2010", "case number 123456",
])  # fmt: skip


@quickly
@given(st.lists(WORDS, max_size=6).map(" ".join), IDENTIFIERS, st.lists(WORDS, max_size=3))
def test_no_reply_echoes_an_identifier(ask, before, identifier, after):
    answer = ask(" ".join([before, identifier, *after]))
    assert not answer.found
    assert "could identify a child" in answer.text
    bare = re.sub(r"[^a-z0-9@]", "", identifier.lower())
    assert bare not in re.sub(r"[^a-z0-9@]", "", answer.everything.lower())


def test_the_choices_of_another_day_are_that_days(ask):
    assert "due by 1 November 2022" in ask.on(date(2021, 12, 1))("due by november").choices
