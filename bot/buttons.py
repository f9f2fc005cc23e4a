"""Buttons under an answer: they ask on, turn the page, or share the answer in the channel.

A button's acknowledgement can't carry a message, so the answer follows by response_url, from a
lazy listener: one that worked on after `ack()` would hold the acknowledgement back.
"""

import asyncio
import json
import logging
import re
from http import HTTPStatus
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.answers import apology
from bot.blocks import ASK, SHARE, Message, as_message, is_shareable, shared
from bot.desk import Desk
from bot.logs import log_unknown
from bot.slash import opened
from commands.form import Form

LONGEST = 60  # seconds: who pressed a button does not look any longer
_TURNS_THE_PAGE = re.compile(r" page \d+$")


def register(app: AsyncApp, desk: Desk) -> None:
    """Answer presses of the buttons that bot.blocks makes."""

    async def pressed(body: dict[str, Any]) -> Message | None:
        """Answer a press, None where a form was opened.

        Nobody else hears of an error in a listener that runs on its own.
        """
        words = body["actions"][0]["value"]
        try:
            answer = await desk.answer(
                body["team"]["id"],
                body["user"]["id"],
                body.get("channel", {}).get("id", ""),
                words,
                pressed=True,
            )
            if isinstance(answer, Form):
                answer = await opened(desk, body, answer, words)
        except Exception as error:  # noqa: BLE001 - as in bot.answers
            return as_message(apology(log_unknown(error)))
        message: Message | None = json.loads(answer) if answer else None
        return message

    async def ask(body: dict[str, Any]) -> None:
        private = body.get("container", {}).get("is_ephemeral", False)
        turning = bool(_TURNS_THE_PAGE.search(body["actions"][0]["value"]))
        if message := await pressed(body):
            message["replace_original"] = private and turning
            await _send(body, message)

    async def share(body: dict[str, Any]) -> None:
        message = await pressed(body)
        if message is None:
            return
        kind = "ephemeral"  # a refusal since the answer was given is for the person alone
        if is_shareable(message):
            message, kind = shared(message, body["user"]["id"]), "in_channel"
        await _send(body, message | {"response_type": kind, "replace_original": False})

    app.action(re.compile(rf"^{ASK}:\d+$"))(ack=acknowledge, lazy=[ask])
    app.action(SHARE)(ack=acknowledge, lazy=[share])


async def acknowledge(ack: AsyncAck) -> None:
    """Tell Slack that a press has come; what it does follows."""
    await ack()


async def _send(body: dict[str, Any], message: Message) -> None:
    """Send an answer to a press, once more if Slack says to wait; an address is good for 5.

    Source: https://docs.slack.dev/apis/web-api/rate-limits (429 with Retry-After, in seconds).
    """
    # What everyone sees is not sent again when Slack's answer is lost: they would see it twice.
    seen_by_all = message["response_type"] == "in_channel"
    slack = AsyncWebhookClient(body["response_url"], retry_handlers=[] if seen_by_all else None)
    message = message | _thread(body)
    response = await slack.send_dict(message)
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        told = response.headers.get("Retry-After", "")
        await asyncio.sleep(min(int(told) if told.isdecimal() else 1, LONGEST))
        response = await slack.send_dict(message)
    if response.status_code != HTTPStatus.OK:
        logging.getLogger(__name__).warning("Slack took no answer: %s", response.status_code)


def _thread(body: dict[str, Any]) -> dict[str, str]:
    """Say in which thread the button is, so that the answer comes there; {} outside of one.

    Source: https://docs.slack.dev/interactivity/handling-user-interaction (publishing in thread).
    """
    pressed = body.get("container", {})
    ts = pressed.get("thread_ts") or body.get("message", {}).get("thread_ts")
    return {"thread_ts": ts} if ts and ts != pressed.get("message_ts") else {}
