"""The files kept with evidence: each once, however often and by whomever it was given."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import Session

from storage.models import Evidence, File


class Kept(NamedTuple):
    """What is known of a file without its bytes."""

    type: str
    size: int


def keep_file(
    session: Session, workspace_id: int, sha256: str, kind: str, content: bytes, now: datetime
) -> None:
    """Keep a file, unless its bytes are kept already; under the workspace's lock."""
    if find_file(session, workspace_id, sha256) is None:
        session.execute(
            insert(File).values(
                workspace_id=workspace_id,
                sha256=sha256,
                type=kind,
                content=content,
                entered_at=now,
            )
        )


def find_file(session: Session, workspace_id: int, sha256: str) -> Kept | None:
    """Give a file's type and size, None where it is not kept (any more)."""
    row = session.execute(
        select(File.type, func.length(File.content)).where(
            File.workspace_id == workspace_id, File.sha256 == sha256
        )
    ).first()
    return Kept(*row) if row else None


def content_of(session: Session, workspace_id: int, sha256: str) -> bytes | None:
    """Give a file's bytes, None where it is not kept (any more)."""
    return session.scalar(
        select(File.content).where(File.workspace_id == workspace_id, File.sha256 == sha256)
    )


def forget_file(session: Session, workspace_id: int, sha256: str, given_with: str) -> None:
    """Delete a file's bytes, unless other evidence than `given_with` needs them."""
    needed = exists().where(
        Evidence.workspace_id == workspace_id,
        Evidence.file_sha256 == sha256,
        Evidence.ref != given_with,
    )
    session.execute(
        delete(File)
        .where(File.workspace_id == workspace_id, File.sha256 == sha256, ~needed)
        .execution_options(synchronize_session=False)
    )


def files_given(session: Session, workspace_id: int) -> dict[str, str]:
    """Give the SHA-256 of each piece of evidence that has a file, by reference."""
    rows = session.execute(
        select(Evidence.ref, Evidence.file_sha256)
        .where(Evidence.workspace_id == workspace_id, Evidence.file_sha256.is_not(None))
        .order_by(Evidence.position, Evidence.ref)
    )
    return {ref: sha256 for ref, sha256 in rows if sha256}


def every_file(session: Session, workspace_id: int) -> Iterator[tuple[str, bytes]]:
    """Yield each file's SHA-256 as it is known by and its bytes: one file at a time in memory."""
    known = session.scalars(
        select(File.sha256).where(File.workspace_id == workspace_id).order_by(File.sha256)
    ).all()
    for sha256 in known:
        yield sha256, content_of(session, workspace_id, sha256) or b""
