"""Slack's Web API methods that the app calls or will call, with Slack's own refusals.

A method takes the local Slack and the call's arguments and returns Slack's answer. A missing
argument gives the error of a wrong one, as Slack does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.local_slack.json_object import Json
from bot.local_slack.methods import apps, assistant, chat, conversations, files, people, views
from bot.local_slack.methods.method import Method, demand, no
from bot.local_slack.rules.refusals import Refused

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **assistant.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **views.METHODS,
}


def call(slack: LocalSlack, name: str, token: str | None, args: Json) -> Json:
    """Answer one call as Slack would: the method, the token and the scope are checked first."""
    method, home = METHODS.get(name), slack.workspace
    if method is None:
        return no("unknown_method", req_method=name)
    if not token:
        return no("not_authed")
    scopes = {home.bot_token: home.app.bot_scopes, home.app_token: home.app_scopes}.get(token)
    if scopes is None:
        return no("invalid_auth")
    if not home.is_installed:
        return no("account_inactive")
    if (token == home.app_token) != method.app_level:
        return no("not_allowed_token_type")
    try:
        if method.scopes:
            demand(scopes, *method.scopes)
        return method.run(slack, args)
    except Refused as refused:
        return refused.answer
