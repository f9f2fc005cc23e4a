"""Read a period or a day the way English council staff say it.

The rules: weeks run Monday to Sunday; quarters and "this year" are financial, April to March; a
bare "2021" is the calendar year; dates are read day first; both ends are included; a year written
with two digits is 20xx. A month, weekday, quarter or day that carries no year is, looking ahead,
the present or next one that has not ended, and looking back the latest that has started.

The grammar is two tables of rules: a span is a stretch of days ("last quarter", "3 April") and a
whole puts spans together ("since ...", "... to ..."). Where people differ about what the words
mean ("next Friday", "by November") it asks. Written dates are read here because dateparser turns
11/30/2021 into 30 November without a word; it serves beneath, for "3 weeks ago" and the like.
"""

import re
from calendar import day_name, month_name, monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple, TypeVar

from storage.errors import OfstedError

Looking = Literal["ahead", "back"]

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST = 120  # characters: no period needs more, and it bounds the work whatever is typed

_DAY = timedelta(days=1)
_LONG_MONTHS = tuple(month_name)  # January is 1, as in a date
_LONG_DAYS = tuple(day_name)  # Monday is 0, as in date.weekday()
_MONTHS = {name.lower()[:n]: i for i, name in enumerate(_LONG_MONTHS) if i for n in (3, None)}
_MONTHS["sept"] = 9
_DAYS = {name.lower()[:n]: i for i, name in enumerate(_LONG_DAYS) for n in (3, None)}
_DAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_EVES = {"christmas eve": (12, 24), "new years eve": (12, 31)}
_HOLIDAYS = {  # what people say: the name in the holidays package, and days from it
    "christmas": ("Christmas Day", 0),
    "christmas day": ("Christmas Day", 0),
    "boxing day": ("Boxing Day", 0),
    "new year": ("New Year's Day", 0),
    "new years day": ("New Year's Day", 0),
    "good friday": ("Good Friday", 0),
    "easter": ("Easter Monday", -1),
    "easter sunday": ("Easter Monday", -1),
    "easter monday": ("Easter Monday", 0),
    "may day": ("May Day", 0),
    "spring bank holiday": ("Spring Bank Holiday", 0),
    "summer bank holiday": ("Late Summer Bank Holiday", 0),
    "august bank holiday": ("Late Summer Bank Holiday", 0),
}
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_STEPS = {"this": 0, "current": 0, "last": -1, "previous": -1, "next": 1}

_NOT_A_PERIOD = (
    "I cannot read that as a period. Try “this month”, “Q1 2021-22”, “since 1 July”, "
    "“before Christmas” or “30 November 2021”."
)
_TWO_MEANINGS = "That could mean more than one period; please choose one."
_OUT_OF_REACH = f"I can only read dates in the years {FIRST_YEAR} to {LAST_YEAR}."


