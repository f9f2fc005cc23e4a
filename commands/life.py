"""What was said and decided here about an action or area, in words."""

from collections.abc import Iterator, Sequence

from commands.periods import long_date
from commands.question import Question
from commands.reply import Bullets, Heading, Item, Note, Part
from commands.wording import opened
from storage.models import ProgressNote
from storage.queries.life import Life

MORE = "There are more notes than these: History has them all."


def decisions(question: Question, life: Life) -> Iterator[Item]:
    """Give the newest claim and re-check, as they stand."""
    if claim := life.claim:
        asked = f"asked for by <@{claim.asked_by}> on {long_date(question.day_of(claim.asked_at))}"
        if claim.decision is None:
            yield Item(f"{claim.asks_for}, {asked}: {claim.why}", "Waits for a sign-off")
        else:
            decided_at = claim.decided_at or claim.asked_at
            when = long_date(question.day_of(decided_at))
            reason = f": {claim.reason}" if claim.reason else ""
            yield Item(
                f"{claim.asks_for}, {asked}, by <@{claim.decided_by}> on {when}{reason}",
                opened(claim.decision),
            )
    if review := life.review:
        when = long_date(question.day_of(review.reviewed_at))
        yield Item(
            f"{review.outcome}, by <@{review.reviewed_by}> on {when}: {review.shown_by}",
            "Re-checked",
        )


def notes(question: Question, newest: Sequence[ProgressNote], most: int) -> tuple[Part, ...]:
    """Give at most so many progress notes under a heading, the newest first, and say if that's all.

    Nothing where there are none; `newest` holds one more than `most` where there are more.
    """
    if not newest:
        return ()
    lines = tuple(
        Item(f"{one.text} (<@{one.by}>)", long_date(question.day_of(one.at)))
        for one in newest[:most]
    )
    rest = (Note(MORE),) if len(newest) > most else ()
    return Heading("Notes"), Bullets(lines), *rest
