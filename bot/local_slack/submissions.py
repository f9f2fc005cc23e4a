"""What becomes of a form when it is sent: the app's ack says so.

Source: docs.slack.dev, "Modals" (updating, pushing, closing views; displaying errors). Where Slack
can't do what the ack says, it tells the person only that there was trouble.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.local_slack.delivery import Ack
from bot.local_slack.json_object import Json
from bot.local_slack.rules.refusals import Refusal, Refused, refuse_view
from bot.local_slack.views import View

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack

TROUBLE = "We had some trouble connecting. Try again?"


def in_trouble(ack: Ack) -> Ack:
    """Give an ack from a view with the sentence that the person sees when it failed."""
    return replace(ack, error=TROUBLE) if ack.error else ack


def answered(slack: LocalSlack, view: View, ack: Ack) -> Ack:
    """Do what the ack of a submitted form says; give it with the errors that the person sees.

    A form whose ack is late or can't be obeyed stays open, and `slack.record.refusals` says why.
    """
    if ack.error:
        return in_trouble(ack)
    refusal = _obey(slack, view, ack.payload)
    if refusal:
        slack.record.refusals.append(refusal)
        return replace(ack, error=TROUBLE)
    return replace(ack, errors=ack.payload.get("errors") or {})


def _obey(slack: LocalSlack, view: View, said: Json) -> Refusal | None:
    if not said:
        slack.views.close(view)
        return None
    match said.get("response_action"):
        case "clear":
            slack.views.clear(view.user)
            return None
        case "update" | "push":
            return _show(slack, view, said)
        case "errors":
            return _refuse_errors(view, said.get("errors"))
    return _refusal("a `response_action` is needed in an ack that is not empty")


def _show(slack: LocalSlack, view: View, said: Json) -> Refusal | None:
    sent = said.get("view") or {}
    refusal = refuse_view(sent, "ack")
    if refusal:
        return refusal
    show = slack.views.update if said["response_action"] == "update" else slack.views.push
    try:
        show(view, sent)
    except Refused as refused:
        return Refusal(str(refused), where="ack")
    return None


def _refuse_errors(view: View, errors: object) -> Refusal | None:
    """Say why Slack could not show these errors: each must belong to an input block."""
    if not isinstance(errors, dict) or not errors:
        return _refusal("must provide an object with `errors`")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    strange = [name for name in errors if name not in inputs]
    if strange:
        return _refusal(*(f"no input block `{name}`" for name in strange))
    if not all(isinstance(error, str) and error for error in errors.values()):
        return _refusal("an error must be a string")
    return None


def _refusal(*problems: str) -> Refusal:
    """Give a refusal in our own words: Slack has none for an ack."""
    return Refusal("invalid_arguments", problems, "ack")
