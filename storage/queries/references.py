"""The references there are, and the next number or place of a table's rows.

What is next is taken under the workspace's lock.
"""

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from storage.models import Action, ActionArea, Ambiguity, Audit, Evidence, PlanBase
from storage.rows import core


def next_position(session: Session, workspace_id: int, table: type[PlanBase]) -> int:
    """Give the place after the last of a table's rows in the order of the plan."""
    of = core(table).c
    last = session.scalar(select(func.max(of.position)).where(of.workspace_id == workspace_id))
    return 1 + (last or 0)


def next_number(session: Session, workspace_id: int, table: type[PlanBase], **key: str) -> int:
    """Give the number after the highest among the rows with these column values."""
    of = core(table).c
    last = session.scalar(
        select(func.max(of.number)).where(
            of.workspace_id == workspace_id, *(of[name] == value for name, value in key.items())
        )
    )
    return 1 + (last or 0)


def every_reference(session: Session, workspace_id: int) -> list[str]:
    """Give each reference by which people know anything, next steps' among them."""
    columns = (Action.ref, Action.next_step_ref, Evidence.ref, Ambiguity.ref, Audit.ref)
    return [
        ref
        for ref in session.scalars(
            union(
                *(
                    select(column).where(
                        column.class_.workspace_id == workspace_id, column.is_not(None)
                    )
                    for column in columns
                )
            )
        )
        if ref
    ]


def references_in(session: Session, workspace_id: int, area_slug: str) -> list[str]:
    """Give the references of the actions that an area counts."""
    return list(
        session.scalars(
            select(ActionArea.action_ref).where(
                ActionArea.workspace_id == workspace_id,
                ActionArea.area_slug == area_slug,
                ActionArea.is_main,
            )
        )
    )
