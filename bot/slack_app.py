"""The Bolt app: one client, one desk, and the listeners registered on them."""

import json
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

from bot import buttons, events, forms, mentions, shortcuts, slash
from bot.answers import Answers, apology, sorry
from bot.blocks import for_slack
from bot.desk import Desk
from bot.logs import log_unknown
from bot.people import NO_ANSWER, Groups, Readers, error_code
from bot.settings import Settings
from bot.slash import acknowledgement
from storage.database import writing
from storage.errors import OfstedError
from storage.queries.workspaces import connect_team
from storage.times import Clock

CALL = 2  # seconds: a person waits, and Slack gives us 3 in all


class SlackRefused(OfstedError):
    """Slack did not accept the token, or could not be reached, at the start."""


def web_client(settings: Settings) -> AsyncWebClient:
    """Give the client for Slack's Web API, or for the server that SLACK_API_URL names."""
    if settings.slack_bot_token is None:
        raise SlackRefused("SLACK_BOT_TOKEN is missing: there is no Slack to connect to.")
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=CALL,
    )


async def connect(settings: Settings, engine: Engine, clock: Clock, client: AsyncWebClient) -> Desk:
    """Make ourselves known to Slack and give the desk for the team we are installed in."""
    try:
        identity = await client.auth_test()
    except NO_ANSWER as error:
        raise _refused(error, "SLACK_BOT_TOKEN", "OAuth & Permissions") from None
    with writing(engine) as session:
        workspace_id = connect_team(session, identity["team_id"], identity["team"])
    answers: Answers[str] = Answers(engine, clock, settings.ofsted_admins, for_slack)
    readers = Readers(Groups(client), settings.ofsted_reader_group, settings.ofsted_reader_channels)
    team = identity["team_id"]
    desk = Desk(answers, client, readers, team_id=team, workspace_id=workspace_id)
    await desk.meet(settings.ofsted_admins)
    return desk


async def check_app_token(client: AsyncWebClient, app_token: str) -> None:
    """Try the token for Socket Mode once: the socket client would retry a wrong one for ever."""
    try:
        await client.apps_connections_open(app_token=app_token)
    except NO_ANSWER as error:
        raise _refused(error, "SLACK_APP_TOKEN", "Basic Information") from None


def _refused(error: Exception, setting: str, page: str) -> SlackRefused:
    code = error_code(error)
    if isinstance(error, SlackApiError) and code not in {"SlackApiError", "ratelimited"}:
        return SlackRefused(
            f"Slack refused {setting} ({code}). Copy it again from the app's {page} page."
        )
    return SlackRefused(
        f"Slack gave no answer ({code}). Check the network and SLACK_API_URL, then start again."
    )


def slack_app(settings: Settings, desk: Desk) -> AsyncApp:
    """Give the Bolt app.

    `process_before_response`: the answer goes out inside the acknowledgement, without Bolt's
    polling for it. In Socket Mode Bolt checks no signature, since nothing comes over HTTP.
    """
    secret = settings.slack_signing_secret
    app = AsyncApp(
        name="ofsted-bot",
        client=desk.client,
        signing_secret=secret.get_secret_value() if secret else "",
        process_before_response=True,
        attaching_function_token_enabled=False,
    )
    slash.register(app, desk)
    buttons.register(app, desk)
    forms.register(app, desk)
    events.register(app, desk)
    mentions.register(app, desk)
    shortcuts.register(app, desk)
    app.error(_apologise)
    return app


async def _apologise(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Answer an error that no listener foresaw: an event is sent again, a person is told.

    An empty answer would close a form as if it were saved.
    """
    reference = log_unknown(error)
    match body:
        case {"type": "event_callback"}:
            return BoltResponse(status=500)
        case {"type": "view_submission", "view": view}:
            return acknowledgement(json.dumps(forms.sent_back(view, sorry(reference))))
        case {"command": _}:
            return acknowledgement(for_slack(apology(reference)))
        case _:
            return acknowledgement("")
