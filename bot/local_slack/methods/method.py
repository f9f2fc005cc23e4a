"""What a Web API method is, and how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.local_slack.messages import Json
from bot.local_slack.refusals import Refusal

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack


@dataclass(frozen=True)
class Method:
    """A method, the scope it needs, and whether it is called with the app-level token."""

    run: Callable[[LocalSlack, Json], Json]
    scope: str | None = None
    app_level: bool = False


def no(error: str, **more: object) -> Json:
    """Give a refusal with Slack's error code."""
    return {"ok": False, "error": error, **more}


def noted(slack: LocalSlack, refusal: Refusal) -> Json:
    """Note that a message or view was refused, and give the answer that says so."""
    slack.record.refusals.append(refusal)
    return refusal.answer()
