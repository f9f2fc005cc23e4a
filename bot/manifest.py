"""The Slack app manifest: what the app is called, may do and listens to.

Source: https://docs.slack.dev/reference/app-manifest.
"""

import json
from typing import Any

from bot.settings import Settings
from bot.slash import COMMAND
from commands.registry import commands

HINT = 1_000  # characters: Slack's limit for a usage hint


def scopes(settings: Settings) -> list[str]:
    """Give the bot scopes that are used: reading a user group only where a setting needs it."""
    used = ["commands", "users:read"]
    return [*used, "usergroups:read"] if settings.ofsted_reader_group else used


def usage_hint() -> str:
    """Give what Slack shows while someone types the command."""
    names = [name for name, one in commands().items() if one.role == "reader"]
    return f"status missing-children | {' | '.join(names)}"[:HINT]


def manifest(settings: Settings, url: str | None) -> str:
    """Give the manifest as JSON: for Socket Mode, or with `url` for HTTP at that address."""
    request_url = {"url": f"{url.rstrip('/')}/slack/events"} if url else {}
    events = {"request_url": request_url["url"]} if url else {}
    app: dict[str, Any] = {
        "display_information": {
            "name": "Ofsted bot",
            "description": "How our Ofsted improvement plan is going",
            "background_color": "#1d4f66",
        },
        "features": {
            "bot_user": {"display_name": "Ofsted bot", "always_online": True},
            "slash_commands": [
                request_url
                | {
                    "command": COMMAND,
                    "description": "Ask how the improvement plan is going",
                    "usage_hint": usage_hint(),
                    "should_escape": True,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": scopes(settings)}},
        "settings": {
            "event_subscriptions": events | {"bot_events": ["user_change"]},
            "interactivity": {"is_enabled": True}
            | ({"request_url": request_url["url"]} if url else {}),
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }
    return json.dumps(app, indent=2)
