"""Open an action again that was done or closed."""

from datetime import date

from commands.action_changes import action_named, move_on, noted, why
from commands.arguments import Reference
from commands.periods import long_date
from commands.question import Question
from commands.registry import command
from commands.reply import Reply, Said
from commands.stated_dates import columns
from storage.models import StatedDate
from storage.rows import Row
from storage.states import RECHECK_AFTER, State


@command(
    "reopen REF because REASON",
    "Open an action again that was done or closed",
    role="manager",
    writes=True,
)
def reopen(question: Question, about: Reference, reason: str) -> Reply:
    """Reopen an action: it is not done any more.

    No re-check of it is due then, but one of an audit is still re-checked: it must not get lost.
    """
    question.write.reason = reason
    row = action_named(question, about)
    recheck = _recheck_day(question, row) if row["audit_ref"] else None
    move_on(question, row, "reopen", **columns("done", StatedDate()), recheck_due=recheck)
    return noted(
        question,
        f"reopened {row['ref']}",
        row["ref"],
        Said(row["text"]),
        Said(f"{row['state'].capitalize()} → {State.REOPENED}."),
        *([Said(f"Its re-check falls due on {long_date(recheck)}.")] if recheck else []),
        why(reason),
    )


def _recheck_day(question: Question, row: Row) -> date:
    """Give the day it has; one that was embedded or closed has none left, and gets a new one."""
    kept: date | None = row["recheck_due"]
    return kept or question.today + RECHECK_AFTER
