"""chat.*: what the app says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.local_slack.messages import Json
from bot.local_slack.methods.method import Method, no, noted
from bot.local_slack.refusals import refuse
from bot.local_slack.workspace import BOT, Channel

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack


def post_message(slack: LocalSlack, args: Json) -> Json:
    """Post a message for everyone in a conversation."""
    channel = slack.workspace.conversation(str(args.get("channel")))
    if channel is None:
        return no("channel_not_found")
    if channel.is_archived:
        return no("is_archived")
    if BOT.id not in channel.members:
        return no("not_in_channel")
    refusal = refuse(args, "chat.postMessage")
    if refusal:
        return noted(slack, refusal)
    message = slack.show(args, channel.id)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": message.as_slack()}


def post_ephemeral(slack: LocalSlack, args: Json) -> Json:
    """Post a message that one person in a channel sees."""
    channel = slack.workspace.conversation(str(args.get("channel")))
    if channel is None:
        return no("channel_not_found")
    error = _cannot_whisper(channel, str(args.get("user") or ""))
    if error:
        return no(error)
    refusal = refuse(args, "chat.postEphemeral")
    if refusal:
        return noted(slack, refusal)
    message = slack.show(args, channel.id, visible_to=args["user"])
    return {"ok": True, "message_ts": message.ts}


def _cannot_whisper(channel: Channel, user: str) -> str | None:
    if channel.is_archived:
        return "is_archived"
    if not user:
        return "no_user"
    if BOT.id not in channel.members:
        return "not_in_channel"
    return None if user in channel.members else "user_not_in_channel"


METHODS = {
    "chat.postEphemeral": Method(post_ephemeral, "chat:write"),
    "chat.postMessage": Method(post_message, "chat:write"),
}
