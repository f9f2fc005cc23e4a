"""Serves the page, tells it what happens, and takes what people do in it."""

import asyncio
import contextlib
import json
import mimetypes
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import BodyPartReader, WSMsgType, web

from bot.local_slack.deeds import DEEDS, Deeds
from bot.local_slack.live import Live
from bot.local_slack.messages import Json
from bot.local_slack.server import LocalSlack

BUILT = Path(__file__).parent / "page" / "built"
OWN = {"127.0.0.1", "localhost", "::1"}
SHOWN = ("image/png", "image/jpeg", "image/gif")  # in the page; another file is only downloaded


class PageServer:
    """The page of a local workspace; `about` gives what is told of the record (see Hello)."""

    def __init__(self, slack: LocalSlack, about: Callable[[], Json]) -> None:
        self._slack = slack
        self._about = about

    def add_routes(self, app: web.Application) -> None:
        """Add the page to the workspace's server."""
        page = web.Application(middlewares=[_only_from_here])
        page.router.add_get("/live", self._live)
        page.router.add_post("/do", self._do)
        page.router.add_post("/upload", self._upload)
        page.router.add_get("/files/{file}", self._file)
        page.router.add_get("/calls.jsonl", self._calls)
        app.add_subapp("/page/", page)
        app.router.add_get("/", self._index)
        app.router.add_static("/built/", BUILT)

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(BUILT / "index.html", headers={"Cache-Control": "no-cache"})

    async def _live(self, request: web.Request) -> web.StreamResponse:
        live = Live(self._slack, self._user(request), self._about())
        socket = web.WebSocketResponse(heartbeat=20, compress=False)
        await socket.prepare(request)
        live.listen()
        telling = asyncio.create_task(_tell(live, socket))
        try:
            async for frame in socket:
                if frame.type is WSMsgType.ERROR:
                    break
        finally:
            live.stop()
            telling.cancel()
        return socket

    async def _do(self, request: web.Request) -> web.StreamResponse:
        try:
            deed: Json = await request.json()
            known = deed["do"] in DEEDS
        except (ValueError, KeyError, TypeError):
            known = False
        if not known:
            raise web.HTTPBadRequest(text="A deed is a JSON object with a known `do`.")
        done = await Deeds(self._slack, self._user(request)).do(deed)
        for tell in self._slack.changed:
            tell()
        return web.json_response(done)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        part = await (await request.multipart()).next()
        if not isinstance(part, BodyPartReader) or not part.filename:
            raise web.HTTPBadRequest(text="One part, a file, is needed.")
        content = bytes(await part.read())
        kind = mimetypes.guess_type(part.filename)[0] or "application/octet-stream"
        file = self._slack.files.add(self._user(request), part.filename, content, kind)
        told = {name: file.get(name) for name in ("id", "name", "mimetype", "size")}
        return web.json_response(told | {"url": f"/page/files/{file['id']}", "alt_text": ""})

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

    def _user(self, request: web.Request) -> str:
        user = self._slack.workspace.users.get(request.query.get("as", ""))
        if user is None or user.is_bot:
            raise web.HTTPBadRequest(text="`as` names nobody in this workspace.")
        return user.id


async def _tell(live: Live, socket: web.WebSocketResponse) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            await socket.send_json(await live.told.get())


@web.middleware
async def _only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turn away other sites' pages that a browser on this machine may have open too."""
    origin = request.headers.get("Origin")
    host = urlsplit(f"//{request.host}").hostname or ""
    if host not in OWN or (origin and urlsplit(origin).netloc != request.host):
        raise web.HTTPForbidden(text="Only this machine's own page may ask.")
    return await handler(request)
