"""What the ledger says happened: batches of changes, and one entity's life."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from storage.models import LEDGERED, Ledger, LedgerContent
from storage.queries import total

AT_ONCE = 50  # numbers looked for in one statement


class Batch(NamedTuple):
    """The changes one person made at one instant: their places in the ledger and how many."""

    at: datetime
    entered_at: datetime
    actor: str
    first: int
    last: int
    changes: int


@dataclass(frozen=True, slots=True)
class Change:
    """One entity's change: its content after it, and before it (None when it was new)."""

    seq: int
    at: datetime
    entered_at: datetime
    actor: str
    entity: str
    after: str
    before: str | None
    redacted: bool


def batches(
    session: Session,
    workspace_id: int,
    start: datetime,
    end: datetime,
    *,
    up_to: int,
    limit: int,
    offset: int = 0,
) -> tuple[list[Batch], int]:
    """Give one page of batches from `start` to before `end`, the newest first, and how many."""
    rows = session.execute(
        select(
            Ledger.at,
            func.min(Ledger.entered_at),
            Ledger.actor,
            func.min(Ledger.seq),
            func.max(Ledger.seq),
            func.count(),
            func.count().over(),
        )
        .where(
            Ledger.workspace_id == workspace_id,
            Ledger.at >= start,
            Ledger.at < end,
            Ledger.seq <= up_to,
        )
        .group_by(Ledger.at, Ledger.actor)
        .order_by(func.max(Ledger.seq).desc())
        .limit(limit)
        .offset(offset)
    ).all()
    return [Batch(*row[:6]) for row in rows], total(rows, 6, offset)


def kinds_in(session: Session, workspace_id: int, batch: Batch) -> dict[str, int]:
    """Count a batch's changes by table name."""
    names = [table.__tablename__ for table in LEDGERED]
    row = session.execute(
        select(
            *(
                func.coalesce(func.sum(case((Ledger.entity.startswith(f"{name}:"), 1))), 0)
                for name in names
            )
        ).where(Ledger.workspace_id == workspace_id, Ledger.seq.between(batch.first, batch.last))
    ).one()
    return {name: count for name, count in zip(names, row, strict=True) if count}


def entered_at(session: Session, workspace_id: int, entity: str) -> int:
    """Give the place in the ledger where an entity was entered first; 0 where it never was."""
    first = select(func.min(Ledger.seq)).where(
        Ledger.workspace_id == workspace_id, Ledger.entity == entity
    )
    return session.scalar(first) or 0


class Made(NamedTuple):
    """A change that somebody made: its place in the ledger, of what, and its content."""

    seq: int
    entity: str
    content: str


def made_by(session: Session, workspace_id: int, actor: str, since: datetime) -> list[Made]:
    """Give the changes that somebody entered after an instant, the newest first."""
    rows = session.execute(
        select(Ledger.seq, Ledger.entity, func.coalesce(LedgerContent.content, LedgerContent.kept))
        .join(
            LedgerContent,
            (LedgerContent.workspace_id == Ledger.workspace_id) & (LedgerContent.seq == Ledger.seq),
        )
        .where(
            Ledger.workspace_id == workspace_id,
            Ledger.at > since,  # it is never before the entry, and has an index
            Ledger.entered_at > since,
            Ledger.actor == actor,
        )
        .order_by(Ledger.seq.desc())
    )
    return [Made(*row) for row in rows]


def numbered(session: Session, workspace_id: int, table: str, about: str) -> list[str]:
    """Give the entities "progress_note:MC-3/1", "/2" ... there ever were, those taken out too.

    Each has the number after the highest, so that none is left out between them.
    """
    found: list[str] = []
    while len(found) % AT_ONCE == 0:
        names = [f"{table}:{about}/{len(found) + number}" for number in range(1, AT_ONCE + 1)]
        known = set(
            session.scalars(
                select(Ledger.entity).where(
                    Ledger.workspace_id == workspace_id, Ledger.entity.in_(names)
                )
            )
        )
        if not known:
            break
        found += [name for name in names if name in known]
    return found


def changes(
    session: Session,
    workspace_id: int,
    *,
    entities: Sequence[str] | None = None,
    between: tuple[int, int] | None = None,
    up_to: int,
    limit: int,
    offset: int = 0,
) -> tuple[list[Change], int]:
    """Give one page of changes with what was so before each, the newest first, and how many.

    Of some entities' whole life, or of a stretch of the ledger.
    """
    earlier = aliased(Ledger)
    previous = (
        select(func.max(earlier.seq))
        .where(
            earlier.workspace_id == Ledger.workspace_id,
            earlier.entity == Ledger.entity,
            earlier.seq < Ledger.seq,
        )
        .correlate(Ledger)
        .scalar_subquery()
    )
    after, before = aliased(LedgerContent), aliased(LedgerContent)
    asked = (
        select(
            Ledger.seq,
            Ledger.at,
            Ledger.entered_at,
            Ledger.actor,
            Ledger.entity,
            func.coalesce(after.content, after.kept),
            func.coalesce(before.content, before.kept),
            after.content.is_(None),
            func.count().over(),
        )
        .join(after, (after.workspace_id == Ledger.workspace_id) & (after.seq == Ledger.seq))
        .outerjoin(before, (before.workspace_id == Ledger.workspace_id) & (before.seq == previous))
        .where(Ledger.workspace_id == workspace_id, Ledger.seq <= up_to)
        .order_by(Ledger.seq.desc())
        .limit(limit)
        .offset(offset)
    )
    if entities is not None:
        asked = asked.where(Ledger.entity.in_(entities))
    if between is not None:
        asked = asked.where(Ledger.seq.between(*between))
    rows = session.execute(asked).all()
    return [Change(*row[:8]) for row in rows], total(rows, 8, offset)
