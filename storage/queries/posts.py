"""Work for Slack that changes bring: kept with the change, done once.

A row's lease says whether an attempt at it is known to have failed: then the lease is NULL, and it
is due again at `due_at`. A lease that ran out is an attempt of which nobody knows the end.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from storage.models import Post
from storage.times import Instant

LEASE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Planned:
    """A piece of work to do: the columns of storage.models.Post that are known beforehand."""

    key: str
    work: str
    channel: str
    content: dict[str, Any]
    otherwise: str | None = None
    thread_ts: str | None = None


def add_posts(
    session: Session, workspace_id: int, planned: Iterable[Planned], now: datetime
) -> None:
    """Keep work to be done from now on, in the session's own transaction."""
    rows = [
        {
            "workspace_id": workspace_id,
            "key": one.key,
            "work": one.work,
            "channel": one.channel,
            "otherwise": one.otherwise,
            "thread_ts": one.thread_ts,
            "content": one.content,
            "due_at": now,
            "attempts": 0,
        }
        for one in planned
    ]
    if rows:
        session.execute(insert(Post), rows)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A piece of work that is ours until `leased_until`; the columns are storage.models.Post's.

    `is_unsure`: an earlier attempt at it had no known end, and may have reached Slack after
    `since`.
    """

    id: int
    key: str
    work: str
    channel: str
    thread_ts: str | None
    otherwise: str | None
    content: dict[str, Any]
    attempts: int
    since: datetime
    leased_until: datetime
    is_unsure: bool
    fault: str | None = None


def claim(
    session: Session, workspace_id: int, works: Collection[str], now: datetime
) -> Claimed | None:
    """Take the next piece of work of these kinds that is due, None where there is none.

    Rows that another replica is claiming are passed over (SKIP LOCKED; SQLite has one writer at a
    time anyway). Someone waits for a whisper: those come first.
    """
    post = session.scalars(
        select(Post)
        .where(
            *_waiting(workspace_id, works),
            Post.due_at <= now,
            or_(Post.leased_until.is_(None), Post.leased_until <= now),
        )
        .order_by(Post.work != "whisper", Post.due_at, Post.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if post is None:
        return None
    is_unsure = post.leased_until is not None
    post.leased_until = now + LEASE
    post.attempts += 1
    return Claimed(
        id=post.id,
        key=post.key,
        work=post.work,
        channel=post.channel,
        thread_ts=post.thread_ts,
        otherwise=post.otherwise,
        content=post.content,
        attempts=post.attempts,
        since=post.due_at,
        leased_until=post.leased_until,
        is_unsure=is_unsure,
        fault=post.fault,
    )


def next_due(session: Session, workspace_id: int, works: Collection[str]) -> datetime | None:
    """Give when the next piece of work of these kinds can be claimed, None where there is none."""
    ready = case((Post.leased_until > Post.due_at, Post.leased_until), else_=Post.due_at)
    first: datetime | None = session.scalar(
        select(func.min(ready, type_=Instant)).where(*_waiting(workspace_id, works))
    )
    return first


def _waiting(workspace_id: int, works: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Say which work is still to do and could be; a replacement waits for what it replaces."""
    replaced = aliased(Post)
    still_to_come = exists().where(
        replaced.workspace_id == workspace_id,
        replaced.key == Post.key,
        replaced.work == "message",
        replaced.done_at.is_(None),
    )
    return (
        Post.workspace_id == workspace_id,
        Post.done_at.is_(None),
        Post.work.in_(works),
        or_(Post.work != "replace", ~still_to_come),
    )


def finish(
    session: Session,
    claimed: Claimed,
    now: datetime,
    *,
    posted_to: str | None = None,
    ts: str | None = None,
    fault: str | None = None,
) -> None:
    """Say that the work is done, and where; or, with a fault, that it will not be.

    What it said is kept no longer: it is in Slack, and a redaction would not find it here.
    """
    session.execute(
        update(Post)
        .where(Post.id == claimed.id, Post.done_at.is_(None))
        .values(done_at=now, leased_until=None, posted_to=posted_to, ts=ts, fault=fault, content={})
    )


def put_off(
    session: Session, claimed: Claimed, until: datetime, fault: str, *, counts: bool = True
) -> None:
    """Give back work that Slack refused, so that nothing of it was done: due again later."""
    attempts = claimed.attempts if counts else claimed.attempts - 1
    session.execute(
        update(Post)
        .where(*_ours(claimed))
        .values(due_at=until, leased_until=None, fault=fault, attempts=attempts)
    )


def stay_unsure(session: Session, claimed: Claimed, until: datetime, fault: str) -> None:
    """Leave work that may or may not be done until later.

    The lease itself runs on, so that it stays known as unsure, and `due_at` before any attempt.
    """
    session.execute(update(Post).where(*_ours(claimed)).values(leased_until=until, fault=fault))


def put_off_all(session: Session, workspace_id: int, until: datetime) -> None:
    """Let everything that a workspace has still to do wait: Slack wants less of it."""
    waiting = (
        select(Post.id)
        .where(
            Post.workspace_id == workspace_id,
            Post.done_at.is_(None),
            Post.leased_until.is_(None),
            Post.due_at < until,
        )
        .with_for_update(skip_locked=True)  # two replicas at it would wait for each other
    )
    session.execute(
        update(Post)
        .where(Post.id.in_(waiting))
        .values(due_at=until)
        .execution_options(synchronize_session=False)
    )


def tell_otherwise(
    session: Session, claimed: Claimed, content: dict[str, Any], now: datetime, fault: str
) -> None:
    """Let the person be told who is named for the case that the channel can't be."""
    session.execute(
        update(Post)
        .where(*_ours(claimed))
        .values(
            work="message",
            channel=claimed.otherwise,
            otherwise=None,
            thread_ts=None,
            content=content,
            due_at=now,
            leased_until=None,
            attempts=0,
            fault=fault,
        )
    )


def _ours(claimed: Claimed) -> tuple[ColumnElement[bool], ...]:
    return Post.id == claimed.id, Post.leased_until == claimed.leased_until


def where_posted(session: Session, workspace_id: int, key: str) -> tuple[str, str] | None:
    """Give the channel and time of the message that a key names, None if it never was posted."""
    row = session.execute(
        select(Post.posted_to, Post.ts).where(
            Post.workspace_id == workspace_id,
            Post.key == key,
            Post.work == "message",
            Post.ts.is_not(None),
        )
    ).first()
    return row and (row.posted_to, row.ts)
