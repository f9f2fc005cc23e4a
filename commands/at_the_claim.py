"""How an action or area stood when a claim about it was made: the ledger knows."""

import json

from commands.history import differences
from commands.question import Question
from commands.signing import Claim
from storage.errors import OfstedError
from storage.models import Action, Area, SignOff
from storage.queries.history import Change, changes, entered_at
from storage.rows import Row, entity_of, revived

# What a second person judges. Its lead, dates and confidence can change while a claim waits.
JUDGED = {Action: ("text", "note"), Area: ("title", "finding", "caveat")}


class ReadsOtherwise(OfstedError):
    """What is to be signed off is not worded any more as it was claimed."""


def before_claim(question: Question, claim: Claim) -> Row | None:
    """Give an action as it was before it was claimed complete."""
    change = _newest_at_claim(question, claim)
    before = json.loads(change.before)["state"] if change.before else None
    return revived(Action, before) if before else None


def check_reads_the_same(question: Question, claim: Claim) -> None:
    """Keep words from being signed off that nobody claimed; raises ReadsOtherwise, with them."""
    then = json.loads(_newest_at_claim(question, claim).after)["state"]
    words = JUDGED[Area if claim.is_of_area else Action]
    changed = differences(
        {name: then[name] for name in words}, {name: claim.thing[name] for name in words}
    )
    if changed:
        raise ReadsOtherwise(
            f"{claim.name} was changed after it was claimed: {'; '.join(changed)}. It can't be "
            "signed off like that: send it back, and it can be claimed as it is now."
        )


def _newest_at_claim(question: Question, claim: Claim) -> Change:
    """Give the newest change of it up to the claim; a claim is the last row of what it is made of.

    A claim that an action is complete is itself a change of the action.
    """
    made = entered_at(question.ledger, question.id, entity_of(SignOff, claim.row))
    thing = entity_of(Area if claim.is_of_area else Action, claim.thing)
    found, _ = changes(question.ledger, question.id, entities=[thing], up_to=made, limit=1)
    return found[0]
