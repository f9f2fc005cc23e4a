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
from bot.people import person_from
from bot.server import web_app
from bot.settings import Settings
from bot.terminal import ask
from commands.periods import long_date
from commands.registry import ROLES
from storage.database import writing
from storage.queries.roles import grants_of
from storage.queries.workspaces import connect_team, save_person
from storage.times import Clock

TEAM = Workspace.team_id
ADMIN = "U0HEAD"  # the head of service
AT_FIRST = (  # what they do here, so that there is someone to act
    "roles grant <@U0POD> manager",
    "roles grant <@U0QA> quality assurance",
    "holder Head of Service <@U0HEAD>",
    "settings sign-off channel <#C0QA|quality-assurance>",
)


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
    home = Workspace(app=from_manifest(manifest(None)))
    slack = LocalSlack(home, lambda: clock.now().timestamp())
    if sample:
        give_roles(engine, clock, home)

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


def give_roles(engine: Engine, clock: Clock, home: Workspace) -> None:
    """Let the head of service give the sample's people their roles, where nobody has one yet."""
    with writing(engine) as session:
        workspace_id = connect_team(session, home.team_id, home.name)
        if grants_of(session, workspace_id, ROLES):
            return
        for user in home.users.values():
            if user.can_be_played:
                told = user.as_slack(home.team_id)
                save_person(session, person_from(told, workspace_id, home.team_id, clock))
    for words in AT_FIRST:
        ask(engine, clock, ADMIN, frozenset({ADMIN}), home.team_id, words)


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
