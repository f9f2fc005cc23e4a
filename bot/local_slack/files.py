"""The files uploaded to the workspace, by people and by the app.

Source: docs.slack.dev, "Working with files" and "File object". Whoever asks for a file's bytes
without a good token is sent on to a page to sign in on, with status 200 (github.com/slackapi/
deno-slack-sdk, issue 285).
"""

from __future__ import annotations

import mimetypes
import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from aiohttp import BodyPartReader, web

from bot.local_slack.json_object import Json
from bot.local_slack.workspace import BOT

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack

UNKNOWN = "application/octet-stream"
SIGN_IN = "sign-in"


@dataclass
class File:
    """A file, as it is known before its bytes have come."""

    id: str
    user: str
    name: str
    mimetype: str
    size: int
    created: int
    title: str
    alt_text: str = ""
    content: bytes | None = None
    is_complete: bool = False


class Files:
    """Every file, by id."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._files: dict[str, File] = {}
        self._tickets: dict[str, File] = {}

    def add(self, user: str, name: str, content: bytes, mimetype: str) -> Json:
        """Keep a person's file and give Slack's file object."""
        file = self._new(user, name, len(content), mimetype)
        file.content, file.is_complete = content, True
        return self.get(file.id)

    def expect(self, name: str, size: int, alt_text: str) -> tuple[str, str]:
        """Make room for a file of the app; give its id and the address to send the bytes to."""
        file = self._new(BOT.id, name, size, mimetypes.guess_type(name)[0] or UNKNOWN)
        file.alt_text = alt_text
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = file
        return file.id, f"{self._slack.url}/upload/{ticket}"

    def is_waiting(self, file_id: str) -> bool:
        """Say whether a file's bytes have come and it has not been completed yet."""
        file = self._files.get(file_id)
        return file is not None and file.content is not None and not file.is_complete

    def complete(self, file_id: str, title: str) -> Json:
        """End the upload of a file and give Slack's file object."""
        file = self._files[file_id]
        file.is_complete, file.title = True, title or file.name
        return self.get(file_id)

    def get(self, file_id: str) -> Json:
        """Give Slack's file object; raises LookupError when there is no such file yet."""
        file = self._files[file_id]
        if not file.is_complete:
            raise LookupError(file_id)
        address = f"{self._slack.url}/files-pri/{self._slack.workspace.team_id}-{file.id}"
        kind = PurePosixPath(file.name).suffix.removeprefix(".").lower() or "text"
        told: Json = {
            "id": file.id,
            "created": file.created,
            "timestamp": file.created,
            "name": file.name,
            "title": file.title,
            "mimetype": file.mimetype,
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": file.user,
            "user_team": self._slack.workspace.team_id,
            "editable": False,
            "size": file.size,
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": True,
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": f"{address}/{quote(file.name, safe='')}",
            "url_private_download": f"{address}/download/{quote(file.name, safe='')}",
        }
        return told | {"alt_txt": file.alt_text} if file.alt_text else told

    def content(self, file_id: str) -> tuple[str, str, bytes]:
        """Give a file's name, MIME type and bytes; answers HTTP 404 when there is none."""
        file = self._files.get(file_id)
        if file is None or file.content is None or not file.is_complete:
            raise web.HTTPNotFound(text="File not found.")
        return file.name, file.mimetype, file.content

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of a file that the app uploads, bare or as a form's part."""
        file = self._tickets.get(request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound(text="No upload was asked for here.")
        if file.is_complete:
            raise web.HTTPNotFound(text="The upload has been completed.")
        content = await _bytes_of(request)
        if len(content) != file.size:  # from memory: what Slack does with these is not documented
            raise web.HTTPBadRequest(text=f"{file.size} bytes were announced.")
        file.content = content
        return web.Response(text=f"OK - {file.size}")

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Give a file's bytes to whoever has the app's token, and a sign-in page to others."""
        if request.match_info["file"] == SIGN_IN:
            page = f"<!DOCTYPE html><title>Sign in to {self._slack.workspace.name}</title>"
            return web.Response(text=page, content_type="text/html")
        if not self._may_read(request.headers.get("Authorization", "")):
            back = urlencode({"redir": request.path})
            raise web.HTTPFound(f"/files-pri/{SIGN_IN}/?{back}")
        team, _, file_id = request.match_info["file"].partition("-")
        if team != self._slack.workspace.team_id:
            raise web.HTTPNotFound(text="File not found.")
        name, mimetype, content = self.content(file_id)
        headers = {}
        if request.match_info["name"].startswith("download/"):
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        return web.Response(body=content, content_type=mimetype, headers=headers)

    def _may_read(self, authorization: str) -> bool:
        home = self._slack.workspace
        good = authorization == f"Bearer {home.bot_token}"
        return good and home.is_installed and "files:read" in home.app.bot_scopes

    def _new(self, user: str, name: str, size: int, mimetype: str) -> File:
        file_id, now = f"F{secrets.token_hex(5).upper()}", int(self._slack.clock())
        file = File(file_id, user, name, mimetype, size, now, title=name)
        self._files[file_id] = file
        return file


async def _bytes_of(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    part = await (await request.multipart()).next()
    return bytes(await part.read()) if isinstance(part, BodyPartReader) else b""
