"""What the app may do in the workspace: all that its manifest asks for, and nothing else.

Source: docs.slack.dev, "App manifest reference".
"""

import json
from dataclasses import dataclass

from bot.local_slack.json_object import Json


@dataclass(frozen=True)
class Installation:
    """An app's commands, shortcuts, scopes, events and tabs; `bot_events` None hears everything.

    `messages_tab`: people can write to the app. `writes_to_people`: it can write to them.
    """

    name: str
    bot_scopes: frozenset[str]
    bot_events: frozenset[str] | None
    commands: tuple[Json, ...] = ()
    shortcuts: tuple[Json, ...] = ()
    home_tab: bool = False
    messages_tab: bool = False
    writes_to_people: bool = True

    def hears(self, event: str) -> bool:
        """Say whether the app has subscribed to an event, such as "message.im"."""
        return self.bot_events is None or event in self.bot_events


def from_manifest(manifest: str) -> Installation:
    """Read the manifest (JSON) that would be pasted into Slack's app settings."""
    app = json.loads(manifest)
    features, settings = app["features"], app["settings"]
    home = features.get("app_home", {})
    has_tab = home.get("messages_tab_enabled", False)
    is_read_only = home.get("messages_tab_read_only_enabled", True)
    return Installation(
        name=features["bot_user"]["display_name"],
        bot_scopes=frozenset(app["oauth_config"]["scopes"]["bot"]),
        bot_events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
        commands=tuple(features.get("slash_commands", ())),
        shortcuts=tuple(features.get("shortcuts", ())),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=has_tab and not is_read_only,
        writes_to_people=has_tab,
    )
