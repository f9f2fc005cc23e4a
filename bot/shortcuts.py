"""The shortcut "Add as evidence" on a message, in threads too: it opens a form about the message.

The form is opened from what the request carries. Slack's link to the message, and who wrote it
where we have never seen them, are looked up once it is open, and put into it.

Source: https://docs.slack.dev/interactivity/implementing-shortcuts (message_action).
"""

import json
import logging
import re
import time
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncRespond

from bot import limits
from bot.answers import Request, apology
from bot.blocks import as_message
from bot.buttons import acknowledge
from bot.desk import Desk
from bot.logs import log_unknown
from bot.mentions import what_to_do
from bot.people import NO_ANSWER, error_code
from bot.slash import unescaped
from bot.views import as_view
from commands.acting.keep_message import CUT, FORM, Message
from commands.answering import refusal
from commands.form import Filled
from commands.privacy import HoldsIdentifier
from commands.reply import Button, Buttons, Reply, Said
from storage.errors import OfstedError

KEEP = "keep_message"
BESIDES = 400  # characters that a form carries besides the message's words
# As Slack writes them in a message's text: <#C123|name>, <!subteam^S123|@name>, <!here>, links.
# Source: https://docs.slack.dev/messaging/formatting-message-text.
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)\|[^>]*>")
_CHANNEL = re.compile(r"<#[CG][A-Z0-9]+\|([^>]+)>")
_CALLED = re.compile(r"<!(?:subteam\^S[A-Z0-9]+\|)?@?([^>|]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<((?:https?://|mailto:|tel:)[^>|]+)(?:\|([^>]*))?>")


def register(app: AsyncApp, desk: Desk) -> None:
    """Open the form for the message that someone used the shortcut on."""

    async def keep(body: dict[str, Any], respond: AsyncRespond) -> None:
        try:
            reply = await _opened(desk, body)
        except Exception as error:  # noqa: BLE001 - nobody else hears of it in a lazy listener
            reply = apology(log_unknown(error))
        if reply is not None:
            await respond(**as_message(reply), response_type="ephemeral", replace_original=False)

    app.message_shortcut(KEEP)(ack=acknowledge, lazy=[keep])


async def _opened(desk: Desk, body: dict[str, Any]) -> Reply | None:
    """Open the form; give what to say instead where it can't be."""
    message, channel = message_in(body), body["channel"]["id"]
    if not message.text:
        return NO_WORDS
    request = Request(body["team"]["id"], body["user"]["id"], channel=channel)
    try:
        request = await desk.admitted(request, pressed=False)
        view = await _view(desk, request, message)
        opened = await desk.client.views_open(trigger_id=body["trigger_id"], view=view)
    except HoldsIdentifier as held:
        return what_to_do(held.kinds)
    except OfstedError as error:
        return refusal(error)
    except NO_ANSWER as error:
        logging.getLogger(__name__).warning("views.open failed: %s", error_code(error))
        return NOT_OPENED
    await _complete(desk, request, message, opened["view"])
    return None


async def _complete(desk: Desk, request: Request, message: Message, opened: dict[str, Any]) -> None:
    """Put the message's link into the open form; with none it is kept without."""
    author = frozenset({message.said_by} - {""})
    try:
        channel = request.channel or ""
        found = await desk.client.chat_getPermalink(channel=channel, message_ts=message.at)
        linked = replace(message, link=found["permalink"])
        later = replace(request, mentioned=author, came_at=time.monotonic())  # nobody waits now
        view = await _view(desk, later, linked)
        await desk.client.views_update(view_id=opened["id"], hash=opened["hash"], view=view)
    except (OfstedError, *NO_ANSWER) as error:
        logging.getLogger(__name__).warning("message without a link: %s", error_code(error))


async def _view(desk: Desk, request: Request, message: Message) -> dict[str, Any]:
    filled = Filled(FORM, message.about, opened_in=request.channel)
    form = await desk.asked(request, lambda request: desk.answers.draw(request, filled))
    return as_view(form, request.channel)


def message_in(body: dict[str, Any]) -> Message:
    """Give the message that the shortcut was used on; one of an app has no author."""
    said = body["message"]
    by = "" if said.get("bot_id") else said.get("user", "")
    return fitted(Message(as_said(said.get("text", "")), by, said["ts"]))


def as_said(text: str) -> str:
    """Give a message's text as people read it; people stay mentions, since names change."""
    text = _PERSON.sub(r"<@\1>", text)
    text = _CHANNEL.sub(r"#\1", text)
    text = _CALLED.sub(r"@\1", text)
    text = _LINK.sub(lambda link: f"{link[2]} ({link[1]})" if link[2] else link[1], text)
    return unescaped(text).strip()


def fitted(message: Message) -> Message:
    """Cut a message to what a form can carry, and mark that it was cut."""
    text = message.text
    while len(json.dumps(text, ensure_ascii=False)) > limits.PRIVATE_METADATA - BESIDES:
        text = text[: len(text) * 19 // 20].rstrip()
    return message if text == message.text else replace(message, text=text + CUT)


NO_WORDS = Reply(
    "There are no words in that message",
    (
        Said(
            "I keep a message's own words as evidence. A file goes in with a form, where your "
            "council takes files: `evidence add` and the action's reference."
        ),
        Buttons((Button("Help", "help evidence add"),)),
    ),
    found=False,
)
NOT_OPENED = Reply(
    "I could not open the form",
    (Said("Slack did not open it in time. Please use the shortcut on that message again."),),
    found=False,
)
