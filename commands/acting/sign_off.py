"""Agree, as a second person, that a claim is so."""

from dataclasses import replace
from datetime import date

from commands import wording as say
from commands.action_changes import move_on
from commands.arguments import Reference
from commands.at_the_claim import check_reads_the_same
from commands.periods import long_date
from commands.question import Question
from commands.registry import command
from commands.reply import Reply, Said
from commands.signing import Claim, check_second_person, claim_to_decide, decide, decided_note
from commands.stated_dates import columns, stated_day
from storage.models import Area, StatedDate
from storage.rows import Row
from storage.states import RECHECK_AFTER, State

SIGNED_OFF = "signed off here"


@command(
    "sign off REF|AREA [NUMBER]",
    "Agree that what was claimed is so, as a second person",
    role="quality assurance",
    writes=True,
)
def sign_off(question: Question, about: Reference | str, number: int | None) -> Reply:
    """Sign off the claim that waits, or the one with this number if it still does.

    Raises ReadsOtherwise where it is about something that was worded anew since.
    """
    claim = claim_to_decide(question, about, number)
    check_second_person(question, claim.name, [claim.row], claim.thing["lead"])
    check_reads_the_same(question, claim)
    question.write.reason = "signed off"  # why stands in the claim, where it can be redacted
    notices = decide(question, claim, "signed off")
    said = _changed(question, claim)
    note = decided_note(question, claim, "signed off", Said(said))
    return replace(note, notices=notices)


def _changed(question: Question, claim: Claim) -> str:
    """Give the action or area the state asked for, and say so."""
    if claim.is_of_area:
        return _change_area(question, claim)
    if claim.row["asks_for"] == State.NO_FURTHER_ACTION:
        move_on(question, claim.thing, "sign off closing", recheck_due=None)
        return f"{say.ended(claim.thing['text'])} {State.NO_FURTHER_ACTION.capitalize()}."
    recheck = _recheck_day(question, claim.thing)
    move_on(question, claim.thing, "sign off", recheck_due=recheck)
    return (
        f"{say.ended(claim.thing['text'])} {State.COMPLETE.capitalize()}. "
        f"Its re-check falls due on {long_date(recheck)}."
    )


def _recheck_day(question: Question, action: Row) -> date:
    """Give three calendar months from today; an audit's action keeps its day if still to come.

    That is three months after the audit, or the day that a re-check set.
    """
    kept: date | None = action["recheck_due"]
    if action["audit_ref"] and kept is not None and kept >= question.today:
        return kept
    return question.today + RECHECK_AFTER


def _change_area(question: Question, claim: Claim) -> str:
    state = claim.row["asks_for"]
    completed = stated_day(question.today) if state == "complete" else StatedDate()
    changed = {"state": state, "stated_basis": SIGNED_OFF} | columns("completed", completed)
    question.write.update(Area, claim.thing | changed)
    return f"Stated as {state}, where it was {claim.thing['state'] or 'not stated'} before."
