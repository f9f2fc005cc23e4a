"""Dates to come, as people say them, and no more precise than that."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.due_dates import read_due
from commands.periods import PeriodUnclear
from commands.stated_dates import columns

TODAY = date(2021, 9, 13)


@pytest.mark.parametrize(("typed", "text", "precision", "first", "last"), [
    ("30 November", "30 November 2021", "day", "2021-11-30", "2021-11-30"),
    ("by 30/11/2021", "30 November 2021", "day", "2021-11-30", "2021-11-30"),
    ("by the end of October", "31 October 2021", "day", "2021-10-31", "2021-10-31"),
    ("November", "November 2021", "month", "2021-11-01", "2021-11-30"),
    ("by November", "November 2021", "month", "2021-11-01", "2021-11-30"),
    ("this month", "September 2021", "month", "2021-09-01", "2021-09-30"),
    ("Q3", "Q3 2021-22", "quarter", "2021-10-01", "2021-12-31"),
    ("Q4 2021-22", "Q4 2021-22", "quarter", "2022-01-01", "2022-03-31"),
    ("2022", "2022", "year", "2022-01-01", "2022-12-31"),
    ("2021-22", "financial year 2021-22", "stated", "2021-04-01", "2022-03-31"),
    ("late 2021", "late 2021", "stated", "2021-09-13", "2021-12-31"),
    ("late 2022", "late 2022", "stated", "2022-09-01", "2022-12-31"),
    ("Late October", "late October 2021", "stated", "2021-10-21", "2021-10-31"),
    ("autumn 2021", "autumn 2021", "stated", "2021-09-01", "2021-11-30"),
    ("autumn", "1 September to 30 November 2021", "stated", "2021-09-01", "2021-11-30"),
    ("next week", "20 to 26 September 2021", "stated", "2021-09-20", "2021-09-26"),
    ("before Christmas", "by 25 December 2021", "stated", None, "2021-12-25"),
    ("today", "13 September 2021", "day", "2021-09-13", "2021-09-13"),
])  # fmt: skip
def test_a_date_is_as_precise_as_it_was_said(typed, text, precision, first, last):
    stated = read_due(typed, today=TODAY)
    assert (stated.text, stated.precision) == (text, precision)
    assert stated.earliest == (first and date.fromisoformat(first))
    assert stated.latest == date.fromisoformat(last)
    assert columns("due", stated)["due_text"] == text


@pytest.mark.parametrize(("typed", "choices"), [
    ("next Friday", {"17 September 2021", "24 September 2021"}),
    ("early 2022", {"1 January to 30 April 2022", "1 January to 31 December 2022"}),
    ("Q3 2021", {"Q3 2020-21", "Q3 2021-22"}),
    ("12 September", {"12 September 2022"}),
    ("August", {"August 2022"}),
    ("31 February", set()), ("whenever", set()), ("late", set()), ("late Q3", set()), ("by", set()),
    ("yesterday", set()), ("30 August 2021", set()), ("late 2020", set()), ("2020", set()),
    ("since 1 July", set()),
])  # fmt: skip
def test_what_is_past_or_unclear_is_asked_about(typed, choices):
    with pytest.raises(PeriodUnclear) as unclear:
        read_due(typed, today=TODAY)
    assert set(unclear.value.choices) == choices


WORDS = st.lists(
    st.sampled_from([
        "by", "the", "end of", "early", "late", "mid", "next", "this", "last", "in", "2", "3",
        "weeks", "month", "year", "quarter", "November", "30", "31", "2021", "2022", "2021-22",
        "Q3", "to", "from", "October", "Friday", "spring", "Christmas", "before", "since",
        "1/12/2021",
    ]),
    min_size=1,
    max_size=6,
).map(" ".join)  # fmt: skip


@given(WORDS, st.dates(date(2021, 1, 1), date(2024, 12, 31)))
def test_whatever_is_read_is_still_to_come_and_its_text_reads_the_same(typed, today):
    try:
        stated = read_due(typed, today=today)
    except PeriodUnclear:
        return
    assert stated.latest >= today
    assert stated.earliest is None or stated.earliest <= stated.latest
    again = read_due(stated.text, today=today)
    assert again.latest == stated.latest
    if stated.earliest is not None:  # "by 25 December 2021", said so, is that day
        assert again.precision == stated.precision
