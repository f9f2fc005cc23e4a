"""What a Web API method is, and how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.local_slack.json_object import Json
from bot.local_slack.rules.refusals import Refusal, Refused

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack


@dataclass(frozen=True)
class Method:
    """A method, the scopes of which it needs any one, and whether it takes the app-level token."""

    run: Callable[[LocalSlack, Json], Json]
    scopes: tuple[str, ...] = ()
    app_level: bool = False


def no(error: str, **more: object) -> Json:
    """Give a refusal with Slack's error code."""
    return {"ok": False, "error": error, **more}


def noted(slack: LocalSlack, refusal: Refusal) -> Json:
    """Note that a message or view was refused, and give the answer that says so."""
    slack.record.refusals.append(refusal)
    return refusal.answer()


def demand(has: AbstractSet[str], *scopes: str) -> None:
    """Refuse with missing_scope unless the token has any one of the scopes."""
    if has.isdisjoint(scopes):
        needed, provided = ",".join(scopes), ",".join(sorted(has))
        raise Refused("missing_scope", needed=needed, provided=provided)
