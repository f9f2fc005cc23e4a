"""Work for Slack that changes bring: kept with the change, done once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from storage.models import Post


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
