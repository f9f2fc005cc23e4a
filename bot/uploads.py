"""Fetches the files that forms wait for, and sends someone a file that is kept.

A form with a file is checked while it is open, then kept as work ("fetch") until its file is here:
fetched from Slack, checked, and committed with the change that the form asks for, all of it in one
transaction (the form's view id names the request, so that it is made once). Nothing of a file is
kept before it was checked. Where Slack doesn't give it, we try again for most of an hour, and its
sender is told; they are told too, with all they had written, where it can't be recorded.

Source: https://docs.slack.dev/messaging/working-with-files (files.info, url_private_download).
"""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.answers import Request
from bot.blocks import as_message
from bot.logs import log_unknown
from bot.people import NO_ANSWER, SlackUnreachable, error_code
from bot.posting import CLOSED, Dropped, NotYet, Posting, is_refusal, retry_after
from commands import wording as say
from commands.evidence_files import MAX_BYTES, EvidenceFile, check_file
from commands.form import Filled, Value
from commands.form_data import filled_from
from commands.periods import long_date
from commands.registry import commands
from commands.reply import Bullets, Button, Buttons, Heading, Item, Part, Reply, Said
from commands.workspace_settings import own_case_numbers
from storage.database import reading, writing
from storage.errors import OfstedError
from storage.models import Workspace
from storage.queries.files import content_of
from storage.queries.posts import Claimed, Planned, add_posts

if TYPE_CHECKING:
    from bot.desk import Desk

DOWNLOAD = 60  # seconds for 10 MB; the lease of the work is three times that
CHUNK = 64 * 1024
ATTEMPTS = 8  # bot.posting doubles its pauses: the last one is after some 40 minutes
SIGN_IN = "text/html"  # what Slack gives instead of a file to those who may not have it
LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
UNTYPED = frozenset({"file", "file_names_nobody"})  # fields that hold nothing to write again


class NotGiven(OfstedError):
    """Slack will not give us this file, however often we ask."""


class NoBytes(Exception):
    """The file did not come this time; the code says why."""


class Uploads(Posting):
    """Fetches and sends files, apart from what is posted: a slow file holds up nothing else."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        answers = desk.answers
        super().__init__(
            answers.engine, answers.clock, desk.client, desk.workspace_id, desk.in_thread
        )
        self.works = {"fetch": self._fetch, "send file": self._send}

    async def _fetch(self, claimed: Claimed) -> None:
        """Fetch a form's file and make the change that the form asks for."""
        filled = filled_from(claimed.content)
        try:
            file = await self._file(filled)
            await self._submit(claimed, replace(filled, file=file))
        except (SlackUnreachable, SQLAlchemyError, NoBytes, *NO_ANSWER) as error:
            await self._not_yet(claimed, filled, error)
        except OfstedError as refused:
            await self._tell(claimed, "refused", not_recorded(filled, refused.sentence))
            raise Dropped(type(refused).__name__) from None
        except Exception as error:  # noqa: BLE001 - as in bot.answers
            log_unknown(error)
            await self._not_yet(claimed, filled, error)
        self.desk.wake()

    async def _file(self, filled: Filled) -> EvidenceFile:
        """Fetch and check; raises FileRefused, NotGiven, NoBytes, or how the call failed."""
        told = await self._told_of(filled.text("file") or "")
        content = await downloaded(told, self.client)
        own = await self._in_thread(self._own_case_numbers)
        # Not in a thread for commands: people wait for those, and reading a file takes a while.
        return await asyncio.to_thread(check_file, told["name"], content, own)

    async def _told_of(self, file_id: str) -> dict[str, Any]:
        try:
            response = await self.client.files_info(file=file_id)
        except SlackApiError as error:
            code = error_code(error)
            if code in CLOSED or not is_refusal(error) or retry_after(error) is not None:
                raise
            raise NotGiven(
                f"Slack does not let me read the file ({code}). Upload it again; if that does not "
                "help, ask whoever runs this bot whether its app has the scope files:read."
            ) from None
        told: dict[str, Any] = response["file"]
        return told

    async def _submit(self, claimed: Claimed, filled: Filled) -> None:
        """Submit the form as the person who did, with the role they have now."""
        request = Request(self.desk.team_id, claimed.channel, channel=filled.opened_in)
        request = await self.desk.admitted(request, pressed=True)
        submit = self.desk.answers.submit
        await self.desk.asked(request, lambda request: submit(request, filled, claimed.key))

    async def _not_yet(self, claimed: Claimed, filled: Filled, error: Exception) -> None:
        """Try again later, and tell at the first time and at the last; raises always."""
        code = error_code(error) if not isinstance(error, NoBytes) else str(error)
        if code in CLOSED:
            raise error
        if claimed.attempts >= ATTEMPTS:
            why = "I could not fetch its file from Slack, and have given up after most of an hour."
            await self._tell(claimed, "gave up", not_recorded(filled, why))
            raise Dropped(code) from error
        if claimed.attempts == 1:
            await self._tell(claimed, "trouble", still_trying(filled))
        if retry_after(error) is not None:
            raise error
        raise NotYet(code) from error

    async def _tell(self, claimed: Claimed, what: str, reply: Reply) -> None:
        """Tell the form's sender by direct message, once."""
        message = Planned(f"{what}:{claimed.key}", "message", claimed.channel, as_message(reply))

        def keep() -> None:
            with suppress(IntegrityError), writing(self.engine) as session:
                add_posts(session, self.workspace_id, [message], self.clock.now())

        await self._in_thread(keep)
        self.desk.wake()

    async def _send(self, claimed: Claimed) -> None:
        """Send a file that is kept to the one person who asked for it."""
        sha256, name = claimed.content["sha256"], claimed.content["name"]
        content = await self._in_thread(self._kept, sha256)
        if content is None:
            raise Dropped("no_longer_kept")
        await self.client.files_upload_v2(
            channel=await self._conversation(claimed.channel),
            content=content,
            filename=name,
            title=name,
            initial_comment=claimed.content["text"],
        )

    def _kept(self, sha256: str) -> bytes | None:
        with reading(self.engine) as session:
            return content_of(session, self.workspace_id, sha256)

    def _own_case_numbers(self) -> Any:
        with reading(self.engine) as session:
            return own_case_numbers(session.get_one(Workspace, self.workspace_id).settings)


