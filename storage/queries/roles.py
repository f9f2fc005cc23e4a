"""Who has which role, and who is behind the roles that the plan names."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.models import Person, RoleHolder


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
