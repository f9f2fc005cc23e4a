"""Trigger ids: with one, an app may open a form for the person who acted, soon and only once.

Source: docs.slack.dev, "Handling user interaction": 3 seconds, one use.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

SECONDS = 3.0


@dataclass
class _Given:
    user: str
    expires: float
    used: bool = False


class Triggers:
    """The trigger ids given out; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: dict[str, _Given] = {}

    def give(self, user: str) -> str:
        """Make an id for something that this person just did."""
        trigger_id = (
            f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"
        )
        self._given[trigger_id] = _Given(user, self._clock() + SECONDS)
        return trigger_id

    def exchange(self, trigger_id: object) -> tuple[str, str | None]:
        """Use an id: give the person it belongs to, or "" and Slack's error."""
        given = self._given.get(str(trigger_id))
        if given is None:
            return "", "invalid_trigger_id"
        if given.used:
            return "", "exchanged_trigger_id"
        if self._clock() >= given.expires:
            return "", "expired_trigger_id"
        given.used = True
        return given.user, None
