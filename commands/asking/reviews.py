"""Re-checks that fall due."""

from datetime import date, timedelta

from commands import wording as say
from commands.periods import Period, long_date
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Note, Reply, Said, Table
from storage.models import Action
from storage.queries.signing import claimants, rechecks

AHEAD = timedelta(weeks=4)
COLUMNS = ("Ref", "Action", "Re-check due", "State", "Not to be done by")


@command(
    "reviews [PERIOD]",
    "Re-checks that are due, and in the next 4 weeks or a period",
    as_at=True,
    looking="ahead",
)
def reviews(question: Question, period: Period | None) -> Reply:
    """List re-checks, the overdue ones first, with who may not make them."""
    end = period.end if period else question.today + AHEAD
    start = period.start if period else None
    found, count = rechecks(
        question.session, question.id, start, end, limit=PAGE, offset=question.offset
    )
    when = period.words if period else f"up to {long_date(end)}"
    title = f"{say.number(count, 're-check')} {when}"
    if not found:
        none = Said("No re-check falls due then: one does three months after a sign-off.")
        return Reply(title, (none,), words=question.words)
    claimed_by = claimants(question.session, question.id, [one.ref for one in found])
    rows = tuple(_row(question, one, claimed_by.get(one.ref)) for one in found)
    how = Note("Quality assurance re-checks one with “review” and its reference.")
    more = say.more(question, len(found), count)
    return Reply(title, (Table(COLUMNS, rows), how, *more), words=question.words)


def _row(question: Question, action: Action, claimed_by: str | None) -> tuple[str, ...]:
    due: date = action.recheck_due or question.today
    late = " (overdue)" if due < question.today else ""
    barred = [f"<@{claimed_by}> (claimed it)"] if claimed_by else []
    barred += [f"{action.lead} (lead)"] if action.lead else []
    return (
        action.ref,
        action.text,
        f"{long_date(due)}{late}",
        action.state,
        ", ".join(barred) or "anyone may",
    )