class PeriodUnclear(OfstedError):
    """The words are no period, or could be several; each of `choices` can be read as it stands."""

    def __init__(self, sentence: str = _NOT_A_PERIOD, choices: Iterable[str] = ()) -> None:
        super().__init__(sentence)
        self.choices = tuple(choices)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included; `start` is None for all of the past up to `end`."""

    start: date | None
    end: date

    @property
    def words(self) -> str:
        """Say the period in full, without repeating the month or year that both ends share."""
        end = long_date(self.end)
        if self.start is None:
            return f"up to {end}"
        if self.start == self.end:
            return end
        if self.start.year != self.end.year:
            return f"{long_date(self.start)} to {end}"
        if self.start.month != self.end.month:
            return f"{self.start.day} {_LONG_MONTHS[self.start.month]} to {end}"
        return f"{self.start.day} to {end}"


@dataclass(frozen=True)
class Landmark:
    """An event people count from, such as an inspection: its names and the first day it can be."""

    names: tuple[str, ...]
    first_day: date
    label: str


def read_period(
    text: str, *, today: date, looking: Looking, landmarks: Sequence[Landmark] = ()
) -> Period:
    """Give the period that the whole of `text` names.

    "By" and "before" run from today looking ahead, and from the beginning of the record looking
    back. Raises PeriodUnclear, with choices where people would differ about the meaning.
    """
    asked = _Asked(today, looking, today, tuple(landmarks))
    return _read_or_ask(text, lambda words: _within_reach(_first(words, asked, _WHOLES)))


def read_day(text: str, *, today: date, looking: Looking) -> date:
    """Give the one day that `text` names, as in "as at 30 June".

    Raises PeriodUnclear; a week, month or quarter is answered with its first and last day as the
    choices.
    """
    asked = _Asked(today, looking, today)

    def one_day(words: str) -> Period:
        period = _within_reach(Period(*(span := _span(words, asked))))
        if span.start != span.end:
            ends = (long_date(day) for day in span)
            raise PeriodUnclear("That is more than one day; please choose one.", ends)
        return period

    return _read_or_ask(text, one_day).end


def long_date(day: date) -> str:
    """Write a day in full, as in 13 September 2021."""
    return f"{day.day} {_LONG_MONTHS[day.month]} {day.year}"


def warm() -> None:
    """Load dateparser and the bank holidays, so that the first person does not wait for them."""
    today = datetime.now(UTC).date()
    read_day("2 days ago", today=today, looking="back")
    read_period("before Christmas", today=today, looking="ahead")


# --- words -----------------------------------------------------------------------------------

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SAME = (
    {word: str(n) for n, word in enumerate((*_NUMBERS, "eleven", "twelve"), 1)}
    | {f"{nth} quarter": f"q{n}" for n, nth in enumerate(("first", "second", "third", "fourth"), 1)}
    | {f"a {unit}{s}": f"1 {unit}" for unit in ("day", "week", "month", "year") for s in ("", "s")}
    | {f"{a}fortnight{s}": "2 weeks" for a in ("", "a ") for s in ("", "s")}
    | {"xmas": "christmas", "b4": "before"}
)
_APART = str.maketrans({"’": None, "'": None, "–": "-", "—": "-", ",": " "})
_OPENING = re.compile(r"^(?:(?:please|in|on|for|during|over|the) )+")
_CLOSING = re.compile(r"(?:[ ?!.;:]|\bplease\b)+$")


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_SAME_WORDS = re.compile(rf"\b(?:{_any(_SAME)})\b")


def _tidy(text: str) -> str:
    """Bring what was typed to one form: lower case, single spaces, numbers in figures."""
    words = " ".join(text.lower().translate(_APART).split())
    words = _OPENING.sub("", _CLOSING.sub("", words))
    return _SAME_WORDS.sub(lambda same: _SAME[same[0]], words)


def _read_or_ask(text: str, read: Callable[[str], Period]) -> Period:
    """Read the text; of a question's choices keep those that can be read, if two or more can."""
    if len(text) > LONGEST:
        raise PeriodUnclear
    try:
        return read(_tidy(text))
    except PeriodUnclear as unclear:
        kept: list[str] = []
        for choice in dict.fromkeys(unclear.choices):
            with suppress(PeriodUnclear):
                read(_tidy(choice))
                kept.append(choice)
        raise PeriodUnclear(unclear.sentence, kept if len(kept) > 1 else ()) from None


def _within_reach(period: Period) -> Period:
    start = period.start or period.end
    if start > period.end:
        raise PeriodUnclear("The period ends before it starts; please swap its two dates.")
    if start.year < FIRST_YEAR or period.end.year > LAST_YEAR:
        raise PeriodUnclear(_OUT_OF_REACH)
    return period


# --- the calendar ----------------------------------------------------------------------------


class _Span(NamedTuple):
    """A stretch of days while it is being read."""

    start: date
    end: date


def _one(day: date) -> _Span:
    return _Span(day, day)


