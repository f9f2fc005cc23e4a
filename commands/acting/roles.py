"""Give people and user groups a role, and take it away again."""

from commands.mentions import Mention
from commands.permission import called, with_role
from commands.question import Question
from commands.registry import Role, command
from commands.reply import Reply
from commands.role_changes import (
    INCLUDES,
    CannotHave,
    as_before,
    check_can_act,
    has,
    row_of,
    told,
)
from storage.models import RoleHolder
from storage.queries.roles import keep_group, unable


@command(
    "roles grant USER|GROUP ROLE",
    "Give someone a role: manager, quality assurance or admin",
    role="admin",
    writes=True,
)
def grant(question: Question, holder: Mention, role: Role) -> Reply:
    """Grant a role to a user, or to whoever is in a user group."""
    if holder.id.startswith("S"):
        keep_group(question.session, question.id, holder.id, holder.name, question.now)
    else:
        check_can_act(question, holder)
    name = called(question, [holder.id])[holder.id]
    if has(question, "grant", role, holder.id):
        return as_before(f"{name} has the role {role} already")
    if role == "admin" and holder.id in question.admins:
        return as_before(f"{name} is an admin already, by the setting OFSTED_ADMINS")
    question.write.insert(RoleHolder, row_of("grant", role, holder.id))
    return told(question, f"gave {name} the role {role}", INCLUDES)


@command(
    "roles revoke USER|GROUP ROLE",
    "Take a role away from someone",
    role="admin",
    writes=True,
)
def revoke(question: Question, holder: Mention, role: Role) -> Reply:
    """Revoke a role that was granted; one of the settings can't be revoked here."""
    name = called(question, [holder.id])[holder.id]
    by_setting = role == "admin" and holder.id in question.admins
    if not has(question, "grant", role, holder.id):
        if by_setting:
            raise CannotHave(
                f"{name} is an admin by the setting OFSTED_ADMINS. Whoever runs the bot can take "
                "them out of it."
            )
        raise CannotHave(
            f"{name} was not given the role {role}, so it can’t be taken away. "
            "`roles` shows who has which."
        )
    if role == "admin" and not _admins_without(question, holder.id):
        raise CannotHave(
            "Then nobody would be an admin. Give the role to someone else first, or have "
            "whoever runs the bot set OFSTED_ADMINS."
        )
    question.write.remove(RoleHolder, row_of("grant", role, holder.id))
    return told(question, f"took the role {role} away from {name}")


def _admins_without(question: Question, holder: str) -> set[str]:
    able = set(with_role(question, "admin")) - unable(question.session, question.id)
    return able - ({holder} - question.admins)
