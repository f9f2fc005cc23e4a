"""What someone who administers the workspace does with the app: invite, install."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.local_slack import payloads
from bot.local_slack.workspace import BOT

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack


def invite(slack: LocalSlack, channel: str, *, member: bool) -> None:
    """Take the app into a channel, or out of it; raises KeyError when there is none."""
    place = slack.workspace.channels[channel]
    if not member:
        place.members.discard(BOT.id)
    elif BOT.id not in place.members:
        place.members.add(BOT.id)
        joined = payloads.member_joined_channel(slack.workspace, BOT, place)
        slack.delivery.happens("member_joined_channel", joined)


def install(slack: LocalSlack, *, installed: bool) -> None:
    """Put the app into the workspace again, or take it out: its tokens then open nothing."""
    home = slack.workspace
    if home.is_installed and not installed:
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT.id]}}
        slack.delivery.happens("tokens_revoked", revoked)
        slack.delivery.happens("app_uninstalled", {"type": "app_uninstalled"})
    home.is_installed = installed
