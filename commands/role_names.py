"""What the roles are called: those that say who may do what, and those that the plan names."""

from sqlalchemy import select

from commands.names import Named, NotSure, find_exact, nearest
from commands.question import Question
from commands.registry import Role
from storage.models import Action, Area

GRANTED = (
    Named("manager", "manager", ("manager",)),
    Named("quality assurance", "quality assurance", ("quality assurance", "QA")),
    Named("admin", "admin", ("admin", "administrator")),
)
HEAD_OF_SERVICE = "Head of Service"  # who hears of a second "not done", whatever the plan names


class NoSuchRole(NotSure):
    """No role goes by that name; the candidates are those that may be meant."""

    def __init__(self, sentence: str, candidates: tuple[Named, ...]) -> None:
        super().__init__(candidates)
        self.sentence = sentence


def role_named(text: str) -> Role:
    """Give the role that can be granted; raises NoSuchRole with all of them."""
    found = find_exact(text, GRANTED)
    if found is None:
        told = "There is no such role. The roles are manager, quality assurance and admin."
        raise NoSuchRole(told, GRANTED)
    return found.key  # type: ignore[return-value]


def title_named(question: Question, text: str) -> str:
    """Give a role as the plan names it: "Head of Service" is its "Heads of Service".

    Raises NoSuchRole with the nearest.
    """
    known = titles(question)
    found = find_exact(text, known)
    if found is None:
        raise NoSuchRole("The plan names no such role. The nearest are:", nearest(text, known))
    return found.key


def titles(question: Question) -> list[Named]:
    """Give every role that the plan names, as those who have a part in it or as leads."""
    named = [role["text"] for role in question.source.get("roles", [])]
    for table in (Action, Area):
        led = select(table.lead).where(table.workspace_id == question.id, table.lead.is_not(None))
        named += sorted(question.session.scalars(led.distinct()).all())
    known = [Named(one, one, (one,)) for one in dict.fromkeys(named) if not one.startswith("<@")]
    if find_exact(HEAD_OF_SERVICE, known) is None:
        known.append(Named(HEAD_OF_SERVICE, HEAD_OF_SERVICE, (HEAD_OF_SERVICE,)))
    return known
