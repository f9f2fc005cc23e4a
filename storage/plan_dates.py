"""Dates of a plan file: a day, a month, a quarter, a year, or other words with their days."""

import re
from calendar import month_name, monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from storage.models import StatedDate
from storage.plan_values import Part, Text, refuse

YEARS = range(1900, 2200)  # outside these a year is a slip of the finger

Days = tuple[str, date, date]  # a date in words, with its first and its last day


def _real_day(year: int, month: int, day: int) -> date:
    if year not in YEARS:
        refuse(f"the year {year:04} is outside {YEARS[0]} to {YEARS[-1]}.")
    if month not in range(1, 13):
        refuse(f"there is no month {month:02}; months are 01 to 12.")
    if day not in range(1, monthrange(year, month)[1] + 1):
        refuse(f"{day} {month_name[month]} {year} does not exist.")
    return date(year, month, day)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> Days:
    it = _real_day(year, month, day)
    return f"{day} {month_name[month]} {year}", it, it


def _month(year: int, month: int) -> Days:
    first = _real_day(year, month, 1)
    return f"{month_name[month]} {year}", first, _month_end(year, month)


def _quarter(number: int, year: int, next_year: int) -> Days:
    text = f"Q{number} {year:04}-{next_year:02}"
    if next_year != (year + 1) % 100:
        refuse(f"{text} is not a financial year: {year:04}-{(year + 1) % 100:02} is.")
    month = (number * 3) % 12 + 1  # a financial year is April to March
    first = _real_day(year + (month == 1), month, 1)
    return text, first, _month_end(first.year, month + 2)


def _year(year: int) -> Days:
    return f"{year}", _real_day(year, 1, 1), date(year, 12, 31)


_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SHAPES: dict[str, tuple[re.Pattern[str], Callable[..., Days]]] = {
    "day": (_DAY, _day),
    "month": (re.compile(r"([0-9]{4})-([0-9]{2})"), _month),
    "quarter": (re.compile(r"Q([1-4]) ([0-9]{4})-([0-9]{2})"), _quarter),
    "year": (re.compile(r"([0-9]{4})"), _year),
}


def read_date(text: str) -> StatedDate | None:
    """Read 2021-12-31, 2018-11, Q1 2021-22 (April to June) or 2018; None for any other words.

    Raises pydantic's own error where the words have that shape and no such date exists.
    """
    for precision, (shape, days) in _SHAPES.items():
        if found := shape.fullmatch(text):
            return StatedDate(*days(*map(int, found.groups())), precision, derived=False)
    return None


def _read_day(text: object) -> date:
    found = _DAY.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        refuse("a day is written 2021-12-31.")
    return _real_day(*map(int, found.groups()))


Day = Annotated[date, BeforeValidator(_read_day)]


class When(Part):
    """A date, no more precise than its source; alone, its text is enough (due: 2021-12)."""

    text: Text = Field(description='2021-12-31, 2021-12, Q3 2021-22, 2021 or words ("late 2021")')
    from_: Day | None = Field(None, alias="from", description="the earliest day the words can mean")
    to: Day | None = Field(None, description="the latest day the words can mean")
    derived: bool = Field(
        False, description="true where the days are our reading, not the document's"
    )

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not any(shape.fullmatch(value) for shape, _ in _SHAPES.values()):
            refuse(
                "a date is written 2021-12-31, 2021-12, Q3 2021-22 or 2021; "
                "other words go into a mapping: {text: late 2021, from: ..., to: ...}."
            )
        return {"text": value}

    @field_validator("text")
    @classmethod
    def _exists(cls, text: str) -> str:
        read_date(text)
        return text

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        days = self.from_ or self.to
        if self.from_ and self.to and self.to < self.from_:
            refuse(f'"to" ({self.to}) comes before "from" ({self.from_}).')
        if days and read_date(self.text):
            refuse('the text is a date already; leave out "from" and "to".')
        if self.derived and not days and not read_date(self.text):
            refuse('"derived" is about the days; give "from" and "to", or leave it out.')
        return self

    def stated(self) -> StatedDate:
        """Give the date as the record keeps it."""
        read = read_date(self.text)
        if read is None:
            return StatedDate(self.text, self.from_, self.to, "stated", self.derived)
        return replace(read, derived=self.derived)
