"""Who has which role, and who is behind the roles that the plan names."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.models import Action, Area, Person, RoleHolder
from storage.states import OPEN


@dataclass
class Gone:
    """What hangs on a deactivated account: roles granted, named roles, and what it leads."""

    user_id: str
    roles: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)


def grants_of(session: Session, workspace_id: int, roles: Collection[str]) -> list[RoleHolder]:
    """Give the grants of these roles (manager, quality assurance, admin) to users and groups."""
    return list(
        session.scalars(
            select(RoleHolder)
            .where(
                RoleHolder.workspace_id == workspace_id,
                RoleHolder.kind == "grant",
                RoleHolder.role.in_(roles),
            )
            .order_by(RoleHolder.role, RoleHolder.holder)
        )
    )


def roles_held(session: Session, workspace_id: int, user_id: str) -> list[str]:
    """Give the named roles ("Head of Service") that a user holds or covers."""
    return list(
        session.scalars(
            select(RoleHolder.role).where(
                RoleHolder.workspace_id == workspace_id,
                RoleHolder.kind.in_(("holder", "cover")),
                RoleHolder.holder == user_id,
            )
        )
    )


def holders_of(session: Session, workspace_id: int, role: str) -> list[RoleHolder]:
    """Give who holds and who covers a named role, the holder first.

    A plan may call it "Heads of Service" where people say "Head of Service".
    """
    return [one for one in holders(session, workspace_id) if _same(one.role, role)]


def holders(session: Session, workspace_id: int) -> list[RoleHolder]:
    """Give who holds and who covers each named role, role by role, its holder first."""
    return list(
        session.scalars(
            select(RoleHolder)
            .where(
                RoleHolder.workspace_id == workspace_id, RoleHolder.kind.in_(("holder", "cover"))
            )
            .order_by(RoleHolder.role, RoleHolder.kind.desc(), RoleHolder.holder)
        )
    )


def _same(one: str, other: str) -> bool:
    return _singular(one) == _singular(other)


def _singular(role: str) -> list[str]:
    return [word.removesuffix("s") for word in role.casefold().split()]


def unable(session: Session, workspace_id: int) -> frozenset[str]:
    """Give the people who can do nothing here: deactivated, guests, of another organisation."""
    return frozenset(
        session.scalars(
            select(Person.user_id).where(
                Person.workspace_id == workspace_id,
                or_(Person.is_deactivated, Person.is_guest, Person.is_stranger),
            )
        )
    )


def keep_group(
    session: Session, workspace_id: int, group_id: str, name: str | None, now: datetime
) -> None:
    """Keep what a user group is called, beside the people: a grant holds only its id."""
    known = session.get(Person, (workspace_id, group_id))
    if known is None:
        known = Person(
            workspace_id=workspace_id,
            user_id=group_id,
            is_guest=False,
            is_stranger=False,
            is_deactivated=False,
        )
        session.add(known)
    known.name, known.seen_at = name or known.name, now
    session.flush()


def leads_named(session: Session, workspace_id: int) -> set[str]:
    """Give whoever leads an open action or an area, as it is written there."""
    actions = select(Action.lead).where(Action.workspace_id == workspace_id, Action.state.in_(OPEN))
    areas = select(Area.lead).where(Area.workspace_id == workspace_id)
    found = session.scalars(actions.union(areas)).all()
    return {lead for lead in found if lead}


def gone(session: Session, workspace_id: int) -> list[Gone]:
    """Give each deactivated account that has a role or leads something that is not done."""
    left = set(
        session.scalars(
            select(Person.user_id).where(Person.workspace_id == workspace_id, Person.is_deactivated)
        )
    )
    found = {user_id: Gone(user_id) for user_id in sorted(left)}
    for holder, kind, role in session.execute(
        select(RoleHolder.holder, RoleHolder.kind, RoleHolder.role)
        .where(RoleHolder.workspace_id == workspace_id, RoleHolder.holder.in_(left))
        .order_by(RoleHolder.role)
    ):
        (found[holder].roles if kind == "grant" else found[holder].titles).append(role)
    written = {name: one for one in left for name in (one, f"<@{one}>")}
    for table, name in ((Area, Area.title), (Action, Action.ref)):
        led = select(table.lead, name).where(
            table.workspace_id == workspace_id, table.lead.in_(written)
        )
        led = led.where(Action.state.in_(OPEN)) if table is Action else led
        for lead, what in session.execute(led.order_by(table.position)):
            found[written[lead or ""]].leads.append(what)
    return [one for one in found.values() if one.roles or one.titles or one.leads]
