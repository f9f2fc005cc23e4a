"""`/ofsted ...`: answered inside the acknowledgement, so it is one round trip."""

import logging
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.blocks import for_slack
from bot.desk import Desk
from bot.people import NO_ANSWER, error_code
from commands.answering import opens_in_slack
from commands.form import Form

COMMAND = "/ofsted"


def register(app: AsyncApp, desk: Desk) -> None:
    """Answer the slash command; seen only by the person until they share it."""

    @app.command(COMMAND)
    async def ofsted(command: dict[str, Any]) -> BoltResponse:
        typed = unescaped(command.get("text", ""))
        answered = await desk.answer(
            command["team_id"], command["user_id"], command["channel_id"], typed
        )
        if isinstance(answered, Form):
            answered = await opened(desk, command, answered, typed)
        return acknowledgement(answered)


async def opened(desk: Desk, body: dict[str, Any], form: Form, typed: str) -> str:
    """Open the form that was asked for; give what to answer besides: a way to try again if not."""
    channel = body.get("channel_id") or body.get("channel", {}).get("id")
    try:
        await desk.open_form(body["trigger_id"], form, channel)
    except NO_ANSWER as error:
        logging.getLogger(__name__).warning("views.open failed: %s", error_code(error))
        return for_slack(opens_in_slack(form, typed))
    return ""


def acknowledgement(body: str) -> BoltResponse:
    """Give Slack a body that is JSON already, which `ack()` would write again at each request."""
    return BoltResponse(status=200, body=body, headers={"content-type": "application/json"})


def unescaped(text: str) -> str:
    """Give the text as it was typed: Slack escapes these three characters, and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
