"""Claims that wait for a second person, their cards, and the re-checks that fall due."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from storage.models import Action, Area, Post, Review, SignOff
from storage.queries import total
from storage.states import State


class Waiting(NamedTuple):
    """A claim that waits, with the lead of what it is about and what that is."""

    claim: SignOff
    lead: str | None
    text: str


class Card(NamedTuple):
    """Where a claim was shown: the post's key, its channel and whom it goes to otherwise."""

    key: str
    channel: str
    otherwise: str | None


def waiting_claims(
    session: Session, workspace_id: int, *, limit: int, offset: int = 0
) -> tuple[list[Waiting], int]:
    """Give one page of the claims that nobody has decided, the oldest first, and how many."""
    rows = session.execute(
        select(
            SignOff,
            func.coalesce(Action.lead, Area.lead),
            func.coalesce(Action.text, Area.title),
            func.count().over(),
        )
        .outerjoin(
            Action, (Action.workspace_id == SignOff.workspace_id) & (Action.ref == SignOff.about)
        )
        .outerjoin(Area, (Area.workspace_id == SignOff.workspace_id) & (Area.slug == SignOff.about))
        .where(SignOff.workspace_id == workspace_id, SignOff.decision.is_(None))
        .order_by(SignOff.asked_at, SignOff.about)
        .limit(limit)
        .offset(offset)
    ).all()
    return [Waiting(*row[:3]) for row in rows], total(rows, 3, offset)


def cards_of(session: Session, workspace_id: int, key: str) -> list[Card]:
    """Give where the card with this key was sent: to a channel, or to several people."""
    rows = session.execute(
        select(Post.key, Post.channel, Post.otherwise)
        .where(
            Post.workspace_id == workspace_id,
            Post.work == "message",
            or_(Post.key == key, Post.key.startswith(f"{key}/", autoescape=True)),
        )
        .order_by(Post.id)
    )
    return [Card(*row) for row in rows]


def rechecks(
    session: Session,
    workspace_id: int,
    start: date | None,
    end: date,
    *,
    limit: int,
    offset: int = 0,
) -> tuple[list[Action], int]:
    """Give one page of the actions whose re-check falls due from `start` to `end`, and how many.

    The earliest comes first.
    """
    asked = select(Action, func.count().over()).where(
        Action.workspace_id == workspace_id,
        Action.recheck_due <= end,
        Action.state != State.NO_FURTHER_ACTION,
    )
    if start is not None:
        asked = asked.where(Action.recheck_due >= start)
    rows = session.execute(
        asked.order_by(Action.recheck_due, Action.position, Action.ref).limit(limit).offset(offset)
    ).all()
    return [row[0] for row in rows], total(rows, 1, offset)


def claims_of(
    session: Session, workspace_id: int, refs: Collection[str]
) -> dict[str, list[SignOff]]:
    """Give every claim there ever was of each of these actions, the earliest first."""
    rows = session.scalars(
        select(SignOff)
        .where(SignOff.workspace_id == workspace_id, SignOff.about.in_(refs))
        .order_by(SignOff.number)
    )
    claims: dict[str, list[SignOff]] = {}
    for row in rows:
        claims.setdefault(row.about, []).append(row)
    return claims


def found_not_done(session: Session, workspace_id: int, ref: str) -> int:
    """Give how many re-checks have found an action not done."""
    found = session.scalar(
        select(func.count()).where(
            Review.workspace_id == workspace_id,
            Review.action_ref == ref,
            Review.outcome == "not done",
        )
    )
    return found or 0
