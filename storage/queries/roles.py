"""Who has which role, and who is behind the roles that the plan names."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import RoleHolder


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
    """Give who holds and who covers a named role, the holder first."""
    return list(
        session.scalars(
            select(RoleHolder)
            .where(
                RoleHolder.workspace_id == workspace_id,
                RoleHolder.kind.in_(("holder", "cover")),
                RoleHolder.role == role,
            )
            .order_by(RoleHolder.kind.desc(), RoleHolder.holder)
        )
    )
