"""The Slack app manifest: what the app is called, may do and listens to.

Source: https://docs.slack.dev/reference/app-manifest.
"""

import json
from typing import Any

from bot.shortcuts import KEEP
from bot.slash import COMMAND
from commands.registry import commands

HINT = 1_000  # characters: Slack's limit for a usage hint


# Each bot scope that is used, and for what.
SCOPES = {
    "app_mentions:read": "hears what is asked of it in threads, where no slash command works",
    "channels:history": "looks for a post whose answer was lost, before it posts again",
    "chat:write": "posts notes of changes, cards to sign off and answers to mentions",
    "commands": "answers /ofsted, and the shortcut on messages",
    "files:read": "fetches the files given as evidence, where an admin lets files be given",
    "files:write": "sends someone the file of a piece of evidence that they ask for",
    "groups:history": "as channels:history, in private channels it was invited to",
    "im:history": "as channels:history, in its own messages to a person",
    "im:write": "finds its conversation with a person, to look or send a file there",
    "usergroups:read": "knows who is in a user group that was given a role",
    "users:read": "knows names, guests, and who has left",
}


def usage_hint() -> str:
    """Give what Slack shows while someone types the command."""
    names = [name for name, one in commands().items() if one.role != "admin"]
    return f"status missing-children | {' | '.join(names)}"[:HINT]


def shortcuts() -> list[dict[str, str]]:
    """Give what stands in the menu of each message, in threads too."""
    return [
        {
            "name": "Add as evidence",
            "type": "message",
            "callback_id": KEEP,
            "description": "Keep this message as evidence for an action of the plan",
        }
    ]


def manifest(url: str | None) -> str:
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
            # Without its tab Slack refuses the bot's direct messages; nobody writes to it there.
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Ofsted bot", "always_online": True},
            "shortcuts": shortcuts(),
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
        "oauth_config": {"scopes": {"bot": [*SCOPES]}},
        "settings": {
            "event_subscriptions": events | {"bot_events": ["app_mention", "user_change"]},
            "interactivity": {"is_enabled": True}
            | ({"request_url": request_url["url"]} if url else {}),
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }
    return json.dumps(app, indent=2)
