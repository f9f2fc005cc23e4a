"""Serves the page, tells it what happens, and takes what people do in it."""

import asyncio
import contextlib
import json
import mimetypes
from collections.abc import Callable
from pathlib import Path

from aiohttp import BodyPartReader, WSCloseCode, WSMsgType, web
from pydantic import ValidationError

from bot.local_slack.deeds import Send, done, read_deed
from bot.local_slack.driver import Person
from bot.local_slack.json_object import Json
from bot.local_slack.live import Live, file_info
from bot.local_slack.server import LocalSlack

BUILT = Path(__file__).parent / "page" / "built"
SHOWN = ("image/png", "image/jpeg", "image/gif")  # in the page; another file is only downloaded


class PageServer:
    """The page of a local workspace; `about` gives what is told of the record (see Hello)."""

    def __init__(self, slack: LocalSlack, about: Callable[[], Json]) -> None:
        self._slack = slack
        self._about = about
        self._open: set[web.WebSocketResponse] = set()

    def add_routes(self, app: web.Application) -> None:
        """Add the page to the workspace's server."""
        page = web.Application()
        page.router.add_get("/live", self._live)
        page.router.add_post("/do", self._do)
        page.router.add_post("/upload", self._upload)
        page.router.add_get("/files/{file}", self._file)
        page.router.add_get("/calls.jsonl", self._calls)
        app.add_subapp("/page/", page)
        app.router.add_get("/", self._index)
        app.router.add_static("/built/", BUILT)
        app.on_shutdown.append(self._close)

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(BUILT / "index.html", headers={"Cache-Control": "no-cache"})

    async def _live(self, request: web.Request) -> web.StreamResponse:
        live = Live(self._slack, self._user(request), self._about())
        socket = web.WebSocketResponse(heartbeat=20, compress=False)
        await socket.prepare(request)
        self._open.add(socket)
        live.listen()
        telling = asyncio.create_task(_tell(live, socket))
        try:
            async for frame in socket:
                if frame.type is WSMsgType.ERROR:
                    break
        finally:
            live.stop()
            telling.cancel()
            self._open.discard(socket)
        return socket

    async def _do(self, request: web.Request) -> web.StreamResponse:
        try:
            deed = read_deed(await request.read())
        except ValidationError:
            raise web.HTTPBadRequest(text="That is no deed; see protocol.ts.") from None
        told = await done(deed, Person(self._slack, self._user(request)))
        if not isinstance(deed, Send):
            self._slack.has_changed()
        return web.json_response(told)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        if request.content_type != "multipart/form-data":
            raise web.HTTPBadRequest(text="One part, a file, is needed.")
        part = await (await request.multipart()).next()
        if not isinstance(part, BodyPartReader) or not part.filename:
            raise web.HTTPBadRequest(text="One part, a file, is needed.")
        content = bytes(await part.read())
        kind = mimetypes.guess_type(part.filename)[0] or "application/octet-stream"
        file = self._slack.files.add(self._user(request), part.filename, content, kind)
        return web.json_response(file_info(file))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name, kind, content = self._slack.files.content(request.match_info["file"])
        headers = {"X-Content-Type-Options": "nosniff"}
        if kind not in SHOWN:
            quoted = json.dumps(name.encode("ascii", "replace").decode())
            headers["Content-Disposition"] = f"attachment; filename={quoted}"
        return web.Response(body=content, content_type=kind, headers=headers)

    async def _calls(self, request: web.Request) -> web.StreamResponse:
        return web.Response(
            text=self._slack.record.export(),
            content_type="application/jsonl",
            headers={"Content-Disposition": 'attachment; filename="calls.jsonl"'},
        )

    async def _close(self, _: web.Application) -> None:
        """Take leave of the pages that are open, so that nobody waits for them."""
        leaving = (socket.close(code=WSCloseCode.GOING_AWAY) for socket in tuple(self._open))
        await asyncio.gather(*leaving)

    def _user(self, request: web.Request) -> str:
        user = self._slack.workspace.users.get(request.query.get("as", ""))
        if user is None or not user.can_be_played:
            raise web.HTTPBadRequest(text="`as` names nobody in this workspace.")
        return user.id


async def _tell(live: Live, socket: web.WebSocketResponse) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            await socket.send_json(await live.told.get())
