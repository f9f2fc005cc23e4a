"""What the page asks for when a person does something; see Deed in page/src/protocol.ts.

Each deed is what came as JSON, checked, and is done by its `by(person)`. What it gives is added to
the answer: an ack's time and faults, or more.
"""

import re
from abc import abstractmethod
from typing import Annotated, Literal

from pydantic import BaseModel, Field, PositiveFloat, PositiveInt, TypeAdapter

from bot.local_slack import administer
from bot.local_slack.delivery import Ack
from bot.local_slack.driver import Person
from bot.local_slack.forms import NotOffered
from bot.local_slack.json_object import Json
from bot.local_slack.messages import Message
from bot.local_slack.views import View
from bot.local_slack.workspace import Channel, User

MOST_TYPED = 12_000  # characters: from memory, what Slack's own composer takes
_MENTION = re.compile(r"<@(\w+)>")

Id = Annotated[str, Field(max_length=100)]
Values = dict[str, dict[str, Json]]  # block_id -> action_id -> what is entered
Seconds = Annotated[PositiveFloat, Field(le=3600)]


class NotDone(Exception):
    """What was asked can't be done; the sentence is what Slack would show."""


GONE = "That is no longer there. Reload the page."


class _Deed(BaseModel):
    @abstractmethod
    async def by(self, person: Person) -> Ack | Json | None:
        """Let the person do it; raises NotDone."""


class Send(_Deed):
    """A line from the composer: a slash command, or a message."""

    do: Literal["send"]
    channel: Id
    text: Annotated[str, Field(max_length=MOST_TYPED)]
    thread_ts: Id | None = None
    files: list[Id] = []

    async def by(self, person: Person) -> Json | None:
        """Send it, unless nobody may write there."""
        place, home = _place(person, self.channel), person.slack.workspace
        if place.is_archived:
            raise NotDone("This channel is archived: nobody can write in it.")
        if self.text.startswith("/"):
            command, *words = self.text.split(maxsplit=1)
            sent = as_sent("".join(words).strip(), home.users, with_names=True)
            ack = await person.slash(sent, place.id, command, self.thread_ts)
            return {"ms": round(ack.ms, 1)}  # what went wrong is told in the conversation
        if place.is_app and not home.app.messages_tab:
            raise NotDone("Sending messages to this app has been turned off.")
        if not (self.text.strip() or self.files):
            raise NotDone("There is nothing to send.")
        files = [_file(person, one) for one in self.files]
        await person.say(as_sent(self.text.strip(), home.users), place.id, self.thread_ts, files)
        return None


class Act(_Deed):
    """The use of an element of a message, or of a view."""

    do: Literal["act"]
    action: Json
    values: Values
    channel: Id = ""
    ts: Id = ""
    view: Id | None = None

    async def by(self, person: Person) -> Ack | None:
        """Press, or choose; what goes wrong in a message is told in the conversation."""
        if self.view is not None:
            values = _with_files(person, self.values)
            return await person.act_in_view(_view(person, self.view), self.action, values)
        await person.act(_message(person, self.channel, self.ts), self.action, self.values)
        return None


class Submit(_Deed):
    """A form that is sent."""

    do: Literal["submit"]
    view: Id
    values: Values

    async def by(self, person: Person) -> Ack:
        """Send it."""
        return await person.submit(_view(person, self.view), _with_files(person, self.values))


class Close(_Deed):
    """A form that is closed, or the whole stack of them."""

    do: Literal["close"]
    view: Id
    all: bool

    async def by(self, person: Person) -> None:
        """Close it."""
        await person.close(_view(person, self.view), all_of_them=self.all)


class Shortcut(_Deed):
    """One of the app's shortcuts."""

    do: Literal["shortcut"]
    callback_id: Id

    async def by(self, person: Person) -> Ack:
        """Use it."""
        return await person.shortcut(self.callback_id)


class MessageShortcut(_Deed):
    """One of the app's shortcuts, on a message."""

    do: Literal["message_shortcut"]
    callback_id: Id
    channel: Id
    ts: Id

    async def by(self, person: Person) -> Ack:
        """Use it."""
        message = _message(person, self.channel, self.ts)
        return await person.message_shortcut(self.callback_id, message)


class OpenHome(_Deed):
    """The app's Home tab, opened."""

    do: Literal["open_home"]

    async def by(self, person: Person) -> None:
        """Open it."""
        await person.open_home()


class Dismiss(_Deed):
    """A message that only this person sees, taken away."""

    do: Literal["dismiss"]
    channel: Id
    ts: Id

    async def by(self, person: Person) -> None:
        """Take it away."""
        message = _message(person, self.channel, self.ts)
        if message.visible_to != person.user.id:
            raise NotDone(GONE)
        person.slack.messages.withdraw(message)


class OpenDm(_Deed):
    """A direct message with someone, begun or found."""

    do: Literal["open_dm"]
    user: Id

    async def by(self, person: Person) -> Json:
        """Give its channel."""
        if self.user not in person.slack.workspace.users:
            raise NotDone(GONE)
        return {"channel": person.slack.workspace.direct(person.user.id, self.user).id}


