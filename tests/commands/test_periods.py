"""Periods as staff say them, asked on Monday 13 September 2021 unless a row says otherwise."""

import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commands.periods import (
    Landmark,
    Looking,
    Period,
    PeriodUnclear,
    long_date,
    read_day,
    read_period,
    warm,
)

TODAY = date(2021, 9, 13)
LANDMARKS = (
    Landmark(
        ("focused visit", "February 2020 visit", "2020 focused visit", "visit"),
        date(2020, 2, 1),
        "the focused visit",
    ),
    Landmark(("2018 inspection", "visit"), date(2018, 7, 1), "visit, July 2018"),
)


@pytest.fixture(autouse=True, scope="module")
def _warm():
    warm()


def said(text: str, looking: Looking = "ahead", today: date = TODAY) -> str:
    return read_period(text, today=today, looking=looking, landmarks=LANDMARKS).words


def unclear(text: str, looking: Looking = "ahead", today: date = TODAY) -> PeriodUnclear:
    with pytest.raises(PeriodUnclear) as caught:
        said(text, looking, today)
    return caught.value


@pytest.mark.parametrize(
    ("text", "looking", "start", "end"),
    [
        ("this week", "ahead", "2021-09-13", "2021-09-19"),
        ("before Christmas", "ahead", "2021-09-13", "2021-12-25"),
        ("next month", "ahead", "2021-10-01", "2021-10-31"),
        ("by Friday", "ahead", "2021-09-13", "2021-09-17"),
        ("in the next two weeks", "ahead", "2021-09-13", "2021-09-27"),
        ("since the focused visit", "back", "2020-02-01", "2021-09-13"),
        ("in 2018", "back", "2018-01-01", "2018-12-31"),
        ("last quarter", "back", "2021-04-01", "2021-06-30"),
        ("in 2020", "back", "2020-01-01", "2020-12-31"),
        ("since the 2018 inspection", "back", "2018-07-01", "2021-09-13"),
        ("since last week?", "back", "2021-09-06", "2021-09-13"),
        ("this month", "back", "2021-09-01", "2021-09-30"),
        ("since April?", "back", "2021-04-01", "2021-09-13"),
        ("in Quarter 1?", "back", "2021-04-01", "2021-06-30"),
        ("in Q4?", "back", "2021-01-01", "2021-03-31"),
        ("the previous quarter?", "back", "2021-04-01", "2021-06-30"),
        ("in the last six months?", "back", "2021-03-13", "2021-09-13"),
        ("next week", "ahead", "2021-09-20", "2021-09-26"),
    ],
)
def test_the_periods_of_the_questions_staff_ask(text, looking, start, end):
    found = read_period(text, today=TODAY, looking=looking, landmarks=LANDMARKS)
    assert found == Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("today", "13 September 2021"),
        ("Yesterday", "12 September 2021"),
        ("tomorrow", "14 September 2021"),
        ("last week", "6 to 12 September 2021"),
        ("this quarter", "1 July to 30 September 2021"),
        ("next quarter", "1 October to 31 December 2021"),
        ("this year", "1 April 2021 to 31 March 2022"),
        ("last year", "1 April 2020 to 31 March 2021"),
        ("next financial year", "1 April 2022 to 31 March 2023"),
        ("this calendar year", "1 January to 31 December 2021"),
        ("2021", "1 January to 31 December 2021"),
        ("2021-22", "1 April 2021 to 31 March 2022"),
        ("2021/22", "1 April 2021 to 31 March 2022"),
        ("2021–22", "1 April 2021 to 31 March 2022"),
        ("2021-2022", "1 April 2021 to 31 March 2022"),
        ("FY 21-22", "1 April 2021 to 31 March 2022"),
        ("1999-00", "1 April 1999 to 31 March 2000"),
        ("2018-2020", "1 January 2018 to 31 December 2020"),
        ("Q1 2021-22", "1 April to 30 June 2021"),
        ("quarter 1 2021-22", "1 April to 30 June 2021"),
        ("quarter one 2021-22", "1 April to 30 June 2021"),
        ("Q4 21/22", "1 January to 31 March 2022"),
        ("first quarter of this year", "1 April to 30 June 2021"),
        ("the 4th quarter of last year", "1 January to 31 March 2021"),
        ("Q1 to Q2 2021-22", "1 April to 30 September 2021"),
        ("last two quarters", "1 January to 30 June 2021"),
        ("next 2 quarters", "1 October 2021 to 31 March 2022"),
        ("last 30 days", "14 August to 13 September 2021"),
        ("the past year", "13 September 2020 to 13 September 2021"),
        ("next fortnight", "13 to 27 September 2021"),
        ("within the next three weeks", "13 September to 4 October 2021"),
        ("this winter", "1 December 2021 to 28 February 2022"),
        ("autumn", "1 September to 30 November 2021"),
        ("spring 2024", "1 March to 31 May 2024"),
        ("this Friday", "17 September 2021"),
        ("last Friday", "10 September 2021"),
        ("last Christmas", "25 December 2020"),
        ("last November", "1 to 30 November 2020"),
        ("Easter 2022", "17 April 2022"),
        ("good friday 2019", "19 April 2019"),
        ("boxing day 2021", "26 December 2021"),
        ("May Day 2020", "8 May 2020"),  # moved that year
        ("between Christmas and New Year 2022", "25 December 2021 to 1 January 2022"),
        ("30/11/2021", "30 November 2021"),
        ("3/4/21", "3 April 2021"),
        ("30.11.2021", "30 November 2021"),
        ("2021-11-30", "30 November 2021"),
        ("the 30th of November 2021", "30 November 2021"),
        ("30-Nov-2021", "30 November 2021"),
        ("November 30th, 2021", "30 November 2021"),
        ("Tuesday 30 November 2021", "30 November 2021"),
        ("sept 2021", "1 to 30 September 2021"),
        ("week beginning 20 September 2021", "20 to 26 September 2021"),
        ("w/c 20 Sept 2021", "20 to 26 September 2021"),
        ("since 1 July", "1 July to 13 September 2021"),
        ("since the February 2020 visit", "1 February 2020 to 13 September 2021"),
        ("since visit, July 2018", "1 July 2018 to 13 September 2021"),
        ("since the start of April", "1 April to 13 September 2021"),
        ("since Monday", "13 September 2021"),
        ("between the 2018 inspection and the focused visit", "1 July 2018 to 1 February 2020"),
        ("between 1 April 2020 and 30 June", "1 April to 30 June 2020"),
        ("from April to today", "1 April to 13 September 2021"),
        ("1 October to 31 March 2021", "1 October 2020 to 31 March 2021"),
        ("1/4/2021 - 30/6/2021", "1 April to 30 June 2021"),
        ("2021-04-01 to 2021-06-30", "1 April to 30 June 2021"),
        ("1-15 October 2021", "1 to 15 October 2021"),
        ("april–june 2021", "1 April to 30 June 2021"),
        ("last week to next week", "6 to 26 September 2021"),
        ("a week ago", "6 September 2021"),
        ("since two months ago", "13 July to 13 September 2021"),
        ("in a fortnight's time", "27 September 2021"),
        ("2 weeks from today", "27 September 2021"),
        ("the day after tomorrow", "15 September 2021"),
        ("the rest of the month", "13 to 30 September 2021"),
        ("  Please  THIS   month please?? ", "1 to 30 September 2021"),
    ],
)
@pytest.mark.parametrize("looking", ["ahead", "back"])
def test_periods_that_are_the_same_looking_ahead_and_back(text, words, looking):
    assert said(text, looking) == words


