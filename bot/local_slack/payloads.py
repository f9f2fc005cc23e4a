"""The bodies that Slack sends to an app: a slash command, a press, an event.

Field by field as docs.slack.dev shows them for an app installed in one team (so no enterprise_id).
"""

import secrets
from collections.abc import Iterator

from bot.local_slack.messages import Json, Message
from bot.local_slack.workspace import BOT, Channel, User, Workspace

VERIFICATION = "deprecated-token"  # Slack still sends it; nobody should check it


def slash_command(
    home: Workspace, user: User, channel: Channel, words: str, trigger_id: str, response_url: str
) -> dict[str, str]:
    """Build a slash command's form; `words` begins with the command, as a person types it."""
    command, _, text = words.partition(" ")
    return {
        "token": VERIFICATION,
        "team_id": home.team_id,
        "team_domain": home.domain,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text.strip(),
        "api_app_id": home.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def interaction(home: Workspace, user: User, kind: str, trigger_id: str | None = None) -> Json:
    """Build what every interaction has; `kind` is block_actions, view_submission and so on."""
    trigger = {"trigger_id": trigger_id} if trigger_id else {}
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.as_slack(home.team_id)["team_id"],
        },
        "api_app_id": home.app_id,
        "token": VERIFICATION,
        "team": {"id": home.team_id, "domain": home.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    } | trigger


def block_actions(home: Workspace, user: User, trigger_id: str, action: Json) -> Json:
    """Build the use of an element, but for where it was: see `in_message`, or the view."""
    return interaction(home, user, "block_actions", trigger_id) | {"actions": [action]}


def in_message(channel: Channel, message: Message, values: Json) -> Json:
    """Say in which message an element was used; an ephemeral message is not sent along."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.visible_to is not None,
    }
    where: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": values},
    }
    if message.visible_to is None:
        where["message"] = message.as_slack()
    return where


def heard(message: Message, channel: Channel) -> Iterator[tuple[str, Json]]:
    """Give the events that a person's message is, each with the name one subscribes to it by.

    The app hears only the conversations it is in, and a mention only where it is a member.
    """
    if BOT.id not in channel.members:
        return
    said = message.as_slack() | {"channel": channel.id, "event_ts": message.ts}
    if channel.is_direct:
        yield "message.im", said | {"channel_type": "im"}
        return
    yield "message.channels", said | {"channel_type": "channel"}
    if f"<@{BOT.id}>" in message.text:
        yield "app_mention", said | {"type": "app_mention"}


def event_callback(home: Workspace, event: Json, event_id: str, at: float) -> Json:
    """Build the envelope around an event."""
    authorization: Json = {
        "enterprise_id": None,
        "team_id": home.team_id,
        "user_id": BOT.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION,
        "team_id": home.team_id,
        "context_team_id": home.team_id,
        "context_enterprise_id": None,
        "api_app_id": home.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(at),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": secrets.token_hex(8),
    }
