"""How an action is changed: its row under the workspace's lock, by the one transition table."""

from dataclasses import fields
from datetime import date
from typing import Any

from commands import wording as say
from commands.arguments import Reference
from commands.new_reference import new_reference
from commands.question import Question
from commands.reply import Button, Buttons, Part, Reply, Said
from commands.stated_dates import columns
from storage.errors import OfstedError
from storage.models import Action, ActionArea, PlanBase, StatedDate
from storage.queries.actions import loaded_action
from storage.queries.references import next_position
from storage.rows import Row, row_of, rows_in
from storage.states import State, after


class NoAction(OfstedError):
    """A change is about an action, and this is something else or has gone."""


def action_named(question: Question, about: Reference | str) -> Row:
    """Give an action's row as it is now; raises NoAction.

    To be looked at only (a form being drawn), one that was read with who asks will do.
    """
    ref = about.ref if isinstance(about, Reference) else about
    known = loaded_action(question.session, question.id, ref)
    if known is not None and question.writing is None:
        return row_of(known)
    rows = rows_in(question.session, question.id, Action, ref=ref)
    if not rows:
        raise NoAction(f"{ref} is no action. An action's reference looks like MC-3.")
    return rows[0]


def change_action(question: Question, row: Row, **facts: Any) -> Row:
    """Set facts of an action and give its row."""
    changed = row | facts
    question.write.update(Action, changed)
    return changed


def move_on(question: Question, row: Row, event: str, **facts: Any) -> Row:
    """Let an event of the transition table happen to an action; raises NotFromHere."""
    return change_action(question, row, state=after(event, row["state"]), **facts)


def date_in(row: Row, name: str) -> StatedDate:
    """Give a stated date from a row's five columns."""
    return StatedDate(**{part.name: row[f"{name}_{part.name}"] for part in fields(StatedDate)})


def new_action(  # noqa: PLR0913 - the facts that a new action has
    question: Question,
    area_slug: str,
    text: str,
    lead: str | None,
    due: StatedDate | None,
    *,
    source: str = "plan",
    audit_ref: str | None = None,
    recheck_due: date | None = None,
) -> Row:
    """Add an action to the area that counts it and give its row.

    Its reference goes on from the area's own. `lead` is a named role or a mention ("<@U0POD>").
    """
    write = question.write
    row: Row = {
        "ref": new_reference(question, area_slug),
        "position": _place(question, Action),
        "text": text,
        "state": State.NOT_STARTED,
        "lead": lead,
        "by_roles": [],
        **columns("original_due", due or StatedDate()),
        **columns("due", due or StatedDate()),
        "moves": 0,
        "source": source,
        "audit_ref": audit_ref,
        "recheck_due": recheck_due,
    }
    write.insert(Action, row)
    write.insert(
        ActionArea,
        {
            "action_ref": row["ref"],
            "area_slug": area_slug,
            "position": _place(question, ActionArea),
            "is_main": True,
        },
    )
    return row


def _place(question: Question, table: type[PlanBase]) -> int:
    """Give the place after the last, those added in the same change counted."""
    added = len(question.write.inserted(table))
    return next_position(question.session, question.id, table) + added


def noted(question: Question, what: str, ref: str, *parts: Part) -> Reply:
    """Give the short note of a change, for everyone where it was made."""
    who = question.asker.name or f"<@{question.asker.user_id}>"
    onwards = Buttons((Button("Show it", f"show {ref}"), Button("History", f"history {ref}")))
    return Reply(f"{say.opened(who)} {what}", (*parts, onwards), is_note=True)


def why(reason: str) -> Said:
    """Give the reason of a change as a line of its note."""
    return Said(f"Why: {say.ended(reason)}")
