"""Slack's Web API methods that the app calls, with Slack's own refusals.

A method takes the local Slack and the call's arguments and returns Slack's answer. A missing
argument gives the error of a wrong one, as Slack does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.local_slack.record import Json
from bot.local_slack.refusals import Refusal, refuse
from bot.local_slack.workspace import BOT, Channel

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack


@dataclass(frozen=True)
class Method:
    """A method, the scope it needs, and whether it is called with the app-level token."""

    run: Callable[[LocalSlack, Json], Json]
    scope: str | None = None
    app_level: bool = False


def no(error: str, **more: object) -> Json:
    """Give a refusal with Slack's error code."""
    return {"ok": False, "error": error, **more}


def call(slack: LocalSlack, name: str, token: str | None, args: Json) -> Json:
    """Answer one call as Slack would: the method, the token and the scope are checked first."""
    method, home = METHODS.get(name), slack.workspace
    if method is None:
        return no("unknown_method", req_method=name)
    if not token:
        return no("not_authed")
    scopes = {home.bot_token: home.bot_scopes, home.app_token: home.app_scopes}.get(token)
    if scopes is None:
        return no("invalid_auth")
    if (token == home.app_token) != method.app_level:
        return no("not_allowed_token_type")
    if method.scope and method.scope not in scopes:
        return no("missing_scope", needed=method.scope, provided=",".join(sorted(scopes)))
    return method.run(slack, args)


def auth_test(slack: LocalSlack, args: Json) -> Json:  # noqa: ARG001
    """Say who the token belongs to."""
    home = slack.workspace
    return {
        "ok": True,
        "url": f"https://{home.domain}.slack.com/",
        "team": home.name,
        "user": BOT.name,
        "team_id": home.team_id,
        "user_id": BOT.id,
        "bot_id": home.bot_id,
        "is_enterprise_install": False,
    }


def apps_connections_open(slack: LocalSlack, args: Json) -> Json:  # noqa: ARG001
    """Give a WebSocket address that works once."""
    return {"ok": True, "url": slack.sockets.address()}


def users_info(slack: LocalSlack, args: Json) -> Json:
    """Tell of a person."""
    user = slack.workspace.users.get(str(args.get("user")))
    if user is None:
        return no("user_not_found")
    return {"ok": True, "user": user.as_slack(slack.workspace.team_id)}


def usergroups_users_list(slack: LocalSlack, args: Json) -> Json:
    """List a user group's members, without those who are deactivated."""
    home = slack.workspace
    members = home.usergroups.get(str(args.get("usergroup")))
    if members is None:
        return no("no_such_subteam")
    here = [one for one in members if home.users[one].standing != "deactivated"]
    return {"ok": True, "users": here}


def team_info(slack: LocalSlack, args: Json) -> Json:
    """Tell of the team."""
    home = slack.workspace
    if args.get("team", home.team_id) != home.team_id:
        return no("team_not_found")
    told = {"id": home.team_id, "name": home.name, "domain": home.domain, "email_domain": ""}
    return {"ok": True, "team": told | {"icon": {"image_default": True}}}


def chat_post_message(slack: LocalSlack, args: Json) -> Json:
    """Post a message for everyone in a conversation."""
    channel = slack.workspace.conversation(str(args.get("channel")))
    if channel is None:
        return no("channel_not_found")
    if channel.is_archived:
        return no("is_archived")
    if BOT.id not in channel.members:
        return no("not_in_channel")
    refusal = _checked(slack, args, "chat.postMessage")
    if refusal:
        return refusal.answer()
    message = slack.show(args, channel.id, BOT.id)
    told = message.as_slack() | _author(slack)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": told}


def chat_post_ephemeral(slack: LocalSlack, args: Json) -> Json:
    """Post a message that one person in a channel sees."""
    channel = slack.workspace.conversation(str(args.get("channel")))
    if channel is None:
        return no("channel_not_found")
    error = _cannot_whisper(channel, str(args.get("user") or ""))
    if error:
        return no(error)
    refusal = _checked(slack, args, "chat.postEphemeral")
    if refusal:
        return refusal.answer()
    message = slack.show(args, channel.id, BOT.id, visible_to=args["user"])
    return {"ok": True, "message_ts": message.ts}


def _cannot_whisper(channel: Channel, user: str) -> str | None:
    if channel.is_archived:
        return "is_archived"
    if not user:
        return "no_user"
    if BOT.id not in channel.members:
        return "not_in_channel"
    return None if user in channel.members else "user_not_in_channel"


def _checked(slack: LocalSlack, args: Json, where: str) -> Refusal | None:
    refusal = refuse(args, where)
    if refusal:
        slack.refusals.append(refusal)
    return refusal


def _author(slack: LocalSlack) -> Json:
    home = slack.workspace
    return {"bot_id": home.bot_id, "app_id": home.app_id, "team": home.team_id}


METHODS: dict[str, Method] = {
    "apps.connections.open": Method(apps_connections_open, "connections:write", app_level=True),
    "auth.test": Method(auth_test),
    "chat.postEphemeral": Method(chat_post_ephemeral, "chat:write"),
    "chat.postMessage": Method(chat_post_message, "chat:write"),
    "team.info": Method(team_info, "team:read"),
    "usergroups.users.list": Method(usergroups_users_list, "usergroups:read"),
    "users.info": Method(users_info, "users:read"),
}
