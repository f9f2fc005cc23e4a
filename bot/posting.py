"""Does the work for Slack that changes left behind: posts notes, cards and corrections of them.

Everything here follows from one thing: a call whose end nobody knows (no answer came, or we were
killed) may have been done. What it should have posted is looked for in Slack before it is posted
again, and never posted where Slack won't show us whether it is there.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

from bot import limits
from bot.logs import log_unknown
from bot.people import NO_ANSWER, error_code
from storage.database import reading, writing
from storage.queries import posts
from storage.queries.posts import LEASE, Claimed
from storage.times import Clock

POLL = 10.0  # seconds after which we look for work unasked: another replica may have ended
LEAST = 0.2  # seconds between two looks unasked, however soon something is due
TIMEOUT = 30  # seconds for a call
SKEW = timedelta(minutes=5)  # by which our clock and Slack's may differ
FIRST_PAUSE, LONGEST_PAUSE = 20, 3600  # seconds; doubled after each attempt
TRIES = {"whisper": 5}  # 5 minutes: nobody waits longer for an answer
USUAL_TRIES = 30  # a day
PAGE = 200  # messages of history a call, as Slack recommends
EVENT_TYPE = "ofsted_post"

# Slack's errors: the reference pages of chat.postMessage, chat.postEphemeral and chat.update.
# No token of ours is good any more, until someone puts that right.
CLOSED = frozenset(
    {"account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed"}
)
# It may have been done all the same.
UNSURE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
# Someone can't be told in this place, and why.
UNREACHABLE = {
    "cannot_dm_bot": "that is a bot.",
    "channel_not_found": "I can't see it.",
    "is_archived": "it is archived.",
    "messages_tab_disabled": "messages from me are turned off.",
    "not_in_channel": "I am not in it. Anyone there can invite me.",
    "restricted_action": "only certain people may write in it.",
    "user_disabled": "the account is deactivated.",
    "user_not_found": "there is no such account.",
    "user_not_in_channel": "you are not in it.",
}
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is: its channel's id and its time."""

    channel: str
    ts: str


class Dropped(Exception):
    """A piece of work will not be done; the code says why."""


class NotYet(Exception):
    """A piece of work could not be done for now, and nothing of it was; the code says why."""


class Closed(Exception):
    """Slack takes nothing from us any more."""


class CouldNotLook(Exception):
    """Slack did not show what was said, so nobody knows whether we said it already."""

    def __init__(self, cause: Exception | str) -> None:
        super().__init__(cause if isinstance(cause, str) else error_code(cause))
        self.wait = None if isinstance(cause, str) else retry_after(cause)


