"""Send a claim back to who made it, with a reason."""

from dataclasses import replace

from commands.action_changes import move_on
from commands.arguments import Reference
from commands.at_the_claim import before_claim
from commands.form import Field, Filled, Form, Told, form, required
from commands.question import Question
from commands.registry import command
from commands.reply import Reply, Said
from commands.signing import Claim, check_second_person, claim_to_decide, decide, decided_note
from commands.stated_dates import columns
from storage.models import StatedDate
from storage.states import State


@command(
    "send back REF|AREA [NUMBER]",
    "Send a claim back with a reason, as a second person (a form)",
    role="quality assurance",
)
def send_back(question: Question, about: Reference | str, number: int | None) -> Form:
    """Open the form for the claim that waits, or the one with this number if it still does."""
    claim = _claim(question, about, number)
    carried = f"{claim.about}/{claim.row['number']}"
    return _form(claim, Filled("send back", carried, question.up_to))


def _draw(question: Question, filled: Filled) -> Form:
    return _form(_claim_of(question, filled), filled)


def _form(claim: Claim, filled: Filled) -> Form:
    return Form(
        "send back",
        "Send back",
        (
            Told(f"{claim.name}: {claim.row['why']}"),
            Field("reason", "What is missing?", "text", hint="Who claimed it is told."),
        ),
        filled.about,
        filled.seen,
        submit="Send back",
    )


@form("send back", role="quality assurance", draw=_draw)
def sent_back(question: Question, filled: Filled) -> Reply:
    """Keep the decision; an action that was claimed complete is not done any more.

    One that the plan reports done is what it was before the claim.
    """
    claim = _claim_of(question, filled)
    reason = required(filled, "reason")["reason"]
    question.write.reason = reason
    notices = decide(question, claim, "sent back", reason)
    if claim.row["asks_for"] == State.NO_FURTHER_ACTION:
        move_on(question, claim.thing, "send back closing")
    elif not claim.is_of_area:
        _undone(question, claim)
    note = decided_note(question, claim, "sent back", Said(reason))
    return replace(note, notices=notices)


def _undone(question: Question, claim: Claim) -> None:
    before = before_claim(question, claim) or {}
    was_reported = before.get("state") == State.REPORTED_DONE
    event = "send back reported" if was_reported else "send back"
    done = {name: before.get(name) for name in columns("done", StatedDate())}
    move_on(question, claim.thing, event, **done)


def _claim_of(question: Question, filled: Filled) -> Claim:
    about, _, number = filled.about.rpartition("/")
    return _claim(question, about, int(number) if number.isdecimal() else None)


def _claim(question: Question, about: Reference | str, number: int | None) -> Claim:
    claim = claim_to_decide(question, about, number)
    check_second_person(question, claim.name, [claim.row], claim.thing["lead"])
    return claim
