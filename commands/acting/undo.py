"""Take back what one has just done."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from commands import wording as say
from commands.action_changes import noted
from commands.area_changes import area_named
from commands.area_changes import noted as noted_of_area
from commands.arguments import MENTION
from commands.history import actor_names, differences
from commands.permission import check_allowed, names_for
from commands.question import Question
from commands.registry import command
from commands.reply import Button, Buttons, Notice, Quote, Reply, Said
from storage.errors import OfstedError
from storage.models import Action, ProgressNote
from storage.queries.history import Change, changes, made_by
from storage.rows import Row, revived, rows_in

WITHIN = timedelta(minutes=10)
UNDONE = ("update", "move", "assign", "confidence")
ELSE = (
    "What is older, or changed a state, stays in the history: set it again, or say in a note "
    "(`update`) what is right."
)


class NothingToUndo(OfstedError):
    """There is nothing that the asker can take back."""


@command(
    "undo",
    "Take back your own last note, date, lead or confidence, for 10 minutes",
    role="manager",
    writes=True,
    finds_whose=True,
)
def undo(question: Question) -> Reply:
    """Put back what was so before the asker's own last change, as a change of its own."""
    try:
        change = _last_change(question)
    except NothingToUndo as nothing:
        return Reply("Nothing was taken back", (Said(nothing.sentence),))
    did, state = json.loads(change.after)["did"], json.loads(change.after)["state"]
    about = state["about"] if did == "update" else state["ref"]
    if not (did == "assign" and _led(question, change)):
        check_allowed(question, "manager", [about])
    question.write.reason = "Taken back by who had made it."
    if did == "update":
        return _note_taken_back(question, about, state)
    return _put_back(question, change, about, state)


def _last_change(question: Question) -> Change:
    """Give the asker's own last change that can be undone; raises NothingToUndo."""
    made = made_by(question.ledger, question.id, question.asker.user_id, question.now - WITHIN)
    last = next((one for one in made if json.loads(one.content).get("did") in UNDONE), None)
    if last is None:
        raise NothingToUndo(
            f"You have made no note, date, lead or confidence in the last 10 minutes. {ELSE}"
        )
    found, _ = changes(
        question.ledger, question.id, entities=[last.entity], up_to=question.up_to, limit=1
    )
    newest = found[0]
    if newest.seq == last.seq:
        return newest
    after = json.loads(newest.after)
    if after.get("did") == "undo" and newest.actor == question.asker.user_id:
        raise NothingToUndo(f"Your last change is taken back already. {ELSE}")
    if "redacts" in after:
        raise NothingToUndo("Text was removed from it since, so it can't be taken back.")
    who = actor_names(question, [newest.actor])[newest.actor]
    by = "You have" if newest.actor == question.asker.user_id else f"{say.opened(who)} has"
    raise NothingToUndo(f"{by} changed it since, so it can't be taken back. {ELSE}")


def _led(question: Question, change: Change) -> bool:
    """Say whether the asker led the action before: who gave it away may take it back."""
    return json.loads(change.before or "{}")["state"]["lead"] in names_for(question)


def _note_taken_back(question: Question, about: str, state: dict[str, Any]) -> Reply:
    key = {"about": about, "number": state["number"]}
    for row in rows_in(question.session, question.id, ProgressNote, **key):
        question.write.remove(ProgressNote, row)
    if state["about_kind"] == "action":
        return noted(question, f"took back a note on {about}", about, Quote(state["text"]))
    title = area_named(question, about)["title"]
    history = Button("History", f"history {about}")
    return noted_of_area(question, f"took back a note on {title}", (Quote(state["text"]),), history)


def _put_back(question: Question, change: Change, ref: str, state: dict[str, Any]) -> Reply:
    before = json.loads(change.before or "{}")["state"]
    question.write.update(Action, revived(Action, before))
    told = [Said(f"{say.opened(one)}.") for one in differences(state, before)]
    note = noted(question, f"took back a change of {ref}", ref, Said(before["text"]), *told)
    return replace(note, notices=_to_the_former_lead(question, ref, state, before))


def _to_the_former_lead(
    question: Question, ref: str, state: Row, before: Row
) -> tuple[Notice, ...]:
    """Tell the person who was made the lead that they are not."""
    person = MENTION.fullmatch(state["lead"] or "")
    if person is None or state["lead"] == before["lead"] or person[1] == question.asker.user_id:
        return ()
    told = Reply(
        f"You are not the lead of {ref} after all",
        (Said(before["text"]), Buttons((Button("Show it", f"show {ref}"),))),
    )
    return (Notice(f"lead:{person[1]}:{question.up_to}", person[1], told),)
