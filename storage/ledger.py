"""The append-only, hash-chained ledger: every change of the record goes through a LedgerWrite.

A row's hash is SHA-256 over the previous hash, seq, at, entered_at, actor, entity and
SHA-256(salt + content). Content is canonical JSON, apart from the chain so that a redaction can
blank it. Content format 1: {"format", "reason", "state"} and, where there is any, "did" (the
command that made the change), "attested" (what the writer said holds no child's name, by kind) and,
for a redaction, "redacts".
"""

import hashlib
import json
import secrets
from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.orm import Session

from storage.errors import OfstedError
from storage.models import LEDGERED, Ledger, LedgerContent, PlanBase, Workspace
from storage.rows import Row, canonical, core, entity_of, key_columns, whole, workspace_facts
from storage.times import written

FORMAT = 1
WORKSPACE = "workspace:settings"


class DatedBeforeTheRecord(OfstedError):
    """A document older than what the record already holds cannot be entered as the newest word."""


def content_hash(salt: str, content: str) -> str:
    """Give SHA-256(salt + content) in hex."""
    return hashlib.sha256((salt + content).encode()).hexdigest()


def row_hash(
    previous: str,
    seq: int,
    at: str,
    entered_at: str,
    actor: str,
    entity: str,
    content: str,
) -> str:
    """Give a ledger row's hash: instants are as written, `content` is the content's hash."""
    parts = [previous, seq, at, entered_at, actor, entity, content]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


class LedgerWrite:
    """One transaction's changes: made to the tables and to the ledger together, in `close`.

    Its first statement takes the workspace's head, so writers queue here and nowhere else;
    whatever a command checks (role, version) it checks after this.
    """

    def __init__(
        self,
        session: Session,
        workspace_id: int,
        *,
        actor: str,
        now: datetime,
        reason: str = "",
        document_at: datetime | None = None,
    ) -> None:
        """Take the head.

        `document_at` is the date a workspace's first load carries; any later write is made now.
        `reason` can be given later too: it is taken for each change as that is made.
        """
        self.session = session
        self.workspace = session.scalars(
            select(Workspace)
            .where(Workspace.id == workspace_id)
            .with_for_update()
            .execution_options(
                populate_existing=True
            )  # as it is under the lock, not as read before
        ).one()
        head_at = self.workspace.head_at
        self.is_first = head_at is None
        if head_at is None:
            self.at = document_at or now
        else:
            self.at = max(now, head_at)
        self.entered_at = now
        self.actor = actor
        self.reason = reason
        self.did: str | None = None
        self.attested: tuple[str, ...] = ()
        self._content: list[tuple[str, dict[str, Any]]] = []
        self._inserts: dict[type[PlanBase], list[Row]] = defaultdict(list)
        self._updates: list[tuple[type[PlanBase], Row]] = []
        self._removals: list[tuple[type[PlanBase], Row]] = []

    def insert(self, table: type[PlanBase], row: Row) -> None:
        """Add a row of the plan; columns left out are unknown."""
        row = whole(table, row)
        self._inserts[table].append(row)
        self._append(entity_of(table, row), row)

    def inserted(self, table: type[PlanBase]) -> list[Row]:
        """Give the rows added to a table so far; no query finds them before `close`."""
        return list(self._inserts[table])

    def update(
        self, table: type[PlanBase], row: Row, redacts: dict[int, str] | None = None
    ) -> None:
        """Set a row of the plan to its whole new state; `redacts` as in storage.redaction."""
        row = whole(table, row)
        self._updates.append((table, row))
        self._append(entity_of(table, row), row, redacts)

    def remove(self, table: type[PlanBase], row: Row) -> None:
        """Take a row out of the plan; the ledger keeps what it was."""
        self._removals.append((table, row))
        self._append(entity_of(table, row), None)

    def set_workspace(self, facts: Row) -> None:
        """Set the workspace's own facts (zone, settings, source)."""
        for name, value in facts.items():
            setattr(self.workspace, name, value)
        self._append(WORKSPACE, workspace_facts(self.workspace))

    def _append(
        self, entity: str, state: Row | None, redacts: dict[int, str] | None = None
    ) -> None:
        content: dict[str, Any] = {"format": FORMAT, "reason": self.reason, "state": state}
        told = {"did": self.did, "attested": list(self.attested), "redacts": redacts}
        content |= {name: value for name, value in told.items() if value}
        self._content.append((entity, content))

    def close(self) -> int:
        """Write it all; give the number of ledger rows. The caller's transaction commits."""
        if not self._content:
            return 0
        self._write_tables()
        self._write_chain()
        return len(self._content)

    def _write_tables(self) -> None:
        owner = {"workspace_id": self.workspace.id}
        for table in LEDGERED:
            if rows := self._inserts[table]:
                self.session.execute(insert(core(table)), [owner | row for row in rows])
        for table, row in self._updates:
            self.session.execute(update(core(table)).where(self._is(table, row)).values(row))
        for table, row in self._removals:
            self.session.execute(delete(core(table)).where(self._is(table, row)))

    def _is(self, table: type[PlanBase], row: Row) -> Any:
        of = core(table).c
        return and_(
            of.workspace_id == self.workspace.id,
            *(of[name] == row[name] for name in key_columns(table)),
        )

    def _write_chain(self) -> None:
        workspace = self.workspace
        chain, contents = [], []
        for entity, content in self._content:
            salt, text = secrets.token_hex(16), canonical(content)
            digest = content_hash(salt, text)
            workspace.head_seq += 1
            row = {
                "workspace_id": workspace.id,
                "seq": workspace.head_seq,
                "at": self.at,
                "entered_at": self.entered_at,
                "actor": self.actor,
                "entity": entity,
                "content_hash": digest,
            }
            workspace.head_hash = row_hash(
                workspace.head_hash,
                workspace.head_seq,
                written(self.at),
                written(self.entered_at),
                self.actor,
                entity,
                digest,
            )
            chain.append(row | {"hash": workspace.head_hash})
            contents.append(
                {
                    "workspace_id": workspace.id,
                    "seq": workspace.head_seq,
                    "salt": salt,
                    "content": text,
                }
            )
        workspace.head_at = self.at
        self.session.execute(insert(Ledger.__table__), chain)  # type: ignore[arg-type]
        self.session.execute(insert(LedgerContent.__table__), contents)  # type: ignore[arg-type]
        self.session.flush()


def state_in(content: str) -> Row | None:
    """Give the entity's state out of a ledger row's content; None if it was removed."""
    state: Row | None = json.loads(content)["state"]
    return state
