"""`ofsted-bot run` without Slack's tokens: the local workspace with the bot in it, on one page."""

import contextlib
from collections.abc import AsyncIterator, Callable

from aiohttp import web
from sqlalchemy import Engine

from bot.local_slack.installation import from_manifest
from bot.local_slack.live import LONDON
from bot.local_slack.messages import Json
from bot.local_slack.page_server import PageServer
from bot.local_slack.server import HOST, LocalSlack
from bot.local_slack.workspace import Workspace
from bot.manifest import manifest
from bot.server import web_app
from bot.settings import Settings
from commands.periods import long_date
from storage.times import Clock

TEAM = Workspace.team_id
ADMIN = "U0HEAD"  # the head of service


def run_local_workspace(
    settings: Settings, engine: Engine, clock: Clock, ready: Callable[[str], None], *, sample: bool
) -> None:
    """Serve the page on the settings' port until told to stop; `ready` is given its address.

    `sample` says that the record holds the sample plan. Raises OSError for a busy port.
    """
    web.run_app(
        _bot_in_workspace(settings, engine, clock, ready, sample=sample),
        host=HOST,
        port=0,  # the bot's own, for /healthz and /readyz
        access_log=None,
        print=None,
    )


async def _bot_in_workspace(
    settings: Settings, engine: Engine, clock: Clock, ready: Callable[[str], None], *, sample: bool
) -> web.Application:
    """Start the workspace, and give the bot's server, which stops it in the end."""
    home = Workspace(app=from_manifest(manifest(settings, None)))
    slack = LocalSlack(home, lambda: clock.now().timestamp())

    def about() -> Json:
        return {"sample": sample, "today": long_date(clock.today(LONDON))}

    await slack.start(settings.port, PageServer(slack, about).add_routes)
    server = await web_app(_told(settings, slack), engine, clock)

    async def workspace(_: web.Application) -> AsyncIterator[None]:
        ready(slack.url)
        yield
        with contextlib.suppress(ConnectionError):
            await slack.stop()

    server.cleanup_ctx.insert(0, workspace)  # ends last: the bot takes its leave of it
    return server


def _told(settings: Settings, slack: LocalSlack) -> Settings:
    """Give the settings with which any bot would be connected to this workspace."""
    home = slack.workspace
    return settings.model_validate(
        settings.model_dump()
        | {
            "slack_bot_token": home.bot_token,
            "slack_app_token": home.app_token,
            "slack_api_url": slack.api_url,
            "ofsted_admins": settings.ofsted_admins | {ADMIN},
        }
    )