class Posting:
    """Posts what is due; woken after each change, and by itself now and then.

    `works` says for each kind of work (storage.models.Post) how it is done: a coroutine function
    that gives the place of what it posted, if it did; it raises Dropped, or lets Slack's errors
    through.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        client: AsyncWebClient,
        workspace_id: int,
        in_thread: Callable[..., Awaitable[Any]],
    ) -> None:
        self.engine = engine
        self.clock = clock
        # A client's usual handler makes a call again whose answer was lost: it would post twice.
        self.client = AsyncWebClient(
            client.token, base_url=client.base_url, timeout=TIMEOUT, retry_handlers=[]
        )
        self.workspace_id = workspace_id
        self.works: dict[str, Callable[[Claimed], Awaitable[Place | None]]] = {
            "message": self._post,
            "replace": self._replace,
            "whisper": self._whisper,
        }
        self.closed: str | None = None  # the word with which Slack refused our token
        self._in_thread = in_thread
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that there may be something to post."""
        self._woken.set()

    async def run(self) -> None:
        """Do what is due, until this is cancelled or Slack takes nothing from us any more."""
        while True:
            self._woken.clear()
            try:
                while await self.do_one():
                    pass
                pause = await self._pause()
            except Closed as closed:
                self.closed = str(closed)
                logging.getLogger(__name__).error(  # noqa: TRY400 - Slack's word says it all
                    "Slack refused the bot's token (%s). What is to be posted is kept until the "
                    "bot is started with a good one.",
                    closed,
                )
                return
            except Exception as error:  # noqa: BLE001 - as in bot.answers
                log_unknown(error)
                pause = POLL
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._woken.wait()

    async def _pause(self) -> float:
        """Give the seconds until something is due, or until it is worth looking again."""

        def next_due() -> datetime | None:
            with reading(self.engine) as session:
                return posts.next_due(session, self.workspace_id, self.works)

        due = await self._in_thread(next_due)
        left = (due - self.clock.now()).total_seconds() if due else POLL
        return min(max(left, LEAST), POLL)

    async def do_one(self) -> bool:
        """Do the next piece of work or put it off, and say whether there was any; raises Closed."""
        claimed: Claimed | None = await self._write(
            posts.claim, self.workspace_id, self.works, self.clock.now()
        )
        if claimed is None:
            return False
        if claimed.attempts > TRIES.get(claimed.work, USUAL_TRIES):
            await self._give_up(claimed, claimed.fault or "no_answer")
            return True
        try:
            place = await self.works[claimed.work](claimed)
        except CouldNotLook as unseen:
            await self._stay_unsure(claimed, str(unseen), unseen.wait)
        except Dropped as dropped:
            await self._drop(claimed, str(dropped))
        except NotYet as early:
            await self._put_off(claimed, str(early))
        except NO_ANSWER as error:
            await self._failed(claimed, error)
        else:
            await self._finish(claimed, place)
        return True

    # How each kind of work is done.

    async def _post(self, claimed: Claimed) -> Place:
        if claimed.is_unsure:
            found = await self._look(claimed)
            if found:
                return found
        self._check_lease(claimed)
        response = await self.client.chat_postMessage(
            channel=claimed.channel,
            thread_ts=claimed.thread_ts,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": claimed.key}},
            unfurl_links=False,
            unfurl_media=False,
            **_said(claimed),
        )
        return Place(response["channel"], response["ts"])

    async def _replace(self, claimed: Claimed) -> Place:
        """Put other words into a message; doing so twice does no harm."""

        def where_posted() -> tuple[str, str] | None:
            with reading(self.engine) as session:
                return posts.where_posted(session, self.workspace_id, claimed.key)

        place = await self._in_thread(where_posted)
        if place is None:
            raise Dropped("never_posted")
        channel, ts = place
        await self.client.chat_update(channel=channel, ts=ts, **_said(claimed))
        return Place(channel, ts)

    async def _whisper(self, claimed: Claimed) -> None:
        """Tell one person in a channel. Nobody can look for it; twice is better than never."""
        await self.client.chat_postEphemeral(
            channel=claimed.channel,
            thread_ts=claimed.thread_ts,
            user=claimed.content["user"],
            **_said(claimed),
        )

    # What was said already.

    async def _look(self, claimed: Claimed) -> Place | None:
        """Give the message if an earlier attempt did post it; raises CouldNotLook."""
        try:
            channel = await self._conversation(claimed.channel)
            async for message in self._history(channel, claimed):
                metadata = message.get("metadata") or {}
                key = metadata.get("event_payload", {}).get("key")
                if (metadata.get("event_type"), key) == (EVENT_TYPE, claimed.key):
                    return Place(channel, message["ts"])
        except NO_ANSWER as error:
            if error_code(error) == "thread_not_found":
                return None  # nobody has answered in it, so we have not either
            raise CouldNotLook(error) from error
        return None

    async def _conversation(self, named: str) -> str:
        """Give a channel's id: a person's stands for the direct message with them."""
        if named[0] not in "UW":
            return named
        opened = await self.client.conversations_open(users=named)
        channel: str = opened["channel"]["id"]
        return channel

    async def _history(self, channel: str, claimed: Claimed) -> AsyncIterator[dict[str, Any]]:
        """Yield what was said in a channel, or a thread of it, since the first attempt."""
        asked: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{(claimed.since - SKEW).timestamp():.6f}",
            "include_all_metadata": True,
            "limit": PAGE,
        }
        cursor = None
        while cursor != "":
            self._check_lease(claimed)
            page = await (
                self.client.conversations_replies(**asked, ts=claimed.thread_ts, cursor=cursor)
                if claimed.thread_ts
                else self.client.conversations_history(**asked, cursor=cursor)
            )
            for message in page["messages"]:
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""

    def _check_lease(self, claimed: Claimed) -> None:
        """Begin no call that may still run when another replica takes the work over."""
        if self.clock.now() + timedelta(seconds=TIMEOUT) > claimed.leased_until:
            raise CouldNotLook("too_slow")

    # What becomes of a piece of work then.

    async def _failed(self, claimed: Claimed, error: Exception) -> None:
        """Go on by what Slack said: nothing was done, or nobody knows."""
        code, now = error_code(error), self.clock.now()
        if not is_refusal(error):
            await self._stay_unsure(claimed, code)
        elif code in CLOSED:
            await self._write(posts.put_off, claimed, now, code, counts=False)
            raise Closed(code)
        elif wait := retry_after(error):
            await self._write(posts.put_off, claimed, now + wait, code, counts=False)
            await self._write(posts.put_off_all, self.workspace_id, now + wait)
        elif code in GONE:
            await self._drop(claimed, code)
        elif code in UNREACHABLE and claimed.otherwise:
            await self._give_up(claimed, code)
        else:
            await self._put_off(claimed, code)

    async def _put_off(self, claimed: Claimed, code: str) -> None:
        _log(claimed, code)
        until = self.clock.now() + _pause_after(claimed)
        await self._write(posts.put_off, claimed, until, code)

    async def _stay_unsure(
        self, claimed: Claimed, code: str, wait: timedelta | None = None
    ) -> None:
        """Try again when an attempt that still runs somewhere is surely over; raises Closed."""
        if code in CLOSED:
            raise Closed(code)
        _log(claimed, code)
        until = self.clock.now() + max(LEASE, wait or _pause_after(claimed))
        await self._write(posts.stay_unsure, claimed, until, code)

    async def _give_up(self, claimed: Claimed, code: str) -> None:
        """Tell the person instead who is named for this case; else nobody."""
        if claimed.otherwise is None or claimed.work == "replace":
            await self._drop(claimed, code)
            return
        content = _with_trouble(claimed, code)
        await self._write(posts.tell_otherwise, claimed, content, self.clock.now(), code)

    async def _drop(self, claimed: Claimed, code: str) -> None:
        _log(claimed, f"given up, {code}")
        await self._write(posts.finish, claimed, self.clock.now(), fault=code)

    async def _finish(self, claimed: Claimed, place: Place | None) -> None:
        at = {"posted_to": place.channel, "ts": place.ts} if place else {}
        await self._write(posts.finish, claimed, self.clock.now(), **at)

    async def _write(self, change: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Make a change to the rows of work in a transaction of its own."""

        def write() -> Any:
            with writing(self.engine) as session:
                return change(session, *arguments, **named)

        return await self._in_thread(write)


def _said(claimed: Claimed) -> dict[str, Any]:
    return {name: claimed.content[name] for name in ("text", "blocks")}


def _log(claimed: Claimed, code: str) -> None:
    """Log a piece of work by its number: its key, like its content, tells what it is about."""
    logging.getLogger(__name__).warning("Post %s (%s): %s", claimed.id, claimed.work, code)


def _pause_after(claimed: Claimed) -> timedelta:
    return timedelta(seconds=min(FIRST_PAUSE * 2 ** (claimed.attempts - 1), LONGEST_PAUSE))


def is_refusal(error: Exception) -> bool:
    """Say whether Slack answered that it did nothing."""
    if not isinstance(error, SlackApiError):
        return False
    return retry_after(error) is not None or (
        isinstance(getattr(error.response, "data", None), dict)
        and "error" in error.response.data
        and error_code(error) not in UNSURE
    )


def retry_after(error: Exception) -> timedelta | None:
    """Give how long Slack wants no more calls, None where it said nothing of the kind.

    Source: https://docs.slack.dev/apis/web-api/rate-limits (429 with Retry-After, in seconds).
    """
    if not isinstance(error, SlackApiError):
        return None
    if getattr(error.response, "status_code", None) != HTTPStatus.TOO_MANY_REQUESTS:
        return None
    told = str(error.response.headers.get("Retry-After", ""))
    return timedelta(seconds=min(int(told), LONGEST_PAUSE) if told.isdecimal() else 1)


def _with_trouble(claimed: Claimed, code: str) -> dict[str, Any]:
    """Give what to say with a first line on where it could not be said, and why."""
    why = UNREACHABLE.get(code, f"Slack did not let me ({code}).")
    line = f"I could not post this in {_mrkdwn(claimed.channel)}: {why}"
    block = {"type": "section", "text": {"type": "mrkdwn", "text": line}}
    return {
        "text": f"{line}\n\n{claimed.content['text']}",
        "blocks": [block, *claimed.content["blocks"]][: limits.BLOCKS],
    }


def _mrkdwn(conversation: str) -> str:
    """Name a channel or person so that Slack shows the name; a direct message has none."""
    if conversation[0] in "UW":
        return f"my messages to <@{conversation}>"
    return f"<#{conversation}>" if conversation[0] in "CG" else "that direct message"
