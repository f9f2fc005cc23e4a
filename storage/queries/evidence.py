"""Evidence, by area or by action."""

from functools import cache

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from storage.models import Evidence, EvidenceArea
from storage.queries import Statement, total


def find_evidence(
    session: Session,
    workspace_id: int,
    *,
    area: str | None = None,
    action: str | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[list[Evidence], int]:
    """Give one page of the evidence for an area, an action or the plan, and how much there is."""
    bound = {"workspace": workspace_id, "most": limit, "skipped": offset}
    rows = session.execute(
        _evidence(area is not None, action is not None), bound | {"area": area, "action": action}
    ).all()
    return [row[0] for row in rows], total(rows, 1, offset)


@cache
def _evidence(of_area: bool, of_action: bool) -> Statement:
    statement = (
        select(Evidence, func.count().over())
        .where(Evidence.workspace_id == bindparam("workspace"))
        .order_by(Evidence.position, Evidence.ref)
        .limit(bindparam("most"))
        .offset(bindparam("skipped"))
    )
    if of_area:
        statement = statement.join(
            EvidenceArea,
            (EvidenceArea.workspace_id == Evidence.workspace_id)
            & (EvidenceArea.evidence_ref == Evidence.ref),
        ).where(EvidenceArea.area_slug == bindparam("area"))
    if of_action:
        statement = statement.where(Evidence.action_ref == bindparam("action"))
    return statement


def evidence_serves(session: Session, workspace_id: int, ref: str) -> list[str]:
    """Give what a piece of evidence is for: its action's reference, and its areas' slugs."""
    action = session.scalar(
        select(Evidence.action_ref).where(
            Evidence.workspace_id == workspace_id, Evidence.ref == ref
        )
    )
    areas = session.scalars(
        select(EvidenceArea.area_slug)
        .where(EvidenceArea.workspace_id == workspace_id, EvidenceArea.evidence_ref == ref)
        .order_by(EvidenceArea.position)
    )
    return [*([action] if action else []), *areas]
