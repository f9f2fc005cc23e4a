"""The record as it stood: a prefix of the ledger, replayed into a store in memory.

Because the copy has the same tables, every question is asked of it in the same words.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import create_engine, func, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from storage.ledger import state_in
from storage.models import LEDGERED, Base, Ledger, LedgerContent, PlanBase, Workspace
from storage.rows import Row, core, revived, table_of


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the ledger stood: its last row then, when that was so and when it was entered."""

    seq: int
    at: datetime
    entered_at: datetime


def moment_at(session: Session, workspace_id: int, until: datetime) -> Moment | None:
    """Give the last ledger row that was so by `until`; None before the record starts."""
    row = session.execute(
        select(Ledger.seq, Ledger.at, Ledger.entered_at)
        .where(Ledger.workspace_id == workspace_id, Ledger.at <= until)
        .order_by(Ledger.at.desc(), Ledger.seq.desc())
        .limit(1)
    ).first()
    return Moment(*row) if row else None


def starts_at(session: Session, workspace_id: int) -> datetime | None:
    """Give the instant of the ledger's first row; None while it is empty."""
    return session.scalar(
        select(Ledger.at).where(Ledger.workspace_id == workspace_id, Ledger.seq == 1)
    )


def latest_contents(session: Session, workspace_id: int, seq: int) -> Iterable[tuple[str, str]]:
    """Give each entity with its newest content up to a ledger row, in the order of the ledger."""
    newest = (
        select(func.max(Ledger.seq).label("seq"))
        .where(Ledger.workspace_id == workspace_id, Ledger.seq <= seq)
        .group_by(Ledger.entity)
        .subquery()
    )
    rows = session.execute(
        select(Ledger.entity, func.coalesce(LedgerContent.content, LedgerContent.kept))
        .join(newest, Ledger.seq == newest.c.seq)
        .join(
            LedgerContent,
            (LedgerContent.workspace_id == Ledger.workspace_id) & (LedgerContent.seq == Ledger.seq),
        )
        .where(Ledger.workspace_id == workspace_id)
        .order_by(Ledger.seq)
    )
    return ((entity, content) for entity, content in rows)


def replayed(session: Session, workspace_id: int, seq: int) -> dict[type[PlanBase], list[Row]]:
    """Give the plan's rows as they stood after a ledger row."""
    rows: dict[type[PlanBase], list[Row]] = defaultdict(list)
    for entity, content in latest_contents(session, workspace_id, seq):
        table, state = table_of(entity), state_in(content)
        if table is not None and state is not None:
            rows[table].append(revived(table, state))
    return rows


def workspace_as_at(session: Session, workspace_id: int, seq: int) -> dict[str, Any]:
    """Give the workspace's own facts as they stood after a ledger row."""
    for entity, content in latest_contents(session, workspace_id, seq):
        if table_of(entity) is None:
            return state_in(content) or {}
    return {}


@contextmanager
def record_as_at(session: Session, workspace_id: int, seq: int) -> Iterator[Session]:
    """Give a session on a copy of the record as it stood after a ledger row."""
    engine = create_engine("sqlite://", poolclass=StaticPool, hide_parameters=True)
    try:
        Base.metadata.create_all(engine)
        with Session(engine, autoflush=False) as copy:
            facts = workspace_as_at(session, workspace_id, seq)
            copy.add(Workspace(id=workspace_id, **facts))
            copy.flush()
            rows = replayed(session, workspace_id, seq)
            for table in LEDGERED:
                if rows[table]:
                    owner = {"workspace_id": workspace_id}
                    copy.execute(insert(core(table)), [owner | row for row in rows[table]])
            yield copy
    finally:
        engine.dispose()
