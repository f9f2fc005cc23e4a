"""Put right how an action is written."""

from commands.action_changes import action_named, change_action, noted
from commands.arguments import Reference
from commands.form import Field, Filled, Form, Told, about_action, form, required
from commands.question import Question
from commands.registry import command
from commands.reply import Reply, Said
from commands.signing import check_nothing_waits
from storage.states import State


@command("edit REF", "Put right how an action is worded (a form)", role="manager")
def edit(question: Question, about: Reference) -> Form:
    """Open the form with the action's words in it."""
    row = action_named(question, about)
    if row["state"] == State.AWAITING_SIGN_OFF:
        check_nothing_waits(question, row["ref"])
    return _draw(question, Filled("edit", row["ref"], question.up_to))


def _draw(question: Question, filled: Filled) -> Form:
    row = action_named(question, filled.about)
    return Form(
        "edit",
        f"Edit {row['ref']}",
        (
            Told("The words of the plan. What it said before stays in the history.", quiet=True),
            Field("text", "Action", "text", initial=row["text"]),
            Field("note", "Note", "text", optional=True, initial=row["note"]),
            Field("reason", "Why the change?"),
        ),
        row["ref"],
        filled.seen,
    )


@form("edit", role="manager", draw=_draw, entities=about_action)
def edited(question: Question, filled: Filled) -> Reply:
    """Set the words, with the reason in the ledger; raises WaitsAlready while a claim waits.

    A second person decides on the words that were claimed.
    """
    given = required(filled, "text", "reason")
    question.write.reason = given["reason"]
    row = action_named(question, filled.about)
    check_nothing_waits(question, row["ref"])
    changed = change_action(question, row, text=given["text"], note=filled.text("note"))
    return noted(question, f"edited {row['ref']}", row["ref"], Said(changed["text"]))
