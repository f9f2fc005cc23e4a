"""Who may ask, who may change, and what those who may not are told."""

from dataclasses import dataclass

from commands.registry import ROLES, Role
from storage.errors import OfstedError


class NotAllowed(OfstedError):
    """The person may not do this; the sentence says who could."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as it matters here.

    `role` is the highest they were given. `may_read` is what the settings for readers (a user
    group, certain channels) come to.
    """

    user_id: str
    name: str | None = None
    is_guest: bool = False
    is_stranger: bool = False
    is_deactivated: bool = False
    role: Role = "reader"
    may_read: bool = True

    def has(self, role: Role) -> bool:
        """Say whether the person's role is this one or one that includes it."""
        return ROLES.index(self.role) >= ROLES.index(role)


def check_reader(asker: Asker) -> None:
    """Let members of the workspace ask, within the settings for readers; raises NotAllowed."""
    if asker.is_stranger:
        raise NotAllowed(
            "The improvement plan is for the council's own staff, so I can't answer people from "
            "other organisations. Please ask the colleague at the council you work with."
        )
    if asker.is_guest:
        raise NotAllowed(
            "The improvement plan is for full members of this workspace, so I can't answer guests. "
            "Please ask the colleague who invited you."
        )
    if asker.is_deactivated:
        raise NotAllowed("This Slack account is deactivated, so it can't read the plan.")
    if not asker.may_read:
        raise NotAllowed(
            "Your council lets the improvement plan be read only by certain people or in certain "
            "channels, and this isn't one of them. Your Slack administrator can say which."
        )
