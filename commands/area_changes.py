"""What changes of areas share: an area's row, whose a name is already, and the note of a change."""

from collections.abc import Sequence

from commands import wording as say
from commands.names import Named, NotSure, find_exact
from commands.question import Question
from commands.reply import Button, Buttons, Part, Reply
from storage.errors import OfstedError
from storage.models import Area
from storage.rows import Row, rows_in


class NoArea(OfstedError):
    """A change is about an area that has gone."""


def area_named(question: Question, slug: str) -> Row:
    """Give an area's row as it is now; raises NoArea."""
    rows = rows_in(question.session, question.id, Area, slug=slug)
    if not rows:
        raise NoArea("That area is no longer in the plan.")
    return rows[0]


def whose(name: str, things: Sequence[Named]) -> str | None:
    """Give the title of what goes by this name already, read as if somebody typed it."""
    try:
        found = find_exact(name, things)
    except NotSure as several:
        return several.candidates[0].title
    return next((one.title for one in things if found and one.key == found.key), None)


def noted(question: Question, what: str, parts: Sequence[Part], *buttons: Button) -> Reply:
    """Give the short note of a change, for everyone where it was made."""
    who = question.asker.name or f"<@{question.asker.user_id}>"
    onwards = (Buttons(buttons),) if buttons else ()
    return Reply(f"{say.opened(who)} {what}", (*parts, *onwards), is_note=True)
