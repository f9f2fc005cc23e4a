"""A date by which something shall be done, no more precise than it was said.

"30 November" is a day; "November", "Q3" and "2022" are whole ones, late only once they are over;
"late 2021" stays in those words. Where people differ ("next Friday", "early 2022") it asks.
"""

import re
from datetime import date, timedelta

from commands.periods import Period, PeriodUnclear, long_date, read_day, read_period
from commands.stated_dates import stated_day
from storage.models import StatedDate
from storage.plan_dates import read_date

NOT_A_DATE = (
    "I cannot read that as a date to come. Try “30 November 2021”, “November 2021”, “Q3 2021-22” "
    "or “late 2021”."
)
PASSED = "That date has passed. Please give one that is still to come."
THAT_FAR = "That date has just passed this year. Is the one below what you mean?"
FAR = timedelta(days=300)  # so far ahead nobody leaves the year out: it has passed

_BY = re.compile(r"by (?:the )?", re.IGNORECASE)
_LATE = re.compile(r"late[ -](?:in )?(?P<whole>.+)", re.IGNORECASE)
_SINCE = re.compile(r"since\b", re.IGNORECASE)  # a period, but not one to come
_HAS_YEAR = re.compile(r"\b20\d\d\b")
_LAST_THIRD = {"month": timedelta(days=20), "year": timedelta(days=243)}  # 21st; 1 September


def read_due(text: str, *, today: date) -> StatedDate:
    """Give the date that the whole of `text` names; raises PeriodUnclear, also for a past one.

    Its choices, where there are any, can be read as they stand.
    """
    words = text[match.end() :] if (match := _BY.match(text)) else text
    if late := _LATE.fullmatch(words):
        return _late(read_due(late["whole"], today=today), today)
    if _SINCE.match(words):
        raise PeriodUnclear(NOT_A_DATE)
    stated = _read(words, today)
    if stated.latest is not None and stated.latest < today:
        raise PeriodUnclear(PASSED)
    if not _HAS_YEAR.search(words) and stated.earliest and stated.earliest - today > FAR:
        raise PeriodUnclear(THAT_FAR, (stated.text or "",))
    return stated


def _read(words: str, today: date) -> StatedDate:
    try:
        return stated_day(read_day(words, today=today, looking="ahead"))
    except PeriodUnclear:
        pass  # longer than a day, or asked about with the choices of a period
    try:
        period = read_period(words, today=today, looking="ahead")
    except PeriodUnclear as unclear:
        is_none = unclear.sentence == PeriodUnclear().sentence
        raise PeriodUnclear(NOT_A_DATE if is_none else unclear.sentence, unclear.choices) from None
    return _stated(words, period, today)


def _stated(words: str, period: Period, today: date) -> StatedDate:
    """Give a period as a date: a whole month, quarter or year by its name."""
    start, end = period.start or period.end, period.end
    year = start.year if start.month > 3 else start.year - 1  # noqa: PLR2004 - from April
    quarter = f"Q{(start.month - 4) % 12 // 3 + 1} {year}-{(year + 1) % 100:02}"
    for name in (f"{start:%Y-%m}", quarter, f"{start.year}"):
        whole = read_date(name)
        if whole is not None and (whole.earliest, whole.latest) == (start, end):
            return whole
    if (start, end) == (date(year, 4, 1), date(year + 1, 3, 31)):
        name = f"financial year {year}-{(year + 1) % 100:02}"
        return StatedDate(name, start, end, "stated", derived=False)
    if start == today:  # "before Christmas" says only when it ends
        return StatedDate(f"by {long_date(end)}", None, end, "stated", derived=False)
    if _HAS_YEAR.search(words) and not re.match(r"\d", words):
        return StatedDate(words, start, end, "stated", derived=True)
    return StatedDate(period.words, start, end, "stated", derived=False)


def _late(whole: StatedDate, today: date) -> StatedDate:
    """Give the end of a month or year in the words it was said in."""
    if whole.precision not in _LAST_THIRD or whole.earliest is None:
        raise PeriodUnclear(NOT_A_DATE)
    start = whole.earliest + _LAST_THIRD[whole.precision]
    return StatedDate(f"late {whole.text}", max(start, today), whole.latest, "stated", derived=True)