class SetFault(_Deed):
    """Something that goes wrong between the app and Slack from now on."""

    do: Literal["fault"]
    what: Literal["ratelimit", "fail", "slow", "drop before", "drop after"]
    method: Id
    seconds: Seconds
    times: PositiveInt

    async def by(self, person: Person) -> None:
        """Let it go wrong."""
        faults = person.slack.faults
        match self.what:
            case "ratelimit":
                retry_after = max(1, round(self.seconds))
                faults.ratelimit(self.method, self.seconds, retry_after)
            case "fail":
                faults.fail(self.method, self.times)
            case "slow":
                faults.slow(self.method, self.seconds, self.times)
            case "drop before" | "drop after":
                faults.drop(self.method, after=self.what == "drop after", times=self.times)


class NoFaults(_Deed):
    """All well again."""

    do: Literal["no_faults"]

    async def by(self, person: Person) -> None:
        """End every fault."""
        person.slack.faults.clear()


class Disconnect(_Deed):
    """The app's sockets, closed with a warning or without."""

    do: Literal["disconnect"]
    reason: Literal["warning", "refresh_requested", "cut"]

    async def by(self, person: Person) -> None:
        """Close them."""
        if self.reason == "cut":
            await person.slack.sockets.cut()
        else:
            await person.slack.sockets.disconnect(self.reason)


class Archive(_Deed):
    """A channel, archived or brought back."""

    do: Literal["archive"]
    channel: Id
    archived: bool

    async def by(self, person: Person) -> None:
        """Archive it, or bring it back."""
        _channel(person, self.channel).is_archived = self.archived


class Invite(_Deed):
    """The app, taken into a channel or out of it."""

    do: Literal["invite"]
    channel: Id
    member: bool

    async def by(self, person: Person) -> None:
        """Take it in, or out."""
        administer.invite(person.slack, _channel(person, self.channel).id, member=self.member)


class Install(_Deed):
    """The app, installed again or uninstalled."""

    do: Literal["install"]
    installed: bool

    async def by(self, person: Person) -> None:
        """Install it, or uninstall it."""
        administer.install(person.slack, installed=self.installed)


Deed = Annotated[
    Send | Act | Submit | Close | Shortcut | MessageShortcut | OpenHome | Dismiss | OpenDm
    | SetFault | NoFaults | Disconnect | Archive | Invite | Install,
    Field(discriminator="do"),
]  # fmt: skip
_DEED: TypeAdapter[Deed] = TypeAdapter(Deed)


def read_deed(body: bytes) -> Deed:
    """Read a deed from JSON; raises pydantic's ValidationError for anything else."""
    return _DEED.validate_json(body)


async def done(deed: Deed, person: Person) -> Json:
    """Do it; give `ok`, `ms` until the app's ack, and what went wrong, if anything did."""
    try:
        given = await deed.by(person)
    except NotDone as error:
        return {"ok": False, "error": str(error), "ms": 0}
    except NotOffered:
        return {"ok": False, "error": GONE, "ms": 0}
    if isinstance(given, Ack):
        faults = {"error": given.error, "errors": given.errors}
        told = {name: value for name, value in faults.items() if value}
        return {"ok": not told, "ms": round(given.ms, 1), **told}
    return {"ok": True, "ms": 0, **(given or {})}


def as_sent(text: str, users: dict[str, User], *, with_names: bool = False) -> str:
    """Write what a person typed as Slack sends it: & < > escaped, but for mentions.

    A command with `should_escape` gets mentions with their names: <@U0POD|pod.manager>.
    """
    pieces = _MENTION.split(text)  # text, id, text, id, ..., text
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            escaped = piece.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            pieces[index] = escaped
        elif piece in users:
            pieces[index] = f"<@{piece}|{users[piece].name}>" if with_names else f"<@{piece}>"
        else:
            pieces[index] = f"&lt;@{piece}&gt;"
    return "".join(pieces)


def _place(person: Person, channel: str) -> Channel:
    """Find a conversation that the person is in."""
    found = person.slack.workspace.channels.get(channel)
    if found is None or person.user.id not in found.members:
        raise NotDone(GONE)
    return found


def _channel(person: Person, channel: str) -> Channel:
    """Find a channel to be administered; a direct message is not."""
    found = _place(person, channel)
    if found.is_direct:
        raise NotDone(GONE)
    return found


def _message(person: Person, channel: str, ts: str) -> Message:
    found = person.slack.messages.find(_place(person, channel).id, ts)
    if found is None or found.visible_to not in {None, person.user.id}:
        raise NotDone(GONE)
    return found


def _view(person: Person, view_id: str) -> View:
    found = person.slack.views.find(view_id)
    if found is None:
        raise NotDone(GONE)
    return found


def _with_files(person: Person, values: Values) -> Values:
    """Put Slack's file objects in the place of the page's own."""
    return {
        block: {
            action: entered | {"files": [_file(person, one["id"]) for one in entered["files"]]}
            if entered.get("type") == "file_input" and entered.get("files")
            else entered
            for action, entered in actions.items()
        }
        for block, actions in values.items()
    }


def _file(person: Person, file_id: str) -> Json:
    try:
        return person.slack.files.get(file_id)
    except LookupError:
        raise NotDone(GONE) from None
