"""How an action is changed: its row under the workspace's lock, by the one transition table."""

from typing import Any

from commands import wording as say
from commands.arguments import Reference
from commands.question import Question
from commands.reply import Button, Buttons, Part, Reply
from storage.errors import OfstedError
from storage.models import Action
from storage.rows import Row, rows_in
from storage.states import after


class NoAction(OfstedError):
    """A change is about an action, and this is something else or has gone."""


def action_named(question: Question, about: Reference | str) -> Row:
    """Give an action's row as it is now; raises NoAction."""
    ref = about.ref if isinstance(about, Reference) else about
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


def noted(question: Question, what: str, ref: str, *parts: Part) -> Reply:
    """Give the short note of a change, for everyone where it was made."""
    who = question.asker.name or f"<@{question.asker.user_id}>"
    onwards = Buttons((Button("Show it", f"show {ref}"), Button("History", f"history {ref}")))
    return Reply(f"{say.opened(who)} {what}", (*parts, onwards), is_note=True)
