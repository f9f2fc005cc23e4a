"""Everything the local Slack was told: calls, acks, the messages people see, what was refused."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.local_slack.refusals import Refusal

Json = dict[str, Any]
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True)
class Call:
    """One call of the Web API or of a response_url (method "response_url"), and its error."""

    method: str
    args: Json
    at: float
    error: str | None = None


@dataclass
class Message:
    """A message as people see it; `visible_to` is the only reader of an ephemeral one."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    visible_to: str | None = None
    thread_ts: str | None = None
    metadata: Json | None = None

    def as_slack(self) -> Json:
        """Give Slack's message object."""
        told: Json = {"type": "message", "ts": self.ts, "user": self.user, "text": self.text}
        for name in ("blocks", "thread_ts", "metadata"):
            if getattr(self, name):
                told[name] = getattr(self, name)
        return told


def as_list(blocks: object) -> list[Json]:
    """Read the `blocks` argument, which a form carries as JSON, once it is known to be good."""
    read = json.loads(blocks) if isinstance(blocks, str) and blocks else blocks
    return read if isinstance(read, list) else []


class Record:
    """What happened, in order; `clock` gives seconds since 1970."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.calls: list[Call] = []
        self.refusals: list[Refusal] = []
        self._lines: list[Json] = []
        self._messages: list[Message] = []
        self._last_ts = 0

    def called(self, method: str, args: Mapping[str, Any], error: str | None = None) -> None:
        """Note one call; the token is left out."""
        kept = {name: value for name, value in args.items() if name != "token"}
        self.calls.append(Call(method, kept, self.clock(), error))
        self._lines.append({"method": method, "args": kept})

    def acked(self, what: str, payload: Json) -> None:
        """Note what the app answered inside an ack."""
        self._lines.append({"ack": what, "payload": payload})

    def count(self, method: str) -> int:
        """Count the calls of one method."""
        return sum(call.method == method for call in self.calls)

    def export(self) -> str:
        """Give every call and ack as JSON lines: `method` and `args`, or `ack` and `payload`."""
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in self._lines)

    def show(
        self, said: Mapping[str, Any], channel: str, user: str, visible_to: str | None = None
    ) -> Message:
        """Put a message in front of people and return it."""
        metadata = said.get("metadata")
        shown = Message(
            ts=self.next_ts(),
            channel=channel,
            user=user,
            text=str(said.get("text") or ""),
            blocks=as_list(said.get("blocks")),
            visible_to=visible_to,
            thread_ts=said.get("thread_ts"),
            metadata=json.loads(metadata) if isinstance(metadata, str) else metadata,
        )
        self._messages.append(shown)
        return shown

    def withdraw(self, message: Message) -> None:
        """Take a message away again."""
        self._messages = [one for one in self._messages if one is not message]

    def seen_by(self, user: str) -> list[Message]:
        """List what only this person sees: ephemeral answers and Slack's own failure notes."""
        return [message for message in self._messages if message.visible_to == user]

    def messages(self, channel: str) -> list[Message]:
        """List what everyone in a channel sees."""
        return [one for one in self._messages if one.channel == channel and not one.visible_to]

    def next_ts(self) -> str:
        """Give a message time that no other message has."""
        self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"
