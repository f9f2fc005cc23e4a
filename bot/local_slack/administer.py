"""What someone who administers the workspace does with the app: invite, install."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.local_slack.workspace import BOT

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack


def invite(slack: LocalSlack, channel: str, *, member: bool) -> None:
    """Take the app into a channel, or out of it; raises KeyError when there is none."""
    members = slack.workspace.channels[channel].members
    if not member:
        members.discard(BOT.id)
    elif BOT.id not in members:
        members.add(BOT.id)
        joined = {"type": "member_joined_channel", "user": BOT.id, "channel": channel}
        joined |= {"channel_type": "C", "team": slack.workspace.team_id}
        slack.delivery.happens("member_joined_channel", joined)


def install(slack: LocalSlack, *, installed: bool) -> None:
    """Put the app into the workspace again, or take it out: its tokens then open nothing."""
    home = slack.workspace
    if home.is_installed and not installed:
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT.id]}}
        slack.delivery.happens("tokens_revoked", revoked)
        slack.delivery.happens("app_uninstalled", {"type": "app_uninstalled"})
    home.is_installed = installed
