"""Dates and periods that people here give, as the record keeps them."""

from calendar import month_name
from dataclasses import asdict, replace
from datetime import date

from commands.periods import long_date, read_period
from commands.question import Question
from storage.models import StatedDate
from storage.plan_dates import read_date
from storage.rows import Row


def stated_day(day: date) -> StatedDate:
    """Give one calendar day."""
    return StatedDate(long_date(day), day, day, "day", derived=False)


def stated_period(question: Question, text: str) -> StatedDate:
    """Give a period in the words it was given in, with the days we take it for.

    "August 2021", "Q1 2021-22" and "2021" are what they say; the days of any other words are our
    reading. Raises commands.periods.PeriodUnclear.
    """
    period = read_period(text, today=question.today, looking="back", landmarks=question.landmarks)
    known = read_date(text)
    if known is not None:
        return known if known.precision != "day" else stated_day(period.end)
    if period.start == period.end:
        return stated_day(period.end)
    read = StatedDate(text, period.start, period.end, "stated", derived=True)
    if text.lower() == f"{month_name[period.end.month]} {period.end.year}".lower():
        return replace(read, precision="month", derived=False)
    return read


def columns(prefix: str, stated: StatedDate) -> Row:
    """Give the five columns of a stated date."""
    return {f"{prefix}_{part}": value for part, value in asdict(stated).items()}
