"""Who a Slack user is, and who may read: looked up in Slack once, then known."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from storage.database import writing
from storage.errors import OfstedError
from storage.models import Person
from storage.queries.workspaces import save_person
from storage.times import Clock

# How a call to Slack fails: it says no, it can't be reached, or what comes back is not an answer.
NO_ANSWER = (SlackClientError, ClientError, OSError, TimeoutError)
LOOK_UP = 1.2  # seconds for one look-up before an answer; bot.desk bounds all of them together
BRIEFLY = 300.0  # seconds for which a user group's members are taken to be the same
A_WHILE = 10.0  # seconds for which Slack isn't asked again when it couldn't say


NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
NO_GROUP = "no_such_subteam"


class SlackUnreachable(OfstedError):
    """Slack did not say what we must know before we answer."""

    def __init__(self, what: str = "who that is") -> None:
        super().__init__(f"I couldn't check with Slack {what}. Please try again in a minute.")


class GroupsUnreadable(SlackUnreachable):
    """Slack did not say who is in a user group."""

    def __init__(self) -> None:
        super().__init__("who is in a user group that has a role here, so nothing was changed")


class NoSuchPerson(OfstedError):
    """Slack knows no such person."""

    def __init__(self) -> None:
        super().__init__(
            "Slack doesn't know one of the people named there, so nothing was changed. Type @ and "
            "pick them from the list that Slack shows."
        )


def person_from(user: dict[str, Any], workspace_id: int, team_id: str, clock: Clock) -> Person:
    """Give what matters of Slack's user object.

    Source: https://docs.slack.dev/reference/objects/user-object. Someone of another organisation
    has another team; a guest is restricted.
    """
    profile = user.get("profile", {})
    return Person(
        workspace_id=workspace_id,
        user_id=user["id"],
        name=profile.get("display_name") or user.get("real_name") or user.get("name"),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")) or user.get("team_id", team_id) != team_id,
        is_deactivated=bool(user.get("deleted")),
        seen_at=clock.now(),
    )


async def fetch_user(client: AsyncWebClient, user_id: str) -> dict[str, Any]:
    """Give Slack's user object; raises SlackUnreachable, NoSuchPerson."""
    try:
        async with asyncio.timeout(LOOK_UP):
            response = await client.users_info(user=user_id)
    except NO_ANSWER as error:
        code = error_code(error)
        logging.getLogger(__name__).warning("users.info failed: %s", code)
        if code in NOBODY:
            raise NoSuchPerson from error
        raise SlackUnreachable from error
    user: dict[str, Any] = response["user"]
    return user


def keep_person(engine: Engine, person: Person) -> None:
    """Save a person for all later requests."""
    with (
        writing(engine) as session,
        suppress(IntegrityError),  # another request of theirs saved them just now
        session.begin_nested(),
    ):
        save_person(session, person)


@dataclass
class _Group:
    """What Slack last said of a group's members, None before it did; until when that will do."""

    members: frozenset[str] | None = None
    fresh_until: float = 0.0
    left_alone_until: float = 0.0
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)


class Groups:
    """The members of Slack's user groups, each read now and then."""

    def __init__(self, client: AsyncWebClient, clock: Callable[[], float] = time.monotonic) -> None:
        self.client = client
        self.clock = clock
        self._groups: dict[str, _Group] = defaultdict(_Group)

    async def of(self, user_id: str, groups: frozenset[str]) -> frozenset[str]:
        """Give those of the groups that a user is in; raises GroupsUnreadable.

        No old list of members will do for a change: who has left may not make it any more.
        """
        members = await asyncio.gather(*(self.members(group) for group in groups))
        return frozenset(
            group for group, those in zip(groups, members, strict=True) if user_id in those
        )

    async def check_readable(self, group: str) -> None:
        """Raise GroupsUnreadable for a group whose members Slack won't name: it decides nothing."""
        await self.members(group)

    async def members(self, group: str) -> frozenset[str]:
        """Give a group's members as Slack named them in the last few minutes.

        Raises GroupsUnreadable. A group that Slack has no more is empty.
        """
        known = self._groups[group]
        async with known.reading:
            if known.members is not None and self.clock() < known.fresh_until:
                return known.members
            if self.clock() < known.left_alone_until:
                raise GroupsUnreadable
            try:
                known.members = await self._read(group)
            except GroupsUnreadable:
                if known.members is not None:
                    known.left_alone_until = self.clock() + A_WHILE
                raise
            known.fresh_until = self.clock() + BRIEFLY
            return known.members

    async def _read(self, group: str) -> frozenset[str]:
        try:
            async with asyncio.timeout(LOOK_UP):
                response = await self.client.usergroups_users_list(usergroup=group)
        except NO_ANSWER as error:
            code = error_code(error)
            logging.getLogger(__name__).warning("user group unreadable: %s", code)
            if code == NO_GROUP:
                return frozenset()
            raise GroupsUnreadable from error
        return frozenset(response["users"])

    def last_known(self, group: str) -> frozenset[str] | None:
        """Give the members that Slack last named, None if it never did."""
        return self._groups[group].members


class Readers:
    """Who may read, by the settings: members of one user group, in certain channels, or everyone.

    When Slack can't say who is in the group, those it last named still are; if it never did,
    nobody is let in.
    """

    def __init__(self, groups: Groups, group: str | None, channels: frozenset[str]) -> None:
        self.groups = groups
        self.group = group
        self.channels = channels

    def are_in(self, channel_id: str) -> bool:
        """Say whether this is a channel to read in."""
        return not self.channels or channel_id in self.channels

    async def admit(self, user_id: str) -> bool:
        """Say whether someone is a reader; raises SlackUnreachable if nobody can tell."""
        return self.group is None or user_id in await self._group_members(self.group)

    async def _group_members(self, group: str) -> frozenset[str]:
        try:
            return await self.groups.members(group)
        except GroupsUnreadable:
            known = self.groups.last_known(group)
            if known is None:
                raise SlackUnreachable("who may read the plan") from None
            return known


def error_code(error: Exception) -> str:
    """Name an error without its payload, which may hold what people typed."""
    if isinstance(error, SlackApiError) and isinstance(getattr(error.response, "data", None), dict):
        return str(error.response.data.get("error"))
    return type(error).__name__
