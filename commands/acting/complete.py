"""Claim that an action is done, with what shows it; a second person decides."""

from dataclasses import replace

from commands import wording as say
from commands.action_changes import action_named, move_on, noted
from commands.arguments import Reference
from commands.evidence_changes import add_evidence, areas_served, evidence_fields
from commands.form import Filled, Form, Told, about_action, form
from commands.question import Question
from commands.registry import command
from commands.reply import Bullets, Reply, Said
from commands.signing import ask_for_sign_off, evidence_items, who_decides
from commands.stated_dates import columns, stated_day
from storage.rows import Row
from storage.states import State, after

WHAT_WAS_DONE = "What was done?"


@command("complete REF", "Claim that an action is done, with evidence (a form)", role="manager")
def complete(question: Question, about: Reference) -> Form:
    """Open the form; raises NotFromHere at once for an action that can't be claimed."""
    row = action_named(question, about)
    after("claim", row["state"])
    return _form(question, Filled("complete", row["ref"], question.up_to), row)


def _draw(question: Question, filled: Filled) -> Form:
    return _form(question, filled, action_named(question, filled.about))


def _form(question: Question, filled: Filled, row: Row) -> Form:
    return Form(
        "complete",
        f"Complete {row['ref']}",
        (Told(row["text"]), *evidence_fields(question, filled, told=WHAT_WAS_DONE)),
        row["ref"],
        filled.seen,
        submit="Send for sign-off",
    )


@form("complete", role="manager", draw=_draw, entities=about_action)
def claimed(question: Question, filled: Filled) -> Reply:
    """Keep the evidence, let the action wait for its sign-off, and tell who decides."""
    row = action_named(question, filled.about)
    ref, summary = row["ref"], filled.text("summary") or ""
    question.write.reason = summary
    evidence = add_evidence(question, filled, action_ref=ref, areas=areas_served(question, ref))
    # Not the summary again: what evidence says can be redacted, and the action's own words stay.
    question.write.reason = f"{evidence['ref']} shows it"
    done = {} if row["done_text"] else columns("done", stated_day(question.today))
    claim = move_on(question, row, "claim", **done)
    cards = ask_for_sign_off(
        question,
        "action",
        claim,
        asks_for=State.COMPLETE,
        why=summary,
        title=f"Sign-off asked for: {ref}",
        evidence=evidence,
    )
    said = f"{say.ended(row['text'])} {say.opened(row['state'])} → {claim['state']}."
    note = noted(
        question,
        f"asks for {ref} to be signed off as complete",
        ref,
        Said(said),
        Bullets(evidence_items(question, evidence)),
        Said(who_decides(question, row["lead"])),
    )
    return replace(note, notices=cards)
