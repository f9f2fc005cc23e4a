"""Evidence, by area or by action."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import Evidence, EvidenceArea


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
    asked = select(Evidence, func.count().over()).where(Evidence.workspace_id == workspace_id)
    if area is not None:
        asked = asked.join(
            EvidenceArea,
            (EvidenceArea.workspace_id == Evidence.workspace_id)
            & (EvidenceArea.evidence_ref == Evidence.ref),
        ).where(EvidenceArea.area_slug == area)
    if action is not None:
        asked = asked.where(Evidence.action_ref == action)
    rows = session.execute(
        asked.order_by(Evidence.position, Evidence.ref).limit(limit).offset(offset)
    ).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0
