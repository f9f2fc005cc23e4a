"""What a person does in Slack: types, presses, fills in forms, says something the app hears."""

from itertools import chain
from typing import Any

from bot.local_slack import entered, payloads
from bot.local_slack.delivery import NO_ANSWER, Ack
from bot.local_slack.forms import FormFiller, NotOffered, after_use
from bot.local_slack.json_object import Json
from bot.local_slack.messages import Message
from bot.local_slack.rules.refusals import refuse
from bot.local_slack.views import View
from bot.local_slack.workspace import BOT, Channel

# As people quote Slackbot; docs.slack.dev says only that commands do not work in threads.
NO_COMMAND = """\
`{0}` is not a valid command. In Slack, all messages that start with the "/" character are \
interpreted as commands.

If you are trying to send a message and not run a command, try preceding the "/" with an empty \
space."""
NOT_IN_THREADS = "{0} is not supported in threads. Sorry!"


class Person(FormFiller):
    """Someone in the workspace, by Slack id; `sign` is one of `signing`'s ways to sign."""

    async def slash(
        self,
        text: str,
        channel: str = "C0PLAN",
        command: str = "/ofsted",
        thread_ts: str | None = None,
    ) -> Ack:
        """Type a slash command; its answer, or Slack's failure note, is shown to the person."""
        place = self.place(channel)
        refusal = self._refuse_command(command, thread_ts)
        if refusal:
            self._tell_failure(place.id, refusal, thread_ts)
            return Ack(NO_ANSWER, error=refusal)
        given = self.slack.response_urls.give("commands", self.user.id, place.id, None)
        form = payloads.slash_command(
            self.slack.workspace,
            self.user,
            place,
            command,
            text,
            self.slack.triggers.give(self.user.id, place.id),
            f"{self.slack.url}/{given.path}",
        )
        ack = self._shown(await self.slack.delivery.command(form, self.sign), place)
        given.message = ack.shown
        if ack.error:
            self._tell_failure(place.id, f'{command} failed with the error "{ack.error}"')
        return ack

    async def press(self, button: str, where: Message | View) -> Ack:
        """Press a button of a message, form or Home tab, named by its label or action_id."""
        action = _button(button, where.blocks)
        if isinstance(where, View):
            return await self.act_in_view(where, action)
        return await self.act(where, action)

    async def act(self, message: Message, action: Json, values: Json | None = None) -> Ack:
        """Use an element of a message; `action` is its part of the payload, without action_ts."""
        home, place = self.slack.workspace, self.place(message.channel)
        trigger_id = self.slack.triggers.give(self.user.id, place.id)
        payload = payloads.block_actions(home, self.user, trigger_id, self.timed(action))
        at_first = entered.values_of(message.blocks, {})
        payload |= payloads.in_message(place, message, after_use(at_first, action, values))
        payload["response_url"] = self.response_url(place.id, message)
        ack = await self.slack.delivery.interaction(payload, self.sign)
        if ack.error:
            self._tell_failure(place.id, ack.error)
        return ack

    async def shortcut(self, callback_id: str) -> Ack:
        """Use one of the app's global shortcuts."""
        self._must_offer("global", callback_id)
        payload = payloads.shortcut(
            self.slack.workspace,
            self.user,
            self.slack.triggers.give(self.user.id),
            callback_id,
            self.slack.messages.next_ts(),
        )
        return await self.slack.delivery.interaction(payload, self.sign)

    async def message_shortcut(self, callback_id: str, message: Message) -> Ack:
        """Use one of the app's shortcuts on a message; an ephemeral message has none."""
        self._must_offer("message", callback_id)
        if message.visible_to:
            raise NotOffered(message.ts)
        place = self.place(message.channel)
        home, trigger_id = self.slack.workspace, self.slack.triggers.give(self.user.id, place.id)
        payload = payloads.shortcut(
            home, self.user, trigger_id, callback_id, self.slack.messages.next_ts()
        )
        url = self.response_url(place.id, message)
        payload |= payloads.on_message(home, self.user, place, message, url)
        return await self.slack.delivery.interaction(payload, self.sign)

    async def open_home(self) -> None:
        """Open the app's Home tab."""
        home = self.slack.workspace
        if not home.app.home_tab:
            raise NotOffered("home_tab")
        view = self.slack.views.home(self.user.id)
        event = payloads.app_home_opened(home, self.user, self.place("DM"), view)
        self._happens("app_home_opened", event)

    async def open_assistant(self, looking_at: str = "C0PLAN") -> Message:
        """Begin a thread with the app's assistant beside a channel; give the thread's root."""
        home = self.slack.workspace
        if not home.is_installed:
            raise NotOffered("the app is not installed")
        said = {"text": "New Assistant Thread", "subtype": "assistant_app_thread"}
        root = self.slack.show(said, self.place("DM").id)
        event = payloads.assistant_thread_started(home, self.user, root, self.place(looking_at))
        self._happens("assistant_thread_started", event)
        return root

    async def join(self, channel: str) -> None:
        """Join a channel; the app hears of it where it is a member."""
        place = self.place(channel)
        if self.user.id in place.members:
            return
        place.members.add(self.user.id)
        if BOT.id in place.members:
            event = payloads.member_joined_channel(self.slack.workspace, self.user, place)
            self._happens("member_joined_channel", event)

    async def say(
        self, text: str, channel: str = "C0PLAN", thread_ts: str | None = None, files: Any = ()
    ) -> Message:
        """Write a message for everyone; the app hears it where it has subscribed to such."""
        place = self.place(channel)
        said: Json = {"text": text, "thread_ts": thread_ts, "files": list(files)}
        said["subtype"] = "file_share" if files else None
        message = self.slack.messages.show(said, place.id, self.user.id)
        for name, event in payloads.heard(self.slack.workspace, message, place):
            self._happens(name, event)
        return message

    async def event(
        self,
        event: Json,
        retry_num: int | None = None,
        retry_reason: str = "http_timeout",
        event_id: str | None = None,
    ) -> Ack:
        """Do something the app has subscribed to; with `retry_num`, as Slack's n-th retry of it."""
        callback = self.slack.delivery.callback({"user": self.user.id} | event, event_id)
        return await self.slack.delivery.event(callback, self.sign, retry_num or 0, retry_reason)

    def _happens(self, name: str, event: Json) -> None:
        self.slack.delivery.happens(name, {"user": self.user.id} | event)

    def _shown(self, ack: Ack, place: Channel) -> Ack:
        """Show what a command's ack carries, or note why Slack would not."""
        said = ack.payload
        if ack.error or not (said.get("text") or said.get("blocks")):
            return ack
        refusal = refuse(said, "ack")
        if refusal:
            self.slack.record.refusals.append(refusal)
            return Ack(ack.status, said, ack.ms, refusal.error)
        visible_to = None if said.get("response_type") == "in_channel" else self.user.id
        shown = self.slack.show(said, place.id, visible_to)
        return Ack(ack.status, said, ack.ms, None, shown)

    def _refuse_command(self, command: str, thread_ts: str | None) -> str | None:
        home = self.slack.workspace
        if not home.is_installed or command not in {one["command"] for one in home.app.commands}:
            return NO_COMMAND.format(command)
        return NOT_IN_THREADS.format(command) if thread_ts else None

    def _must_offer(self, kind: str, callback_id: str) -> None:
        home = self.slack.workspace
        offered = {(one["type"], one["callback_id"]) for one in home.app.shortcuts}
        if not home.is_installed or (kind, callback_id) not in offered:
            raise NotOffered(callback_id)

    def _tell_failure(self, channel: str, text: str, thread_ts: str | None = None) -> None:
        self.slack.tell_failure(self.user.id, channel, text, thread_ts)


def _button(named: str, blocks: list[Json]) -> Json:
    """Give a button's part of the payload; raises NotOffered when there is none of that name."""
    inner = (one for block in blocks for one in block.get("child_blocks", ()))
    for block in chain(blocks, inner):
        for element in [*block.get("elements", ()), block.get("accessory") or {}]:
            label = element.get("text")
            name = label.get("text") if isinstance(label, dict) else None
            if element.get("type") == "button" and named in {name, element.get("action_id")}:
                kept = ("type", "action_id", "text", "value")
                pressed = {key: element[key] for key in kept if key in element}
                return pressed | {"block_id": block["block_id"]}
    raise NotOffered(named)
