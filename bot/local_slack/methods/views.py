"""views.*: the forms and the Home tab that the app shows.

A view is looked at before its trigger id, so one that is refused leaves the id to be used: from
memory. An unknown `user_id` is refused in words that people report. docs.slack.dev tells neither.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.local_slack.json_object import Json
from bot.local_slack.messages import as_object
from bot.local_slack.methods.arguments import text
from bot.local_slack.methods.method import Method, no, noted
from bot.local_slack.payloads import view_object
from bot.local_slack.rules.refusals import Refused, refuse_view
from bot.local_slack.views import View

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack

Show = Callable[["LocalSlack", Json, Json], View]  # the call's arguments, and the view in them


def views_open(slack: LocalSlack, args: Json, view: Json) -> View:
    """Show a form to the person who acted."""
    return slack.views.open(slack.triggers.exchange(args.get("trigger_id")), view)


def views_push(slack: LocalSlack, args: Json, view: Json) -> View:
    """Show a form on top of the one in which the person acted."""
    trigger = slack.triggers.exchange(args.get("trigger_id"))
    if not trigger.view:
        raise Refused("invalid_trigger_id")
    return slack.views.push(slack.views.modal(trigger.view, None), view)


def views_update(slack: LocalSlack, args: Json, view: Json) -> View:
    """Show something else in an open form's place."""
    shown = slack.views.modal(args.get("view_id"), args.get("external_id"))
    return slack.views.update(shown, view, args.get("hash"))


def views_publish(slack: LocalSlack, args: Json, view: Json) -> View:
    """Show a person's Home tab."""
    if not slack.workspace.app.home_tab:
        raise Refused("not_enabled")
    return slack.views.publish(str(args["user_id"]), view, args.get("hash"))


def _method(name: str, show: Show) -> Method:
    def run(slack: LocalSlack, args: Json) -> Json:
        if name == "views.publish" and text(args, "user_id") not in slack.workspace.users:
            said = "[ERROR] invalid `user_id` [json-pointer:/user_id]"
            return no("invalid_arguments", response_metadata={"messages": [said]})
        sent = args.get("view") or {}
        refusal = refuse_view(sent, name)
        if refusal:
            return noted(slack, refusal)
        shown = show(slack, args, as_object(sent) or {})
        # What is entered stays with the person until it is sent.
        told = view_object(slack.workspace, shown) | {"state": {"values": {}}}
        return {"ok": True, "view": told}

    return Method(run)


METHODS = {
    name: _method(name, show)
    for name, show in {
        "views.open": views_open,
        "views.push": views_push,
        "views.update": views_update,
        "views.publish": views_publish,
    }.items()
}
