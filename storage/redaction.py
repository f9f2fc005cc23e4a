"""Blank what should never have been written, everywhere it stands, and keep the chain whole."""

import hashlib
import json
import logging
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from storage.database import BUSY
from storage.ledger import LedgerWrite
from storage.models import Ledger, LedgerContent, PlanBase
from storage.queries.files import forget_file
from storage.rows import REMOVED, Row, blanked, canonical, entity_of


def kept_hash(kept: str) -> str:
    """Give the hash by which a redaction's own ledger row vouches for what was left."""
    return hashlib.sha256(kept.encode()).hexdigest()


def redact(write: LedgerWrite, table: type[PlanBase], row: Row) -> int:
    """Blank a row's free text in the plan and in all of its history; give the rows blanked.

    A file goes with the evidence it was given with, unless other evidence needs it too.

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
    if sha256 := row.get("file_sha256"):
        forget_file(write.session, write.workspace.id, sha256, given_with=row["ref"])
    write.update(table, blanked(table, row), redacts)
    return len(redacts)


def empty_the_log(engine: Engine) -> None:
    """Take what was redacted out of SQLite's write-ahead log too, once its readers let go.

    PostgreSQL's own log and pages are its vacuum's work. The redaction itself is committed by now,
    so that a log in use is only told of; the next write to the file takes care of it.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()  # a checkpoint can't be made inside a transaction
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 500")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {BUSY * 1000}")
    finally:
        connection.close()
    if busy:
        logging.getLogger(__name__).warning("The write-ahead log is in use and was not emptied")


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
