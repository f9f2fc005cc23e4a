"""Who and what is in the local workspace: people, channels, user groups, tokens."""

from dataclasses import dataclass, field
from typing import Any, Literal

Standing = Literal["member", "guest", "one-channel guest", "stranger", "deactivated"]

BOT_SCOPES = ("chat:write", "commands", "team:read", "usergroups:read", "users:read")


@dataclass
class User:
    """A person (or the bot) as `users.info` tells of them."""

    id: str
    name: str
    standing: Standing = "member"
    is_bot: bool = False
    tz: str = "Europe/London"

    def as_slack(self, team_id: str) -> dict[str, Any]:
        """Give Slack's user object; a stranger belongs to another team."""
        title = self.name.replace(".", " ").capitalize()
        stranger = self.standing == "stranger"
        told: dict[str, Any] = {
            "id": self.id,
            "team_id": "T0OTHER" if stranger else team_id,
            "name": self.name,
            "deleted": self.standing == "deactivated",
            "real_name": title,
            "tz": self.tz,
            "profile": {"real_name": title, "display_name": title, "team": team_id},
            "is_admin": False,
            "is_owner": False,
            "is_restricted": self.standing in {"guest", "one-channel guest"},
            "is_ultra_restricted": self.standing == "one-channel guest",
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 1631491200,
        }
        return told | {"is_stranger": True} if stranger else told


@dataclass
class Channel:
    """A conversation; its id's first letter says whether it is a channel (C) or a DM (D)."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    is_archived: bool = False


BOT = User("U0BOT", "ofsted", is_bot=True)
PEOPLE = (
    User("U0WORKER", "social.worker"),
    User("U0POD", "pod.manager"),
    User("U0QA", "qa.manager"),
    User("U0HEAD", "head.of.service"),
    User("U0GUEST", "visiting.guest", "guest"),
    User("U0ONE", "one.channel.guest", "one-channel guest"),
    User("U0STRANGER", "partner.agency", "stranger"),
    User("U0GONE", "former.colleague", "deactivated"),
)


@dataclass
class Workspace:
    """One Slack team with the app installed in it."""

    team_id: str = "T0LOCAL"
    name: str = "Local council"
    domain: str = "local-council"
    app_id: str = "A0OFSTED"
    bot_id: str = "B0BOT"
    bot_token: str = "xoxb-local"  # noqa: S105 - opens nothing outside this process
    app_token: str = "xapp-local"  # noqa: S105
    signing_secret: str = "local signing secret"  # noqa: S105
    bot_scopes: set[str] = field(default_factory=lambda: set(BOT_SCOPES))
    app_scopes: set[str] = field(default_factory=lambda: {"connections:write"})
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    usergroups: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for user in (BOT, *PEOPLE):
            self.users.setdefault(user.id, User(**vars(user)))
        everyone = set(self.users)
        for channel in (
            Channel("C0PLAN", "improvement-plan", set(everyone)),
            Channel("C0POD", "pod-one", {BOT.id, "U0WORKER", "U0POD"}),
            Channel("C0APART", "without-the-bot", everyone - {BOT.id}),
            Channel("C0OLD", "archived", set(everyone), is_archived=True),
        ):
            self.channels.setdefault(channel.id, channel)
        self.usergroups.setdefault("S0READERS", ["U0POD", "U0QA", "U0HEAD"])

    def conversation(self, named: str) -> Channel | None:
        """Find a conversation by id, or the DM with a person (made when it is first needed)."""
        if named in self.channels:
            return self.channels[named]
        user = self.users.get("U" + named[1:]) if named[:1] in {"U", "D"} else None
        if user is None:
            return None
        direct = Channel("D" + user.id[1:], "directmessage", {user.id, BOT.id})
        return self.channels.setdefault(direct.id, direct)
