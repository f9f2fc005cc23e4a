"""`/ofsted ...`: answered inside the acknowledgement, so it is one round trip."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.desk import Desk

COMMAND = "/ofsted"


def register(app: AsyncApp, desk: Desk) -> None:
    """Answer the slash command; seen only by the person until they share it."""

    @app.command(COMMAND)
    async def ofsted(ack: AsyncAck, command: dict[str, Any]) -> None:
        message = await desk.answer(
            command["team_id"], command["user_id"], command["channel_id"], command.get("text", "")
        )
        await ack(response_type="ephemeral", **message)
