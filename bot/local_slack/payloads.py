"""The bodies that Slack sends to an app: a slash command, a press, an event.

Field by field as docs.slack.dev shows them for an app installed in one team (so no enterprise_id).
"""

import secrets

from bot.local_slack.record import Json, Message
from bot.local_slack.workspace import BOT, Channel, User, Workspace

VERIFICATION = "deprecated-token"  # Slack still sends it; nobody should check it


def slash_command(
    home: Workspace, user: User, channel: Channel, words: str, response_url: str
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
        "trigger_id": trigger_id(),
    }


def block_actions(
    home: Workspace, user: User, channel: Channel, message: Message, action: Json
) -> Json:
    """Build a press, but for its response_url; an ephemeral message is not sent along."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.visible_to is not None,
    }
    payload: Json = {
        "type": "block_actions",
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.as_slack(home.team_id)["team_id"],
        },
        "api_app_id": home.app_id,
        "token": VERIFICATION,
        "container": container,
        "trigger_id": trigger_id(),
        "team": {"id": home.team_id, "domain": home.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": {}},
        "actions": [action],
    }
    if message.visible_to is None:
        payload["message"] = message.as_slack()
    return payload


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


def trigger_id() -> str:
    """Make a trigger_id."""
    return f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"
