"""Evidence, by area or by action."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from storage.models import Evidence, EvidenceArea, SignOff
from storage.queries import Statement, total


class Given(NamedTuple):
    """A piece of evidence, and the claim that it was given for, if any."""

    evidence: Evidence
    claim: SignOff | None


OF: dict[str, Any] = {
    "area": EvidenceArea.area_slug,
    "action": Evidence.action_ref,
    "audit": Evidence.audit_ref,
    "ref": Evidence.ref,
}


def find_evidence(
    session: Session,
    workspace_id: int,
    *,
    of: str,
    key: str,
    limit: int,
    offset: int = 0,
) -> tuple[list[Given], int]:
    """Give one page of the evidence of an area, action or audit (`of`), and how much there is.

    With `of` "ref" it is that one piece. `key` is the slug or reference.
    """
    bound = {"workspace": workspace_id, "key": key, "most": limit, "skipped": offset}
    rows = session.execute(_evidence(of), bound).all()
    return [Given(*row[:2]) for row in rows], total(rows, 2, offset)


@cache
def _evidence(of: str) -> Statement:
    statement = (
        select(Evidence, SignOff, func.count().over())
        # Each claim brings evidence of its own, so this makes no row two.
        .outerjoin(
            SignOff,
            (SignOff.workspace_id == Evidence.workspace_id)
            & (SignOff.about == Evidence.action_ref)
            & (SignOff.evidence_ref == Evidence.ref),
        )
        .where(Evidence.workspace_id == bindparam("workspace"), OF[of] == bindparam("key"))
        .order_by(Evidence.position, Evidence.ref)
        .limit(bindparam("most"))
        .offset(bindparam("skipped"))
    )
    if of != "area":
        return statement
    return statement.join(
        EvidenceArea,
        (EvidenceArea.workspace_id == Evidence.workspace_id)
        & (EvidenceArea.evidence_ref == Evidence.ref),
    )


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
