"""auth.test and apps.*: who the app is, and where its socket opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.local_slack.json_object import Json
from bot.local_slack.methods.method import Method
from bot.local_slack.workspace import BOT

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack


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


METHODS = {
    "apps.connections.open": Method(apps_connections_open, ("connections:write",), app_level=True),
    "auth.test": Method(auth_test),
}
