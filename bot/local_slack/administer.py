"""What someone who administers the workspace does: archive, invite, install."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bot.local_slack import payloads
from bot.local_slack.messages import Json
from bot.local_slack.workspace import BOT

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack


def archive(slack: LocalSlack, channel: str, *, archived: bool) -> None:
    """Archive a channel, or bring it back; raises KeyError when there is none."""
    slack.workspace.channels[channel].is_archived = archived


def invite(slack: LocalSlack, channel: str, *, member: bool) -> None:
    """Take the app into a channel, or out of it; raises KeyError when there is none."""
    place = slack.workspace.channels[channel]
    if not member:
        place.members.discard(BOT.id)
        return
    place.members.add(BOT.id)
    joined = {"type": "member_joined_channel", "user": BOT.id, "channel": channel}
    _tell(slack, joined | {"channel_type": "C", "team": slack.workspace.team_id})


def install(slack: LocalSlack, *, installed: bool) -> None:
    """Put the app into the workspace again, or take it out: its tokens then open nothing."""
    home = slack.workspace
    if home.is_installed and not installed:
        _tell(slack, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT.id]}})
        _tell(slack, {"type": "app_uninstalled"})
    home.is_installed = installed


def _tell(slack: LocalSlack, event: Json) -> None:
    """Send the app an event, if it has subscribed to it."""
    home = slack.workspace
    if home.is_installed and home.app.hears(str(event["type"])):
        told = event | {"event_ts": slack.messages.next_ts()}
        named = f"Ev{secrets.token_hex(5).upper()}"
        slack.delivery.event_with_retries(payloads.event_callback(home, told, named, slack.clock()))
