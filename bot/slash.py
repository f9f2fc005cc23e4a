"""`/ofsted ...`: answered inside the acknowledgement, so it is one round trip."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.desk import Desk

COMMAND = "/ofsted"


def register(app: AsyncApp, desk: Desk) -> None:
    """Answer the slash command; seen only by the person until they share it."""

    @app.command(COMMAND)
    async def ofsted(command: dict[str, Any]) -> BoltResponse:
        body = await desk.answer(
            command["team_id"],
            command["user_id"],
            command["channel_id"],
            unescaped(command.get("text", "")),
        )
        return acknowledgement(body)


def acknowledgement(body: str) -> BoltResponse:
    """Give Slack a body that is JSON already, which `ack()` would write again at each request."""
    return BoltResponse(status=200, body=body, headers={"content-type": "application/json"})


def unescaped(text: str) -> str:
    """Give the text as it was typed: Slack escapes these three characters, and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
