"""The HTTP server: Slack's requests (without Socket Mode), and whether we are alive and ready."""

import asyncio
import gc
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Desk
from bot.logs import log_unknown
from bot.settings import Settings
from bot.slack_app import check_app_token, connect, slack_app, web_client
from commands import periods
from storage.database import writing
from storage.migrate import is_current
from storage.queries.workspaces import forget_requests
from storage.times import Clock

BODY = 1024 * 1024  # bytes: Slack's own requests are far smaller
COLLECT = 50_000  # new objects between two looks for cycles: some MB at the most
FORGET = 3600.0  # seconds between two times that old requests are forgotten
PING_AGE = 60.0  # seconds: Slack's socket answers a ping every 10


async def web_app(settings: Settings, engine: Engine, clock: Clock) -> web.Application:
    """Give the server, connected to Slack; it begins to answer when it is run.

    Raises SlackRefused.
    """
    client = web_client(settings)
    desk = await connect(settings, engine, clock, client)
    bolt = slack_app(settings, desk)
    server = web.Application(client_max_size=BODY)
    health = Health(engine, desk)
    server.router.add_get("/healthz", health.alive)
    server.router.add_get("/readyz", health.ready)
    server.cleanup_ctx.append(lambda _: _working(desk))  # ends last, when nobody asks any more
    server.cleanup_ctx.append(lambda _: _posting(desk))
    if settings.slack_app_token:
        token = settings.slack_app_token.get_secret_value()
        await check_app_token(client, token)
        health.socket = socket = AsyncSocketModeHandler(bolt, token, ping_interval=10)
        server.cleanup_ctx.append(lambda _: _connected(socket))
    else:
        server.router.add_post("/slack/events", _handler(bolt))
    return server


class Health:
    """Whether the bot lives, and whether it could answer just now."""

    def __init__(self, engine: Engine, desk: Desk) -> None:
        self.engine = engine
        self.desk = desk
        self.socket: AsyncSocketModeHandler | None = None

    async def alive(self, _: web.Request) -> web.Response:
        """Say that the process runs."""
        return web.json_response({"alive": True})

    async def ready(self, _: web.Request) -> web.Response:
        """Say whether the database and the socket are there; 503 and what is wrong if not."""
        faults = []
        try:
            if not await self.desk.in_thread(is_current, self.engine):
                faults.append("The database's tables are of another version: ofsted-bot migrate.")
        except SQLAlchemyError as error:
            faults.append(f"The database can't be reached ({type(error).__name__}).")
        refused = self.desk.posting.closed or self.desk.uploads.closed
        if refused:
            faults.append(
                f"Slack refused SLACK_BOT_TOKEN ({refused}), so nothing is posted any more: start "
                "the bot again with a good one."
            )
        if self.socket is not None and not _hears(self.socket):
            faults.append("Slack's socket has been silent for too long; it is being reopened.")
        status = 503 if faults else 200
        return web.json_response({"ready": not faults, "faults": faults}, status=status)


def _hears(socket: AsyncSocketModeHandler) -> bool:
    """Go by the age of the last ping: a socket can look connected and be deaf."""
    last = socket.client.last_ping_pong_time
    return last is not None and time.time() - last < PING_AGE


def _handler(bolt: AsyncApp) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        if not request.headers.get("X-Slack-Request-Timestamp", "0").isdecimal():
            return web.Response(status=401, text="The timestamp is not one.")
        try:
            bolt_request = await to_bolt_request(request)
        except UnicodeDecodeError:
            return web.Response(status=400, text="The body is not UTF-8.")
        return await to_aiohttp_response(await bolt.async_dispatch(bolt_request))

    return handle


async def _connected(socket: AsyncSocketModeHandler) -> AsyncIterator[None]:
    """Hold Slack's socket open while the server runs."""
    await socket.connect_async()  # type: ignore[no-untyped-call]
    yield
    await socket.close_async()  # type: ignore[no-untyped-call]


async def _working(desk: Desk) -> AsyncIterator[None]:
    """Hold the command threads, with the date parser loaded before anyone waits for it."""
    warming = asyncio.create_task(desk.in_thread(_warm))
    yield
    await warming
    desk.close()


async def _posting(desk: Desk) -> AsyncIterator[None]:
    """Post what changes leave behind while the server runs; what is cut off is looked for later."""
    runs = (desk.posting.run(), desk.uploads.run(), _forgetting(desk))
    works = [asyncio.create_task(one) for one in runs]
    yield
    for one in works:
        one.cancel()
    await asyncio.wait(works)


async def _forgetting(desk: Desk) -> None:
    """Forget now and then which requests were dealt with, once they can't come again."""

    def forget() -> None:
        with writing(desk.answers.engine) as session:
            forget_requests(session, desk.answers.clock.now())

    while True:
        try:
            await desk.in_thread(forget)
        except Exception as error:  # noqa: BLE001 - as in bot.answers
            log_unknown(error)
        await asyncio.sleep(FORGET)


def _warm() -> None:
    """Load what the first question would wait for, and spare the collector all of it from now.

    A question makes thousands of objects and hardly a cycle among them: collecting every 700, as
    Python does unless told, was a fifth of an answer's time.
    """
    periods.warm()
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT)


def serve(settings: Settings, engine: Engine, clock: Clock) -> None:
    """Run until told to stop (SIGINT or SIGTERM); raises SlackRefused, OSError for a busy port."""
    how = "Socket Mode" if settings.slack_app_token else "HTTP at /slack/events"

    def ready(_: str) -> None:
        logging.getLogger(__name__).info("Ready on port %s, %s", settings.port, how)

    web.run_app(web_app(settings, engine, clock), port=settings.port, access_log=None, print=ready)
