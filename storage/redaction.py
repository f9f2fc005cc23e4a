"""Blank what should never have been written, everywhere it stands, and keep the chain whole."""

import hashlib
import json
from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from storage.ledger import LedgerWrite
from storage.models import Ledger, LedgerContent, PlanBase
from storage.rows import REMOVED, Row, blanked, canonical, entity_of


def kept_hash(kept: str) -> str:
    """Give the hash by which a redaction's own ledger row vouches for what was left."""
    return hashlib.sha256(kept.encode()).hexdigest()


def redact(write: LedgerWrite, table: type[PlanBase], row: Row) -> int:
    """Blank a row's free text in the plan and in all of its history; give the rows blanked.

    The redaction is itself a ledger row (who, when, why) that carries the hash of what was kept
    of each blanked one, so that a later change to it still shows.
    """
    redacts: dict[int, str] = {}
    for seq, content in _history(write.session, write.workspace.id, entity_of(table, row)):
        kept = canonical(_without_text(table, json.loads(content)))
        redacts[seq] = kept_hash(kept)
        write.session.execute(
            update(LedgerContent)
            .where(LedgerContent.workspace_id == write.workspace.id, LedgerContent.seq == seq)
            .values(content=None, salt=None, kept=kept)
        )
    write.update(table, blanked(table, row), redacts)
    event.listen(write.session, "after_commit", _empty_the_log, once=True)
    return len(redacts)


def _empty_the_log(session: Session) -> None:
    """Take the text out of SQLite's write-ahead log too; PostgreSQL's own is its vacuum's work."""
    engine = session.get_bind().engine
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()  # a checkpoint can't be made inside a transaction
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def _history(session: Session, workspace_id: int, entity: str) -> list[tuple[int, str]]:
    rows = session.execute(
        select(LedgerContent.seq, LedgerContent.content)
        .join(
            Ledger,
            (Ledger.workspace_id == LedgerContent.workspace_id) & (Ledger.seq == LedgerContent.seq),
        )
        .where(
            Ledger.workspace_id == workspace_id,
            Ledger.entity == entity,
            LedgerContent.content.is_not(None),
        )
        .order_by(Ledger.seq)
    )
    return [(seq, content) for seq, content in rows if content is not None]


def _without_text(table: type[PlanBase], content: dict[str, Any]) -> dict[str, Any]:
    state = content["state"]
    return content | {"reason": REMOVED, "state": state and blanked(table, state)}
