"""chat.*: what the app says.

Source: docs.slack.dev, the reference page of each method, and "Using message metadata".
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from bot.local_slack import payloads
from bot.local_slack.json_object import Json
from bot.local_slack.messages import Message, as_object
from bot.local_slack.methods.arguments import conversation, flag, text, thread
from bot.local_slack.methods.method import Method, no, noted
from bot.local_slack.rules.refusals import Refused, refuse
from bot.local_slack.workspace import BOT, Channel

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack

UPDATED_TEXT = 4_000
METADATA = 8_000  # characters of JSON; from memory, as Slack gives no figure
EVENT_TYPE = re.compile(r"[\w-]+", re.ASCII)


def post_message(slack: LocalSlack, args: Json) -> Json:
    """Post a message for everyone in a conversation; `channel` may name a person."""
    channel = slack.workspace.conversation(text(args, "channel"))
    if channel is None or (channel.is_direct and BOT.id not in channel.members):
        return no("channel_not_found")
    if channel.is_direct and not slack.workspace.app.writes_to_people:
        return no("messages_tab_disabled")
    if channel.is_archived:
        return no("is_archived")
    if BOT.id not in channel.members:
        return no("not_in_channel")
    refusal = refuse(args, "chat.postMessage")
    if refusal:
        return noted(slack, refusal)
    metadata, warning = _metadata(args)
    said = _said(args) | {"metadata": metadata}
    if said["thread_ts"] and flag(args, "reply_broadcast"):
        said["subtype"] = "thread_broadcast"
    message = slack.show(said, channel.id)
    told = {"ok": True, "channel": channel.id, "ts": message.ts, "message": message.as_slack()}
    return told | warning


def post_ephemeral(slack: LocalSlack, args: Json) -> Json:
    """Post a message that one person in a channel sees."""
    channel = conversation(slack, args)
    error = _cannot_whisper(channel, text(args, "user"))
    if error:
        return no(error)
    refusal = refuse(args, "chat.postEphemeral")
    if refusal:
        return noted(slack, refusal)
    message = slack.show(_said(args), channel.id, visible_to=args["user"])
    return {"ok": True, "message_ts": message.ts}


def update(slack: LocalSlack, args: Json) -> Json:
    """Put other words in the place of the app's own message; blocks not given are kept."""
    channel = conversation(slack, args)
    message = _own(slack, channel, args, "cant_update_message")
    if channel.is_archived:
        return no("is_inactive")
    if len(text(args, "text")) > UPDATED_TEXT:
        return no("msg_too_long")
    refusal = refuse(args, "chat.update")
    if refusal:
        return noted(slack, refusal)
    metadata, warning = _metadata(args)
    said = {"text": text(args, "text"), "blocks": args.get("blocks") or message.blocks}
    if args.get("blocks") in ([], "[]"):
        said["blocks"] = []
    if "metadata" in args and not warning:
        said["metadata"] = metadata
    before = message.as_slack()
    # From memory: people see "(edited)" on bare text, and never on blocks.
    slack.messages.edit(message, said, by=None if said["blocks"] else BOT.id)
    _rewritten(slack, channel, before, message.as_slack())
    told = {"ok": True, "channel": channel.id, "ts": message.ts, "text": message.text}
    return told | {"message": message.as_slack()} | warning


def delete(slack: LocalSlack, args: Json) -> Json:
    """Take away the app's own message; nobody else's."""
    channel = conversation(slack, args)
    message = _own(slack, channel, args, "cant_delete_message")
    before = message.as_slack()
    slack.messages.withdraw(message)
    _rewritten(slack, channel, before, None)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def get_permalink(slack: LocalSlack, args: Json) -> Json:
    """Give the address of a message, which says of a reply in which thread it is."""
    channel = conversation(slack, args)
    message = _public(slack, channel, text(args, "message_ts"))
    link = f"https://{slack.workspace.domain}.slack.com/archives/{channel.id}"
    link += f"/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"ok": True, "channel": channel.id, "permalink": link}


def _rewritten(slack: LocalSlack, channel: Channel, before: Json, after: Json | None) -> None:
    """Let the app hear that its message is another now, or gone."""
    ts = slack.messages.next_ts()
    slack.delivery.happens(*payloads.rewritten(channel, before, after, ts))


def _said(args: Json) -> Json:
    return {"text": text(args, "text"), "blocks": args.get("blocks"), "thread_ts": thread(args)}


def _cannot_whisper(channel: Channel, user: str) -> str | None:
    if channel.is_archived:
        return "is_archived"
    if not user:
        return "no_user"
    if BOT.id not in channel.members:
        return "not_in_channel"
    return None if user in channel.members else "user_not_in_channel"


def _metadata(args: Json) -> tuple[Json | None, Json]:
    """Read the metadata, and what Slack's answer warns of: a bad event_type loses it."""
    sent = args.get("metadata")
    if sent in (None, ""):
        return None, {}
    metadata = as_object(sent)
    if metadata == {}:
        return None, {}
    if (
        metadata is None
        or not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise Refused("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA:
        raise Refused("metadata_too_large")
    if EVENT_TYPE.fullmatch(metadata["event_type"]):
        return metadata, {}
    word = "invalid_metadata_schema"
    return None, {"warning": word, "response_metadata": {"warnings": [word]}}


def _own(slack: LocalSlack, channel: Channel, args: Json, error: str) -> Message:
    """Find a message that the app itself posted; refuses with `error` someone else's."""
    message = _public(slack, channel, text(args, "ts"))
    if message.user != BOT.id:
        raise Refused(error)
    return message


def _public(slack: LocalSlack, channel: Channel, ts: str) -> Message:
    """Find a message; an ephemeral one cannot be found again by any method."""
    message = slack.messages.find(channel.id, ts)
    if message is None or message.visible_to:
        raise Refused("message_not_found")
    return message


WRITE = ("chat:write",)
METHODS = {
    "chat.delete": Method(delete, WRITE),
    "chat.getPermalink": Method(get_permalink),
    "chat.postEphemeral": Method(post_ephemeral, WRITE),
    "chat.postMessage": Method(post_message, WRITE),
    "chat.update": Method(update, WRITE),
}
