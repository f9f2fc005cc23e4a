"""The actions that arose from audits, by when they are re-checked: so that none gets lost."""

from datetime import date, timedelta

from commands import wording as say
from commands.audit_words import NONE_YET, recheck_words
from commands.periods import FIRST_YEAR, Period
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Part, Reply, Said, Table
from storage.queries.audits import any_audit, rechecks_due

AHEAD = timedelta(weeks=4)
COLUMNS = ("Ref", "Action", "Area", "Audit", "State", "Lead", "Re-check due")


@command(
    "audit actions due [PERIOD]",
    "Audits' actions whose re-check falls due: overdue, or within 4 weeks if you don't say",
    as_at=True,
    looking="ahead",
)
def audit_actions(question: Question, period: Period | None) -> Reply:
    """List them with their leads, the longest overdue first."""
    if period is None:
        start, end = date(FIRST_YEAR, 1, 1), question.today + AHEAD
        when = "overdue or in the next 4 weeks"
    else:
        start, end = question.days(period)
        when = period.words
    found, total = rechecks_due(
        question.session, question.id, start=start, end=end, limit=PAGE, offset=question.offset
    )
    rows = tuple(
        (
            one.action.ref,
            one.action.text,
            one.area_title,
            f"{one.action.audit_ref}: {one.theme}",
            say.standing_words(one.action),
            say.lead_words(one.action),
            recheck_words(one.action, question),
        )
        for one in found
    )
    parts: list[Part] = [Table(COLUMNS, rows)] if rows else [_none(question)]
    return Reply(
        f"Audit actions to re-check, {when}",
        (*parts, *say.more(question, len(found), total)),
        words=question.words,
    )


def _none(question: Question) -> Said:
    if any_audit(question.session, question.id):
        return Said("No audit's action falls due for its re-check then.")
    return NONE_YET
