"""Trigger ids: with one, an app may open a form for the person who acted, soon and only once.

Source: docs.slack.dev, "Handling user interaction" (3 seconds, one use); errors of views.open.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.local_slack.rules.refusals import Refused

SECONDS = 3.0
KEPT = 1_000  # ids, the newest


@dataclass
class Trigger:
    """Who acted, and in which conversation or view."""

    user: str
    channel: str
    view: str
    expires: float
    used: bool = False


class Triggers:
    """The trigger ids given out; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: dict[str, Trigger] = {}

    def give(self, user: str, channel: str = "", view: str = "") -> str:
        """Make an id for something that this person just did, in a conversation or in a view."""
        trigger_id = (
            f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"
        )
        self._given[trigger_id] = Trigger(user, channel, view, self._clock() + SECONDS)
        if len(self._given) > KEPT:
            del self._given[next(iter(self._given))]
        return trigger_id

    def exchange(self, trigger_id: object) -> Trigger:
        """Use an id: give what it stands for. Raises Refused."""
        given = self._given.get(str(trigger_id))
        if given is None:
            raise Refused("invalid_trigger_id")
        if given.used:
            raise Refused("exchanged_trigger_id")
        if self._clock() >= given.expires:
            raise Refused("expired_trigger_id")
        given.used = True
        return given
