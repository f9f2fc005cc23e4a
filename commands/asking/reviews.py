"""Re-checks that fall due."""

from collections.abc import Sequence
from datetime import date, timedelta

from commands import wording as say
from commands.periods import Period, long_date
from commands.permission import people_behind
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Note, Reply, Said, Table
from storage.models import Action, SignOff
from storage.queries.signing import claims_of, rechecks

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
    claims = claims_of(question.session, question.id, [one.ref for one in found])
    rows = tuple(_row(question, one, claims.get(one.ref, [])) for one in found)
    how = Note("Quality assurance re-checks one with “review” and its reference.")
    more = say.more(question, len(found), count)
    return Reply(title, (Table(COLUMNS, rows), how, *more), words=question.words)


def _row(question: Question, action: Action, claims: Sequence[SignOff]) -> tuple[str, ...]:
    due: date = action.recheck_due or question.today
    late = " (overdue)" if due < question.today else ""
    return (
        action.ref,
        action.text,
        f"{long_date(due)}{late}",
        say.standing_words(action),
        ", ".join(_barred(question, action, claims)) or "anyone may",
    )


def _barred(question: Question, action: Action, claims: Sequence[SignOff]) -> list[str]:
    claimed = dict.fromkeys(one.asked_by for one in claims)
    led = dict.fromkeys(one for claim in claims for one in claim.led_by if one not in claimed)
    leading = people_behind(question, action.lead) if led else ()
    told = [f"<@{one}> (claimed it)" for one in claimed]
    told += [f"<@{one}> (led it)" for one in led if one not in leading]
    return [*told, f"{action.lead} (lead)"] if action.lead else told