@pytest.mark.parametrize(
    ("text", "ahead", "back"),
    [
        ("November", "1 to 30 November 2021", "1 to 30 November 2020"),
        ("may", "1 to 31 May 2022", "1 to 31 May 2021"),
        ("September", "1 to 30 September 2021", "1 to 30 September 2021"),
        ("Friday", "17 September 2021", "10 September 2021"),
        ("Monday", "13 September 2021", "13 September 2021"),
        ("Q4", "1 January to 31 March 2022", "1 January to 31 March 2021"),
        ("summer", "1 June to 31 August 2022", "1 June to 31 August 2021"),
        ("winter", "1 December 2021 to 28 February 2022", "1 December 2020 to 28 February 2021"),
        ("3 April", "3 April 2022", "3 April 2021"),
        ("30/11", "30 November 2021", "30 November 2020"),
        ("29 February", "29 February 2024", "29 February 2020"),
        ("the 31st", "31 October 2021", "31 August 2021"),
        ("Easter", "17 April 2022", "4 April 2021"),
        ("xmas", "25 December 2021", "25 December 2020"),
        ("by xmas", "13 September to 25 December 2021", "up to 25 December 2020"),
        ("b4 xmas", "13 September to 25 December 2021", "up to 25 December 2020"),
        ("before Christmas Eve", "13 September to 23 December 2021", "up to 23 December 2020"),
        ("before Easter", "13 September 2021 to 16 April 2022", "up to 3 April 2021"),
        ("by 30 November", "13 September to 30 November 2021", "up to 30 November 2020"),
        ("until the 30th", "13 to 30 September 2021", "up to 30 August 2021"),
        ("before October", "13 to 30 September 2021", "up to 30 September 2020"),
        ("before Monday", "13 to 19 September 2021", "up to 12 September 2021"),
        ("by the end of October", "13 September to 31 October 2021", "up to 31 October 2020"),
        ("before end of October", "13 September to 31 October 2021", "up to 31 October 2020"),
        ("by end of the month", "13 to 30 September 2021", "up to 30 September 2021"),
        ("by the end of next week", "13 to 26 September 2021", "up to 26 September 2021"),
        ("March to May", "1 March to 31 May 2022", "1 March to 31 May 2021"),
        ("1 April to 30 June", "1 April to 30 June 2022", "1 April to 30 June 2021"),
        ("April to December", "1 April to 31 December 2021", "1 April to 31 December 2021"),
        ("Monday to Friday", "13 to 17 September 2021", "13 to 17 September 2021"),
        ("start of April to end of June", "1 April to 30 June 2022", "1 April to 30 June 2021"),
    ],
)
def test_which_one_is_meant_depends_on_the_way_of_looking(text, ahead, back):
    assert (said(text, "ahead"), said(text, "back")) == (ahead, back)


