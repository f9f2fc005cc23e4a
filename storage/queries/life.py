"""What people here said and decided about an action or an area: notes, claims, re-checks."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.models import ProgressNote, Review, SignOff
from storage.queries import Statement


@dataclass(frozen=True, slots=True)
class Life:
    """The newest notes, and the newest claim and re-check, if any."""

    notes: list[ProgressNote]
    claim: SignOff | None
    review: Review | None


def life_of(session: Session, workspace_id: int, about: str, *, notes: int) -> Life:
    """Give what was said and decided about an action (by reference) or an area (by slug)."""
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
    return Life(newest_notes(session, workspace_id, about, limit=notes), claim, review)


def newest_notes(
    session: Session, workspace_id: int, about: str, *, limit: int
) -> list[ProgressNote]:
    """Give the newest notes on an action (by reference) or an area (by slug)."""
    bound = {"workspace": workspace_id, "about": about, "most": limit}
    return list(session.scalars(_newest_notes(), bound))


@cache
def _newest_notes() -> Statement:
    return (
        select(ProgressNote)
        .where(
            ProgressNote.workspace_id == bindparam("workspace"),
            ProgressNote.about == bindparam("about"),
        )
        .order_by(ProgressNote.number.desc())
        .limit(bindparam("most"))
    )