async def downloaded(told: dict[str, Any], client: AsyncWebClient) -> bytes:
    """Give the bytes of a file that Slack tells of, or enough to see that it is too big.

    Raises NotGiven, NoBytes, or how the call failed.
    """
    url = told.get("url_private_download") or told.get("url_private") or ""
    if not is_slacks(url, client.base_url):
        raise NotGiven("The file is not kept in Slack itself. Give a link to it instead.")
    headers = {"Authorization": f"Bearer {client.token}"}
    async with (
        ClientSession(timeout=ClientTimeout(total=DOWNLOAD)) as session,
        # A redirect leads to where one signs in, and our token should go nowhere else.
        session.get(url, headers=headers, allow_redirects=False) as response,
    ):
        status = response.status
        if status in LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise NoBytes(f"status_{status}")
        is_page = response.content_type == SIGN_IN != told.get("mimetype")
        if status != HTTPStatus.OK or is_page:
            raise NotGiven(
                "Slack does not give me the file. Upload it again; if that does not help, ask "
                "whoever runs this bot whether its app has the scope files:read."
            )
        content = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK):
            content += chunk
            if len(content) > MAX_BYTES:
                break
        return bytes(content)


def is_slacks(url: str, api_url: str) -> bool:
    """Say whether an address is on the host of the API, or below it (files.slack.com).

    Only there may our token go.
    """
    asked, api = urlsplit(url), urlsplit(api_url)
    home = (api.hostname or "").removeprefix("www.")
    host = asked.hostname or ""
    same = (asked.scheme, asked.port) == (api.scheme, api.port)
    return same and bool(home) and (host == home or host.endswith(f".{home}"))


def still_trying(filled: Filled) -> Reply:
    """Say that a form waits for its file."""
    return Reply(
        "I could not fetch your file yet",
        (
            Said(
                f"Slack did not give me the file for “{_words(filled)}” just now. I go on trying "
                "for most of an hour and tell you here if it fails; until then nothing is recorded."
            ),
        ),
    )


def not_recorded(filled: Filled, why: str) -> Reply:
    """Say why nothing was recorded, give back what was written, and a way to the form again."""
    words = _words(filled)
    written = tuple(
        Item(told, say.opened(name.replace("_", " ")))
        for name, value in filled.values.items()
        if name not in UNTYPED and (told := _told(value))
    )
    parts: list[Part] = [Said(why)]
    if written:
        parts += [Heading("What you had written"), Bullets(written)]
    if words.removesuffix(f" {filled.about}") in commands():
        parts.append(Buttons((Button("Open the form again", words),)))
    return Reply(f"“{words}” was not recorded", tuple(parts))


def _words(filled: Filled) -> str:
    """Give the words of the command that opens a form: a form is named after it."""
    return f"{filled.name.replace('_', ' ')} {filled.about}".strip()


def _told(value: Value) -> str:
    match value:
        case None:
            return ""
        case date():
            return long_date(value)
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)
