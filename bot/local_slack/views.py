"""The forms open before each person, and their Home tabs.

Source: docs.slack.dev, "Modals" (a stack of three views) and the methods views.*. They do not tell
what becomes of an open form when another is opened, not pushed; here the other takes its place.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.local_slack import entered
from bot.local_slack.json_object import Json
from bot.local_slack.messages import with_ids
from bot.local_slack.rules.refusals import Refused
from bot.local_slack.triggers import Trigger

MOST = 3


@dataclass(eq=False)
class View:
    """A modal or a Home tab as one person has it; `said` is what the app sent, `channel` where."""

    id: str
    user: str
    said: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    channel: str = ""
    values: Json = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """The blocks, each with its block_id."""
        return list(self.said["blocks"])

    @property
    def external_id(self) -> str:
        """The app's own name for the view, or ""."""
        return str(self.said.get("external_id", ""))

    def as_slack(self) -> Json:
        """Give Slack's view object, but for whose app it is of (see `payloads.view_object`)."""
        said = self.said
        return {
            "id": self.id,
            "type": said["type"],
            "blocks": self.blocks,
            "private_metadata": said.get("private_metadata", ""),
            "callback_id": said.get("callback_id", ""),
            "state": {"values": self.values},
            "hash": self.hash,
            **({"title": said["title"]} if "title" in said else {}),
            "clear_on_close": said.get("clear_on_close", False),
            "notify_on_close": said.get("notify_on_close", False),
            "close": said.get("close"),
            "submit": said.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "external_id": self.external_id,
        }


class Views:
    """The stack of modals and the Home tab of every person; `clock` gives seconds.

    Each of `listeners` is called with a person's id when what is before that person changes.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._stacks: dict[str, list[View]] = defaultdict(list)
        self._homes: dict[str, View] = {}
        self.listeners: list[Callable[[str], None]] = []

    def stack(self, user: str) -> list[View]:
        """List a person's modals, the one that is seen last."""
        return list(self._stacks[user])

    def home(self, user: str) -> View | None:
        """Give a person's Home tab, if the app has published one."""
        return self._homes.get(user)

    def find(self, view_id: object) -> View | None:
        """Find an open modal or a Home tab by its id."""
        return next((view for view in self._all() if view.id == view_id), None)

    def modal(self, view_id: object, external_id: object) -> View:
        """Find an open modal by its id, or by the app's own. Raises Refused."""
        for stack in self._stacks.values():
            for view in stack:
                if view.id == view_id or (view.external_id and view.external_id == external_id):
                    return view
        raise Refused("not_found")

    def open(self, trigger: Trigger, said: Json) -> View:
        """Show a first modal. Raises Refused."""
        view = self._new(trigger.user, said, trigger.channel)
        self._stacks[view.user] = [view]
        return self._told(view)

    def push(self, below: View, said: Json) -> View:
        """Show a modal on top of another. Raises Refused."""
        stack = self._stacks[below.user]
        if below not in stack:
            raise Refused("not_found")
        if len(stack) >= MOST:
            raise Refused("push_limit_reached")
        view = self._new(below.user, said, below.channel)
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        return self._told(view)

    def update(self, view: View, said: Json, known_hash: object = None) -> View:
        """Show something else in a view's place; what is entered stays. Raises Refused."""
        if known_hash and known_hash != view.hash:
            raise Refused("hash_conflict")
        self._must_be_free(said, view)
        view.said, view.hash = _with_ids(said, view.channel), self._hash()
        view.values = entered.values_of(view.blocks, view.values)
        return self._told(view)

    def publish(self, user: str, said: Json, known_hash: object = None) -> View:
        """Show a person's Home tab. Raises Refused."""
        if user in self._homes:
            return self.update(self._homes[user], said, known_hash)
        self._homes[user] = self._new(user, said, "")
        return self._told(self._homes[user])

    def close(self, view: View) -> None:
        """Take one modal away; the one below is seen again."""
        if view in self._stacks[view.user]:
            self._stacks[view.user].remove(view)
            self._tell(view.user)

    def clear(self, user: str) -> None:
        """Take all of a person's modals away."""
        self._stacks[user] = []
        self._tell(user)

    def _all(self) -> list[View]:
        stacks = [view for stack in self._stacks.values() for view in stack]
        return [*stacks, *self._homes.values()]

    def _new(self, user: str, said: Json, channel: str) -> View:
        self._must_be_free(said)
        view_id = f"V{secrets.token_hex(5).upper()}"
        view = View(view_id, user, _with_ids(said, channel), self._hash(), view_id, channel=channel)
        view.values = entered.values_of(view.blocks, {})
        return view

    def _must_be_free(self, said: Json, but: View | None = None) -> None:
        name = said.get("external_id")
        if name and any(view.external_id == name for view in self._all() if view is not but):
            raise Refused("duplicate_external_id")

    def _hash(self) -> str:
        return f"{int(self._clock())}.{secrets.token_urlsafe(6)}"

    def _told(self, view: View) -> View:
        self._tell(view.user)
        return view

    def _tell(self, user: str) -> None:
        for listener in self.listeners:
            listener(user)


def _with_ids(said: Json, channel: str) -> Json:
    """Give what the app sent with the ids and the current conversation that Slack puts in."""
    blocks = _named(said["blocks"])
    for _, element in entered.elements_in(blocks):
        if channel and element.get("default_to_current_conversation"):
            if element["type"].startswith("multi_"):
                element.setdefault("initial_conversations", [channel])
            else:
                element.setdefault("initial_conversation", channel)
    return {**said, "blocks": blocks}


def _named(blocks: list[Json]) -> list[Json]:
    """Give blocks with ids. Those made up are new each time, as Slack's are.

    So what was entered in a block without its own id is lost at an update.
    """
    return with_ids([{"block_id": secrets.token_urlsafe(4), **block} for block in blocks])
