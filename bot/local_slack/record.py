"""Everything that went between the local Slack and the app: calls, acks, and what was refused."""

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.local_slack.json_object import Json
from bot.local_slack.rules.refusals import Refusal

EXCHANGES = 300  # kept to be looked at; the calls and acks themselves are all kept


@dataclass(frozen=True)
class Call:
    """One call of the Web API or of a response_url (method "response_url"), and its error."""

    method: str
    args: Json
    at: float
    error: str | None = None


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as they went over the line, for a developer to look at."""

    id: int
    at: float
    sender: Literal["slack", "app"]
    what: str
    summary: str
    how: Literal["http", "socket"]
    request: str
    answer: str
    ms: float
    error: str | None = None


class Record:
    """What happened, in order; `clock` gives seconds since 1970."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.calls: list[Call] = []
        self.refusals: list[Refusal] = []
        self.exchanges: deque[Exchange] = deque(maxlen=EXCHANGES)
        self.listeners: list[Callable[[Exchange], None]] = []
        self._lines: list[Json] = []
        self._exchanged = 0

    def called(self, method: str, args: Mapping[str, Any], error: str | None = None) -> Json:
        """Note one call without its token, and give its arguments as they are noted."""
        kept = {name: value for name, value in args.items() if name != "token"}
        self.calls.append(Call(method, kept, self._clock(), error))
        self._lines.append({"method": method, "args": kept})
        return kept

    def acked(self, what: str, payload: Json) -> None:
        """Note what the app answered inside an ack."""
        self._lines.append({"ack": what, "payload": payload})

    def exchanged(self, sender: Literal["slack", "app"], what: str, **told: Any) -> None:
        """Note a request and its answer as they went over the line (see Exchange)."""
        self._exchanged += 1
        exchange = Exchange(self._exchanged, self._clock(), sender, what, **told)
        self.exchanges.append(exchange)
        for listener in self.listeners:
            listener(exchange)

    def count(self, method: str) -> int:
        """Count the calls of one method."""
        return sum(call.method == method for call in self.calls)

    def export(self) -> str:
        """Give every call and ack as JSON lines: `method` and `args`, or `ack` and `payload`."""
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in self._lines)
