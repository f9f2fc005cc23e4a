"""Who and what is in the local workspace: people, channels, user groups, tokens."""

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.local_slack.installation import Installation

Standing = Literal["member", "guest", "one-channel guest", "stranger", "deactivated"]

BOT_SCOPES = frozenset(
    {
        "app_mentions:read", "assistant:write", "channels:history", "channels:join",
        "channels:read", "chat:write", "commands", "files:read", "files:write", "im:history",
        "im:read", "im:write", "mpim:write", "reactions:read", "team:read", "usergroups:read",
        "users:read",
    }
)  # fmt: skip
# An app that may do everything, for tests of the workspace itself.
ANY_APP = Installation(
    "Test app",
    BOT_SCOPES,
    bot_events=None,
    commands=({"command": "/ofsted", "description": "Ask", "usage_hint": "status | help"},),
    shortcuts=(
        {"name": "Keep", "type": "message", "callback_id": "keep", "description": "Keep it"},
        {"name": "New", "type": "global", "callback_id": "new", "description": "Make one"},
    ),
    home_tab=True,
    messages_tab=True,
)


@dataclass
class User:
    """A person (or the bot) as `users.info` tells of them."""

    id: str
    name: str
    standing: Standing = "member"
    is_bot: bool = False
    tz: str = "Europe/London"
    real_name: str = ""  # what people read; made from the name unless it is given

    def __post_init__(self) -> None:
        self.real_name = self.real_name or self.name.replace(".", " ").capitalize()

    @property
    def can_be_played(self) -> bool:
        """Whether someone can sign in as this user."""
        return not self.is_bot and self.standing != "deactivated"

    def as_slack(self, team_id: str) -> dict[str, Any]:
        """Give Slack's user object; a stranger belongs to another team."""
        stranger = self.standing == "stranger"
        told: dict[str, Any] = {
            "id": self.id,
            "team_id": "T0OTHER" if stranger else team_id,
            "name": self.name,
            "deleted": self.standing == "deactivated",
            "real_name": self.real_name,
            "tz": self.tz,
            "profile": {
                "real_name": self.real_name,
                "display_name": self.real_name,
                "team": team_id,
            },
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
    """A conversation: a channel (C...), or a direct message (D...) between its members."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    topic: str = ""

    @property
    def is_direct(self) -> bool:
        """Whether it is a direct message."""
        return self.id.startswith("D")

    @property
    def is_app(self) -> bool:
        """Whether it is the direct message between a person and the app."""
        return self.is_direct and BOT.id in self.members

    def as_slack(self, team_id: str) -> dict[str, Any]:
        """Give Slack's conversation object, as the bot sees it."""
        told: dict[str, Any] = {
            "id": self.id,
            "created": 1631491200,
            "is_archived": self.is_archived,
            "is_im": self.is_direct,
            "is_org_shared": False,
            "context_team_id": team_id,
        }
        if self.is_direct:
            user = next(iter(self.members - {BOT.id}), BOT.id)
            return told | {"user": user, "is_user_deleted": False}
        words = {"creator": "U0HEAD", "last_set": 0}
        return told | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": True,
            "is_group": False,
            "is_mpim": False,
            "is_private": False,
            "is_general": False,
            "is_shared": False,
            "is_member": BOT.id in self.members,
            "creator": "U0HEAD",
            "num_members": len(self.members),
            "topic": {"value": self.topic, **words},
            "purpose": {"value": "", **words},
        }


BOT = User("U0BOT", "ofsted", is_bot=True)
PEOPLE = (
    User("U0WORKER", "social.worker"),
    User("U0POD", "pod.manager"),
    User("U0QA", "qa.manager", real_name="QA manager"),
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
    signing_secret: str = "local-signing-secret"  # noqa: S105
    app: Installation = ANY_APP
    is_installed: bool = True
    app_scopes: set[str] = field(default_factory=lambda: {"connections:write"})
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    usergroups: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for user in (BOT, *PEOPLE):
            self.users.setdefault(user.id, User(**vars(user)))
        everyone = {one.id for one in self.users.values() if one.standing != "deactivated"}
        for channel in (
            Channel("C0PLAN", "improvement-plan", set(everyone)),
            Channel("C0POD", "pod-one", {BOT.id, "U0WORKER", "U0POD"}),
            Channel("C0QA", "quality-assurance", {BOT.id, "U0QA", "U0HEAD"}),
            Channel("C0APART", "without-the-bot", everyone - {BOT.id, "U0ONE"}),
            Channel("C0OLD", "old-plan", set(everyone), is_archived=True),
        ):
            self.channels.setdefault(channel.id, channel)
        self.direct("U0POD", "U0WORKER")
        self.direct("U0HEAD", "U0QA")
        self.usergroups.setdefault("S0READERS", ["U0POD", "U0QA", "U0HEAD"])

    def conversation(self, named: str) -> Channel | None:
        """Find a conversation by id, or the app's with a person (made when it is first needed)."""
        if named in self.channels:
            return self.channels[named]
        user = self.users.get("U" + named[1:]) if named[:1] in {"U", "D"} else None
        if user is None or user.is_bot or user.standing == "deactivated":
            return None
        return self.direct(user.id, BOT.id)

    def direct(self, one: str, other: str) -> Channel:
        """Give the direct message between two people, or one and the app, made if there is none."""
        name = "D" + "".join(sorted(user[1:] for user in {one, other} - {BOT.id}))
        return self.channels.setdefault(name, Channel(name, "directmessage", {one, other}))
