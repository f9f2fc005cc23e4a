"""Whose record it is, and who asks."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    outerjoin,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.errors import OfstedError
from storage.models import Action, HandledRequest, Person, RoleHolder, Workspace
from storage.queries import Statement

KNOWN = 10  # columns of a Standing that come as they are
SHOWN = ("name", "is_guest", "is_stranger", "is_deactivated")  # of a person, in replies
RETRIES_END = timedelta(days=1)  # Slack retries an event for about an hour


class WhichWorkspace(OfstedError):
    """There are several councils in this database, or none by that name."""


class Standing(NamedTuple):
    """Whose record it is and who asks, as far as every question needs it; None: never seen.

    `action` is the one asked along, if any.
    """

    id: int
    time_zone: str
    settings: dict[str, Any]
    head_seq: int
    head_hash: str
    people_version: int
    name: str | None
    is_guest: bool | None
    is_stranger: bool | None
    is_deactivated: bool | None
    grants: tuple[tuple[str, str], ...] = ()  # (role, holder): the user's own, and every group's
    action: Action | None = None


def standing(
    session: Session | Connection, team_id: str | None, user_id: str, ref: str | None = None
) -> Standing | None:
    """Give a Slack team's workspace and what is known of a user, in one statement.

    `team_id` None means the only workspace there is (the command line); raises WhichWorkspace if
    there are several. None: not known here. With `ref` the session is given that action besides:
    Slack waits 3 seconds for a form, and a form needs no more than this.
    """
    bound = {"team": team_id, "user": user_id} | ({"ref": ref} if ref else {})
    rows = session.execute(_standing(team_id is not None, ref is not None), bound).all()
    if len({row.id for row in rows}) > 1:
        raise WhichWorkspace("There are several workspaces here: say which with --workspace.")
    if not rows:
        return None
    grants = tuple((row.role, row.holder) for row in rows if row.role)
    action = rows[0].Action if ref else None
    return Standing._make([*rows[0][:KNOWN], grants, action])


@cache
def _standing(by_team: bool, with_action: bool) -> Statement:
    workspace, person, grant = Workspace.__table__.c, Person.__table__.c, RoleHolder.__table__.c
    statement = select(
        workspace.id,
        workspace.time_zone,
        workspace.settings,
        workspace.head_seq,
        workspace.head_hash,
        workspace.people_version,
        person.name,
        person.is_guest,
        person.is_stranger,
        person.is_deactivated,
        grant.role,
        grant.holder,
    ).select_from(
        outerjoin(
            Workspace.__table__,
            Person.__table__,
            and_(person.workspace_id == workspace.id, person.user_id == bindparam("user")),
        ).outerjoin(
            RoleHolder.__table__,
            and_(
                grant.workspace_id == workspace.id,
                grant.kind == "grant",
                or_(grant.holder == bindparam("user"), grant.holder.startswith("S")),
            ),
        )
    )
    if by_team:
        statement = statement.where(workspace.team_id == bindparam("team"))
    if not with_action:
        return statement
    return statement.add_columns(Action).outerjoin(
        Action, (Action.workspace_id == workspace.id) & (Action.ref == bindparam("ref"))
    )


def lock(session: Session, team_id: str | None) -> None:
    """Take a workspace's lock, as storage.ledger does: what is read from here on stays so.

    Who asks for a change is read after it: their role may be going in a change that is under way.
    """
    of = Workspace.team_id == team_id if team_id is not None else true()
    session.execute(select(Workspace.id).where(of).order_by(Workspace.id).with_for_update()).all()


def is_bare(session: Session) -> bool:
    """Say whether there is no workspace at all yet."""
    return session.scalar(select(Workspace.id).limit(1)) is None


def workspace_for(session: Session, name: str | None) -> Workspace:
    """Give the workspace by Slack's team id or our number, or the only one; make the first.

    Raises WhichWorkspace if there is no telling.
    """
    known = list(session.scalars(select(Workspace).order_by(Workspace.id)))
    if name is None and not known:
        first = Workspace()
        session.add(first)
        session.flush()
        return first
    fitting = [one for one in known if name in {None, one.team_id, str(one.id)}]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(one.team_id or str(one.id) for one in known) or "none yet"
    raise WhichWorkspace(f"Say which workspace with --workspace. There are: {names}.")


def connect_team(session: Session, team_id: str, name: str) -> int:
    """Give our number for a Slack team, at each connection.

    At its first, the team takes over the one workspace that has no team yet (a plan loaded before
    Slack was connected belongs to it); else a new workspace is made.
    """
    known = session.scalars(select(Workspace).where(Workspace.team_id == team_id)).first()
    if known is not None:
        return known.id
    waiting = session.scalars(
        select(Workspace).where(Workspace.team_id.is_(None)).with_for_update()
    ).all()
    mine = waiting[0] if len(waiting) == 1 else Workspace()
    mine.team_id, mine.name = team_id, name
    try:
        with session.begin_nested():
            session.add(mine)
            session.flush()
    except IntegrityError:  # another replica connected the team just now
        return session.scalars(select(Workspace.id).where(Workspace.team_id == team_id)).one()
    return mine.id


def save_person(session: Session, person: Person) -> None:
    """Keep what Slack says of a user, in place of what was known."""
    known = session.get(Person, (person.workspace_id, person.user_id))
    if known is None or any(getattr(known, fact) != getattr(person, fact) for fact in SHOWN):
        session.execute(
            update(Workspace)
            .where(Workspace.id == person.workspace_id)
            .values(people_version=Workspace.people_version + 1)
        )
    session.merge(person)


def strangers(session: Session, workspace_id: int, user_ids: frozenset[str]) -> frozenset[str]:
    """Give those of the users who have never been seen here."""
    known = select(Person.user_id).where(
        Person.workspace_id == workspace_id, Person.user_id.in_(user_ids)
    )
    return user_ids - set(session.scalars(known))


def is_known(session: Session, workspace_id: int, user_id: str) -> bool:
    """Say whether a user has been seen here."""
    return session.get(Person, {"workspace_id": workspace_id, "user_id": user_id}) is not None


def names_of(session: Session, workspace_id: int, user_ids: Collection[str]) -> dict[str, str]:
    """Give the names of users, as Slack gave them."""
    rows = session.execute(
        select(Person.user_id, Person.name).where(
            Person.workspace_id == workspace_id, Person.user_id.in_(user_ids)
        )
    )
    return {user_id: name for user_id, name in rows if name}


def first_time(session: Session, workspace_id: int, request_id: str, now: datetime) -> bool:
    """Say whether a request is new, and remember it; the unique key decides between replicas."""
    try:
        with session.begin_nested():
            session.execute(
                insert(HandledRequest).values(
                    workspace_id=workspace_id, request_id=request_id, at=now
                )
            )
    except IntegrityError:
        return False
    return True


def lately(
    session: Session, workspace_id: int, request_id: str, now: datetime, within: timedelta
) -> bool:
    """Say whether a request was remembered within a time.

    Only under the workspace's lock (storage.ledger): else two could both be the first.
    """
    known = session.get(HandledRequest, (workspace_id, request_id), with_for_update=True)
    return known is not None and known.at > now - within


def remember(session: Session, workspace_id: int, request_id: str, now: datetime) -> None:
    """Remember a request as made now, under the same lock."""
    known = session.get(HandledRequest, (workspace_id, request_id), with_for_update=True)
    if known is None:
        session.add(HandledRequest(workspace_id=workspace_id, request_id=request_id, at=now))
    else:
        known.at = now
    session.flush()


def forget_requests(session: Session, now: datetime) -> None:
    """Forget requests that can't come again, in a transaction that does nothing else.

    Two changes that did it besides could wait for each other: so rows in use are passed over too.
    """
    old = (
        select(HandledRequest.workspace_id, HandledRequest.request_id)
        .where(HandledRequest.at < now - RETRIES_END)
        .with_for_update(skip_locked=True)
    )
    key = tuple_(HandledRequest.workspace_id, HandledRequest.request_id)
    session.execute(
        delete(HandledRequest).where(key.in_(old)).execution_options(synchronize_session=False)
    )
