"""Open an action again that was done or closed."""

from commands.action_changes import action_named, move_on, noted, why
from commands.arguments import Reference
from commands.question import Question
from commands.registry import command
from commands.reply import Reply, Said
from commands.stated_dates import columns
from storage.models import StatedDate
from storage.states import State


@command(
    "reopen REF because REASON",
    "Open an action again that was done or closed",
    role="manager",
    writes=True,
)
def reopen(question: Question, about: Reference, reason: str) -> Reply:
    """Reopen an action: it is not done any more, and no re-check of it is due."""
    question.write.reason = reason
    row = action_named(question, about)
    move_on(question, row, "reopen", **columns("done", StatedDate()), recheck_due=None)
    return noted(
        question,
        f"reopened {row['ref']}",
        row["ref"],
        Said(row["text"]),
        Said(f"{row['state'].capitalize()} → {State.REOPENED}."),
        why(reason),
    )
