"""The messages that people see, in the order in which they came."""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.local_slack.json_object import Json

SLACKBOT = "USLACKBOT"


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
    files: list[Json] = field(default_factory=list)
    author: Json = field(default_factory=dict)  # what Slack adds when an app wrote it
    edited: Json | None = None
    subtype: str | None = None
    reply_count: int = 0

    def as_slack(self) -> Json:
        """Give Slack's message object."""
        told: Json = {"type": "message", "ts": self.ts, "user": self.user, "text": self.text}
        for name in ("subtype", "blocks", "thread_ts", "metadata", "files", "edited"):
            if getattr(self, name):
                told[name] = getattr(self, name)
        return told | self.author


Heard = Callable[[Message, bool], None]  # a message, and whether it is still there


class Messages:
    """Every message of the workspace; `clock` gives seconds since 1970."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._by_channel: dict[str, dict[str, Message]] = defaultdict(dict)
        self._last_ts = 0
        self.listeners: list[Heard] = []

    def show(
        self,
        said: Mapping[str, Any],
        channel: str,
        user: str,
        visible_to: str | None = None,
        author: Json | None = None,
    ) -> Message:
        """Put a message in front of people and return it."""
        shown = Message(
            ts=self.next_ts(),
            channel=channel,
            user=user,
            visible_to=visible_to,
            thread_ts=said.get("thread_ts"),
            metadata=as_object(said.get("metadata")),
            files=list(said.get("files", ())),
            author=author or {},
            subtype=said.get("subtype"),
        )
        self._by_channel[channel][shown.ts] = shown
        self._count_reply(shown, 1)
        return self._write(shown, said)

    def edit(self, message: Message, said: Mapping[str, Any], by: str | None = None) -> Message:
        """Put other words in a message's place; `by` marks it as edited by that user."""
        message.edited = {"user": by, "ts": self.next_ts()} if by else None
        if "metadata" in said:
            message.metadata = as_object(said["metadata"])
        return self._write(message, said)

    def withdraw(self, message: Message) -> None:
        """Take a message away again; one with replies leaves Slack's word in its place."""
        if message.reply_count:
            message.user, message.subtype, message.author = SLACKBOT, "tombstone", {}
            self._write(message, {"text": "This message was deleted."})
            return
        if self._by_channel[message.channel].pop(message.ts, None):
            self._count_reply(message, -1)
            self._tell(message, there=False)

    def find(self, channel: str, ts: str) -> Message | None:
        """Find a message by its channel and time."""
        return self._by_channel[channel].get(ts)

    def seen_by(self, user: str) -> list[Message]:
        """List what only this person sees: ephemeral answers and Slack's own failure notes."""
        return [one for one in self.all() if one.visible_to == user]

    def in_channel(self, channel: str) -> list[Message]:
        """List what everyone in a channel sees, threads included."""
        return [one for one in self._by_channel[channel].values() if not one.visible_to]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """List a message and the replies to it."""
        return [one for one in self.in_channel(channel) if ts in {one.ts, one.thread_ts}]

    def all(self) -> list[Message]:
        """List every message, channel by channel."""
        return [one for channel in self._by_channel.values() for one in channel.values()]

    def next_ts(self) -> str:
        """Give a message time that no other message has."""
        self._last_ts = max(self._last_ts + 1, int(self._clock() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def _count_reply(self, reply: Message, number: int) -> None:
        parent = self._by_channel[reply.channel].get(reply.thread_ts or "")
        if parent and parent is not reply and not reply.visible_to:
            parent.reply_count += number

    def _write(self, message: Message, said: Mapping[str, Any]) -> Message:
        message.text = str(said.get("text") or "")
        message.blocks = with_ids(as_list(said.get("blocks")))
        self._tell(message, there=True)
        return message

    def _tell(self, message: Message, *, there: bool) -> None:
        for listener in self.listeners:
            listener(message, there)


def as_list(blocks: object) -> list[Json]:
    """Read the `blocks` argument, which a form carries as JSON, once it is known to be good."""
    read = json.loads(blocks) if isinstance(blocks, str) and blocks else blocks
    return read if isinstance(read, list) else []


def as_object(value: object) -> Json | None:
    """Read an argument that is an object, or one written as JSON; None when it is neither."""
    try:
        read = json.loads(value) if isinstance(value, str) and value else value
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def with_ids(blocks: list[Json], prefix: str = "b") -> list[Json]:
    """Give blocks with a block_id and their elements with an action_id where the app sent none.

    Slack makes them up too: every block that comes back in a payload has them.
    """
    return [
        {"block_id": f"{prefix}{index}", **_with_action_ids(block, f"{prefix}{index}-")}
        for index, block in enumerate(blocks)
    ]


def _with_action_ids(block: Json, inner: str) -> Json:
    given = dict(block)
    if block.get("type") == "container":
        given["child_blocks"] = with_ids(block["child_blocks"], inner)
    if block.get("type") in {"actions", "context_actions"}:
        given["elements"] = [
            {"action_id": f"a{index}", **element} for index, element in enumerate(block["elements"])
        ]
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict) and block[name].get("type") != "image":
            given[name] = {"action_id": "a0", **block[name]}
    return given