@pytest.mark.parametrize(
    ("text", "looking", "words"),
    [
        ("end of October", "ahead", "13 September to 31 October 2021"),
        ("end of the month", "ahead", "13 to 30 September 2021"),
        ("month end", "ahead", "13 to 30 September 2021"),
        ("end of year", "ahead", "13 September to 31 December 2021"),
        ("before 2019", "back", "up to 31 December 2018"),
        ("before the focused visit", "back", "up to 31 January 2020"),
        ("from 1 July", "back", "1 July to 13 September 2021"),
        ("after April", "back", "1 May to 13 September 2021"),
        ("after the focused visit", "back", "1 February 2020 to 13 September 2021"),
    ],
)
def test_words_with_one_way_of_looking(text, looking, words):
    assert said(text, looking) == words


@pytest.mark.parametrize(
    ("today", "text", "words"),
    [
        (date(2021, 9, 19), "this week", "13 to 19 September 2021"),  # a Sunday
        (date(2021, 9, 19), "next Monday", "20 September 2021"),
        (date(2021, 12, 25), "by Christmas", "25 December 2021"),
        (date(2021, 12, 26), "by Christmas", "26 December 2021 to 25 December 2022"),
        (date(2022, 1, 5), "this winter", "1 December 2021 to 28 February 2022"),
        (date(2022, 1, 5), "this year", "1 April 2021 to 31 March 2022"),
        (date(2022, 1, 5), "next quarter", "1 April to 30 June 2022"),
        (date(2022, 3, 31), "last quarter", "1 October to 31 December 2021"),
        (date(2022, 4, 1), "last quarter", "1 January to 31 March 2022"),
        (date(2021, 8, 31), "last six months", "28 February to 31 August 2021"),
        (date(2024, 2, 29), "next year", "1 April 2024 to 31 March 2025"),
        (date(2024, 2, 29), "last 12 months", "28 February 2023 to 29 February 2024"),
    ],
)
def test_the_edges_of_weeks_quarters_and_years(today, text, words):
    assert said(text, today=today) == words


