"""`ofsted-bot run` without Slack's tokens: the local workspace with the bot in it, on one page."""

import socket
from collections.abc import AsyncIterator, Callable

from aiohttp import web
from sqlalchemy import Engine

from bot.local_slack.installation import from_manifest
from bot.local_slack.json_object import Json
from bot.local_slack.live import LONDON
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
    settings: Settings,
    engine: Engine,
    clock: Clock,
    ready: Callable[[str, str], None],
    *,
    sample: bool,
) -> None:
    """Serve the page on the settings' port until told to stop. Raises OSError for a busy port.

    `ready` is given the page's address and that of the bot's own /readyz, on a free port. `sample`
    says that the record holds the sample plan.
    """
    home = Workspace(app=from_manifest(manifest(settings, None)))
    slack = LocalSlack(home, lambda: clock.now().timestamp())

    def about() -> Json:
        return {"sample": sample, "today": long_date(clock.today(LONDON))}

    async def server() -> web.Application:
        await slack.start(settings.port, PageServer(slack, about).add_routes)
        bot = await web_app(_told(settings, slack), engine, clock)
        bot.cleanup_ctx.insert(0, stopping)  # ends last: the bot takes its leave of it
        return bot

    async def stopping(_: web.Application) -> AsyncIterator[None]:
        yield
        await slack.stop()

    with socket.create_server((HOST, 0)) as own:
        health = f"http://{HOST}:{own.getsockname()[1]}/readyz"
        web.run_app(server(), sock=own, access_log=None, print=lambda _: ready(slack.url, health))


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
