"""The local Slack itself: Web API, response_urls, files and sockets on one port of this machine."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, TCPConnector, web

from bot.local_slack import methods, payloads
from bot.local_slack.delivery import Delivery
from bot.local_slack.faults import Fault, Faults
from bot.local_slack.files import Files
from bot.local_slack.json_object import Json
from bot.local_slack.messages import SLACKBOT, Message, Messages
from bot.local_slack.methods.method import no
from bot.local_slack.record import Record
from bot.local_slack.response_urls import ResponseUrls
from bot.local_slack.socket_mode import Sockets
from bot.local_slack.triggers import Triggers
from bot.local_slack.views import Views
from bot.local_slack.workspace import BOT, Workspace

HOST = "127.0.0.1"
OWN = {HOST, "localhost", "[::1]"}
ERRORS = {"ratelimit": "ratelimited"}  # Slack's word for a fault, where it has one
MOST_BYTES = 12 * 1024 * 1024  # a file in a form may have 10 MB


class LocalSlack:
    """An HTTP and WebSocket double of Slack that speaks and refuses like Slack.

    `clock` (seconds since 1970) dates messages, response_urls and trigger ids.
    """

    def __init__(
        self, workspace: Workspace | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.clock = clock
        self.workspace = workspace or Workspace()
        self.record = Record(clock)
        self.messages = Messages(clock)
        self.faults = Faults(clock)
        self.triggers = Triggers(clock)
        self.views = Views(clock)
        self.files = Files(self)
        self.sockets = Sockets(self)
        self.response_urls = ResponseUrls(self)
        self.delivery = Delivery(self)
        self.listeners: list[Callable[[], None]] = []  # told of changes of places, app and faults
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

    async def start(
        self, port: int = 0, page: Callable[[web.Application], None] | None = None
    ) -> None:
        """Listen on a port (0: a free one) of this machine; `page` adds its routes."""
        app = web.Application(client_max_size=MOST_BYTES, middlewares=[_only_from_here])
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/{path:(?:commands|actions)/.+}", self._response_url)
        app.router.add_get("/link/", self.sockets.accept)
        app.router.add_post("/upload/{file}", self.files.receive)
        app.router.add_get("/files-pri/{file}/{name:.*}", self.files.download)
        if page:
            page(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, port).start()
        self.url = f"http://{HOST}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close every socket and connection."""
        self.delivery.stop()
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

    def show(self, said: Mapping[str, Any], channel: str, visible_to: str | None = None) -> Message:
        """Put a message of the app in front of people, for all in a channel or for one of them."""
        home = self.workspace
        author = {"bot_id": home.bot_id, "app_id": home.app_id, "team": home.team_id}
        message = self.messages.show(said, channel, BOT.id, visible_to, author)
        if not visible_to:
            for name, event in payloads.heard(home, message, home.channels[channel]):
                self.delivery.happens(name, event)
        return message

    def tell_failure(
        self, user: str, channel: str, text: str, thread_ts: str | None = None
    ) -> None:
        """Show a person the note that Slack itself shows when an app fails."""
        said = {"text": text, "thread_ts": thread_ts}
        self.messages.show(said, channel, SLACKBOT, visible_to=user)

    def has_changed(self) -> None:
        """Tell who listens that places, the app or the faults are others now."""
        for listener in self.listeners:
            listener()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, args = request.match_info["method"], await _arguments(request)
        if args is None:
            return web.json_response(no("invalid_json"))
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        token = bearer or str(args.get("token") or "")

        def work() -> web.Response:
            answer = methods.call(self, method, token, args)
            scopes = ",".join(sorted(self.workspace.app.bot_scopes))
            return web.json_response(answer, headers={"X-OAuth-Scopes": scopes})

        return await self._answer(request, method, args, work)

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        said = await _arguments(request)
        if said is None:
            return web.Response(status=400, text="invalid_payload")

        def work() -> web.Response:
            status, body = self.response_urls.post(request.match_info["path"], said)
            return web.Response(status=status, text=body)

        return await self._answer(request, "response_url", said, work)

    async def _answer(
        self, request: web.Request, method: str, args: Json, work: Callable[[], web.Response]
    ) -> web.Response:
        """Do the work unless a fault comes before it, and note what went over the line."""
        started = time.perf_counter()
        fault = self.faults.take(method)
        answer = await self._spoilt(fault, request)
        if answer is None:
            answer = work() if not fault or fault.what != "refuse" else _refused(fault.error)
            error = _error_in(answer)
        else:
            error = ERRORS.get(fault.what, fault.what) if fault else None
        args = self.record.called(method, args, error)
        if fault and fault.what == "drop after":
            answer, error = _cut(request), fault.what
        self.record.exchanged(
            "app",
            method,
            summary=str(args.get("channel") or args.get("user") or ""),
            how="http",
            request=f"{request.method} {request.path}\n\n{json.dumps(args, ensure_ascii=False)}",
            answer=f"HTTP {answer.status}\n\n{answer.text or ''}",
            ms=(time.perf_counter() - started) * 1000,
            error=error,
        )
        return answer

    async def _spoilt(self, fault: Fault | None, request: web.Request) -> web.Response | None:
        """Let a fault happen that comes before the work; None when the work is to be done."""
        if fault is None:
            return None
        if fault.what == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault.what == "ratelimit":
            headers = {"Retry-After": str(int(fault.seconds))}
            return web.json_response(no("ratelimited"), status=429, headers=headers)
        elif fault.what == "fail":
            return web.Response(status=500, text="Internal Server Error")
        elif fault.what == "drop before":
            return _cut(request)
        return None


@web.middleware
async def _only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turn away other sites' pages that a browser on this machine may have open too."""
    origin = request.headers.get("Origin")
    host = request.host.rpartition(":")[0] or request.host
    if host not in OWN or (origin and origin != f"http://{request.host}"):
        raise web.HTTPForbidden(text="Only this machine's own page may ask.")
    return await handler(request)


async def _arguments(request: web.Request) -> Json | None:
    """Read a call's arguments from its address and its JSON or form body; None when unreadable."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except (ValueError, LookupError, RecursionError):  # no JSON, an unknown charset, too deep
            return None
        return {**args, **body} if isinstance(body, dict) else None
    return {**args, **{name: str(value) for name, value in (await request.post()).items()}}


def _refused(error: str) -> web.Response:
    return web.json_response(no(error))


def _error_in(answer: web.Response) -> str | None:
    """Give Slack's error code: in the JSON of a method's answer, or a response_url's whole body."""
    if answer.content_type == "application/json":
        error = json.loads(answer.text or "{}").get("error")
        return str(error) if error else None
    return None if answer.status == web.HTTPOk.status_code else answer.text


def _cut(request: web.Request) -> web.Response:
    """Close the connection with no answer."""
    if request.transport:
        request.transport.close()
    return web.Response()
