"""Takes a question in Slack's asynchronous world to the answers in the worker threads."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.answers import Answers, NotYetKnown, Request
from bot.blocks import for_slack
from bot.people import (
    GroupsUnreadable,
    NoSuchPerson,
    Readers,
    SlackUnreachable,
    fetch_user,
    keep_person,
    person_from,
)
from bot.posting import Posting
from bot.uploads import Uploads
from bot.views import as_view
from commands.answering import refusal
from commands.form import Form
from commands.mentions import GROUP, USER
from commands.parsing import changes_the_record
from storage.database import THREADS, reading
from storage.errors import OfstedError
from storage.models import Workspace

T = TypeVar("T")
LOOK_UPS = 2.0  # seconds for all that Slack is asked before an answer: it gives us 3 in all
LOOKS = 2  # what is not known is asked for all at once; a second time only where it changed since


class Desk:
    """Answers people in one Slack team.

    `team_id` is Slack's, `workspace_id` our number for it. The threads are as many as the
    database's connections, so that none ever waits for one.
    """

    def __init__(
        self,
        answers: Answers[str],
        client: AsyncWebClient,
        readers: Readers,
        *,
        team_id: str,
        workspace_id: int,
    ) -> None:
        self.answers = answers
        self.client = client
        self.readers = readers
        self.groups = readers.groups
        self.posting = Posting(answers.engine, answers.clock, client, workspace_id, self.in_thread)
        self.team_id = team_id
        self.workspace_id = workspace_id
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="command")
        self.uploads = Uploads(self)

    async def in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        """Run blocking work in one of the command threads."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work, *arguments)

    async def answer(
        self, team_id: str, user_id: str, channel_id: str, typed: str, *, pressed: bool = False
    ) -> str | Form:
        """Give the body of the reply that answers what a person typed, or the form it opens.

        `pressed`: they did not type it, but pressed a button of one of our messages.
        """
        request = Request(team_id, user_id, typed, channel=channel_id or None)
        try:
            request = await self.admitted(request, pressed=pressed)
            kept = self.answers.kept(request)
            if kept is not None:
                return kept
            request = await self.naming(request)
            answered = await self.asked(request, self.answers)
        except OfstedError as error:
            return for_slack(refusal(error))
        if changes_the_record(request.words):
            self.wake()
        return answered

    async def admitted(self, request: Request, *, pressed: bool) -> Request:
        """Give a request with whether its user may read there; raises SlackUnreachable.

        What we say goes to the sign-off channel and to people themselves, whatever channels there
        are to read in: there our buttons can be `pressed`, and their forms filled in.
        """
        channel = request.channel or ""
        if not self.readers.are_in(channel) and not (pressed and await self._is_ours(channel)):
            return replace(request, may_read=False)
        async with _in_time(request, SlackUnreachable("who may read the plan")):
            return replace(request, may_read=await self.readers.admit(request.user_id))

    async def _is_ours(self, channel_id: str) -> bool:
        """Say whether we write in a channel unasked: a direct message, the sign-off channel."""
        return channel_id.startswith("D") or channel_id == await self.in_thread(self._sign_offs)

    def _sign_offs(self) -> str | None:
        with reading(self.answers.engine) as session:
            settings = session.get_one(Workspace, self.workspace_id).settings
        channel: str | None = settings.get("sign_off_channel")
        return channel

    async def naming(self, request: Request) -> Request:
        """Give a request with the people whom its change names; raises OfstedError.

        A user group that it names has to be readable.
        """
        if not changes_the_record(request.words):
            return request
        async with _in_time(request, GroupsUnreadable()):
            for group, _ in GROUP.findall(request.typed):
                await self.groups.check_readable(group)
        return replace(request, mentioned=frozenset(USER.findall(request.typed)))

    async def asked(self, request: Request, work: Callable[[Request], T]) -> T:
        """Do work for a request in a thread; what it must know of Slack first is looked up.

        Someone never seen before is looked up once, who is in a user group now and then. Raises
        SlackUnreachable and NoSuchPerson: then nothing was changed.
        """
        for _ in range(LOOKS):
            try:
                return await self.in_thread(work, request)
            except NotYetKnown as unknown:
                request = await self._look_up(request, unknown)
        try:
            return await self.in_thread(work, request)
        except NotYetKnown as unknown:
            raise SlackUnreachable from unknown

    async def _look_up(self, request: Request, unknown: NotYetKnown) -> Request:
        theirs, *_ = await asyncio.gather(
            self._groups_of(request, unknown),
            *(self._meet_in_time(one, request) for one in unknown.people),
        )
        return replace(request, groups=theirs) if unknown.groups else request

    async def _groups_of(self, request: Request, unknown: NotYetKnown) -> frozenset[str]:
        try:
            async with _in_time(request, GroupsUnreadable()):
                return await self.groups.of(request.user_id, unknown.groups)
        except GroupsUnreadable:
            if unknown.needs_role:
                raise
            return frozenset()  # to read, they need be no more than a reader

    async def open_form(self, trigger_id: str, form: Form, channel_id: str | None) -> None:
        """Open a form; raises SlackClientError. Slack takes a trigger for 3 seconds, once."""
        await self.client.views_open(trigger_id=trigger_id, view=as_view(form, channel_id))

    async def meet(self, user_ids: Collection[str]) -> None:
        """Look up people who will be named, as far as Slack answers."""
        met = await asyncio.gather(*(self._meet(one) for one in user_ids), return_exceptions=True)
        for failed in met:
            if isinstance(failed, NoSuchPerson):
                logging.getLogger(__name__).warning("OFSTED_ADMINS: %s", failed.sentence)

    async def _meet_in_time(self, user_id: str, request: Request) -> None:
        async with _in_time(request, SlackUnreachable()):
            await self._meet(user_id)

    async def _meet(self, user_id: str) -> None:
        user = await fetch_user(self.client, user_id)
        person = person_from(user, self.workspace_id, self.team_id, self.answers.clock)
        await self.in_thread(keep_person, self.answers.engine, person)

    def wake(self) -> None:
        """Say that a change may have left something to do for Slack."""
        self.posting.wake()
        self.uploads.wake()

    def close(self) -> None:
        """Let the threads finish what they do and end them."""
        self.threads.shutdown()


@asynccontextmanager
async def _in_time(request: Request, otherwise: SlackUnreachable) -> AsyncIterator[None]:
    """Bound a look-up by what the request has left for all of them; raises `otherwise`.

    A change is made only after the last of them, so it is never made too late to say so.
    """
    try:
        async with asyncio.timeout(request.came_at + LOOK_UPS - time.monotonic()):
            yield
    except TimeoutError:
        raise otherwise from None
