"""What giving and taking away roles have in common: who can have one, and how it is told."""

from commands import wording as say
from commands.mentions import Mention
from commands.question import Question
from commands.reply import Button, Buttons, Note, Part, Reply, Said
from storage.errors import OfstedError
from storage.models import Person, RoleHolder


class CannotHave(OfstedError):
    """This person or group can't have the role, or can't lose it."""


def check_can_act(question: Question, user: Mention) -> None:
    """Refuse those who can't do anything here, as far as Slack told; raises CannotHave."""
    person = question.session.get(Person, (question.id, user.id))
    if person is None:
        return
    name = person.name or "This person"
    if person.is_stranger:
        raise CannotHave(f"{name} is of another organisation, so they can have no role here.")
    if person.is_guest:
        raise CannotHave(f"{name} is a guest here, so they can have no role.")
    if person.is_deactivated:
        raise CannotHave(f"{name}’s Slack account is deactivated, so they can have no role.")


def row_of(kind: str, role: str, holder: str) -> dict[str, str]:
    """Give a RoleHolder's row."""
    return {"kind": kind, "role": role, "holder": holder}


def has(question: Question, kind: str, role: str, holder: str) -> bool:
    """Say whether there is such a row."""
    key = (question.id, kind, role, holder)
    return question.session.get(RoleHolder, key) is not None


def told(question: Question, what: str, *parts: Part) -> Reply:
    """Give the short note of a change of roles."""
    who = question.asker.name or f"<@{question.asker.user_id}>"
    onwards = Buttons((Button("Who has which role", "roles"),))
    return Reply(f"{say.opened(who)} {what}", (*parts, onwards), is_note=True)


def as_before(sentence: str) -> Reply:
    """Say that it is so already."""
    return Reply(sentence, (Said("Nothing had to be changed."),))


INCLUDES = Note("Quality assurance can do all that managers can, and admins all that both can.")
