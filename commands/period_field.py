"""A period as it is filled in in a form."""

from commands.form import Faults, Filled
from commands.periods import PeriodUnclear
from commands.question import Question
from commands.stated_dates import stated_period
from storage.models import StatedDate

HINT = "For example “Q1 2021-22”, “August 2021” or “1 to 31 July 2021”."


def period_in(question: Question, filled: Filled, name: str = "period") -> StatedDate:
    """Give the period in a field, unknown where it is empty; raises Faults."""
    words = filled.text(name)
    if words is None:
        return StatedDate()
    try:
        return stated_period(question, words)
    except PeriodUnclear as unclear:
        choices = f" Write {' or '.join(unclear.choices)}." if unclear.choices else ""
        raise Faults({name: f"{unclear.sentence}{choices}"}) from None
