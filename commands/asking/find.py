"""Words looked for anywhere in the plan."""

from commands import wording as say
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Item, Reply, Said
from storage.queries.search import search

MOST_WORDS = 12  # each is looked for in every text of the plan


@command("find WORDS", "Everything in the plan with these words", as_at=True)
def find(question: Question, words: str) -> Reply:
    """List areas, actions, measures, evidence and open points that have every word."""
    wanted = tuple(dict.fromkeys(words.lower().split()))
    if len(wanted) > MOST_WORDS:
        return Reply("Too many words", (Said(f"Look for at most {MOST_WORDS} words at once."),))
    hits, total = search(question.session, question.id, wanted, limit=PAGE, offset=question.offset)
    if not hits:
        return Reply(
            "Nothing found",
            (Said("Nothing in the plan has all of these words. Try fewer, or part of a word."),),
        )
    items = tuple(
        Item(f"{hit.text} ({hit.kind})", hit.name, say.paragraph(hit.paragraph)) for hit in hits
    )
    return Reply(
        say.number(total, "place"),
        (Bullets(items), *say.more(question, len(hits), total)),
        words=question.words,
    )