@pytest.mark.parametrize(
    ("text", "looking", "choices"),
    [
        ("next Friday", "ahead", ("17 September 2021", "24 September 2021")),
        ("by next Friday", "ahead", ("by 17 September 2021", "by 24 September 2021")),
        ("next November", "ahead", ("1 to 30 November 2021", "1 to 30 November 2022")),
        ("last summer", "back", ("1 June to 31 August 2021", "1 June to 31 August 2020")),
        ("by November", "ahead", ("by 1 November 2021", "by 30 November 2021")),
        ("Nov 21", "ahead", ("21 November", "November 2021")),
        ("early 2021", "back", ("1 January to 30 April 2021", "1 January to 31 December 2021")),
        ("mid-2021", "back", ("1 May to 31 August 2021", "1 January to 31 December 2021")),
        ("late October", "ahead", ("21 to 31 October 2021", "1 to 31 October 2021")),
        ("since last summer", "back", ("since 1 June 2021", "since 1 June 2020")),
        ("since early 2021", "back", ()),
        ("FY 2021", "ahead", ("2020-21", "2021-22")),
        ("Q1 2021", "ahead", ("Q1 2020-21", "Q1 2021-22")),
        ("w/c 22 Sept", "ahead", ("20 to 26 September 2021", "22 to 28 September 2021")),
        ("in two weeks", "ahead", ("27 September 2021", "13 to 27 September 2021")),
        ("by end of this year", "ahead", ("by 31 December 2021", "by 31 March 2022")),
        ("year end", "ahead", ("by 31 December 2021", "by 31 March 2022")),
        ("end of October", "back", ("31 October 2020", "25 to 31 October 2020")),
        ("start of October", "ahead", ("1 October 2021", "1 to 7 October 2021")),
        ("since the visit", "back", ("since the focused visit", "since visit, July 2018")),
    ],
)
def test_words_that_people_understand_differently_are_asked_about(text, looking, choices):
    assert unclear(text, looking).choices == choices


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31 February", "There is no 31 February."),
        ("31 June 2021", "There is no 31 June 2021."),
        ("29 February 2021", "There is no 29 February 2021."),
        ("30/13/2021", "There is no month 13: dates are read day first, as in 30/11/2021."),
        ("11/30/2021", "There is no month 30: dates are read day first, as in 30/11/2021."),
        ("since 11/30/2021", "There is no month 30: dates are read day first, as in 30/11/2021."),
        ("Monday 17 September 2021", "17 September 2021 is a Friday; please check."),
        ("30 June 2021 to 1 April 2021", "The period ends before it starts; "),
        ("in 1850", "I can only read dates in the years 1990 to 2100."),
        ("3 April 2101", "I can only read dates in the years 1990 to 2100."),
        ("2100-01", "I can only read dates in the years 1990 to 2100."),
        ("next 999 years", "I can only read dates in the years 1990 to 2100."),
        ("999 years ago", "I can only read dates in the years 1990 to 2100."),
        ("Christmas to 999 years from now", "I can only read dates in the years 1990 to 2100."),
        ("since next week", "That day is still to come, "),
        ("since 25 December 2021", "That day is still to come, "),
        ("by 1 September 2021", "That day has passed, "),
        ("before the focused visit", "That day has passed, "),
        ("from 1 October", "Please say when it ends too: "),
    ],
)
def test_a_refusal_says_why(text, sentence):
    refused = unclear(text)
    assert refused.sentence.startswith(sentence)
    assert refused.choices == ()


NOT_PERIODS = [
    *("", " ", "?", "please", "the", "10", "13", "999999999999", "mc-3", "2018-4", "2021-23", "q5"),
    *("open", "missing children", "case recording", "focused visit", "head of service to review"),
    *(
        "since",
        "since missing children",
        "by",
        "to",
        "-",
        "a - b",
        "next",
        "early",
        "end of",
        "٣/٤/٢١",
    ),
    *("this week overdue", "since the big fire", "12 november to missing", "first", "0 days ago"),
    *("end of " * 17, "x" * 5000, "1-2-3-4", "between 40 and 15 October", "0th", "32nd"),
]


@pytest.mark.parametrize("text", NOT_PERIODS)
@pytest.mark.parametrize("looking", ["ahead", "back"])
def test_what_is_not_a_period_fails_without_the_heavy_libraries(text, looking, monkeypatch):
    monkeypatch.setitem(sys.modules, "dateparser", None)
    monkeypatch.setitem(sys.modules, "holidays", None)
    assert unclear(text, looking).choices == ()


