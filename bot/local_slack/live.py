"""What one person sees, told to a page as it happens; see Told in page/src/protocol.ts."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.local_slack.faults import Fault
from bot.local_slack.json_object import Json
from bot.local_slack.messages import Message
from bot.local_slack.record import Exchange
from bot.local_slack.server import LocalSlack
from bot.local_slack.workspace import BOT, Channel, User

LONDON = ZoneInfo("Europe/London")
EARLIER = 500  # messages of a place that a page is given when it opens
MOST_WAITING = 2_000  # changes that a page has yet to be told


class Live:
    """One open page of one person: `told` holds what it has yet to be told.

    `about` is told at the beginning: what the record holds, and which day the bot goes by.
    """

    def __init__(self, slack: LocalSlack, user_id: str, about: Json) -> None:
        self._slack = slack
        self._user = user_id
        self._about = about
        self.told: asyncio.Queue[Json] = asyncio.Queue()

    def listen(self) -> None:
        """Begin with everything there is, and hear of every change from now on."""
        self.told.put_nowait(self._hello())
        self._slack.messages.listeners.append(self._message)
        self._slack.record.listeners.append(self._exchange)
        self._slack.views.listeners.append(self._views)
        self._slack.listeners.append(self._workspace)

    def stop(self) -> None:
        """Hear no more."""
        self._slack.messages.listeners.remove(self._message)
        self._slack.record.listeners.remove(self._exchange)
        self._slack.views.listeners.remove(self._views)
        self._slack.listeners.remove(self._workspace)

    def _hello(self) -> Json:
        home = self._slack.workspace
        return {
            "kind": "hello",
            "you": self._user,
            "workspace": home.name,
            "users": [_user(one, home.app.name) for one in home.users.values()],
            "places": self._places(),
            "app": self._app(),
            "messages": self._messages(),
            "modals": [view.as_slack() for view in self._slack.views.stack(self._user)],
            "home": self._home(),
            "exchanges": [_exchange(one) for one in self._slack.record.exchanges],
            "faults": self._faults(),
            "connected": self._slack.delivery.is_connected,
            "transport": "http" if self._slack.delivery.request_url else "socket",
            "now": self._slack.clock(),
            **self._about,
        }

    def _message(self, message: Message, there: bool) -> None:
        if not self._sees(message):
            return
        if not there:
            self._tell("gone", channel=message.channel, ts=message.ts)
            return
        self._tell("message", message=self._shown(message))
        parent = message.thread_ts and self._slack.messages.find(message.channel, message.thread_ts)
        if parent and parent is not message:
            self._tell("message", message=self._shown(parent))

    def _exchange(self, exchange: Exchange) -> None:
        self._tell("exchange", exchange=_exchange(exchange))
        self._tell("faults", faults=self._faults())

    def _views(self, user_id: str) -> None:
        if user_id == self._user:
            stack = [view.as_slack() for view in self._slack.views.stack(self._user)]
            self._tell("modals", modals=stack)
            self._tell("home", home=self._home())

    def _workspace(self) -> None:
        self._tell("places", places=self._places())
        self._tell("app", app=self._app(), connected=self._slack.delivery.is_connected)
        self._tell("faults", faults=self._faults())

    def _tell(self, kind: str, **more: object) -> None:
        if self.told.qsize() < MOST_WAITING:
            self.told.put_nowait({"kind": kind, **more})
            return
        while not self.told.empty():  # a page that does not keep up begins anew
            self.told.get_nowait()
        self.told.put_nowait(self._hello())

    def _sees(self, message: Message) -> bool:
        channel = self._slack.workspace.channels.get(message.channel)
        if channel is None or self._user not in channel.members:
            return False
        return message.visible_to in {None, self._user}

    def _messages(self) -> list[Json]:
        mine = [one for one in self._slack.messages.all() if self._sees(one)]
        places: dict[str, list[Message]] = {}
        for message in mine:
            places.setdefault(message.channel, []).append(message)
        return [self._shown(one) for kept in places.values() for one in kept[-EARLIER:]]

    def _shown(self, message: Message) -> Json:
        return {
            "channel": message.channel,
            "ts": message.ts,
            "user": message.user,
            "text": message.text,
            "blocks": message.blocks,
            "visible_to": message.visible_to,
            "thread_ts": message.thread_ts,
            "edited": message.edited is not None,
            "files": [file_info(one) for one in message.files],
            "reply_count": message.reply_count,
        }

    def _places(self) -> list[Json]:
        home = self._slack.workspace
        home.conversation(self._user)  # the one with the app is there from the beginning
        return [self._place(one) for one in home.channels.values() if self._user in one.members]

    def _place(self, channel: Channel) -> Json:
        other = next(iter(channel.members - {self._user}), None) if channel.is_direct else None
        users, app = self._slack.workspace.users, self._slack.workspace.app
        named = users[other].real_name if other in users else channel.name
        return {
            "id": channel.id,
            "name": app.name if channel.is_app else named,
            "kind": "app" if channel.is_app else "dm" if channel.is_direct else "channel",
            "user": other,
            "is_archived": channel.is_archived,
            "has_app": BOT.id in channel.members,
        }

    def _app(self) -> Json:
        home = self._slack.workspace
        return {
            "id": home.app_id,
            "user": BOT.id,
            "name": home.app.name,
            "installed": home.is_installed,
            "home_tab": home.app.home_tab,
            "messages_tab": home.app.messages_tab,
            "commands": [
                {name: one.get(name, "") for name in ("command", "description", "usage_hint")}
                for one in home.app.commands
            ],
            "shortcuts": list(home.app.shortcuts),
        }

    def _home(self) -> Json | None:
        view = self._slack.views.home(self._user)
        return view.as_slack() if view else None

    def _faults(self) -> list[Json]:
        now = self._slack.clock()
        return [_fault(one, now) for one in self._slack.faults.present()]


def _user(user: User, app_name: str) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": app_name if user.is_bot else user.real_name,
        "standing": user.standing,
        "is_bot": user.is_bot,
        "can_be_played": user.can_be_played,
    }


def _fault(fault: Fault, now: float) -> Json:
    left = f"{fault.times} more" if not fault.until else f"for {fault.until - now:.0f} s"
    return {"what": fault.what, "method": fault.method, "left": left}


def file_info(file: Json) -> Json:
    """Give what a page is told of Slack's file object (see FileInfo)."""
    return {
        "id": file["id"],
        "name": file["name"],
        "mimetype": file.get("mimetype", ""),
        "size": file.get("size", 0),
        "url": f"/page/files/{file['id']}",
        "alt_text": file.get("alt_txt", ""),
    }


def _exchange(exchange: Exchange) -> Json:
    at = datetime.fromtimestamp(exchange.at, LONDON).isoformat(timespec="milliseconds")
    told = asdict(exchange) | {"from": exchange.sender, "at": at[11:23]}
    return told | {"ms": round(exchange.ms, 1)}
