"""Edits of the record in a period, from the ledger."""

from datetime import timedelta

from commands import wording as say
from commands.history import actor_names, reason_of, sentences
from commands.periods import Period, long_date
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Heading, Item, Note, Part, Reply, Said
from storage.queries.history import Batch, batches, kinds_in
from storage.queries.history import changes as changes_in

EACH = 5  # more changes made at once are counted, not told one by one


@command(
    "changes [PERIOD]",
    "What was changed in the record, the last 7 days if you don't say",
    as_at=True,
)
def changes(question: Question, period: Period | None) -> Reply:
    """List the changes people made, the newest first, with what was so before."""
    period = period or Period(question.today - timedelta(days=7), question.today)
    start, end = question.instants(period)
    found, total = batches(
        question.ledger,
        question.id,
        start,
        end,
        up_to=question.up_to,
        limit=PAGE // EACH,
        offset=(question.page - 1) * (PAGE // EACH),
    )
    parts: list[Part] = []
    if not found:
        parts.append(Said("Nothing was changed in that period."))
    names = actor_names(question, [batch.actor for batch in found])
    for batch in found:
        parts += _batch(question, batch, names[batch.actor])
    return Reply(
        f"Changes, {period.words}",
        (*parts, *say.more(question, len(found), total, PAGE // EACH)),
        words=question.words,
    )


def _batch(question: Question, batch: Batch, who: str) -> tuple[Part, ...]:
    when = f"{long_date(question.day_of(batch.at))}, {who}"
    found, _ = changes_in(
        question.ledger,
        question.id,
        between=(batch.first, batch.last),
        up_to=question.up_to,
        limit=EACH,
    )
    if batch.changes <= EACH:
        items = tuple(Item(text) for change in reversed(found) for text in sentences(change))
        return Heading(when), Bullets(items)
    what = say.counted(kinds_in(question.ledger, question.id, batch))
    reason = reason_of(found[-1])
    return (
        Heading(when),
        Said(f"{batch.changes:,} ledger entries at once, among them {what}."),
        *([Note(f"Why: {reason}")] if reason else []),
    )
