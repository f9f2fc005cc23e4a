"""The bodies that Slack sends to an app: a slash command, a press, a form, a shortcut, an event.

Field by field as docs.slack.dev shows them for an app installed in one team (so no enterprise_id).
"""

import secrets
import uuid
from collections.abc import Iterator

from bot.local_slack.json_object import Json
from bot.local_slack.messages import Message
from bot.local_slack.views import View
from bot.local_slack.workspace import BOT, Channel, User, Workspace

VERIFICATION = "deprecated-token"  # Slack still sends it; nobody should check it


def slash_command(
    home: Workspace,
    user: User,
    channel: Channel,
    command: str,
    text: str,
    trigger_id: str,
    response_url: str,
) -> dict[str, str]:
    """Build a slash command's form, with what a person typed after the command."""
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
    """Build the use of an element, but for where it was: see `in_message` and `in_view`."""
    return interaction(home, user, "block_actions", trigger_id) | {"actions": [action]}


def in_message(channel: Channel, message: Message, values: Json) -> Json:
    """Say in which message an element was used; an ephemeral message is not sent along."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.visible_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    where: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": values},
    }
    if message.visible_to is None:
        where["message"] = message.as_slack()
    return where


def view_object(home: Workspace, view: View) -> Json:
    """Build a view as Slack gives it to the app that it is of."""
    return view.as_slack() | {
        "team_id": home.team_id,
        "app_id": home.app_id,
        "app_installed_team_id": home.team_id,
        "bot_id": home.bot_id,
    }


def in_view(home: Workspace, view: View) -> Json:
    """Say in which modal or Home tab an element was used; its state is in the view."""
    container = {"type": "view", "view_id": view.id}
    return {"container": container, "view": view_object(home, view)}


def view_submission(
    home: Workspace, user: User, trigger_id: str, view: View, response_urls: list[Json]
) -> Json:
    """Build a form that is sent."""
    sent = interaction(home, user, "view_submission", trigger_id)
    return sent | {"view": view_object(home, view), "response_urls": response_urls}


def view_closed(home: Workspace, user: User, view: View, *, is_cleared: bool) -> Json:
    """Build a form that is closed: it alone, or with `is_cleared` the whole stack of them."""
    closed = interaction(home, user, "view_closed")
    return closed | {"view": view_object(home, view), "is_cleared": is_cleared}


def shortcut(
    home: Workspace, user: User, trigger_id: str, callback_id: str, action_ts: str
) -> Json:
    """Build the use of a global shortcut; it names no app and no channel."""
    used = interaction(home, user, "shortcut", trigger_id)
    del used["api_app_id"], used["user"]["name"]
    return used | {"callback_id": callback_id, "action_ts": action_ts}


def on_message(
    home: Workspace, user: User, channel: Channel, message: Message, response_url: str
) -> Json:
    """Build what a message shortcut has more, or other, than a global one."""
    return {
        "type": "message_action",
        "user": interaction(home, user, "message_action")["user"],
        "channel": {"id": channel.id, "name": channel.name},
        "message_ts": message.ts,
        "message": message.as_slack(),
        "response_url": response_url,
    }


def app_home_opened(home: Workspace, user: User, channel: Channel, view: View | None) -> Json:
    """Build the event of a Home tab that is opened; it has a view once one was published."""
    told = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": "home"}
    return told | ({"view": view_object(home, view)} if view else {})


def member_joined_channel(home: Workspace, user: User, channel: Channel) -> Json:
    """Build the event of someone who joins a channel."""
    return {
        "type": "member_joined_channel",
        "user": user.id,
        "channel": channel.id,
        "channel_type": "C",
        "team": user.as_slack(home.team_id)["team_id"],
    }


def assistant_thread_started(
    home: Workspace, user: User, root: Message, looking_at: Channel
) -> Json:
    """Build the event of a new thread with the app's assistant, and what the person looks at."""
    context = {"channel_id": looking_at.id, "team_id": home.team_id, "enterprise_id": None}
    thread = {
        "user_id": user.id,
        "context": context,
        "channel_id": root.channel,
        "thread_ts": root.ts,
    }
    return {"type": "assistant_thread_started", "assistant_thread": thread}


def heard(home: Workspace, message: Message, channel: Channel) -> Iterator[tuple[str, Json]]:
    """Give the events that a message is, each with the name one subscribes to it by.

    The app hears only the conversations it is in, its own messages there too.
    """
    if BOT.id not in channel.members:
        return
    said = message.as_slack() | {"channel": channel.id, "event_ts": message.ts}
    if message.user != BOT.id:
        team = home.users[message.user].as_slack(home.team_id)["team_id"]
        said |= {"client_msg_id": str(uuid.uuid4()), "team": team}
    yield _of_messages(channel, said)
    if f"<@{BOT.id}>" in message.text and not channel.is_direct and message.user != BOT.id:
        yield "app_mention", said | {"type": "app_mention"}


def rewritten(channel: Channel, before: Json, after: Json | None, ts: str) -> tuple[str, Json]:
    """Give the event that a message was changed, or deleted (`after` None), at a time."""
    told: Json = {"type": "message", "hidden": True, "channel": channel.id, "ts": ts}
    told |= {"previous_message": before, "event_ts": ts}
    if after is None:
        told |= {"subtype": "message_deleted", "deleted_ts": before["ts"]}
    else:
        told |= {"subtype": "message_changed", "message": after}
    return _of_messages(channel, told)


def _of_messages(channel: Channel, event: Json) -> tuple[str, Json]:
    kind = "im" if channel.is_direct else "channel"
    return f"message.{'im' if channel.is_direct else 'channels'}", event | {"channel_type": kind}


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
