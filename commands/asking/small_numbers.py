"""A measure with the numbers that are not shown unasked."""

from commands.asking.measure import one_measure
from commands.question import Question
from commands.registry import command
from commands.reply import Reply


@command("small numbers NAME", "One measure with its numbers under 5, for you alone", as_at=True)
def small_numbers(question: Question, slug: str) -> Reply:
    """Give one measure in full; the reply can't be shared."""
    return one_measure(question, slug, in_full=True)
