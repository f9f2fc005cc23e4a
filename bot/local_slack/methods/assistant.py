"""assistant.threads.*: what an app shows in its thread of the assistant's pane.

Source: docs.slack.dev, the reference page of each method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.local_slack.json_object import Json
from bot.local_slack.methods.arguments import conversation, lacking, objects, text
from bot.local_slack.methods.method import Method
from bot.local_slack.rules.refusals import Refused

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack


def set_status(slack: LocalSlack, args: Json) -> Json:
    """Say what the app is busy with; "" ends it."""
    if "status" not in args:
        raise lacking("status")
    return _in_thread(slack, args)


def set_title(slack: LocalSlack, args: Json) -> Json:
    """Name the thread."""
    if not text(args, "title"):
        raise lacking("title")
    return _in_thread(slack, args)


def set_suggested_prompts(slack: LocalSlack, args: Json) -> Json:
    """Offer things to ask; each has a title and the message that it sends."""
    if not all(one.get("title") and one.get("message") for one in objects(args, "prompts")):
        raise lacking("prompts")
    return _in_thread(slack, args)


def _in_thread(slack: LocalSlack, args: Json) -> Json:
    channel = conversation(slack, args, "channel_id")
    if slack.messages.find(channel.id, text(args, "thread_ts")) is None:
        raise Refused("invalid_thread_ts", detail="Thread not found")
    return {"ok": True}


METHODS = {
    "assistant.threads.setStatus": Method(set_status, ("chat:write", "assistant:write")),
    "assistant.threads.setSuggestedPrompts": Method(set_suggested_prompts, ("assistant:write",)),
    "assistant.threads.setTitle": Method(set_title, ("assistant:write",)),
}
