"""What people here said and decided about an action or an area: notes, claims, re-checks."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import ProgressNote, Review, SignOff


@dataclass(frozen=True, slots=True)
class Life:
    """The newest notes, and the newest claim and re-check, if any."""

    notes: list[ProgressNote]
    claim: SignOff | None
    review: Review | None


def life_of(session: Session, workspace_id: int, about: str, *, notes: int) -> Life:
    """Give what was said and decided about an action (by reference) or an area (by slug)."""
    said = session.scalars(
        select(ProgressNote)
        .where(ProgressNote.workspace_id == workspace_id, ProgressNote.about == about)
        .order_by(ProgressNote.number.desc())
        .limit(notes)
    )
    claim = session.scalars(
        select(SignOff)
        .where(SignOff.workspace_id == workspace_id, SignOff.about == about)
        .order_by(SignOff.number.desc())
        .limit(1)
    ).first()
    review = session.scalars(
        select(Review)
        .where(Review.workspace_id == workspace_id, Review.action_ref == about)
        .order_by(Review.number.desc())
        .limit(1)
    ).first()
    return Life(list(said), claim, review)
