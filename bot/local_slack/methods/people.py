"""users.*, usergroups.*, team.*: who is in the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.local_slack.json_object import Json
from bot.local_slack.methods.arguments import flag, text
from bot.local_slack.methods.method import Method, no
from bot.local_slack.methods.pages import page

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack


def users_info(slack: LocalSlack, args: Json) -> Json:
    """Tell of a person."""
    user = slack.workspace.users.get(text(args, "user"))
    if user is None:
        return no("user_not_found")
    return {"ok": True, "user": user.as_slack(slack.workspace.team_id)}


def users_list(slack: LocalSlack, args: Json) -> Json:
    """Tell of everyone, those who are deactivated too."""
    home = slack.workspace
    users, cursor = page(list(home.users.values()), args, lambda user: user.id)
    return {
        "ok": True,
        "members": [user.as_slack(home.team_id) for user in users],
        "cache_ts": int(slack.clock()),
        "response_metadata": {"next_cursor": cursor},
    }


def usergroups_list(slack: LocalSlack, args: Json) -> Json:
    """Tell of the user groups, with their members or their number if asked."""
    groups = [_group(slack, group_id, args) for group_id in slack.workspace.usergroups]
    return {"ok": True, "usergroups": groups}


def usergroups_users_list(slack: LocalSlack, args: Json) -> Json:
    """List a user group's members, without those who are deactivated."""
    if text(args, "usergroup") not in slack.workspace.usergroups:
        return no("no_such_subteam")
    return {"ok": True, "users": _members(slack, args["usergroup"])}


def team_info(slack: LocalSlack, args: Json) -> Json:
    """Tell of the team."""
    home = slack.workspace
    if args.get("team", home.team_id) != home.team_id:
        return no("team_not_found")
    told = {"id": home.team_id, "name": home.name, "domain": home.domain, "email_domain": ""}
    return {"ok": True, "team": told | {"icon": {"image_default": True}}}


def _members(slack: LocalSlack, group_id: str) -> list[str]:
    home = slack.workspace
    members = home.usergroups[group_id]
    return [one for one in members if home.users[one].standing != "deactivated"]


def _group(slack: LocalSlack, group_id: str, args: Json) -> Json:
    handle = group_id.removeprefix("S0").lower()
    told: Json = {
        "id": group_id,
        "team_id": slack.workspace.team_id,
        "is_usergroup": True,
        "is_external": False,
        "name": handle.capitalize(),
        "handle": handle,
        "description": "",
        "date_delete": 0,
    }
    members = _members(slack, group_id)
    if flag(args, "include_users"):
        told["users"] = members
    if flag(args, "include_count"):
        told["user_count"] = len(members)
    return told


METHODS = {
    "team.info": Method(team_info, ("team:read",)),
    "usergroups.list": Method(usergroups_list, ("usergroups:read",)),
    "usergroups.users.list": Method(usergroups_users_list, ("usergroups:read",)),
    "users.info": Method(users_info, ("users:read",)),
    "users.list": Method(users_list, ("users:read",)),
}
