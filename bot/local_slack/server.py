"""The local Slack itself: Web API, response_urls and sockets on one free port of this machine."""

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import ClientSession, TCPConnector, web

from bot.local_slack import web_api
from bot.local_slack.faults import Fault, Faults
from bot.local_slack.record import SLACKBOT, Json, Record
from bot.local_slack.response_urls import ResponseUrls
from bot.local_slack.socket_mode import Sockets
from bot.local_slack.workspace import Workspace

ACK_SECONDS = 3.0
MOST_BYTES = 4 * 1024 * 1024


class LocalSlack(Record):
    """An HTTP and WebSocket double of Slack that speaks and refuses like Slack.

    `request_url` is where the app listens for signed HTTP; None means Socket Mode. `ack_seconds` is
    how long Slack waits for an ack. `clock` (seconds since 1970) dates messages and response_urls.
    """

    def __init__(
        self, workspace: Workspace | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(clock)
        self.workspace = workspace or Workspace()
        self.faults = Faults(self.clock)
        self.sockets = Sockets(self)
        self.response_urls = ResponseUrls(self)
        self.request_url: str | None = None
        self.ack_seconds = ACK_SECONDS
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None

    @property
    def api_url(self) -> str:
        """The base URL for Slack's clients, with its closing slash."""
        return f"{self.url}/api/"

    @property
    def session(self) -> ClientSession:
        """The HTTP session with which people's requests go to the app; made when first needed."""
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=0))
        return self._session

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        app = web.Application(client_max_size=MOST_BYTES)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/{path:(?:commands|actions)/.+}", self._response_url)
        app.router.add_get("/link/", self.sockets.accept)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Close every socket and connection."""
        await self.sockets.cut()
        if self._session:
            await self._session.close()
        if self._runner:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def tell_failure(self, user: str, channel: str, text: str) -> None:
        """Show a person the note that Slack itself shows when an app fails."""
        self.show({"text": text}, channel, SLACKBOT, visible_to=user)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, args = request.match_info["method"], await _arguments(request)
        if args is None:
            return web.json_response(web_api.no("invalid_json"))
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        fault = self.faults.take(method)
        spoilt = await self._before(fault, request)
        if spoilt is not None:
            self.called(method, args, fault.what if fault else None)
            return spoilt
        if fault and fault.what == "refuse":
            answer = web_api.no(fault.error)
        else:
            answer = web_api.call(self, method, bearer or args.get("token"), args)
        self.called(method, args, answer.get("error"))
        if fault and fault.what == "drop after":
            return _cut(request)
        scopes = ",".join(sorted(self.workspace.bot_scopes))
        return web.json_response(answer, headers={"X-OAuth-Scopes": scopes})

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        said = await _arguments(request)
        if said is None:
            return web.Response(status=400, text="invalid_payload")
        fault = self.faults.take("response_url")
        spoilt = await self._before(fault, request)
        if spoilt is not None:
            self.called("response_url", said, fault.what if fault else None)
            return spoilt
        status, body = self.response_urls.post(request.match_info["path"], said)
        self.called("response_url", said, None if status == web.HTTPOk.status_code else body)
        if fault and fault.what == "drop after":
            return _cut(request)
        return web.Response(status=status, text=body)

    async def _before(self, fault: Fault | None, request: web.Request) -> web.Response | None:
        """Let a fault happen that comes before the work; None when the work is to be done."""
        if fault is None:
            return None
        if fault.what == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault.what == "ratelimit":
            headers = {"Retry-After": str(int(fault.seconds))}
            return web.json_response(web_api.no("ratelimited"), status=429, headers=headers)
        elif fault.what == "fail":
            return web.Response(status=500, text="Internal Server Error")
        elif fault.what == "drop before":
            return _cut(request)
        return None


async def _arguments(request: web.Request) -> Json | None:
    """Read a call's arguments from its address and its JSON or form body; None when unreadable."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            return None
        return {**args, **body} if isinstance(body, dict) else None
    return {**args, **{name: str(value) for name, value in (await request.post()).items()}}


def _cut(request: web.Request) -> web.Response:
    """Close the connection with no answer."""
    if request.transport:
        request.transport.close()
    return web.Response()
