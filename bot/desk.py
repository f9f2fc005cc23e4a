"""Takes a question in Slack's asynchronous world to the answers in the worker threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.answers import Answers, Request, UnknownGroups, UnknownPerson
from bot.blocks import for_slack
from bot.people import Readers, fetch_user, keep_person, person_from
from bot.posting import Posting
from bot.views import as_view
from commands.answering import refusal
from commands.form import Form
from storage.database import THREADS
from storage.errors import OfstedError

T = TypeVar("T")


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
        self.posting = Posting(answers, client, workspace_id)
        self.team_id = team_id
        self.workspace_id = workspace_id
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="command")

    async def in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        """Run blocking work in one of the command threads."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work, *arguments)

    async def answer(self, team_id: str, user_id: str, channel_id: str, typed: str) -> str | Form:
        """Give the body of the reply that answers what a person typed, or the form it opens."""
        try:
            may_read = await self.readers.admit(user_id, channel_id)
            request = Request(team_id, user_id, typed, may_read, channel_id or None)
            kept = self.answers.kept(request)
            if kept is not None:
                return kept
            answered = await self.asked(request, self.answers)
        except OfstedError as error:
            return for_slack(refusal(error))
        self.posting.wake()
        return answered

    async def asked(self, request: Request, work: Callable[[Request], T]) -> T:
        """Do work for a request in a thread; what it must know of Slack first is looked up.

        A person never seen before is looked up once, who is in a user group now and then.
        """
        while True:
            try:
                return await self.in_thread(work, request)
            except UnknownPerson:
                await self._meet(request.user_id)
            except UnknownGroups as unknown:
                theirs = await self.groups.of(request.user_id, unknown.groups)
                request = replace(request, groups=theirs)

    async def open_form(self, trigger_id: str, form: Form, channel_id: str | None) -> None:
        """Open a form; raises SlackClientError. Slack takes a trigger for 3 seconds, once."""
        await self.client.views_open(trigger_id=trigger_id, view=as_view(form, channel_id))

    async def _meet(self, user_id: str) -> None:
        user = await fetch_user(self.client, user_id)
        person = person_from(user, self.workspace_id, self.team_id, self.answers.clock)
        await self.in_thread(keep_person, self.answers.engine, person)

    def close(self) -> None:
        """Let the threads finish what they do and end them."""
        self.threads.shutdown()
