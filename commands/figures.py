"""What may be said of figures: which numbers are too small to show, and how one has changed.

A number from 1 to 4 may point to a child, so it asks before it is shown. 0 points to nobody and is
shown, as it is in the published tables, which hide the percentages of small numbers too. Source:
https://explore-education-statistics.service.gov.uk/methodology (children looked after: rounding,
suppression and grossing).
"""

from storage.models import Measure, Reading
from storage.queries.measures import Measured

FEW = 5  # from here on a number is shown
HEDGES = ("about", "almost")
WAYS = {  # how a rise and a fall are called, by which way is better
    "higher": ("improved", "worsened"),
    "lower": ("worsened", "improved"),
}


def is_few(number: int | None) -> bool:
    """Say whether so few are counted that one of them might be known by it."""
    return number is not None and 0 < number < FEW


def is_small(reading: Reading) -> bool:
    """Say whether a reading rests on a number that asks before it is shown."""
    return is_few(reading.numerator) or is_few(reading.denominator)


def small_words(reading: Reading) -> str | None:
    """Give what is told of a small number until it is asked for; None where it is not small.

    The percentage is not told either: it gives the number away.
    """
    if is_few(reading.denominator):
        return f"out of fewer than {FEW}, not shown here"
    if is_few(reading.numerator):
        out_of = "" if reading.denominator is None else f" of {reading.denominator:,}"
        return f"fewer than {FEW}{out_of}"
    return None


def counts_words(reading: Reading) -> str | None:
    """Give "30 of 40"."""
    if reading.numerator is None or reading.denominator is None:
        return None
    return f"{reading.numerator:,} of {reading.denominator:,}"


def change_words(measured: Measured, *, in_full: bool = False) -> str | None:
    """Say how the latest reading has changed: as stated with it, else by our arithmetic.

    None where nothing can be compared: across a changed definition, without two figures, or where
    the difference would give a small number away.
    """
    latest, before = measured.latest, measured.before
    if latest is None:
        return None
    if latest.direction and not _was_corrected_since(before, latest):
        return ", ".join(filter(None, (latest.direction, latest.change_note)))
    if latest.value is None or before is None or before.value is None:
        return None
    if "at least" in (latest.qualifier, before.qualifier):
        return None
    if not in_full and (is_small(latest) or is_small(before)):
        return None
    return _difference(measured.measure, latest, before, round(latest.value - before.value, 2))


def _was_corrected_since(before: Reading | None, latest: Reading) -> bool:
    """Say whether what a change was stated against is no longer what it was."""
    return before is not None and before.supersedes is not None and before.number > latest.number


def _difference(measure: Measure, latest: Reading, before: Reading, step: float) -> str:
    then = before.period.text or "the figure before"
    hedged = latest.qualifier in HEDGES or before.qualifier in HEDGES
    if step == 0:
        return f"{'about the same as' if hedged else 'unchanged from'} {then} (our arithmetic)"
    amount = f"{step:+,.2f}".rstrip("0").rstrip(".")
    about = "about " if hedged else f"{_way(measure, step)}: "
    return f"{about}{amount}{_unit(measure, step)} on {then} (our arithmetic)"


def _way(measure: Measure, step: float) -> str:
    rise, fall = WAYS.get(measure.better, ("rose", "fell"))
    return rise if step > 0 else fall


def _unit(measure: Measure, step: float) -> str:
    if measure.unit == "%":
        return " percentage point" if abs(step) == 1 else " percentage points"
    return f" {measure.unit}" if measure.unit else ""
