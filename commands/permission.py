"""Who may make a change: by role, or as the lead of what it is about; and who could instead."""

from collections.abc import Collection, Iterable

from commands.access import NotAllowed
from commands.arguments import MENTION, Reference
from commands.finishing import UNKNOWN
from commands.question import Question
from commands.registry import ROLES, Role
from storage.models import Action, Area, Measure
from storage.queries.actions import main_area
from storage.queries.evidence import evidence_serves
from storage.queries.roles import grants_of, holders_of, leads_named, roles_held, unable
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
    """Say whether the asker leads an action, its or a measure's area, or an area.

    By Reference, reference or slug; of evidence, whether they lead what it is for.
    """
    if isinstance(about, Reference) and about.kind == "evidence":
        serves = evidence_serves(question.session, question.id, about.ref)
        return any(leads(question, one) for one in serves)
    key = about.ref if isinstance(about, Reference) else about
    if not isinstance(key, str):
        return False
    names = names_for(question)
    action = question.session.get(Action, (question.id, key))
    if action is not None and action.lead in names:
        return True
    slug = main_area(question.session, question.id, key) if action is not None else key
    area = question.session.get(Area, (question.id, slug))
    if area is None and (measure := question.session.get(Measure, (question.id, key))):
        area = question.session.get(Area, (question.id, measure.area_slug))
    return area is not None and area.lead in names


def leads_anything(question: Question) -> bool:
    """Say whether the asker leads an area, or an action that is not done."""
    return not names_for(question).isdisjoint(leads_named(question.session, question.id))


def names_for(question: Question, user_id: str | None = None) -> frozenset[str]:
    """Give what a user (the asker) is called as a lead: by id, mention, and the roles they hold."""
    user = user_id or question.asker.user_id
    return frozenset({user, f"<@{user}>", *roles_held(question.session, question.id, user)})


def people_behind(question: Question, lead: str | None) -> frozenset[str]:
    """Give the user ids behind a lead: the one mentioned, or who holds or covers the role."""
    if lead is None:
        return frozenset()
    if mention := MENTION.fullmatch(lead):
        return frozenset({mention[1]})
    held = holders_of(question.session, question.id, lead)
    return frozenset({lead, *(one.holder for one in held)})


def eligible_signers(question: Question, involved: Iterable[str], lead: str | None) -> list[str]:
    """Give who could sign off a claim: the ids of users and of user groups ("S...").

    They have the role quality assurance, or admin, and are neither among those involved in it (who
    claimed it, say) nor its lead, in person or behind a named role. Who is in a group only Slack
    knows.
    """
    barred = {*involved, *people_behind(question, lead)}
    barred |= unable(question.session, question.id)
    return [one for one in with_role(question, "quality assurance") if one not in barred]


def with_role(question: Question, role: Role) -> list[str]:
    """Give the users and user groups that have a role, or one that includes it."""
    enough = ROLES[ROLES.index(role) :]
    granted = [one.holder for one in grants_of(question.session, question.id, enough)]
    return list(dict.fromkeys([*granted, *sorted(question.admins)]))


def _needs(role: Role) -> str:
    if role == "manager":
        return "That is for managers, and for the lead of the action or its area."
    return f"That is for {'admins' if role == 'admin' else role}."


def called(question: Question, holders: Collection[str]) -> dict[str, str]:
    """Name users and user groups ("S...") by their ids."""
    known = names_of(question.ledger, question.id, holders)
    return {
        one: f"the user group {known.get(one, 'with that role')}"
        if one.startswith("S")
        else known.get(one, UNKNOWN)
        for one in holders
    }


def who_could(question: Question, role: Role) -> str:
    """Name those who have a role, or say how someone gets it."""
    barred = unable(question.session, question.id)
    able = [one for one in with_role(question, role) if one not in barred]
    named = [
        f"a member of {name}" if one.startswith("S") else name
        for one, name in called(question, able).items()
    ]
    if named:
        *others, last = dict.fromkeys(named)
        several = f"{', '.join(others)} or " if others else ""
        return f"You could ask {several}{last}."
    return (
        "Nobody has been given that role yet: an admin can, with `roles grant`. "
        "Whoever runs the bot can say who the admins are (the setting OFSTED_ADMINS)."
    )
