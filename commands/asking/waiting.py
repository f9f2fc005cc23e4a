"""What waits for a second person's decision."""

from commands import wording as say
from commands.periods import long_date
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Note, Reply, Said, Table
from storage.queries.signing import Waiting, waiting_claims

COLUMNS = ("Ref", "What", "Asked for", "Asked by", "Since", "Lead")


@command("waiting", "Claims that wait for a sign-off, the oldest first", as_at=True)
def waiting(question: Question) -> Reply:
    """List the claims that nobody has decided, with how long each has waited."""
    found, count = waiting_claims(question.session, question.id, limit=PAGE, offset=question.offset)
    verb = "waits" if count == 1 else "wait"
    title = f"{say.number(count, 'claim')} {verb} for a sign-off"
    if not found:
        return Reply(title, (Said("Nothing that was claimed is undecided."),), words=question.words)
    rows = tuple(_row(question, one) for one in found)
    how = Note(
        "Quality assurance decides with “sign off” or “send back” and the reference. Who claimed "
        "it and its lead can't."
    )
    more = say.more(question, len(found), count)
    return Reply(title, (Table(COLUMNS, rows), how, *more), words=question.words)


def _row(question: Question, one: Waiting) -> tuple[str, ...]:
    claim = one.claim
    since = question.day_of(claim.asked_at)
    days = say.number((question.today - since).days, "day")
    return (
        claim.about,
        one.text,
        claim.asks_for,
        f"<@{claim.asked_by}>",
        f"{long_date(since)} ({days})",
        one.lead or say.NOT_GIVEN,
    )
