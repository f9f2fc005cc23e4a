"""What the page asks for when a person does something; see Deed in page/src/protocol.ts."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from bot.local_slack import administer
from bot.local_slack.delivery import Ack
from bot.local_slack.driver import Person
from bot.local_slack.messages import Json
from bot.local_slack.server import LocalSlack
from bot.local_slack.workspace import User

_MENTION = re.compile(r"<@(\w+)>")


class NotDone(Exception):
    """What was asked can't be done; the sentence is what Slack would show."""


class Deeds:
    """Does what one person asks for, and gives what the page is answered."""

    def __init__(self, slack: LocalSlack, user_id: str) -> None:
        self.slack = slack
        self.person = Person(slack, user_id)

    async def do(self, deed: Json) -> Json:
        """Do it; give `ok`, `ms` until the app's ack, and what went wrong, if anything did."""
        try:
            done = await DEEDS[deed["do"]](self, deed)
        except NotDone as error:
            return {"ok": False, "error": str(error), "ms": 0}
        except (KeyError, LookupError):
            return {"ok": False, "error": "That is no longer there. Reload the page.", "ms": 0}
        if isinstance(done, Ack):
            faults = {"error": done.error, "errors": done.errors}
            told = {name: value for name, value in faults.items() if value}
            return {"ok": not told, "ms": round(done.ms, 1), **told}
        return {"ok": True, "ms": 0, **(done or {})}

    async def send(self, deed: Json) -> Json | None:
        """Send a line from the composer: a slash command, or a message."""
        text, thread = str(deed["text"]).strip(), deed.get("thread_ts")
        place = self.person.place(deed["channel"])
        if place.is_archived:
            raise NotDone("This channel is archived: nobody can write in it.")
        if text.startswith("/"):
            command, _, words = text.partition(" ")
            sent = as_sent(words, self.slack.workspace.users, with_names=True)
            ack = await self.person.slash(sent, place.id, command, thread)
            return {"ms": round(ack.ms, 1)}  # what went wrong is told in the conversation
        if place.is_app and not self.slack.workspace.app.messages_tab:
            raise NotDone("Sending messages to this app has been turned off.")
        files = [self.slack.files.get(one) for one in deed.get("files", ())]
        sent = as_sent(text, self.slack.workspace.users)
        await self.person.say(sent, place.id, thread, files)
        return None

    async def act(self, deed: Json) -> Ack | None:
        """Use an element of a message or of a view."""
        action, values = deed["action"], self._values(deed)
        if "view" in deed:
            return await self.person.act_in_view(self._view(deed), action, values)
        await self.person.act(self._message(deed), action, values)
        return None  # what went wrong is told in the conversation

    async def submit(self, deed: Json) -> Ack:
        """Send a form."""
        return await self.person.submit(self._view(deed), self._values(deed))

    async def close(self, deed: Json) -> None:
        """Close a form, or the whole stack of them."""
        await self.person.close(self._view(deed), all_of_them=bool(deed.get("all")))

    async def shortcut(self, deed: Json) -> Ack:
        """Use one of the app's shortcuts."""
        return await self.person.shortcut(deed["callback_id"])

    async def message_shortcut(self, deed: Json) -> Ack:
        """Use one of the app's shortcuts on a message."""
        return await self.person.message_shortcut(deed["callback_id"], self._message(deed))

    async def open_home(self, deed: Json) -> None:
        """Open the app's Home tab."""
        await self.person.open_home()

    async def dismiss(self, deed: Json) -> None:
        """Take away a message that only this person sees."""
        message = self._message(deed)
        if message.visible_to == self.person.user.id:
            self.slack.messages.withdraw(message)

    async def open_dm(self, deed: Json) -> Json:
        """Begin a direct message with someone."""
        mine, other = self.person.user.id, self.slack.workspace.users[deed["user"]].id
        channel = self.slack.workspace.direct({mine, other}, f"D{mine[1:]}0{other[1:]}")
        return {"channel": channel.id}

    async def fault(self, deed: Json) -> None:
        """Let something go wrong between the app and Slack."""
        faults, method, seconds = self.slack.faults, deed["method"], float(deed["seconds"])
        times = int(deed["times"])
        match deed["what"]:
            case "ratelimit":
                faults.ratelimit(method, seconds, retry_after=max(1, round(seconds)))
            case "fail":
                faults.fail(method, times)
            case "slow":
                faults.slow(method, seconds, times)
            case "drop before" | "drop after" as what:
                faults.drop(method, after=what == "drop after", times=times)

    async def no_faults(self, deed: Json) -> None:
        """Let all be well again."""
        self.slack.faults.clear()

    async def disconnect(self, deed: Json) -> None:
        """Close the app's sockets, with a warning or without."""
        if deed["reason"] == "cut":
            await self.slack.sockets.cut()
        else:
            await self.slack.sockets.disconnect(deed["reason"])

    async def archive(self, deed: Json) -> None:
        """Archive a channel, or bring it back."""
        administer.archive(self.slack, deed["channel"], archived=bool(deed["archived"]))

    async def invite(self, deed: Json) -> None:
        """Take the app into a channel, or out of it."""
        administer.invite(self.slack, deed["channel"], member=bool(deed["member"]))

    async def install(self, deed: Json) -> None:
        """Install the app again, or uninstall it."""
        administer.install(self.slack, installed=bool(deed["installed"]))

    def _values(self, deed: Json) -> Json:
        """Give what is entered; a file, of which the page knows less, as Slack's file object."""
        return {
            block_id: {action_id: self._with_files(value) for action_id, value in block.items()}
            for block_id, block in (deed.get("values") or {}).items()
        }

    def _with_files(self, value: Json) -> Json:
        if "files" not in value:
            return value
        return value | {"files": [self.slack.files.get(one["id"]) for one in value["files"]]}

    def _message(self, deed: Json) -> Any:
        found = self.slack.messages.find(deed["channel"], deed["ts"])
        if found is None:
            raise LookupError
        return found

    def _view(self, deed: Json) -> Any:
        found = self.slack.views.find(deed["view"])
        if found is None:
            raise LookupError
        return found


DEEDS: dict[str, Callable[[Deeds, Json], Awaitable[Ack | Json | None]]] = {
    name: getattr(Deeds, name)
    for name in (
        "act", "archive", "close", "disconnect", "dismiss", "fault", "install", "invite",
        "message_shortcut", "no_faults", "open_dm", "open_home", "send", "shortcut", "submit",
    )
}  # fmt: skip


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
