"""One thing's life in the record, as sentences."""

from datetime import timedelta

from commands import wording as say
from commands.arguments import Reference
from commands.history import actor_names, sentences
from commands.periods import long_date
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Item, Reply
from storage.queries.history import Change, changes


@command("history REF", "Every change to an action or piece of evidence", as_at=True)
def history(question: Question, reference: Reference) -> Reply:
    """List the changes of one entity, the newest first: who, when, before and after, why."""
    found, total = changes(
        question.ledger,
        question.id,
        entities=[f"{reference.kind}:{reference.ref}"],
        up_to=question.up_to,
        limit=PAGE,
        offset=question.offset,
    )
    who = actor_names(question, [change.actor for change in found])
    items = tuple(
        Item(
            f"{who[change.actor]}{_entered(question, change)}. {' '.join(sentences(change))}",
            long_date(question.day_of(change.at)),
        )
        for change in found
    )
    return Reply(
        f"History of {reference.ref}",
        (Bullets(items), *say.more(question, len(found), total)),
        words=question.words,
    )


def _entered(question: Question, change: Change) -> str:
    """Say when it was entered, if that was later than it was so."""
    if change.entered_at - change.at <= timedelta(days=1):
        return ""
    return f", entered {long_date(question.day_of(change.entered_at))}"