def test_importing_loads_neither_heavy_library():
    check = "import sys, commands.periods; print({'dateparser', 'holidays'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("text", "looking", "day"),
    [
        ("30 June", "back", date(2021, 6, 30)),
        ("the end of June", "back", date(2021, 6, 30)),
        ("30/06/2021", "back", date(2021, 6, 30)),
        ("yesterday", "back", date(2021, 9, 12)),
        ("last Friday", "back", date(2021, 9, 10)),
        ("Friday", "back", date(2021, 9, 10)),
        ("Friday", "ahead", date(2021, 9, 17)),
        ("end of next month", "ahead", date(2021, 10, 31)),
        ("first day of next quarter", "ahead", date(2021, 10, 1)),
        ("3 weeks ago", "back", date(2021, 8, 23)),
    ],
)
def test_one_day(text, looking, day):
    assert read_day(text, today=TODAY, looking=looking) == day


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("June", ("1 June 2021", "30 June 2021")),
        ("last week", ("6 September 2021", "12 September 2021")),
        ("Q1 2021-22", ("1 April 2021", "30 June 2021")),
        ("2018", ("1 January 2018", "31 December 2018")),
        ("by Friday", ()),
        ("since April", ()),
        ("missing children", ()),
        ("31 June", ()),
    ],
)
def test_more_than_a_day_asks_which(text, choices):
    with pytest.raises(PeriodUnclear) as caught:
        read_day(text, today=TODAY, looking="back")
    assert caught.value.choices == choices


def test_a_day_in_full():
    assert long_date(date(2021, 9, 3)) == "3 September 2021"


def assert_is_a_question(unclear):
    assert unclear.sentence.endswith((".", "”."))
    assert len(set(unclear.choices)) in {0, 2, 3, 4}


# --- for any words at all ----------------------------------------------------------------------

LOOKINGS = st.sampled_from(["ahead", "back"])
TODAYS = st.dates(date(1995, 1, 1), date(2095, 12, 31))
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
VOCABULARY = re.findall(
    r"\S+",
    """
    since by before until from to and between - after up the of in on end start early mid late rest
    last next this past within week month quarter year financial calendar weeks days quarters 1 2 3
    two 12 13 30 31 0 999 1st 30th 31st monday friday weekend november nov may feb february summer
    winter easter christmas xmas b4 q1 q4 2021 2100 1990 2021-22 21/22 fy 30/11/2021 11/30/2021
    2021-09-13 ago time today tomorrow yesterday now day w/c fortnight a focused visit inspection
    2018 january 2099 2100-01 hence please first
    """,
)
SENTENCES = st.lists(st.sampled_from(VOCABULARY), max_size=8).map(" ".join)


@given(st.text() | SENTENCES, TODAYS, LOOKINGS)
@example("christmas to 2100-01", TODAY, "back")
@example("easter to december 2100", TODAY, "ahead")
@example("29 february to 2100", TODAY, "ahead")
@settings(deadline=None, max_examples=1000)
def test_any_words_give_a_sound_period_or_a_question_that_can_be_answered(text, today, looking):
    how = {"today": today, "looking": looking, "landmarks": LANDMARKS}
    try:
        found = [read_period(text, **how)]
    except PeriodUnclear as unclear:
        found = [read_period(choice, **how) for choice in unclear.choices]
        assert_is_a_question(unclear)
    for period in found:
        assert period.start is None or period.start <= period.end
        assert read_period(period.words, **how) == period


@given(st.text() | SENTENCES, TODAYS, LOOKINGS)
@settings(deadline=None, max_examples=300)
def test_any_words_give_a_day_or_a_question_that_can_be_answered(text, today, looking):
    try:
        found = [read_day(text, today=today, looking=looking)]
    except PeriodUnclear as unclear:
        found = [read_day(choice, today=today, looking=looking) for choice in unclear.choices]
        assert_is_a_question(unclear)
    for day in found:
        assert read_day(long_date(day), today=today, looking=looking) == day


@given(DAYS, st.integers(0, 40_000), TODAYS, LOOKINGS)
def test_the_words_of_a_period_read_back_as_that_period(end, length, today, looking):
    start = max(date(1990, 1, 1), date.fromordinal(end.toordinal() - length))
    period = Period(start, end)
    assert read_period(period.words, today=today, looking=looking) == period


@given(TODAYS, LOOKINGS, st.sampled_from(["november", "friday", "q3", "spring", "good friday"]))
def test_ahead_has_not_ended_and_back_has_started(today, looking, text):
    found = read_period(text, today=today, looking=looking)
    assert found.end >= today if looking == "ahead" else found.start <= today
    assert abs(found.end - today) < timedelta(days=366 + 92)
