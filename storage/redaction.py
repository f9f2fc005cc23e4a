"""Blank what should never have been written, everywhere it stands, and keep the chain whole."""

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from storage.database import BUSY
from storage.ledger import LedgerWrite
from storage.models import (
    Action,
    ActionArea,
    Area,
    Audit,
    AuditGrade,
    Evidence,
    EvidenceArea,
    Ledger,
    LedgerContent,
    Measure,
    PlanBase,
    Post,
    ProgressNote,
    Reading,
    Review,
    SignOff,
)
from storage.queries.files import forget_file
from storage.queries.history import numbered
from storage.rows import REMOVED, Row, blanked, canonical, entity_of, rows_in, table_of

# What people said, decided or counted of a thing, and so goes with it: the table, and which column
# of it has which of the thing's. Evidence is given in one form with its audit and its claim.
_ITS_OWN: dict[type[PlanBase], tuple[tuple[type[PlanBase], str, str], ...]] = {
    Action: (
        (ProgressNote, "about", "ref"),
        (SignOff, "about", "ref"),
        (Review, "action_ref", "ref"),
    ),
    Area: ((ProgressNote, "about", "slug"), (SignOff, "about", "slug")),
    Evidence: ((SignOff, "evidence_ref", "ref"), (Audit, "ref", "audit_ref")),
    Measure: ((Reading, "measure_slug", "slug"),),
}
# Rows that hold no text, but the ledger has the reason of the whole change with each of them.
_BESIDES: dict[type[PlanBase], tuple[tuple[type[PlanBase], str, str], ...]] = {
    Action: ((ActionArea, "action_ref", "ref"),),
    Audit: ((AuditGrade, "audit_ref", "ref"),),
    Evidence: ((EvidenceArea, "evidence_ref", "ref"), (AuditGrade, "audit_ref", "audit_ref")),
}
# Columns by which people know a thing, besides its key.
_CALLED = ("title", "name", "next_step_ref")


@dataclass(frozen=True, slots=True)
class Redacted:
    """What a redaction reached, and what it could not.

    `entries` of the ledger were blanked, `messages` for Slack dropped before they were posted, and
    forms `forms_of` these users that waited for a file. `places` are the channels and people in
    Slack where messages were, or may have been, posted.
    """

    entries: int
    messages: int
    forms_of: tuple[str, ...]
    places: tuple[str, ...]


def kept_hash(kept: str) -> str:
    """Give the hash by which a redaction's own ledger row vouches for what was left."""
    return hashlib.sha256(kept.encode()).hexdigest()


def redact(write: LedgerWrite, table: type[PlanBase], row: Row) -> Redacted:
    """Blank the free text of a row, and of what people said of it, in the plan and its history.

    Notes, claims, re-checks and readings go with what they are about; evidence with its audit, its
    claim, and its file unless other evidence needs that too. Messages of it that wait are dropped.

    The redaction is itself a ledger row for each (who, when, why) that carries the hash of what
    was kept of each blanked one, so that a later change to it still shows.
    """
    session, workspace_id = write.session, write.workspace.id
    rows = [(table, row), *_linked(session, workspace_id, _ITS_OWN, table, row)]
    known = {entity_of(one, its): (one, its) for one, its in rows}
    entries = 0
    redacts = _blank_besides(session, workspace_id, table, row, known.keys())
    for entity, (one, its) in known.items():
        redacts |= _blank(session, workspace_id, entity)
        entries += len(redacts)
        if sha256 := its.get("file_sha256"):
            forget_file(session, workspace_id, sha256, given_with=its["ref"])
        write.update(one, blanked(one, its), redacts)
        redacts = {}
    named = _naming(known)
    messages, forms_of, unsure = _drop_posts(write, named)
    places = dict.fromkeys([*unsure, *_posted(session, workspace_id, named)])
    return Redacted(entries, messages, forms_of, tuple(places))


