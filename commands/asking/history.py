"""One thing's life in the record, as sentences."""

from datetime import timedelta

from commands import wording as say
from commands.arguments import Reference
from commands.history import actor_names, sentences
from commands.periods import long_date
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Item, Reply
from storage.models import Area
from storage.queries.history import Change, changes, numbered

BESIDES = ("progress_note", "sign_off", "review")  # what was said and decided about it


@command(
    "history REF|AREA", "Every change to an action, an area or a piece of evidence", as_at=True
)
def history(question: Question, about: Reference | str) -> Reply:
    """List what happened to one thing, the newest first: who, when, before and after, why."""
    found, total = changes(
        question.ledger,
        question.id,
        entities=_entities(question, about),
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
        f"History of {_name(question, about)}",
        (Bullets(items), *say.more(question, len(found), total)),
        words=question.words,
    )


def _entities(question: Question, about: Reference | str) -> list[str]:
    """Name the thing itself for the ledger, with the notes, sign-offs and re-checks of it."""
    kind, key = (about.kind, about.ref) if isinstance(about, Reference) else ("area", about)
    entities = [f"{kind}:{key}"]
    if kind in {"action", "area"}:
        for table in BESIDES:
            entities += numbered(question.ledger, question.id, table, key)
    return entities


def _name(question: Question, about: Reference | str) -> str:
    if isinstance(about, Reference):
        return about.ref
    return question.session.get_one(Area, (question.id, about)).title


def _entered(question: Question, change: Change) -> str:
    """Say when it was entered, if that was later than it was so."""
    if change.entered_at - change.at <= timedelta(days=1):
        return ""
    return f", entered {long_date(question.day_of(change.entered_at))}"
