"""Give an action another date."""

from commands import wording as say
from commands.action_changes import action_named, change_action, date_in, noted, why
from commands.arguments import Reference
from commands.question import Question
from commands.registry import command
from commands.reply import Reply, Said
from commands.stated_dates import columns
from storage.models import StatedDate


@command(
    "move REF to DATE because REASON",
    "Change the date an action is due",
    role="manager",
    writes=True,
)
def move(question: Question, about: Reference, to: StatedDate, reason: str) -> Reply:
    """Set an action's date; its first date is kept, and how often it was moved since."""
    question.write.reason = reason
    row = action_named(question, about)
    ref, was, first = row["ref"], date_in(row, "due"), date_in(row, "original_due")
    if (to.text, to.latest) == (was.text, was.latest):
        return Reply(
            f"{ref} has that date already", (Said(f"It is due {to.text}. Nothing was changed."),)
        )
    first = first or was or to
    moves = row["moves"] + bool(was)
    change_action(
        question, row, **columns("due", to), **columns("original_due", first), moves=moves
    )
    if was:
        told = (
            f"Due: {say.date_words(was)} → {say.date_words(to)}. Moved "
            f"{say.number(moves, 'time')}; first due {say.date_words(first)}."
        )
    else:
        told = f"Due: {say.date_words(to)}. It had no date before."
    did = f"moved {ref}" if was else f"gave {ref} a date"
    return noted(question, did, ref, Said(row["text"]), Said(told), why(reason))
