"""How an audit is put into words."""

from collections.abc import Mapping

from commands.periods import long_date
from commands.question import Question
from commands.reply import Said
from storage.models import Action
from storage.queries.audits import SETTLED, Audited

GRADES = ("green", "amber", "red")
NO_ONE_AREA = "no one area"
NONE_YET = Said(
    "No audit is recorded yet. A manager can record one, and the actions that arise from it, with "
    "`audit record`."
)


def grade_words(grades: Mapping[str, int], sample: int | None) -> str:
    """Give "12 green, 6 amber, 2 red"; what nobody graded is said too."""
    told = [f"{grades[grade]} {grade}" for grade in GRADES if grade in grades]
    if not told:
        return "no grades given"
    left = (sample or 0) - sum(grades.values())
    return ", ".join([*told, *([f"{left} not graded"] if left > 0 else [])])


def actions_words(one: Audited) -> str:
    """Give "2 of 3 done"."""
    return f"{one.done} of {one.actions} done" if one.actions else "no actions"


def recheck_words(action: Action, question: Question) -> str:
    """Give the day a re-check falls due, and whether that has passed."""
    if action.recheck_due is None or action.state in SETTLED:
        return "none"
    late = " (overdue)" if action.recheck_due < question.today else ""
    return f"{long_date(action.recheck_due)}{late}"
