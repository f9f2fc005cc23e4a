"""Words looked for anywhere in the plan."""

from collections.abc import Sequence

from commands import wording as say
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Item, Reply, Said
from storage.queries.search import Hit, search

MOST_WORDS = 12  # each is looked for in every text of the plan
# What shows all that was found; anything else has `show`. The history has each note and decision.
SHOWN_BY = {
    "area": "status",
    "measure": "measure",
    "note": "history",
    "claim": "history",
    "re-check": "history",
}


@command("find WORDS", "Everything in the plan with these words", as_at=True)
def find(question: Question, words: str) -> Reply:
    """List whatever has every word, in the plan or in what people here said of it."""
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
        (Bullets(items), _ways_on(hits), *say.more(question, len(hits), total)),
        words=question.words,
    )


def _ways_on(hits: Sequence[Hit]) -> Buttons:
    """Give a button for each thing that was found, once."""
    asked = {f"{SHOWN_BY.get(hit.kind, 'show')} {hit.name}": hit for hit in hits}
    return Buttons(tuple(Button(_label(hit), words) for words, hit in asked.items()))


def _label(hit: Hit) -> str:
    return f"History of {hit.name}" if SHOWN_BY.get(hit.kind) == "history" else hit.name
