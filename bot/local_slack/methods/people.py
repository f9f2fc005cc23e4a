"""users.*, usergroups.*, team.*: who is in the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.local_slack.messages import Json
from bot.local_slack.methods.method import Method, no

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack


def users_info(slack: LocalSlack, args: Json) -> Json:
    """Tell of a person."""
    user = slack.workspace.users.get(str(args.get("user")))
    if user is None:
        return no("user_not_found")
    return {"ok": True, "user": user.as_slack(slack.workspace.team_id)}


def usergroups_users_list(slack: LocalSlack, args: Json) -> Json:
    """List a user group's members, without those who are deactivated."""
    home = slack.workspace
    members = home.usergroups.get(str(args.get("usergroup")))
    if members is None:
        return no("no_such_subteam")
    here = [one for one in members if home.users[one].standing != "deactivated"]
    return {"ok": True, "users": here}


def team_info(slack: LocalSlack, args: Json) -> Json:
    """Tell of the team."""
    home = slack.workspace
    if args.get("team", home.team_id) != home.team_id:
        return no("team_not_found")
    told = {"id": home.team_id, "name": home.name, "domain": home.domain, "email_domain": ""}
    return {"ok": True, "team": told | {"icon": {"image_default": True}}}


METHODS = {
    "team.info": Method(team_info, "team:read"),
    "usergroups.users.list": Method(usergroups_users_list, "usergroups:read"),
    "users.info": Method(users_info, "users:read"),
}
