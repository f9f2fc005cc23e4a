"""Who may make a change: by role, or as the lead of what it is about; and who could instead."""

from collections.abc import Iterable

from commands.access import NotAllowed
from commands.arguments import Reference
from commands.question import Question
from commands.registry import ROLES, Role
from storage.models import Action, Area
from storage.queries.actions import main_area
from storage.queries.roles import grants_of, roles_held
from storage.queries.workspaces import names_of


def check_allowed(question: Question, role: Role, about: Iterable[object]) -> None:
    """Let those with the role go on, and for a manager's work the lead of what it is about.

    `about` holds References, references and areas' slugs, among anything else. Raises NotAllowed.
    """
    if question.asker.has(role):
        return
    if role == "manager" and any(leads(question, one) for one in about):
        return
    raise NotAllowed(f"{_needs(role)} {who_could(question, role)}")


def leads(question: Question, about: object) -> bool:
    """Say whether the asker leads an action, its area, or an area (by Reference, ref or slug)."""
    key = about.ref if isinstance(about, Reference) else about
    if not isinstance(key, str):
        return False
    names = names_for(question)
    action = question.session.get(Action, (question.id, key))
    if action is not None and action.lead in names:
        return True
    slug = main_area(question.session, question.id, key) if action is not None else key
    area = question.session.get(Area, (question.id, slug))
    return area is not None and area.lead in names


def names_for(question: Question) -> frozenset[str]:
    """Give what the asker is called as a lead: their id, a mention, and the roles they hold."""
    user = question.asker.user_id
    return frozenset({user, f"<@{user}>", *roles_held(question.session, question.id, user)})


def _needs(role: Role) -> str:
    if role == "manager":
        return "That is for managers, and for the lead of the action or its area."
    return f"That is for {'admins' if role == 'admin' else role}."


def who_could(question: Question, role: Role) -> str:
    """Name those who have a role, or say how someone gets it."""
    enough = ROLES[ROLES.index(role) :]
    holders = [grant.holder for grant in grants_of(question.session, question.id, enough)]
    people = [holder for holder in holders if not holder.startswith("S")]
    known = names_of(question.session, question.id, people)
    named = [known.get(holder, f"<@{holder}>") for holder in people]
    if len(people) < len(holders):
        named.append("members of the user group given that role")
    if named:
        return f"You could ask {' or '.join(dict.fromkeys(named))}."
    return (
        "Nobody has been given that role yet: an admin can, with `roles grant`. "
        "Whoever runs the bot can say who the admins are (the setting OFSTED_ADMINS)."
    )
