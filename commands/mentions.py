"""People, user groups and channels as Slack writes them into what is typed.

Source: https://docs.slack.dev/messaging/formatting-message-text (what `should_escape` gives).
"""

import re
from dataclasses import dataclass

from storage.errors import OfstedError

USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
GROUP = re.compile(r"<!subteam\^(S[A-Z0-9]+)(?:\|([^>]*))?>")
CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|([^>]*))?>")


@dataclass(frozen=True, slots=True)
class Mention:
    """A user, a user group or a channel by Slack's id, with the name that Slack wrote if any."""

    id: str
    name: str | None = None


class NotMentioned(OfstedError):
    """Someone or something has to be picked from Slack's own list."""


def user_in(text: str) -> Mention:
    """Give the person mentioned; raises NotMentioned."""
    if found := USER.fullmatch(text):
        return Mention(found[1])
    raise NotMentioned("Type @ and pick the person from the list that Slack shows.")


def group_in(text: str) -> Mention:
    """Give the user group mentioned, named "@quality-assurance"; raises NotMentioned."""
    if found := GROUP.fullmatch(text):
        return Mention(found[1], f"@{found[2].removeprefix('@')}" if found[2] else None)
    raise NotMentioned("Type @ and pick the user group from the list that Slack shows.")


def channel_in(text: str) -> Mention:
    """Give the channel mentioned, named "#improvement-plan"; raises NotMentioned."""
    if found := CHANNEL.fullmatch(text):
        return Mention(found[1], f"#{found[2]}" if found[2] else None)
    raise NotMentioned("Type # and pick the channel from the list that Slack shows.")