def _months(year: int, month: int, size: int) -> _Span:
    """Give `size` whole months from a month of a year; month 13 is January of the next year."""
    first = year * 12 + month - 1
    start, after = (date(n // 12, n % 12 + 1, 1) for n in (first, first + size))
    return _Span(start, after - _DAY)


def _financial_year_of(day: date) -> int:
    return day.year if day.month >= _MONTHS["april"] else day.year - 1


def _block(unit: str, day: date, step: int = 0) -> _Span:
    """Give the week, month, quarter or financial year `step` places on from the one of `day`."""
    if unit == "week":
        monday = day + timedelta(weeks=step, days=-day.weekday())
        return _Span(monday, monday + timedelta(days=6))
    size, year = _MONTHS_IN[unit], _financial_year_of(day)
    into_year = (day.month - _MONTHS["april"]) % 12
    return _months(year, _MONTHS["april"] + (into_year // size + step) * size, size)


def _shift(day: date, count: int, unit: str) -> date:
    """Move a day by days, weeks, months or years; a month from 31 January is 28 February."""
    if unit in {"day", "week"}:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = count * _MONTHS_IN[unit]
    if not FIRST_YEAR <= day.year + months // 12 < LAST_YEAR:
        raise PeriodUnclear(_OUT_OF_REACH)
    month = _months(day.year, day.month + months, 1)
    return month.start.replace(day=min(day.day, month.end.day))


def _year(digits: str) -> int:
    year = int(digits) if len(digits) == len("2021") else 2000 + int(digits)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodUnclear(_OUT_OF_REACH)
    return year


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR)
def _bank_holidays(year: int) -> dict[str, date]:
    """Give England's bank holidays of a year on their own days, not the substitute ones."""
    import holidays  # noqa: PLC0415 - takes 200 ms, and few periods name a holiday

    found = holidays.country_holidays("GB", subdiv="ENG", years=year, observed=False)
    return {name: day for day, name in found.items()}


# --- what comes round again: November, Friday, Q4, summer, Christmas, 3 April ----------------


class _Round(NamedTuple):
    """Something that comes round: which round a day is in, and the days of a round if any."""

    number: Callable[[date], int]
    days: Callable[[int], _Span | None]


def _yearly(days: Callable[[int], _Span | None]) -> _Round:
    return _Round(lambda day: day.year, days)


def _round(name: str) -> _Round:
    """Give what a name of `_ROUND` stands for."""
    if name in _DAYS:
        return _Round(
            lambda day: (day.toordinal() - 1) // 7,  # the calendar's first day was a Monday
            lambda week: _one(date.fromordinal(week * 7 + 1 + _DAYS[name])),
        )
    if name in _MONTHS:
        return _yearly(lambda year: _months(year, _MONTHS[name], 1))
    if name in _SEASONS:
        return _yearly(lambda year: _months(year, _SEASONS[name], 3))
    if name in _EVES:
        return _yearly(lambda year: _one(date(year, *_EVES[name])))
    if name in _HOLIDAYS:
        official, later = _HOLIDAYS[name]

        def on_the_day(year: int) -> _Span | None:
            day = _bank_holidays(year).get(official)  # the package ends in 2100
            return _one(day + later * _DAY) if day else None

        return _yearly(on_the_day)
    quarter = int(next(filter(str.isdigit, name)))
    return _Round(_financial_year_of, lambda year: _months(year, 1 + 3 * quarter, 3))


# --- the grammar -----------------------------------------------------------------------------


_NO_MATCH = next(re.finditer("", ""))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is being read; `anchor` is the day from which "November" is looked for."""

    today: date
    looking: Looking
    anchor: date
    landmarks: tuple[Landmark, ...] = ()
    match: re.Match[str] = _NO_MATCH

    def __getitem__(self, group: str) -> str:
        return self.match[group] or ""

    def part(
        self, group: str, *, looking: Looking | None = None, anchor: date | None = None, side: int
    ) -> _Span:
        """Read a part of the text, of which the start or the end (`side` 0 or 1) is wanted.

        A question about the part is asked with the rest of the text around it.
        """
        asked = replace(self, looking=looking or self.looking, anchor=anchor or self.anchor)
        try:
            return _landmark(self[group], self.landmarks) or _span(self[group], asked)
        except PeriodUnclear as unclear:
            choices = unclear.choices
            if isinstance(unclear, _WhichSpan):
                choices = tuple(long_date(span[side]) for span in unclear.spans)
            text, (start, end) = self.match.string, self.match.span(group)
            around = (f"{text[:start]}{choice}{text[end:]}" for choice in choices)
            raise PeriodUnclear(unclear.sentence, around) from None


_Read = TypeVar("_Read", _Span, Period)
_Meaning = Callable[[_Asked], _Read | None]  # None: not mine, let the rules below try
_Rules = list[tuple[re.Pattern[str], _Meaning[_Read]]]

_SPANS: _Rules[_Span] = []
_WHOLES: _Rules[Period] = []


def _rule(rules: _Rules[_Read], *patterns: str) -> Callable[[_Meaning[_Read]], _Meaning[_Read]]:
    """Add a function to a table as the meaning of texts of these shapes, after those above it."""

    def add(meaning: _Meaning[_Read]) -> _Meaning[_Read]:
        rules.extend((re.compile(pattern, re.ASCII), meaning) for pattern in patterns)
        return meaning

    return add


def _try(words: str, asked: _Asked, rules: _Rules[_Read]) -> _Read | None:
    for pattern, meaning in rules:
        if match := pattern.fullmatch(words):
            found = meaning(replace(asked, match=match))
            if found is not None:
                return found
    return None


def _first(words: str, asked: _Asked, rules: _Rules[_Read]) -> _Read:
    found = _try(words, asked, rules)
    if found is None:
        raise PeriodUnclear
    return found


def _span(words: str, asked: _Asked) -> _Span:
    return _first(words.removeprefix("the "), asked, _SPANS)


def _landmark(words: str, landmarks: Sequence[Landmark]) -> _Span | None:
    """Find a landmark by its label or else its names; a name that several share asks."""
    name = words.removeprefix("the ")
    found = [known for known in landmarks if name == _tidy(known.label)]
    found = found or [known for known in landmarks if name in map(_tidy, known.names)]
    if len({known.first_day for known in found}) > 1:
        raise PeriodUnclear(_TWO_MEANINGS, (known.label for known in found))
    return _one(found[0].first_day) if found else None


class _WhichSpan(PeriodUnclear):
    """The words could be any of some spans."""

    def __init__(self, *spans: _Span, sentence: str = _TWO_MEANINGS) -> None:
        super().__init__(sentence, (Period(*span).words for span in spans))
        self.spans = spans


def _nearest(rounds: _Round, asked: _Asked) -> _Span:
    """Give the present or next one looking ahead, the latest that has started looking back."""
    here, reach = rounds.number(asked.anchor), 9  # 29 February can be eight years away
    fits: Iterator[_Span]
    if asked.looking == "ahead":
        near = map(rounds.days, range(here - 1, here + reach))
        fits = (days for days in near if days and days.end >= asked.anchor)
    else:
        near = map(rounds.days, range(here + 1, here - reach, -1))
        fits = (days for days in near if days and days.start <= asked.anchor)
    found = next(fits, None)
    if found is None:
        raise PeriodUnclear(_OUT_OF_REACH)
    return found


_MONTH, _WEEKDAY, _TH = _any(_MONTHS), _any(_DAYS), "(?:st|nd|rd|th)"
_YEARLY = _any((*_MONTHS, *_SEASONS, *_EVES, *_HOLIDAYS))
_ROUND = rf"{_YEARLY}|{_WEEKDAY}|(?:q|qtr |quarter )[1-4]|[1-4]{_TH} quarter"
_WHICH = f"(?P<which>{_any(_STEPS)})"
_COUNTED = r"(?P<count>[1-9]\d{0,2}) (?P<unit>day|week|month|quarter|year)s?"
_FINANCIAL = "(?:fy ?|financial year )"
_TIMES = r"[1-9]\d{0,2} (?:day|week|month|year)s?"


@_rule(_SPANS, "today|yesterday|tomorrow|now")
def _near_today(asked: _Asked) -> _Span:
    return _one(asked.today + {"yesterday": -_DAY, "tomorrow": _DAY}.get(asked.match[0], 0 * _DAY))


@_rule(_SPANS, rf"(?P<name>{_ROUND})")
def _named(asked: _Asked) -> _Span:
    return _nearest(_round(asked["name"]), asked)


@_rule(_SPANS, rf"{_WHICH} (?P<name>{_ROUND})")
def _which_named(asked: _Asked) -> _Span:
    """Read "this Friday", "last summer"; "next Friday" is the coming one or next week's.

    Unless both are the same day it asks, and likewise for "last" and for what comes each year.
    """
    rounds, step, today = _round(asked["name"]), _STEPS[asked["which"]], asked.today
    here = rounds.number(today)
    near = [days for n in range(here - 2, here + 3) if (days := rounds.days(n))]
    counted = near[2 + step]
    if step == 0:
        return next((days for days in near if days.start <= today <= days.end), counted)
    if step < 0:
        nearest = max(days for days in near if days.end < today)
    else:
        nearest = min(days for days in near if days.start > today)
    if nearest != counted:
        raise _WhichSpan(nearest, counted)
    return nearest


@_rule(_SPANS, rf"(?P<name>{_YEARLY}) (?P<year>\d{{4}})")
def _named_of_year(asked: _Asked) -> _Span | None:
    """Read "November 2021", "Easter 2022"; a winter lies in two years, so it asks which."""
    year, days = _year(asked["year"]), _round(asked["name"]).days
    if asked["name"] == "winter":
        raise _WhichSpan(*filter(None, map(days, (year - 1, year))))
    return days(year)


@_rule(_SPANS, rf"(?P<month>{_MONTH}) (?P<number>\d\d)")
def _day_or_year(asked: _Asked) -> _Span:
    """Ask about "Nov 21", a day to some and a month of 2021 to others."""
    month, number = _LONG_MONTHS[_MONTHS[asked["month"]]], asked["number"]
    raise PeriodUnclear(_TWO_MEANINGS, (f"{int(number)} {month}", f"{month} 20{number}"))


@_rule(
    _SPANS,
    rf"(?:(?P<weekday>{_WEEKDAY}) )?(?:the )?(?P<day>\d\d?){_TH}?(?: of)?[ -]?(?P<month>{_MONTH})"
    r"(?:[ -](?P<year>\d{4}|\d\d))?",
    rf"(?:(?P<weekday>{_WEEKDAY}) )?(?P<month>{_MONTH}) (?:the )?(?P<day>\d\d?){_TH}?"
    r"(?: (?P<year>\d{4}))?",
    r"(?P<weekday>)(?P<day>\d\d?)([/.-])(?P<month>\d\d?)\3(?P<year>\d{4}|\d\d)",
    r"(?P<weekday>)(?P<year>\d{4})([/.-])(?P<month>\d\d?)\3(?P<day>\d\d?)",
    r"(?P<weekday>)(?P<day>\d\d?)/(?P<month>\d\d?)(?P<year>)",
)
def _date(asked: _Asked) -> _Span:
    """Read a written date, saying what is wrong with one that cannot be."""
    day, month = int(asked["day"]), _MONTHS.get(asked["month"]) or int(asked["month"])
    if not 1 <= month <= 12:  # noqa: PLR2004
        raise PeriodUnclear(
            f"There is no month {month}: dates are read day first, as in 30/11/2021."
        )

    def in_year(year: int) -> _Span | None:
        return _one(date(year, month, day)) if 1 <= day <= monthrange(year, month)[1] else None

    year, leap_year = _year(asked["year"]) if asked["year"] else None, 2000
    found = in_year(year or leap_year)
    if not found:
        raise PeriodUnclear(f"There is no {day} {_LONG_MONTHS[month]}{f' {year}' if year else ''}.")
    found = found if year else _nearest(_yearly(in_year), asked)
    weekday = found.start.weekday()
    if _DAYS.get(asked["weekday"], weekday) != weekday:
        raise PeriodUnclear(f"{long_date(found.start)} is a {_LONG_DAYS[weekday]}; please check.")
    return found


@_rule(_SPANS, rf"(?P<day>[1-9]|[12]\d|3[01]){_TH}")
def _day_of_month(asked: _Asked) -> _Span:
    """Read "the 30th", of the nearest month that has such a day."""
    day = int(asked["day"])

    def in_month(number: int) -> _Span | None:
        month = _months(0, number + 1, 1)
        return _one(month.start.replace(day=day)) if day <= month.end.day else None

    return _nearest(_Round(lambda of: of.year * 12 + of.month - 1, in_month), asked)


@_rule(
    _SPANS,
    rf"{_FINANCIAL}?(?P<first>\d{{4}})[-/](?P<second>\d{{4}}|\d\d)",
    rf"{_FINANCIAL}(?P<first>\d\d)[-/](?P<second>\d\d)",
)
def _financial_year(asked: _Asked) -> _Span | None:
    """Read "2021-22"; two years that do not follow each other are not a financial year."""
    following = int(asked["first"]) + 1
    if asked["second"] not in {str(following), f"{following % 100:02}"}:
        return None
    return _months(_year(asked["first"]), _MONTHS["april"], 12)


def _two_financial_years(year: int, before: str = "") -> PeriodUnclear:
    names = (f"{before}{first}-{(first + 1) % 100:02}" for first in (year - 1, year))
    return PeriodUnclear("A financial year lies in two years; please say both.", names)


@_rule(_SPANS, rf"{_FINANCIAL}(?P<year>\d{{4}}|\d\d)")
def _half_a_financial_year(asked: _Asked) -> _Span:
    raise _two_financial_years(_year(asked["year"]))


@_rule(
    _SPANS,
    r"(?:(?:q|qtr |quarter )(?P<number>[1-4])|(?P<nth>[1-4])\w\w quarter)(?: of)?(?: the)? "
    rf"(?:(?P<plain>\d{{4}})|{_FINANCIAL}?(?P<written>\d{{2,4}}[-/]\d{{2,4}})"
    rf"|(?P<year>(?:{_any(_STEPS)})(?: financial)? year))",
)
def _quarter_of(asked: _Asked) -> _Span:
    """Read "Q1 2021-22" and "first quarter of this year"; "Q1 2021" could be of either year."""
    quarter = int(asked["number"] or asked["nth"])
    if asked["plain"]:
        raise _two_financial_years(_year(asked["plain"]), f"Q{quarter} ")
    year = _span(asked["year"] or f"fy {asked['written']}", asked)
    return _months(year.start.year, 1 + 3 * quarter, 3)


@_rule(_SPANS, r"(?:(?:calendar )?year )?(?P<year>\d{4})")
def _calendar_year(asked: _Asked) -> _Span:
    return _months(_year(asked["year"]), 1, 12)


@_rule(_SPANS, rf"{_WHICH} (?P<kind>financial |calendar )?(?P<unit>week|month|quarter|year)")
def _this_last_next(asked: _Asked) -> _Span:
    step = _STEPS[asked["which"]]
    if asked["kind"] == "calendar ":
        return _months(asked.today.year + step, 1, 12)
    return _block(asked["unit"], asked.today, step)


@_rule(
    _SPANS,
    rf"(?P<which>last|past|previous|next|coming|following) {_COUNTED}",
    rf"(?P<which>within)(?: the)?(?: next)? {_COUNTED}",
    "(?P<which>past|coming)(?P<count>) (?P<unit>week|month|quarter|year)",
)
def _rolling(asked: _Asked) -> _Span:
    """Read "next 2 weeks", which runs from today; quarters are whole, the present one left out."""
    back = asked["which"] in {"last", "past", "previous"}
    count, unit = int(asked["count"] or 1) * (-1 if back else 1), asked["unit"]
    if unit == "quarter":
        _shift(asked.today, 3 * count, "month")  # refuses what is out of reach
        first, last = sorted((count, count // abs(count)))
        return _Span(_block(unit, asked.today, first).start, _block(unit, asked.today, last).end)
    return _Span(*sorted((asked.today, _shift(asked.today, count, unit))))


@_rule(_SPANS, _COUNTED)
def _how_long(asked: _Asked) -> _Span:
    """Ask about "in 2 weeks", that very day to some and any day until then to others."""
    if asked.looking == "back":
        raise PeriodUnclear
    then = _shift(asked.today, int(asked["count"]), asked["unit"])
    raise _WhichSpan(_one(then), _Span(asked.today, then))


@_rule(_SPANS, "end of (?:this|the current) year|year[ -]end")
def _end_of_which_year(asked: _Asked) -> _Span:
    """Ask: "this year" ends in March here, and in December to others."""
    ends = (_months(asked.today.year, 1, 12).end, _block("year", asked.today).end)
    raise _WhichSpan(*map(_one, ends))


@_rule(
    _SPANS,
    "(?P<edge>end|last day|start|beginning|first day) of (?P<x>.+)",
    "(?P<x>week|month|quarter)[ -](?P<edge>end)",
)
def _edge(asked: _Asked) -> _Span:
    """Read "end of October", "month end", "first day of next week" as the one day they mean."""
    side = 1 if asked["edge"] in {"end", "last day"} else 0
    return _one(_of(asked, side)[side])


def _of(asked: _Asked, side: int) -> _Span:
    """Read what an end or a rest is of, be it a bare "the month".

    "End of the year" is December: only "this year" is financial.
    """
    unit = asked["x"].removeprefix("the ")
    if unit == "year":
        return _months(asked.today.year, 1, 12)
    if unit in {"week", "month", "quarter"}:
        return _block(unit, asked.today)
    return asked.part("x", side=side)


@_rule(_SPANS, "(?P<third>early|mid|late)[ -](?:in )?(?P<x>.+)")
def _early_or_late(asked: _Asked) -> _Span:
    """Ask about "early 2021" and "late October", offering a third of it and the whole."""
    whole, third = asked.part("x", side=0), {"early": 0, "mid": 1, "late": 2}[asked["third"]]
    year, month = whole.start.year, whole.start.month
    if whole == _months(year, month, 12):
        part = _months(year, month + 4 * third, 4)
    elif whole == _months(year, month, 1):
        start = whole.start + third * 10 * _DAY
        part = _Span(start, whole.end if asked["third"] == "late" else start + 9 * _DAY)
    else:
        raise PeriodUnclear
    raise _WhichSpan(part, whole, sentence="Please say how much of it you mean.")


@_rule(_SPANS, "(?:week (?:beginning|commencing|starting|of)|w/?[bc]) (?P<x>.+)")
def _week_of(asked: _Asked) -> _Span:
    """Read "w/c 20 September"; a week said to begin on another day than Monday asks."""
    day = asked.part("x", side=0)
    if day.start != day.end:
        raise PeriodUnclear
    week = _block("week", day.start)
    if week.start != day.start:
        seven = _Span(day.start, day.start + 6 * _DAY)
        raise _WhichSpan(week, seven, sentence="That day is not a Monday; please choose the days.")
    return week


@_rule(
    _SPANS,
    rf"(?:{_TIMES} (?:and )?)+ago|day before yesterday|day after tomorrow",
    rf"(?P<ahead>{_TIMES}) (?:time|hence|from (?:now|today))",
)
def _relative(asked: _Asked) -> _Span | None:
    """Leave "3 weeks ago" and "2 months from now" to dateparser."""
    import dateparser  # noqa: PLC0415 - takes 140 ms, and few periods are said this way

    ahead = asked.match.groupdict().get("ahead")
    found = dateparser.parse(
        f"in {ahead}" if ahead else asked.match[0],  # it takes "2 weeks from today" for the past
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "future" if asked.looking == "ahead" else "past",
            "RELATIVE_BASE": datetime.combine(asked.today, time(), UTC),
            "TIMEZONE": "UTC",
        },
    )
    if found and not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise PeriodUnclear(_OUT_OF_REACH)
    return _one(found.date()) if found else None


@_rule(_WHOLES, "since (?P<x>.+)")
def _since(asked: _Asked) -> Period:
    """Read "since X": from its first day to today, so X is always looked for in the past."""
    return _until_today(asked.part("x", looking="back", side=0).start, asked)


@_rule(_WHOLES, "(?:between|from) (?P<x>.+?) (?:to|and|until|till|-) (?P<y>.+)")
def _between(asked: _Asked) -> Period:
    """Read "X to Y".

    The end that carries a year settles the other ("1 October to 31 March 2021"); where neither
    does, the range as a whole is the nearest one ("November to February").
    """
    if bare := re.fullmatch(rf"(\d\d?){_TH}?", asked["x"], re.ASCII):
        start, end = int(bare[1]), asked.part("y", side=1)
        if end.start != end.end or not 1 <= start <= end.end.day:
            raise PeriodUnclear
        return Period(end.end.replace(day=start), end.end)
    dated_x, dated_y = (asked[end][-2:].isdigit() for end in "xy")
    if not dated_y and (dated_x or asked.looking == "back"):
        x = asked.part("x", side=0)
        return Period(x.start, asked.part("y", looking="ahead", anchor=x.start, side=1).end)
    y = asked.part("y", side=1)
    return Period(asked.part("x", looking="back", anchor=y.end, side=0).start, y.end)


@_rule(_WHOLES, "(?P<word>from|after) (?P<x>.+?)(?: onwards?)?")
def _from(asked: _Asked) -> Period:
    """Read "from X" and "after X", which end today looking back and nowhere looking ahead."""
    if asked.looking == "ahead":
        raise PeriodUnclear("Please say when it ends too: “from 1 October to 31 December”.")
    if asked["word"] == "from" or _landmark(asked["x"], asked.landmarks):
        return _until_today(asked.part("x", side=0).start, asked)
    return _until_today(asked.part("x", side=1).end + _DAY, asked)


def _until_today(start: date, asked: _Asked) -> Period:
    if start > asked.today:
        raise PeriodUnclear("That day is still to come, so nothing has happened since.")
    return Period(start, asked.today)


@_rule(
    _WHOLES,
    "(?:by|until|till|up to|no later than|on or before) (?P<x>.+)",
    # Said of work that is due, these count the day itself
    r"before (?P<x>(?:the )?(?:(?:end|last day) of .+|\w+[ -]end|(?:\w+ )?christmas(?: \d{4})?))",
)
def _by(asked: _Asked) -> Period:
    """Read "by X", which ends on that day; "by November" asks whether on the 1st or the 30th."""
    x = asked.part("x", side=1)
    if x.start != x.end:
        ends = (f"by {long_date(day)}" for day in x)
        raise PeriodUnclear("Please choose the last day you mean.", ends)
    return _up_to(x.end, asked)


@_rule(_WHOLES, "before (?P<x>.+)")
def _before(asked: _Asked) -> Period:
    """Read "before X", which ends the day before; on a Monday "before Monday" is the next one."""
    x = asked.part("x", side=0)
    if asked.looking == "ahead" and x.start <= asked.today:
        x = asked.part("x", anchor=x.end + _DAY, side=0)
    return _up_to(x.start - _DAY, asked)


def _up_to(end: date, asked: _Asked) -> Period:
    if asked.looking == "back":
        return Period(None, end)
    if end < asked.today:
        raise PeriodUnclear("That day has passed, so nothing lies between today and then.")
    return Period(asked.today, end)


_rule(_WHOLES, "(?P<x>.+?) (?:to|until|till|-) (?P<y>.+)")(_between)  # after "up to"


@_rule(
    _WHOLES,
    "(?P<x>(?P<edge>end|start|beginning) of .+)",
    "(?P<x>(?:week|month|quarter|year)[ -](?P<edge>end))",
)
def _edge_alone(asked: _Asked) -> Period:
    """Read "end of October" alone, by then looking ahead; else ask whether the day or the week."""
    end = asked["edge"] == "end"
    if end and asked.looking == "ahead":
        return _first(f"by {asked['x']}", asked, _WHOLES)
    day = asked.part("x", side=1).end
    week = _Span(day - 6 * _DAY, day) if end else _Span(day, day + 6 * _DAY)
    raise _WhichSpan(_one(day), week)


@_rule(_WHOLES, "(?:rest|remainder) of (?P<x>.+)")
def _rest(asked: _Asked) -> Period:
    return _up_to(_of(asked, 1).end, replace(asked, looking="ahead"))


@_rule(_WHOLES, ".+")
def _alone(asked: _Asked) -> Period | None:
    span = _try(asked.match[0], asked, _SPANS)
    return Period(*span) if span else None


_rule(_WHOLES, "(?P<x>[^-]+)-(?P<y>[^-]+)")(_between)  # last: 2021-22 and 30-11-2021 are no ranges
