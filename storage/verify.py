"""Walk the ledger's chain from its first row and hold the record and its files against it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Row as ResultRow
from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from storage.ledger import WORKSPACE, content_hash, row_hash, state_in
from storage.models import GENESIS, LEDGERED, Ledger, LedgerContent, Workspace
from storage.queries.files import every_file, files_given
from storage.redaction import kept_hash
from storage.rows import canonical, entity_of, rows_in, table_of, whole, workspace_facts


@dataclass(slots=True)
class Verified:
    """What a walk found: `problems` is empty if the chain holds and the record equals it."""

    rows: int = 0
    redacted: int = 0
    head: str = GENESIS
    problems: list[str] = field(default_factory=list)


class _Broken(Exception):
    """The first bad link; what follows it cannot be trusted."""


def verify(session: Session, workspace: Workspace) -> Verified:
    """Check one workspace, within the session's one moment.

    The first bad link ends the walk and is named. If the chain holds, every row of the plan that
    differs from the ledger is named, and all evidence whose file is gone or is not what was given.
    """
    found = Verified()
    newest: dict[str, str] = {}
    try:
        _walk(session, workspace, found, newest)
    except _Broken as broken:
        found.problems.append(str(broken))
        return found
    found.problems.extend(_differences(session, workspace, newest))
    found.problems.extend(_bad_files(session, workspace.id))
    return found


def _walk(session: Session, workspace: Workspace, found: Verified, newest: dict[str, str]) -> None:
    promised: dict[int, str] = {}  # what redactions say was kept
    blanked: dict[int, str] = {}
    last_at = None
    for row in _chain(session, workspace.id):
        number = found.rows + 1
        name = f"Row {number:,} ({row.entity})"
        if row.seq != number:
            raise _Broken(f"Row {number:,} is missing: the next one is row {row.seq:,}.")
        if last_at is not None and row.at < last_at:
            raise _Broken(f"{name} says it was so before the row above it.")
        link = row_hash(
            found.head, row.seq, row.at, row.entered_at, row.actor, row.entity, row.content_hash
        )
        if link != row.hash:
            raise _Broken(f"{name} is the first bad link: it does not follow from the row before.")
        text = _content(row, name)
        if row.content is None:
            blanked[row.seq] = text
        promised.update(_redacts(text))
        newest[row.entity] = text
        found.rows, found.head, last_at = number, row.hash, row.at
    _check_redactions(found, promised, blanked)
    if (workspace.head_seq, workspace.head_hash) != (found.rows, found.head):
        raise _Broken(
            f"The chain ends at row {found.rows:,}, but the workspace's head says row "
            f"{workspace.head_seq:,}: the end of the ledger was cut or rewritten."
        )


def _chain(session: Session, workspace_id: int) -> Iterator[ResultRow[*tuple[object, ...]]]:
    """Yield the ledger with its content; instants as they are written, however they read."""
    rows = session.execute(
        select(
            Ledger.seq,
            type_coerce(Ledger.at, String).label("at"),
            type_coerce(Ledger.entered_at, String).label("entered_at"),
            Ledger.actor,
            Ledger.entity,
            Ledger.content_hash,
            Ledger.hash,
            LedgerContent.content,
            LedgerContent.salt,
            LedgerContent.kept,
        )
        .outerjoin(
            LedgerContent,
            (LedgerContent.workspace_id == Ledger.workspace_id) & (LedgerContent.seq == Ledger.seq),
        )
        .where(Ledger.workspace_id == workspace_id)
        .order_by(Ledger.seq)
        .execution_options(yield_per=1000)
    )
    with rows:
        yield from rows


def _content(row: ResultRow[*tuple[object, ...]], name: str) -> str:
    if row.content is not None and row.salt is not None:
        if content_hash(row.salt, row.content) != row.content_hash:
            raise _Broken(f"{name} is the first bad link: its content was changed.")
        return str(row.content)
    if row.kept is None:
        raise _Broken(f"{name} is the first bad link: its content is gone.")
    return str(row.kept)


def _redacts(text: str) -> dict[int, str]:
    try:
        redacts = json.loads(text).get("redacts", {})
    except (ValueError, AttributeError):  # what was kept has been tampered with: it says nothing
        return {}
    return {int(seq): kept for seq, kept in redacts.items()}


def _check_redactions(found: Verified, promised: dict[int, str], blanked: dict[int, str]) -> None:
    for seq, kept in blanked.items():
        if promised.get(seq) != kept_hash(kept):
            raise _Broken(f"Row {seq:,} was blanked, but no redaction in the ledger says so.")
    found.redacted = len(blanked)


def _differences(session: Session, workspace: Workspace, newest: dict[str, str]) -> list[str]:
    """Name what differs between the fold of the chain and the tables."""
    expected = {
        entity: canonical(whole(table, state) if (table := table_of(entity)) else state)
        for entity, text in newest.items()
        if (state := state_in(text)) is not None
    }
    actual = {
        entity_of(table, row): canonical(row)
        for table in LEDGERED
        for row in rows_in(session, workspace.id, table)
    }
    if WORKSPACE in expected:
        actual[WORKSPACE] = canonical(workspace_facts(workspace))
    problems = []
    for entity in sorted(expected.keys() | actual.keys()):
        if entity not in actual:
            problems.append(f"{entity} is in the ledger but not in the record.")
        elif entity not in expected:
            problems.append(f"{entity} is in the record but not in the ledger.")
        elif actual[entity] != expected[entity]:
            problems.append(f"{entity} differs between the record and the ledger.")
    return problems


def _bad_files(session: Session, workspace_id: int) -> list[str]:
    """Name the evidence whose file is not what its SHA-256 says, and files that nobody gave.

    A redacted piece of evidence has no file any more: its SHA-256 went with its text.
    """
    given = files_given(session, workspace_id)
    kept: dict[str, bool] = {
        sha256: hashlib.sha256(content).hexdigest() == sha256
        for sha256, content in every_file(session, workspace_id)
    }
    problems = []
    for ref, sha256 in given.items():
        if sha256 not in kept:
            problems.append(f"The file of {ref} is missing.")
        elif not kept[sha256]:
            problems.append(f"The file of {ref} was changed: it is not what was given.")
    problems += [
        f"The file {sha256[:16]} is kept, and no evidence has it."
        for sha256 in sorted(kept.keys() - set(given.values()))
    ]
    return problems