def _linked(
    session: Session,
    workspace_id: int,
    links: dict[type[PlanBase], tuple[tuple[type[PlanBase], str, str], ...]],
    table: type[PlanBase],
    row: Row,
) -> list[tuple[type[PlanBase], Row]]:
    return [
        (other, found)
        for other, column, its in links.get(table, ())
        for found in rows_in(session, workspace_id, other, **{column: row[its]})
    ]


def _blank_besides(
    session: Session, workspace_id: int, table: type[PlanBase], row: Row, known: Iterable[str]
) -> dict[int, str]:
    """Blank what stands in no row of the plan: notes taken back, and reasons told again."""
    redacts: dict[int, str] = {}
    if (ProgressNote, "about") in {link[:2] for link in _ITS_OWN.get(table, ())}:
        about = entity_of(table, row).partition(":")[2]
        notes = numbered(session, workspace_id, ProgressNote.__tablename__, about)
        for entity in set(notes).difference(known):
            redacts |= _blank(session, workspace_id, entity)
    for other, link in _linked(session, workspace_id, _BESIDES, table, row):
        redacts |= _blank(session, workspace_id, entity_of(other, link), typed_only=True)
    return redacts


def _blank(
    session: Session, workspace_id: int, entity: str, *, typed_only: bool = False
) -> dict[int, str]:
    """Blank an entity's history, or only what commands made of it; give the hashes of the rest."""
    table = table_of(entity)
    redacts: dict[int, str] = {}
    for seq, text in _history(session, workspace_id, entity):
        content = json.loads(text)
        if table is None or (typed_only and not ("did" in content and content["reason"])):
            continue
        kept = canonical(_without_text(table, content))
        redacts[seq] = kept_hash(kept)
        session.execute(
            update(LedgerContent)
            .where(LedgerContent.workspace_id == workspace_id, LedgerContent.seq == seq)
            .values(content=None, salt=None, kept=kept)
        )
    return redacts


def _naming(known: dict[str, tuple[type[PlanBase], Row]]) -> re.Pattern[str]:
    """Give what finds any of these things by its reference or name, as a word of its own."""
    names = [entity.partition(":")[2] for entity in known]
    names += [str(row[name]) for _, row in known.values() for name in _CALLED if row.get(name)]
    either = "|".join(re.escape(name) for name in names if name != REMOVED)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")


def _drop_posts(
    write: LedgerWrite, named: re.Pattern[str]
) -> tuple[int, tuple[str, ...], list[str]]:
    """Drop the work for Slack that tells of it; give how many messages, whose forms, what is out.

    A message that an attempt is known of may be posted by now.
    """
    waiting = select(Post).where(Post.workspace_id == write.workspace.id, Post.done_at.is_(None))
    messages, forms_of, unsure = 0, list[str](), list[str]()
    for post in write.session.scalars(waiting.with_for_update()):
        if not any(named.search(text) for text in (post.key, *_texts(post.content))):
            continue
        if post.work == "fetch":
            forms_of.append(post.channel)
        else:
            messages += 1
            unsure += [post.channel] if post.leased_until else []
        post.content, post.done_at, post.leased_until = {}, write.entered_at, None
        post.fault = "redacted"
    return messages, tuple(dict.fromkeys(forms_of)), unsure


def _texts(content: Any) -> Iterator[str]:
    """Yield every text in a piece of work, as it was before it was escaped for Slack."""
    if isinstance(content, str):
        yield unescape(content)
    elif isinstance(content, dict | list):
        for one in content.values() if isinstance(content, dict) else content:
            yield from _texts(one)


def _posted(session: Session, workspace_id: int, named: re.Pattern[str]) -> Iterator[str]:
    """Yield where messages of it are in Slack, as far as their keys tell what they are about."""
    posted = select(Post.key, Post.channel).where(
        Post.workspace_id == workspace_id, Post.ts.is_not(None)
    )
    for key, channel in session.execute(posted.order_by(Post.id)):
        if named.search(key):
            yield channel


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
