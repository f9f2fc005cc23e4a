"""Buttons under an answer: they ask on, turn the page, or share the answer in the channel.

A button's acknowledgement can't carry a message, so the answer follows by response_url, from a
lazy listener: one that worked on after `ack()` would hold the acknowledgement back.
"""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.blocks import ASK, SHARE, Message, is_shareable, shared
from bot.desk import Desk

_TURNS_THE_PAGE = re.compile(r" page \d+$")


def register(app: AsyncApp, desk: Desk) -> None:
    """Answer presses of the buttons that bot.blocks makes."""

    async def pressed(body: dict[str, Any]) -> Message:
        reply = await desk.answer(
            body["team"]["id"],
            body["user"]["id"],
            body.get("channel", {}).get("id", ""),
            body["actions"][0]["value"],
        )
        return reply.message

    async def ask(body: dict[str, Any], respond: AsyncRespond) -> None:
        private = body.get("container", {}).get("is_ephemeral", False)
        turning = bool(_TURNS_THE_PAGE.search(body["actions"][0]["value"]))
        message = await pressed(body)
        await respond(response_type="ephemeral", replace_original=private and turning, **message)

    async def share(body: dict[str, Any], respond: AsyncRespond) -> None:
        message = await pressed(body)
        if is_shareable(message):
            message = shared(message, body["user"]["id"])
            await respond(response_type="in_channel", replace_original=False, **message)
        else:  # a refusal since the answer was given is for the person alone
            await respond(response_type="ephemeral", replace_original=False, **message)

    app.action(re.compile(rf"^{ASK}:\d+$"))(ack=_acknowledge, lazy=[ask])
    app.action(SHARE)(ack=_acknowledge, lazy=[share])


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()
